// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Composed chords are what `harmony` asks for.
@Suite struct HarmonyTests {
  private static let keys = ["C major", "A minor", "D dorian", "G mixolydian", "F lydian", "E phrygian", "B locrian"]

  private func spec(_ seed: Int, _ harmony: String, meter: String = "4/4") -> String {
    """
    song: 1
    style: \(["pop", "folk", "cinematic"][seed % 3])
    time: \(meter)
    key: \(HarmonyTests.keys[seed % 7])
    tempo: 120
    form: intro A A' B bridge outro
    intensity: "0s 10%, 20s 95%, end 30%"
    sections: {A: {bars: 8}, A': {bars: 12}, B: {bars: 7}, intro: {bars: 4}, bridge: {bars: 2}, outro: {bars: 6}}
    parts: {bass: {role: bass, instrument: upright-bass}}
    harmony: \(harmony)

    """
  }

  private func composed(_ text: String, seed: Int) throws -> Compilation {
    let result = compiled(text, seed: seed)
    return try #require(result.compilation, "\(text): \(result.diagnostics.map(\.message))")
  }

  /// The chords of a section, those that go on over its start included.
  private func chords(_ section: Arrangement.Section, _ piece: Compilation) -> [Score.ChordSymbol] {
    let measures = piece.arrangement.measures[section.measures]
    let end = measures.last!.start + measures.last!.length
    return piece.score.chords.filter { $0.onset < end && $0.onset + $0.duration > measures.first!.start }
  }

  @Test(arguments: 0..<50) func cadencesEndEverySection(seed: Int) throws {
    for cadence in ["authentic", "half", "plagal", "open"] {
      let piece = try composed(spec(seed, "{cadence: \(cadence)}"), seed: seed)
      let key = piece.settings.key
      let dominants = Set(key.dominants.map(\.root.pitchClass))
      for section in piece.arrangement.sections {
        let roots = chords(section, piece).map { $0.chord?.root.pitchClass }
        let name = "\(seed) \(key) \(cadence) \(section.name): \(chords(section, piece).map { "\($0.chord!)" })"
        let last = try #require(roots.last ?? nil)
        switch cadence {
        case "authentic":
          #expect(last == key.tonic.pitchClass && dominants.contains(roots[roots.count - 2]!), "\(name)")
        case "plagal":
          #expect(last == key.tonic.pitchClass && roots[roots.count - 2] == key.degree(4).pitchClass, "\(name)")
        case "half": #expect(dominants.contains(last), "\(name)")
        default: #expect(last != key.tonic.pitchClass, "\(name)")
        }
      }
    }
  }

  @Test(arguments: 0..<50) func avoidedChordsNeverCome(seed: Int) throws {
    let numerals = [["IV", "vi"], ["ii", "V7"], ["I"], ["V", "iii"], ["I", "IV", "V"], ["C", "Am7", "F"]][seed % 6]
    for colour in [["auto", "sevenths", "rich"][seed % 3], "40%"] {
      let text = spec(seed, "{avoid: [\(numerals.joined(separator: ", "))], colour: \(colour)}")
      let piece = try composed(text, seed: seed)
      #expect(piece.settings.harmony.wish.avoid.count == numerals.count)
      for symbol in piece.score.chords {
        let chord = try #require(symbol.chord)
        #expect(!piece.settings.harmony.wish.avoids(chord, in: piece.settings.key), "\(seed) \(piece.settings.key) \(colour): \(chord)")
        for token in piece.settings.harmony.wish.avoid {
          guard case .roman(let numeral) = token else { continue }
          let avoided = numeral.chord(in: piece.settings.key)
          #expect(avoided.root.pitchClass != chord.root.pitchClass || !Set(chord.pitchClasses).isSuperset(of: avoided.pitchClasses))
        }
      }
    }
  }

  @Test(arguments: 0..<50) func chordsLastAsLongAsAsked(seed: Int) throws {
    let rates: [(rate: String, meter: String, length: ScoreTime)] = [
      ("1/4 bar", "4/4", 1), ("1/2 bar", "4/4", 2), ("1/3 bar", "3/4", 1), ("1/2 bar", "6/8", Rational(3, 2)),
      ("1 bar", "4/4", 4), ("2 bars", "3/4", 6), ("4 bars", "4/4", 16),
    ]
    for (rate, meter, length) in [rates[seed % 7], rates[(seed + 3) % 7]] {
      let piece = try composed(spec(seed, "{rate: \(rate), cadence: authentic}", meter: meter), seed: seed)
      for section in piece.arrangement.sections where section.count == piece.settings.form.first(where: { $0.name == section.name })?.preferredBars {
        let first = piece.arrangement.measures[section.first].start
        let last = piece.arrangement.measures[section.first + section.count - 1].start
        let inside = chords(section, piece).filter { $0.onset > first && $0.onset < last }
        for chord in inside {
          #expect(((chord.onset - first) / length).isInteger, "\(seed) \(rate) \(section.name): \(chord)")
        }
        // A phrase may begin with the chord before; elsewhere neighbours differ.
        let slots = ((last - first) / length).ceiling
        #expect(inside.count + 1 >= slots - slots / 2, "\(seed) \(rate) \(section.name): \(inside.count + 1) chords in \(slots)")
      }
    }
  }

  @Test func coloursAreWhatIsAsked() throws {
    func share(_ chords: [Chord], _ holds: (Chord) -> Bool) -> Double { Double(chords.count(where: holds)) / Double(chords.count) }
    func isTriad(_ chord: Chord) -> Bool { ["", "m", "dim"].contains(chord.quality.suffix) }
    func hasNinth(_ chord: Chord) -> Bool { chord.quality.tones.contains { $0.degree >= 9 } }
    var all: [String: [Chord]] = [:]
    for seed in 0..<50 {
      for colour in ["plain", "30%", "70%", "sevenths", "rich"] {
        all[colour, default: []] += try composed(spec(seed, "{colour: \(colour)}"), seed: seed).score.chords.compactMap(\.chord)
      }
    }
    #expect(share(all["plain"]!, isTriad) == 1)
    #expect(share(all["sevenths"]!, isTriad) == 0)
    #expect(share(all["rich"]!, isTriad) == 0 && share(all["rich"]!, hasNinth) > 0.6)
    #expect(share(all["sevenths"]!, hasNinth) == 0)
    for (colour, wanted) in [("30%", 0.3), ("70%", 0.7)] {
      let found = 1 - share(all[colour]!, isTriad)
      #expect(abs(found - wanted) < 0.06, "\(colour): \(found)")
    }
  }

  @Test func intensityMovesOnlyWhatIsAboutSoLong() throws {
    func count(_ rate: String, _ intensity: String) throws -> Int {
      try (0..<5).reduce(0) { sum, seed in
        let text = "song: 1\nstyle: pop\ntime: 4/4\ntempo: 120\nform: A\nsections: {A: {bars: 16}}\nintensity: \(intensity)\nharmony: {rate: \(rate)}\n"
        return sum + (try composed(text, seed: seed).score.chords.count)
      }
    }
    #expect(try count("about 1 bar", "95%") > count("1 bar", "95%"))
    // A piece has a manner of its own: at any intensity it may be faster than another.
    #expect(try count("about 1 bar", "10%") < count("about 1 bar", "95%"))
    #expect(try abs(count("1 bar", "10%") - count("1 bar", "95%")) <= 8)
  }

  /// Songs differ in how fast their chords change, and so do pieces of a style with progressions.
  @Test func piecesHaveManners() throws {
    let counts = try (0..<30).map { seed in
      let text = "song: 1\nstyle: pop\ntime: 4/4\ntempo: 120\nkey: C major\nform: A\nsections: {A: {bars: 16}}\nintensity: 50%\n"
      return try composed(text, seed: seed).score.chords.count
    }
    #expect(counts.min()! <= 12 && counts.max()! >= 22, "\(counts)")
  }

  @Test func aSectionHasWishesOfItsOwn() throws {
    let text = spec(0, "{colour: plain, cadence: authentic}").replacing("B: {bars: 7}", with: "B: {bars: 7, harmony: {colour: sevenths, cadence: half}}")
    let piece = try composed(text, seed: 0)
    for section in piece.arrangement.sections {
      let own = chords(section, piece).compactMap(\.chord)
      #expect(own.dropFirst().allSatisfy { (section.name == "B") == !["", "m", "dim"].contains($0.quality.suffix) }, "\(section.name) \(own)")
      #expect(own.last?.root.pitchClass == (section.name == "B" ? 7 : 0), "\(section.name) \(own)")
    }
  }

  @Test func theWishesAreDecisions() throws {
    let plain = try composed("song: 1\nstyle: pop\nduration: 20s\n", seed: 0).settings.decisions
    func said(_ decisions: [Settings.Decision]) -> [String] {
      decisions.filter { $0.key.hasPrefix("harmony.") }.map { "\($0.key): \($0.value) (\($0.reason.rawValue))" }
    }
    #expect(
      said(plain) == [
        "harmony.avoid:  (standard)", "harmony.cadence: auto (standard)", "harmony.colour: auto (standard)",
        "harmony.rate: about 1 bar (style)",
      ])
    let text = "song: 1\nstyle: pop\ntime: 4/4\nduration: 20s\nharmony: {rate: 1/2 bar, avoid: [IV, Am7]}\n"
    #expect(
      said(try composed(text, seed: 0).settings.decisions) == [
        "harmony.avoid: IV Am7 (spec)", "harmony.cadence: auto (standard)", "harmony.colour: auto (standard)",
        "harmony.rate: 1/2 bar (spec)",
      ])
    let locked = compiled("song: 1\nstyle: pop\ntime: 4/4\nduration: 20s\n", lock: ["harmony.rate": "2 bars", "harmony.colour": "rich"])
    #expect(locked.compilation?.settings.harmony.wish.rate == .init(bars: 2, isExact: true))
    #expect(locked.compilation?.settings.harmony.wish.colour == .rich)
  }
}
