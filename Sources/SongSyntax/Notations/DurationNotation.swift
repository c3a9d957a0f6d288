// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// How long a piece is asked to be.
package enum DurationNotation: Sendable, Hashable {
  /// To the sample.
  case exact(TimeValue)
  /// Anywhere between both.
  case range(TimeValue, TimeValue)
  /// As long as the form makes it.
  case free
}

/// Reads `90s`, `"0:30.000"`, `85s..95s`, `free`: lengths greater than zero, no places.
package func parseDuration(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<DurationNotation>? {
  guard let scanner = NotationScanner.begin(scalar, .badTime, "a duration", example: "90s", sink: &sink) else {
    return nil
  }
  let whole = scanner.span(scanner.rest)
  if scanner.text(scanner.rest) == "free" { return Located(.free, at: whole) }
  if scanner.first("..") != nil {
    guard let (low, high) = scanner.timeRange(sink: &sink), isLength(low, in: scalar, &sink),
      isLength(high, in: scalar, &sink)
    else { return nil }
    return Located(.range(low.value, high.value), at: whole)
  }
  guard let time = scanner.time(sink: &sink), isLength(time, in: scalar, &sink) else { return nil }
  return Located(.exact(time.value), at: whole)
}

private func isLength(_ time: Located<TimeValue>, in scalar: Scalar, _ sink: inout DiagnosticSink) -> Bool {
  switch time.value {
  case .clock(let seconds) where seconds > .zero: return true
  case .amount(let amount) where amount.number > .zero: return true
  case .clock, .amount:
    sink.report(.durationZero(at: time.span))
  case .timecode(let hours, let minutes, let seconds, let frames, _):
    if hours + minutes + seconds + frames > 0 { return true }
    sink.report(.durationZero(at: time.span))
  case .anchor(let name, nil):
    sink.report(.durationIsPlace(at: time.span, candidates: nearest(to: name, among: ["free"])))
  case .position, .anchor:
    sink.report(.durationIsPlace(at: time.span, candidates: []))
  }
  return false
}
