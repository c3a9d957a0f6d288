// SPDX-License-Identifier: Apache-2.0
// The messages of lead sheets (S1020, S1021), sorted by name.

extension Diagnostic {
  /// A lead sheet that doesn't begin with `---`.
  package static func frontMatterMissing(at span: Span) -> Diagnostic {
    Diagnostic(
      .frontMatter, "a lead sheet begins with a line '---'", at: span,
      notes: ["the keys of the piece stand between two such lines, its sections below them"],
      help: ["put '---' above the keys and below them, or end the file's name with '.song.yaml' if it is YAML"])
  }

  /// Front matter without its second `---`.
  package static func frontMatterOpen(at span: Span) -> Diagnostic {
    Diagnostic(
      .frontMatter, "the front matter has no end", at: span, caption: "begun here",
      notes: ["the keys of the piece stand between two lines '---'"], help: ["put a line '---' below the last key"])
  }

  /// A line of a lead sheet between the front matter and the first section.
  package static func outsideSection(at span: Span) -> Diagnostic {
    Diagnostic(
      .leadSheetLine, "this line stands in no section", at: span,
      notes: ["below the front matter a lead sheet has sections alone, each with its name in brackets above it"],
      help: ["put a line like '[verse]' above it, or move it into the front matter"])
  }

  /// The header of a section without a name or without its bracket.
  package static func sectionHeaderOpen(at span: Span) -> Diagnostic {
    Diagnostic(
      .leadSheetLine, "a section's header is its name in brackets", at: span,
      notes: ["keys of the section may follow on the line: '[verse] bars: 8, key: D minor'"],
      help: ["write it like '[verse]'"])
  }

  /// Text in a section that nothing says the kind of.
  package static func textWithoutLabel(at span: Span) -> Diagnostic {
    Diagnostic(
      .leadSheetLine, "this line doesn't say what it is", at: span,
      notes: ["each line of a section begins with a key: 'chords:', 'lyrics:', 'melody.abc:', 'bars:'"],
      help: ["put 'chords:' before bars of chords, 'melody.lily:' or 'melody.abc:' before notes, 'lyrics:' before words"])
  }
}
