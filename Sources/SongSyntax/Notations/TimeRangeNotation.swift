// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// A stretch of time.
package enum TimeRange: Sendable, Hashable {
  /// `9s..17.5s`
  case between(Located<TimeValue>, Located<TimeValue>)
  /// `lift bars 1..2`: bars counted from 1 in the section or, without one, in the piece; both are included.
  case bars(section: Located<String>?, ClosedRange<Int>)
}

/// Reads `9s..17.5s`, `logo..end`, `lift bars 1..2`, `bars 5..8`.
package func parseTimeRange(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<TimeRange>? {
  guard let scanner = NotationScanner.begin(scalar, .badTime, "a range of time", example: "9s..17.5s", sink: &sink)
  else { return nil }
  let whole = scanner.span(scanner.rest)
  switch scanner.bars() {
  case .bars(let section, let bars): return Located(.bars(section: section, bars), at: whole)
  case .unreadable:
    sink.report(.barRangeUnreadable(scanner.text(scanner.rest), at: whole))
    return nil
  case .absent: break
  }
  guard let (low, high) = scanner.timeRange(sink: &sink) else { return nil }
  return Located(.between(low, high), at: whole)
}

extension NotationScanner {
  /// Reads all as `TIME..TIME`.
  func timeRange(sink: inout DiagnosticSink) -> (low: Located<TimeValue>, high: Located<TimeValue>)? {
    guard let dots = first("..") else {
      sink.report(.timeRangeUnreadable(text(rest), at: span(rest)))
      return nil
    }
    let parts = (part(position..<dots), part(dots + 2..<end))
    guard !parts.0.isAtEnd, !parts.1.isAtEnd else {
      sink.report(.timeRangeUnreadable(text(rest), at: span(rest)))
      return nil
    }
    let low = parts.0.time(sink: &sink)
    let high = parts.1.time(sink: &sink)
    guard let low, let high else { return nil }
    if let from = low.value.seconds, let to = high.value.seconds, from >= to {
      sink.report(
        .timeRangeReversed(
          text(rest), swapped: "\(parts.1.text(parts.1.rest))..\(parts.0.text(parts.0.rest))", at: span(rest)))
      return nil
    }
    return (low, high)
  }

  enum Bars {
    case bars(section: Located<String>?, ClosedRange<Int>)
    /// The word `bars` stands there, but no range behind it.
    case unreadable
    case absent
  }

  /// Reads all as `[NAME] bars N..M`.
  func bars() -> Bars {
    var scanner = self
    guard var word = scanner.name() else { return .absent }
    var section: Located<String>?
    if word.value != "bars" {
      section = word
      scanner.skipBlanks()
      guard let second = scanner.name(), second.value == "bars" else { return .absent }
      word = second
    }
    scanner.skipBlanks()
    guard let low = scanner.integer(), scanner.eat(".."), let high = scanner.integer(), scanner.isAtEnd, low >= 1,
      low <= high, high <= 100_000
    else { return .unreadable }
    return .bars(section: section, low...high)
  }
}
