// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Given notes with the place of each.
package struct LineNotation: Sendable, Hashable {
  package var line: NoteLine
  /// One for each note.
  package let places: [Span]
  /// One for each bar.
  package let bars: [Span]
  package let span: Span

  package init(line: NoteLine, places: [Span], bars: [Span], span: Span) {
    self.line = line
    self.places = places
    self.bars = bars
    self.span = span
  }
}

/// Puts notes one behind the other: ties them, counts the bars.
struct LineBuilder {
  private(set) var notes: [NoteLine.Note] = []
  private var places: [Span] = []
  private var bars: [NoteLine.Bar] = []
  private var barPlaces: [Span] = []
  /// From the line's start.
  private(set) var time = ScoreTime.zero
  private var barStart = ScoreTime.zero
  private var barSpan: Span?
  /// Whether a tie waits for its second note.
  private(set) var isTied = false

  /// The pitches of the note that a tie waits on.
  var tiedPitches: [LinePitch]? { isTied ? notes.last?.pitches : nil }

  /// Adds a note; one that the last is tied to makes that longer. False where a tie joins two pitches.
  mutating func note(_ duration: ScoreTime, _ pitches: [LinePitch], syllable: Syllable? = nil, at place: Span) -> Bool {
    defer { advance(duration, place) }
    if isTied, let last = notes.indices.last {
      isTied = false
      guard notes[last].pitches == pitches else { return false }
      notes[last].duration += duration
      return true
    }
    notes.append(.init(onset: time, duration: duration, pitches: pitches, syllable: syllable))
    places.append(place)
    return true
  }

  /// Adds a rest; false where a tie leads into it.
  mutating func rest(_ duration: ScoreTime, at place: Span) -> Bool {
    advance(duration, place)
    defer { isTied = false }
    return !isTied
  }

  /// Ties the last note to the next; false where there is no note.
  mutating func tie() -> Bool {
    guard let last = notes.last, last.end == time else { return false }
    isTied = true
    return true
  }

  /// Lets the next note be struck, whatever tie stands before it.
  mutating func dropTie() { isTied = false }

  /// Ends the bar; false where nothing stands in it.
  mutating func bar(isDivided: Bool = false) -> Bool {
    guard let barSpan else { return false }
    bars.append(.init(start: barStart, length: time - barStart, isClosed: true, isDivided: isDivided))
    barPlaces.append(barSpan)
    self.barSpan = nil
    barStart = time
    return true
  }

  /// The line, with the bar that is still open.
  mutating func finished(at span: Span) -> LineNotation {
    if let barSpan {
      bars.append(.init(start: barStart, length: time - barStart, isClosed: false))
      barPlaces.append(barSpan)
    }
    return LineNotation(line: NoteLine(notes: notes, bars: bars), places: places, bars: barPlaces, span: span)
  }

  private mutating func advance(_ duration: ScoreTime, _ place: Span) {
    time += duration
    guard let first = barSpan else {
      barSpan = place
      return
    }
    barSpan = Span(file: first.file, start: Int(min(first.start, place.start)), end: Int(max(first.end, place.end)))
  }
}

extension NotationScanner {
  /// Takes a note value with dots: `4`, `8.`, `2..`; the result is in quarter notes, nil where there is none.
  ///
  /// - Parameter problem: gets what is wrong with a number that is none.
  mutating func noteValue(_ code: DiagnosticCode, problem: inout Diagnostic?) -> ScoreTime? {
    let range = digits()
    guard !range.isEmpty else { return nil }
    let word = text(range)
    guard let denominator = noteValues.first(where: { "\($0)" == word }) else {
      let near = noteValues.map { "\($0)" }.min { distance($0, word) < distance($1, word) } ?? "4"
      problem = .noteValueUnknown(word, near: near, code, at: span(range))
      return nil
    }
    var value = Rational(4, denominator)
    var part = value
    var dots = 0
    while eat(".") {
      dots += 1
      part = part / 2
      value += part
    }
    if dots > 2 {
      problem = .tooManyDots(code, at: span(range.lowerBound..<position))
      return nil
    }
    return value
  }
}

/// Whole notes are divided by these.
private let noteValues = [1, 2, 4, 8, 16, 32, 64]

/// How far two numbers are from each other, by their digits.
private func distance(_ left: String, _ right: String) -> Int {
  abs((Int(left.prefix(9)) ?? 0) - (Int(right.prefix(9)) ?? Int.max / 2))
}

/// The notes whose time so many notes of a tuplet take; nil for what is none.
func tupletTime(_ count: Int) -> Int? {
  switch count {
  case 2: 3
  case 3: 2
  case 4: 3
  case 5, 6, 7: 4
  case 9: 8
  default: nil
  }
}

/// Wrong tokens that are reported in one field.
let mostLineProblems = 20
