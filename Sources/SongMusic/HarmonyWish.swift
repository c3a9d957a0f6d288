// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// What composed chords are asked to be (LANGUAGE, section 2).
package struct HarmonyWish: Sendable, Hashable, Codable {
  package var rate = Rate(bars: 1, isExact: false)
  package var colour = Colour.auto
  package var cadence = Cadence.auto
  /// Chords that never come; numerals are those of the section's key.
  package var avoid: [ChordToken] = []

  package init() {}

  /// How long a chord lasts.
  package struct Rate: Sendable, Hashable, Codable {
    /// One of `choices`.
    package let bars: Rational
    /// Whether intensity may neither halve nor double it.
    package let isExact: Bool

    package init(bars: Rational, isExact: Bool) {
      self.bars = bars
      self.isExact = isExact
    }

    package static let choices = [
      Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(1), Rational(2), Rational(4), Rational(8),
    ]
    /// Those that intensity may move from.
    package static let movable = Rational(1, 2)...Rational(4)

    /// Reads `1/2 bar`, `2 bars`, `about 1 bar`.
    package init?(text: String) {
      var words = text.split(separator: " ")[...]
      let isAbout = words.first == "about"
      if isAbout { words.removeFirst() }
      guard words.count == 2, words.last == "bar" || words.last == "bars", let number = words.first,
        let bars = Rate.choices.first(where: { utf8Equal("\($0)", String(number)) }),
        !isAbout || Rate.movable.contains(bars)
      else { return nil }
      self.init(bars: bars, isExact: !isAbout)
    }

    package var text: String { (isExact ? "" : "about ") + "\(bars) " + (bars > 1 ? "bars" : "bar") }
  }

  /// How much stands above the triads.
  package enum Colour: Sendable, Hashable, Codable {
    /// What the style's model writes.
    case auto
    /// Percent of the chords that have a seventh or a sixth; the others are triads.
    case share(Int)
    /// Every chord, with ninths and more where the scale has them.
    case rich

    /// Reads `auto`, `plain`, `sevenths`, `rich`, `30%`.
    package init?(text: String) {
      switch text {
      case "auto": self = .auto
      case "plain": self = .share(0)
      case "sevenths": self = .share(100)
      case "rich": self = .rich
      default:
        guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) else { return nil }
        self = .share(percent)
      }
    }

    package var text: String {
      switch self {
      case .auto: "auto"
      case .share(0): "plain"
      case .share(100): "sevenths"
      case .share(let percent): "\(percent)%"
      case .rich: "rich"
      }
    }
  }

  /// How sections end.
  package enum Cadence: String, Sendable, Hashable, Codable, CaseIterable {
    /// On the dominant before a chorus, else at home.
    case auto
    /// From the dominant to the tonic.
    case authentic
    /// On the dominant.
    case half
    /// From the subdominant to the tonic.
    case plagal
    /// On any chord but the tonic.
    case open
  }

  /// The chord that stands for a token in a key; nil for what is no chord.
  private func chord(_ token: ChordToken, in key: Key) -> Chord? {
    switch token {
    case .chord(let chord): chord
    case .roman(let numeral): numeral.chord(in: key)
    case .noChord, .hold: nil
    }
  }

  /// Whether a chord may not come: it has the root of an avoided one and holds all its tones, as G7 holds G.
  package func avoids(_ chord: Chord, in key: Key) -> Bool {
    let tones = Set(chord.pitchClasses)
    return avoid.contains { token in
      guard let other = self.chord(token, in: key) else { return false }
      return other.root.pitchClass == chord.root.pitchClass && tones.isSuperset(of: other.pitchClasses)
    }
  }

  /// Chords on which a section may end; empty where all may.
  package func finals(in key: Key) -> [Chord] {
    switch cadence {
    case .auto, .open: []
    case .authentic, .plagal: [key.triad(1)]
    case .half: key.dominants
    }
  }

  /// Chords of which one stands before the last; empty where any may.
  package func approaches(in key: Key) -> [Chord] {
    switch cadence {
    case .auto, .half, .open: []
    case .authentic: key.dominants
    case .plagal: [key.triad(4)]
    }
  }
}

extension Key {
  /// The triad of the scale on a degree.
  package func triad(_ degree: Int) -> Chord {
    let root = self.degree(degree)
    func above(_ steps: Int) -> Int { (self.degree(degree + steps).pitchClass - root.pitchClass + 12) % 12 }
    let suffix = switch (above(2), above(4)) {
    case (3, 6): "dim"
    case (3, _): "m"
    case (_, 8): "aug"
    default: ""
    }
    return Chord(root: root, quality: ChordQuality.named(suffix) ?? .major)
  }

  /// The chords that lead home: the major chord of the fifth degree with and without its seventh; in modes whose fifth
  /// degree has no such chord those of the scale's fifth and seventh degrees.
  package var dominants: [Chord] {
    let major = triad(5).quality == .major && mode.semitones[4] == 7
    guard major || mode == .minor else { return [triad(5), triad(7)] }
    return ["", "7"].compactMap { suffix in ChordQuality.named(suffix).map { Chord(root: degree(5), quality: $0) } }
  }
}
