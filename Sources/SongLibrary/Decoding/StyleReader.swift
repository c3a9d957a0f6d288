// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

private let styleSchema = MapSchema(
  "a style",
  [
    KeySchema("name", "its name for people", .text),
    KeySchema("tags", "objects that carry one of these suit it", .list(.text)),
    KeySchema("arrangement", "tempo, meter, key, form and band", .map(arrangementSchema)),
    KeySchema("composition", "which models write what", .map(compositionSchema)),
    KeySchema("humanize", "largest deviations from the score", .map(humanizeSchema)),
    KeySchema("mix", "the mix plan", .name("mix plan")),
  ])

private let arrangementSchema = MapSchema(
  "an arrangement",
  [
    KeySchema("tempo", "range and preference, beats a minute", .map(tempoSchema)),
    KeySchema("meters", "time signatures with weights", .names(.text)),
    KeySchema("modes", "modes with weights", .names(.text)),
    KeySchema("tonics", "tonics with weights", .names(.text)),
    KeySchema("sections", "what sections are like, by function", .names(.map(sectionSchema))),
    KeySchema("forms", "forms by the longest duration that they are for; of those for the same one is drawn", .list(.map(formSchema))),
    KeySchema("returns", "what is other when a section comes again, in turn", .list(.map(returnSchema))),
    KeySchema("cycle", "sections that repeat in front of the last one of the longest form", .text),
    KeySchema("band", "the parts, in score order", .list(.map(bandSchema))),
  ])

private let tempoSchema = MapSchema(
  "a tempo", [KeySchema("range", "lowest and highest", .text), KeySchema("prefer", "the usual one", .text)])

private let rolesSchema = ValueSchema.list(.word(Role.allCases.map(\.rawValue)))
private let transitionSchema = ValueSchema.word(Settings.Transition.allCases.map(\.rawValue))

private let sectionSchema = MapSchema(
  "a section",
  [
    KeySchema("bars", "usual length", .text), KeySchema("intensity", "a level or a ramp", .text),
    KeySchema("first", "roles that come in before all others", rolesSchema),
    KeySchema("last", "roles that come in behind all others", rolesSchema),
    KeySchema("into", "how the band leads into it, in turn for each playing", .list(transitionSchema)),
    KeySchema("phrases", "how its phrases are built", .word(PhraseForm.allCases.map(\.rawValue))),
    KeySchema("pickup", "whether its tune begins before the bar line", .word(["true", "false"])),
  ])

private let returnSchema = MapSchema(
  "a return",
  [
    KeySchema("first", "roles that come in before all others", rolesSchema),
    KeySchema("last", "roles that come in behind all others", rolesSchema),
    KeySchema("density", "added to the intensity by which grooves are chosen", percentSchema),
    KeySchema("register", "semitones by which the accompaniment lies higher", .text),
    KeySchema("ride", "whether the ride keeps time", .word(["true", "false"])),
  ])

private let percentSchema = ValueSchema.notation(.percentage)

private let formSchema = MapSchema(
  "a form", [KeySchema("upto", "the longest duration", .text), KeySchema("form", "sections in playing order", .text)])

private let bandSchema = MapSchema(
  "a part",
  [
    KeySchema("part", "its name", .text),
    KeySchema("role", "what it does", .word(Role.allCases.map(\.rawValue))),
    KeySchema("instruments", "instruments with weights", .names(.text)),
    KeySchema("patterns", "pattern sets of all meters with weights", .names(.text)),
    KeySchema("from", "the intensity from which it plays", .text),
    KeySchema("level", "against the level of its role", .text),
    KeySchema("pan", "-1 left, 1 right", .text),
  ])

private let compositionSchema = MapSchema(
  "a composition",
  [
    KeySchema("harmony", "the chord model", .map(harmonySchema)),
    KeySchema("melody", "the melody and rhythm models", .map(melodySchema)),
    KeySchema("drums", "how drummers play", .map(drumsSchema)),
  ])

private let harmonySchema = MapSchema(
  "harmony",
  [
    KeySchema("model", "the chord model", .text),
    KeySchema("progressions", "what the chords are made of; without it they are the model's alone", .text),
    KeySchema("bars", "bars to a chord: 0.5, 1, 2 or 4", .text),
    KeySchema("cadences", "share of the sections inside a piece that end on a cadence", .text),
    KeySchema("temperature", "above 100% more adventurous", .text),
  ])

private let drumsSchema = MapSchema(
  "drums",
  [
    KeySchema("looseness", "how freely grooves are played: 0% are machines", percentSchema),
    KeySchema("takes", "genres of the takes that players know, with weights; without it none", .names(.text)),
  ])

private let melodySchema = MapSchema(
  "melody",
  [
    KeySchema("model", "the pitch model", .text), KeySchema("rhythm", "the rhythm model", .text),
    KeySchema("cells", "what rhythms in 4/4 are made of; without it they are the model's alone", .text),
    KeySchema("density", "onsets against the corpus", .text),
    KeySchema("plans", "how measures take up others", .text),
    KeySchema("repetition", "how much they do, against the tunes of the plans", .text),
    KeySchema("repeats", "share of the notes that may repeat the one before", .text),
    KeySchema("varies", "where a varied tune is other", .word(["inside", "ending"])),
    KeySchema("passing", "share of the foreign tones off the strong beats that are left by step", .text),
    KeySchema("temperature", "above 100% more adventurous", .text),
    KeySchema("ornament", "the ornaments of its players", .word(OrnamentKind.allCases.map(\.rawValue))),
  ])

private let humanizeSchema = MapSchema(
  "humanize",
  [
    KeySchema("timing", "of an onset", .text), KeySchema("velocity", "of a velocity", .text),
    KeySchema("swing", "share of the beat of the first of two eighths", .text),
    KeySchema("length", "of a sounding length", .text),
    KeySchema("rules", "how much the rules of playing are used; without it they aren't", .names(percentSchema)),
    KeySchema("groove", "where its drummers strike; without it on the grid", .map(grooveSchema)),
  ])

private let grooveSchema = MapSchema(
  "a groove",
  [
    KeySchema("share", "how much of it is played", percentSchema),
    KeySchema("kick", "milliseconds of the kick from each sixteenth of a bar", .text),
    KeySchema("kit", "those of all drums", .text),
    KeySchema("levels", "decibels of each sixteenth against the usual stroke", .text),
  ])

extension ObjectReader {
  mutating func style() -> Style? {
    guard let fields = root(styleSchema) else { return nil }
    let name = text(fields, "name")
    let tags = texts(fields, "tags")
    let arrangement = map(fields, "arrangement", arrangementSchema).map { self.arrangement($0) }
    let composition = map(fields, "composition", compositionSchema).flatMap { self.composition($0) }
    let humanize = map(fields, "humanize", humanizeSchema).map { self.humanize($0) }
    let mix = reference(.mix, fields, "mix")
    guard isClean, let arrangement, let composition, let humanize else { return nil }
    return Style(
      key: key, name: name, tags: tags, arrangement: arrangement, composition: composition, humanize: humanize, mix: mix
    )
  }

  private mutating func arrangement(_ fields: Fields) -> Style.ArrangementSettings {
    let sections = names(fields, "sections", of: "sections").compactMap { entry -> Style.Section? in
      guard let inner = map(entry.field, sectionSchema) else { return nil }
      return Style.Section(
        function: entry.name.value, bars: integer(inner, "bars", in: 1...64), intensity: ramp(inner, "intensity"),
        first: words(inner, "first", "a role", among: Role.allCases),
        last: words(inner, "last", "a role", among: Role.allCases),
        into: inner["into"] == nil
          ? [.fill] : words(inner, "into", "a transition", among: Settings.Transition.allCases),
        hasPickup: inner["pickup"] == nil ? false : boolean(inner, "pickup"),
        phrases: inner["phrases"] == nil ? nil : word(inner, "phrases", "a phrase form", among: PhraseForm.allCases))
    }
    let known = sections.map(\.function)
    let items = list(fields, "forms", of: "forms")
    let forms = items.compactMap { item -> Style.Form? in
      guard let inner = map(item, formSchema) else { return nil }
      return Style.Form(
        upTo: Microseconds(seconds: seconds(inner, "upto")), sections: form(inner, "form", known))
    }
    for (index, form) in forms.enumerated() where isClean {
      guard index == 0 ? form.upTo <= .zero : form.upTo < forms[index - 1].upTo else { continue }
      fail("the durations of the forms fall", at: items[index].span, path: items[index].path)
    }
    if items.isEmpty, let field = fields["forms"] { fail("there are no forms", at: field.span, path: field.path) }
    return Style.ArrangementSettings(
      tempo: tempo(fields),
      meters: weights(fields, "meters", of: "time signatures") { Meter(text: $0) },
      modes: weights(fields, "modes", of: "modes") { Mode(rawValue: $0) },
      tonics: weights(fields, "tonics", of: "tonics") { PitchName(text: $0) }, sections: sections, forms: forms,
      returns: returns(fields), cycle: form(fields, "cycle", known), band: band(fields))
  }

  private mutating func returns(_ fields: Fields) -> [Style.Return] {
    list(fields, "returns", of: "returns").compactMap { item in
      guard let inner = map(item, returnSchema) else { return nil }
      return Style.Return(
        first: words(inner, "first", "a role", among: Role.allCases),
        last: words(inner, "last", "a role", among: Role.allCases),
        density: inner["density"] == nil ? 0 : thousandths(inner, "density", in: -50...50),
        register: inner["register"] == nil ? 0 : integer(inner, "register", in: -12...12),
        rides: inner["ride"] == nil ? false : boolean(inner, "ride"))
    }
  }

  private mutating func tempo(_ fields: Fields) -> Style.Weighted {
    guard let inner = map(fields, "tempo", tempoSchema) else { return .init(low: 100, high: 100, prefer: 100) }
    let range = notation(
      inner, "range", "a tempo range", otherwise: TempoNotation(low: 100, high: 100, beat: nil), parseTempo)
    let prefer = notation(inner, "prefer", "a tempo", otherwise: range.low, parseBPM)
    if prefer < range.low || prefer > range.high, let field = inner["prefer"] {
      fail("the preferred tempo lies outside the range", at: field.span, path: field.path)
    }
    return .init(low: range.low, high: range.high, prefer: prefer)
  }

  private mutating func form(_ fields: Fields, _ name: String, _ known: [String]) -> [String] {
    let sections = notation(fields, name, "a form", otherwise: []) { scalar, sink in
      parseForm(scalar, sink: &sink).map { Located($0.sections, at: $0.span) }
    }
    for section in sections where !known.contains(Spec.material(of: section.value)) {
      fail("the section '\(section.value)' isn't one of the style's", at: section.span, path: "\(fields.path).\(name)")
    }
    return sections.map(\.value)
  }

  private mutating func band(_ fields: Fields) -> [Style.BandPart] {
    var names: [String] = []
    return list(fields, "band", of: "parts").compactMap { item -> Style.BandPart? in
      guard let inner = map(item, bandSchema) else { return nil }
      let role = word(inner, "role", "a role", among: Role.allCases)
      let instruments = references(.instrument, inner, "instruments")
      let patterns = inner["patterns"] == nil ? (choices: [], names: []) : references(.pattern, inner, "patterns")
      let part = Style.BandPart(
        name: text(inner, "part"), role: role, instruments: instruments.choices, patterns: patterns.choices,
        from: thousandths(inner, "from", in: 0...100), levelDB: decibels(inner, "level"),
        pan: number(inner, "pan", in: -1...1))
      if names.contains(part.name) { fail("the band has two parts '\(part.name)'", at: item.span, path: item.path) }
      names.append(part.name)
      if role.isLine, let field = inner["patterns"] {
        fail("models write \(role.rawValue), no patterns", at: field.span, path: field.path)
      }
      check(BandPartCheck(name: part.name, role: role, instruments: instruments.names, patterns: patterns.names))
      return part
    }
  }

  private mutating func composition(_ fields: Fields) -> Style.CompositionSettings? {
    guard let harmony = map(fields, "harmony", harmonySchema), let melody = map(fields, "melody", melodySchema),
      let drums = map(fields, "drums", drumsSchema)
    else { return nil }
    let bars = number(harmony, "bars", in: 0.5...4)
    return Style.CompositionSettings(
      harmonyModel: text(harmony, "model"),
      progressions: harmony["progressions"] == nil ? nil : text(harmony, "progressions"), halfBarsPerChord: Int(bars * 2),
      cadences: percent(harmony, "cadences", in: 0...100),
      harmonyTemperature: percent(harmony, "temperature", in: 10...300), melodyModel: text(melody, "model"),
      rhythmModel: text(melody, "rhythm"), rhythmCells: melody["cells"] == nil ? nil : text(melody, "cells"),
      density: percent(melody, "density", in: 10...300),
      melodyTemperature: percent(melody, "temperature", in: 10...300),
      tunePlans: text(melody, "plans"), repetition: percent(melody, "repetition", in: 10...1000), repeats: percent(melody, "repeats", in: 0...100),
      passing: percent(melody, "passing", in: 0...100),
      variesEndings: word(melody, "varies", "where a tune varies", among: TuneVariation.allCases) == .ending,
      ornament: word(melody, "ornament", "a kind of ornaments", among: OrnamentKind.allCases),
      looseness: percent(drums, "looseness", in: 0...100),
      takes: drums["takes"] == nil ? [] : weights(drums, "takes", of: "genres of takes", DrumGenre.init(rawValue:)))
  }

  private mutating func humanize(_ fields: Fields) -> Settings.Humanize {
    var result = Settings.Humanize(
      timing: Microseconds(seconds: seconds(fields, "timing")).value,
      velocity: percent(fields, "velocity", in: 0...100),
      swing: thousandths(fields, "swing", in: 50...75), length: percent(fields, "length", in: 0...100))
    result.rules = fields["rules"] == nil ? [] : rules(fields)
    result.groove = fields["groove"].flatMap { map($0, grooveSchema) }.map { groove($0) }
    return result
  }

  private mutating func rules(_ fields: Fields) -> [Settings.RuleAmount] {
    names(fields, "rules", of: "rules of playing").compactMap { entry in
      let amount = read(entry.field, "a percentage") { parsePercent($0, in: 0...200, sink: &$1) }?.value ?? .zero
      if let rule = Settings.PlayingRule(rawValue: entry.name.value) { return .init(rule, (amount * 100).rounded) }
      fail("'\(entry.name.value)' is no rule of playing", at: entry.name.span, path: entry.field.path)
      return nil
    }
  }

  private mutating func groove(_ fields: Fields) -> Settings.Groove {
    Settings.Groove(
      share: percent(fields, "share", in: 0...100), kick: slots(fields, "kick", of: 1000),
      kit: slots(fields, "kit", of: 1000), levels: slots(fields, "levels", of: 100))
  }

  /// A number with at most one decimal for each sixteenth of a bar, -30...30, in parts of its unit.
  private mutating func slots(_ fields: Fields, _ name: String, of unit: Int) -> [Int] {
    let numbers = text(fields, name).split(separator: " ").compactMap { Double($0) }
    guard numbers.count == Settings.Groove.slots, numbers.allSatisfy({ $0.magnitude <= 30 }) else {
      if let field = fields[name] {
        fail("\(Settings.Groove.slots) numbers from -30 to 30 are due here", at: field.span, path: field.path)
      }
      return []
    }
    return numbers.map { Int(($0 * Double(unit)).rounded()) }
  }

  private mutating func ramp(_ fields: Fields, _ name: String) -> Settings.IntensityRamp {
    let level = notation(fields, name, "an intensity", otherwise: .level(.zero), parseIntensityLevel)
    return switch level {
    case .level(let value): .init(from: (value * 1000).rounded, to: (value * 1000).rounded)
    case .ramp(let from, let to): .init(from: (from * 1000).rounded, to: (to * 1000).rounded)
    }
  }
}

/// Where a tune that comes again is other.
private enum TuneVariation: String, CaseIterable {
  case inside, ending
}
