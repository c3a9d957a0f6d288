// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

extension SettingsMaker {
  /// Says which of the moods that the spec names can't be heard beside the others or wasn't made for its style, with the
  /// nearest that can and was. Every combination is played all the same.
  mutating func checkMoods(_ style: Style, _ moods: [Mood]) {
    guard spec.moods.count == moods.count else { return }
    var heard = moods
    for (said, mood) in zip(spec.moods, moods).reversed() {
      let loss = MoodLoss(of: mood, among: heard)
      guard heard.count > 1, loss.isUnheard else { continue }
      let others = heard.filter { $0.key != mood.key }
      let places = moods.filter { mood in others.contains { $0.key == mood.key } }
      let nearest = library.nearestMood(to: mood) { candidate in
        guard candidate.suits(style), !moods.contains(where: { $0.key == candidate.key }) else { return false }
        // In the place of the mood that it stands for.
        let list = heard.map { $0.key == mood.key ? candidate : $0 }
        return list.allSatisfy { !MoodLoss(of: $0, among: list).isUnheard }
      }
      settler.sink.report(
        .moodUnheard(
          mood.key, besides: places.map(\.key), modes: loss.mode.map { ($0.key, modes(of: $0), modes(of: mood)) },
          moved: loss.moved, lost: loss.lost, nearest: nearest?.key, at: said.span
        ).inside("mood"))
      heard = others
    }
    guard spec.style != nil else { return }
    for (said, mood) in zip(spec.moods, moods) where !mood.suits(style) && heard.contains(where: { $0.key == mood.key }) {
      let others = heard.filter { $0.key != mood.key }
      let nearest = library.nearestMood(to: mood) { candidate in
        let list = others + [candidate]
        return candidate.suits(style) && !moods.contains { $0.key == candidate.key }
          && list.allSatisfy { !MoodLoss(of: $0, among: list).isUnheard }
      }
      settler.sink.report(
        .moodUnusual(mood.key, style: style.key, styles: mood.styles, nearest: nearest?.key, at: said.span).inside("mood"))
    }
  }

  /// Says where the spec's key is in none of the modes of its mood.
  mutating func checkKey(_ moods: [Mood]) {
    guard let key = spec.key, !spec.moods.isEmpty, let mood = moods.first(where: { !$0.modes.isEmpty }),
      !mood.modes.contains(where: { $0.value == key.value.mode })
    else { return }
    // The nearest key is the one on the same tonic whose signature differs least.
    let modes = mood.modes.map(\.value)
    let nearest = modes.min { ($0.fifths - key.value.mode.fifths).magnitude < ($1.fifths - key.value.mode.fifths).magnitude }
    settler.sink.report(
      .keyUnusual(
        "\(key.value)", mood: mood.key, modes: self.modes(of: mood),
        nearest: nearest.map { "\(Key(tonic: key.value.tonic, mode: $0))" } ?? "", at: key.span
      ).inside("key"))
  }

  /// Says for which of the spec's meters no part of the style's band has a pattern.
  mutating func checkMeters(_ style: Style, _ parts: [Settings.Part], _ meters: [Meter]) {
    guard spec.style != nil else { return }
    let players = parts.filter { part in
      let isSaid = spec.parts?.contains { utf8Equal($0.name.value, part.id) && $0.pattern != nil } ?? false
      return !part.role.isLine && !isSaid
    }
    guard !players.isEmpty else { return }
    for meter in meters where !players.contains(where: { part in part.patterns.contains { utf8Equal("\($0.meter)", "\(meter)") } }) {
      let section = spec.sections.first { $0.meter?.value == meter }
      guard let said = spec.meter?.value == meter ? spec.meter : section?.meter else { continue }
      let known = style.arrangement.band.flatMap(\.patterns).compactMap { library.pattern($0.value)?.meter }
      let nearest = known.min { $0.distance(to: meter) < $1.distance(to: meter) }
      let path = spec.meter?.value == meter ? "time" : "sections.\(section?.name.value ?? "").time"
      settler.sink.report(
        .meterUnusual("\(meter)", style: style.key, nearest: nearest.map { "\($0)" }, at: said.span).inside(path))
    }
  }

  private func modes(of mood: Mood) -> [String] { mood.modes.map(\.value.rawValue) }
}

extension Meter {
  /// How unlike two meters are: quarter notes of their lengths, more where only one counts in threes or has dotted beats.
  fileprivate func distance(to other: Meter) -> Rational {
    let difference = length > other.length ? length - other.length : other.length - length
    let isThreefold = (numerator % 3 == 0) == (other.numerator % 3 == 0)
    return difference + Rational(isThreefold ? 0 : 2) + Rational(isCompound == other.isCompound ? 0 : 1)
  }
}
