// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

extension SettingsMaker {
  /// The chords that the piece wishes for; `avoid` is the spec's alone.
  mutating func decideHarmony(_ style: Style, _ moods: [Mood]) -> Settings.Harmony {
    let said = spec.harmony
    var wish = HarmonyWish()
    let usual = HarmonyWish.Rate(bars: Rational(style.composition.halfBarsPerChord, 2), isExact: false)
    wish.rate = settler.decide("harmony.rate", spec: said.rate?.value, otherwise: usual, reason: .style)
    wish.colour = settler.decide("harmony.colour", spec: said.colour?.value, otherwise: .auto, reason: .standard)
    wish.cadence = settler.decide("harmony.cadence", spec: said.cadence?.value, otherwise: .auto, reason: .standard)
    wish.avoid = (said.avoid ?? []).map(\.value)
    settler.record("harmony.avoid", NameList(wish.avoid.map(\.text)), said.avoid == nil ? .standard : .spec)
    return Settings.Harmony(
      model: style.composition.harmonyModel,
      temperature: scaled(style.composition.harmonyTemperature, by: moods.map(\.temperature)),
      cadences: style.composition.cadences, progressions: style.composition.progressions, wish: wish)
  }

  /// The form with the wishes of sections that say some; reports those that no chord can meet.
  mutating func wishing(_ form: [Settings.FormEntry], _ piece: HarmonyWish) -> [Settings.FormEntry] {
    form.map { entry in
      var result = entry
      let said = spec.section(entry.name)?.harmony ?? Spec.Harmony()
      if !said.isEmpty {
        var wish = piece
        wish.rate = said.rate?.value ?? wish.rate
        wish.colour = said.colour?.value ?? wish.colour
        wish.cadence = said.cadence?.value ?? wish.cadence
        wish.avoid = said.avoid?.map(\.value) ?? wish.avoid
        result.harmony = wish
      }
      if entry.chords == nil { check(result.harmony ?? piece, said.filled(from: spec.harmony), entry) }
      return result
    }
  }

  private mutating func check(_ wish: HarmonyWish, _ said: Spec.Harmony, _ entry: Settings.FormEntry) {
    let beats = entry.meter.groups.count
    if wish.rate.isExact, wish.rate.bars < 1, !(Rational(beats) * wish.rate.bars).isInteger {
      settler.sink.report(
        .harmonicRateIndivisible(wish.rate.text, meter: "\(entry.meter)", beats: beats, at: said.rate?.span)
          .inside("harmony.rate"))
    }
    let place = said.avoid?.first?.span
    let key = entry.key
    func report(_ what: String, _ chords: [Chord]) {
      guard chords.allSatisfy({ wish.avoids($0, in: key) }) else { return }
      settler.sink.report(
        .noChordLeft(what, key: "\(key)", chords: chords.map { "\($0)" }, at: place).inside("harmony.avoid"))
    }
    let scale = (1...7).map { key.triad($0) }
    report("at all", scale)
    if wish.cadence == .open { report("for an open end", Array(scale.dropFirst())) }
    let finals = wish.finals(in: key)
    if !finals.isEmpty { report("to end a section on", finals) }
    let approaches = wish.approaches(in: key)
    if !approaches.isEmpty { report("that leads to the end of a section", approaches) }
  }
}
