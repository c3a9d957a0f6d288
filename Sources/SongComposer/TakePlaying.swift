// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongModels
internal import SongMusic

/// A drummer's take as a part plays it in a section.
struct TakePlaying {
  /// Of the whole take.
  let bars: [[DrumTakes.Stroke]]
  /// Those that are fills.
  let fills: [Int]
  /// What the section plays, one for every four of its measures.
  let phrases: [Int]
  /// Whether the player has the ride in it.
  let rides: Bool
  /// How likely a section opens with a crash.
  let openingCrash: Double

  init(bars: [[DrumTakes.Stroke]], phrases: [Int]) {
    self.bars = bars
    self.phrases = phrases
    var counts: [DrumTakes.Stroke: Int] = [:]
    for stroke in bars.joined() { counts[stroke.place, default: 0] += 1 }
    fills = bars.indices.filter { index in
      let strokes = bars[index].filter(\.isOnDrum)
      // Two beats of drums beside what the player usually does there, and strokes in the last beat.
      let beside = strokes.filter { $0.step >= 8 && counts[$0.place, default: 0] * 2 <= bars.count }
      return beside.count + (beside.contains { $0.voice != .snare } ? 2 : 0) >= 3 && strokes.count { $0.step >= 12 } >= 2
    }
    rides = bars.joined().contains { $0.voice == .ride }
    let starts = stride(from: 0, to: bars.count, by: DrumTakes.phraseLength)
    let crashes = starts.count { bars[$0].contains { $0.voice == .crash && $0.step == 0 } }
    openingCrash = crashes * 4 >= bars.count / DrumTakes.phraseLength ? 0.8 : 0.2
  }

  /// The number of the bar that a measure of the section plays.
  func bar(of measure: Int) -> Int {
    phrases[measure / DrumTakes.phraseLength] * DrumTakes.phraseLength + measure % DrumTakes.phraseLength
  }

  /// The same, or the nearest before it in its phrase that isn't a fill.
  func plainBar(of measure: Int) -> Int {
    let bar = bar(of: measure)
    let start = bar - bar % DrumTakes.phraseLength
    // Cycles of two bars are the usual ones.
    return [bar, bar - 2, bar - 1, bar - 3].first { $0 >= start && !fills.contains($0) } ?? bar
  }
}

extension DrumTakes.Stroke {
  /// The stroke whatever its loudness.
  fileprivate var place: DrumTakes.Stroke { .init(step: step, voice: voice, loudness: 0) }

  fileprivate var isOnDrum: Bool { [.snare, .tomHigh, .tomMid, .tomLow].contains(voice) }

  /// How much of a groove hangs on the stroke: 0 nothing, 1 all.
  fileprivate var need: Double {
    switch voice {
    case .kick: step % 8 == 0 ? 1 : step % 2 == 0 ? 0.7 : 0.5
    case .snare, .sideStick: loudness > 1 ? 1 : 0.25
    case .hat, .open, .ride, .bell: step % 4 == 0 ? 1 : step % 2 == 0 ? 0.6 : 0.35
    case .crash: 0.4
    case .tomHigh, .tomMid, .tomLow: 0.5
    }
  }
}

extension Drummer {
  /// A measure of the take, as far as its level goes: the calmer, the fewer strokes; half time where it is low.
  func play(_ take: TakePlaying, _ view: SectionView, _ measure: Int, momentum: Int) -> [PlayedStroke] {
    let mayFill = view.part.fills == nil && view.treatment.fillsAtEnd != false || view.activity[measure] == .fill
    let level = IntensityMapping.grooveLevel(
      momentum: momentum + view.treatment.density, isThin: view.activity[measure] == .thin)
    let isHalfTime = IntensityMapping.isHalfTime(momentum: level)
    let least = isHalfTime ? 0 : Double(500 - level) / 400
    let bar = take.bars[mayFill ? take.bar(of: measure) : take.plainBar(of: measure)]
    let strokes = bar.filter { $0.need > least && (!isHalfTime || $0.step < 8) && !isLeft($0, measure) }.compactMap(played)
    guard isHalfTime else { return strokes }
    return strokes.map { stroke in
      var long = stroke
      long.onset = stroke.onset * 2
      long.duration = stroke.duration * 2
      return long
    }
  }

  /// The fill that leads to a new section, out of the same take; nil where its bar is one. A player who has none takes the
  /// pattern's.
  func fill(_ take: TakePlaying, _ view: SectionView, _ measure: Int) -> DrumFill? {
    guard !take.fills.isEmpty else { return fill(view, measure) }
    guard !take.fills.contains(take.bar(of: measure)) else { return nil }
    var stream = stream(ofBar: measure).child("take").generator
    let bar = take.bars[stream.element(of: take.fills)]
    let isStrong = view.measures[measure].momentum >= 600
    let begin = meter.beats[[3, 2, 0][stream.pick(weights: [8, 3, isStrong ? 1 : 0])]].start
    let strokes = bar.compactMap(played).filter { $0.onset >= begin }
    return DrumFill(begin: begin, strokes: strokes, keepsKick: true)
  }

  /// In returns some ghost strokes stay out, so that no two are the same.
  private func isLeft(_ stroke: DrumTakes.Stroke, _ measure: Int) -> Bool {
    guard ordinal > 0, stroke.voice == .snare, stroke.loudness < 2 else { return false }
    return lot(.left, name(of: stroke.voice) ?? "", Int(stroke.step), in: stream(ofBar: measure)) < 0.2 * looseness
  }

  /// A stroke of a take on the kit; nil where the kit has nothing for it.
  private func played(_ stroke: DrumTakes.Stroke) -> PlayedStroke? {
    guard let name = name(of: stroke.voice) else { return nil }
    let kind: PatternSet.Stroke = name == "hat" && stroke.voice == .open ? .open : stroke.loudness > 7 ? .accent : .normal
    let emphasis = Int((looseness * Double(loudnessSteps[Int(stroke.loudness)])).rounded())
    return PlayedStroke(
      onset: sixteenth * Rational(Int(stroke.step)), duration: sixteenth, voice: name, stroke: kind, emphasis: emphasis)
  }

  private func name(of voice: DrumTakes.Voice) -> String? {
    let names =
      switch voice {
      case .kick: ["kick"]
      case .snare: ["snare"]
      case .sideStick: ["rim", "snare"]
      case .hat: ["hat"]
      case .open: ["open", "hat"]
      case .ride: ["ride", "hat"]
      case .bell: ["bell", "ride", "hat"]
      case .crash: ["crash", "ride"]
      case .tomHigh: ["tom-high", "tom-mid", "snare"]
      case .tomMid: ["tom-mid", "tom-high", "snare"]
      case .tomLow: ["tom-low", "tom-mid", "snare"]
      }
    return names.first(where: kit.contains)
  }
}

/// Steps of velocity by which strokes of each loudness lie above the measure's level. What is soft, usual and loud stays
/// apart when velocities are humanised, and all are softer, so that the loudest stand out.
private let loudnessSteps = [-54, -47, -28, -21, -13, -5, 0, 20, 28, 36]
