// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics

/// A rule as it is written: `body: {verse chorus: 4, verse chorus body: 3}`.
private struct RuleText {
  let name: Located<String>
  let path: String
  let productions: [(words: [Located<String>], weight: Int)]
}

extension ObjectReader {
  /// The grammars for major and minor keys, or the one of a model without keys.
  mutating func grammar(_ fields: Fields, _ values: ValueReader) -> WrittenModel.Body? {
    let common = rules(fields, "rules")
    guard let startField = required(fields, "start") else { return nil }
    let start = Located(text(fields, "start"), at: startField.span)
    guard values.subject == .chords else {
      for key in ["major", "minor"] {
        if let field = fields[key] { fail("only chords have rules of a mode", at: field.span, path: field.path) }
      }
      return grammar(common, start, startField.path, values).map { .grammar($0, minor: nil) }
    }
    let major = fields["major"] == nil && fields["minor"] == nil ? [] : rules(fields, "major")
    let minor = fields["major"] == nil && fields["minor"] == nil ? [] : rules(fields, "minor")
    guard isClean, let first = grammar(common + major, start, startField.path, values),
      let second = grammar(common + minor, start, startField.path, values)
    else { return nil }
    return .grammar(first, minor: second)
  }

  private mutating func rules(_ fields: Fields, _ name: String) -> [RuleText] {
    var rules: [RuleText] = []
    for entry in names(fields, name, of: "rules") {
      let productions = names(entry.field, of: "productions").map { production in
        let words = production.name.words
        if words.isEmpty {
          fail("a production has a symbol at least", at: production.name.span, path: entry.field.path)
        }
        return (words, integer(production.field, in: 1...1000))
      }
      if productions.isEmpty { fail("the rule has no production", at: entry.name.span, path: entry.field.path) }
      rules.append(RuleText(name: entry.name, path: entry.field.path, productions: productions))
    }
    return rules
  }

  /// Resolves the names of the rules and checks that each rule derives something.
  private mutating func grammar(
    _ rules: [RuleText], _ start: Located<String>, _ startPath: String, _ values: ValueReader
  ) -> WrittenModel.Grammar? {
    guard isClean else { return nil }
    func index(of name: String) -> Int? { rules.firstIndex { utf8Equal($0.name.value, name) } }
    for (number, rule) in rules.enumerated() {
      if let first = index(of: rule.name.value), first < number {
        fail("the grammar has two rules '\(rule.name.value)'", at: rule.name.span, path: rule.path)
      }
      if values.value(rule.name.value) != nil || rule.name.words.count != 1 {
        let problem = values.value(rule.name.value) != nil ? "is one of \(values.plural)" : "isn't one word"
        fail("'\(rule.name.value)' \(problem) and can't name a rule", at: rule.name.span, path: rule.path)
      }
    }
    let size = rules.reduce(0) { $0 + $1.productions.reduce(0) { $0 + $1.words.count } }
    if size > largestGrammar, let first = rules.first {
      fail("the grammar has \(size) symbols; \(largestGrammar) is the most", at: first.name.span, path: first.path)
    }
    var unknown: [String] = []
    let productions = rules.map { rule in
      rule.productions.compactMap { production -> WrittenModel.Production? in
        let symbols = production.words.compactMap { word -> WrittenModel.Symbol? in
          if let index = index(of: word.value) { return .rule(index) }
          if let value = values.value(word.value) { return .value(value) }
          // A name that is missing is often named again.
          if !unknown.contains(where: { utf8Equal($0, word.value) }) {
            fail("'\(word.value)' is neither a rule nor one of \(values.plural)", at: word.span, path: rule.path)
            unknown.append(word.value)
          }
          return nil
        }
        return WrittenModel.Production(symbols: symbols, weight: production.weight)
      }
    }
    let first = index(of: start.value)
    if first == nil { fail("'\(start.value)' is no rule of the grammar", at: start.span, path: startPath) }
    guard isClean, let first else { return nil }
    let endings = endingRules(
      productions.map { $0.map { $0.symbols.compactMap { if case .rule(let index) = $0 { index } else { nil } } } })
    for (rule, ends) in zip(rules, endings) where !ends {
      fail(
        "the rule '\(rule.name.value)' never ends: each of its productions leads to itself", at: rule.name.span,
        path: rule.path)
    }
    return isClean ? WrittenModel.Grammar(rules: productions, start: first) : nil
  }
}

extension Located<String> {
  /// The words between blanks, each at its place where the text stands in the file as it is.
  fileprivate var words: [Located<String>] {
    var words: [Located<String>] = []
    var position = 0
    for part in value.split(separator: " ", omittingEmptySubsequences: false) {
      let end = position + part.utf8.count
      let isVerbatim = Int(span.end) - Int(span.start) == value.utf8.count
      if !part.isEmpty { words.append(Located(String(part), at: isVerbatim ? span.sub(position..<end) : span)) }
      position = end + 1
    }
    return words
  }
}

/// Symbols of all productions together: larger ones take too long to solve.
private let largestGrammar = 500
