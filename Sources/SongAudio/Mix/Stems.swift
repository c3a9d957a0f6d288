// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Writes every track and return as a file of its own, all under one gain; returns that gain in dB.
///
/// The gain is 0 dB, or what brings the highest peak of all stems to full scale. The stems' sum, less the gain, is the
/// input of the master's inserts.
/// - Throws: `fileUnwritable`, `resourcesExhausted`.
func writeStems(
  _ mixer: Mixer, session: Session, to folder: String, format: SampleFormat, on pool: WorkerPool
) throws(AudioError) -> Double {
  let stems =
    mixer.tracks.map { (name: $0.tap.id, tap: $0.tap) }
    + mixer.returns.map { (name: "return-\($0.tap.id)", tap: $0.tap) }
  let highest = stems.map(\.tap.peakAmplitude).max() ?? 0
  let level = highest > 1 ? 1 / highest : 1
  let failures = FirstFailure()
  let seed = Seed(session.master.ditherSeed).child("stems")
  pool.run(stems.count) { index in
    failures.catchFailure(of: index) { () throws(AudioError) in
      let (name, tap) = stems[index]
      guard let file = tap.stem else { return }
      let writer = try WaveWriter(
        path: "\(folder)/\(name).wav", format: format, sampleRate: session.sampleRate, length: session.length.value,
        isLoop: session.isLoop, tags: WaveTags(session), seed: seed.child(name))
      try copy(file, to: writer, length: session.length.value, gain: level)
    }
  }
  try failures.rethrow()
  return decibels(Double(level))
}

extension SampleFormat {
  /// Stems of a float master are float, others 24 bit.
  var stemFormat: SampleFormat { self == .float32 ? .float32 : .integer24 }
}

private func copy(_ file: ScratchFile, to writer: WaveWriter, length: Int64, gain: Float) throws(AudioError) {
  var samples = [Float](repeating: 0, count: chunkFrames * 2)
  var position: Int64 = 0
  while position < length {
    let frames = Int(min(Int64(chunkFrames), length - position))
    try file.read(into: &samples, frames: frames, at: position)
    if gain != 1 { scale(&samples, by: gain) }
    try writer.write(samples, frames: frames)
    position += Int64(frames)
  }
  try writer.close()
}
