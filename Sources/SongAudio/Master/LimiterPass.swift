// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// What one pass of the limiter is set to.
struct LimiterSetting: Equatable {
  /// Before everything, dB.
  var gainDB: Double
  /// dBTP; from -10 to 0 the limiter does it, below that the output is turned down.
  var threshold: Double
  /// Whether the soft clipper stands before the limiter, with the threshold as its ceiling.
  var clips: Bool
  /// Whether the limiter looks between the samples. Costs seven times as much.
  var isExact: Bool
}

/// What came out of a pass.
struct LimiterOutcome {
  /// LUFS.
  let loudness: Double
  /// LU; 0 for a quick pass.
  let loudnessRange: Double
  /// dBTP; `silenceDB` for a quick pass.
  let truePeak: Double
  /// Loudness of each stretch of the session's ride, LUFS; none for a quick pass.
  let windows: [Double]
}

/// One run of gain, soft clip and limiter over the whole piece, in rounds as the mixer's: while one chunk is limited,
/// the one before is measured and written.
final class LimiterPass {
  private let premaster: Premaster
  private let setting: LimiterSetting
  private let limiter: AlignedChain
  private let world: PluginWorld
  private let writer: WaveWriter?
  private let loudnessMeter: WindowMeter
  private var peakMeter: LoudnessMeter?
  private var position: Int64 = 0
  private var raw = [Float](repeating: 0, count: Plugin.block * 2)
  private var block = Stereo(frames: Plugin.block)
  private var limited = Stereo(frames: chunkFrames)
  private let slots = [InterleavedChunk(), InterleavedChunk()]
  private let outputGain: Float

  /// - Parameter writer: receives the output of an exact pass.
  /// - Throws: all that the limiter can be short of.
  init(
    _ premaster: Premaster, session: Session, setting: LimiterSetting, resources: AudioResources, writer: WaveWriter?
  ) throws(AudioError) {
    self.premaster = premaster
    self.setting = setting
    self.writer = writer
    let lowest = -10.0
    let threshold = min(0, max(lowest, setting.threshold))
    outputGain = Float(gain(decibels: min(0, setting.threshold - threshold)))
    world = try PluginWorld()
    let effect = session.master.limiter.setting([
      Session.Control("gain", 0), Session.Control("threshold", threshold),
      Session.Control("truepeak", setting.isExact ? 1 : 0),
    ])
    limiter = AlignedChain(
      try EffectChain(
        [effect], user: "master", sampleRate: session.sampleRate, world: world, resources: resources),
      uri: effect.uri)
    loudnessMeter = try WindowMeter(
      sampleRate: session.sampleRate, extent: setting.isExact ? .full : .integrated,
      starts: setting.isExact ? session.master.ride.map(\.at) : [], length: premaster.length)
    peakMeter = setting.isExact ? try LoudnessMeter(sampleRate: session.sampleRate, extent: .truePeak) : nil
  }

  /// - Parameter round: called before every round with the part that is done, 0...1; throws to stop.
  /// - Throws: `pluginBadOutput`, `pluginRefused`, `fileUnwritable`, `resourcesExhausted`, and what `round` throws.
  func run(on pool: WorkerPool, round: (Double) throws(AudioError) -> Void) throws(AudioError) -> LimiterOutcome {
    let chunks = Int((premaster.length + Int64(chunkFrames) - 1) / Int64(chunkFrames))
    let failures = FirstFailure()
    for number in 0...chunks {
      try round(Double(number) / Double(chunks + 1))
      pool.run(4) { [self] index in
        failures.catchFailure(of: index) { () throws(AudioError) in
          try perform(index, limiting: number < chunks ? number : nil, after: number > 0 ? number - 1 : nil)
        }
      }
      try failures.rethrow()
    }
    return LimiterOutcome(
      loudness: loudnessMeter.integratedLoudness(),
      loudnessRange: setting.isExact ? loudnessMeter.loudnessRange() : 0,
      truePeak: peakMeter?.truePeak() ?? silenceDB, windows: loudnessMeter.levels)
  }

  private func perform(_ task: Int, limiting next: Int?, after last: Int?) throws(AudioError) {
    if task == 0 {
      if let next { try limit(chunk: next) }
      return
    }
    guard let last else { return }
    let chunk = slots[last % 2]
    switch task {
    case 1: try peakMeter?.add(interleaved: chunk.samples, frames: chunk.frames)
    case 2: try loudnessMeter.add(interleaved: chunk.samples, frames: chunk.frames)
    default: try writer?.write(chunk.samples, frames: chunk.frames)
    }
  }

  private func limit(chunk number: Int) throws(AudioError) {
    let chunk = slots[number % 2]
    chunk.frames = Int(min(Int64(chunkFrames), premaster.length - Int64(number) * Int64(chunkFrames)))
    while limiter.available < chunk.frames {
      try readBlock()
      try limiter.push(&block)
    }
    limiter.pop(chunk.frames, into: &limited)
    interleave(limited, frames: chunk.frames, into: &chunk.samples)
    if outputGain != 1 { scale(&chunk.samples, by: outputGain) }
  }

  /// The next block of the premaster with the gain, silence after its end.
  private func readBlock() throws(AudioError) {
    let frames = Int(min(Int64(Plugin.block), max(0, premaster.length - position)))
    if frames < Plugin.block { block.clear(frames..<Plugin.block) }
    try premaster.file.read(into: &raw, frames: frames, at: position)
    deinterleave(raw, frames: frames, times: Float(gain(decibels: setting.gainDB)), into: &block)
    if setting.clips {
      let ceiling = Float(gain(decibels: min(0, max(-10, setting.threshold))))
      softClip(&block.left, ceiling: ceiling)
      softClip(&block.right, ceiling: ceiling)
    }
    position += Int64(Plugin.block)
  }
}

private final class InterleavedChunk {
  var samples = [Float](repeating: 0, count: chunkFrames * 2)
  var frames = 0
}

extension Session.Effect {
  /// The effect with these controls in place of its own of the same symbols.
  fileprivate func setting(_ controls: [Session.Control]) -> Session.Effect {
    let kept = self.controls.filter { old in !controls.contains { utf8Equal($0.symbol, old.symbol) } }
    return Session.Effect(uri: uri, bundle: bundle, debianPackage: debianPackage, controls: kept + controls)
  }
}
