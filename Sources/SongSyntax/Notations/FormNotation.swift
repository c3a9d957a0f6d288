// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// The order of the sections, with all repeats written out.
package struct FormNotation: Sendable, Hashable {
  /// Names with their primes (`A''`), each with the place where it is written.
  package let sections: [Located<String>]
  /// The sections of the loop body, as indices.
  package let loop: Range<Int>?
  package let span: Span

  package init(sections: [Located<String>], loop: Range<Int>?, span: Span) {
    self.sections = sections
    self.loop = loop
    self.span = span
  }
}

/// Reads `intro [A A B A'] outro`, `verse x2 chorus`, `[A B]*2`.
///
/// A bracket group with a count is repeated; one without, at the top, is the loop body.
package func parseForm(_ scalar: Scalar, sink: inout DiagnosticSink) -> FormNotation? {
  guard let scanner = NotationScanner.begin(scalar, .badForm, "a form", example: "intro [A A B A'] outro", sink: &sink)
  else { return nil }
  var reader = FormReader(scanner)
  return finish(reader.read(), reader, at: scanner.span(scanner.rest), &sink)
}

/// Reads a form written as a YAML list: one name an item, with a count if need be (`A x2`).
package func parseForm(_ items: [Scalar], at span: Span, sink: inout DiagnosticSink) -> FormNotation? {
  guard !items.isEmpty else {
    sink.report(.missingNotation(.badForm, "a form", example: "intro [A A B A'] outro", at: span))
    return nil
  }
  var sections: [Located<String>] = []
  var isBroken = false
  for item in items {
    guard
      let scanner = NotationScanner.begin(item, .badForm, "a section", example: "verse", sink: &sink)
    else {
      isBroken = true
      continue
    }
    var reader = FormReader(scanner)
    guard let form = finish(reader.read(), reader, at: item.span, &sink) else {
      isBroken = true
      continue
    }
    guard reader.words == 1 else {
      let words = scanner.text(scanner.rest)
      sink.report(.formItemSeveral(words, whole: items.count == 1, at: scanner.span(scanner.rest)))
      return nil
    }
    sections += form.sections
    guard sections.count <= Limits.formSections else {
      sink.report(.formTooLong(limit: Limits.formSections, at: span))
      return nil
    }
  }
  return isBroken ? nil : FormNotation(sections: sections, loop: nil, span: span)
}

private func finish(
  _ sections: [Located<String>]?, _ reader: FormReader, at span: Span, _ sink: inout DiagnosticSink
) -> FormNotation? {
  if let problem = reader.problem { sink.report(problem) }
  guard let sections, reader.problem == nil else { return nil }
  return FormNotation(sections: sections, loop: reader.loop, span: span)
}

/// Bracket groups inside each other.
private let mostDepth = 8

/// Reads a form and stops at the first error: what follows it depends on the brackets before.
private struct FormReader {
  private var scanner: NotationScanner
  private(set) var problem: Diagnostic?
  private(set) var loop: Range<Int>?
  /// Names and groups at the top.
  private(set) var words = 0
  private var loopSpan: Span?

  init(_ scanner: NotationScanner) { self.scanner = scanner }

  mutating func read() -> [Located<String>]? { group(depth: 0, opened: nil) }

  /// Reads up to the bracket that closes the group, or to the end for the top.
  private mutating func group(depth: Int, opened: Range<Int>?) -> [Located<String>]? {
    var sections: [Located<String>] = []
    while true {
      scanner.skipBlanks()
      guard !scanner.isAtEnd else {
        if let opened { return fail(.formBracketOpen(at: scanner.span(opened))) }
        return sections
      }
      let start = scanner.position
      if scanner.eat("]") {
        let place = scanner.span(start..<scanner.position)
        guard let opened else { return fail(.formBracketClose(at: place)) }
        guard !sections.isEmpty else {
          return fail(.formGroupEmpty(at: scanner.span(opened.lowerBound..<scanner.position)))
        }
        return sections
      }
      guard let unit = unit(depth: depth, base: sections.count) else { return nil }
      guard sections.count + unit.count <= Limits.formSections else {
        return fail(.formTooLong(limit: Limits.formSections, at: scanner.span(start..<scanner.position)))
      }
      sections += unit
    }
  }

  /// Reads a name or a bracket group with its count.
  private mutating func unit(depth: Int, base: Int) -> [Located<String>]? {
    let start = scanner.position
    if depth == 0 { words += 1 }
    if scanner.eat("[") {
      guard depth < mostDepth else {
        return fail(.formTooDeep(limit: mostDepth, at: scanner.span(start..<scanner.position)))
      }
      guard let inner = group(depth: depth + 1, opened: start..<start + 1) else { return nil }
      let place = scanner.span(start..<scanner.position)
      guard let count = count() else { return nil }
      if depth == 0, count.isWritten == false {
        if let first = loopSpan { return fail(.formTwoLoops(at: place, first: first)) }
        loop = base..<base + inner.count
        loopSpan = place
      }
      return repeated(inner, count.value, from: start)
    }
    if let count = times() {
      return fail(.formNothingToRepeat(scanner.text(count.range), at: scanner.span(count.range)))
    }
    guard let name = scanner.name(), isAtWordEnd else {
      _ = scanner.word(stops: formSigns)
      let range = start..<max(scanner.position, start + 1)
      return fail(.formNameUnreadable(scanner.text(range), at: scanner.span(range)))
    }
    guard let count = count() else { return nil }
    return repeated([name], count.value, from: start)
  }

  private mutating func repeated(_ unit: [Located<String>], _ count: Int, from start: Int) -> [Located<String>]? {
    guard unit.count * count <= Limits.formSections else {
      return fail(.formTooLong(limit: Limits.formSections, at: scanner.span(start..<scanner.position)))
    }
    return Array(repeating: unit, count: count).flatMap { $0 }
  }

  /// Takes the count behind a unit; 1 where none is written.
  private mutating func count() -> (value: Int, isWritten: Bool)? {
    let before = scanner.position
    scanner.skipBlanks()
    guard let times = times() else {
      scanner.position = before
      return (1, false)
    }
    guard let value = times.count, (1...Limits.formSections).contains(value) else {
      return fail(
        .repeatCount(scanner.text(times.range), limit: Limits.formSections, .badForm, at: scanner.span(times.range)))
    }
    return (value, true)
  }

  /// Takes `x2`, `*2` or `* 2`; the count is nil where it has too many digits.
  private mutating func times() -> (count: Int?, range: Range<Int>)? {
    let start = scanner.position
    let isStar = scanner.eat(oneOf: ["*", "×"]) != nil
    guard isStar || scanner.eat("x") else { return nil }
    if isStar { scanner.skipBlanks() }
    if scanner.isAtDigit {
      let count = scanner.integer()
      if isAtWordEnd { return (count, start..<scanner.position) }
    }
    scanner.position = start
    return nil
  }

  private var isAtWordEnd: Bool {
    guard let byte = scanner.peek() else { return true }
    return formSigns.contains(byte) || byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private mutating func fail<Value>(_ diagnostic: Diagnostic) -> Value? {
    if problem == nil { problem = diagnostic }
    return nil
  }
}

private let formSigns = [UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "*")]
