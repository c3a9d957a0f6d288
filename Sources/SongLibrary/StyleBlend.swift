// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension Library {
  /// The blend that a key of two styles with their shares means; nil where it means none.
  func blend(_ key: String) -> Style? {
    let parts = key.split(separator: ",").map { $0.split(separator: " ") }
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0[1].hasSuffix("%") }),
      let first = find(String(parts[0][0]), in: styles), let second = find(String(parts[1][0]), in: styles),
      let share = Int(parts[0][1].dropLast()), let rest = Int(parts[1][1].dropLast()), share > 0, rest > 0, share + rest == 100
    else { return nil }
    return first.blended(with: second, share: share, key: key)
  }
}

extension Style {
  /// A blend of two styles: the heavier one's sections, forms, models, groove and mix; tempo, temperatures and playing in
  /// between; keys, meters, instruments and patterns of both by their shares; and the parts of the lighter one whose roles
  /// the heavier one hasn't.
  ///
  /// - Parameter share: percent of this style, 1...99.
  fileprivate func blended(with other: Style, share: Int, key: String) -> Style {
    guard share >= 50 else { return other.blended(with: self, share: 100 - share, key: key) }
    let mixer = Mixer(share: share)
    return Style(
      key: key, name: "\(name) and \(other.name)",
      tags: tags + other.tags.filter { !tags.contains($0) }, arrangement: mixer.arrangement(arrangement, other.arrangement),
      composition: mixer.composition(composition, other.composition), humanize: mixer.humanize(humanize, other.humanize),
      mix: mix)
  }
}

/// Takes values from two styles, the first of which has the larger share.
private struct Mixer {
  let share: Int

  func between(_ first: Int, _ second: Int) -> Int {
    (Rational(first * share + second * (100 - share)) / 100).rounded
  }

  private func between(_ first: Rational, _ second: Rational) -> Rational {
    Rational(((first * Rational(share) + second * Rational(100 - share)) / 100).rounded)
  }

  /// The choices of both, each style's weights as its share of all.
  func choices<Value>(_ first: [Style.Choice<Value>], _ second: [Style.Choice<Value>]) -> [Style.Choice<Value>] {
    func parts(_ choices: [Style.Choice<Value>], _ percent: Int) -> [Style.Choice<Value>] {
      let all = choices.reduce(0) { $0 + $1.weight }
      return choices.map { .init(value: $0.value, weight: max(1, $0.weight * percent * 100 / max(1, all))) }
    }
    let added = parts(second, 100 - share)
    let kept = parts(first, share).map { choice in
      let twin = added.first { $0.value == choice.value }
      return Style.Choice(value: choice.value, weight: choice.weight + (twin?.weight ?? 0))
    }
    return kept + added.filter { choice in !first.contains { $0.value == choice.value } }
  }

  func arrangement(_ first: Style.ArrangementSettings, _ second: Style.ArrangementSettings) -> Style.ArrangementSettings {
    Style.ArrangementSettings(
      tempo: .init(
        low: between(first.tempo.low, second.tempo.low), high: between(first.tempo.high, second.tempo.high),
        prefer: between(first.tempo.prefer, second.tempo.prefer)),
      meters: choices(first.meters, second.meters), modes: choices(first.modes, second.modes),
      tonics: choices(first.tonics, second.tonics), sections: first.sections, forms: first.forms, returns: first.returns,
      cycle: first.cycle, band: band(first.band, second.band))
  }

  /// The first style's parts, each with the instruments and patterns of the second's part in the same role; then the
  /// second's parts in roles of their own. Drums stay one style's, since their patterns are made for their kits.
  private func band(_ first: [Style.BandPart], _ second: [Style.BandPart]) -> [Style.BandPart] {
    var rest = second
    let merged = first.map { part -> Style.BandPart in
      guard part.role != .drums, let index = rest.firstIndex(where: { $0.role == part.role }) else { return part }
      let twin = rest.remove(at: index)
      return Style.BandPart(
        name: part.name, role: part.role, instruments: choices(part.instruments, twin.instruments),
        patterns: choices(part.patterns, twin.patterns), from: between(part.from, twin.from), levelDB: part.levelDB,
        pan: part.pan)
    }
    let own = rest.filter { part in !first.contains { $0.role == part.role || $0.name == part.name } }
    return merged + own
  }

  func composition(_ first: Style.CompositionSettings, _ second: Style.CompositionSettings) -> Style.CompositionSettings {
    Style.CompositionSettings(
      harmonyModel: first.harmonyModel, progressions: first.progressions, halfBarsPerChord: first.halfBarsPerChord,
      cadences: between(first.cadences, second.cadences),
      harmonyTemperature: between(first.harmonyTemperature, second.harmonyTemperature), melodyModel: first.melodyModel,
      rhythmModel: first.rhythmModel, rhythmCells: first.rhythmCells, density: between(first.density, second.density),
      melodyTemperature: between(first.melodyTemperature, second.melodyTemperature),
      tunePlans: first.tunePlans, repetition: between(first.repetition, second.repetition), repeats: between(first.repeats, second.repeats),
      passing: between(first.passing, second.passing), variesEndings: first.variesEndings, ornament: first.ornament,
      looseness: between(first.looseness, second.looseness), takes: first.takes)
  }

  func humanize(_ first: Settings.Humanize, _ second: Settings.Humanize) -> Settings.Humanize {
    var result = Settings.Humanize(
      timing: between(first.timing, second.timing), velocity: between(first.velocity, second.velocity),
      swing: between(first.swing, second.swing), length: between(first.length, second.length))
    result.rules = Settings.PlayingRule.allCases.compactMap { rule in
      let amounts = [first, second].map { style in style.rules.first { $0.rule == rule }?.percent ?? 0 }
      let amount = between(amounts[0], amounts[1])
      return amount == 0 ? nil : .init(rule, amount)
    }
    result.groove = first.groove
    return result
  }
}
