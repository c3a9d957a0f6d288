// SPDX-License-Identifier: Apache-2.0
// The messages of curves of tempi (S2010, S4011), sorted by name.

extension Diagnostic {
  /// A curve where the tempo is one number.
  package static func tempoCurveNeedsRange(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'curve' and 'bpm' can't stand together", at: span, notes: ["an exact tempo doesn't bend"],
      help: ["write 'range' for 'bpm', or remove the curve"])
  }

  /// A curve in a section.
  package static func tempoCurveOfSection(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "a section has no curve of tempi", at: span,
      notes: ["the times of a curve are the piece's, and each section takes one tempo from it"],
      help: ["write the curve under the piece's 'tempo', or give the section a tempo of its own"])
  }

  /// A curve that can't be followed all the way.
  package static func tempoCurveFlattened(percent: Int, at span: Span?) -> Diagnostic {
    Diagnostic(
      .tempoCurveFlattened,
      percent == 0 ? "the curve can't be followed at all" : "the curve is followed by \(percent) % only", at: span,
      notes: ["duration and sync points come first, and with the whole curve some section would leave the tempo's range"],
      help: ["widen 'range', make the curve flatter, or change 'duration'"])
  }
}
