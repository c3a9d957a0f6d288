// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// The premaster brought to its loudness under its ceiling.
///
/// First quick passes look for the gain with a limiter that sees samples only (its loudness differs from the exact
/// one's by a few hundredths of an LU). Then exact passes, each of which writes the master, correct gain and threshold
/// until both loudness and true peak hold; mostly the first or second does.
struct Mastering {
  /// How far the loudness may be from the target, LU: aimed at, and accepted after the last pass.
  private static let aim = 0.02
  private static let tolerance = 0.05
  private static let mostQuickPasses = 4
  private static let mostPasses = 8
  /// The limiter holds its threshold to about 0.25 dB on bright material; libebur128's meter decides.
  private static let margin = 0.3
  /// Loudness that the limiter may take away before the soft clipper comes in front of it, dB of gain made up.
  private static let mostLimiting = 4.0

  let session: Session
  let resources: AudioResources
  /// An existing folder for the master.
  let scratch: String
  let timer: StageTimer?

  struct Result {
    let outcome: LimiterOutcome
    let setting: LimiterSetting
    let passes: Int
    /// The master, in the precision of the mix.
    let file: ScratchFile
  }

  /// Makes the master.
  ///
  /// - Parameter round: called often with the part that is done, 0...1; throws to stop.
  /// - Throws: `silent`, `loudnessUnreachable`, `fileUnwritable`, `resourcesExhausted`, what plugins throw, and what
  ///   `round` throws.
  func run(
    _ premaster: Premaster, on pool: WorkerPool, round: (Double) throws(AudioError) -> Void
  ) throws(AudioError) -> Result {
    guard premaster.peakAmplitude > 0, premaster.loudness > silenceDB else { throw .silent }
    let target = session.master.loudness
    if session.isDraft { return try draft(premaster, on: pool, round: round) }
    var search = LoudnessSearch(target: target, unlimited: premaster.loudness)
    var setting = LimiterSetting(
      gainDB: search.gainDB, threshold: session.master.truePeak - Self.margin, clips: false, isExact: false)
    var passes = 0
    let peakDB = decibels(premaster.peakAmplitude)
    // A signal that stays clear of the threshold isn't changed by the limiter: its loudness is known.
    while peakDB + search.gainDB > setting.threshold - 1, passes < Self.mostQuickPasses {
      setting.gainDB = search.gainDB
      let quick = try pass(premaster, setting, on: pool, output: nil, number: passes, round: round)
      passes += 1
      let error = quick.level - target
      if abs(error) <= Self.aim { break }
      search.add(loudness: quick.level)
      if !setting.clips, search.gainDB - search.linearGain > Self.mostLimiting {
        setting.clips = true
        search.restart()
      }
    }
    search.forgetLast()
    setting.isExact = true
    return try exact(premaster, setting, search, passes, on: pool, round: round)
  }

  /// One pass with the gain that would do without a limiter: the louder the master, the more it stays below its target.
  private func draft(
    _ premaster: Premaster, on pool: WorkerPool, round: (Double) throws(AudioError) -> Void
  ) throws(AudioError) -> Result {
    let setting = LimiterSetting(
      gainDB: session.master.loudness - premaster.loudness, threshold: session.master.truePeak - Self.margin, clips: false,
      isExact: false)
    let file = try ScratchFile(in: scratch)
    let outcome = try pass(premaster, setting, on: pool, output: file, number: 0, round: round)
    return Result(outcome: outcome, setting: setting, passes: 1, file: file)
  }

  private func exact(
    _ premaster: Premaster, _ first: LimiterSetting, _ firstSearch: LoudnessSearch, _ quickPasses: Int,
    on pool: WorkerPool, round: (Double) throws(AudioError) -> Void
  ) throws(AudioError) -> Result {
    var setting = first
    var search = firstSearch
    var passes = quickPasses
    let file = try ScratchFile(in: scratch)
    while true {
      setting.gainDB = search.gainDB
      let outcome = try pass(premaster, setting, on: pool, output: file, number: passes, round: round)
      passes += 1
      let error = abs(outcome.level - session.master.loudness)
      let excess = outcome.truePeak - session.master.truePeak
      let isLast = passes >= Self.mostPasses
      if error <= (isLast ? Self.tolerance : Self.aim), excess <= 0 {
        return Result(outcome: outcome, setting: setting, passes: passes, file: file)
      }
      guard !isLast else {
        throw .loudnessUnreachable(
          target: session.master.loudness, reached: outcome.loudness, truePeak: outcome.truePeak)
      }
      if excess > 0 { setting.threshold -= excess + 0.02 }
      search.add(loudness: outcome.level)
    }
  }

  private func pass(
    _ premaster: Premaster, _ setting: LimiterSetting, on pool: WorkerPool, output: ScratchFile?, number: Int,
    round: (Double) throws(AudioError) -> Void
  ) throws(AudioError) -> LimiterOutcome {
    let limiter = try LimiterPass(
      premaster, session: session, setting: setting, resources: resources, output: output, timer: timer)
    // How many passes there will be isn't known; each takes half of what is left.
    let done = 1 - 1 / Double(1 << number)
    return try limiter.run(on: pool) { part throws(AudioError) in try round(done + (1 - done) / 2 * part) }
  }
}
