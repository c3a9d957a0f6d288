// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCache
internal import SongIR

/// Renders tracks, returns and bus of a session side by side.
///
/// The work goes in rounds: in round r the tracks render chunk r, the returns take chunk r-1 and give chunk r-2, the
/// bus takes chunk r-3. Within a round nothing depends on anything else, so all of it can run at the same time;
/// between rounds all threads meet. The buffers hold four chunks a track, whatever the length of the piece.
final class Mixer {
  private let session: Session
  private let world: PluginWorld
  let tracks: [TrackRenderer]
  let returns: [ReturnRenderer]
  private let bus: MasterBus
  private let rollIn: RollIn

  /// Loads every font and plugin, in this thread.
  ///
  /// - Parameters:
  ///   - scratch: a folder for temporary files.
  ///   - keepsStems: keeps every track's and return's signal in a scratch file.
  ///   - kept: where tracks are looked for and kept.
  /// - Throws: all that a font, a plugin or a scratch file can be short of; `unresolved` for a send without a return.
  init(
    _ session: Session, resources: AudioResources, scratch: String, keepsStems: Bool, kept: (cache: Cache, addresses: RenderAddresses)?,
    timer: StageTimer?
  ) throws(AudioError) {
    for send in session.tracks.flatMap(\.sends) where !session.returns.contains(where: { utf8Equal($0.id, send.to) }) {
      throw .unresolved(kind: .returnBus, name: send.to)
    }
    let world = try PluginWorld()
    let stemScratch = keepsStems ? scratch : nil
    let rollIn = RollIn(session)
    let shelf = kept.flatMap { TrackShelf($0.cache, addresses: $0.addresses.tracks, chunks: rollIn.chunks) }
    var tracks: [TrackRenderer] = []
    // What is wrong with one part keeps nobody from hearing of what is wrong with another.
    var failures: [AudioError] = []
    for (index, track) in session.tracks.enumerated() {
      do throws(AudioError) {
        tracks.append(
          try TrackRenderer(
            track, session: session, rollIn: rollIn, world: world, resources: resources, stemScratch: stemScratch,
            place: shelf?.place(index), timer: timer))
      } catch {
        failures.append(error)
      }
    }
    if let error = AudioError.together(failures) { throw error }
    var returns: [ReturnRenderer] = []
    for description in session.returns {
      returns.append(
        try ReturnRenderer(
          description, session: session, rollIn: rollIn, tracks: tracks, world: world, resources: resources,
          stemScratch: stemScratch, timer: timer))
    }
    self.session = session
    self.world = world
    self.tracks = tracks
    self.returns = returns
    self.rollIn = rollIn
    bus = try MasterBus(
      session, rollIn: rollIn, tracks: tracks, returns: returns, world: world, resources: resources, scratch: scratch,
      timer: timer)
  }

  /// Renders the whole session.
  ///
  /// - Parameter round: called before every round with the part that is done, 0...1; throws to stop.
  /// - Throws: `pluginBadOutput`, `pluginCrashed`, `pluginHung`, `pluginRefused`, `fileUnwritable`, `resourcesExhausted`, and what `round` throws.
  func run(on pool: WorkerPool, round: (Double) throws(AudioError) -> Void) throws(AudioError) -> Premaster {
    let chunks = rollIn.chunks
    let rounds = chunks + 3
    let failures = Failures()
    for number in 0..<rounds {
      try round(Double(number) / Double(rounds))
      let jobs = self.jobs(inRound: number, chunks: chunks)
      pool.run(jobs.count) { [self] index in
        failures.catchFailure(of: index) { () throws(AudioError) in
          try perform(jobs[index], round: number, chunks: chunks)
        }
      }
      try failures.rethrow()
    }
    for track in tracks { track.keep() }
    return try bus.finish()
  }

  /// What the tracks and returns show of themselves.
  var channels: MixChannels { MixChannels(tracks: tracks.map(\.tap.report), returns: returns.map(\.tap.report)) }

  private enum Job {
    case bus
    case returnBus(ReturnRenderer)
    case track(TrackRenderer)
  }

  /// The dear ones first, so that no thread is left with one of them alone at the end of the round.
  private func jobs(inRound round: Int, chunks: Int) -> [Job] {
    var jobs: [Job] = []
    if round >= 1, round <= chunks + 1 { jobs += returns.map { .returnBus($0) } }
    if round >= 3 { jobs.append(.bus) }
    if round < chunks { jobs += tracks.map { .track($0) } }
    return jobs
  }

  private func perform(_ job: Job, round: Int, chunks: Int) throws(AudioError) {
    switch job {
    case .returnBus(let bus):
      try bus.take(chunk: round - 1, isPastEnd: round - 1 >= chunks)
      if round >= 2 { try bus.give(chunk: round - 2) }
    case .bus: try bus.take(chunk: round - 3)
    case .track(let track): try track.render(chunk: round)
    }
  }
}

/// The levels of all tracks and returns, in the session's order.
struct MixChannels {
  let tracks: [MasterReport.Channel]
  let returns: [MasterReport.Channel]
}
