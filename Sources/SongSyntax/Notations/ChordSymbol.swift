// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic

/// What is wrong with a chord, as an error to pass on.
struct ChordProblem: Error {
  let diagnostic: Diagnostic
}

extension NotationScanner {
  /// Reads all as one chord symbol or Roman numeral.
  func readChord() -> Result<ChordToken, ChordProblem> {
    var scanner = self
    do throws(ChordProblem) {
      if let (name, length) = PitchName.prefix(of: text(rest)) {
        scanner.position += length.utf8Length(in: text(rest))
        return .success(.chord(try scanner.letterChord(name, symbol: rest)))
      }
      if let (degree, alter, isLower) = scanner.degree() {
        return .success(.roman(try scanner.romanChord(degree, alter, isLower, symbol: rest)))
      }
      throw ChordProblem(diagnostic: unknownRoot)
    } catch {
      return .failure(error)
    }
  }

  // MARK: Letters

  private mutating func letterChord(_ root: PitchName, symbol: Range<Int>) throws(ChordProblem) -> Chord {
    let quality = try quality(.letter, symbol: symbol)
    guard eat("/") else { return Chord(root: root, quality: quality) }
    let bass = rest
    guard let name = PitchName(text: text(bass)) else {
      throw ChordProblem(
        diagnostic: .chordBassUnknown(text(bass), symbol: text(symbol), at: span(bass.isEmpty ? symbol : bass)))
    }
    return Chord(root: root, quality: quality, bass: name)
  }

  private var unknownRoot: Diagnostic {
    let word = text(rest)
    let place = span(rest)
    guard let first = word.first else { return .chordUnreadable(word, at: place) }
    if first == "H" { return .chordGermanB(word, replacement: "B" + word.dropFirst(), at: place) }
    let upper = first.uppercased() + word.dropFirst()
    if "abcdefg".contains(first),
      case .success = NotationScanner(Scalar(text: upper, span: place, style: .plain)).readChord()
    {
      return .chordLowerCase(word, replacement: upper, at: place)
    }
    return .chordUnreadable(word, at: place)
  }

  // MARK: Roman numerals

  /// Takes accidentals and a numeral I...VII of one case.
  private mutating func degree() -> (degree: Int, alter: Int, isLower: Bool)? {
    let start = position
    var alter = 0
    while abs(alter) < 2 {
      if alter <= 0, eat(oneOf: ["b", "♭"]) != nil {
        alter -= 1
      } else if alter >= 0, eat(oneOf: ["#", "♯"]) != nil {
        alter += 1
      } else {
        break
      }
    }
    for (numeral, degree) in numerals {
      if eat(numeral) { return (degree, alter, false) }
      if eat(numeral.lowercased()) { return (degree, alter, true) }
    }
    position = start
    return nil
  }

  private mutating func romanChord(
    _ degree: Int, _ alter: Int, _ isLower: Bool, symbol: Range<Int>
  ) throws(ChordProblem) -> RomanNumeral {
    let quality = try quality(isLower ? .lowerNumeral : .upperNumeral, symbol: symbol)
    var target: RomanNumeral.Target?
    var bass: Int?
    while eat("/") {
      let part = position..<max(position, min(first("/") ?? end, end))
      var inner = self.part(part)
      if bass == nil, part.count == 1, let digit = inner.integer(), (1...7).contains(digit) {
        bass = digit
      } else if target == nil, let (degree, alter, isMinor) = inner.degree(), inner.isAtEnd {
        target = RomanNumeral.Target(degree: degree, alter: alter, isMinor: isMinor)
      } else {
        throw ChordProblem(
          diagnostic: .romanSlashUnknown(text(part), symbol: text(symbol), at: span(part.isEmpty ? symbol : part)))
      }
      position = part.upperBound
    }
    return RomanNumeral(degree: degree, alter: alter, quality: quality, bassDegree: bass, appliedTo: target)
  }

  // MARK: Quality

  /// Takes the suffix up to a bass.
  private mutating func quality(_ kind: QualityReader.Kind, symbol: Range<Int>) throws(ChordProblem) -> ChordQuality {
    let start = position
    var reader = QualityReader(kind)
    let isRead = reader.read(&self)
    let hasEnded = isAtEnd || peek() == UInt8(ascii: "/")
    let suffix = start..<max(position, suffixEnd(from: start))
    if isRead, hasEnded, let quality = reader.quality { return quality }
    let word = text(suffix)
    let place = span(suffix.isEmpty ? symbol : suffix)
    let name = text(symbol)
    switch reader.problem {
    case .altered: throw ChordProblem(diagnostic: .chordAltered(name, at: place))
    case .figuredBass: throw ChordProblem(diagnostic: .romanFiguredBass(name, at: place))
    case .wrongCase:
      let head = text(symbol.lowerBound..<start)
      let flipped = kind == .upperNumeral ? head.romanLowercased : head.romanUppercased
      var tail = part(suffix)
      if kind == .upperNumeral { _ = tail.eat(oneOf: QualityReader.minorWords) }
      throw ChordProblem(
        diagnostic: .romanCase(
          name, isUpper: kind == .upperNumeral, replacement: flipped + text(tail.position..<symbol.upperBound),
          at: span(symbol)))
    case nil:
      throw ChordProblem(
        diagnostic: .chordQualityUnknown(
          word, symbol: name, at: place, candidates: nearest(to: word, among: QualityReader.commonSuffixes)))
    }
  }

  private func suffixEnd(from start: Int) -> Int {
    var ahead = self
    ahead.position = start
    return ahead.first("/") ?? end
  }
}

/// Longest first where one begins with another.
private let numerals: [(name: String, degree: Int)] = [
  ("VII", 7), ("III", 3), ("VI", 6), ("IV", 4), ("II", 2), ("V", 5), ("I", 1),
]

extension Int {
  /// The bytes of that many characters of a text.
  fileprivate func utf8Length(in text: String) -> Int { text.prefix(self).utf8.count }
}

extension String {
  fileprivate var romanLowercased: String { String(map { "IV".contains($0) ? Character($0.lowercased()) : $0 }) }
  fileprivate var romanUppercased: String { String(map { "iv".contains($0) ? Character($0.uppercased()) : $0 }) }
}
