// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

extension SettingsMaker {
  /// The band: the parts of the spec, or the style's.
  ///
  /// - Parameter meters: those of the piece, the main one first.
  mutating func decideParts(_ style: Style, _ moods: [Mood], _ meters: [Meter]) -> [Settings.Part] {
    let mix = library.mix(style.mix)
    guard let asked = spec.parts else {
      return style.arrangement.band.map { part(named: $0.name, said: nil, band: $0, style, moods, meters, mix) }
    }
    var free = style.arrangement.band
    return asked.map { said in
      // A part of the spec takes after the style's part of the same name or, if none, of the same role.
      let role = said.role?.value ?? roleByName(said.name.value)
        ?? said.instrument.flatMap { library.instrument($0.value)?.roles.first }
      // Who plays solos alone takes no place in the band.
      if said.isSoloist {
        let twin = style.arrangement.band.first { $0.role == .melody }
        return part(named: said.name.value, said: said, band: twin, style, moods, meters, mix)
      }
      let index = free.firstIndex { $0.name == said.name.value && (role == nil || $0.role == role) }
        ?? free.firstIndex { $0.role == role }
      let band = index.map { free.remove(at: $0) } ?? style.arrangement.band.first { $0.role == role }
      return part(named: said.name.value, said: said, band: band, style, moods, meters, mix)
    }
  }

  private mutating func part(
    named name: String, said: Spec.Part?, band: Style.BandPart?, _ style: Style, _ moods: [Mood], _ meters: [Meter],
    _ mix: MixPlan?
  ) -> Settings.Part {
    let path = "parts.\(name)"
    let byName = said?.instrument.flatMap { library.instrument($0.value)?.roles.first } ?? roleByName(name)
    let isSoloist = said?.isSoloist ?? false
    if isSoloist { settler.record("\(path).role", Spec.Part.soloist, .spec) }
    let role = isSoloist ? .melody : settler.decide(
      "\(path).role", spec: said?.role?.value, otherwise: band?.role ?? byName ?? .melody, reason: .style)
    if let said, let asked = said.instrument, let instrument = library.instrument(asked.value) {
      if (instrument.kit != nil) != (role == .drums) {
        settler.sink.report(
          .roleUnplayable(role.rawValue, on: asked.value, isKit: instrument.kit != nil, at: asked.span).inside("\(path).instrument"))
      }
    }
    let range = settler.decide(
      "\(path).range", spec: said?.range?.value, otherwise: PartRange.of(role, register: moods.reduce(0) { $0 + $1.register }),
      reason: .derived
    ) { $0.low >= 0 && $0.high <= 127 }
    let instrument = decideInstrument(path, role, range, said, band, style, moods)
    let own = namedPatterns(said?.pattern, "\(path).pattern", role, instrument, meters)
      ?? decidePatterns(path, role, instrument, band, style, meters)
    if let pattern = said?.pattern { checkPattern(pattern, role, instrument, meters) }
    let sectionPatterns = self.sectionPatterns(of: name)
    let patterns = sectionPatterns.flatMap { item -> [Settings.Part.Pattern] in
      let names = namedPatterns(item.pattern, "\(path).pattern@\(item.section)", role, instrument, meters) ?? []
      checkPattern(item.pattern, role, instrument, meters)
      return names.map { .init(meter: $0.meter, key: $0.key, section: item.section) }
    } + own
    let channel = mix?.roles.first { $0.role == role }
    let sound = decideSound(path, said?.channel.sound, of: instrument, role)
    var result = Settings.Part(
      id: name, role: role, instrument: instrument, sound: sound.name, patterns: patterns, range: range,
      // A part that the spec names or lets enter plays from there on, whatever the intensity.
      threshold: said?.enter != nil || hasEntry(name) || said?.pattern?.isWritten == true ? 0 : (band?.from ?? 0),
      enter: said?.enter.map { clock(of: $0.value) }, leave: said?.leave.map { clock(of: $0.value) },
      gainDB: (mix?.levelDB(of: role, on: instrument) ?? 0) + (band?.levelDB ?? 0) + (said?.channel.level?.value.double ?? 0),
      pan: band?.pan ?? 0,
      sendDB: (channel?.sendDB ?? -18) + moods.reduce(0) { $0 + $1.spaceDB }, place: said?.name.span)
    if let said { result.channel = decideChannel(path, said.channel, mix) }
    result.channel.sound = sound.own
    result.rank = band?.from ?? 0
    result.compass = role == .drums ? nil : library.instrument(instrument)?.range
    result.comfortable = role == .drums ? nil : library.instrument(instrument)?.comfortable
    result.tone = tone(of: instrument, sound)
    result.written = said?.pattern.flatMap { $0.isWritten ? $0 : nil }
    result.sectionPatterns = sectionPatterns
    result.fills = said?.fills
    result.register = chordRegister(name, role, style)
    result.development = said?.develop.map { ($0.value * 100).rounded }
    result.hasOwnRange = said?.range != nil
    result.isSoloist = isSoloist
    return result
  }

  /// What a player can do with the tones of the sound that was chosen for the instrument.
  private func tone(of instrument: String, _ sound: (name: String, own: Session.Sound?)) -> Settings.ToneControl {
    guard let instrument = library.instrument(instrument), instrument.kit == nil else { return Settings.ToneControl() }
    guard let own = sound.own else {
      return instrument.tone(of: instrument.sounds.first { utf8Equal($0.key, sound.name) })
    }
    let known = library.figures(of: own)
    return instrument.tone(of: known.key.isEmpty && own.plugin == nil ? nil : known)
  }

  /// Where a part lays its chords, so that those of a band don't lie on each other: its first part in the role in the
  /// middle, a second above, pads below and wide. Parts that the band hasn't lie as its first ones.
  private func chordRegister(_ name: String, _ role: Role, _ style: Style) -> Int {
    let twins = style.arrangement.band.filter { $0.role == role }
    let isSecond = (twins.firstIndex { utf8Equal($0.name, name) } ?? 0) % 2 == 1
    switch role {
    case .chords: return isSecond ? 7 : 0
    case .pad: return isSecond ? 5 : -8
    case .arpeggio: return isSecond ? 8 : -4
    case .melody, .harmony, .counter, .bass, .drums: return 0
    }
  }

  /// The parts with what they follow: a bass goes by drums or a voice of them, a second voice and a second tune by a tune.
  mutating func following(_ parts: [Settings.Part]) -> [Settings.Part] {
    parts.map { part in
      guard let said = spec.parts?.first(where: { utf8Equal($0.name.value, part.id) })?.follow,
        let leader = parts.first(where: { utf8Equal($0.id, said.value.part) })
      else { return part }
      let path = "parts.\(part.id).follow"
      var result = part
      switch (part.role, leader.role, said.value.voice) {
      case (.bass, .drums, let voice):
        let kit = (library.instrument(leader.instrument).flatMap { library.drumKit(of: $0) }?.voices ?? []).map(\.name)
        if let voice, kitVoice(voice, in: kit) == nil {
          settler.sink.report(
            .unknownValue(voice, what: "a voice of '\(leader.instrument)'", at: said.span, candidates: kit).inside(path))
        } else {
          result.follow = said.value
        }
      case (.harmony, .melody, nil), (.counter, .melody, nil): result.follow = said.value
      default: settler.sink.report(.notObeyedYet("the key 'follow'", at: said.span).inside(path))
      }
      return result
    }
  }

  /// What sections let a part play in place of its own pattern.
  private func sectionPatterns(of part: String) -> [Settings.Part.SectionPattern] {
    spec.sections.flatMap { section in
      section.parts.compactMap { item in
        guard utf8Equal(item.part.value, part), let pattern = item.pattern else { return nil }
        return .init(section: section.name.value, pattern: pattern)
      }
    }
  }

  /// The pattern set that the spec names; nil where it names none.
  private mutating func namedPatterns(
    _ pattern: Spec.Pattern?, _ key: String, _ role: Role, _ instrument: String, _ meters: [Meter]
  ) -> [Settings.Part.Pattern]? {
    guard let name = pattern?.name, let pattern, let instrument = library.instrument(instrument) else { return nil }
    let fitting = meters.map { library.patterns(for: role, in: $0, on: instrument).map(\.key) }
    guard let first = fitting.first, first.contains(where: { utf8Equal($0, name.value) }) else {
      settler.sink.report(
        .unknownValue(
          name.value, what: "a pattern of '\(role.rawValue)' in \(meters[0]) for '\(instrument.key)'", at: name.span, candidates: fitting.first ?? []
        ).inside(pattern.path))
      return []
    }
    settler.record(key, name.value, .spec)
    return zip(meters, fitting).compactMap { meter, keys in
      keys.contains { utf8Equal($0, name.value) } ? .init(meter: meter, key: name.value) : nil
    }
  }

  /// The instrument: the spec's, or one of the band's that can play the part's range; instruments that carry a mood's
  /// tag count double.
  private mutating func decideInstrument(
    _ path: String, _ role: Role, _ range: KeyRange, _ said: Spec.Part?, _ band: Style.BandPart?, _ style: Style,
    _ moods: [Mood]
  ) -> String {
    let library = library
    var choices = (band?.instruments ?? []).map { (value: $0.value, weight: $0.weight) }
    if choices.isEmpty {
      choices = library.instruments.filter { $0.roles.first == role && $0.tags.contains(style.key) }
        .map { (value: $0.key, weight: 1) }
    }
    if choices.isEmpty {
      choices = library.instruments.filter { $0.roles.contains(role) }.map { (value: $0.key, weight: 1) }
    }
    let playable = choices.filter { choice in
      guard let instrument = library.instrument(choice.value) else { return false }
      return role == .drums || instrument.range.low <= range.low + 2 && instrument.range.high >= range.high - 2
    }
    if !playable.isEmpty { choices = playable }
    // Two parts share an instrument only where nothing else is left.
    let others = choices.filter { !used.contains($0.value) }
    if !others.isEmpty { choices = others }
    choices = choices.map { choice in
      let tags = library.instrument(choice.value)?.tags ?? []
      return (value: choice.value, weight: choice.weight * (moods.contains { tags.contains($0.key) } ? 2 : 1))
    }
    // A range of the role's own is a frame that is seldom filled: a few notes beyond don't matter.
    let margin = said?.range == nil ? 7 : 0
    if let asked = said?.instrument, let compass = library.instrument(asked.value)?.range, role != .drums,
      range.low < compass.low - margin || range.high > compass.high + margin
    {
      settler.sink.report(
        .notesOutOfReach(
          range.noteNames, part: said?.name.value ?? "", instrument: asked.value, compass: compass.noteNames, at: asked.span
        ).inside("\(path).instrument"))
    }
    let key = settler.decide("\(path).instrument", spec: said?.instrument?.value, among: choices, reason: .style) { name in
      library.instrument(name).map { ($0.kit != nil) == (role == .drums) } ?? false
    }
    used.append(key)
    return key
  }

  /// A pattern set for each meter: one of the band's for it and the kit, else one of the library's with the style's tags, else any
  /// that fits.
  private mutating func decidePatterns(
    _ path: String, _ role: Role, _ instrument: String, _ band: Style.BandPart?, _ style: Style, _ meters: [Meter]
  ) -> [Settings.Part.Pattern] {
    guard !role.isLine, let instrument = library.instrument(instrument) else { return [] }
    return meters.enumerated().flatMap { index, meter in
      let key = index == 0 ? "\(path).pattern" : "\(path).pattern[\(meter)]"
      return decidePattern(path, key, role, instrument, band, style, meter)
    }
  }

  /// The pattern set of a meter, and those of sections that are drawn anew.
  private mutating func decidePattern(
    _ path: String, _ key: String, _ role: Role, _ instrument: Instrument, _ band: Style.BandPart?, _ style: Style,
    _ meter: Meter
  ) -> [Settings.Part.Pattern] {
    let fitting = library.patterns(for: role, in: meter, on: instrument)
    var choices = (band?.patterns ?? []).filter { choice in fitting.contains { $0.key == choice.value } }
      .map { (value: $0.value, weight: $0.weight) }
    if choices.isEmpty {
      let tagged = fitting.filter { $0.tags.contains(where: style.tags.contains) }
      choices = (tagged.isEmpty ? fitting : tagged).map { (value: $0.key, weight: 1) }
    }
    if choices.isEmpty { return [] }
    let draw = PatternDraw(
      key: key, part: String(path.dropFirst("parts.".count)), meter: meter, choices: choices, fitting: fitting,
      styleTags: style.tags)
    return decide(draw)
  }

  private func roleByName(_ name: String) -> Role? {
    let known: [(String, Role)] = [
      ("melody", .melody), ("lead", .melody), ("tune", .melody), ("hook", .melody), ("theme", .melody), ("solo", .melody),
      ("harmony", .harmony), ("counter", .counter), ("second", .harmony),
      ("bass", .bass), ("drum", .drums), ("perc", .drums), ("kit", .drums), ("beat", .drums),
      ("pad", .pad), ("strings", .pad), ("choir", .pad), ("arp", .arpeggio), ("chord", .chords), ("comp", .chords),
      ("guitar", .chords), ("piano", .chords), ("keys", .chords),
    ]
    return known.first { name.lowercased().contains($0.0) }?.1
  }
}

/// The sounding keys that a role uses unless the spec names others.
///
/// Notes are drawn from role and range, never from the instrument, so that another instrument plays the same notes.
enum PartRange {
  static func of(_ role: Role, register: Int) -> KeyRange {
    let (low, high) = switch role {
    // An octave and a fourth: the usual compass of a sung tune.
    case .melody: (60, 77)
    case .harmony: (55, 74)
    // Below the tune, above the bass: the register of a viola, a horn, a cello's upper strings.
    case .counter: (50, 69)
    // Below the tune, so that it can be heard.
    case .chords: (48, 69)
    case .pad: (46, 69)
    case .arpeggio: (52, 79)
    case .bass: (28, 48)
    case .drums: (0, 127)
    }
    let shift = role.isLine || role == .arpeggio ? register : 0
    return KeyRange(low: low + shift, high: high + shift)
  }
}
