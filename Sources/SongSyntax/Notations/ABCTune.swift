// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// A voice of a tune of a file in ABC, as it is played.
package struct ABCTune: Sendable {
  package struct Bar: Sendable {
    package let start: ScoreTime
    package let length: ScoreTime
    package let meter: Meter?
    package let key: Key
    package let tempo: TempoNotation?
    /// What `P:` calls the part that begins here.
    package let label: String?
    /// Whether a repeat or a part behind a double line begins here.
    package let isStart: Bool
    /// Where it is written.
    package let place: Span
  }

  /// Something that has no sound in the spec, and where it stands.
  package struct Remark: Sendable {
    package let what: String
    package let place: Span
  }

  package let bars: [Bar]
  /// Spelled pitches, repeats written out, syllables of the verse that is sung in each pass.
  package let notes: [NoteLine.Note]
  package let chords: [ABCNotation.Chord]
  /// The names of all voices of the tune, in their order.
  package let voices: [String]
  package let readOver: [Remark]
  /// What couldn't be read and was left out.
  package let problems: [Diagnostic]
}

/// What is in force where a bar begins.
struct ABCHeading {
  var meter: Meter?
  var key: Key
  var tempo: TempoNotation?
  var label: String?
}

/// What the reader keeps of a tune of a file beyond its music.
struct ABCBook {
  /// The voice that is read; nil is the first.
  let wanted: String?
  var voices: [String] = []
  var current: String?
  var readOver: [ABCTune.Remark] = []
  var problems: [Diagnostic] = []
  /// The verse of the next line of words, from 0.
  var verse = 0
  var tempo: TempoNotation?
  var label: String?
  /// What `P:` in the header says: the parts in the order in which they are played.
  var order: (text: String, place: Span)?
  /// Whether the header is over, which `K:` ends.
  var isInBody = false

  init(wanted: String?) { self.wanted = wanted }

  /// Whether lines belong to the voice that is wanted; those before the first `V:` belong to the first one.
  var isReading: Bool { (current ?? voices.first) == (wanted ?? voices.first) }

  mutating func readOver(_ what: String, at place: Span) { readOver.append(.init(what: what, place: place)) }
}

/// Reads a voice of a tune with its header as files in ABC have it, by the defaults of the standard.
///
/// Nothing is refused: what can't be read stands in the result's problems and is left out.
/// - Parameter voice: its name as `V:` writes it; nil is the first.
/// - Source: The ABC music standard 2.1 (December 2011), sections 3 to 7.
package func readABCTune(_ scalar: Scalar, voice: String?) -> ABCTune {
  var reader = ABCReader(NotationScanner(scalar))
  reader.book = ABCBook(wanted: voice)
  reader.signature = Key(tonic: PitchName(fifths: 0), mode: .major)
  reader.read()
  return assembledTune(reader)
}

private func assembledTune(_ reader: ABCReader) -> ABCTune {
  var builder = LineBuilder()
  var book = reader.book ?? ABCBook(wanted: nil)
  var bars: [ABCTune.Bar] = []
  var chords: [ABCNotation.Chord] = []
  var last: (index: Int, pass: Int)?
  var label: String?
  for (index, pass) in reader.order(&book) {
    let bar = reader.bars[index]
    guard let first = bar.events.first, let heading = bar.heading, builder.notes.count < Limits.lineNotes else { continue }
    let start = builder.time
    if let own = heading.label { label = own }
    let isBack = last.map { index <= $0.index } ?? true
    let follows = last.map { reader.bars[$0.index].endsSection && bar.endings.isEmpty || reader.bars[$0.index].closesRepeat } ?? true
    for event in bar.events {
      if let chord = event.chord { chords.append(.init(onset: builder.time, token: chord)) }
      if event.pitches.isEmpty {
        if !builder.rest(event.duration, at: event.place) { book.readOver("a tie into a rest", at: event.place) }
        continue
      }
      var pitches = event.pitches
      if let first = builder.tiedPitches {
        if let tied = event.pitches(tiedTo: first) {
          pitches = tied
        } else {
          builder.dropTie()
          book.readOver("a tie to another pitch", at: event.place)
        }
      }
      let syllable = pass > 1 ? event.furtherSyllables[pass - 1] ?? event.syllable : event.syllable
      _ = builder.note(event.duration, pitches, syllable: syllable, at: event.place)
      if event.isTied { _ = builder.tie() }
    }
    bars.append(
      .init(
        start: start, length: builder.time - start, meter: heading.meter, key: heading.key, tempo: heading.tempo,
        label: heading.label ?? (isBack ? label : nil), isStart: isBack || bar.opensRepeat || follows || heading.label != nil,
        place: Span(file: first.place.file, start: Int(first.place.start), end: Int(max(first.place.end, bar.events.last!.place.end)))))
    last = (index, pass)
  }
  return ABCTune(
    bars: bars, notes: builder.notes, chords: chords, voices: book.voices, readOver: book.readOver, problems: book.problems)
}

extension ABCReader {
  /// The bars as they are played: part by part where the header says in which order.
  fileprivate func order(_ book: inout ABCBook) -> [(index: Int, pass: Int)] {
    let signs = bars.map(\.signs)
    guard let order = book.order else { return playOrder(signs) }
    let starts = bars.indices.filter { bars[$0].heading?.label != nil }
    var parts: [String: Range<Int>] = [:]
    for (index, start) in starts.enumerated() {
      let label = bars[start].heading?.label ?? ""
      if parts[label] == nil { parts[label] = start..<(index + 1 < starts.count ? starts[index + 1] : bars.count) }
    }
    guard let names = partOrder(order.text), names.count <= mostParts, names.allSatisfy({ parts[$0] != nil }) else {
      book.readOver("the order of parts '\(order.text)'", at: order.place)
      return playOrder(signs)
    }
    // What stands before the first part is played once.
    var ranges = [0..<(starts.first ?? 0)]
    ranges += names.compactMap { parts[$0] }
    return ranges.flatMap { range in playOrder(Array(signs[range])).map { ($0.index + range.lowerBound, $0.pass) } }
  }

  /// What is in force for a bar that begins now.
  mutating func heading() -> ABCHeading {
    defer { book?.label = nil }
    return ABCHeading(
      meter: meter?.value, key: signature ?? Key(tonic: PitchName(fifths: 0), mode: .major), tempo: book?.tempo,
      label: book?.label)
  }

  /// The unit note length where `L:` says none.
  var usualUnit: ScoreTime {
    guard let meter = meter?.value else { return Rational(1, 2) }
    return meter.length < 3 ? Rational(1, 4) : Rational(1, 2)
  }

  /// The first words of a directive.
  func directive(_ line: NotationScanner) -> String {
    "%%" + (line.text(line.rest).dropFirst(2).split(separator: " ").first.map { String($0) } ?? "")
  }

  /// Fields as files have them; false for one that a spec has in the same way.
  mutating func readBookField(_ letter: UInt8, _ content: NotationScanner, _ value: String, _ place: Span) -> Bool {
    switch letter {
    case UInt8(ascii: "V"):
      let id = value.split(separator: " ").first.map { String($0) } ?? ""
      if !book!.voices.contains(id) { book!.voices.append(id) }
      book!.current = id
    case UInt8(ascii: "K"): readBookKey(content, value, place)
    case UInt8(ascii: "L"), UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "U"), UInt8(ascii: "w"):
      guard letter != UInt8(ascii: "L"), letter != UInt8(ascii: "w") else { return !isOfWantedVoice }
      book!.readOver("the field '\(String(UnicodeScalar(letter))):'", at: place)
    case UInt8(ascii: "M"):
      guard isOfWantedVoice else { return true }
      let text = value == "C" ? "4/4" : value == "C|" ? "2/2" : value
      if let read = Meter(text: text) {
        meter = Located(read, at: place)
      } else {
        book!.readOver("the meter '\(value)'", at: place)
      }
    case UInt8(ascii: "Q"):
      guard isOfWantedVoice else { return true }
      let before = tempo
      tempo = nil
      readTempo(value, place)
      book!.tempo = tempo?.value ?? book!.tempo
      tempo = before ?? tempo
    case UInt8(ascii: "P"):
      if book!.isInBody { book!.label = value } else { book!.order = (value, place) }
    default: return false
    }
    return true
  }

  private var isOfWantedVoice: Bool { !book!.isInBody || book!.isReading }

  private mutating func readBookKey(_ content: NotationScanner, _ value: String, _ place: Span) {
    defer { book!.isInBody = true }
    guard !book!.isInBody || book!.isReading else { return }
    var words = value.split(separator: " ").map { String($0) }
    let extras = words.filter { $0.contains("=") && !$0.hasPrefix("clef") || "^_".contains($0.prefix(1)) || $0 == "exp" }
    for extra in extras { book!.readOver("'\(extra)' of the key", at: place) }
    words.removeAll { extras.contains($0) || $0.hasPrefix("clef") || ["treble", "bass", "alto", "tenor", "none"].contains($0) }
    guard let first = words.first else {
      if !value.isEmpty || signature == nil { signature = Key(tonic: PitchName(fifths: 0), mode: .major) }
      return
    }
    let isPipes = first == "HP" || first == "Hp"
    if let read = isPipes ? Key(text: "A mixolydian") : abcKey(first, words.dropFirst().first) ?? abcKey(first, nil) {
      signature = read
      if key == nil { key = Located(read, at: place) }
    } else {
      book!.readOver("the key '\(value)'", at: place)
    }
  }
}

/// `A2(BC)2` as names of parts one after the other; nil for what isn't such an order.
private func partOrder(_ text: String) -> [String]? {
  var open: [[String]] = [[]]
  /// What a number behind it repeats.
  var last: [String] = []
  for character in text {
    if character.isASCII, character.isLetter {
      last = [String(character)]
      open[open.count - 1] += last
    } else if let count = character.wholeNumberValue, (1...9).contains(count) {
      for _ in 1..<count { open[open.count - 1] += last }
    } else if character == "(", open.count < 8 {
      open.append([])
    } else if character == ")", open.count > 1 {
      last = open.removeLast()
      open[open.count - 1] += last
    } else if character != " ", character != "." {
      return nil
    }
    guard open.allSatisfy({ $0.count <= mostParts }), last.count <= mostParts else { return nil }
  }
  return open.count == 1 && !open[0].isEmpty ? open[0] : nil
}

/// Parts of a tune as they are played.
private let mostParts = 200
