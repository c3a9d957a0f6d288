// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongIR

private let effectSchema = MapSchema(
  "an effect",
  [
    KeySchema("uri", "the URI of the LV2 plugin", .text),
    KeySchema("bundle", "the folder of its bundle", .text),
    KeySchema("package", "the Debian package that brings it", .text),
    KeySchema("controls", "values of control ports by symbol, in the plugin's units", .names(.text)),
    KeySchema("tempo", "controls that are lengths of notes: `1/8 ms up to 100`", .names(.text), standard: "none"),
    KeySchema("insert", "controls that are other where one part goes through it", .names(.text), standard: "the same"),
    KeySchema("tags", "what it is and suits", .list(.text)),
  ])

private let mixSchema = MapSchema(
  "a mix plan",
  [
    KeySchema("tags", "styles that it suits", .list(.text)),
    KeySchema("roles", "the channel of each role", .names(.map(channelSchema))),
    KeySchema("instruments", "levels of some instruments against their role's", .names(.text), standard: "`0 dB`"),
    KeySchema("reverb", "the effect of the reverb return and its level", .map(reverbSchema)),
    KeySchema("delay", "the effect of the delay return and its level; left out is none", .map(delaySchema)),
    KeySchema("bus", "effects of the bus, in order", .list(.name("effect"))),
    KeySchema("range", "how far the level rises from the least intensity to the most", .text),
    KeySchema("sweeps", "noise that rises into lifts and falls behind them; left out is none", .map(sweepsSchema)),
    KeySchema("octaves", "what the octaves of the whole are like", .map(octavesSchema)),
  ])

private let sweepsSchema = MapSchema(
  "sweeps",
  [
    KeySchema("rise", "level at the top of a rise, against the melody", .text),
    KeySchema("fall", "level at the top of a fall", .text),
    KeySchema("bars", "how long a rise lasts at most", .text),
    KeySchema("send", "into the reverb", .text),
  ])

private let octavesSchema = MapSchema(
  "octaves",
  [
    KeySchema("least", "levels of 31.5 Hz to 8 kHz against the whole, in dB", .text),
    KeySchema("most", "the highest levels", .text),
    KeySchema("narrowest", "side against mid of 31.5 Hz to 8 kHz, in dB", .text),
    KeySchema("widest", "the most side", .text),
  ])

private let channelSchema = MapSchema(
  "a channel",
  [
    KeySchema("level", "against the melody", .text), KeySchema("send", "into the reverb", .text),
    KeySchema("delay", "into the delay; left out is not at all", .text),
    KeySchema("highpass", "0 Hz is none", .text), KeySchema("bell", "a bell of the equaliser", .map(bellSchema)),
    KeySchema("shelf", "a high shelf of the equaliser; left out is none", .map(shelfSchema)),
    KeySchema("lowpass", "a low-pass that opens with the intensity; left out is none", .map(lowPassSchema)),
    KeySchema("duck", "how far it falls at each stroke of the kick; left out is not at all", .text),
  ])

private let bellSchema = MapSchema(
  "a bell", [KeySchema("at", "its middle", .text), KeySchema("gain", "its gain", .text)])

private let shelfSchema = MapSchema(
  "a shelf", [KeySchema("at", "where it begins", .text), KeySchema("gain", "its gain", .text)])

private let lowPassSchema = MapSchema(
  "a low-pass",
  [KeySchema("least", "its corner at the least intensity", .text), KeySchema("most", "at the most", .text)])

private let reverbSchema = MapSchema(
  "a reverb", [KeySchema("effect", "the effect", .name("effect")), KeySchema("level", "level of the return", .text)])

private let delaySchema = MapSchema(
  "a delay",
  [KeySchema("effect", "the effect", .name("effect")), KeySchema("level", "level of the return", .text)])

extension ObjectReader {
  mutating func effect() -> EffectPreset? {
    guard let fields = root(effectSchema) else { return nil }
    let usual = controls(fields, "controls")
    let ofInsert = fields["insert"] == nil ? [] : controls(fields, "insert")
    let kept = usual.filter { control in !ofInsert.contains { utf8Equal($0.symbol, control.symbol) } }
    let (uri, bundle, package) = (text(fields, "uri"), text(fields, "bundle"), text(fields, "package"))
    func effect(_ controls: [Session.Control]) -> Session.Effect {
      Session.Effect(
        uri: uri, bundle: bundle, debianPackage: package, controls: controls.sorted { utf8Precedes($0.symbol, $1.symbol) })
    }
    let tags = texts(fields, "tags")
    let tempo = fields["tempo"] == nil ? [] : names(fields, "tempo", of: "controls").compactMap { tempoControl($0.name, $0.field) }
    return isClean ? EffectPreset(key: key, effect: effect(usual), insert: effect(kept + ofInsert), tempo: tempo, tags: tags) : nil
  }

  private mutating func controls(_ fields: Fields, _ key: String) -> [Session.Control] {
    names(fields, key, of: "controls").map { entry in
      Session.Control(entry.name.value, number(entry.field, in: -100_000...100_000))
    }
  }

  private mutating func tempoControl(_ symbol: Located<String>, _ field: Field) -> EffectPreset.TempoControl? {
    noteLength(field).map {
      .init(symbol: symbol.value, note: $0.note, unitsPerSecond: $0.unitsPerSecond, most: $0.most)
    }
  }

  mutating func mixPlan() -> MixPlan? {
    guard let fields = root(mixSchema) else { return nil }
    let channels = names(fields, "roles", of: "roles").compactMap { entry -> MixPlan.Channel? in
      guard let role = Role(rawValue: entry.name.value) else {
        fail("'\(entry.name.value)' isn't a role", at: entry.name.span, path: entry.field.path)
        return nil
      }
      return channel(role, entry.field)
    }
    for role in Role.allCases where !channels.contains(where: { $0.role == role }) && isClean {
      if let field = fields["roles"] {
        fail("the role \(role.rawValue) has no channel", at: field.span, path: field.path)
      }
    }
    let reverb = map(fields, "reverb", reverbSchema)
    if fields["delay"] == nil, channels.contains(where: { $0.delayDB != nil }), isClean, let field = fields["roles"] {
      fail("a channel has a level into the delay, but the mix has no delay", at: field.span, path: field.path)
    }
    let plan = MixPlan(
      key: key, tags: texts(fields, "tags"), roles: channels, instruments: instrumentLevels(fields),
      reverb: reverb.map { reference(.effect, $0, "effect") } ?? "",
      reverbDB: reverb.map { decibels($0, "level") } ?? 0,
      delay: fields["delay"].flatMap { delay($0) }, bus: list(fields, "bus", of: "effects").map { reference(.effect, $0) },
      rangeDB: decibels(fields, "range", in: 0...24), sweeps: fields["sweeps"].flatMap { sweeps($0) }, balance: balance(fields))
    return isClean ? plan : nil
  }

  private mutating func instrumentLevels(_ fields: Fields) -> [MixPlan.InstrumentLevel] {
    guard fields["instruments"] != nil else { return [] }
    return names(fields, "instruments", of: "instruments").map { entry in
      .init(instrument: reference(.instrument, entry.name, entry.field.path), levelDB: decibels(entry.field, in: -12...12))
    }
  }

  private mutating func balance(_ fields: Fields) -> OctaveBalance {
    let octaves = map(fields, "octaves", octavesSchema)
    func corridor(_ low: String, _ high: String) -> [ClosedRange<Double>] {
      guard let octaves else { return Self.anyOctaves }
      let (lows, highs) = (octaveNumbers(octaves, low), octaveNumbers(octaves, high))
      if zip(lows, highs).contains(where: { $0 > $1 }), let field = octaves[high] {
        fail("'\(high)' lies below its '\(low)' in an octave", at: field.span, path: field.path)
      }
      return zip(lows, highs).map { min($0, $1)...max($0, $1) }
    }
    return OctaveBalance(levelsDB: corridor("least", "most"), sidesDB: corridor("narrowest", "widest"))
  }

  private static var anyOctaves: [ClosedRange<Double>] {
    [ClosedRange<Double>](repeating: -60...0, count: OctaveBalance.count)
  }

  /// A number of decibels for each octave.
  private mutating func octaveNumbers(_ fields: Fields, _ name: String) -> [Double] {
    let numbers = text(fields, name).split(separator: " ").compactMap { Double($0) }
    guard numbers.count == OctaveBalance.count, numbers.allSatisfy({ (-60...6).contains($0) }) else {
      if let field = fields[name] {
        fail("\(OctaveBalance.count) numbers from -60 to 6 are due here", at: field.span, path: field.path)
      }
      return [Double](repeating: 0, count: OctaveBalance.count)
    }
    return numbers
  }

  private mutating func channel(_ role: Role, _ field: Field) -> MixPlan.Channel? {
    guard let fields = map(field, channelSchema) else { return nil }
    let bell = map(fields, "bell", bellSchema)
    let shelf = fields["shelf"].flatMap { map($0, shelfSchema) }
    return MixPlan.Channel(
      role: role, levelDB: decibels(fields, "level"), sendDB: decibels(fields, "send"),
      delayDB: fields["delay"] == nil ? nil : decibels(fields, "delay"), highPassHz: hertz(fields, "highpass", in: 0...1250), bellHz: bell.map { hertz($0, "at", in: 40...4000) } ?? 400,
      bellDB: bell.map { decibels($0, "gain", in: -18...18) } ?? 0,
      shelfHz: shelf.map { hertz($0, "at", in: 1000...16_000) } ?? 8000,
      shelfDB: shelf.map { decibels($0, "gain", in: -18...18) } ?? 0,
      lowPass: fields["lowpass"].flatMap { lowPass($0) }, duckDB: fields["duck"] == nil ? 0 : decibels(fields, "duck", in: -24...0))
  }

  private mutating func delay(_ field: Field) -> MixPlan.Delay? {
    map(field, delaySchema).map { MixPlan.Delay(effect: reference(.effect, $0, "effect"), levelDB: decibels($0, "level")) }
  }

  private mutating func sweeps(_ field: Field) -> MixPlan.Sweeps? {
    guard let fields = map(field, sweepsSchema) else { return nil }
    return MixPlan.Sweeps(
      riseDB: decibels(fields, "rise"), fallDB: decibels(fields, "fall"), bars: integer(fields, "bars", in: 1...16),
      sendDB: decibels(fields, "send"))
  }

  private mutating func lowPass(_ field: Field) -> MixPlan.LowPass? {
    guard let fields = map(field, lowPassSchema) else { return nil }
    let (least, most) = (hertz(fields, "least", in: 100...20_000), hertz(fields, "most", in: 100...20_000))
    if least > most, isClean { fail("'least' lies above 'most'", at: field.span, path: field.path) }
    return MixPlan.LowPass(leastHz: least, mostHz: most)
  }
}
