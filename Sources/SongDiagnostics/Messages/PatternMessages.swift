// SPDX-License-Identifier: Apache-2.0
// The messages of grids, mini-notation and patterns (S1120, S1121), sorted by name.

extension Diagnostic {
  /// Bars of a grid with different numbers of cells.
  package static func gridBarsDiffer(_ count: Int, first: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badGrid, "this bar has \(counted(count, "cell")), the first has \(first)", at: span,
      notes: ["the bars of a line have equal numbers of cells"], help: ["write \(counted(first, "cell"))"])
  }

  /// Cells that are no note values of the bar.
  package static func gridIndivisible(_ count: Int, meter: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badGrid, "\(counted(count, "cell")) don't divide a bar of \(meter)", at: span,
      notes: ["cells are note values down to the thirty-second and its triplet, as many in each bar"],
      help: ["write 8, 12, 16 or 24 cells a bar, or put '|' between the bars of a longer line"])
  }

  /// A line of more cells than are read.
  package static func gridTooLong(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badGrid, "a grid has more than \(limit) cells", at: span, notes: ["a line repeats by itself"],
      help: ["write the bars that repeat once"])
  }

  /// `,` and `|` in one group.
  package static func miniMixed(at span: Span) -> Diagnostic {
    Diagnostic(
      .badMini, "',' and '|' stand in one group", at: span, notes: ["',' plays all at once, '|' chooses one"],
      help: ["put one of them into brackets of its own"])
  }

  /// A number that a sign of the mini-notation doesn't take.
  package static func miniNumber(_ due: String, at span: Span) -> Diagnostic {
    Diagnostic(.badMini, "\(due) is due here", at: span, notes: ["factors, counts and weights are plain numbers"], help: ["write it as in 'bd*2', 'bd!3', 'bd@2', 'bd(3,8)'"])
  }

  /// A bracket that isn't closed.
  package static func miniOpen(_ sign: String, at span: Span) -> Diagnostic {
    Diagnostic(.badMini, "'\(sign)' is missing", at: span, caption: "opened here", notes: ["a group ends with the bracket of its kind"], help: ["close the group"])
  }

  /// A pattern beyond what is read.
  package static func miniTooFine(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badMini, "the pattern divides its bar more finely, or nests deeper, than can be played", at: span,
      notes: ["the limit here is \(limit)"], help: ["write fewer steps and smaller factors"])
  }

  /// A sign outside the subset.
  package static func miniUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badMini, "\(quoted(text)) can't be read here", at: span,
      notes: ["the subset is ~ [ ] < > , *n /n !n @n (k,n,r) : ?p |; '.', '^', '{}%' and functions aren't in it"],
      help: ["write it with brackets, as in 'bd [sn sn]*2'"])
  }

  /// A character that is no stroke.
  package static func strokeUnknown(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badGrid, "\(quoted(text)) is no stroke", at: span,
      notes: ["a cell is one of x X o g f d u D U, or '.' or '-' for a rest"], help: ["write one of these"])
  }
}
