// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// A tune in ABC, repeats written out.
package struct ABCNotation: Sendable, Hashable {
  package let tune: LineNotation
  /// What its `K:`, `M:` and `Q:` say.
  package var key: Located<Key>?
  package var meter: Located<Meter>?
  package var tempo: Located<TempoNotation>?
  /// The chord symbols over the notes, from the tune's start.
  package let chords: [Chord]

  package struct Chord: Sendable, Hashable {
    package let onset: ScoreTime
    package let token: Located<ChordToken>

    package init(onset: ScoreTime, token: Located<ChordToken>) {
      self.onset = onset
      self.token = token
    }
  }
}

/// Reads a tune of one voice in ABC: the fields `L M K Q V`, notes, accidentals, lengths, broken rhythm, tuplets, ties,
/// rests, chords, repeats with endings, chord symbols and `w:` lines.
///
/// Slurs, grace notes, decorations and annotations are read over; further verses too.
/// - Source: The ABC music standard 2.1 (December 2011), sections 3 to 5.
package func parseABC(_ scalar: Scalar, sink: inout DiagnosticSink) -> ABCNotation? {
  guard let scanner = NotationScanner.begin(scalar, .badABC, "a tune", example: "L:1/8 then A2 BA | G4 |", sink: &sink)
  else { return nil }
  var reader = ABCReader(scanner)
  reader.read()
  var problems = reader.problems
  let place = scanner.span(scanner.rest)
  guard problems.isEmpty else {
    sink.report(problems)
    return nil
  }
  let result = assembled(expanded(reader.bars), at: place, problems: &problems)
  sink.report(problems)
  guard problems.isEmpty, !result.line.line.notes.isEmpty else {
    if problems.isEmpty {
      sink.report(.missingNotation(.badABC, "a tune", example: "L:1/8 then A2 BA | G4 |", at: scalar.span))
    }
    return nil
  }
  return ABCNotation(
    tune: result.line, key: reader.key, meter: reader.meter, tempo: reader.tempo, chords: result.chords)
}

/// A note or rest as it stands in a bar, before repeats are written out.
struct ABCEvent {
  var duration: ScoreTime
  /// Empty is a rest.
  var pitches: [LinePitch]
  var isTied = false
  var chord: Located<ChordToken>?
  var syllable: Syllable?
  /// Those of further verses, by their number from 1.
  var furtherSyllables: [Int: Syllable] = [:]
  /// Whether the pitch is the letter's own, which a tie over the bar line may alter.
  var isPlain = false
  let place: Span
}

/// A bar with the signs at its ends.
struct ABCBar {
  var events: [ABCEvent] = []
  /// `|:` before it.
  var opensRepeat = false
  /// `:|` behind it.
  var closesRepeat = false
  /// The passes in which it is played; empty is all.
  var endings: Set<Int> = []
  /// Whether the line behind it may stand inside a bar of the meter.
  var isDivided = false
  /// Whether a double line stands behind it.
  var endsSection = false
  /// What was in force where it begins; only in tunes of files.
  var heading: ABCHeading?
}

extension ABCBar {
  var signs: RepeatSigns { RepeatSigns(opens: opensRepeat, closes: closesRepeat, endings: endings) }
}

/// The bars as they are played.
private func expanded(_ bars: [ABCBar]) -> [ABCBar] { playOrder(bars.map(\.signs)).map { bars[$0.index] } }

/// One line of the bars that are played.
private func assembled(
  _ bars: [ABCBar], at span: Span, problems: inout [Diagnostic]
) -> (line: LineNotation, chords: [ABCNotation.Chord]) {
  var builder = LineBuilder()
  var chords: [ABCNotation.Chord] = []
  for bar in bars {
    for event in bar.events {
      if let chord = event.chord { chords.append(.init(onset: builder.time, token: chord)) }
      if event.pitches.isEmpty {
        if !builder.rest(event.duration, at: event.place) {
          problems.append(.tieWithoutNote(.badABC, at: event.place))
        }
        continue
      }
      // A tie carries an accidental over the bar line.
      let pitches = builder.tiedPitches.flatMap { event.pitches(tiedTo: $0) } ?? event.pitches
      if !builder.note(event.duration, pitches, syllable: event.syllable, at: event.place) {
        problems.append(.tieChangesPitch(.badABC, at: event.place))
      }
      if event.isTied { _ = builder.tie() }
    }
    _ = builder.bar(isDivided: bar.isDivided)
  }
  if builder.isTied, problems.isEmpty { problems.append(.tieWithoutNote(.badABC, at: span)) }
  return (builder.finished(at: span), chords)
}

extension ABCEvent {
  /// Its pitches where a tie leads to them: those without an accidental of their own are what the tie began with; nil where
  /// others stand there.
  func pitches(tiedTo first: [LinePitch]) -> [LinePitch]? {
    guard first.count == pitches.count else { return nil }
    for (start, own) in zip(first, pitches) where start != own {
      guard let place = own.staffPlace, place == start.staffPlace, isPlain || own.isLetter else { return nil }
    }
    return first
  }
}

extension LinePitch {
  /// Steps above C0 on the staff; nil where that isn't known.
  fileprivate var staffPlace: Int? {
    switch self {
    case .pitch(let pitch): pitch.staffPosition
    case .letter(let step, let octave): octave * 7 + step
    case .key, .degree, .tone: nil
    }
  }

  fileprivate var isLetter: Bool { if case .letter = self { true } else { false } }
}
