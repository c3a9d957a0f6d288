// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

/// What real playing looks like, as figures that a performance has to meet, with every rule of playing at its full size.
@Suite struct AcceptanceTests {
  private static let groove = Settings.Groove(
    share: 100, kick: [-1, 2, -6, 1, -2, 0, -3, 8, -1, 4, 0, -6, -2, 2, -9, 4].map { $0 * 1000 },
    kit: [-1, 8, -6, 3, 2, 6, -2, 5, 0, 5, -5, -1, 0, 1, -5, 3].map { $0 * 1000 },
    levels: [1, -9, -3, -3, 6, -6, -3, -3, 1, -6, -2, -4, 6, -3, -1, -3].map { $0 * 100 })

  private func ruled(timing: Int = 10_000, velocity: Int = 10, length: Int = 8, swing: Int = 500) -> Settings {
    var result = settings(timing: timing, velocity: velocity, swing: swing, length: length, articulation: 95)
    result.looseness = 60
    result.humanize.rules = Settings.PlayingRule.allCases.map { .init($0, 100) }
    result.humanize.groove = Self.groove
    result.parts = [("tune", Role.melody), ("bass", .bass), ("keys", .chords)].map {
      Settings.Part(
        id: $0.0, role: $0.1, instrument: "piano", sound: "", patterns: [], range: KeyRange(low: 0, high: 127), threshold: 0,
        enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: 0)
    }
    return result
  }

  /// A tune that walks, a bass, chords of a piano and a hat in sixteenths: a band of 32 measures.
  private func band(seed: Int, measures: Int = 32) -> Score {
    var stream = Seed(seed).child("band").generator
    var key = 70
    var tune: [Score.Note] = []
    var onset: ScoreTime = 0
    let end = Rational(4 * measures)
    while onset < end {
      let length = min([Rational(1, 2), Rational(1, 2), 1, Rational(3, 2), Rational(1, 4)][stream.below(5)], end - onset)
      key = min(max(60, key + stream.below(11) - 5), 84)
      tune.append(note(onset, length, key: key))
      onset = onset + length
    }
    let chords = (0..<measures * 2).flatMap { half in [48, 55, 64].map { note(Rational(2 * half), 2, key: $0 + half % 5) } }
    let keys = Score.Part(
      id: "keys", name: "keys", abbreviation: "keys", instrument: "piano", clef: .treble, transposition: .none, program: 0,
      kit: [], notes: chords, dynamics: [])
    let hats = drums((0..<measures * 16).map { Rational($0, 4) }, every: Rational(1, 4))
    var result = score(
      [part(tune), part((0..<measures * 4).map { note(Rational($0), 1, key: 36 + $0 % 7) }, id: "bass"), keys, hats],
      measures: measures)
    result.chords = (0..<measures).map {
      .init(onset: Rational(4 * $0), duration: 4, chord: Chord(root: PitchName(fifths: [0, 3, -1, 1][$0 % 4]), quality: .major))
    }
    return result
  }

  /// Milliseconds of each note off the grid, by part, with its measure; notes keep the order of the score within a key.
  private func deviations(_ piece: Score, _ settings: Settings, seed: Int) -> [[(measure: Int, milliseconds: Double)]] {
    let played = performed(piece, settings, seed: seed)
    return zip(piece.parts, played.parts).map { written, played in
      var queues: [Int: [Performance.Note]] = [:]
      for note in played.notes { queues[note.key, default: []].append(note) }
      return written.notes.map { note in
        let key: Int
        switch note.sound {
        case .pitch(let pitch): key = pitch.key
        case .kit(let voice): key = written.kit[voice].key
        }
        let found = queues[key]!.removeFirst()
        return ((note.onset / 4).floor, Double(found.onset.value - Ticks(note.onset).value) * 500 / 960)
      }
    }
  }

  /// The exponent of detrended fluctuation analysis, over windows of 4 values to a quarter of all.
  ///
  /// - Source: Peng et al. (1994), "Mosaic organization of DNA nucleotides", Physical Review E 49(2).
  private func fluctuation(_ values: [Double]) -> Double {
    let mean = values.mean
    var profile: [Double] = []
    for value in values { profile.append((profile.last ?? 0) + value - mean) }
    var points: [(x: Double, y: Double)] = []
    var window = 4
    while window <= values.count / 4 {
      var residues: [Double] = []
      for start in stride(from: 0, to: values.count - window + 1, by: window) {
        let part = Array(profile[start..<start + window])
        let middle = Double(window - 1) / 2
        let level = part.mean
        let over = part.enumerated().map { (Double($0) - middle) * ($1 - level) }.reduce(0, +)
        let slope = over / (0..<window).map { (Double($0) - middle) * (Double($0) - middle) }.reduce(0, +)
        residues += part.enumerated().map { $1 - level - slope * (Double($0) - middle) }
      }
      let square = residues.map { $0 * $0 }.mean
      points.append((portableLog2(Double(window)), portableLog2(square) / 2))
      window = max(window + 1, window * 4 / 3)
    }
    let (x, y) = (points.map(\.x).mean, points.map(\.y).mean)
    return points.map { ($0.x - x) * ($0.y - y) }.reduce(0, +) / points.map { ($0.x - x) * ($0.x - x) }.reduce(0, +)
  }

  /// (a) and (b): the player's noise, of which the rules are no part.
  @Test func noiseHasItsSizeAndItsMemory() {
    for timing in [5000, 10_000, 20_000] {
      for length in [Rational(1, 4), Rational(1, 2)] as [ScoreTime] {
        var alphas: [Double] = []
        for seed in 0..<10 {
          let piece = score([part(run(1000, of: length))], measures: (length * 250).ceiling + 1)
          let found = deviations(piece, settings(timing: timing), seed: seed)[0].map(\.milliseconds)
          let expected = 0.4 * Double(timing) / 1000
          #expect((found.deviation / expected - 1).magnitude < 0.15, "(a) \(timing) \(length) \(seed): \(found.deviation)")
          #expect((0.2...0.7).contains(found.lagOne), "(b) \(timing) \(length) \(seed): \(found.lagOne)")
          alphas.append(fluctuation(found))
        }
        #expect(alphas.allSatisfy { (0.6...1.05).contains($0) }, "(b) \(timing) \(length): \(alphas)")
        #expect((0.65...1.0).contains(alphas.mean), "(b) \(timing) \(length): \(alphas.mean)")
      }
    }
  }

  /// (c): the tune's levels go on from note to note.
  @Test func theTunesVelocitiesAreAlive() {
    for seed in 0..<10 {
      let notes = performed(band(seed: seed), ruled(), seed: seed).parts[0].notes.map { Double($0.velocity) }
      #expect((6...18).contains(notes.deviation), "seed \(seed): \(notes.deviation)")
      #expect((0.25...0.8).contains(notes.lagOne), "seed \(seed): \(notes.lagOne)")
    }
  }

  /// (d): what the rules lean adds up to nothing in any measure, and the whole doesn't drift.
  @Test func nothingDrifts() {
    for seed in 0..<10 {
      let piece = band(seed: seed)
      var plain = ruled(timing: 50_000)
      plain.humanize.rules = []
      plain.humanize.groove = nil
      let without = deviations(piece, plain, seed: seed).joined()
      let with = deviations(piece, ruled(timing: 50_000), seed: seed).joined()
      var leanings: [Int: [Double]] = [:]
      for (before, after) in zip(without, with) where before.measure > 0 && before.measure < 31 {
        leanings[before.measure, default: []].append(after.milliseconds - before.milliseconds)
      }
      for measure in leanings.keys.sorted() {
        let mean = leanings[measure]!.mean
        #expect(mean.magnitude <= 2.5, "seed \(seed) measure \(measure): \(mean)")
      }
      // Noise that is cut at the limit leaves a rest of the rules in one measure of some hundreds.
      #expect(leanings.values.count { $0.mean.magnitude > 2 } <= 1, "seed \(seed)")
      let all = deviations(piece, ruled(), seed: seed).joined().sorted { $0.measure < $1.measure }.map(\.milliseconds)
      #expect(all.mean.magnitude <= 2, "seed \(seed): \(all.mean)")
      let half = all.count / 2
      #expect((Array(all.prefix(half)).mean - Array(all.suffix(half)).mean).magnitude <= 2, "seed \(seed)")
      #expect(all.allSatisfy { $0.magnitude <= 10.3 }, "never farther off than the setting")
    }
  }

  /// (d): sync points stay where they are.
  @Test func pointsAreNeverMoved() {
    for seed in 0..<10 {
      var piece = band(seed: seed)
      piece.syncs = [8, 34, 77].map { .init(name: "x", start: Rational($0), end: Rational($0), hit: .accent) }
      let found = performed(piece, ruled(timing: 50_000), seed: seed)
      for (written, played) in zip(piece.parts, found.parts) {
        for place in [8, 34, 77] as [ScoreTime] {
          let struck = written.notes.count { $0.onset == place }
          #expect(played.notes.count { $0.onset == Ticks(place) } >= struck, "seed \(seed) \(written.id) at \(place)")
        }
      }
    }
  }

  /// (e): strokes of one drum and tones of one string keep their order, however close they are, and never overlap.
  @Test func nothingChangesPlaces() {
    for seed in 0..<10 {
      let strokes = (0..<64 * 16).map { Rational($0, 16) }
      let roll = Score.Part(
        id: "tune", name: "tune", abbreviation: "tune", instrument: "flute", clef: .treble, transposition: .none, program: 73,
        kit: [], notes: strokes.map { note($0, Rational(1, 16), key: 60) }, dynamics: [])
      let played = performed(score([roll], measures: 16), ruled(timing: 50_000), seed: seed).parts[0].notes
      #expect(played.count == strokes.count, "seed \(seed)")
      #expect(zip(played, played.dropFirst()).allSatisfy { $0.onset < $1.onset && $0.end <= $1.onset }, "seed \(seed)")
    }
  }

  /// (f): one seed is one performance, and with amounts of 0 the rules are off, each side for itself.
  @Test func zeroIsTheScore() {
    let piece = band(seed: 3)
    #expect(performed(piece, ruled(), seed: 3) == performed(piece, ruled(), seed: 3))
    let exact = performed(piece, settings(articulation: 95), seed: 3)
    #expect(performed(piece, ruled(timing: 0, velocity: 0, length: 0), seed: 3) == exact)
    let written = exact.parts.map { $0.notes.map(\.onset) }
    #expect(performed(piece, ruled(timing: 0), seed: 3).parts.map { $0.notes.map(\.onset) } == written)
    let levels = performed(piece, ruled(timing: 0, velocity: 0), seed: 3)
    #expect(levels.parts.map { $0.notes.map(\.velocity) } == exact.parts.map { $0.notes.map(\.velocity) })
    let lengths = performed(piece, ruled(timing: 0, length: 0), seed: 3)
    #expect(lengths.parts.map { $0.notes.map(\.duration) } == exact.parts.map { $0.notes.map(\.duration) })
  }
}
