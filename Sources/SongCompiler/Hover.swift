// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic
internal import SongSyntax

/// What a place of a spec means.
package struct Hover: Sendable, Hashable {
  /// What it is about.
  package let span: Span
  /// A sentence or a fact a line.
  package let lines: [String]

  package var json: JSONValue {
    .object([
      "start": .integer(Int(span.start)), "end": .integer(Int(span.end)), "lines": .array(lines.map { .string($0) }),
    ])
  }
}

/// What stands at a place: of keys what they are and what holds where they are left out, of names what the library knows of
/// them, of chords their tones and their place in the key, of times and sections where they lie in the piece.
///
/// Nil where nothing is known. Times are known where the spec can be laid out.
/// - Parameters:
///   - offset: in bytes.
///   - name: the spec's file name without its extension.
package func hover(
  at offset: Int, in source: SourceFile, name: String, knowledge: Knowledge, options: CompileOptions = CompileOptions()
) -> Hover? {
  var sink = DiagnosticSink()
  guard let place = CursorPlace(at: offset, in: parseSpec(source, sink: &sink)) else { return nil }
  var scratch = DiagnosticSink()
  let piece = try? layOut(source, name: name, knowledge: knowledge, options: options, isLenient: true, sink: &scratch)
  let lines = HoverWriter(place: place, knowledge: knowledge, arrangement: piece?.arrangement).lines
  return lines.isEmpty ? nil : Hover(span: place.span, lines: lines)
}

private struct HoverWriter {
  let place: CursorPlace
  let knowledge: Knowledge
  let arrangement: Arrangement?

  var lines: [String] {
    if place.isKey {
      if let found = SchemaPath.key(at: place.steps) { return about(found.key, found.map) }
      return about(section: place.steps.count == 2 && place.steps[0] == "sections" ? place.text : "")
    }
    return SchemaPath.values(at: place.steps).flatMap(about)
  }

  // MARK: Keys and names

  private func about(_ key: KeySchema, _ map: MapSchema) -> [String] {
    var lines = ["\(key.name) of \(map.name): \(key.summary)", "value: \(key.value.words)"]
    if !key.standard.isEmpty { lines.append("left out: \(key.standard)") }
    if let example = key.value.examples.first { lines.append("example: \(example)") }
    if key.state != .built { lines.append("built: \(key.state.word)") }
    return lines
  }

  private func about(_ value: ValueSchema) -> [String] {
    switch value {
    case .name(let kind): return knowledge.rows(of: kind).filter { utf8Equal($0.name, place.text) }.map { "\($0.name): \($0.text)" }
    case .notation(let notation): return about(notation)
    case .text where place.steps.last == "of" || place.steps.dropLast().last == "parts": return about(section: place.text)
    case .text, .word, .list, .map, .names, .either: return []
    }
  }

  private func about(_ notation: Notation) -> [String] {
    switch notation {
    case .chords, .chord: return about(chord: String(place.word))
    case .form: return about(section: String(place.word))
    case .time, .place: return about(time: place.text)
    case .hit: return about(section: String(place.word))
    case .key:
      guard let key = Key(text: place.text) else { return [] }
      return ["\(key): \((1...7).map { "\(key.degree($0))" }.joined(separator: " "))"]
    default: return ["\(notation.name): \(notation.summary)"]
    }
  }

  // MARK: Music

  private func about(chord word: String) -> [String] {
    var sink = DiagnosticSink()
    let scalar = Scalar(text: word, span: Span(file: FileID(0), start: 0, end: word.utf8.count), style: .plain)
    guard let token = parseChordSymbol(scalar, sink: &sink)?.value else { return [] }
    let key = place.key.flatMap { Key(text: $0) } ?? sectionKey
    switch token {
    case .chord(let chord):
      let numeral = key.flatMap { key in chord.numeral(in: key).map { "\($0) in \(key)" } }
      return ["\(chord): \(tones(chord))"] + (numeral.map { [$0] } ?? [])
    case .roman(let numeral):
      guard let key else { return [] }
      let chord = numeral.chord(in: key)
      return ["\(numeral.text) in \(key): \(chord), \(tones(chord))"]
    case .noChord: return ["N.C.: no chord sounds"]
    case .hold: return [".: the chord before goes on"]
    }
  }

  private func tones(_ chord: Chord) -> String { chord.names.map { "\($0)" }.joined(separator: " ") }

  private var sectionKey: Key? {
    guard let arrangement else { return nil }
    guard place.steps.first == "sections", place.steps.count > 1 else { return arrangement.settings.key }
    return arrangement.sections.first { $0.name == place.steps[1] }?.key ?? arrangement.settings.key
  }

  /// Where a section is played.
  private func about(section name: String) -> [String] {
    guard let arrangement else { return [] }
    return arrangement.sections.filter { utf8Equal($0.name, name) }.map { section in
      let last = section.first + section.count
      let end = last < arrangement.measures.count ? arrangement.measures[last].start : arrangement.end
      return "\(name): bars \(section.first + 1) to \(last), \(clock(section.time)) to \(clock(arrangement.tempo.microseconds(at: Ticks(end))))"
    }
  }

  /// A time in bars, or a place in time.
  private func about(time text: String) -> [String] {
    guard let arrangement else { return [] }
    let span = Span(file: FileID(0), start: 0, end: text.utf8.count)
    var sink = DiagnosticSink()
    guard let time = parseTime(Scalar(text: text, span: span, style: .plain), sink: &sink)?.value else { return [] }
    switch time {
    case .position(let bar, let beat):
      guard arrangement.measures.indices.contains(bar - 1) else { return ["the piece has \(arrangement.measures.count) bars"] }
      let measure = arrangement.measures[bar - 1]
      return ["\(text) = \(clock(arrangement.tempo.microseconds(at: Ticks(measure.start + (beat - 1) * measure.meter.beatUnit))))"]
    case .anchor("end", nil): return ["end = \(clock(arrangement.tempo.microseconds(at: Ticks(arrangement.end))))"]
    case .anchor(let name, nil):
      guard let point = arrangement.syncs.first(where: { utf8Equal($0.name, name) }) else { return about(section: name) }
      return ["\(name) = \(clock(point.placed)), \(bar(at: point.at, arrangement))"]
    case .anchor, .timecode: return []
    case .clock, .amount:
      guard let seconds = time.seconds else { return [] }
      let tick = arrangement.tempo.tick(at: Microseconds(seconds: seconds))
      return ["\(text) = \(bar(at: Rational(tick.value, Ticks.perQuarter), arrangement))"]
    }
  }

  private func bar(at place: ScoreTime, _ arrangement: Arrangement) -> String {
    let measure = arrangement.measures[arrangement.measure(at: place)]
    return "bar \(measure.number) beat \(shortest(((place - measure.start) / measure.meter.beatUnit + 1).double, 2))"
  }

  private func clock(_ time: Microseconds) -> String { "\(Microseconds((time.value + 500) / 1000 * 1000))" }
}

extension Chord {
  /// The numeral of the chord in a key; nil where its root is further from the scale than one accidental.
  func numeral(in key: Key) -> String? {
    for alter in [0, -1, 1] {
      for degree in 1...7 where key.degree(degree, alter: alter) == root {
        return RomanNumeral(degree: degree, alter: alter, quality: quality).text
      }
    }
    return nil
  }
}
