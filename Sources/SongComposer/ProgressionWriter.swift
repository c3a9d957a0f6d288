// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// The progressions of a style, and the stream of a piece that says in which manner it has them.
struct PieceProgressions {
  let progressions: Progressions
  let seed: Seed
}

/// Writes the chords of a section from progressions that songs share, in the manner of the piece.
///
/// A phrase of four measures has two halves. It takes up an earlier phrase of the section as the songs of the manner do, or
/// has new halves that follow each other as in songs; the first phrase may be one of those that the whole piece knows. Where
/// the section's beginning or end asks for a chord, a half that has it is drawn.
struct ProgressionWriter {
  private let plan: SegmentPlan
  private let palette: ChordPalette
  private let progressions: Progressions
  private let manner: Progressions.Manner
  private let seed: Seed
  /// By chord of the progressions: the value under which the models know it.
  private let values: [Int]
  /// How likely a half or a measure is for the piece; 0 where the palette lacks a chord of it.
  private let units: [Double]
  private let bars: [Double]
  /// The same by the section's intensity.
  private let pacedUnits: [Double]
  private let loose: Double
  /// Percent of the time for which chords of the piece are coloured.
  private let level: Int

  /// Nil where the spec says itself how long chords last or how phrases are built, and where too little can be drawn.
  init?(_ piece: PieceProgressions, _ palette: ChordPalette) {
    let plan = palette.plan
    guard plan.phrases == nil, !plan.wish.rate.isExact, plan.wish.rate.bars <= slowestRate else { return nil }
    let isMinor = plan.key.mode.isMinor
    var stream = piece.seed.child("manner").generator
    let manners = piece.progressions.manners.filter { $0.isMinor == isMinor }
    let manner = manners[stream.pick(probabilities: manners.map { Double($0.songs) * $0.suits(plan.wish.rate) })]
    let home = isMinor ? 9 : 0
    let values = piece.progressions.chords.map { chord in
      UnknownField.chordValue(degree: (chord.root - home + 12) % 12, type: chord.type)
    }
    let known = Set(palette.alphabet)
    let fits = values.map { known.contains($0) && palette.weight($0) > 0 }
    func weights(_ progressions: [[Int]], _ weights: [Int]) -> [Double] {
      zip(progressions, weights).map { chords, weight in chords.allSatisfy { fits[$0] } ? Double(weight) : 0 }
    }
    let units = weights(piece.progressions.units, manner.unitWeights)
    guard units.count(where: { $0 > 0 }) >= fewestUnits else { return nil }
    let boldness = Double(plan.settings.harmony.temperature) / 100
    let pace = IntensityMapping.harmonicPace(momentum: (plan.momentum + 125) / 250 * 250)
    let paces = (0..<4).map { portablePow(pace, Double($0 - 1)) }
    self.plan = plan
    self.palette = palette
    progressions = piece.progressions
    self.manner = manner
    seed = piece.seed
    self.values = values
    self.units = units
    bars = weights(piece.progressions.bars, manner.barWeights)
    pacedUnits = zip(piece.progressions.units, units).map { unit, weight in
      guard weight > 0 else { return 0 }
      return portablePow(weight, 1 / boldness) * paces[zip(unit, unit.dropFirst()).count { $0 != $1 }]
    }
    loose = Double(manner.loose) / 100 * (stream.chance(percent: 50) ? mostLoose : leastLoose)
    level = manner.levels[stream.below(manner.levels.count)]
  }

  // MARK: Phrases

  private struct Phrase {
    let first: [Int]
    let second: [Int]
  }

  /// The value of the chord in each half of the section's measures.
  func halves(opensAtHome: Bool, seed: Seed) -> [Int] {
    var pool = HalfWriter(self, units, asks: [])
    let known = (0..<poolSize).reduce(into: [Phrase]()) { phrases, number in
      phrases.append(phrase(after: phrases, known: [], &pool, self.seed.child("phrase", number)))
    }
    var writer = HalfWriter(self, pacedUnits, asks: asks(opensAtHome))
    var phrases: [Phrase] = []
    for number in 0..<(plan.count + 3) / 4 {
      phrases.append(phrase(after: phrases, known: known, &writer, seed.child("phrase", number)))
    }
    return phrases.flatMap { $0.first + $0.second }.prefix(2 * plan.count).map { values[$0] }
  }

  private func phrase(after phrases: [Phrase], known: [Phrase], _ writer: inout HalfWriter, _ seed: Seed) -> Phrase {
    var stream = seed.generator
    let relation: Progressions.Relation
    let source: Phrase?
    if phrases.isEmpty {
      let weights = known.isEmpty ? [0, 0, 0, 1] : knownRelations
      relation = Progressions.Relation.allCases[stream.pick(weights: weights)]
      source = known.isEmpty ? nil : stream.element(of: known)
    } else {
      relation = Progressions.Relation.allCases[stream.pick(weights: manner.relations)]
      source = stream.element(of: Array(phrases.suffix(2)))
    }
    let begins = relation == .whole || relation == .firstHalf ? source?.first : nil
    let ends = relation == .whole || relation == .secondHalf ? source?.second : nil
    let before = phrases.last?.second
    let first = writer.half(begins ?? (stream.chance(percent: manner.repeats.across) ? before : nil), after: before, before: ends, &stream)
    let second = writer.half(ends ?? (stream.chance(percent: manner.repeats.inside) ? first : nil), after: first, before: nil, &stream)
    return Phrase(first: first, second: second)
  }

  // MARK: Halves

  /// A chord that is asked for at one of the halves of measures.
  private struct Ask {
    let place: Int
    let values: Set<Int>
    /// Whether it yields where no half of a phrase has it beside what else is asked for.
    let isHabit: Bool
  }

  private func asks(_ opensAtHome: Bool) -> [Ask] {
    var asks: [Ask] = []
    if let openings = palette.openings(atHome: opensAtHome) { asks.append(Ask(place: 0, values: Set(openings), isHabit: false)) }
    let last = 2 * plan.count - 1
    if let finals = palette.finals(isAlone: plan.count == 1) { asks.append(Ask(place: last, values: Set(finals), isHabit: false)) }
    if let approaches = palette.drawable(plan.wish.approaches(in: plan.key)) ?? palette.habitualApproaches {
      asks.append(Ask(place: last - 2, values: Set(approaches), isHabit: true))
    }
    return asks
  }

  /// Draws one half of a phrase after another.
  private struct HalfWriter {
    private let writer: ProgressionWriter
    private let weights: [Double]
    private let asks: [Ask]
    /// The place of the next half, in halves of measures.
    private var place = 0

    init(_ writer: ProgressionWriter, _ weights: [Double], asks: [Ask]) {
      self.writer = writer
      self.weights = weights
      self.asks = asks
    }

    /// The half that is taken up, where it has what is asked for; else a new one.
    mutating func half(_ taken: [Int]?, after previous: [Int]?, before next: [Int]?, _ stream: inout RandomStream) -> [Int] {
      defer { place += 4 }
      let hard = asks.filter { !$0.isHabit && (place..<place + 4).contains($0.place) }
      let all = asks.filter { (place..<place + 4).contains($0.place) }
      if let taken, meets(taken, hard) { return taken }
      if stream.unit() < writer.loose, let drawn = bars(after: previous, before: next, &stream), meets(drawn, all) { return drawn }
      for asks in all.count > hard.count ? [all, hard, []] : [hard, []] {
        if let drawn = unit(after: previous, before: next, asks, &stream) { return drawn }
      }
      guard let drawn = unit(after: nil, before: nil, [], &stream) else { preconditionFailure("there are units to draw") }
      return drawn
    }

    private func meets(_ chords: [Int], _ asks: [Ask]) -> Bool {
      asks.allSatisfy { $0.values.contains(writer.values[chords[$0.place - place]]) }
    }

    /// Two measures that several songs have; nil where none has what is asked for.
    private func unit(after previous: [Int]?, before next: [Int]?, _ asks: [Ask], _ stream: inout RandomStream) -> [Int]? {
      let progressions = writer.progressions
      var probabilities = zip(progressions.units, weights).map { unit, weight in
        guard weight > 0, meets(unit, asks) else { return 0.0 }
        return weight * (previous.map { progressions.link($0[3], unit[0]) } ?? 1) * (next.map { progressions.link(unit[3], $0[0]) } ?? 1)
      }
      let sum = probabilities.reduce(0, +)
      guard sum > 0 else { return nil }
      // What follows the half before in several songs is likelier still.
      if let previous, let index = progressions.units.firstIndex(of: previous) {
        let followers = progressions.followers[index].filter { probabilities[$0.unit] > 0 }
        let songs = followers.map { Double($0.songs) * weights[$0.unit].squareRoot() }
        let all = songs.reduce(0, +)
        let share = followerShare * min(1, all / manySongs)
        if all > 0 {
          for index in probabilities.indices { probabilities[index] *= (1 - share) / sum }
          for (follower, songs) in zip(followers, songs) { probabilities[follower.unit] += share * songs / all }
        }
      }
      return progressions.units[stream.pick(probabilities: probabilities)]
    }

    /// Two measures of what songs have for themselves; nil where the palette lacks them.
    private func bars(after previous: [Int]?, before next: [Int]?, _ stream: inout RandomStream) -> [Int]? {
      let progressions = writer.progressions
      func bar(after chord: Int?, before following: Int?) -> [Int]? {
        let probabilities = zip(progressions.bars, writer.bars).map { bar, weight in
          weight * (chord.map { progressions.link($0, bar[0]) } ?? 1) * (following.map { progressions.link(bar[1], $0) } ?? 1)
        }
        return probabilities.contains { $0 > 0 } ? progressions.bars[stream.pick(probabilities: probabilities)] : nil
      }
      guard let first = bar(after: previous?[3], before: nil), let second = bar(after: first[1], before: next?[0]) else { return nil }
      return first + second
    }
  }

  // MARK: Colours

  /// A chord with the seventh or the suspension that the piece gives it wherever it comes; those that the progression has
  /// stay.
  ///
  /// - Parameter neighbours: the chords before and behind it.
  func coloured(_ value: Int, between neighbours: [Int]) -> Int {
    let degree = value / ChordType.count
    guard plan.wish.colour == .auto, !neighbours.contains(where: { $0 != value && $0 / ChordType.count == degree }),
      let chord = values.firstIndex(of: value), let colour = manner.colours[chord]
    else { return value }
    var stream = seed.child("colour", value).generator
    guard stream.below(10_000) < min(9_700, level * colour.share) else { return value }
    // With a minor seventh the tonic's chord leads away; a piece at rest on it would be a blues.
    let types = colour.types.filter { $0.weight > 0 && (degree != 0 || $0.type != .dominant7) }
    guard !types.isEmpty else { return value }
    let type = types[stream.pick(weights: types.map(\.weight))].type
    let coloured = UnknownField.chordValue(degree: degree, type: type)
    return palette.weight(coloured) > 0 ? coloured : value
  }
}

extension Progressions.Manner {
  /// How well it suits a piece whose chords last so long; at one bar to a chord the manners come as in the songs.
  fileprivate func suits(_ rate: HarmonyWish.Rate) -> Double {
    guard rate.bars != 1 else { return 1 }
    let octaves = portableLog2(rate.bars.double * Double(changes) / 100)
    return portableExp2(-3 * abs(octaves))
  }
}

/// Bars to a chord beyond which songs have no manner.
private let slowestRate = Rational(2)

/// Halves of phrases without which a section has no choice.
private let fewestUnits = 12

/// Phrases that the whole piece knows.
private let poolSize = 2

// What follows is set by hand so that pieces have as many phrases that come again, and as many chords that are rare, as
// songs: of a half of the songs nearly all is shared, the others have much for themselves.
// Source: POP909 and the McGill Billboard collection, sixteen bars each.

/// Weights of what the first phrase of a section takes up of those, in the order of `Progressions.Relation`.
private let knownRelations = [24, 10, 6, 60]

private let (leastLoose, mostLoose) = (0.2, 1.8)

/// How much of the choice is left to what follows in several songs, at most; and the songs from which it is that much.
private let (followerShare, manySongs) = (0.8, 10.0)
