// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

/// The keys of a song spec (LANGUAGE, section 2), as data.
package let specSchema = MapSchema(
  "a song spec",
  [
    KeySchema("song", "format version; the only required key", .word(["1"]), isRequired: true),
    KeySchema("title", "the piece's title", .text, standard: "the file's name"),
    KeySchema(
      "credits", "who made what: a composer, or names by their part in it; every output carries them",
      .either([.text, .names(.text)])),
    KeySchema("license", "the licence or copyright notice of the piece, which every output carries", .text),
    KeySchema("seed", "an integer or any text; one seed gives one piece", .text, standard: "`0`"),
    KeySchema(
      "style", "the style, or a list of two that are blended, with the share of each",
      .either([.name("style"), .list(.either([.name("style"), .notation(.styleShare)]))]), standard: "one that suits the mood, else drawn"),
    KeySchema(
      "models", "the folder of models of your own that write chords and tunes, relative to the spec", .text,
      standard: "the style's"),
    KeySchema("mood", "a mood or a list of moods", .either([.name("mood"), .list(.name("mood"))]), standard: "none"),
    KeySchema("from", "the spec of the track that this one is an edit of, relative to this one's folder", .text),
    KeySchema(
      "keep", "what an edit keeps", .list(.word(Spec.Aspect.allCases.map(\.rawValue))),
      standard: "all that it doesn't contradict"),
    KeySchema(
      "duration", "exact length, a range, or `free`", .notation(.duration),
      standard: "`90s`; the form's own length where every section has `bars`"),
    KeySchema("end", "how the piece ends", .notation(.ending), standard: "`ring`"),
    KeySchema(
      "tempo", "beats a minute: one number is exact, a range may bend", tempoValue, standard: "the style's range"),
    KeySchema("time", "time signature", .notation(.meter), standard: "one of the style's"),
    KeySchema("key", "tonic and mode", .notation(.key), standard: "one of the style's"),
    KeySchema("fps", "frames a second for timecode", .either([.notation(.frameRate), .map(frameRateSchema)])),
    KeySchema(
      "sync", "points in time where something must happen", .either([.list(.map(syncSchema)), .map(syncImportSchema)])),
    KeySchema(
      "intensity", "a curve over time, a level, or a curve for each side",
      .either([.notation(.intensity), .map(intensitySchema)]),
      standard: "the style's arc"),
    KeySchema("voice", "voice-over windows", .list(.map(voiceSchema))),
    KeySchema(
      "form", "sections in playing order", formNotation,
      standard: "the sections in their order, else by style and duration"),
    KeySchema("sections", "what each section holds", .names(.map(sectionSchema))),
    KeySchema("loop", "the looping body", .text, .planned),
    KeySchema("layers", "vertical layers", .text, .planned),
    KeySchema("layering", "how layers add up", .text, .planned),
    KeySchema("segments", "horizontal segments", .text, .planned),
    KeySchema("stingers", "short pieces", .text, .planned),
    KeySchema("parts", "the whole band, by name", .names(.map(partSchema)), standard: "the style's band"),
    KeySchema("harmony", "how chords are composed", .map(harmonySchema), standard: "the style's"),
    KeySchema(
      "humanize", "largest deviations from the score; 0 plays it exactly",
      .either([.word(["0"]), .map(humanizeSchema)]),
      standard: "the style's"),
    KeySchema("mix", "levels, buses, reverb", .text, .planned),
    KeySchema("master", "loudness and true peak", .map(masterSchema)),
    KeySchema("export", "which files are written", .list(.map(exportSchema)), standard: "`wav`, `midi`, `musicxml`"),
    KeySchema("sounds", "which sounds may be used", .map(soundsSchema)),
    KeySchema("golden", "what 'songc test' asks of each output", .map(goldenSchema), standard: "all are `measured`"),
    KeySchema("vars", "values by name, for which `${name}` stands in all scalars", .names(.text)),
  ])

package let intensitySchema = MapSchema(
  "an intensity",
  [
    KeySchema("all", "what the others follow where they are left out", .notation(.intensity)),
    KeySchema("momentum", "rhythmic activity", .notation(.intensity)),
    KeySchema("depth", "number of voices", .notation(.intensity)),
    KeySchema("power", "force and register", .notation(.intensity)),
  ])

package let sectionSchema = MapSchema(
  "a section",
  [
    KeySchema("bars", "number of bars, a range, or auto", .notation(.bars), standard: "`auto`"),
    KeySchema("chords", "chords, a bar line between bars", .notation(.chords)),
    KeySchema("intensity", "a level or a ramp", .notation(.level)),
    KeySchema("harmony", "how this section's chords are composed", .map(harmonySchema)),
    KeySchema("key", "tonic and mode of this section", .notation(.key)),
    KeySchema("tempo", "beats a minute in this section", tempoValue),
    KeySchema("time", "time signature of this section", .notation(.meter)),
    KeySchema("given", "notes or single viewpoints that are fixed", .list(.map(givenSchema))),
    KeySchema("lyrics", "syllables of the melody", .notation(.lyrics)),
    KeySchema("melody", "the tune, from the section's first bar", .map(melodySchema)),
    KeySchema(
      "parts", "what single parts do here whatever the intensity; as a list, the only ones that play",
      .either([.names(.either([playNotation, .map(sectionPartSchema)])), .list(.text)])),
    KeySchema(
      "phrases", "how its phrases are built", .word(PhraseForm.allCases.map(\.rawValue)), standard: "drawn phrase by phrase"),
    KeySchema(
      "vary", "how it differs from the section that it varies",
      .either([.notation(.percentage), .map(varySchema)])),
  ])

package let sectionPartSchema = MapSchema(
  "a part in a section",
  [
    KeySchema("play", "what it does here whatever the intensity", playNotation),
    KeySchema(
      "pattern", "the pattern that it plays here", .either([.name("pattern"), .map(patternSchema)]), standard: "the part's own"),
  ])

package let melodySchema = MapSchema("a melody", viewpointSchemas)

package let givenSchema = MapSchema(
  "given notes",
  [KeySchema("where", "the place in the form", .notation(.place))]
    + viewpointSchemas)

private let viewpointSchemas = [
  KeySchema("rhythm", "note values", .notation(.rhythm)),
  KeySchema("degrees", "degrees of the key", .notation(.degrees)),
  KeySchema("tones", "tones of the chord that sounds", .notation(.tones)),
  KeySchema("contour", "the shape, move by move", .notation(.contour)),
  KeySchema("lily", "notes as LilyPond writes them", .notation(.lily)),
  KeySchema("abc", "a tune in ABC", .notation(.abc)),
  KeySchema("midi", "a Standard MIDI File, relative to the spec", .text),
  KeySchema("musicxml", "a MusicXML file, relative to the spec", .text),
]

package let varySchema = MapSchema(
  "a variation",
  [
    KeySchema("of", "the section that is varied; the one without primes where left out", .text),
    KeySchema("melody", "share of the tune's bars that are written anew", .notation(.percentage)),
    KeySchema("chords", "share of the composed chords that are chosen anew", .notation(.percentage)),
    KeySchema("ornament", "share of the tune's notes that are ornamented", .notation(.percentage), standard: "the part's"),
    KeySchema("arrangement", "whether the band plays as it did the first time", .word(["same", "new"])),
    KeySchema("drums", "whether drums play a fill in the last bar", .word(["fill-at-end", "no-fill"])),
    KeySchema("keep", "what stays as it is", .list(.word(Spec.Variation.Kept.allCases.map(\.rawValue)))),
  ])

package let laneSchema = MapSchema(
  "a line of a pattern",
  [KeySchema("mini", "a pattern in mini-notation, one cycle a bar", .notation(.mini))])

package let patternSchema = MapSchema(
  "a pattern",
  [
    KeySchema("mini", "a mini-notation whose words are voices of the kit", .notation(.mini)),
    KeySchema("rhythm", "note values of a line that repeats", .notation(.rhythm)),
    KeySchema("tones", "tones of the chord for the rhythm", .either([.notation(.tones), .map(laneSchema)])),
    KeySchema("degrees", "degrees of the key for the rhythm", .either([.notation(.degrees), .map(laneSchema)])),
    KeySchema("strum", "whole chords", .either([.notation(.grid), .map(laneSchema)])),
  ],
  others: .either([.notation(.grid), .map(laneSchema)]))

package let ornamentSchema = MapSchema(
  "ornaments",
  [
    KeySchema("kind", "which ornaments", .word(OrnamentKind.allCases.map(\.rawValue)), isRequired: true),
    KeySchema("share", "share of the notes that are ornamented, given ones too", .notation(.percentage), standard: "25%"),
  ])

package let partSchema = MapSchema(
  "a part",
  [
    KeySchema("role", "what the part does", .word(Spec.Part.roleWords)),
    KeySchema("instrument", "the instrument", .name("instrument"), standard: "the style's for the role"),
    KeySchema("range", "lowest and highest note", .notation(.keyRange), standard: "the instrument's"),
    KeySchema("enter", "when it begins to play", .notation(.time), standard: "by intensity"),
    KeySchema("leave", "when it stops playing", .notation(.time), standard: "by intensity"),
    KeySchema("develop", "how far composed bars move away from given ones", .notation(.percentage), standard: "they are apart"),
    KeySchema(
      "effects", "what the part goes through behind its equaliser, in this order",
      .list(.either([.name("effect"), .map(pluginEffectSchema)])), standard: "none"),
    KeySchema(
      "fill", "where fills come", .either([.notation(.place), .list(.notation(.place))]),
      standard: "by intensity and form"),
    KeySchema("follow", "the drums, or a voice of them, with whose strokes a bass plays; the tune under which a second voice goes, or against which a second tune does", .notation(.follow)),
    KeySchema("given", "notes or single viewpoints that are fixed", .list(.map(givenSchema))),
    KeySchema("level", "level against what the mix decides, -60 to 12 dB", .notation(.decibels), standard: "`0 dB`"),
    KeySchema("mute", "whether it is written, in score and MIDI, and not heard", .word(["true", "false"]), standard: "`false`"),
    KeySchema(
      "ornament", "ornaments of the tune", .either([.word(OrnamentKind.allCases.map(\.rawValue)), .map(ornamentSchema)]),
      standard: "none"),
    KeySchema("pan", "place between left and right", .notation(.pan), standard: "the style's for the part, nearer to the middle where the band would lean"),
    KeySchema(
      "pattern", "a pattern by name, or its lines", .either([.name("pattern"), .map(patternSchema)]),
      standard: "one of the style's"),
    KeySchema(
      "sends", "levels into the returns of the mix, by name, -60 to 12 dB: `reverb`, of some `delay`", .names(.notation(.decibels)),
      standard: "the mix's for the role"),
    KeySchema(
      "sound", "a sound of the instrument by name, a preset of any SoundFont, or an LV2 instrument",
      .either([.name("sound"), .map(partSoundSchema)]), standard: "the instrument's first"),
  ])

package let partSoundSchema = MapSchema(
  "a part's sound",
  [
    KeySchema("file", "a SoundFont: a file below the spec's folder, or the name of an installed one", .text),
    KeySchema("bank", "its bank, 0 to 128", .notation(.count), standard: "`0`; of drums `128`, which holds the kits"),
    KeySchema("program", "its program, 0 to 127", .notation(.count), standard: "`0`"),
    KeySchema("uri", "the URI of an LV2 instrument, in place of a SoundFont", .text),
    KeySchema("preset", "the URI of one of its presets", .text),
    KeySchema("controls", "values of its control ports by symbol, in the plugin's units", .names(.notation(.value))),
  ])

package let pluginEffectSchema = MapSchema(
  "a plugin",
  [
    KeySchema("uri", "the URI of an LV2 effect", .text, isRequired: true),
    KeySchema("preset", "the URI of one of its presets", .text),
    KeySchema("controls", "values of its control ports by symbol, in the plugin's units", .names(.notation(.value))),
  ])

package let tempoSchema = MapSchema(
  "tempo",
  [
    KeySchema("range", "slowest and fastest", .notation(.tempo), standard: "those of the curve"),
    KeySchema("prefer", "the tempo to stay near", .notation(.bpm), standard: "drawn from the range"),
    KeySchema("beat", "the note that is counted", .notation(.noteValue), standard: "the beat of the meter"),
    KeySchema("bpm", "exact beats a minute", .notation(.bpm)),
    KeySchema("drift", "largest change between neighbouring tempo segments", .notation(.percentage), standard: "`2%`"),
    KeySchema(
      "curve", "the tempo to stay near over the piece; each section takes that at its middle, as far as duration and sync points allow",
      .notation(.tempoCurve)),
  ])

package let frameRateSchema = MapSchema(
  "a frame rate",
  [
    KeySchema("rate", "frames a second", .notation(.frameRate)),
    KeySchema("start", "the timecode at which the piece begins", .notation(.start)),
  ])

package let syncSchema = MapSchema(
  "a sync point",
  [
    KeySchema("at", "when", .notation(.time), isRequired: true),
    KeySchema("name", "its name, which other times may use", .text),
    KeySchema("hit", "what happens there", .notation(.hit), standard: "`accent`"),
    KeySchema("want", "how much it is wanted", .word(Want.allCases.map(\.rawValue)), standard: "`must`"),
    KeySchema("weight", "weight of a preferred point, 0 to 1", .notation(.weight)),
    KeySchema(
      "tolerance", "how far off it may be", .notation(.length), standard: "`1ms`; of `prefer` 2 frames or `80ms`"),
    KeySchema(
      "length", "how long a stop lasts", .notation(.length), standard: "to the next section or point, one bar at most"),
  ])

package let syncImportSchema = MapSchema(
  "a cue list",
  [
    KeySchema("import", "the cue list, relative to the spec", .text, isRequired: true),
    KeySchema(
      "map", "what cues become, by name or colour", .names(.either([.notation(.cueHit), .map(syncRuleSchema)]))),
    KeySchema("offset", "added to every time", .notation(.offset)),
    KeySchema("start", "the timecode at which the piece begins", .notation(.start)),
  ])

package let syncRuleSchema = MapSchema(
  "a kind of cue",
  [
    KeySchema("hit", "what happens there", .notation(.cueHit)),
    KeySchema("want", "how much it is wanted", .word(Want.allCases.map(\.rawValue))),
  ])

package let voiceSchema = MapSchema(
  "a voice-over window",
  [
    KeySchema("from", "where it begins", .notation(.time), isRequired: true),
    KeySchema("to", "where it ends", .notation(.time), isRequired: true),
    KeySchema("duck", "change of the mix", .notation(.decibels)),
    KeySchema("leave", "the band that is left to the voice", .notation(.band)),
  ])

package let harmonySchema = MapSchema(
  "harmony",
  [
    KeySchema(
      "rate", "how long a chord lasts; with `about` intensity may halve or double it",
      .notation(.harmonicRate)),
    KeySchema(
      "colour", "how much stands above the triads",
      .notation(.colour)),
    KeySchema("cadence", "how sections end", .word(HarmonyWish.Cadence.allCases.map(\.rawValue))),
    KeySchema("avoid", "chords that never come", .list(.notation(.chord))),
  ])

package let humanizeSchema = MapSchema(
  "humanize",
  [
    KeySchema("timing", "largest deviation of an onset", .either([.notation(.length), .word(["0"])])),
    KeySchema("velocity", "largest deviation of a velocity", .either([.notation(.percentage), .word(["0"])])),
    KeySchema("swing", "share of the beat that the first of two eighths takes", .notation(.percentage)),
    KeySchema("length", "largest change of a sounding length", .either([.notation(.percentage), .word(["0"])])),
  ])

package let masterSchema = MapSchema(
  "master",
  [
    KeySchema("loudness", "integrated loudness", .notation(.loudness), standard: "`-14 LUFS`"),
    KeySchema("peak", "highest true peak", .notation(.truePeak), standard: "`-1 dBTP`"),
    KeySchema("chain", "effects of the master", .text, .planned),
  ])

package let goldenSchema = MapSchema(
  "goldens",
  [
    KeySchema("lock", "the choices", goldenDemand),
    KeySchema("score", "the score as a text", goldenDemand),
    KeySchema("musicxml", "the score as MusicXML", goldenDemand),
    KeySchema("midi", "what is played", goldenDemand),
    KeySchema("audio", "what is heard; `exact` keeps the master itself, as a WAV file", goldenDemand),
  ])

/// `exact`: the same bytes or samples; `measured`: within tolerance; `ignore`: it isn't kept.
private let goldenDemand = ValueSchema.word(Spec.GoldenDemand.allCases.map(\.rawValue))

package let exportSchema = MapSchema(
  "an export",
  [
    KeySchema("wav", "WAV audio", .map(exportOptionsSchema)),
    KeySchema("aiff", "AIFF audio", .map(masterFileSchema(.aiff))),
    KeySchema("flac", "FLAC audio", .map(masterFileSchema(.flac))),
    KeySchema("ogg", "Ogg Vorbis audio", .map(masterFileSchema(.ogg))),
    KeySchema("opus", "Opus audio in Ogg", .map(masterFileSchema(.opus))),
    KeySchema("mp3", "MP3 audio of a constant bit rate", .map(masterFileSchema(.mp3))),
    KeySchema("midi", "Standard MIDI File", .map(exportOptionsSchema)),
    KeySchema("musicxml", "MusicXML score", .map(exportOptionsSchema)),
    KeySchema("abc", "a tune in ABC", .map(exportOptionsSchema)),
    KeySchema("markers", "sync points and sections for an editor", .map(markerOptionsSchema)),
    KeySchema("stems", "an audio file of every part and return: FLAC where `path` ends in `.flac`, else WAV", .map(exportOptionsSchema)),
  ] + ["fmod", "godot", "manifest", "stingers", "wwise"].map {
    KeySchema($0, "\($0) output", .text, .planned)
  })

/// What an audio file of the master may say.
func masterFileSchema(_ kind: Spec.ExportKind) -> MapSchema {
  switch kind {
  case .aiff, .flac: losslessOptionsSchema
  case .ogg: vorbisOptionsSchema
  case .opus: opusOptionsSchema
  case .mp3: mp3OptionsSchema
  default: exportOptionsSchema
  }
}

private let losslessOptionsSchema = MapSchema(
  "a lossless file's options",
  masterOptions(rates: allRates) + [
    KeySchema("bits", "bits a sample", .word(["16", "24"]), standard: "`24`"),
  ])

private let vorbisOptionsSchema = MapSchema(
  "an ogg file's options",
  masterOptions(rates: allRates) + [
    KeySchema(
      "quality", "how much is kept: 0 is about 64 kbit/s, 6 is 192, 10 is 500", .word((0...10).map { "\($0)" }),
      standard: "`\(Spec.Export.standardQuality)`"),
    KeySchema("loop-tags", "loop-tags of an export", .text, .planned),
  ])

private let opusOptionsSchema = MapSchema(
  "an opus file's options",
  masterOptions(rates: ["48000"]) + [bitrate(["64", "96", "128", "160", "192", "256", "320"], of: .opus)])

private let mp3OptionsSchema = MapSchema(
  "an mpeg file's options",
  masterOptions(rates: ["44100", "48000"]) + [
    bitrate(["96", "112", "128", "160", "192", "224", "256", "320"], of: .mp3),
  ])

private let allRates = ["44100", "48000", "88200", "96000"]

private func masterOptions(rates: [String]) -> [KeySchema] {
  [
    KeySchema("path", "file, relative to the output folder; {title} and {name} stand for theirs", .notation(.path)),
    KeySchema("rate", "frames a second", .word(rates), standard: "`48000`"),
    KeySchema("loudness", "integrated loudness of the master", .notation(.loudness), standard: "that of `master`"),
    KeySchema("peak", "highest true peak", .notation(.truePeak), standard: "that of `master`"),
  ]
}

private func bitrate(_ words: [String], of kind: Spec.ExportKind) -> KeySchema {
  KeySchema("bitrate", "kilobits a second", .word(words), standard: kind.standardBitrate.map { "`\($0)`" } ?? "")
}

package let exportOptionsSchema = MapSchema(
  "an export's options",
  [
    KeySchema(
      "path", "file, relative to the output folder; {title}, {name}, of stems {part} and of midi, musicxml and abc {section} stand for theirs",
      .notation(.path)),
    KeySchema("rate", "frames a second", .word(allRates), standard: "`48000`"),
    KeySchema("bits", "bits a sample", .word(["16", "24", "32"]), standard: "`24`"),
    KeySchema("loudness", "integrated loudness", .notation(.loudness), standard: "that of `master`"),
    KeySchema("peak", "highest true peak", .notation(.truePeak), standard: "that of `master`"),
    KeySchema("chords", "chord symbols in the score", .word(["true", "false"])),
    KeySchema("lyrics", "lyrics in the score", .word(["true", "false"])),
    KeySchema("parts", "the parts that are written", .list(.text)),
  ] + ["cue", "format", "loop-tags", "markers", "smpl", "start"].map {
    KeySchema($0, "\($0) of an export", .text, .planned)
  })

package let markerOptionsSchema = MapSchema(
  "a marker list's options",
  [
    KeySchema("path", "file, relative to the output folder", .notation(.path)),
    KeySchema("format", "what it is written as", .word(Spec.MarkerFormat.words)),
    KeySchema("start", "the timecode at which the piece begins; that of `fps` where it is left out", .notation(.start)),
  ])

package let soundsSchema = MapSchema(
  "sounds",
  [
    KeySchema("licence", "which licences the sounds may have", .word(["permissive", "any"]), standard: "`permissive`"),
    KeySchema("soundfonts", "SoundFonts to use, best first", .list(.text)),
  ])

/// Names that the language has, of which this version may not play all yet.
package enum PlannedNames {
  package static let styles = [
    "piano", "folk", "rock", "ambient", "cinematic", "pop", "chillout", "corporate", "drum_and_bass", "synth_pop",
  ]
  package static let moods = [
    "uplifting", "melancholic", "dark", "angry", "sparse", "meditative", "sci_fi", "action", "emotive",
    "easy_listening", "tech", "aggressive", "tropical", "atmospheric",
  ]
}

private let playNotation = ValueSchema.word(Settings.Play.allCases.map(\.rawValue))
private let tempoValue = ValueSchema.either([.notation(.tempo), .map(tempoSchema)])
private let formNotation = ValueSchema.either([.notation(.form), .list(.notation(.form))])
