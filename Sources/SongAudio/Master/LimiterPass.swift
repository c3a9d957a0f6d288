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
  /// What is to meet the target, LUFS: of a loop the middle between one turn and two, which differ by what is heard over
  /// the seam, as far as one turn stays within its tolerance; else the loudness.
  let level: Double
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
  private let timer: StageTimer?
  private let output: ScratchFile?
  private let loudnessMeter: WindowMeter
  private var peakMeter: LoudnessMeter?
  /// The frame of the premaster that is read next; negative in the roll-in of a loop.
  private var position: Int64
  private let isLoop: Bool
  /// The first frames of a loop's output, which are measured once more after the end.
  private var opening: [Float] = []
  private let openingFrames: Int
  private var raw = [Float](repeating: 0, count: Plugin.block * 2)
  private var block = Stereo(frames: Plugin.block)
  private var limited = Stereo(frames: chunkFrames)
  private let slots = [InterleavedChunk(), InterleavedChunk()]
  private let outputGain: Float
  private var offset: OffsetFilter
  /// Frames of the premaster as they were before gain and limiter.
  private var input = [Float](repeating: 0, count: chunkFrames * 2)
  private let inputGain: Float

  /// - Parameter output: receives what an exact pass puts out, from its first frame on.
  /// - Throws: all that the limiter can be short of.
  init(
    _ premaster: Premaster, session: Session, setting: LimiterSetting, resources: AudioResources, output: ScratchFile?,
    timer: StageTimer?
  ) throws(AudioError) {
    self.premaster = premaster
    self.setting = setting
    self.output = output
    self.timer = timer
    isLoop = session.isLoop
    openingFrames = isLoop ? Int(min(Int64(session.sampleRate) * seamMilliseconds / 1000, premaster.length)) : 0
    position = isLoop ? -rollInBlocks * Int64(Plugin.block) : 0
    let lowest = -10.0
    let threshold = min(0, max(lowest, setting.threshold))
    outputGain = Float(gain(decibels: min(0, setting.threshold - threshold)))
    offset = OffsetFilter(session)
    inputGain = Float(gain(decibels: setting.gainDB))
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
    let failures = Failures()
    for number in 0...chunks {
      try round(Double(number) / Double(chunks + 1))
      pool.run(4) { [self] index in
        failures.catchFailure(of: index) { () throws(AudioError) in
          try perform(index, limiting: number < chunks ? number : nil, after: number > 0 ? number - 1 : nil)
        }
      }
      try failures.rethrow()
    }
    let loudness = loudnessMeter.integratedLoudness()
    let loudnessRange = setting.isExact ? loudnessMeter.loudnessRange() : 0
    try peakMeter?.add(interleaved: opening, frames: openingFrames)
    try loudnessMeter.add(interleaved: opening, frames: openingFrames)
    // Two turns have every block twice and those over the seam once: half of what the seam adds to one turn.
    let seam = min(mostOfSeam, max(-mostOfSeam, (loudnessMeter.integratedLoudness() - loudness) / 4))
    return LimiterOutcome(
      loudness: loudness, level: loudness + seam, loudnessRange: loudnessRange,
      truePeak: peakMeter?.truePeak() ?? silenceDB, windows: loudnessMeter.levels)
  }

  private func perform(_ task: Int, limiting next: Int?, after last: Int?) throws(AudioError) {
    if task == 0 {
      if let next { try timer.measure(.limiter) { () throws(AudioError) in try limit(chunk: next) } }
      return
    }
    guard let last else { return }
    let chunk = slots[last % 2]
    switch task {
    case 1:
      try timer.measure(.metering) { () throws(AudioError) in
        try peakMeter?.add(interleaved: chunk.samples, frames: chunk.frames)
      }
    case 2:
      try timer.measure(.metering) { () throws(AudioError) in
        try loudnessMeter.add(interleaved: chunk.samples, frames: chunk.frames)
      }
    default: try output?.write(chunk.samples, frames: chunk.frames, at: Int64(last) * Int64(chunkFrames))
    }
  }

  private func limit(chunk number: Int) throws(AudioError) {
    let chunk = slots[number % 2]
    if number == 0, isLoop { try rollIn() }
    chunk.frames = Int(min(Int64(chunkFrames), premaster.length - Int64(number) * Int64(chunkFrames)))
    while limiter.available < chunk.frames {
      try readBlock()
      try limiter.push(&block)
    }
    limiter.pop(chunk.frames, into: &limited)
    interleave(limited, frames: chunk.frames, into: &chunk.samples)
    let start = Int64(number) * Int64(chunkFrames)
    try readInput(chunk.frames, at: start)
    offset.process(&chunk.samples, of: input, times: inputGain, frames: chunk.frames, at: start)
    if outputGain != 1 { scale(&chunk.samples, by: outputGain) }
    let missing = min(chunk.frames, openingFrames - opening.count / 2)
    if missing > 0 { opening += chunk.samples[..<(2 * missing)] }
  }

  /// Limits the end of a loop before its beginning and throws that away.
  private func rollIn() throws(AudioError) {
    var left = Int(rollInBlocks) * Plugin.block
    while left > 0 {
      try readBlock()
      try limiter.push(&block)
      let frames = min(left, limiter.available)
      limiter.pop(frames, into: &limited)
      interleave(limited, frames: frames, into: &slots[0].samples)
      try readInput(frames, at: -Int64(left))
      offset.hear(slots[0].samples, of: input, times: inputGain, frames: frames)
      left -= frames
    }
  }

  /// Frames of the premaster; before the beginning of a loop those of its end.
  private func readInput(_ frames: Int, at start: Int64) throws(AudioError) {
    var done = 0
    while done < frames {
      let place = ((start + Int64(done)) % premaster.length + premaster.length) % premaster.length
      let count = Int(min(Int64(frames - done), premaster.length - place))
      try premaster.file.read(into: &input, from: done, frames: count, at: place)
      done += count
    }
  }

  /// The next block of the premaster with the gain; after its end silence, or the beginning of a loop.
  private func readBlock() throws(AudioError) {
    let length = premaster.length
    var frames = 0
    while frames < Plugin.block {
      let next = position + Int64(frames)
      let place = isLoop ? (next % length + length) % length : next
      guard place < length else { break }
      let count = Int(min(Int64(Plugin.block - frames), length - place))
      try premaster.file.read(into: &raw, from: frames, frames: count, at: place)
      frames += count
    }
    if frames < Plugin.block { block.clear(frames..<Plugin.block) }
    deinterleave(raw, frames: frames, times: inputGain, into: &block)
    if setting.clips {
      let ceiling = Float(gain(decibels: min(0, max(-10, setting.threshold))))
      softClip(&block.left, ceiling: ceiling)
      softClip(&block.right, ceiling: ceiling)
    }
    position += Int64(Plugin.block)
  }
}

/// Blocks of a loop's end that the limiter hears first: more than 10 seconds, ten times its longest release.
private let rollInBlocks: Int64 = 1000

/// A block of the loudness meter lasts 400 ms, every 100: those that the seam lies in reach so far beyond it.
private let seamMilliseconds: Int64 = 300

/// How far one turn of a loop may be from its target for the sake of two, LU: with the aim of the search that is the
/// tolerance. In a loop of a few seconds the seam weighs so much that one and two can't both meet it.
private let mostOfSeam = 0.03
