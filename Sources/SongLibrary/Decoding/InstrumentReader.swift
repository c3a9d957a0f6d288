// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

private let instrumentSchema = MapSchema(
  "an instrument",
  [
    KeySchema("name", "the name in the score", .text),
    KeySchema("abbreviation", "the name on later systems", .text),
    KeySchema("family", "strings, woodwinds and so on", .text),
    KeySchema("roles", "what it suits, best first", .list(.word(Role.allCases.map(\.rawValue)))),
    KeySchema("range", "sounding notes that can be played", .text),
    KeySchema("comfortable", "sounding notes that sound best", .text),
    KeySchema("clef", "the clef or clefs of its staff", .text),
    KeySchema("transposition", "from written to sounding", .map(transpositionSchema)),
    KeySchema("program", "General MIDI program, 0 to 127; of a kit the program of the drum channel", .text),
    KeySchema("polyphony", "notes at a time", .text),
    KeySchema("sustained", "whether a note goes on while it is held", .word(["true", "false"])),
    KeySchema("kit", "the drum kit, for percussion", .name("drum kit")),
    KeySchema("breath", "the longest stretch without a breath", .text),
    KeySchema("span", "semitones that a hand reaches on the keys", .text),
    KeySchema("hands", "hands on the keys", .text),
    KeySchema("strings", "open strings, the lowest first, as sounding notes", .list(.text)),
    KeySchema("frets", "neighbouring frets, or semitones, that the left hand reaches", .text),
    KeySchema("players", "players of a kit", .text),
    KeySchema("vibrato", "how a long tone vibrates", .map(vibratoSchema)),
    KeySchema("bends", "how far the pitch is bent", .map(bendsSchema)),
    KeySchema("swell", "by how much a long tone grows and fades", .text),
    KeySchema("sounds", "presets of SoundFonts and LV2 instruments, best first", .list(.map(soundSchema))),
    KeySchema("tags", "styles and moods that it suits", .list(.text)),
  ])

private let vibratoSchema = MapSchema(
  "a vibrato",
  [
    KeySchema("depth", "cents from the middle, at a middle level", .text), KeySchema("rate", "how often a second", .text),
    KeySchema("after", "from the tone's beginning", .text),
  ])

private let bendsSchema = MapSchema(
  "bends",
  [
    KeySchema("scoop", "cents from below into a tone", .text, standard: "`0 ct`"),
    KeySchema("slide", "cents from one tone into the next, at most", .text, standard: "`0 ct`"),
    KeySchema("fall", "cents down from a tone's end", .text, standard: "`0 ct`"),
  ])

private let transpositionSchema = MapSchema(
  "a transposition",
  [KeySchema("chromatic", "semitones", .text), KeySchema("diatonic", "steps of the staff", .text)])

private let soundSchema = MapSchema(
  "a sound",
  [
    KeySchema("name", "its name among the sounds of the instrument", .text),
    KeySchema("font", "the SoundFont", .text),
    KeySchema("bank", "0 to 128; 128 holds the drum kits", .text),
    KeySchema("program", "0 to 127", .text),
    KeySchema("uri", "the URI of an LV2 instrument, instead of a SoundFont", .text),
    KeySchema("preset", "the URI of its preset", .text),
    KeySchema("bundle", "the folder of its bundle", .text),
    KeySchema("package", "the Debian package that brings it", .text),
    KeySchema("licence", "SPDX identifier", .text),
    KeySchema("trim", "brings it to the level of its class", .text),
    KeySchema("attack", "from note-on to the first sound", .text),
    KeySchema("octave", "octaves that the preset sounds below what it is sent", .text, standard: "`0`"),
    KeySchema("brightness", "the centre of its spectrum", .text),
    KeySchema("vibrates", "whether its recordings have a vibrato", .word(["true", "false"]), standard: "`false`"),
    KeySchema("layers", "what doubles some of its keys", .list(.map(layerSchema)), standard: "none"),
  ])

private let layerSchema = MapSchema(
  "a layer",
  [
    KeySchema("key", "the key that it doubles", .text),
    KeySchema("wave", "what sounds", .word(Wave.allCases.map(\.rawValue))),
    KeySchema("from", "where a sine begins", .text, standard: "needed by a sine"),
    KeySchema("to", "where it goes to", .text, standard: "needed by a sine"),
    KeySchema("glide", "the time of two thirds of that way", .text, standard: "needed by a sine"),
    KeySchema("decay", "the time in which it falls by 60 dB", .text),
    KeySchema("level", "against the sound's own", .text),
    KeySchema("highpass", "corner of its high-pass", .text),
    KeySchema("lowpass", "corner of its low-pass", .text),
  ])

private let voiceSchema = MapSchema(
  "a voice",
  [
    KeySchema("key", "the MIDI key that plays it", .text),
    KeySchema("display", "its place on the staff, as in treble clef", .text),
    KeySchema("notehead", "the notehead", .word(Notehead.allCases.map(\.rawValue))),
    KeySchema("limb", "what strikes it", .word(Score.KitVoice.Limb.allCases.map(\.rawValue)), standard: "hand"),
  ])

private enum Wave: String, CaseIterable {
  case noise, sine
}

private enum Notehead: String, CaseIterable {
  case normal, x, diamond, triangle
}

extension ObjectReader {
  mutating func instrument() -> Instrument? {
    guard let fields = root(instrumentSchema) else { return nil }
    let kit = fields["kit"].map { reference(.kit, $0) }
    // A kit has no range, clef and so on of its own.
    let range = kit == nil ? keyRange(fields, "range") : everyKey
    let comfortable = kit == nil ? keyRange(fields, "comfortable") : everyKey
    let instrument = Instrument(
      key: key, name: text(fields, "name"), abbreviation: text(fields, "abbreviation"), family: text(fields, "family"),
      roles: list(fields, "roles", of: "roles").map { word($0, "a role", among: Role.allCases) }, range: range,
      comfortable: comfortable,
      clef: kit == nil ? word(fields, "clef", "a clef", among: pitchedClefs) : .percussion,
      transposition: transposition(fields), program: integer(fields, "program", in: 0...127),
      polyphony: kit == nil ? integer(fields, "polyphony", in: 1...64) : 16,
      isSustained: kit == nil && boolean(fields, "sustained"), kit: kit,
      sounds: list(fields, "sounds", of: "sounds").compactMap { sound($0) }, tags: texts(fields, "tags"),
      technique: technique(fields))
    if range.intersection(comfortable) != comfortable, let field = fields["comfortable"] {
      fail("the comfortable range leaves the range", at: field.span, path: field.path)
    }
    for name in ["roles", "sounds"] {
      if let field = fields[name], name == "roles" ? instrument.roles.isEmpty : instrument.sounds.isEmpty, isClean {
        fail("there are no \(name)", at: field.span, path: field.path)
      }
    }
    return isClean ? instrument : nil
  }

  mutating func drumKit() -> DrumKit? {
    let voices = rootNames(of: "voices").compactMap { entry -> Score.KitVoice? in
      guard let fields = map(entry.field, voiceSchema) else { return nil }
      let display = text(fields, "display")
      let pitch = Pitch(text: display)
      if pitch == nil, let field = fields["display"] {
        fail("'\(display)' isn't a note such as f4", at: field.span, path: field.path)
      }
      return Score.KitVoice(
        name: entry.name.value, key: integer(fields, "key", in: 0...127), display: pitch ?? middleC,
        notehead: word(fields, "notehead", "a notehead", among: Notehead.allCases).rawValue,
        limb: fields["limb"] == nil ? .hand : word(fields, "limb", "a limb", among: Score.KitVoice.Limb.allCases))
    }
    if isClean, voices.isEmpty { fail("a drum kit has at least one voice", at: file.span) }
    return isClean ? DrumKit(key: key, voices: voices) : nil
  }

  /// What of a player's limits the file says.
  private mutating func technique(_ fields: Fields) -> Instrument.Technique {
    var result = Instrument.Technique()
    if fields["breath"] != nil {
      let breath = seconds(fields, "breath")
      if breath < 1, let field = fields["breath"] { fail("a breath lasts a second or more", at: field.span, path: field.path) }
      result.breath = breath
    }
    if fields["span"] != nil { result.span = integer(fields, "span", in: 12...24) }
    if fields["hands"] != nil { result.hands = integer(fields, "hands", in: 1...2) }
    if let field = fields["strings"] {
      for name in texts(fields, "strings") {
        if let pitch = Pitch(text: name) { result.strings.append(pitch.key) } else {
          fail("'\(name)' isn't a note such as e2", at: field.span, path: field.path)
        }
      }
      if isClean, result.strings.isEmpty || result.strings != result.strings.sorted() {
        fail("strings are notes from the lowest to the highest", at: field.span, path: field.path)
      }
    }
    if fields["frets"] != nil { result.frets = integer(fields, "frets", in: 2...12) }
    if fields["players"] != nil { result.players = integer(fields, "players", in: 1...16) }
    result.tone = tone(fields)
    return result
  }

  private mutating func tone(_ fields: Fields) -> Settings.ToneControl {
    var result = Settings.ToneControl()
    if let vibrato = fields["vibrato"].flatMap({ map($0, vibratoSchema) }) {
      result.vibrato = Settings.Vibrato(
        depthCents: cents(vibrato, "depth", in: 1...50), rateHz: hertz(vibrato, "rate", in: 3...8),
        afterMS: (seconds(vibrato, "after") * 1000).double)
    }
    if fields["swell"] != nil { result.swellDB = decibels(fields, "swell", in: 1...8) }
    if let bends = fields["bends"].flatMap({ map($0, bendsSchema) }) {
      if bends["scoop"] != nil { result.bends.scoop = cents(bends, "scoop", in: 1...Settings.Bends.range) }
      if bends["slide"] != nil { result.bends.slide = cents(bends, "slide", in: 1...Settings.Bends.range) }
      if bends["fall"] != nil { result.bends.fall = cents(bends, "fall", in: 1...Settings.Bends.range) }
    }
    return result
  }

  private mutating func sound(_ field: Field) -> Instrument.Sound? {
    guard let fields = map(field, soundSchema) else { return nil }
    let preset = fields["uri"] == nil ? fontPreset(fields) : pluginPreset(fields)
    let layers = fields["layers"] == nil ? [] : list(fields, "layers", of: "layers").compactMap { layer($0) }
    var sound = Instrument.Sound(
      key: text(fields, "name"), preset: layers.isEmpty ? preset : .layered(preset, layers),
      licence: text(fields, "licence"), trimDB: decibels(fields, "trim"),
      attackMS: (seconds(fields, "attack") * 1000).double,
      octaves: fields["octave"] == nil ? 0 : integer(fields, "octave", in: -3...3),
      brightnessHz: hertz(fields, "brightness", in: 20...20_000))
    if fields["vibrates"] != nil { sound.vibrates = boolean(fields, "vibrates") }
    return sound
  }

  private mutating func layer(_ field: Field) -> Session.Layer? {
    guard let fields = map(field, layerSchema) else { return nil }
    let key = integer(fields, "key", in: 0...127)
    let wave: Session.Oscillator.Wave =
      switch word(fields, "wave", "a wave", among: Wave.allCases) {
      case .noise: noise(fields, seed: key)
      case .sine:
        .sine(
          fromHz: hertz(fields, "from", in: 20...2000), toHz: hertz(fields, "to", in: 20...2000),
          glide: positiveSeconds(fields, "glide"))
      }
    return Session.Layer(
      .oscillator(.init(wave, decay: positiveSeconds(fields, "decay"))), key: key,
      gainDB: decibels(fields, "level"),
      equaliser: [
        .init(.highPass, hertz: hertz(fields, "highpass", in: 20...16_000)),
        .init(.lowPass, hertz: hertz(fields, "lowpass", in: 20...16_000)),
      ])
  }

  private mutating func noise(_ fields: Fields, seed: Int) -> Session.Oscillator.Wave {
    for name in ["from", "to", "glide"] {
      if let field = fields[name] { fail("noise has no '\(name)'", at: field.span, path: field.path) }
    }
    return .noise(seed: seed)
  }

  private mutating func positiveSeconds(_ fields: Fields, _ name: String) -> Double {
    let time = seconds(fields, name).double
    if time <= 0, isClean, let field = fields[name] { fail("a time above 0 is due here", at: field.span, path: field.path) }
    return max(time, 0.001)
  }

  private mutating func fontPreset(_ fields: Fields) -> Session.Sound {
    Session.Sound(
      soundFont: text(fields, "font"), bank: integer(fields, "bank", in: 0...128),
      program: integer(fields, "program", in: 0...127))
  }

  private mutating func pluginPreset(_ fields: Fields) -> Session.Sound {
    let plugin = Session.Effect(
      uri: text(fields, "uri"), bundle: text(fields, "bundle"), debianPackage: text(fields, "package"), controls: [],
      preset: text(fields, "preset"))
    return .plugin(plugin)
  }

  private mutating func transposition(_ fields: Fields) -> Score.Transposition {
    guard let field = fields["transposition"], let inner = map(field, transpositionSchema) else { return .none }
    return Score.Transposition(
      chromatic: integer(inner, "chromatic", in: -36...36), diatonic: integer(inner, "diatonic", in: -21...21))
  }

  private mutating func keyRange(_ fields: Fields, _ name: String) -> KeyRange {
    notation(fields, name, "a range", otherwise: everyKey, parseKeyRange)
  }
}

private let everyKey = KeyRange(low: 0, high: 127)
private let middleC = Pitch(PitchName(fifths: 0), octave: 4)
private let pitchedClefs: [Clef] = [.treble, .bass, .alto, .tenor, .treble8vb, .bass8vb, .grand]
