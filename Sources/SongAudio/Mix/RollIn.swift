// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// What is played before the beginning of a loop, so that it begins as it does when it has come round.
///
/// The end of the loop, as often as it takes, comes before its beginning, and its beginning again after its end. What is
/// kept between the two is a turn of a loop that runs: with the reverb and the releases of what was played before, and
/// with every effect in the state in which the end leaves it.
struct RollIn {
  /// Longest reverbs, releases and detectors have died away after this, seconds.
  private static let settling: Int64 = 30

  /// Frames that are rendered and thrown away, whole chunks; 0 where the piece isn't a loop.
  let frames: Int64
  /// Chunks that are rendered after the end, since returns and the bus each look one chunk ahead.
  let chunksAfter: Int
  private let length: Int64
  /// Chunks that each track gives: roll-in, piece and what comes after it.
  var chunks: Int { Int((frames + length + Int64(chunkFrames) - 1) / Int64(chunkFrames)) + chunksAfter }

  init(_ session: Session) {
    length = session.length.value
    guard session.isLoop else {
      frames = 0
      chunksAfter = 0
      return
    }
    let wanted = Int64(session.sampleRate) * Self.settling + (session.tracks.map { longestNote($0.events) }.max() ?? 0)
    frames = (wanted + Int64(chunkFrames) - 1) / Int64(chunkFrames) * Int64(chunkFrames)
    chunksAfter = 2
  }

  /// A track's events on the rendered time line: notes that begin before it are left out, controllers stand at its start.
  func events(_ events: [Session.Event]) -> [Session.Event] {
    turns.flatMap { shift in
      events.compactMap { event in
        let at = event.at.value + shift
        switch event.kind {
        case .control, .bend: return Session.Event(at: .init(max(0, at)), kind: event.kind)
        case .noteOn, .noteOff: return at >= 0 ? Session.Event(at: .init(at), kind: event.kind) : nil
        }
      }
    }
  }

  /// Times on the rendered time line, sorted; some may lie before it.
  func times(_ frames: [Frames]) -> [Int64] {
    turns.flatMap { shift in frames.map { $0.value + shift } }
  }

  /// The ride on the rendered time line; its first points may lie before it.
  func ride(_ points: [Session.Master.RidePoint]) -> [Session.Master.RidePoint] {
    turns.flatMap { shift in
      points.map { .init(at: .init($0.at.value + shift), levelDB: $0.levelDB, trebleDB: $0.trebleDB) }
    }
  }

  /// Levels on the rendered time line; the first ones may lie before it.
  func automation(_ points: [Session.GainPoint]) -> [Session.GainPoint] {
    turns.flatMap { shift in points.map { .init(at: .init($0.at.value + shift), gain: $0.gain) } }
  }

  /// The moves of a filter on the rendered time line; its first ones may lie before it.
  func moves(_ moves: [Session.EqualiserBand.Move]) -> [Session.EqualiserBand.Move] {
    turns.flatMap { shift in moves.map { .init(at: .init($0.at.value + shift), hertz: $0.hertz) } }
  }

  /// Where each turn of the loop begins on the rendered time line.
  private var turns: [Int64] {
    guard frames > 0 else { return [0] }
    let before = (frames + length - 1) / length
    return (-before...1).map { frames + $0 * length }
  }
}

/// Frames from a note-on to the note-off of its key, at most.
private func longestNote(_ events: [Session.Event]) -> Int64 {
  var starts = [Int64?](repeating: nil, count: 128)
  var longest: Int64 = 0
  for event in events {
    switch event.kind {
    case .noteOn(let key, _): starts[key & 127] = event.at.value
    case .noteOff(let key):
      guard let start = starts[key & 127] else { continue }
      longest = max(longest, event.at.value - start)
      starts[key & 127] = nil
    case .control, .bend: break
    }
  }
  return longest
}
