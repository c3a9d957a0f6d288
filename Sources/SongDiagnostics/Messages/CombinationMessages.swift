// SPDX-License-Identifier: Apache-2.0
// The messages of styles, moods, keys and meters that don't go together (S4012 to S4015), sorted by name.

extension Diagnostic {
  /// - Parameters:
  ///   - modes: of the mood.
  ///   - nearest: the key on the same tonic in that of them whose signature is nearest.
  package static func keyUnusual(
    _ key: String, mood: String, modes: [String], nearest: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .keyUnusual, "\(quoted(key)) is in none of the modes of \(quoted(mood))", at: span,
      notes: ["the mood is in \(joined(modes, "or")), and the key that a spec names goes before it"],
      help: ["the nearest key of the mood is '\(nearest)'; leave the key if it is meant, or leave 'key' out"]
    ).fix("write '\(nearest)'", span, nearest, safe: false)
  }

  /// - Parameter nearest: the most similar meter for which the style has patterns; nil where it has none at all.
  package static func meterUnusual(_ meter: String, style: String, nearest: String?, at span: Span) -> Diagnostic {
    let diagnostic = Diagnostic(
      .meterUnusual, "\(quoted(style)) has no patterns in \(meter)", at: span,
      notes: ["its parts play plain beats there, and nothing of what the style plays"],
      help: [
        nearest.map { "the nearest meter of the style is \($0); or write a 'pattern' for its parts" }
          ?? "write a 'pattern' for its parts"
      ])
    return nearest.map { diagnostic.fix("write '\($0)'", span, $0, safe: false) } ?? diagnostic
  }

  /// - Parameters:
  ///   - others: the moods that are heard.
  ///   - modes: where the mood's modes are ignored, the mood whose modes hold, with these and the mood's own.
  ///   - moved: how many parameters the mood moves, of which `lost` move less than half as far with the others.
  ///   - nearest: the most similar mood that is heard in its place; nil where there is none.
  package static func moodUnheard(
    _ mood: String, besides others: [String], modes: (mood: String, its: [String], own: [String])?, moved: Int,
    lost: [String], nearest: String?, at span: Span
  ) -> Diagnostic {
    var notes: [String] = []
    if let modes {
      notes.append("\(quoted(modes.mood)) is in \(joined(modes.its, "or")), and \(quoted(mood)) in \(joined(modes.own, "or"))")
    }
    if !lost.isEmpty {
      notes.append("of \(counted(moved, "thing")) that it moves, half or less is left of \(joined(lost, "and"))")
    }
    let diagnostic = Diagnostic(
      .moodUnheard, "\(quoted(mood)) is hardly heard beside \(joined(others.map(quoted), "and"))", at: span, notes: notes,
      help: [
        nearest.map { "the nearest mood that goes with the others is '\($0)'; or leave one of them out" }
          ?? "leave one of the moods out"
      ])
    return nearest.map { diagnostic.fix("write '\($0)'", span, $0) } ?? diagnostic
  }

  /// - Parameters:
  ///   - styles: those that the mood was made for.
  ///   - nearest: the most similar mood that suits the style; nil where none does.
  package static func moodUnusual(
    _ mood: String, style: String, styles: [String], nearest: String?, at span: Span
  ) -> Diagnostic {
    let diagnostic = Diagnostic(
      .moodUnusual, "the mood \(quoted(mood)) wasn't made for \(quoted(style))", at: span,
      notes: ["it was made for \(joined(styles.map(quoted), "and")), and is played in any style"],
      help: [
        nearest.map { "the nearest mood that suits the style is '\($0)'; leave the mood if it is meant" }
          ?? "choose another style, or leave the mood if it is meant"
      ])
    return nearest.map { diagnostic.fix("write '\($0)'", span, $0, safe: false) } ?? diagnostic
  }
}

/// `a`, `a or b`, `a, b or c`.
private func joined(_ words: [String], _ link: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) \(link) \(last)"
}
