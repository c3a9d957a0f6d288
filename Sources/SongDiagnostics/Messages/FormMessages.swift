// SPDX-License-Identifier: Apache-2.0
// The messages of forms (S1106), sorted by name.

extension Diagnostic {
  /// `]` without `[`.
  package static func formBracketClose(at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "']' closes no bracket", at: span,
      notes: ["brackets go around the loop body or a group that is repeated"],
      help: ["remove it, or open the group with '['"])
  }

  /// `[` without `]`.
  package static func formBracketOpen(at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "'[' is never closed", at: span,
      notes: ["brackets go around the loop body or a group that is repeated"],
      help: ["close the group with ']'"])
  }

  /// `[]`.
  package static func formGroupEmpty(at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "the brackets hold no section", at: span,
      notes: ["brackets go around the loop body or a group that is repeated"],
      help: ["write names of sections inside, or remove the brackets"])
  }

  /// - Parameters:
  ///   - nearest: the number of bars nearest to the section's of which the form is built.
  ///   - others: more of them.
  ///   - exact: where the spec says the number of bars alone.
  package static func phrasesUnfit(
    _ form: String, section: String, bars: Int, nearest: Int, others: [Int], exact: Span?, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .phrasesUnfit,
      "\(counted(bars, "bar")) of '\(section)' \(bars == 1 ? "doesn't" : "don't") make the phrases of '\(form)'", at: span,
      notes: ["what the form asks for is kept only where the bars suit"],
      help: ["write 'bars: \(nearest)', the nearest number that suits; others are \(others.map { "\($0)" }.joined(separator: ", "))"]
    ).fix("write '\(nearest)'", exact, "\(nearest)")
  }

  /// An item of a list of sections that holds more than one.
  package static func formItemSeveral(_ text: String, whole: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "\(quoted(text)) is one item of the list, but more than one section", at: span,
      notes: ["without quotes YAML reads brackets at the start of a value as a list with commas"],
      help: [
        whole
          ? "put the form in quotes: form: \"[\(word(text))]\""
          : "put a comma between two sections, or the whole form in quotes"
      ])
  }

  /// Something in a form that no name begins or goes on with.
  package static func formNameUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "\(quoted(text)) isn't the name of a section", at: span,
      notes: ["a name is letters, digits, '_' and '-', not beginning with a digit; primes (A') only at its end"],
      help: ["write names with blanks between, as in \"intro [A A B A'] outro\""])
  }

  /// A count with no name or group before it.
  package static func formNothingToRepeat(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "\(quoted(text)) has nothing before it to repeat", at: span,
      notes: ["a count stands behind a name or a bracket group"], help: ["write it as in 'verse x2' or '[A B] x2'"])
  }

  /// Brackets inside brackets inside ...
  package static func formTooDeep(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "brackets are nested deeper than \(limit)", at: span, notes: ["no form needs that"],
      help: ["write the sections out"])
  }

  /// More sections than a piece may have.
  package static func formTooLong(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "the form has more than \(limit) sections", at: span, notes: ["repeats count"],
      help: ["repeat less, or make the sections longer"])
  }

  /// Two bracket groups without a count.
  package static func formTwoLoops(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "the form has two loop bodies", at: span, caption: "the second",
      notes: ["brackets without a count are the loop body, and a piece has one"],
      help: ["give a group that is only repeated its count: '[A B] x2'"]
    ).label(first, "the first loop body")
  }
}
