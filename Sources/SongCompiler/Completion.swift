// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Something that may be written at a place of a spec.
package struct Completion: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case key, value, name
  }

  package let label: String
  package let kind: Kind
  /// What it is, in one line.
  package let detail: String
  /// What is put in for the word at the place, with `$1` where one goes on writing.
  package let insert: String

  init(_ label: String, _ kind: Kind, _ detail: String, insert: String? = nil) {
    self.label = label
    self.kind = kind
    self.detail = detail
    self.insert = insert ?? label
  }

  package var json: JSONValue {
    .object([
      "label": .string(label), "kind": .string(kind.rawValue), "detail": .string(detail), "insert": .string(insert),
    ])
  }
}

/// What may be written at a place of a spec, which needn't be complete: keys that the map around it doesn't have yet,
/// words, names of the library and of the spec, chords, and examples of other notations.
///
/// In the order of the language; of what begins with the word at the place, if anything does.
/// - Parameter offset: in bytes.
package func completions(at offset: Int, in source: SourceFile, knowledge: Knowledge) -> [Completion] {
  guard let place = CursorPlace(writingAt: offset, in: source) else { return [] }
  let writer = CompletionWriter(place: place, knowledge: knowledge)
  let found = place.isKey ? writer.keys(place.steps.dropLast()) : writer.values()
  let prefix = prefix(source, offset)
  let real = found.filter { $0.label != CursorPlace.placeholder }
  let fitting = real.filter { $0.label.lowercased().hasPrefix(prefix.lowercased()) }
  return prefix.isEmpty || fitting.isEmpty ? real : fitting
}

/// The letters before a place.
private func prefix(_ source: SourceFile, _ offset: Int) -> String {
  let before = source.bytes.prefix(offset)
  let start = before.lastIndex { byte in
    !(byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "#")
      || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte))
  }
  return String(decoding: before[(start.map { $0 + 1 } ?? 0)...], as: UTF8.self)
}

private struct CompletionWriter {
  let place: CursorPlace
  let knowledge: Knowledge

  // MARK: Keys

  /// The keys of the maps in a place that don't stand there yet.
  func keys(_ steps: some Sequence<String>) -> [Completion] {
    SchemaPath.values(at: Array(steps)).flatMap { value -> [Completion] in
      guard case .map(let map) = value else { return ownNames(Array(steps)) }
      let voices = map.others == nil ? [] : kitVoices.map { Completion($0, .key, "a voice of the kit", insert: "\($0): \"$1\"") }
      return map.keys.filter { $0.state != .planned && !place.siblings.contains($0.name) }
        .map { Completion($0.name, .key, detail($0), insert: $0.snippet) } + voices
    }
  }

  /// Names that keys of a map may have, where they are those of something else.
  private func ownNames(_ steps: [String]) -> [Completion] {
    if steps == ["sections"] {
      return place.names.sections.filter { !place.siblings.contains($0) }
        .map { Completion($0, .name, "a section", insert: "\($0): $1") }
    }
    guard steps.count == 3, steps[0] == "sections", steps[2] == "parts" else { return [] }
    return place.names.parts.filter { !place.siblings.contains($0) }
      .map { Completion($0, .name, "a part", insert: "\($0): $1") }
  }

  private func detail(_ key: KeySchema) -> String {
    key.summary + (key.standard.isEmpty ? "" : " (default: \(key.standard))")
  }

  private var kitVoices: [String] {
    knowledge.library.drumKits.flatMap { $0.voices.map(\.name) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  // MARK: Values

  func values() -> [Completion] {
    let schemas = SchemaPath.values(at: place.steps)
    var result = schemas.flatMap(values)
    // A word alone where a map is due is its first key.
    if schemas.contains(where: { if case .map = $0 { true } else { false } }), !place.text.contains(" ") {
      result += keys(place.steps)
    }
    // What may stand alone and in a list is one.
    return (result + variables).reduce(into: []) { known, next in
      if !known.contains(where: { $0.label == next.label }) { known.append(next) }
    }
  }

  private var variables: [Completion] {
    place.steps.first == "vars" ? [] : place.names.variables.map { Completion("${\($0)}", .name, "a variable") }
  }

  private func values(_ schema: ValueSchema) -> [Completion] {
    switch schema {
    case .word(let words): words.map { Completion($0, .value, "") }
    case .name(let kind): knowledge.rows(of: kind).map { Completion($0.name, .value, $0.text) }
    case .notation(let notation): values(notation)
    case .list(let item): place.steps.last?.hasPrefix("[") ?? false ? [] : item.choices.filter(standsAlone).flatMap(values)
    case .text: texts
    case .map, .names, .either: []
    }
  }

  /// Whether what a list has may be what the list is in the place of: a notation of items says so itself.
  private func standsAlone(_ schema: ValueSchema) -> Bool {
    if case .notation = schema { false } else { true }
  }

  /// Names of the spec's own that a plain text may be.
  private var texts: [Completion] {
    let keys = place.steps.filter { !$0.hasPrefix("[") }
    switch keys.last {
    case "parts" where keys.count > 1: return place.names.parts.map { Completion($0, .name, "a part") }
    case "of": return sections
    default: return []
    }
  }

  private var sections: [Completion] { place.names.sections.map { Completion($0, .name, "a section") } }
  private var points: [Completion] { place.names.points.map { Completion($0, .name, "a sync point") } }

  private func values(_ notation: Notation) -> [Completion] {
    let examples = notation.examples.map { Completion($0, .value, notation.summary) }
    switch notation {
    case .chords, .chord: return chords
    case .form: return sections
    case .place: return sections + examples
    case .follow: return place.names.parts.map { Completion($0, .name, "a part") }
    case .time: return sections + points + [Completion("end", .value, "the end of the piece")] + examples
    case .hit, .cueHit:
      let named = place.names.sections.map { Completion("section \($0)", .value, "the section begins there") }
        + place.names.parts.flatMap { part in
          ["entry \(part)", "exit \(part)"].map { Completion($0, .value, "the part comes in or leaves there") }
        }
      return named + examples.filter { !$0.label.contains(" ") }
    case .key:
      let tonic = place.text.split(separator: " ").first.map(String.init) ?? ""
      guard place.offset > tonic.utf8.count, !tonic.isEmpty, tonic != CursorPlace.placeholder else { return examples }
      return Mode.allCases.map { Completion($0.rawValue, .value, "a mode") }
    default: return examples
    }
  }

  /// Qualities over the root that was begun, else the chords of the key.
  private var chords: [Completion] {
    let word = String(place.word)
    let root = word.prefix { "ABCDEFG".contains($0) || "#b".contains($0) }
    if let name = PitchName(text: String(root)), word.first.map({ "ABCDEFG".contains($0) }) ?? false {
      return ChordQuality.all.map { quality in
        let chord = Chord(root: name, quality: quality)
        return Completion("\(chord)", .value, chord.names.map { "\($0)" }.joined(separator: " "))
      }
    }
    guard let key = place.key.flatMap({ Key(text: $0) }) else {
      return Notation.chords.examples.map { Completion($0, .value, Notation.chords.summary) }
    }
    return (1...7).flatMap { degree in
      key.diatonicQualities(on: degree).map { quality in
        let numeral = RomanNumeral(degree: degree, alter: 0, quality: quality)
        return Completion("\(numeral.chord(in: key))", .value, "\(numeral.text) in \(key)")
      }
    } + [Completion("%", .value, "the bar before again"), Completion("N.C.", .value, "no chord")]
  }
}

extension Key {
  /// Triad and seventh of the scale on a degree.
  fileprivate func diatonicQualities(on degree: Int) -> [ChordQuality] {
    func above(_ steps: Int) -> Int {
      let index = degree - 1 + steps
      return mode.semitones[index % 7] + 12 * (index / 7) - mode.semitones[degree - 1]
    }
    return ["", "m", "dim", "aug", "maj7", "7", "m7", "m7b5"].compactMap { ChordQuality.named($0) }.filter { quality in
      let tones = quality.pitchClasses
      return tones == [0, above(2), above(4)] || tones == [0, above(2), above(4), above(6)]
    }
  }
}

extension Knowledge {
  /// Each name of a sound with the instruments that have one of it.
  private var soundNames: [Row] {
    distinct(library.instruments.flatMap { $0.sounds.map(\.key) }).sorted(by: utf8Precedes).map { name in
      let owners = library.instruments.filter { instrument in instrument.sounds.contains { utf8Equal($0.key, name) } }
      let few = owners.prefix(3).map(\.key).joined(separator: ", ")
      return Row(name: name, text: "of \(few)\(owners.count > 3 ? " and \(owners.count - 3) others" : "")", tags: [])
    }
  }

  /// The names of a kind of the schema with what they are, in the order of the library.
  func rows(of kind: String) -> [Row] {
    switch kind {
    case "style": SongCompiler.rows(.styles, library)
    case "mood": SongCompiler.rows(.moods, library)
    case "instrument": SongCompiler.rows(.instruments, library)
    case "pattern": SongCompiler.rows(.patterns, library)
    case "effect": SongCompiler.rows(.effects, library)
    case "sound": soundNames
    default: []
    }
  }
}
