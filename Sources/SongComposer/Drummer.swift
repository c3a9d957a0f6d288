// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// A stroke in a bar, as it is played.
struct PlayedStroke: Equatable {
  /// From the bar line.
  var onset: ScoreTime
  var duration: ScoreTime
  var voice: String
  var stroke: PatternSet.Stroke
  var emphasis: Int
  /// A flam or a drag.
  var rudiment: Score.Ornament?

  init(onset: ScoreTime, duration: ScoreTime, voice: String, stroke: PatternSet.Stroke, emphasis: Int) {
    self.onset = onset
    self.duration = duration
    self.voice = voice
    self.stroke = stroke
    self.emphasis = emphasis
  }

  /// A stroke as it is written; nil where it isn't one of a kit.
  init?(_ hit: PatternSet.Hit) {
    guard case .kit(let voice) = hit.tone else { return nil }
    self.init(onset: hit.onset, duration: hit.duration, voice: voice, stroke: hit.stroke, emphasis: hit.stroke.emphasis)
    if hit.stroke == .flam { rudiment = .flam }
  }
}

/// Who plays a groove: it stays through all bars, and each bar is played a little otherwise.
///
/// Real drumming goes in cycles of one, two or four bars that stay through the piece; of a bar, one voice or another is
/// played anew. So a player's habits (which stroke comes how often) and cycles are drawn once for the piece, and what
/// differs from them by the bar's place in the material: a section that comes again is played alike.
struct Drummer {
  /// 0 plays what is written, 1 as freely as the drummers of `DrummerHabits`.
  let looseness: Double
  let meter: Meter
  /// The names of the kit's voices.
  let kit: [String]
  /// Those that hands strike.
  let hands: [String]
  /// The stream of what stays through the piece.
  let habits: Seed
  /// The stream of what changes from bar to bar.
  let bars: Seed
  /// The playings of the material before this one: in each some bars are played anew.
  let ordinal: Int
  let temper: DrummerTemper
  /// What the player plays in the section; nil where it is the groove.
  var take: TakePlaying?

  init(looseness: Double, meter: Meter, kit: [Score.KitVoice], habits: Seed, bars: Seed, ordinal: Int) {
    self.looseness = looseness
    self.meter = meter
    self.kit = kit.map(\.name)
    hands = kit.filter { $0.limb == .hand }.map(\.name)
    self.habits = habits
    self.bars = bars
    self.ordinal = ordinal
    let lots = habits.child("temper")
    temper = DrummerTemper { lots.unit(at: $0) }
  }

  /// Whether it is a drum set, whose voices have their known tasks.
  var isSet: Bool { ["kick", "snare", "hat"].allSatisfy(kit.contains) }

  /// A bar of a groove.
  ///
  /// - Parameters:
  ///   - bar: counted from the section's start.
  ///   - momentum: thousandths.
  func play(_ hits: [PatternSet.Hit], bar: Int, momentum: Int) -> [PlayedStroke] {
    let written = hits.compactMap(PlayedStroke.init)
    guard looseness > 0 else { return written }
    var taken = BarPlaying(self, bar: bar, momentum: momentum, written: written)
    return isSet ? taken.playSet() : taken.playOthers()
  }

  /// A number in 0..<1 for a question about a voice and a sixteenth of the bar.
  func lot(_ question: Question, _ voice: String, _ step: Int, in seed: Seed) -> Double {
    let number = kit.firstIndex(of: voice) ?? kit.count
    return seed.unit(at: (question.rawValue * 64 + number) * 1024 + step)
  }

  /// What is drawn.
  enum Question: Int {
    case left, extra, opened, open, crash, zeal, freedom, level, loudness, loudness2, loudness3, groove, rudiments
  }

  /// How much a player does of something, against the mean: few do much of it.
  func zeal(_ voice: String) -> Double {
    let draw = lot(.zeal, voice, 0, in: habits)
    return 3 * draw * draw
  }

  /// The share of bars in which a player does something at a place, of what ten tenths of players do: one who often does it
  /// at one place does so at others.
  ///
  /// - Parameters:
  ///   - shares: percent, from the least to the most.
  ///   - level: 0 is who does least of all, 1 who does most.
  ///   - spread: how far places may be apart in that.
  func share(of shares: [Int], level: Double, spread: Double, _ question: Question, _ voice: String, _ step: Int) -> Double {
    let drawn = folded(level + spread * (2 * lot(question, voice, step, in: habits) - 1))
    return looseness * Double(shares[min(shares.count - 1, Int(drawn * Double(shares.count)))]) / 100
  }

  /// The stream of a place in the cycle: the same in the whole piece, or a section's own, until in a phrase of four bars the
  /// player takes up another.
  func stream(ofCycle bar: Int) -> Seed {
    let changes = bars.child("changes")
    var seed = changes.unit(at: 0) < looseness * 0.6 ? bars : habits
    for phrase in 1..<max(2, bar / 4 + 1) where bar >= 4 && changes.unit(at: phrase) < looseness * 0.1 {
      seed = changes.child("phrase", phrase)
    }
    return seed.child("cycle", bar % temper.cycle)
  }

  /// Whether a voice is played anew in a bar: mostly all voices are, or none.
  func isFree(_ voice: String, _ stream: Seed) -> Bool {
    let here = lot(.freedom, "", 0, in: stream) + 0.05 * (2 * lot(.freedom, voice, 1, in: stream) - 1)
    let own = normal([.loudness, .loudness2, .loudness3], voice, 1023, in: habits)
    let mean = voice == "kick" ? 0.45 : voice == "snare" ? 0.25 : 0.2
    return folded(here) < mean + 0.4 * (temper.freedom + own)
  }

  /// A number with mean 0 and standard deviation 1, within 3.
  func normal(_ questions: [Question], _ voice: String, _ step: Int, in seed: Seed) -> Double {
    // The sum of three uniform draws has the standard deviation 1/2.
    questions.reduce(-1.5) { $0 + lot($1, voice, step, in: seed) } * 2
  }

  /// Whether a section, or what follows a fill, is opened with a crash that isn't of the groove or take: where the music is
  /// loud always, but for players who have a take in mind, who do it there as often as in the take.
  func crashes(bar: Int, momentum: Int) -> Bool {
    if take == nil, momentum >= 800 { return true }
    let share = take.map { momentum >= 600 ? $0.openingCrash : 0 } ?? temper.openingCrash
    return lot(.crash, "", 0, in: stream(ofBar: bar)) < 1 - looseness * (1 - share)
  }

  /// How loud crashes are.
  var crashEmphasis: Int {
    PatternSet.Stroke.accent.emphasis + Int((looseness * Double(temper.crash - PatternSet.Stroke.accent.emphasis)).rounded())
  }

  /// What keeps time in a section in the place of the hi-hat.
  func time(_ view: SectionView) -> String? {
    if view.treatment.rides, take?.rides ?? true { return "ride" }
    guard take == nil, looseness >= 0.5, isSet else { return nil }
    let momentum = view.steadyMomenta[0]
    return temper.rides && momentum >= 600 ? "ride" : temper.tolls && momentum < 600 ? "tom-low" : nil
  }

  /// The stream of a bar: what is free in it is played anew in each return, the more the looser the player.
  func stream(ofBar bar: Int) -> Seed {
    var seed = bars.child("bar", bar)
    for number in 0..<ordinal where bars.child("return", number).unit(at: bar) < looseness {
      seed = seed.child("again", number)
    }
    return seed
  }
}

/// A number near 0..<1 turned back into it at its ends.
package func folded(_ value: Double) -> Double {
  let positive = value < 0 ? -value : value
  return positive >= 1 ? max(0, 2 - positive - 0x1p-53) : positive
}
