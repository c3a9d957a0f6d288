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
  /// Those that have nothing of a fill.
  private let plain: [Bool]
  /// What the section plays, one for every four of its measures.
  let phrases: [Int]
  /// Whether the player has the ride in it.
  let rides: Bool
  /// How likely a section opens with a crash: as often as phrases of the take do.
  let openingCrash: Double

  init(bars: [[DrumTakes.Stroke]], phrases: [Int]) {
    self.bars = bars
    self.phrases = phrases
    var counts: [DrumTakes.Stroke: Int] = [:]
    for stroke in bars.joined() { counts[stroke.place, default: 0] += 1 }
    // What the player usually does somewhere comes in every other or third bar.
    let beside = bars.map { bar in bar.filter { $0.isOnDrum && counts[$0.place, default: 0] * 3 <= bars.count } }
    func isMuch(_ strokes: [DrumTakes.Stroke]) -> Bool {
      strokes.count + (strokes.contains { $0.voice != .snare } ? 2 : 0) >= 3
    }
    let fills = bars.indices.filter { index in
      isMuch(beside[index].filter { $0.step >= 8 }) && bars[index].count { $0.isOnDrum && $0.step >= 12 } >= 2
    }
    self.fills = fills
    plain = bars.indices.map { !fills.contains($0) && !isMuch(beside[$0].filter { !$0.isGhost }) }
    rides = bars.joined().contains { $0.voice == .ride }
    let starts = stride(from: 0, to: bars.count, by: DrumTakes.phraseLength)
    let crashes = starts.count { bars[$0].contains { $0.voice == .crash && $0.step == 0 } }
    openingCrash = Double(crashes * DrumTakes.phraseLength) / Double(bars.count)
  }

  /// The number of the bar that a measure of the section plays.
  func bar(of measure: Int) -> Int {
    phrases[measure / DrumTakes.phraseLength] * DrumTakes.phraseLength + measure % DrumTakes.phraseLength
  }

  /// The same, or one in its place that has nothing of a fill: of its phrase, else the nearest of the take.
  func plainBar(of measure: Int) -> Int {
    let bar = bar(of: measure)
    let phrase = bar / DrumTakes.phraseLength
    func distance(_ other: Int) -> Int {
      // Cycles of two bars are the usual ones.
      abs(other / DrumTakes.phraseLength - phrase) * 16 + abs(other - bar) + (other % 2 == bar % 2 ? 0 : 2)
    }
    return bars.indices.filter { plain[$0] }.min { (distance($0), $0) < (distance($1), $1) } ?? bar
  }
}

extension DrumTakes.Stroke {
  /// The stroke whatever its loudness.
  fileprivate var place: DrumTakes.Stroke { .init(step: step, voice: voice, loudness: 0) }

  /// A soft stroke between the others.
  fileprivate var isGhost: Bool { voice == .snare && loudness < 2 }

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
    let least = Double((isHalfTime ? 300 : 500) - level) / 400
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

  /// The fill that leads to a new section, out of the same take, one that ends a phrase if there is; nil where its bar is
  /// one. A player who has none takes the pattern's.
  func fill(_ take: TakePlaying, _ view: SectionView, _ measure: Int) -> DrumFill? {
    guard !take.fills.isEmpty else { return fill(view, measure) }
    guard !take.fills.contains(take.bar(of: measure)) else { return nil }
    let endings = take.fills.filter { ($0 + 1).isMultiple(of: DrumTakes.phraseLength) }
    var stream = stream(ofBar: measure).child("take").generator
    let bar = take.bars[stream.element(of: endings.isEmpty ? take.fills : endings)]
    let isStrong = view.measures[measure].momentum >= 600
    let begin = meter.beats[[3, 2, 0][stream.pick(weights: isStrong ? [8, 3, 1] : [8, 2, 0])]].start
    let strokes = bar.compactMap(played).filter { $0.onset >= begin }
    return DrumFill(begin: begin, strokes: strokes, keepsKick: true)
  }

  /// In returns some ghost strokes stay out, so that no two are the same.
  private func isLeft(_ stroke: DrumTakes.Stroke, _ measure: Int) -> Bool {
    guard ordinal > 0, stroke.isGhost else { return false }
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
