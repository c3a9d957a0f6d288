// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// A part of the band.
struct PartPlan {
  let name: String
  /// Nil where the spec leaves it out.
  let role: String?
  let instrument: InstrumentWords?
  var entries: [SpecEntry] = []
  /// Whether a section or a sync point says when it plays.
  var isBound = false

  var kit: String? { instrument?.kit }
}

extension SpecGrammar {
  /// The band: that of the style, or parts by name with roles and instruments.
  mutating func drawParts() {
    var stream = seed.child("band").generator
    guard stream.chance(percent: 62) else { return }
    let count = stream.weighted([(1, 6), (2, 12), (3, 20), (4, 24), (5, 18), (6, 10), (8, 6), (12, 4)])
    let roles: [(String, Int)] = [
      ("melody", 26), ("bass", 20), ("chords", 22), ("drums", 20), ("pad", 14), ("arpeggio", 10), ("harmony", 8), ("counter", 8),
      ("solo", sections.contains { $0.name == "solo" } ? 20 : 0),
    ]
    for index in 0..<count {
      // The first part is one that plays anywhere.
      let role = index == 0 ? stream.element(of: ["melody", "melody", "chords", "pad"]) : stream.weighted(roles)
      let able = instrumentWords.filter { $0.roles.contains(role == "solo" ? "melody" : role) }
      let instrument: InstrumentWords? = stream.chance(percent: 84) ? stream.element(of: able) : nil
      let word = stream.element(of: partNames.first { $0.role == role }?.names ?? ["part"])
      let name = parts.contains { $0.name == word } ? "\(word)-\(index)" : word
      let saysRole = instrument == nil || stream.chance(percent: 92)
      parts.append(PartPlan(name: name, role: saysRole ? role : nil, instrument: instrument))
    }
  }

  /// The keys of each part.
  mutating func writeParts() {
    guard !parts.isEmpty else { return }
    var items: [SpecEntry] = []
    for index in parts.indices {
      var stream = seed.child("part", index).generator
      fill(index, &stream)
      var fields: [SpecEntry] = []
      if let role = parts[index].role { fields.append(SpecEntry("role", role)) }
      if let instrument = parts[index].instrument { fields.append(SpecEntry("instrument", instrument.name)) }
      fields += parts[index].entries
      if stream.chance(percent: 20) { fields = stream.shuffled(fields) }
      items.append(SpecEntry(parts[index].name, .map(fields)))
    }
    add("parts", .map(items))
  }

  private mutating func fill(_ index: Int, _ stream: inout RandomStream) {
    let part = parts[index]
    var fields = part.entries
    let isTune = ["melody", "harmony", "counter"].contains(part.role ?? "")
    if let compass = part.instrument?.compass, part.role != "solo", stream.chance(percent: 18) {
      // An octave and a half at least: chords and tunes have room.
      let room = max(0, compass.count - 19)
      let low = compass.lowerBound + (room > 0 ? stream.below(room) : 0)
      let high = min(compass.upperBound, low + stream.number(in: 18...30))
      fields.append(SpecEntry("range", "\(pitchText(low))..\(pitchText(high))"))
    }
    if !part.isBound, least > 12_000, stream.chance(percent: 14) { fields.append(SpecEntry("enter", placeText(least / 8...least / 3, &stream))) }
    if !part.isBound, least > 12_000, stream.chance(percent: 8) { fields.append(SpecEntry("leave", placeText(least * 2 / 3...least * 9 / 10, &stream))) }
    if stream.chance(percent: 14) { fields.append(SpecEntry("level", "\(stream.number(in: -12...6)) dB")) }
    if stream.chance(percent: 12) { fields.append(SpecEntry("pan", stream.element(of: ["C", "L30", "R100", "-12.5%", "40%", "L100"]))) }
    if parts.count > 2, index > 0, stream.chance(percent: 3) { fields.append(SpecEntry("mute", "true")) }
    if stream.chance(percent: 10) { fields.append(SpecEntry("sends", .map([SpecEntry("reverb", "\(stream.number(in: -30...3)) dB")]))) }
    if stream.chance(percent: 10) { fields.append(SpecEntry("effects", effects(&stream))) }
    if let instrument = part.instrument, stream.chance(percent: 16) { fields.append(SpecEntry("sound", sound(of: instrument, &stream))) }
    if isTune, stream.chance(percent: 16) { fields.append(SpecEntry("ornament", ornament(&stream))) }
    if let pattern = pattern(for: part, &stream) { fields.append(SpecEntry("pattern", pattern)) }
    if part.role == "drums", stream.chance(percent: 22), let places = fills(&stream) { fields.append(SpecEntry("fill", places)) }
    if let other = leader(of: part, &stream) { fields.append(SpecEntry("follow", other)) }
    if let given = given(for: part, &stream) {
      fields.append(SpecEntry("given", given))
      if part.role == "melody", stream.chance(percent: 40) { fields.append(SpecEntry("develop", "\(stream.number(in: 0...100))%")) }
    }
    parts[index].entries = fields
  }

  /// The part that another goes with.
  private func leader(of part: PartPlan, _ stream: inout RandomStream) -> String? {
    guard stream.chance(percent: 40) else { return nil }
    switch part.role {
    case "bass":
      guard let drums = parts.first(where: { $0.role == "drums" }) else { return nil }
      let hasKick = drums.kit == "gm-standard" || drums.kit == "gm-brush"
      return hasKick && stream.chance(percent: 60) ? "\(drums.name).\(stream.element(of: ["kick", "snare"]))" : drums.name
    case "harmony", "counter": return parts.first { $0.role == "melody" }?.name
    default: return nil
    }
  }

  private func placeText(_ range: ClosedRange<Int>, _ stream: inout RandomStream) -> String {
    let names = sections.indices.filter { index in played.count { $0 == index } == 1 && played.first != index }
    if !names.isEmpty, stream.chance(percent: 35) { return sections[stream.element(of: names)].name }
    if let grid, stream.chance(percent: 30) {
      let bar = max(1, (range.lowerBound + range.upperBound) / 2 / max(1, grid.milliseconds(bar: 1)))
      return stream.chance(percent: 70) ? "bar \(bar + 1)" : "bar \(bar + 1) beat 1"
    }
    return timeText(stream.number(in: range), &stream)
  }

  private func effects(_ stream: inout RandomStream) -> SpecNode {
    let plugins: [SpecNode] = [
      .map([SpecEntry("uri", "http://calf.sourceforge.net/plugins/Saturator"), SpecEntry("controls", .map([SpecEntry("drive", "2.5")]))]),
      .map([
        SpecEntry("uri", "http://calf.sourceforge.net/plugins/Reverb"),
        SpecEntry("preset", "http://calf.sourceforge.net/factory_presets#reverb_Room"),
      ]),
    ]
    let count = stream.weighted([(0, 6), (1, 60), (2, 26), (3, 8)])
    return .list((0..<count).map { _ in
      stream.chance(percent: 8) ? stream.element(of: plugins) : .text(stream.word(of: "glue chorus drive echo phaser tremolo hall plate chamber ping-pong"))
    })
  }

  private func sound(of instrument: InstrumentWords, _ stream: inout RandomStream) -> SpecNode {
    if stream.chance(percent: 70) { return .text(stream.element(of: instrument.sounds)) }
    if instrument.kit != nil {
      return .map([SpecEntry("file", "FluidR3_GM"), SpecEntry("program", .number(stream.element(of: [0, 8, 16, 24])))])
    }
    if stream.chance(percent: 12), instrument.roles.contains("melody") {
      var fields = [SpecEntry("uri", "http://drobilla.net/plugins/mda/DX10")]
      if stream.chance(percent: 50) { fields.append(SpecEntry("preset", "http://drobilla.net/plugins/mda/presets#DX10-jazz-e-piano")) }
      if stream.chance(percent: 50) { fields.append(SpecEntry("controls", .map([SpecEntry("attack", "0.2")]))) }
      return .map(fields)
    }
    return .map([SpecEntry("file", "FluidR3_GM"), SpecEntry("bank", "0"), SpecEntry("program", .number(stream.below(96)))])
  }

  private func ornament(_ stream: inout RandomStream) -> SpecNode {
    let kind = stream.word(of: "irish folk baroque pop blues")
    guard stream.chance(percent: 50) else { return .text(kind) }
    return .map([SpecEntry("kind", kind), SpecEntry("share", "\(stream.number(in: 0...100))%")])
  }

  /// Sections with material of their own whose bars the spec says, in their variations too.
  var fixedSections: [SectionPlan] {
    sections.indices.filter { index in
      let own = sections[index]
      return own.base == nil && own.bars == .exact
        && !sections.contains { $0.base == index && $0.isDescribed && ($0.bars != .exact || $0.count != own.count) }
    }.map { sections[$0] }
  }

  /// Places of the form whose bars the spec says.
  private func fills(_ stream: inout RandomStream) -> SpecNode? {
    let fixed = fixedSections.filter { $0.count > 1 }
    guard !fixed.isEmpty else { return nil }
    let section = stream.element(of: fixed)
    let later = played.dropFirst().map { sections[$0].name }
    var places: [SpecNode] = [.text(stream.chance(percent: 50) ? "\(section.name) bar \(stream.number(in: 1...section.count))" : section.name)]
    if !later.isEmpty, stream.chance(percent: 50) { places.append(.text("before \(stream.element(of: later)) 1 bar")) }
    return places.count == 1 && stream.chance(percent: 60) ? places[0] : .list(places)
  }

  /// `c4`, `bb2`.
  private func pitchText(_ key: Int) -> String {
    let names = ["c", "c#", "d", "eb", "e", "f", "f#", "g", "ab", "a", "bb", "b"]
    return names[key % 12] + String(key / 12 - 1)
  }
}

private let partNames: [(role: String, names: [String])] = [
  ("melody", ["tune", "lead", "theme", "hook"]), ("bass", ["bass", "low", "sub"]), ("chords", ["keys", "guitar", "chords"]),
  ("drums", ["drums", "kit", "beat"]), ("pad", ["pad", "strings"]), ("arpeggio", ["arp", "harp", "picking"]),
  ("harmony", ["second", "voice_2"]), ("counter", ["answer", "counter"]), ("solo", ["sax"]),
]
