// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR

/// Renders a session and writes its master in all the encodings that are asked for, and its stems.
///
/// Same session, fonts, plugins and encoding: same bytes, whatever the number of workers. Memory doesn't grow with the
/// length of the piece, but for the session's own events; the scratch folder needs 16 bytes a frame, and 8 more for every
/// stem. A loop is rendered as it sounds when it has come round: its two ends meet, in the stems too.
/// - Parameters:
///   - resources: the files of the session's fonts and bundles.
///   - files: of the master, perhaps none; what stands at their paths is replaced.
///   - scratch: an existing folder for temporary files, all gone at the return.
///   - isCancelled: asked a few times each second of work.
///   - progress: told the part that is done, 0...1, rising; called from this thread.
/// - Throws: every case of `AudioError`; no file of the master is left behind then, but stems may be.
package func render(
  _ session: Session, resources: AudioResources, options: RenderOptions, to files: [AudioFile], scratch: String,
  isCancelled: @escaping @Sendable () -> Bool = { false }, progress: @Sendable (Double) -> Void = { _ in }
) throws(AudioError) -> MasterReport {
  precondition(session.length.value > 0 && session.sampleRate > 0, "a session has a length")
  let pool = try WorkerPool(workers: options.workers)
  let mixer = try Mixer(
    session, resources: resources, scratch: scratch, keepsStems: options.stems != nil)
  func checkpoint(_ part: Double) throws(AudioError) {
    if isCancelled() { throw .cancelled }
    progress(part)
  }
  let mixShare = 0.7
  let masterShare = 0.25
  var premaster = try mixer.run(on: pool) { part throws(AudioError) in try checkpoint(part * mixShare) }
  let ride = LevelRide(session, measured: premaster.windows)
  if !ride.gainsDB.isEmpty { premaster = try ride.apply(to: premaster, sampleRate: session.sampleRate) }
  premaster = try premaster.balanced(session)
  if !session.master.dips.isEmpty { premaster = try premaster.dipped(session) }
  let automation = GainAutomation(session.master.automation)
  if !automation.isEmpty { premaster = try automation.apply(to: premaster, sampleRate: session.sampleRate) }
  var stemGainDB: Double?
  if let stems = options.stems {
    stemGainDB = try writeStems(mixer, session: session, to: stems, tags: options.tags, on: pool)
  }
  let mastering = Mastering(session: session, resources: resources, scratch: scratch)
  let result = try mastering.run(premaster, on: pool) { part throws(AudioError) in
    try checkpoint(mixShare + masterShare * part)
  }
  let encoded = try encode(
    result.file, of: session, to: files, tags: options.tags, on: pool, isCancelled: isCancelled)
  progress(1)
  return MasterReport(
    integratedLoudness: result.outcome.loudness, truePeak: result.outcome.truePeak,
    loudnessRange: result.outcome.loudnessRange, gainDB: result.setting.gainDB,
    limiterThreshold: result.setting.threshold, limiterPasses: result.passes, softClipped: result.setting.clips,
    premasterLoudness: premaster.loudness, rideDB: ride.gainsDB, rideLoudness: result.outcome.windows, stemGainDB: stemGainDB,
    lossyFiles: encoded, tracks: mixer.tracks.map(\.tap.report),
    returns: mixer.returns.map(\.tap.report))
}
