// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
internal import SongMusic

extension Spec {
  /// The track that a spec is an edit of: `from` and `keep`.
  package struct Base: Sendable, Hashable, Codable {
    /// As it stands in the spec: relative to the spec's folder.
    package let path: Located<String>
    /// Nil keeps all that the spec doesn't contradict.
    package let keep: [Located<Aspect>]?

    package init(path: Located<String>, keep: [Located<Aspect>]?) {
      self.path = path
      self.keep = keep
    }
  }

  /// What an edit can keep of its base.
  package enum Aspect: String, Sendable, Hashable, Codable, CaseIterable {
    /// The chords, given or composed.
    case chords
    /// The tunes.
    case melody
    /// Instruments and their sounds, mix and master.
    case sounds
    /// Style, mood and the player's deviations.
    case style
    /// The key.
    case key
    /// Tempo and time signature.
    case tempo
    /// The order of the sections and their bars.
    case form
    /// Who is in the band: names, roles, ranges, patterns, entries.
    case parts
  }

  /// What an edit keeps: what `keep` names, else all that its own keys don't contradict.
  ///
  /// A duration of its own contradicts a form that was chosen for another one, a seed of its own the notes drawn from
  /// the other seed.
  package func kept(of base: Spec) -> Set<Aspect> {
    if let keep = self.base?.keep { return Set(keep.map(\.value)) }
    var result = Set(Aspect.allCases)
    if duration != nil, base.hasNoForm { result.remove(.form) }
    if seed != nil { result.subtract([.chords, .melody]) }
    return result
  }

  /// The spec with its holes filled by what its base says, as far as that is kept.
  ///
  /// Keys about a whole (parts, form, exports) are taken as a whole; sections and parts of one name are filled key by
  /// key. A path of the base's exports isn't taken: the edit would overwrite the base's file.
  ///
  /// - Parameters:
  ///   - names: the form where the base's isn't kept; nil leaves it to the compiler.
  ///   - stretch: the edit's duration by the base's: clock times of the base move with it.
  package func filled(
    from base: Spec, keeping kept: Set<Aspect>, form names: [Located<String>]? = nil, stretch: Rational = 1
  ) -> Spec {
    let base = base.stretched(by: stretch)
    var result = self
    result.title = title ?? base.title
    result.credits = credits.isEmpty ? base.credits : credits
    result.license = license ?? base.license
    result.seed = seed ?? base.seed
    result.duration = duration ?? base.duration
    result.ending = ending ?? base.ending
    if kept.contains(.style) {
      result.style = style ?? base.style
      if moods.isEmpty { result.moods = base.moods }
      result.humanize = humanize.map { $0.filled(from: base.humanize) } ?? base.humanize
    }
    if kept.contains(.tempo) {
      result.tempo = tempo ?? base.tempo
      if meter == nil {
        result.meter = base.meter
        result.isFlexible = base.isFlexible
      }
    }
    if kept.contains(.key) { result.key = key ?? base.key }
    if kept.contains(.chords) || kept.contains(.style) { result.harmony = harmony.filled(from: base.harmony) }
    if kept.contains(.sounds) {
      result.master.loudness = master.loudness ?? base.master.loudness
      result.master.peak = master.peak ?? base.master.peak
      result.sounds.licence = sounds.licence ?? base.sounds.licence
      if sounds.soundFonts.isEmpty { result.sounds.soundFonts = base.sounds.soundFonts }
    }
    result.exports = exports ?? base.exports.map { $0.map(\.withoutPath) }
    if intensity == nil, !saysLevels {
      result.intensity = base.intensity
      if split.named.allSatisfy({ $0.curve == nil }) { result.split = base.split }
    }
    result.frameRate = frameRate ?? base.frameRate
    result.start = start ?? base.start
    // Points and windows belong to a picture: another duration is another picture.
    if stretch == 1 {
      if syncs.isEmpty, syncImport == nil { result.syncs = base.syncs }
      if voices.isEmpty { result.voices = base.voices }
    }
    result.fillForm(from: base, keeping: kept, saysCurve: intensity != nil, otherwise: names)
    result.fillParts(from: base, keeping: kept)
    return result
  }

  /// The spec with its curve and its entries at clock times moved.
  private func stretched(by factor: Rational) -> Spec {
    guard factor != 1 else { return self }
    var result = self
    func moved(_ curve: Located<Intensity>?) -> Located<Intensity>? {
      curve?.map { curve in
        guard case .curve(let stops) = curve else { return curve }
        return .curve(stops.map { Stop(at: $0.at.map { $0.stretched(by: factor) }, level: $0.level, shape: $0.shape) })
      }
    }
    result.intensity = moved(intensity)
    result.tempo = tempo?.map { tempo in
      var moved = tempo
      moved.curve = tempo.curve.map { TempoStop(at: $0.at.map { $0.stretched(by: factor) }, bpm: $0.bpm, shape: $0.shape) }
      return moved
    }
    result.split.momentum = moved(split.momentum)
    result.split.depth = moved(split.depth)
    result.split.power = moved(split.power)
    result.parts = parts?.map { part in
      var moved = part
      moved.enter = part.enter?.map { $0.stretched(by: factor) }
      moved.leave = part.leave?.map { $0.stretched(by: factor) }
      return moved
    }
    return result
  }

  private var saysLevels: Bool { sections.contains { $0.intensity != nil } }

  private mutating func fillForm(
    from base: Spec, keeping kept: Set<Aspect>, saysCurve: Bool, otherwise names: [Located<String>]?
  ) {
    // Without a form, the order of the sections is one; the base's form goes on with sections that only say more.
    if form == nil { form = kept.contains(.form) ? base.form : names }
    if form == nil, sections.isEmpty, kept.contains(.form), !base.sections.isEmpty { form = base.sections.map(\.name) }
    guard let form else {
      for index in sections.indices { fill(&sections[index], from: base, keeping: kept, saysCurve) }
      return
    }
    let played = Set(form.flatMap { [$0.value, base.material(of: $0.value)] })
    for other in base.sections where played.contains(other.name.value) {
      if !sections.contains(where: { $0.name.value == other.name.value }) { sections.append(Section(name: other.name)) }
    }
    for index in sections.indices { fill(&sections[index], from: base, keeping: kept, saysCurve) }
  }

  private func fill(_ section: inout Section, from base: Spec, keeping kept: Set<Aspect>, _ saysCurve: Bool) {
    guard let other = base.sections.first(where: { $0.name.value == section.name.value }) else { return }
    section.bars = section.bars ?? (kept.contains(.form) ? other.bars : other.bars?.map { $0.opened(chords: other.chords) })
    if kept.contains(.chords) { section.chords = section.chords ?? other.chords }
    if kept.contains(.chords) || kept.contains(.style) { section.harmony = section.harmony.filled(from: other.harmony) }
    if kept.contains(.melody) {
      section.melody = section.melody ?? other.melody
      section.lyrics = section.lyrics ?? other.lyrics
      if section.given.isEmpty { section.given = other.given }
    }
    if kept.contains(.key) { section.key = section.key ?? other.key }
    if kept.contains(.tempo) {
      section.tempo = section.tempo ?? other.tempo
      if section.meter == nil {
        section.meter = other.meter
        section.isFlexible = other.isFlexible
      }
    }
    if kept.contains(.form) {
      section.vary = section.vary ?? other.vary
      section.phrases = section.phrases ?? other.phrases
    }
    if kept.contains(.parts), section.parts.isEmpty {
      section.parts = other.parts
      section.hasOnlyTheseParts = other.hasOnlyTheseParts
    }
    // A curve over the whole piece is another way to say the same.
    if !saysCurve { section.intensity = section.intensity ?? other.intensity }
  }

  private mutating func fillParts(from base: Spec, keeping kept: Set<Aspect>) {
    guard let others = base.parts else { return }
    guard var own = parts else {
      guard kept.contains(.parts) else { return }
      parts = others.map { part in
        var result = part
        if !kept.contains(.sounds) {
          result.instrument = nil
          result.channel = Channel()
        }
        if !kept.contains(.melody) { result.given = [] }
        return result
      }
      return
    }
    for index in own.indices {
      guard let other = others.first(where: { $0.name.value == own[index].name.value }) else { continue }
      if kept.contains(.sounds) {
        var channel = other.channel
        // Another instrument has other sounds.
        if let instrument = own[index].instrument, instrument.value != other.instrument?.value { channel.sound = nil }
        own[index].channel = own[index].channel.filled(from: channel)
        own[index].instrument = own[index].instrument ?? other.instrument
      }
      if kept.contains(.melody), own[index].given.isEmpty { own[index].given = other.given }
      guard kept.contains(.parts) else { continue }
      own[index].role = own[index].role ?? other.role
      own[index].range = own[index].range ?? other.range
      own[index].enter = own[index].enter ?? other.enter
      own[index].leave = own[index].leave ?? other.leave
      own[index].pattern = own[index].pattern ?? other.pattern
      own[index].fills = own[index].fills ?? other.fills
      own[index].follow = own[index].follow ?? other.follow
      own[index].develop = own[index].develop ?? other.develop
      own[index].ornament = own[index].ornament ?? other.ornament
      if own[index].role == other.role { own[index].isSoloist = own[index].isSoloist || other.isSoloist }
    }
    parts = own
  }
}

extension TimeValue {
  /// A clock time that much later, to the microsecond; places in the music stay.
  fileprivate func stretched(by factor: Rational) -> TimeValue {
    seconds.map { .clock(seconds: Rational(($0 * factor * 1_000_000).rounded, 1_000_000)) } ?? self
  }
}

extension Spec.Humanize {
  fileprivate func filled(from base: Spec.Humanize?) -> Spec.Humanize {
    var result = self
    result.timing = timing ?? base?.timing
    result.velocity = velocity ?? base?.velocity
    result.swing = swing ?? base?.swing
    result.length = length ?? base?.length
    return result
  }
}

extension Spec.Export {
  fileprivate var withoutPath: Spec.Export {
    var result = self
    result.path = nil
    return result
  }
}

extension Spec.Bars {
  /// From half as many bars to twice as many, where the form is decided again: the middle stays what is wished for.
  fileprivate func opened(chords: Spec.Chords?) -> Spec.Bars {
    switch self {
    case .exact(let count): .range(max(chords?.bars.count ?? 1, (count + 1) / 2), max(chords?.bars.count ?? 1, count * 2))
    case .range(let low, let high): .range(max(chords?.bars.count ?? 1, (low + 1) / 2), max(chords?.bars.count ?? 1, high * 2))
    case .auto: .auto
    }
  }
}

extension Spec.Aspect {
  /// The aspect that a decision of a lock belongs to; nil for what always stands.
  ///
  /// - Parameter roles: of the base's parts, by name.
  package static func of(_ key: String, roles: (String) -> Role?) -> Spec.Aspect? {
    if let reroll = Settings.Reroll(key: key, value: "0") {
      guard case .part(let name) = reroll.target else { return .chords }
      return roles(name)?.isLine == true ? .melody : .parts
    }
    if key.hasPrefix("parts.") {
      let ofSound = ["instrument", "sound", "effects", "level", "pan", "sends", "mute"]
      return ofSound.contains { key.hasSuffix(".\($0)") } ? .sounds : .parts
    }
    switch key.prefix(while: { $0 != "." }) {
    case "style", "mood", "humanize": return .style
    case "mix", "master": return .sounds
    case "harmony": return .chords
    case "key": return .key
    case "tempo", "time": return .tempo
    case "form": return .form
    default: return nil
    }
  }
}
