// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// What stands above or below a staff at a time of the score.
struct Direction {
  enum Content {
    case rehearsal(String)
    case tempo(Score.TempoMark)
    case dynamic(Dynamic)
    case harmony(Chord?)
  }

  let at: ScoreTime
  let content: Content
}

/// The directions of a part in order of time: section and tempo marks in the first part, chord symbols in the first
/// pitched one.
func directions(of part: Int, in score: Score) -> [Direction] {
  var result: [Direction] = []
  if part == 0 {
    result += score.sections.map { Direction(at: $0.start, content: .rehearsal($0.name)) }
    result += score.tempoMarks.filter { !$0.isFermata }.map { Direction(at: $0.start, content: .tempo($0)) }
  }
  result += score.parts[part].dynamics.map { Direction(at: $0.onset, content: .dynamic($0.mark)) }
  if part == score.parts.firstIndex(where: { !$0.isPercussion }) {
    result += score.chords.map { Direction(at: $0.onset, content: .harmony($0.chord)) }
  }
  return result.sorted { $0.at < $1.at }
}

extension XMLText {
  /// Adds a direction that comes so many divisions after the next note or rest begins.
  mutating func direction(_ content: Direction.Content, _ reading: Reading, offset: Int, staff: Int?) {
    switch content {
    case .harmony(let chord): harmony(chord, reading, offset: offset)
    case .rehearsal(let name):
      direction("above", offset: offset, staff: staff) { $0.leaf("rehearsal", name) }
    case .dynamic(let mark):
      let percent = Double(mark.velocity) * 100 / standardVelocity
      direction("below", offset: offset, staff: staff, sound: [("dynamics", shortest(percent, 2))]) { xml in
        xml.element("dynamics") { $0.empty(mark.rawValue) }
      }
    case .tempo(let mark):
      let unit = NoteValue(mark.beatUnit)
      let beats = unit == nil ? mark.quartersPerMinute : mark.beatsPerMinute
      direction("above", offset: offset, staff: staff, sound: [("tempo", shortest(mark.quartersPerMinute, 4))]) { xml in
        xml.element("metronome", [("parentheses", "no")]) { xml in
          xml.leaf("beat-unit", unit?.type ?? "quarter")
          if unit?.dots == 1 { xml.empty("beat-unit-dot") }
          xml.leaf("per-minute", shortest(beats, 2))
        }
      }
    }
  }

  private mutating func direction(
    _ placement: String, offset: Int, staff: Int?, sound: Attributes = [], content: (inout XMLText) -> Void
  ) {
    element("direction", [("placement", placement)]) { xml in
      xml.element("direction-type", content: content)
      if offset > 0 { xml.leaf("offset", offset) }
      if let staff { xml.leaf("staff", staff) }
      if !sound.isEmpty { xml.empty("sound", sound) }
    }
  }
}

extension Score.TempoMark {
  /// The tempo as MusicXML plays it.
  fileprivate var quartersPerMinute: Double { beatsPerMinute * beatUnit.double }
}

/// MusicXML's dynamics are percents of this velocity.
private let standardVelocity = 90.0
