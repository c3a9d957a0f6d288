// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import SongBase
internal import SongIR

/// Writes the master into all files, several at a time; returns how the lossy ones sound, in the files' order.
///
/// - Throws: `fileUnwritable`, `fileUnreadable`, `codecOvershoots`, `resourcesExhausted`, `cancelled`; no file is left
///   behind then.
func encode(
  _ master: ScratchFile, of session: Session, to files: [AudioFile], tags: AudioTags, on pool: WorkerPool,
  timer: StageTimer?, isCancelled: @escaping @Sendable () -> Bool
) throws(AudioError) -> [MasterReport.LossyFile] {
  let tasks = files.map { EncodingTask($0, master: master, session: session, tags: tags, isCancelled: isCancelled) }
  let failures = Failures()
  pool.run(tasks.count) { index in
    failures.catchFailure(of: index) { () throws(AudioError) in
      try timer.measure(.encoding) { () throws(AudioError) in try tasks[index].run() }
    }
  }
  do throws(AudioError) {
    try failures.rethrow()
  } catch {
    for task in tasks { task.discard() }
    throw error
  }
  return tasks.compactMap(\.report)
}

/// The way of the master into one file.
private final class EncodingTask {
  /// How often a lossy file may be made anew.
  private static let mostPasses = 8
  /// What is taken off beyond the excess, since the next pass errs otherwise, dB.
  private static let margin = 0.02

  private let file: AudioFile
  private let master: ScratchFile
  private let session: Session
  private let tags: AudioTags
  private let isCancelled: @Sendable () -> Bool
  /// Set by `run`, of a lossy file.
  private(set) var report: MasterReport.LossyFile?

  init(
    _ file: AudioFile, master: ScratchFile, session: Session, tags: AudioTags, isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.file = file
    self.master = master
    self.session = session
    self.tags = tags
    self.isCancelled = isCancelled
  }

  /// Writes the file. What a lossy codec changes may reach above the ceiling that the master keeps: then the file is
  /// written again from a master that is turned down by as much, until what it decodes to stays under the ceiling.
  func run() throws(AudioError) {
    try write(gainDB: 0)
    guard file.encoding.isLossy, !session.isDraft else { return }
    var gainDB = 0.0
    for pass in 1... {
      let heard = try measure()
      let excess = heard.truePeak - session.master.truePeak
      if excess <= 0 {
        report = MasterReport.LossyFile(
          encoding: file.encoding.name, gainDB: gainDB, loudness: heard.loudness, truePeak: heard.truePeak)
        return
      }
      guard pass < Self.mostPasses else {
        throw .codecOvershoots(
          encoding: file.encoding.name, ceiling: session.master.truePeak, truePeak: heard.truePeak)
      }
      gainDB -= excess + Self.margin
      try write(gainDB: gainDB)
    }
  }

  /// Removes what was written.
  func discard() { unlink(file.path) }

  private func write(gainDB: Double) throws(AudioError) {
    let writer = try AudioFileWriter(
      path: file.path, encoding: file.encoding, sampleRate: session.sampleRate, length: session.length.value,
      isLoop: session.isLoop, tags: tags, seed: Seed(session.master.ditherSeed).child("dither"))
    try writer.write(master, length: session.length.value, gain: Float(gain(decibels: gainDB))) { () throws(AudioError) in
      try checkpoint()
    }
    try writer.close()
  }

  /// Decodes the file and measures what is heard.
  private func measure() throws(AudioError) -> (loudness: Double, truePeak: Double) {
    let reader = try AudioFileReader(path: file.path)
    var loudness = try LoudnessMeter(sampleRate: reader.sampleRate, extent: .integrated)
    var peak = try LoudnessMeter(sampleRate: reader.sampleRate, extent: .truePeak)
    var samples = [Float](repeating: 0, count: chunkFrames * 2)
    while true {
      try checkpoint()
      let frames = reader.read(into: &samples)
      if frames == 0 { break }
      try loudness.add(interleaved: samples, frames: frames)
      try peak.add(interleaved: samples, frames: frames)
    }
    return (loudness.integratedLoudness(), peak.truePeak())
  }

  private func checkpoint() throws(AudioError) {
    if isCancelled() { throw .cancelled }
  }
}
