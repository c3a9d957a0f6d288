// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Strokes that take the place of the groove's to the end of a measure.
struct DrumFill {
  let begin: ScoreTime
  let strokes: [PlayedStroke]
  /// Whether the foot goes on under it.
  var keepsKick = false

  /// The groove goes on until the fill begins.
  func replacing(in groove: [PlayedStroke]) -> [PlayedStroke] {
    let kicks = strokes.filter { $0.voice == "kick" }.map(\.onset)
    return groove.filter { $0.onset < begin || keepsKick && $0.voice == "kick" && !kicks.contains($0.onset) } + strokes
  }
}

extension Drummer {
  /// The fill that leads to a new section: the take's own, where the player has one in mind.
  func lead(_ view: SectionView, _ measure: Int) -> DrumFill? {
    take.map { fill($0, view, measure) } ?? fill(view, measure)
  }

  /// The fill that leads to a new section, of the pattern: a beat, half a measure or all of one; nil where the groove has none.
  func fill(_ view: SectionView, _ measure: Int) -> DrumFill? {
    let momentum = view.measures[measure].momentum
    guard let pattern = view.pattern else { return nil }
    guard looseness > 0 else {
      return pattern.fill(at: momentum, turn: ordinal).map { fill in
        DrumFill(begin: fill.hits.map(\.onset).min() ?? .zero, strokes: fill.hits.compactMap(PlayedStroke.init))
      }
    }
    let weights = momentum < 600 ? [5, 4, 1] : [4, 4, 2]
    return fill(of: pattern, momentum, stream(ofBar: measure).child("fill"), weights: weights)
  }

  /// A short fill at the end of a phrase inside a section, where the player likes it; nil elsewhere.
  ///
  /// A part whose fills the spec places, or a section without one, has none of these.
  func turn(_ view: SectionView, _ measure: Int) -> DrumFill? {
    guard take == nil, looseness > 0, isSet, view.part.fills == nil, view.treatment.fillsAtEnd != false, view.activity[measure] == .full,
      measure + 1 < view.measures.count, view.isActive(measure + 1), !view.measures[measure + 1].isRing,
      let pattern = view.pattern
    else { return nil }
    let momentum = view.measures[measure].momentum
    let mean = measure % 4 == 3 ? 0.25 : measure % 2 == 1 ? 0.1 : 0.04
    let stream = stream(ofBar: measure).child("turn")
    guard momentum >= 300, stream.unit(at: 0) < min(0.9, looseness * mean * zeal("turn")) else { return nil }
    return fill(of: pattern, momentum - 100, stream, weights: [5, 4, 1])
  }

  /// A fill of the pattern, as it comes to the player's hands.
  ///
  /// - Parameter weights: of a beat, half a measure, all of it.
  private func fill(of pattern: PatternSet, _ momentum: Int, _ seed: Seed, weights: [Int]) -> DrumFill? {
    guard let usual = pattern.fill(at: momentum) else { return nil }
    var stream = seed.child("choice").generator
    let fill = stream.chance(percent: 60) ? usual : pattern.fill(at: momentum, turn: 1) ?? usual
    let strokes = fill.hits.compactMap(PlayedStroke.init)
    let beats = meter.beats
    let begins = [beats[beats.count - 1].start, beats[beats.count / 2].start, .zero]
    let drawn = stream.pick(weights: weights)
    // A fill that begins so late that hardly any of it is left begins earlier.
    let begin = begins[drawn...].first { begin in strokes.count { $0.onset >= begin && $0.voice != "kick" } >= 2 } ?? .zero
    let keepsKick = isSet && stream.chance(percent: 60)
    return DrumFill(begin: begin, strokes: played(strokes.filter { $0.onset >= begin }, from: begin, &stream), keepsKick: keepsKick)
  }

  /// Strokes move to other drums, are left out or doubled, and grow louder to the end.
  private func played(_ strokes: [PlayedStroke], from begin: ScoreTime, _ stream: inout RandomStream) -> [PlayedStroke] {
    let percent = Int((looseness * 100).rounded())
    let set = drums.filter(kit.contains)
    let taken = Set(strokes.map(\.onset))
    // Some fills run through in sixteenths, some go down the drums from the first stroke to the last.
    let runs = stream.chance(percent: percent * 3 / 4)
    let descends = stream.chance(percent: percent / 3)
    let top = descends ? stream.below(max(1, set.count)) : 0
    // A fill of a whole bar may be on the drums alone.
    let isSolo = begin == .zero && set.count > 1 && stream.chance(percent: percent * 2 / 3)
    var result: [PlayedStroke] = []
    func add(_ stroke: PlayedStroke, at onset: ScoreTime, by change: Int) {
      var stroke = stroke
      stroke.onset = onset
      stroke.duration = sixteenth
      stroke.emphasis += change
      let rise = ((onset - begin) / (meter.length - begin)).double
      if set.count > 1, let place = set.firstIndex(of: stroke.voice) {
        let moves = stream.chance(percent: 15 * percent / 100)
        let target = descends ? max(place, top + Int(rise * Double(set.count - top))) : place
        let moved = moves ? (target + 1 < set.count ? target + 1 : target - 1) : target
        stroke.voice = set[moved]
      }
      let isTom = stroke.voice.hasPrefix("tom")
      let spread = 10 * stream.gaussian()
      let wished = Double(stroke.emphasis) / 2 + (isTom ? 26 : set.contains(stroke.voice) ? 8 + 12 * rise : 0) + spread
      stroke.emphasis += Int((looseness * (wished - Double(stroke.emphasis))).rounded())
      result.append(stroke)
    }
    for (index, stroke) in strokes.enumerated() {
      var stroke = stroke
      if isSolo, ["hat", "open", "ride"].contains(stroke.voice) { stroke.voice = set[0] }
      let (_, fineness) = DrummerHabits.place(stroke.onset, meter)
      let isDrum = set.contains(stroke.voice)
      let leaves = stream.chance(percent: 5 * percent / 100)
      let doubles = stream.chance(percent: 75 * percent / 100)
      if leaves, fineness != .beat, index + 1 < strokes.count { continue }
      add(stroke, at: stroke.onset, by: 0)
      guard doubles || runs, isDrum else { continue }
      var next = stroke.onset + sixteenth
      repeat {
        guard next < meter.length, !taken.contains(next) else { break }
        add(stroke, at: next, by: -12)
        next += sixteenth
      } while runs
    }
    return result
  }
}

/// What fills are played on, from high to low; other kits' strokes stay where they are.
private let drums = ["snare", "tom-high", "tom-mid", "tom-low"]
