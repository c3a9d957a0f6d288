// SPDX-License-Identifier: Apache-2.0
// The words that messages are made of.

/// The user's words in quotes, on one line and not too long.
package func quoted(_ text: String) -> String { "'\(word(text))'" }

/// The user's words on one line and not too long.
func word(_ text: String) -> String {
  var out = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == longestQuote { return out + "…" }
    if scalar.value < 0x20 || scalar.value == 0x7F {
      out += scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : "?"
    } else {
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

/// A text that is cut where it is longer than what a message repeats.
func shortened(_ text: String) -> String {
  text.unicodeScalars.count > longestQuote ? String(text.unicodeScalars.prefix(longestQuote)) + "…" : text
}

/// Characters of the user's words that a message repeats.
private let longestQuote = 60

func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural ?? "\(noun)s")"
}

/// `did you mean 'a', 'b' or 'c'?`
func meant(_ candidates: [String], else other: String) -> [String] {
  guard let last = candidates.last else { return [other] }
  let names = candidates.map { "'\($0)'" }
  return [
    "did you mean " + (names.count == 1 ? "'\(last)'" : names.dropLast().joined(separator: ", ") + " or '\(last)'")
      + "?"
  ]
}

func suggest(_ diagnostic: Diagnostic, _ candidates: [String], _ span: Span) -> Diagnostic {
  candidates.reduce(diagnostic) { $0.fix("use '\($1)'", span, $1, safe: false) }
}
