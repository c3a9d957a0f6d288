// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The language as a page of Markdown: every map with its keys, then every notation, then the names of the library.
package func languageReference(names: SchemaNames) -> String {
  var writer = ReferenceWriter()
  writer.write(specSchema)
  while let map = writer.waiting.first {
    writer.waiting.removeFirst()
    writer.write(map)
  }
  writer.writeNotations()
  writer.writeNames(names)
  return writer.text
}

private struct ReferenceWriter {
  private(set) var text = introduction
  /// Maps that were named and aren't written yet.
  var waiting: [MapSchema] = []
  private var known: Set<String> = []

  // MARK: Maps

  mutating func write(_ map: MapSchema) {
    text += "\n## \(heading(map))\n\n| key | what it is | value | left out | built |\n|---|---|---|---|---|\n"
    for key in map.keys {
      let cells = [
        "`\(key.name)`", key.summary, key.state == .planned ? "" : describe(key.value),
        key.isRequired ? "required" : key.standard, key.state.word,
      ]
      text += "| \(cells.map(cell).joined(separator: " | ")) |\n"
    }
    if let others = map.others { text += "\nAll other keys are names of your own: \(describe(others)).\n" }
  }

  private mutating func describe(_ value: ValueSchema) -> String {
    switch value {
    case .text: return "text"
    case .notation(let notation):
      return "[\(notation.name)](#\(anchor(notationHeading(notation)))): \(code(notation.examples[0]))"
    case .word(let words): return words.map(code).joined(separator: ", ")
    case .name(let kind): return "[\(kind)](#names)"
    case .list(let item): return "list of \(describe(item))"
    case .map(let map):
      if known.insert(map.name).inserted { waiting.append(map) }
      return "[\(map.name)](#\(anchor(heading(map))))"
    case .names(let content): return "map by name of \(describe(content))"
    case .either(let choices): return choices.map { describe($0) }.joined(separator: ", or ")
    }
  }

  // MARK: Notations and names

  mutating func writeNotations() {
    text += "\n## Notations\n\nThe grammar of notes, lyrics and patterns stands in [notations.md](notations.md).\n"
    for notation in Notation.all {
      text += "\n### \(notationHeading(notation))\n\n\(sentence(notation.summary))\n\n"
      text += notation.examples.map(code).joined(separator: ", ") + "\n"
    }
  }

  mutating func writeNames(_ names: SchemaNames) {
    text += "\n## Names\n\n`songc list` shows what they are.\n"
    for (kind, known) in (names.closed.map { ($0.key, $0.value) } + names.open.map { ($0.key, $0.value) })
      .sorted(by: { utf8Precedes($0.0, $1.0) }) {
      text += "\n- \(kind): \(known.map(code).joined(separator: ", "))\n"
    }
  }
}

private let introduction = """
  # The language, version 1

  Every key and every notation, written by `songc schema --reference` from what the compiler itself reads by. `songc schema` \
  prints the same as JSON Schema (draft 7), which stands in [song-1.schema.json](song-1.schema.json); a spec that begins with \
  `# yaml-language-server: $schema=./song-1.schema.json` is checked and completed by editors.

  A spec is one YAML 1.2 document. Scalars are read from their text, so `0:30` is half a minute whether it is quoted or not; \
  tools for YAML 1.1 take it for a number, so quote it where they read the spec too. Keys that aren't built yet are an error \
  in `songc build` and a warning in `songc check`; those that are read and not obeyed yet are a warning in both.

  `${name}` in any scalar stands for the value of that name in `vars`, or for what `--set name=value` says instead; `$${` is \
  the text `${`. Values of `vars` may use the names above them. Keys of maps are read as they stand.

  """

extension KeySchema.State {
  /// Whether it is built, in a word or three.
  package var word: String {
    switch self {
    case .built: "yes"
    case .planned: "not yet"
    case .checked: "read, not obeyed"
    }
  }
}

private func heading(_ map: MapSchema) -> String { map.name.prefix(1).uppercased() + map.name.dropFirst() }

private func notationHeading(_ notation: Notation) -> String { "Notation: \(notation.name)" }

/// As GitHub names the place of a heading.
private func anchor(_ heading: String) -> String {
  String(heading.lowercased().map { $0 == " " ? "-" : $0 }.filter { $0.isLetter || $0.isNumber || $0 == "-" })
}

private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

private func code(_ text: String) -> String {
  let line = text.replacing("\n", with: "\\n")
  return line.contains("`") ? "`` \(line) ``" : "`\(line)`"
}

/// A cell of a table: a bar would end it.
private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
