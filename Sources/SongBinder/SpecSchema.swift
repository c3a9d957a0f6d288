// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

/// The keys of a song spec (LANGUAGE, section 2), as data.
package let specSchema = MapSchema(
  "a song spec",
  [
    KeySchema("song", "format version; the only required key", .word(["1"])),
    KeySchema("title", "the piece's title; the file's name where it is left out", .text),
    KeySchema("credits", "who made what: a name, or names by their part in it", .either([.text, .names(.text)])),
    KeySchema("license", "the licence of the spec", .text, .planned),
    KeySchema("seed", "an integer or any text; one seed gives one piece", .text),
    KeySchema("style", "the style", .name("style")),
    KeySchema("mood", "a mood or a list of moods", .either([.name("mood"), .list(.name("mood"))])),
    KeySchema("from", "the spec of the track that this one is an edit of, relative to this one's folder", .text),
    KeySchema("keep", "what an edit keeps; all that it doesn't contradict where left out", .list(.word(Spec.Aspect.allCases.map(\.rawValue)))),
    KeySchema("duration", "exact length, a range, or `free`", durationNotation),
    KeySchema(
      "end", "how the piece ends",
      .notation("ending", pattern: #"^(ring|button|cut|loop|fade .+)$"#, examples: ["ring", "button", "cut", "fade 2s", "loop"])),
    KeySchema("tempo", "beats a minute: one number is exact, a range may bend", .either([tempoNotation, .map(tempoSchema)])),
    KeySchema("time", "time signature", meterNotation),
    KeySchema("key", "tonic and mode", keyNotation),
    KeySchema("fps", "frames a second for timecode", .either([frameRateNotation, .map(frameRateSchema)])),
    KeySchema(
      "sync", "points in time where something must happen", .either([.list(.map(syncSchema)), .map(syncImportSchema)])),
    KeySchema("intensity", "a curve over time, a level, or a curve for each side", .either([intensityNotation, .map(intensitySchema)])),
    KeySchema("voice", "voice-over windows", .list(.map(voiceSchema))),
    KeySchema("form", "sections in playing order", formNotation),
    KeySchema("sections", "what each section holds", .names(.map(sectionSchema))),
    KeySchema("loop", "the looping body", .text, .planned),
    KeySchema("layers", "vertical layers", .text, .planned),
    KeySchema("layering", "how layers add up", .text, .planned),
    KeySchema("segments", "horizontal segments", .text, .planned),
    KeySchema("stingers", "short pieces", .text, .planned),
    KeySchema("parts", "the whole band, by name", .names(.map(partSchema))),
    KeySchema("harmony", "how chords are composed", .map(harmonySchema)),
    KeySchema("humanize", "largest deviations from the score; 0 plays it exactly", .either([.text, .map(humanizeSchema)])),
    KeySchema("mix", "levels, buses, reverb", .text, .planned),
    KeySchema("master", "loudness and true peak", .map(masterSchema)),
    KeySchema("export", "which files are written", .list(.map(exportSchema))),
    KeySchema("sounds", "which sounds may be used", .map(soundsSchema)),
    KeySchema("golden", "what is compared with accepted outputs", .text, .planned),
    KeySchema("vars", "variables", .text, .planned),
  ])

package let intensitySchema = MapSchema(
  "an intensity",
  [
    KeySchema("all", "what the others follow where they are left out", intensityNotation),
    KeySchema("momentum", "rhythmic activity", intensityNotation),
    KeySchema("depth", "number of voices", intensityNotation),
    KeySchema("power", "force and register", intensityNotation),
  ])

package let sectionSchema = MapSchema(
  "a section",
  [
    KeySchema("bars", "number of bars, a range, or auto", .notation("bars", pattern: #"^(auto|\d+(\.\.\d+)?)$"#, examples: ["8", "4..8", "auto"])),
    KeySchema("chords", "chords, a bar line between bars", .notation("chords", pattern: ".+", examples: ["Dm7 | G7 | Cmaj7 | %"])),
    KeySchema("intensity", "a level or a ramp", .notation("level", pattern: ".+", examples: ["40%", "40% -> 70%", "high"])),
    KeySchema("harmony", "how this section's chords are composed", .map(harmonySchema)),
    KeySchema("key", "tonic and mode of this section", keyNotation),
    KeySchema("tempo", "beats a minute in this section", tempoNotation),
    KeySchema("time", "time signature of this section", meterNotation),
    KeySchema("given", "notes or single viewpoints that are fixed", .list(.map(givenSchema))),
    KeySchema("lyrics", "syllables of the melody", .notation("lyrics", pattern: ".+", examples: ["sai- lor, | _ * la"])),
    KeySchema("melody", "the tune, from the section's first bar", .map(melodySchema)),
    KeySchema(
      "parts", "what single parts do here whatever the intensity; as a list, the only ones that play",
      .either([.names(playNotation), .list(.text)])),
    KeySchema("vary", "how it differs from the section that it varies", .either([percentNotation, .map(varySchema)])),
  ])

package let melodySchema = MapSchema("a melody", viewpointSchemas)

package let givenSchema = MapSchema(
  "given notes",
  [KeySchema("where", "the place in the form", .notation("place", pattern: ".+", examples: ["lift bar 1", "B", "bar 3 beat 2"]))]
    + viewpointSchemas)

private let viewpointSchemas = [
  KeySchema("rhythm", "note values", .notation("rhythm", pattern: ".+", examples: ["8 8 4. r4 (3 8 8 8) ~ |"])),
  KeySchema("degrees", "degrees of the key", .notation("degrees", pattern: ".+", examples: ["5 1' #4 7, _ |"])),
  KeySchema("tones", "tones of the chord that sounds", .notation("tones", pattern: ".+", examples: ["1 3 5 1'"])),
  KeySchema("contour", "the shape, move by move", .notation("contour", pattern: ".+", examples: ["up down- hold"])),
  KeySchema("lily", "notes as LilyPond writes them", .notation("LilyPond notes", pattern: ".+", examples: ["d'8 f'8 a'4 | g'4. e'8"])),
  KeySchema("abc", "a tune in ABC", .notation("ABC", pattern: ".+", examples: ["L:1/8\nAA/A/ AA/A/ | ADFA |"])),
  KeySchema("midi", "a Standard MIDI File, relative to the spec", .text),
  KeySchema("musicxml", "a MusicXML file, relative to the spec", .text),
]

package let varySchema = MapSchema(
  "a variation",
  [
    KeySchema("of", "the section that is varied; the one without primes where left out", .text),
    KeySchema("melody", "share of the tune's bars that are written anew", percentNotation),
    KeySchema("chords", "share of the composed chords that are chosen anew", percentNotation),
    KeySchema("ornament", "share of the tune's notes that are ornamented", percentNotation, .ignored),
    KeySchema("arrangement", "whether the band plays as it did the first time", .word(["same", "new"])),
    KeySchema("drums", "whether drums play a fill in the last bar", .word(["fill-at-end", "no-fill"])),
    KeySchema("keep", "what stays as it is", .list(.word(Spec.Variation.Kept.allCases.map(\.rawValue)))),
  ])

package let laneSchema = MapSchema(
  "a line of a pattern",
  [KeySchema("mini", "a pattern in mini-notation, one cycle a bar", .notation("mini", pattern: ".+", examples: ["bd(3,8) [sn sn]*2"]))])

private let gridNotation = ValueSchema.notation("grid", pattern: #"^[xXogfdDuU.|\s-]+$"#, examples: ["x...x...x...x..."])

package let partSchema = MapSchema(
  "a part",
  [
    KeySchema("role", "what the part does", .word(["melody", "harmony", "chords", "pad", "arpeggio", "bass", "drums"])),
    KeySchema("instrument", "the instrument", .name("instrument")),
    KeySchema("range", "lowest and highest note", .notation("key range", pattern: ".+", examples: ["a4..d6"])),
    KeySchema("enter", "when it begins to play", timeNotation),
    KeySchema("leave", "when it stops playing", timeNotation),
    KeySchema("develop", "how far later bars move away from given ones", percentNotation),
    KeySchema("effects", "effects of the part", .text, .planned),
    KeySchema("fill", "where fills come", .notation("place", pattern: ".+", examples: ["before logo 1 bar", "B bar 8"])),
    KeySchema("follow", "the part that this one follows", .text),
    KeySchema("given", "notes or single viewpoints that are fixed", .list(.map(givenSchema))),
    KeySchema("level", "level in the mix", .text, .planned),
    KeySchema("mute", "written but not heard", .text, .planned),
    KeySchema("ornament", "ornaments of the tune", .text),
    KeySchema("pan", "place between left and right", .text, .planned),
    KeySchema("pattern", "a pattern by name, or its lines", .either([.text, .names(.either([gridNotation, .map(laneSchema)]))])),
    KeySchema("sends", "levels into the returns", .text, .planned),
    KeySchema("sound", "the sound of the instrument", .text, .planned),
  ])

package let tempoSchema = MapSchema(
  "tempo",
  [
    KeySchema("range", "slowest and fastest", tempoNotation),
    KeySchema("prefer", "the tempo to stay near", bpmNotation),
    KeySchema("beat", "the note that is counted", .notation("note value", pattern: ".+", examples: ["1/4.", "1/8"])),
    KeySchema("bpm", "exact beats a minute", bpmNotation),
    KeySchema("drift", "largest change between neighbouring tempo segments", percentNotation),
    KeySchema("curve", "tempo over time", .text, .planned),
  ])

package let frameRateSchema = MapSchema(
  "a frame rate",
  [
    KeySchema("rate", "frames a second", frameRateNotation),
    KeySchema("start", "the timecode at which the piece begins", timeNotation),
  ])

package let syncSchema = MapSchema(
  "a sync point",
  [
    KeySchema("at", "when", timeNotation),
    KeySchema("name", "its name, which other times may use", .text),
    KeySchema("hit", "what happens there", hitNotation),
    KeySchema("want", "how much it is wanted", .word(Want.allCases.map(\.rawValue))),
    KeySchema("weight", "weight of a preferred point, 0 to 1", .notation("weight", pattern: #"^(0|1|0?\.\d+|\d+%)$"#, examples: ["0.3"])),
    KeySchema("tolerance", "how far off it may be", timeNotation),
    KeySchema("length", "how long a stop lasts", timeNotation),
  ])

package let syncImportSchema = MapSchema(
  "a cue list",
  [
    KeySchema("import", "the cue list, relative to the spec", .text),
    KeySchema("map", "what cues become, by name or colour", .names(.either([hitNotation, .map(syncRuleSchema)]))),
    KeySchema("offset", "added to every time", timeNotation),
    KeySchema("start", "the timecode at which the piece begins", timeNotation),
  ])

package let syncRuleSchema = MapSchema(
  "a kind of cue",
  [
    KeySchema("hit", "what happens there", hitNotation),
    KeySchema("want", "how much it is wanted", .word(Want.allCases.map(\.rawValue))),
  ])

package let voiceSchema = MapSchema(
  "a voice-over window",
  [
    KeySchema("from", "where it begins", timeNotation),
    KeySchema("to", "where it ends", timeNotation),
    KeySchema("duck", "change of the mix", .notation("level", pattern: ".+", examples: ["-4 dB"])),
    KeySchema("leave", "the band that is left to the voice", .notation("band", pattern: ".+", examples: ["1kHz..4kHz"])),
  ])

package let harmonySchema = MapSchema(
  "harmony",
  [
    KeySchema(
      "rate", "how long a chord lasts; with `about` intensity may halve or double it",
      .notation("harmonic rhythm", pattern: #"^(about )?\d(/\d)? bars?$"#, examples: ["1 bar", "1/2 bar", "about 2 bars"])),
    KeySchema(
      "colour", "how much stands above the triads",
      .notation("colour", pattern: #"^(auto|plain|sevenths|rich|\d+%)$"#, examples: ["plain", "sevenths", "rich", "30%"])),
    KeySchema("cadence", "how sections end", .word(HarmonyWish.Cadence.allCases.map(\.rawValue))),
    KeySchema("avoid", "chords that never come", .list(.notation("chord", pattern: ".+", examples: ["V7", "Bb"]))),
  ])

package let humanizeSchema = MapSchema(
  "humanize",
  [
    KeySchema("timing", "largest deviation of an onset", .notation("time", pattern: ".+", examples: ["8ms"])),
    KeySchema("velocity", "largest deviation of a velocity", percentNotation),
    KeySchema("swing", "share of the beat that the first of two eighths takes", percentNotation),
    KeySchema("length", "largest change of a sounding length", percentNotation),
  ])

package let masterSchema = MapSchema(
  "master",
  [
    KeySchema("loudness", "integrated loudness", .notation("loudness", pattern: ".+", examples: ["-14 LUFS"])),
    KeySchema("peak", "highest true peak", .notation("true peak", pattern: ".+", examples: ["-1 dBTP"])),
    KeySchema("chain", "effects of the master", .text, .planned),
  ])

package let exportSchema = MapSchema(
  "an export",
  [
    KeySchema("wav", "WAV audio", .map(exportOptionsSchema)),
    KeySchema("midi", "Standard MIDI File", .map(exportOptionsSchema)),
    KeySchema("musicxml", "MusicXML score", .map(exportOptionsSchema)),
    KeySchema("abc", "a tune in ABC", .map(exportOptionsSchema)),
    KeySchema("markers", "sync points and sections for an editor", .map(markerOptionsSchema)),
    KeySchema("stems", "a WAV file of every part and return", .map(exportOptionsSchema)),
  ] + ["aiff", "flac", "fmod", "godot", "manifest", "mp3", "ogg", "stingers", "wwise"].map {
    KeySchema($0, "\($0) output", .text, .planned)
  })

package let exportOptionsSchema = MapSchema(
  "an export's options",
  [
    KeySchema(
      "path", "file, relative to the output folder; {title}, {name} and, of stems, {part} stand for theirs",
      .notation("path", pattern: ".+", examples: ["out/{title}.wav", "stems/{part}.wav"])),
    KeySchema("rate", "frames a second", .word(["44100", "48000", "88200", "96000"])),
    KeySchema("bits", "bits a sample", .word(["16", "24", "32"])),
    KeySchema("loudness", "integrated loudness", .notation("loudness", pattern: ".+", examples: ["-16 LUFS"])),
    KeySchema("peak", "highest true peak", .notation("true peak", pattern: ".+", examples: ["-1 dBTP"])),
    KeySchema("chords", "chord symbols in the score", .word(["true", "false"])),
    KeySchema("lyrics", "lyrics in the score", .word(["true", "false"])),
    KeySchema("parts", "the parts that are written", .list(.text)),
  ] + ["cue", "format", "loop-tags", "markers", "quality", "smpl", "start"].map {
    KeySchema($0, "\($0) of an export", .text, .planned)
  })

package let markerOptionsSchema = MapSchema(
  "a marker list's options",
  [
    KeySchema("path", "file, relative to the output folder", .text),
    KeySchema("format", "what it is written as", .word(Spec.MarkerFormat.words)),
    KeySchema("start", "the timecode at which the piece begins; that of `fps` where it is left out", timeNotation),
  ])

package let soundsSchema = MapSchema(
  "sounds",
  [
    KeySchema("licence", "which licences the sounds may have", .word(["permissive", "any"])),
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
private let frameRateNotation = ValueSchema.notation(
  "frame rate", pattern: #"^[0-9.]+(df)?$"#, examples: ["24", "25", "29.97df"])
private let hitNotation = ValueSchema.notation("hit", pattern: ".+", examples: ["section lift", "accent", "entry strings", "stop"])
private let durationNotation = ValueSchema.notation("duration", pattern: ".+", examples: ["90s", "0:30.000", "60s..75s", "free"])
private let tempoNotation = ValueSchema.notation("tempo", pattern: ".+", examples: ["96", "108..126", "1/4. = 60"])
private let bpmNotation = ValueSchema.notation("beats a minute", pattern: #"^\d+(\.\d+)?$"#, examples: ["96"])
private let meterNotation = ValueSchema.notation("time signature", pattern: #"^\d+/\d+.*$"#, examples: ["4/4", "7/8 (2+2+3)"])
private let keyNotation = ValueSchema.notation("key", pattern: "^[A-Ga-g].*$", examples: ["D major", "E minor", "D dorian", "Bb"])
private let timeNotation = ValueSchema.notation("time", pattern: ".+", examples: ["12.5s", "bar 9", "B"])
private let percentNotation = ValueSchema.notation("percentage", pattern: "^.+%$", examples: ["10%"])
private let intensityNotation = ValueSchema.notation("intensity", pattern: ".+", examples: ["0s 20%, 40s 90% ease, end 30%", "60%"])
private let formNotation = ValueSchema.either([.notation("form", pattern: ".+", examples: ["intro [A A B A'] outro"]), .list(.text)])
