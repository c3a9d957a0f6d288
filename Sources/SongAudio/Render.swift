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
  let timer = options.timer
  let kept = try KeptRender(session, files: files, resources: resources, options: options)
  if let report = try timer.measureAlone(.cache, { () throws(AudioError) in try kept?.report() }) {
    progress(1)
    return report
  }
  func checkpoint(_ part: Double) throws(AudioError) {
    if isCancelled() { throw .cancelled }
    progress(part)
  }
  let mixShare = 0.7
  let masterShare = 0.25
  let (premaster, channels, stemGainDB) = try mix(
    session, resources: resources, options: options, kept: kept, scratch: scratch, on: pool
  ) { part throws(AudioError) in try checkpoint(part * mixShare) }
  let mastering = Mastering(session: session, resources: resources, scratch: scratch, timer: timer)
  let result = try mastering.run(premaster, on: pool) { part throws(AudioError) in
    try checkpoint(mixShare + masterShare * part)
  }
  let encoded = try encode(
    result.file, of: session, to: files, tags: options.tags, on: pool, timer: timer, isCancelled: isCancelled)
  let report = MasterReport(
    integratedLoudness: result.outcome.loudness, truePeak: result.outcome.truePeak,
    loudnessRange: result.outcome.loudnessRange, gainDB: result.setting.gainDB,
    limiterThreshold: result.setting.threshold, limiterPasses: result.passes, softClipped: result.setting.clips,
    premasterLoudness: premaster.loudness, rideDB: LevelRide(session, measured: premaster.windows).gainsDB,
    rideLoudness: result.outcome.windows, stemGainDB: stemGainDB, lossyFiles: encoded, tracks: channels.tracks,
    returns: channels.returns)
  timer.measureAlone(.cache) { kept?.keep(report) }
  progress(1)
  return report
}

/// The mix as the limiter gets it, what its channels show, and the gain of the stems, which are written.
private func mix(
  _ session: Session, resources: AudioResources, options: RenderOptions, kept: KeptRender?, scratch: String, on pool: WorkerPool,
  round: (Double) throws(AudioError) -> Void
) throws(AudioError) -> (premaster: Premaster, channels: MixChannels, stemGainDB: Double?) {
  let timer = options.timer
  // Stems are made of what the mixer is given, so it runs for them.
  let found = try timer.measureAlone(.cache) { () throws(AudioError) in
    options.stems == nil ? try kept?.mix(of: session, scratch: scratch) : nil
  }
  if let found, found.isShaped { return (found.mix.premaster, found.mix.channels, nil) }
  var premaster: Premaster
  let channels: MixChannels
  var mixer: Mixer?
  if let found {
    (premaster, channels) = (found.mix.premaster, found.mix.channels)
  } else {
    let fresh = try timer.measureAlone(.load) { () throws(AudioError) in
      try Mixer(
        session, resources: resources, scratch: scratch, keepsStems: options.stems != nil,
        kept: kept.map { ($0.cache, $0.addresses) }, timer: timer)
    }
    premaster = try fresh.run(on: pool, round: round)
    channels = fresh.channels
    mixer = fresh
    try timer.measureAlone(.cache) { () throws(AudioError) in try kept?.keep(premaster, channels, isShaped: false) }
  }
  premaster = try timer.measureAlone(.balance) { () throws(AudioError) in
    try shaped(premaster, session, LevelRide(session, measured: premaster.windows), on: pool)
  }
  try timer.measureAlone(.cache) { () throws(AudioError) in try kept?.keep(premaster, channels, isShaped: true) }
  var stemGainDB: Double?
  if let stems = options.stems, let mixer {
    stemGainDB = try timer.measureAlone(.encoding) { () throws(AudioError) in
      try writeStems(mixer, session: session, to: stems, tags: options.tags, on: pool)
    }
  }
  return (premaster, channels, stemGainDB)
}

/// The mix with its levels, octaves, bands and stops as the session asks for them.
private func shaped(
  _ mix: Premaster, _ session: Session, _ levels: LevelRide, on pool: WorkerPool
) throws(AudioError) -> Premaster {
  var premaster = mix
  let (master, sampleRate) = (session.master, session.sampleRate)
  let ride = levels.gainsDB.isEmpty ? nil : levels
  if let balance = master.balance {
    let powers = try premaster.octaves(riding: ride, sampleRate: sampleRate, on: pool)
    premaster = try premaster.balanced(balance, powers: powers, session, on: pool)
  } else if var rider = ride?.rider {
    premaster = try premaster.rewritten(sampleRate: sampleRate, on: pool) { samples, frames, position in
      rider.process(&samples, frames: frames, at: position)
    }
  }
  if !master.dips.isEmpty { premaster = try premaster.dipped(session, on: pool) }
  if !master.automation.isEmpty {
    var automation = GainAutomation(master.automation)
    premaster = try premaster.rewritten(sampleRate: sampleRate, on: pool) { samples, frames, position in
      automation.scale(&samples, frames: frames, from: position)
    }
  }
  return premaster
}
