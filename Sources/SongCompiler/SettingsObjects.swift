// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// What settings are about.
enum SettingsGroup: String, Sendable, CaseIterable {
  case arrangement, composition, audio
}

/// A settings object of the library: an object, or what a style or a mood says about one group.
struct SettingsObject {
  let group: SettingsGroup
  let kind: ListKind
  let row: Row
}

/// All settings objects of the library, by group, kind and name.
///
/// Styles and moods have settings of all groups and stand in each.
func settingsObjects(of library: Library, trained: [ListedModel]) -> [SettingsObject] {
  func objects(_ group: SettingsGroup, _ kind: ListKind, _ rows: [Row]) -> [SettingsObject] {
    rows.map { SettingsObject(group: group, kind: kind, row: $0) }
  }
  return SettingsGroup.allCases.flatMap { group -> [SettingsObject] in
    let common = objects(group, .styles, library.styles.map { Row(name: $0.key, text: $0.settings(of: group), tags: $0.tags) })
      + objects(group, .moods, library.moods.map { Row(name: $0.key, text: $0.settings(of: group), tags: library.tags(of: $0)) })
    let kinds: [ListKind] = switch group {
    case .arrangement: []
    case .composition: [.patterns, .models]
    case .audio: [.instruments, .drumkits, .sounds, .effects, .mixes]
    }
    return common + kinds.flatMap { objects(group, $0, rows($0, library, trained: trained)) }
  }
}

/// The tags that objects carry, those of styles and moods first, with how many objects carry each.
func tagRows(_ objects: [SettingsObject], _ library: Library) -> [Row] {
  // Styles and moods stand in each group and count once.
  let once = objects.filter { $0.group == .audio || $0.kind != .styles && $0.kind != .moods }
  var counts: [String: Int] = [:]
  for tag in once.flatMap(\.row.tags) { counts[tag, default: 0] += 1 }
  func rank(_ tag: String) -> (Int, String) {
    if library.styles.contains(where: { utf8Equal($0.key, tag) }) { return (0, "style") }
    if library.mood(tag) != nil { return (1, "mood") }
    return library.instrument(tag) != nil ? (2, "instrument") : (3, "property")
  }
  return counts.keys.sorted { rank($0).0 != rank($1).0 ? rank($0).0 < rank($1).0 : utf8Precedes($0, $1) }.map { tag in
    Row(name: tag, text: "\(rank(tag).1), \(counts[tag] == 1 ? "1 object" : "\(counts[tag, default: 0]) objects")", tags: [tag])
  }
}

extension Library {
  /// A mood that names no style suits all.
  func tags(of mood: Mood) -> [String] {
    mood.tags.contains { tag in styles.contains { utf8Equal($0.key, tag) } } ? mood.tags : mood.tags + styles.map(\.key)
  }

  /// An instrument suits the styles whose bands have it; its name is a tag, which what is written for it carries too.
  func tags(of instrument: Instrument) -> [String] {
    distinct(instrument.tags + styles(withPart: { $0.instruments.map(\.value) }, instrument.key) + [instrument.key])
  }

  /// A pattern suits the styles whose bands play it.
  func tags(of pattern: PatternSet) -> [String] {
    distinct(pattern.tags + styles(withPart: { $0.patterns.map(\.value) }, pattern.key))
  }

  private func styles(withPart names: (Style.BandPart) -> [String], _ key: String) -> [String] {
    styles.filter { style in style.arrangement.band.contains { part in names(part).contains { utf8Equal($0, key) } } }.map(\.key)
  }

  /// A kit suits what the instruments with it suit.
  func tags(of kit: DrumKit) -> [String] {
    distinct(instruments.filter { $0.kit.map { utf8Equal($0, kit.key) } ?? false }.flatMap { tags(of: $0) })
  }

  /// The styles that a model writes for.
  func stylesWritten(by model: String) -> [String] {
    styles.filter { style in
      let counter = style.arrangement.band.contains { $0.role == .counter } ? ["counter"] : []
      return ([style.composition.harmonyModel, style.composition.melodyModel, style.composition.rhythmModel] + counter)
        .contains { utf8Equal($0, model) }
    }.map(\.key)
  }
}

/// The names without those that came before.
func distinct(_ names: [String]) -> [String] {
  var result: [String] = []
  for name in names where !result.contains(where: { utf8Equal($0, name) }) { result.append(name) }
  return result
}

extension Style {
  fileprivate func settings(of group: SettingsGroup) -> String {
    switch group {
    case .arrangement:
      let meters = arrangement.meters.map { "\($0.value)" }.joined(separator: " ")
      let band = arrangement.band.map(\.name).joined(separator: " ")
      return "\(arrangement.tempo.low)..\(arrangement.tempo.high) BPM, \(meters), \(band)"
    case .composition:
      return "chords by \(composition.harmonyModel), tune by \(composition.melodyModel) and \(composition.rhythmModel), "
        + "density \(composition.density)%"
    case .audio:
      return "mix \(mix), timing \(shortest(Double(humanize.timing) / 1000)) ms, velocity \(humanize.velocity)%, "
        + "swing \(shortest(Double(humanize.swing) / 10))%"
    }
  }
}

extension Mood {
  fileprivate func settings(of group: SettingsGroup) -> String {
    switch group {
    case .arrangement: "tempo \(tempo)%, intensity \(signed(Double(intensity) / 10))%"
    case .composition:
      (modes.isEmpty ? "" : modes.map(\.value.rawValue).joined(separator: " ") + ", ")
        + "register \(signed(Double(register))), density \(density)%, temperature \(temperature)%"
    case .audio: "brightness \(signed(brightnessDB)) dB, space \(signed(spaceDB)) dB, articulation \(articulation)%"
    }
  }
}

private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + shortest(value) }
