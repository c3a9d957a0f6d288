// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// Which chords a section may have, how welcome they are, and which ones its beginning and its end ask for.
struct ChordPalette {
  let plan: SegmentPlan
  private let hasSyntax: Bool
  private let colour: Double
  /// What can be drawn, and what must be drawable for the wishes to be met.
  let alphabet: [Int]

  init(plan: SegmentPlan, model: any SequenceModel, colour: Double) {
    self.plan = plan
    self.colour = colour
    hasSyntax = model.hasSyntax
    var alphabet = model.alphabet()
    var needed = [value(of: plan.key.triad(1), in: plan.key)]
    if plan.phrases != nil { needed += (plan.key.dominants + (1...7).map { plan.key.triad($0) }).map { value(of: $0, in: plan.key) } }
    if plan.wish.cadence != .auto || plan.wish.colour == .share(0) || !plan.wish.avoid.isEmpty {
      let chords = plan.wish.finals(in: plan.key) + plan.wish.approaches(in: plan.key) + (1...7).map { plan.key.triad($0) }
      needed += chords.map { value(of: $0, in: plan.key) }
    }
    for value in needed where !alphabet.contains(value) { alphabet.append(value) }
    self.alphabet = alphabet
  }

  // MARK: Weights

  /// Soft weights: those of the scale, times the piece's colour.
  func weight(_ value: Int) -> Double {
    let isPlain = ChordType(rawValue: value % ChordType.count).map { $0.pitchClasses.count < 4 && $0 != .sus4 && $0 != .sus2 }
    return scaleWeight(value) * (isPlain ?? true || hasSyntax || plan.wish.colour != .auto ? 1 : colour)
  }

  /// Chords of the scale 1; in major and minor others less; in other modes never.
  private func scaleWeight(_ value: Int) -> Double {
    guard let type = ChordType(rawValue: value % ChordType.count) else { return 0 }
    let degree = value / ChordType.count
    if plan.wish.colour == .share(0), ![.major, .minor, .diminished].contains(type) { return 0 }
    if plan.wish.avoids(chord(value, in: plan.key), in: plan.key) { return 0 }
    // Chords beside the scale are the model's own matter, in the modes that it knows.
    if hasSyntax, plan.key.mode == .major || plan.key.mode == .minor { return 1 }
    let scale = Set(plan.key.mode.semitones)
    let tones = type.pitchClasses.map { ($0 + degree) % 12 }
    if type == .power || type == .augmented || type == .diminished7 { return 0 }
    if tones.allSatisfy(scale.contains) { return type == .diminished || type == .halfDiminished ? 0.4 : 1 }
    switch plan.key.mode {
    case .minor:
      // The dominant with the raised leading note.
      return degree == 7 && (type == .major || type == .dominant7) ? 1 : borrowed(type)
    case .major: return borrowed(type)
    default: return 0
    }
  }

  // MARK: What is asked for

  /// Those of the values that can be drawn; nil where there is none.
  func drawable(_ values: [Int]) -> [Int]? {
    let left = values.filter { alphabet.contains($0) && weight($0) > 0 }
    return left.isEmpty ? nil : left
  }

  func drawable(_ chords: [Chord]) -> [Int]? { drawable(chords.map { value(of: $0, in: plan.key) }) }

  /// What may begin the section; nil where that is free.
  func openings(atHome: Bool) -> [Int]? {
    let degree = openingDegree(of: plan.function, in: plan.key)
    let type = plan.key.mode.isMinor ? ChordType.major : .minor
    let asked = degree == 0 ? nil : drawable([UnknownField.chordValue(degree: degree, type: type)])
    return asked ?? (atHome ? drawable([home]) : nil)
  }

  /// What may end the section; nil where that is free.
  ///
  /// - Parameter isAlone: whether no other chord stands before it.
  func finals(isAlone: Bool) -> [Int]? {
    if plan.wish.cadence == .open { return drawable(alphabet.filter { $0 / ChordType.count != 0 }) }
    if plan.wish.cadence != .auto { return drawable(plan.wish.finals(in: plan.key)) }
    if plan.cadence == .turnaround, !isAlone { return turnaround() }
    if plan.cadence == .authentic || plan.isLast { return drawable([home]) }
    if plan.cadence == .free { return nil }
    return drawable([ChordType.major, .dominant7].map { UnknownField.chordValue(degree: 7, type: $0) }) ?? drawable([home])
  }

  /// What leads to the last chord by habit: the dominant, the subdominant or, in modes without a leading note, the
  /// subtonic; nil where the section doesn't close at home, or the spec says how.
  var habitualApproaches: [Int]? {
    guard plan.wish.cadence == .auto, plan.cadence == .authentic || plan.isLast else { return nil }
    let degrees: Set<Int> = [2, 5, 7, 10, 11]
    return drawable(alphabet.filter { degrees.contains($0 / ChordType.count) })
  }

  /// The triad on the tonic: diminished in locrian.
  private var home: Int { value(of: plan.key.triad(1), in: plan.key) }

  /// What leads back to the chord that the loop begins with: its dominant, else the nearest to one that the key has.
  private func turnaround() -> [Int]? {
    let target = (plan.openingRoot - plan.key.tonic.pitchClass + 12) % 12
    // Above the target: the dominant, the leading note, the subtonic, the subdominant, the second.
    for step in [7, 11, 10, 5, 2] {
      let chords = alphabet.filter { $0 / ChordType.count == (target + step) % 12 && scaleWeight($0) == 1 }
      let dominants = chords.filter { [.major, .dominant7].contains(ChordType(rawValue: $0 % ChordType.count)) }
      if !chords.isEmpty { return dominants.isEmpty ? chords : dominants }
    }
    let others = alphabet.filter { $0 / ChordType.count != target && weight($0) > 0 }
    return others.isEmpty ? nil : others
  }
}

/// How welcome a chord beside the scale is against those of it, in major and minor.
private func borrowed(_ type: ChordType) -> Double {
  switch type {
  case .major, .minor, .dominant7, .minor7: 0.6
  default: 0.1
  }
}
