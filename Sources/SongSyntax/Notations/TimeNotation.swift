// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads a time: `1:23.450`, `12.5s`, `4 bars`, `1/8`, `bar 17 beat 3.5`, `logo - 1 bar`, `tc 01:00:08:03`.
package func parseTime(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<TimeValue>? {
  guard let scanner = NotationScanner.begin(scalar, .badTime, "a time", example: "12.5s", sink: &sink) else {
    return nil
  }
  return scanner.time(sink: &sink)
}

/// Reads a length of time that is added to others, with or without a sign: `-2s`, `+1:00`.
package func parseTimeOffset(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<TimeValue>? {
  guard var scanner = NotationScanner.begin(scalar, .badTime, "a time", example: "-2s", sink: &sink) else { return nil }
  let whole = scanner.span(scanner.rest)
  let sign = scanner.eat(oneOf: ["-", "−", "+"])
  scanner.skipBlanks()
  guard let time = scanner.part(scanner.rest).time(sink: &sink) else { return nil }
  guard let seconds = time.value.seconds else {
    sink.report(.timeUnreadable(scalar.text, at: whole))
    return nil
  }
  return Located(.clock(seconds: sign == nil || sign == "+" ? seconds : -seconds), at: whole)
}

/// Reads the timecode at which a picture begins. The word `tc` may be left out: nothing else can stand there.
package func parseStart(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<TimeValue>? {
  guard var scanner = NotationScanner.begin(scalar, .badTime, "a timecode", example: "tc 01:00:00:00", sink: &sink) else {
    return nil
  }
  let separators = scanner.text(scanner.rest).utf8.count { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") }
  guard scanner.isAtDigit, separators > 2 else { return scanner.time(sink: &sink) }
  let whole = scanner.span(scanner.rest)
  return scanner.timecode(sink: &sink).map { Located($0, at: whole) }
}

/// The longest time: a day, in seconds.
private let mostSeconds = Rational(86_400)
/// The most bars and beats: 14 hours at 120 BPM in 4/4.
private let mostBars = Rational(100_000)

extension NotationScanner {
  /// Reads all that the scanner covers as one time.
  func time(sink: inout DiagnosticSink) -> Located<TimeValue>? {
    var scanner = self
    let whole = rest
    guard let value = scanner.timeValue(sink: &sink) else { return nil }
    scanner.skipBlanks()
    guard scanner.isAtEnd else {
      sink.report(.timeTrailing(scanner.text(scanner.rest), at: scanner.span(scanner.rest)))
      return nil
    }
    return Located(value, at: span(whole))
  }

  private mutating func timeValue(sink: inout DiagnosticSink) -> TimeValue? {
    if isAtDigit { return timeFromDigits(sink: &sink) }
    let whole = rest
    guard let first = name() else {
      let isSigned = eat(oneOf: ["-", "+", "−"]) != nil && isAtDigit
      sink.report(
        isSigned ? .timeNegative(text(whole), at: span(whole)) : .timeUnreadable(text(whole), at: span(whole)))
      return nil
    }
    switch first.value {
    case "tc": return timecode(sink: &sink)
    case "bar", "bars", "beat", "beats": return position(after: first, sink: &sink)
    default: return anchor(first, whole, sink: &sink)
    }
  }

  // MARK: Clock

  private mutating func timeFromDigits(sink: inout DiagnosticSink) -> TimeValue? {
    var ahead = self
    _ = ahead.digits()
    if ahead.peek() == UInt8(ascii: ":") { return clock(sink: &sink) }
    return amount(sink: &sink).map { .amount($0) }
  }

  private mutating func clock(sink: inout DiagnosticSink) -> TimeValue? {
    let start = position
    var groups = [digits()]
    while peek() == UInt8(ascii: ":") || peek() == UInt8(ascii: ";") {
      position += 1
      groups.append(digits())
    }
    var fraction = position..<position
    if eat(".") { fraction = digits() }
    let all = start..<position
    let clockText = text(all)
    guard groups.count <= 3, !clockText.utf8.contains(UInt8(ascii: ";")) else {
      sink.report(.timecodeWithoutWord(clockText, at: span(all)))
      return nil
    }
    let isShort = groups.count == 2
    guard !groups.contains(where: \.isEmpty), groups[0].count <= (isShort ? 4 : 2), fraction.count <= 6,
      clockText.utf8.last != UInt8(ascii: ".")
    else {
      sink.report(.clockUnreadable(clockText, at: span(all)))
      return nil
    }
    let numbers = groups.map { Int(text($0)) ?? 0 }
    for (group, number) in zip(groups, numbers).dropFirst() where group.count != 2 || number > 59 {
      sink.report(.clockGroup(text(group), clockText, isSeconds: group == groups.last, at: span(group)))
      return nil
    }
    var scale = 1
    for _ in fraction { scale *= 10 }
    let whole = numbers.reduce(0) { $0 * 60 + $1 }
    let seconds = Rational(whole * scale + (Int(text(fraction)) ?? 0), scale)
    guard seconds <= mostSeconds else {
      sink.report(.timeTooLong(clockText, at: span(all)))
      return nil
    }
    return .clock(seconds: seconds)
  }

  // MARK: Amounts

  /// Takes `12.5s`, `4 bars`, `3/16`.
  mutating func amount(sink: inout DiagnosticSink) -> TimeValue.Amount? {
    let start = position
    guard let number = decimal() else {
      sink.report(.timeAmountMissing(text(rest), at: span(rest)))
      return nil
    }
    if peek() == UInt8(ascii: "/") {
      position = start
      return noteValue(.badTime, sink: &sink).map { TimeValue.Amount($0, .wholeNotes) }
    }
    if peek() == UInt8(ascii: ","), let next = peek(1), isDigit(next) {
      let range = start..<word().upperBound
      sink.report(.timeDecimalComma(text(range), at: span(range)))
      return nil
    }
    let blanks = position
    skipBlanks()
    let unitRange = unitWord()
    guard !unitRange.isEmpty else {
      position = blanks
      guard isAtEnd || peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: "+") || peek() == 0x20 else {
        sink.report(.timeTrailing(text(rest), at: span(rest)))
        return nil
      }
      sink.report(.timeWithoutUnit(text(number.range), at: span(number.range)))
      return nil
    }
    let word = text(unitRange)
    guard let unit = unitNames[word] else {
      sink.report(
        .timeUnitUnknown(
          word, at: span(unitRange),
          candidates: foreignUnits[word.lowercased()].map { [$0] } ?? nearest(to: word, among: units)))
      return nil
    }
    return checked(number, unit, in: start..<position, sink: &sink)
  }

  /// Takes the letters of a unit.
  private mutating func unitWord() -> Range<Int> {
    let start = position
    while let byte = peek(), (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80 { position += 1 }
    return start..<position
  }

  private func checked(
    _ number: Decimal, _ unit: TimeValue.Unit, in range: Range<Int>, sink: inout DiagnosticSink
  ) -> TimeValue.Amount? {
    let decimals: Int
    switch unit {
    case .samples: decimals = 0
    case .milliseconds: decimals = 3
    case .bars, .beats: decimals = 4
    case .seconds, .minutes, .hours, .wholeNotes: decimals = 6
    }
    guard number.decimals <= decimals else {
      sink.report(.timeTooFine(text(range), isSamples: unit == .samples, at: span(range)))
      return nil
    }
    guard let value = number.value else {
      sink.report(.timeTooLong(text(range), at: span(range)))
      return nil
    }
    let amount = TimeValue.Amount(value, unit)
    let isTooLong = amount.seconds.map { $0 > mostSeconds } ?? (unit != .samples && value > mostBars)
    guard !isTooLong else {
      sink.report(.timeTooLong(text(range), at: span(range)))
      return nil
    }
    return amount
  }

  /// Takes `1/8`, `3/16`, `1/4.` as a part of a whole note.
  mutating func noteValue(_ code: DiagnosticCode, sink: inout DiagnosticSink) -> Rational? {
    let start = position
    let numerator = integer()
    let slash = eat("/")
    let denominator = integer()
    var dots = 0
    while dots < 3, eat(".") { dots += 1 }
    let range = start..<position
    guard slash, let numerator, let denominator, (1...1024).contains(numerator), denominator.nonzeroBitCount == 1,
      denominator <= 128, dots < 3
    else {
      sink.report(.noteValueUnreadable(text(range), code, at: span(range.isEmpty ? rest : range)))
      return nil
    }
    let factor = [Rational(1), Rational(3, 2), Rational(7, 4)][dots]
    return Rational(numerator, denominator) * factor
  }

  // MARK: Positions, anchors, timecode

  private mutating func position(after word: Located<String>, sink: inout DiagnosticSink) -> TimeValue? {
    let number = barNumber(sink: &sink)
    guard word.value == "bar" else {
      sink.report(.positionWord(word.value, at: word.span))
      return nil
    }
    guard let number else { return nil }
    let beat = optionalBeat(sink: &sink)
    guard let beat else { return nil }
    return .position(bar: number, beat: beat)
  }

  /// Takes the number behind `bar`.
  mutating func barNumber(sink: inout DiagnosticSink) -> Int? {
    skipBlanks()
    let start = position
    guard let bar = integer(), (1...100_000).contains(bar) else {
      let range = position > start ? start..<position : rest
      sink.report(.positionNumber("bar", text(range), at: span(range)))
      return nil
    }
    return bar
  }

  /// Takes `beat x` where it stands; 1 where it doesn't.
  mutating func optionalBeat(sink: inout DiagnosticSink) -> Rational? {
    skipBlanks()
    guard eat("beat") else { return 1 }
    skipBlanks()
    let start = position
    guard let beat = decimal(), beat.decimals <= 4, let value = beat.value, value >= 1, value < 100 else {
      let range = position > start ? start..<position : rest
      sink.report(.positionNumber("beat", text(range), at: span(range)))
      return nil
    }
    return value
  }

  private mutating func anchor(
    _ name: Located<String>, _ whole: Range<Int>, sink: inout DiagnosticSink
  ) -> TimeValue? {
    skipBlanks()
    guard !isAtEnd else { return .anchor(name: name.value, offset: nil) }
    guard let sign = eat(oneOf: ["+", "-", "−"]) else {
      sink.report(
        .timeUnreadable(text(whole), at: span(whole), candidates: nearest(to: name.value, among: ["bar", "tc"])))
      return nil
    }
    skipBlanks()
    guard let amount = amount(sink: &sink) else { return nil }
    return .anchor(
      name: name.value,
      offset: sign == "+" ? amount : TimeValue.Amount(-amount.number, amount.unit))
  }

  fileprivate mutating func timecode(sink: inout DiagnosticSink) -> TimeValue? {
    skipBlanks()
    let start = position
    var numbers: [Int] = []
    var isDropFrame = false
    var isValid = true
    while numbers.count < 4 {
      let group = digits()
      isValid = isValid && group.count == 2
      numbers.append(Int(text(group).prefix(2)) ?? 0)
      guard numbers.count < 4 else { break }
      isDropFrame = numbers.count == 3 && peek() == UInt8(ascii: ";")
      guard isDropFrame || peek() == UInt8(ascii: ":") else { break }
      position += 1
    }
    if peek().map({ $0 != 0x20 }) ?? false { isValid = false }
    guard isValid, numbers.count == 4, numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else {
      let range = start..<end
      sink.report(.timecodeUnreadable(text(range), at: span(range)))
      return nil
    }
    return .timecode(
      hours: numbers[0], minutes: numbers[1], seconds: numbers[2], frames: numbers[3], dropFrame: isDropFrame)
  }
}

private let unitNames: [String: TimeValue.Unit] = [
  "s": .seconds, "ms": .milliseconds, "min": .minutes, "h": .hours, "bar": .bars, "bars": .bars, "beat": .beats,
  "beats": .beats, "sample": .samples, "samples": .samples,
]

/// The units in the order in which messages name them.
private let units = ["s", "ms", "min", "h", "bars", "beats", "samples", "bar", "beat", "sample"]

/// What other programs call the units.
private let foreignUnits = [
  "sec": "s", "secs": "s", "second": "s", "seconds": "s", "msec": "ms", "msecs": "ms", "millisecond": "ms",
  "milliseconds": "ms", "m": "min", "mins": "min", "minute": "min", "minutes": "min", "hr": "h", "hrs": "h",
  "hour": "h", "hours": "h", "measure": "bar", "measures": "bars", "b": "beats", "smp": "samples", "spl": "samples",
]
