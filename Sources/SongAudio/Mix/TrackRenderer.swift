// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// One track of the mixer: played, or as it was rendered before.
final class TrackRenderer {
  private enum Source {
    /// Keeps what it plays, where somebody wants it.
    case player(TrackPlayer, keeper: TrackShelf.Keeper?)
    case kept(KeptTrack)
  }

  private let source: Source
  private let timer: StageTimer?
  let tap: ChannelTap
  /// Chunk n is in slot n modulo their number; four, since the bus reads what was written three rounds before.
  let slots = (0..<4).map { _ in Chunk() }

  /// - Parameter place: of its chunks in the cache; nil plays them.
  /// - Throws: all that a font, a plugin or a scratch file can be short of.
  init(
    _ track: Session.Track, session: Session, rollIn: RollIn, world: PluginWorld, resources: AudioResources,
    stemScratch: String?, place: TrackShelf.Place?, timer: StageTimer?
  ) throws(AudioError) {
    self.timer = timer
    if let kept = place?.kept {
      source = .kept(kept)
    } else {
      source = .player(
        try TrackPlayer(track, session: session, rollIn: rollIn, world: world, resources: resources, timer: timer),
        keeper: place?.keeper)
    }
    tap = try ChannelTap(id: track.id, session: session, rollIn: rollIn, stemScratch: stemScratch)
  }

  /// Renders chunk `number`; chunks come in order.
  ///
  /// - Throws: `pluginBadOutput`, `pluginRefused`, `fileUnwritable`, `fileUnreadable`.
  func render(chunk number: Int) throws(AudioError) {
    let chunk = slots[number % slots.count]
    switch source {
    case .player(let player, let keeper):
      try player.play(into: &chunk.audio)
      if let keeper { timer.measure(.cache) { keeper.write(chunk.audio) } }
    case .kept(let track):
      try timer.measure(.cache) { () throws(AudioError) in try track.read(chunk: number, into: &chunk.audio) }
    }
    try tap.take(chunk)
  }

  /// Keeps what was played, once all of it was.
  func keep() {
    if case .player(_, let keeper?) = source { keeper.finish() }
  }
}
