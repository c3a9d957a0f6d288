// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Writes every track and return as a file of its own, all under one gain; returns that gain in dB.
///
/// The gain is 0 dB, or what brings the highest peak of all stems to full scale. The stems' sum, less the gain, is the
/// input of the master's inserts.
/// - Throws: `fileUnwritable`, `resourcesExhausted`.
func writeStems(
  _ mixer: Mixer, session: Session, to files: StemFiles, tags: AudioTags, on pool: WorkerPool
) throws(AudioError) -> Double {
  let stems = Array(zip(session.stemNames, mixer.tracks.map(\.tap) + mixer.returns.map(\.tap)))
  let highest = stems.map(\.1.peakAmplitude).max() ?? 0
  let level = highest > 1 ? 1 / highest : 1
  let failures = Failures()
  let seed = Seed(session.master.ditherSeed).child("stems")
  pool.run(stems.count) { index in
    failures.catchFailure(of: index) { () throws(AudioError) in
      let (name, tap) = stems[index]
      guard let file = tap.stem else { return }
      let writer = try AudioFileWriter(
        path: files.path(of: name), encoding: files.encoding, sampleRate: session.sampleRate,
        length: session.length.value, isLoop: session.isLoop, tags: tags, seed: seed.child(name))
      try writer.write(file, length: session.length.value, gain: level)
      try writer.close()
    }
  }
  try failures.rethrow()
  return decibels(Double(level))
}
