// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// A place in the form, as `where:` and `fill:` name it.
package struct PlaceNotation: Sendable, Hashable {
  /// The section; nil for the piece.
  package let section: Located<String>?
  /// From 1; nil for the whole section.
  package let bar: Int?
  /// From 1.
  package let beat: Rational?
  /// The last bar of `bars 1..2`.
  package let lastBar: Int?
  /// `before NAME 1 bar`: that length before the section begins.
  package let before: TimeValue.Amount?

  package init(
    section: Located<String>?, bar: Int? = nil, beat: Rational? = nil, lastBar: Int? = nil,
    before: TimeValue.Amount? = nil
  ) {
    self.section = section
    self.bar = bar
    self.beat = beat
    self.lastBar = lastBar
    self.before = before
  }
}

/// Reads `lift bar 1`, `B`, `bar 3 beat 2`, `lift bars 1..2`, `before logo 1 bar`.
package func parsePlace(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<PlaceNotation>? {
  guard let scanner = NotationScanner.begin(scalar, .badTime, "a place", example: "lift bar 1", sink: &sink) else {
    return nil
  }
  guard let place = scanner.place(sink: &sink) else { return nil }
  return Located(place, at: scanner.span(scanner.rest))
}

extension NotationScanner {
  fileprivate func place(sink: inout DiagnosticSink) -> PlaceNotation? {
    switch bars() {
    case .bars(let section, let range):
      return PlaceNotation(section: section, bar: range.lowerBound, lastBar: range.upperBound)
    case .unreadable:
      sink.report(.barRangeUnreadable(text(rest), at: span(rest)))
      return nil
    case .absent: break
    }
    var scanner = self
    guard let first = scanner.name() else { return unreadable(&sink) }
    scanner.skipBlanks()
    if first.value == "before" {
      guard let section = scanner.name() else { return unreadable(&sink) }
      scanner.skipBlanks()
      guard let amount = scanner.amount(sink: &sink) else { return nil }
      return scanner.isAtEnd ? PlaceNotation(section: section, before: amount) : unreadable(&sink)
    }
    var section: Located<String>?
    if first.value != "bar" {
      if scanner.isAtEnd { return PlaceNotation(section: first) }
      section = first
      guard scanner.eat("bar") else { return unreadable(&sink) }
    }
    guard let bar = scanner.barNumber(sink: &sink) else { return nil }
    scanner.skipBlanks()
    if scanner.isAtEnd { return PlaceNotation(section: section, bar: bar) }
    guard scanner.isAt("beat") else { return unreadable(&sink) }
    guard let beat = scanner.optionalBeat(sink: &sink) else { return nil }
    return scanner.isAtEnd ? PlaceNotation(section: section, bar: bar, beat: beat) : unreadable(&sink)
  }

  private func unreadable(_ sink: inout DiagnosticSink) -> PlaceNotation? {
    sink.report(.placeUnreadable(text(rest), at: span(rest)))
    return nil
  }
}
