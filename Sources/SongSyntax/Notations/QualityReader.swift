// SPDX-License-Identifier: Apache-2.0
internal import SongMusic

/// Reads the quality of a chord, the part behind its root, in the spellings of MMA, ChordPro and iReal.
///
/// Parts may come in any order that the symbols of these programs use; what counts is the set of tones they give, which
/// alone decides on the canonical suffix.
/// - Source: MMA reference, "Chord names"; iReal Pro help, "Chord symbols used"; ChordPro, "Chords".
struct QualityReader {
  enum Kind { case letter, upperNumeral, lowerNumeral }

  /// What is wrong where it is one of the usual things.
  enum Problem { case altered, figuredBass, wrongCase }

  private(set) var problem: Problem?

  private let kind: Kind
  private var hasMinorThird: Bool
  private var hasThird = true
  private var hasFifth = true
  private var suspensions: [Int] = []
  /// The fifth of the triad: -1 in dim, 1 in aug.
  private var fifth = 0
  /// The seventh against the major scale; nil for none.
  private var seventh: Int?
  private var hasSixth = false
  /// 9, 11 or 13 stacked on the seventh; 0 for none.
  private var stack = 0
  private var altered: [ChordTone] = []
  private var added: [Int] = []
  /// Whether a word or sign for the triad was read, and which number.
  private var triad: Triad?
  private var number = 0
  private var isMajorSeventh = false
  private var isFirst = true

  private enum Triad { case minor, diminished, halfDiminished, augmented }

  init(_ kind: Kind) {
    self.kind = kind
    hasMinorThird = kind == .lowerNumeral
  }

  /// Takes all parts up to the end or a slash; false where one can't be read.
  mutating func read(_ scanner: inout NotationScanner) -> Bool {
    var depth = 0
    while !scanner.isAtEnd, scanner.peek() != UInt8(ascii: "/") {
      if depth == 0, scanner.eat("(") {
        depth = 1
      } else if depth == 1, scanner.eat(")") {
        depth = 0
      } else if depth == 1, scanner.eat(",") {
        continue
      } else if !readPart(&scanner, isInParentheses: depth == 1) {
        return false
      }
      isFirst = false
    }
    return depth == 0
  }

  private mutating func readPart(_ scanner: inout NotationScanner, isInParentheses: Bool) -> Bool {
    if scanner.isAt("alt") {
      problem = .altered
      return false
    }
    if readAlteration(&scanner) || readSuspension(&scanner) || readAddition(&scanner) || readOmission(&scanner) {
      return true
    }
    if problem != nil { return false }
    return readMajor(&scanner) || readTriad(&scanner) || (problem == nil && readNumber(&scanner, isInParentheses))
  }

  // MARK: Triads

  private mutating func readTriad(_ scanner: inout NotationScanner) -> Bool {
    let isPlus = scanner.isAt("+")
    if number > 0, isPlus || scanner.isAt("aug") {
      // `7+`, `maj7aug`: the fifth is raised afterwards.
      guard triad == nil, fifth == 0 else { return false }
      _ = scanner.eat(oneOf: ["+", "aug"])
      fifth = 1
      return true
    }
    guard triad == nil, number == 0, !isMajorSeventh, isFirst else { return false }
    let found: Triad
    if scanner.eat(oneOf: ["dim", "o", "°", "º"]) != nil {
      found = .diminished
    } else if scanner.eat(oneOf: ["ø", "Ø", "h"]) != nil {
      found = .halfDiminished
    } else if scanner.eat(oneOf: ["aug", "+"]) != nil {
      found = .augmented
    } else if scanner.eat(oneOf: QualityReader.minorWords) != nil {
      found = .minor
    } else {
      return false
    }
    if kind == (found == .augmented ? .lowerNumeral : .upperNumeral) {
      problem = .wrongCase
      return false
    }
    triad = found
    hasMinorThird = found != .augmented
    fifth = found == .augmented ? 1 : found == .minor ? 0 : -1
    if found == .halfDiminished {
      seventh = -1
      _ = scanner.eat("7")
    }
    return true
  }

  /// Takes `maj7`, `M9`, `Δ`, `^13`, and a bare `maj` or `M` that only says major.
  private mutating func readMajor(_ scanner: inout NotationScanner) -> Bool {
    guard number == 0, !isMajorSeventh, triad != .halfDiminished else { return false }
    var ahead = scanner
    let isTriangle: Bool
    if ahead.eat(oneOf: ["maj", "Maj", "MAJ", "Ma", "M"]) != nil {
      isTriangle = false
    } else if ahead.isAt("ma"), !ahead.isAt("mad") {
      ahead.position += 2
      isTriangle = false
    } else if ahead.eat(oneOf: ["Δ", "∆", "△", "^"]) != nil {
      isTriangle = true
    } else {
      return false
    }
    let isSeventh = ahead.isAt("7") || ahead.isAt("9") || ahead.isAt("11") || ahead.isAt("13")
    guard isSeventh || isTriangle || (triad == nil && kind != .lowerNumeral) else { return false }
    scanner = ahead
    if isSeventh {
      isMajorSeventh = true
    } else if isTriangle, !ahead.isAt("6") {
      isMajorSeventh = true
      number = 7
      seventh = 0
    }
    return true
  }

  // MARK: Numbers

  private mutating func readNumber(_ scanner: inout NotationScanner, _ isInParentheses: Bool) -> Bool {
    if kind != .letter, isFirst, scanner.eat(oneOf: ["64", "65", "43", "42"]) != nil {
      problem = .figuredBass
      return false
    }
    if isInParentheses, number > 0, let degree = extensionNumber(&scanner) {
      added.append(degree)
      return true
    }
    guard number == 0 else { return false }
    if scanner.eat(oneOf: ["6/9", "69"]) != nil, !isMajorSeventh {
      hasSixth = true
      added.append(9)
      number = 6
    } else if scanner.eat("6"), !isMajorSeventh, triad != .halfDiminished {
      hasSixth = true
      number = 6
    } else if scanner.eat("7") {
      number = 7
      seventh = isMajorSeventh ? 0 : triad == .diminished ? -2 : -1
    } else if triad != .diminished || isMajorSeventh, let degree = extensionNumber(&scanner) {
      number = degree
      seventh = isMajorSeventh ? 0 : -1
      stack = degree
    } else if isFirst, scanner.eat("5") {
      number = 5
      hasThird = false
    } else if triad == nil, scanner.eat("2") {
      number = 2
      added.append(9)
    } else {
      return false
    }
    return true
  }

  private func extensionNumber(_ scanner: inout NotationScanner) -> Int? {
    if scanner.eat("13") { return 13 }
    if scanner.eat("11") { return 11 }
    return scanner.eat("9") ? 9 : nil
  }

  // MARK: Changes

  /// Takes `b9`, `#5`, `♯11`, and behind a number `-5`, `+9`.
  private mutating func readAlteration(_ scanner: inout NotationScanner) -> Bool {
    var ahead = scanner
    let alter: Int
    if ahead.eat(oneOf: ["b", "♭"]) != nil || (number > 0 && ahead.eat(oneOf: ["-", "−"]) != nil) {
      alter = -1
    } else if ahead.eat(oneOf: ["#", "♯"]) != nil || (number > 0 && ahead.eat("+")) {
      alter = 1
    } else {
      return false
    }
    guard let degree = alteredDegree(&ahead, alter) else { return false }
    let tone = ChordTone(degree, alter)
    if !altered.contains(tone) { altered.append(tone) }
    scanner = ahead
    return true
  }

  private func alteredDegree(_ scanner: inout NotationScanner, _ alter: Int) -> Int? {
    if scanner.eat("5") { return 5 }
    if alter < 0, scanner.eat("6") { return 6 }
    if scanner.eat("9") { return 9 }
    if alter > 0, scanner.eat("11") { return 11 }
    if alter < 0, scanner.eat("13") { return 13 }
    return nil
  }

  private mutating func readSuspension(_ scanner: inout NotationScanner) -> Bool {
    guard scanner.eat("sus") else { return false }
    if scanner.eat(oneOf: ["24", "42"]) != nil {
      suspensions += [2, 4]
    } else if scanner.eat("2") {
      suspensions.append(2)
    } else {
      _ = scanner.eat("4")
      suspensions.append(4)
    }
    return true
  }

  private mutating func readAddition(_ scanner: inout NotationScanner) -> Bool {
    guard scanner.isAt("add") else { return false }
    var ahead = scanner
    _ = ahead.eat("add")
    if let degree = extensionNumber(&ahead) {
      added.append(degree)
    } else if ahead.eat("2") {
      added.append(9)
    } else if ahead.eat("4") {
      added.append(11)
    } else if ahead.eat("6") {
      hasSixth = true
    } else {
      let alter = ahead.eat(oneOf: ["b", "♭"]) != nil ? -1 : ahead.eat(oneOf: ["#", "♯"]) != nil ? 1 : 0
      guard alter != 0, let degree = alteredDegree(&ahead, alter), degree > 5 else { return false }
      altered.append(ChordTone(degree, alter))
    }
    scanner = ahead
    return true
  }

  private mutating func readOmission(_ scanner: inout NotationScanner) -> Bool {
    var ahead = scanner
    guard ahead.eat(oneOf: ["no", "omit"]) != nil else { return false }
    if ahead.eat("3") {
      hasThird = false
    } else if ahead.eat("5") {
      hasFifth = false
    } else {
      return false
    }
    scanner = ahead
    return true
  }

  // MARK: Result

  /// The quality of the parts read; nil where nobody has a name for them.
  var quality: ChordQuality? {
    // `maj` without a number behind it is a triad; `maj` with one has set the seventh.
    if isMajorSeventh, seventh == nil { return nil }
    var tones = [ChordTone(1)]
    for degree in [2, 4] where suspensions.contains(degree) { tones.append(ChordTone(degree)) }
    if hasThird, suspensions.isEmpty { tones.append(ChordTone(3, hasMinorThird ? -1 : 0)) }
    var fifths = altered.filter { $0.degree == 5 }
    if fifth != 0, !fifths.contains(ChordTone(5, fifth)) { fifths.append(ChordTone(5, fifth)) }
    if fifths.isEmpty, hasFifth { fifths = [ChordTone(5)] }
    tones += fifths
    tones += altered.filter { $0.degree > 5 }
    if hasSixth { tones.append(ChordTone(6)) }
    if let seventh { tones.append(ChordTone(7, seventh)) }
    var natural = added
    if stack >= 9 { natural += stack == 11 ? [9, 11] : stack == 13 ? [9, 13] : [9] }
    for degree in [9, 11, 13] where natural.contains(degree) {
      let isAltered = altered.contains { $0.degree == degree } && !added.contains(degree)
      if !isAltered { tones.append(ChordTone(degree)) }
    }
    return ChordQuality.canonical(tones)
  }

  /// What says minor; longest first where one begins with another.
  static let minorWords = ["min", "Min", "MIN", "mi", "Mi", "m", "-"]

  /// Suffixes that a misspelt one is compared with.
  static var commonSuffixes: [String] {
    ChordQuality.all.map(\.suffix).filter { !$0.isEmpty }
      + ["7b9", "7#9", "7b5", "7#11", "maj7#11", "6/9", "sus", "min", "dim"]
  }
}
