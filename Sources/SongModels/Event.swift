// SPDX-License-Identifier: Apache-2.0
/// One event of a sequence, by its basic fields: a note, a chord, a bar of rhythm, a stroke, a voicing or a section.
///
/// A field that a model doesn't use keeps its default. Times are in ticks of 1/24 quarter note.
package struct Event: Sendable, Hashable {
  package static let ticksPerQuarter = 24

  /// Ticks from the start of the piece.
  package var onset: Int
  /// Ticks; what is left up to the next onset is a rest.
  package var duration: Int
  /// Ticks of the bar, 96 in 4/4.
  package var barLength: Int
  /// Ticks after the bar line, in `0..<barLength`.
  package var position: Int
  /// Ticks of the meter's beat, 36 in 6/8.
  package var beatLength: Int
  /// The bar's place in its section, modulo 4.
  package var phraseBar: Int
  /// 1 for the first event of a section, -1 for the last, 0 inside.
  package var phrase: Int
  /// MIDI key; -1 = none.
  package var pitch: Int
  /// Pitch class of the key.
  package var tonic: Int
  /// 0 major, 1 minor.
  package var mode: Int
  /// Pitch class of the chord's root; -1 = no chord.
  package var chordRoot: Int
  /// `ChordType.rawValue`; -1 = no chord.
  package var chordType: Int
  /// Whole bars of the section behind the event's bar; of a form, sections behind this one.
  package var barsLeft: Int
  /// MIDI key of the known voice above that sounds at the onset: the soprano, the tune; -1 = none.
  package var upper: Int
  /// MIDI key of the known voice below; -1 = none.
  package var lower: Int
  /// Pitch class of the next chord's root; -1 = no chord follows.
  package var nextRoot: Int
  /// Ticks from the onset to the next chord.
  package var untilNext: Int
  /// What other parts do at the onset, as bits that each role defines; 0...255.
  package var given: Int
  /// What recurs: the sixteenth of the bar of a stroke, the label of a section's length; -1 = none, at most 63.
  package var slot: Int
  /// The drummer's style; -1 = none.
  package var style: Int
  /// What a role's alphabet counts: a bar's pattern, a stroke, a voicing, a section; -1 = none.
  package var symbol: Int

  package init(
    onset: Int = 0, duration: Int = 24, barLength: Int = 96, position: Int = 0, beatLength: Int = 24,
    phraseBar: Int = 0, phrase: Int = 0, pitch: Int = -1, tonic: Int = 0, mode: Int = 0, chordRoot: Int = -1,
    chordType: Int = -1, barsLeft: Int = 0, upper: Int = -1, lower: Int = -1, nextRoot: Int = -1, untilNext: Int = 0,
    given: Int = 0, slot: Int = -1, style: Int = -1, symbol: Int = -1
  ) {
    self.onset = onset
    self.duration = duration
    self.barLength = barLength
    self.position = position
    self.beatLength = beatLength
    self.phraseBar = phraseBar
    self.phrase = phrase
    self.pitch = pitch
    self.tonic = tonic
    self.mode = mode
    self.chordRoot = chordRoot
    self.chordType = chordType
    self.barsLeft = barsLeft
    self.upper = upper
    self.lower = lower
    self.nextRoot = nextRoot
    self.untilNext = untilNext
    self.given = given
    self.slot = slot
    self.style = style
    self.symbol = symbol
  }
}

/// The field of an event that a model predicts; its values are integers.
package enum UnknownField: UInt8, Sendable, Hashable {
  /// The MIDI key.
  case pitch
  /// Root and type of the chord: `chordValue`, free of the key.
  case chord
  /// What the role's alphabet counts.
  case symbol

  /// The value of a chord by its root in semitones above the tonic, 0...11, and its type.
  package static func chordValue(degree: Int, type: ChordType) -> Int { degree * ChordType.count + type.rawValue }

  /// The degree and type behind a chord value.
  package static func chord(of value: Int) -> (degree: Int, type: ChordType)? {
    ChordType(rawValue: value % ChordType.count).map { (value / ChordType.count % 12, $0) }
  }

  /// The event's value of the field.
  package func value(of event: Event) -> Int {
    switch self {
    case .pitch: event.pitch
    case .symbol: event.symbol
    case .chord: pitchClass(event.chordRoot - event.tonic) * ChordType.count + event.chordType
    }
  }

  /// Writes a value into the field.
  package func set(_ value: Int, in event: inout Event) {
    switch self {
    case .pitch: event.pitch = value
    case .symbol: event.symbol = value
    case .chord:
      event.chordRoot = pitchClass(value / ChordType.count + event.tonic)
      event.chordType = value % ChordType.count
    }
  }
}

/// The pitch class of a number of semitones, 0...11.
func pitchClass(_ semitones: Int) -> Int {
  let rest = semitones % 12
  return rest < 0 ? rest + 12 : rest
}
