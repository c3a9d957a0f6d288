// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMIDI

/// Reads the markers and cue points of all tracks of a MIDI file, through its tempo map without rounding.
///
/// Zero is the start of the file; its SMPTE offset isn't read. Text that isn't UTF-8 is taken for Latin-1.
/// - Source: Standard MIDI Files 1.0, RP-001: markers FF 06, cue points FF 07, 120 beats a minute until a tempo says
///   else.
func readMIDIMarkers(_ bytes: [UInt8]) throws(CueError) -> CueDraft {
  guard bytes.starts(with: Array("MThd".utf8)) else { throw CueError(.otherFormat(expected: .midi)) }
  let file: SMFFile
  do { file = try readSMF(bytes) } catch { throw CueError(.midi(error)) }
  var tempos: [(tick: Int, microsecondsPerQuarter: Int)] = []
  var markers: [(tick: Int, name: String)] = []
  for event in file.tracks.joined() {
    guard case .meta(let type, let content) = event.message else { continue }
    if type == .tempo, content.count == 3 {
      let tempo = content.reduce(0) { $0 << 8 | Int($1) }
      if tempo > 0 { tempos.append((event.tick, tempo)) }
    } else if type == .marker || type == cuePoint {
      markers.append((event.tick, text(content)))
    }
  }
  var draft = CueDraft()
  // Of several tempos at a tick the last in the file holds.
  let inTime = tempos.indices.sorted { (tempos[$0].tick, $0) < (tempos[$1].tick, $1) }
  var clock = MIDIClock(division: file.division, tempos: inTime.map { tempos[$0] })
  for index in markers.indices.sorted(by: { (markers[$0].tick, $0) < (markers[$1].tick, $1) }) {
    try draft.add(name: markers[index].name, at: clock.time(of: markers[index].tick), line: nil)
  }
  return draft
}

/// Described by the standard as something that happens on the film at that point.
private let cuePoint = MetaType(number: 0x07)

private func text(_ content: [UInt8]) -> String {
  if let text = String(validating: content, as: UTF8.self) { return text }
  var scalars = String.UnicodeScalarView()
  for byte in content { scalars.append(Unicode.Scalar(byte)) }
  return String(scalars)
}

/// Goes through the tempo map once, for ticks that come in order.
private struct MIDIClock {
  let division: SMFFile.Division
  let tempos: [(tick: Int, microsecondsPerQuarter: Int)]
  private var next = 0
  private var tick = 0
  private var tempo = 500_000
  /// Microseconds times ticks a quarter up to `tick`.
  private var elapsed: Int128 = 0

  init(division: SMFFile.Division, tempos: [(tick: Int, microsecondsPerQuarter: Int)]) {
    self.division = division
    self.tempos = tempos
  }

  mutating func time(of target: Int) -> ExactTime {
    switch division {
    case .timecode(29, let ticksPerFrame):
      return ExactTime(Int128(target) * 1001, over: 30_000 * Int128(ticksPerFrame))
    case .timecode(let framesPerSecond, let ticksPerFrame):
      return ExactTime(Int128(target), over: Int128(framesPerSecond * ticksPerFrame))
    case .ticksPerQuarter(let ticks):
      while next < tempos.count, tempos[next].tick <= target {
        advance(to: tempos[next].tick)
        tempo = tempos[next].microsecondsPerQuarter
        next += 1
      }
      advance(to: target)
      return ExactTime(elapsed, over: Int128(ticks) * 1_000_000)
    }
  }

  private mutating func advance(to target: Int) {
    elapsed += Int128(target - tick) * Int128(tempo)
    tick = target
  }
}
