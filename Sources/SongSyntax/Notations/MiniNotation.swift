// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// A pattern in mini-notation with the places of its words.
package struct MiniNotation: Sendable, Hashable {
  package let pattern: MiniPattern
  /// Each word as it stands, in order.
  package let words: [Located<String>]
  package let span: Span

  package init(pattern: MiniPattern, words: [Located<String>], span: Span) {
    self.pattern = pattern
    self.words = words
    self.span = span
  }
}

/// Reads a pattern in the subset of Strudel's mini-notation, one cycle a bar: `bd(3,8) [sn sn]*2 <hh oh>?0.3`.
///
/// `~` rest, `[ ]` group, `< >` one step a cycle, `,` at once, `*n` `/n` faster and slower, `!n` again, `@n` longer,
/// `(k,n,r)` Euclidean, `a:2` a sample, `?p` left out at random, `|` a random choice.
package func parseMini(_ scalar: Scalar, sink: inout DiagnosticSink) -> MiniNotation? {
  guard let scanner = NotationScanner.begin(scalar, .badMini, "a pattern", example: "bd(3,8) [sn sn]*2", sink: &sink)
  else { return nil }
  var reader = MiniReader(scanner)
  let pattern = reader.readAll()
  if reader.problem == nil, let pattern, pattern.grain == nil {
    reader.problem = .miniTooFine(limit: finestGrain, at: scanner.span(scanner.rest))
  }
  if let problem = reader.problem {
    sink.report(problem)
    return nil
  }
  return pattern.map { MiniNotation(pattern: $0, words: reader.words, span: scanner.span(scanner.rest)) }
}

/// Brackets inside brackets, and steps in all.
private let deepestMini = 24
private let mostSteps = 1_024

private struct MiniReader {
  private var scanner: NotationScanner
  /// The first thing that can't be read; nothing after it is.
  var problem: Diagnostic?
  private(set) var words: [Located<String>] = []
  private var depth = 0
  private var steps = 0

  init(_ scanner: NotationScanner) { self.scanner = scanner }

  mutating func readAll() -> MiniPattern? {
    let pattern = readBody()
    scanner.skipBlanks()
    if problem == nil, !scanner.isAtEnd { refuse(scanner.position) }
    return problem == nil ? pattern : nil
  }

  private mutating func refuse(_ start: Int) {
    guard problem == nil else { return }
    var end = start + 1
    var ahead = scanner
    ahead.position = end
    while let next = ahead.peek(), next >= 0x80, next < 0xC0 {
      ahead.position += 1
      end += 1
    }
    end = min(end, scanner.end)
    problem = .miniUnreadable(start < end ? scanner.text(start..<end) : "the end", at: scanner.span(start..<max(start, end)))
  }

  /// Sequences between `,` (at once) or `|` (one of them).
  private mutating func readBody() -> MiniPattern {
    var parts = [readSequence()]
    var sign: UInt8?
    while problem == nil, let byte = scanner.peek(), byte == UInt8(ascii: ",") || byte == UInt8(ascii: "|") {
      if let sign, sign != byte {
        problem = .miniMixed(at: scanner.span(scanner.position..<scanner.position + 1))
        break
      }
      sign = byte
      scanner.position += 1
      parts.append(readSequence())
    }
    if parts.count == 1 { return parts[0] }
    return sign == UInt8(ascii: "|") ? .choice(parts) : .stack(parts)
  }

  private mutating func readSequence() -> MiniPattern {
    var result: [MiniPattern.Step] = []
    scanner.skipBlanks()
    while problem == nil, let byte = scanner.peek(), !",|]>)".utf8.contains(byte) {
      let start = scanner.position
      guard let term = readTerm() else { return .silence }
      var step = MiniPattern.Step(readModifiers(term))
      var count = 1
      readRepeats(&step, &count)
      steps += count
      guard steps <= mostSteps else {
        problem = .miniTooFine(limit: mostSteps, at: scanner.span(start..<scanner.position))
        return .silence
      }
      result += Array(repeating: step, count: count)
      if problem == nil, let next = scanner.peek(), !scanner.skipBlanks(), !",|]>)".utf8.contains(next) {
        refuse(scanner.position)
      }
    }
    return result.isEmpty ? .silence : .sequence(result)
  }

  private mutating func readTerm() -> MiniPattern? {
    let start = scanner.position
    if scanner.eat("~") { return .silence }
    if scanner.eat("[") { return group(closing: "]", start) }
    if scanner.eat("<") { return group(closing: ">", start) }
    while let byte = scanner.peek(), isWordByte(byte) { scanner.position += 1 }
    let range = start..<scanner.position
    guard !range.isEmpty else {
      refuse(start)
      return nil
    }
    words.append(Located(scanner.text(range), at: scanner.span(range)))
    // A kit has one sound a voice: the sample's number is read over.
    if scanner.peek() == UInt8(ascii: ":") {
      scanner.position += 1
      if scanner.integer() == nil { refuse(scanner.position) }
    }
    return .word(scanner.text(range))
  }

  private mutating func group(closing: String, _ start: Int) -> MiniPattern? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= deepestMini else {
      problem = .miniTooFine(limit: deepestMini, at: scanner.span(start..<start + 1))
      return nil
    }
    let body = readBody()
    guard problem == nil else { return nil }
    guard scanner.eat(closing) else {
      problem = .miniOpen(closing, at: scanner.span(start..<start + 1))
      return nil
    }
    guard closing == ">" else { return body }
    return slowed(body)
  }

  /// One step a cycle.
  private func slowed(_ body: MiniPattern) -> MiniPattern {
    switch body {
    case .sequence(let steps): .fast(body, Rational(1, max(1, steps.reduce(0) { $0 + $1.weight })))
    case .stack(let all): .stack(all.map(slowed))
    case .choice(let all): .choice(all.map(slowed))
    default: body
    }
  }

  // MARK: What stands behind a term

  private mutating func readModifiers(_ term: MiniPattern) -> MiniPattern {
    var result = term
    while problem == nil {
      let start = scanner.position
      if scanner.eat("*") {
        guard let factor = factor(start) else { return result }
        result = .fast(result, factor)
      } else if scanner.eat("/") {
        guard let factor = factor(start) else { return result }
        result = .fast(result, Rational(1) / factor)
      } else if scanner.eat("(") {
        result = readEuclid(result, start)
      } else if scanner.eat("?") {
        var thousandths = 500
        if scanner.isAtDigit {
          guard let number = scanner.decimal()?.value, number <= 1 else {
            refuse(start)
            return result
          }
          thousandths = (number * 1000).rounded
        }
        result = .sometimes(result, thousandths: thousandths)
      } else {
        return result
      }
    }
    return result
  }

  private mutating func factor(_ start: Int) -> Rational? {
    guard let number = scanner.decimal()?.value, number > .zero, number <= 64, number.denominator <= 16 else {
      if problem == nil { problem = .miniNumber("a factor up to 64", at: scanner.span(start..<scanner.position)) }
      return nil
    }
    return number
  }

  private mutating func readEuclid(_ term: MiniPattern, _ start: Int) -> MiniPattern {
    var numbers: [Int] = []
    repeat {
      scanner.skipBlanks()
      let isNegative = scanner.eat("-")
      guard let number = scanner.integer() else { break }
      numbers.append(isNegative ? -number : number)
      scanner.skipBlanks()
    } while scanner.eat(",")
    guard scanner.eat(")"), (2...3).contains(numbers.count), (1...64).contains(numbers[1]),
      (0...numbers[1]).contains(numbers[0]), abs(numbers.count > 2 ? numbers[2] : 0) <= 64
    else {
      if problem == nil {
        problem = .miniNumber("'(hits,steps)' or '(hits,steps,rotation)'", at: scanner.span(start..<scanner.position))
      }
      return term
    }
    return .euclid(term, hits: numbers[0], steps: numbers[1], rotation: numbers.count > 2 ? numbers[2] : 0)
  }

  /// `!3`, `!`, `@2`.
  private mutating func readRepeats(_ step: inout MiniPattern.Step, _ count: inout Int) {
    while problem == nil {
      let start = scanner.position
      if scanner.eat("!") {
        guard scanner.isAtDigit else {
          count += 1
          continue
        }
        guard let number = scanner.integer(), (1...64).contains(number) else {
          problem = .miniNumber("a count up to 64", at: scanner.span(start..<scanner.position))
          return
        }
        count = number
      } else if scanner.eat("@") {
        guard let number = scanner.integer(), (1...64).contains(number) else {
          problem = .miniNumber("a whole weight up to 64", at: scanner.span(start..<scanner.position))
          return
        }
        step.weight = number
      } else {
        return
      }
    }
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    return isLetter || isDigit(byte) || "_#-'".utf8.contains(byte)
  }
}
