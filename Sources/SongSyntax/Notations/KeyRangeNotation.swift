// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads a range of pitches, both included: `a4..d6`; middle C is `c4`.
package func parseKeyRange(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<KeyRange>? {
  guard
    let scanner = NotationScanner.begin(scalar, .badPitchRange, "a range of pitches", example: "a4..d6", sink: &sink)
  else { return nil }
  let whole = scanner.rest
  guard let dots = scanner.first("..") else {
    sink.report(.pitchRangeUnreadable(scanner.text(whole), at: scanner.span(whole)))
    return nil
  }
  let (left, right) = (scanner.part(whole.lowerBound..<dots), scanner.part(dots + 2..<whole.upperBound))
  guard !left.isAtEnd, !right.isAtEnd else {
    sink.report(.pitchRangeUnreadable(scanner.text(whole), at: scanner.span(whole)))
    return nil
  }
  let low = left.pitch(sink: &sink)
  let high = right.pitch(sink: &sink)
  guard let low, let high else { return nil }
  guard low <= high else {
    let swapped = "\(right.text(right.rest))..\(left.text(left.rest))"
    sink.report(.pitchRangeReversed(scanner.text(whole), replacement: swapped, at: scanner.span(whole)))
    return nil
  }
  return Located(KeyRange(low: low, high: high), at: scanner.span(whole))
}

extension NotationScanner {
  /// Reads all as one pitch and gives its MIDI key.
  fileprivate func pitch(sink: inout DiagnosticSink) -> Int? {
    let word = text(rest)
    guard word.first != "h", word.first != "H" else {
      sink.report(.pitchGermanB(word, replacement: "b" + word.dropFirst(), at: span(rest)))
      return nil
    }
    guard let pitch = Pitch(text: word), !word.contains("+") else {
      sink.report(.pitchUnreadable(word, at: span(rest)))
      return nil
    }
    guard (0...127).contains(pitch.key) else {
      sink.report(.pitchOutOfRange(word, at: span(rest)))
      return nil
    }
    return pitch.key
  }
}
