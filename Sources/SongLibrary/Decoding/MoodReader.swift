// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongMusic

private let moodSchema = MapSchema(
  "a mood",
  [
    KeySchema("name", "its name for people", .text),
    KeySchema("tags", "objects that carry one of these suit it", .list(.text)),
    KeySchema("modes", "modes with weights, instead of the style's", .names(.text)),
    KeySchema("tempo", "of the style's preferred tempo", .text),
    KeySchema("register", "semitones", .text),
    KeySchema("density", "of the style's density", .text),
    KeySchema("intensity", "added to the level of every section", .text),
    KeySchema("brightness", "treble of the bus", .text),
    KeySchema("space", "reverb sends", .text),
    KeySchema("temperature", "of the style's temperatures", .text),
    KeySchema("articulation", "share of the written length that sounds", .text),
  ])

extension ObjectReader {
  mutating func mood() -> Mood? {
    guard let fields = root(moodSchema) else { return nil }
    let mood = Mood(
      key: key, name: text(fields, "name"), tags: texts(fields, "tags"),
      modes: fields["modes"] == nil ? [] : weights(fields, "modes", of: "modes") { Mode(rawValue: $0) },
      tempo: percent(fields, "tempo", in: 25...400), register: integer(fields, "register", in: -24...24),
      density: percent(fields, "density", in: 10...300), intensity: thousandths(fields, "intensity", in: -100...100),
      brightnessDB: decibels(fields, "brightness", in: -12...12), spaceDB: decibels(fields, "space", in: -24...12),
      temperature: percent(fields, "temperature", in: 10...300),
      articulation: percent(fields, "articulation", in: 10...100))
    return isClean ? mood : nil
  }
}
