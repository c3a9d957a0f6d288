// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR

/// Renders a session and writes its master as a WAV file, and its stems if they are asked for.
///
/// Same session, fonts, plugins and format: same bytes, whatever the number of workers. Memory doesn't grow with the
/// length of the piece, but for the session's own events; the scratch folder needs 8 bytes a frame, and as much again
/// for every stem. A loop is rendered as it sounds when it has come round: its two ends meet, in the stems too.
/// - Parameters:
///   - resources: the files of the session's fonts and bundles.
///   - path: of the master; a file that stands there is replaced.
///   - scratch: an existing folder for temporary files, all gone at the return.
///   - isCancelled: asked a few times each second of work.
///   - progress: told the part that is done, 0...1, rising; called from this thread.
/// - Throws: every case of `AudioError`; no master is left behind then, but stems may be.
package func render(
  _ session: Session, resources: AudioResources, options: RenderOptions, to path: String, scratch: String,
  isCancelled: @Sendable () -> Bool = { false }, progress: @Sendable (Double) -> Void = { _ in }
) throws(AudioError) -> MasterReport {
  precondition(session.length.value > 0 && session.sampleRate > 0, "a session has a length")
  let pool = try WorkerPool(workers: options.workers)
  let mixer = try Mixer(
    session, resources: resources, scratch: scratch, keepsStems: options.stemsFolder != nil)
  func checkpoint(_ part: Double) throws(AudioError) {
    if isCancelled() { throw .cancelled }
    progress(part)
  }
  let mixShare = 0.7
  var premaster = try mixer.run(on: pool) { part throws(AudioError) in try checkpoint(part * mixShare) }
  let ride = LevelRide(session, measured: premaster.windows)
  if !ride.gainsDB.isEmpty { premaster = try ride.apply(to: premaster, sampleRate: session.sampleRate) }
  if !session.master.dips.isEmpty { premaster = try premaster.dipped(session) }
  let automation = GainAutomation(session.master.automation)
  if !automation.isEmpty { premaster = try automation.apply(to: premaster, sampleRate: session.sampleRate) }
  var stemGainDB: Double?
  if let folder = options.stemsFolder {
    stemGainDB = try writeStems(mixer, session: session, to: folder, format: options.format.stemFormat, on: pool)
  }
  let mastering = Mastering(session: session, resources: resources, format: options.format, path: path)
  let result = try mastering.run(premaster, on: pool) { part throws(AudioError) in
    try checkpoint(mixShare + (1 - mixShare) * part)
  }
  progress(1)
  return MasterReport(
    integratedLoudness: result.outcome.loudness, truePeak: result.outcome.truePeak,
    loudnessRange: result.outcome.loudnessRange, gainDB: result.setting.gainDB,
    limiterThreshold: result.setting.threshold, limiterPasses: result.passes, softClipped: result.setting.clips,
    premasterLoudness: premaster.loudness, rideDB: ride.gainsDB, rideLoudness: result.outcome.windows, stemGainDB: stemGainDB, tracks: mixer.tracks.map(\.tap.report),
    returns: mixer.returns.map(\.tap.report))
}
