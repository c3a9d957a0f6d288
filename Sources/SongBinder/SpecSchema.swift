// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

/// The keys of a song spec (LANGUAGE, section 2), as data.
package let specSchema = MapSchema(
  "a song spec",
  [
    KeySchema("song", "format version; the only required key", .word(["1"])),
    KeySchema("title", "the piece's title; the file's name where it is left out", .text),
    KeySchema("credits", "who made what", .text, .planned),
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
    KeySchema("harmony", "how chords are composed", .text, .planned),
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
    KeySchema("key", "tonic and mode of this section", keyNotation),
    KeySchema("tempo", "beats a minute in this section", tempoNotation),
    KeySchema("time", "time signature of this section", meterNotation),
    KeySchema("given", "notes or single viewpoints that are fixed", .list(.text), .planned),
    KeySchema("lyrics", "syllables of the melody", .text, .planned),
    KeySchema("melody", "the tune", .text, .planned),
    KeySchema("parts", "what single parts do in this section", .text, .planned),
    KeySchema("vary", "how a returning section differs", .text, .planned),
  ])

package let partSchema = MapSchema(
  "a part",
  [
    KeySchema("role", "what the part does", .word(["melody", "harmony", "chords", "pad", "arpeggio", "bass", "drums"])),
    KeySchema("instrument", "the instrument", .name("instrument")),
    KeySchema("range", "lowest and highest note", .notation("key range", pattern: ".+", examples: ["a4..d6"])),
    KeySchema("enter", "when it begins to play", timeNotation),
    KeySchema("leave", "when it stops playing", timeNotation),
    KeySchema("develop", "how far later bars move away from given ones", .text, .planned),
    KeySchema("effects", "effects of the part", .text, .planned),
    KeySchema("fill", "where fills come", .text, .planned),
    KeySchema("follow", "the part that this one follows", .text, .planned),
    KeySchema("given", "notes or single viewpoints that are fixed", .list(.text), .planned),
    KeySchema("level", "level in the mix", .text, .planned),
    KeySchema("mute", "written but not heard", .text, .planned),
    KeySchema("ornament", "ornaments of the tune", .text, .planned),
    KeySchema("pan", "place between left and right", .text, .planned),
    KeySchema("pattern", "a pattern by name or as a grid", .text, .planned),
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
    KeySchema("stems", "a WAV file of every part and return", .map(exportOptionsSchema)),
  ] + ["abc", "aiff", "flac", "fmod", "godot", "manifest", "markers", "mp3", "ogg", "stingers", "wwise"].map {
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
    KeySchema("parts", "the parts that are written", .list(.text), .ignored),
  ] + ["chords", "cue", "format", "loop-tags", "lyrics", "markers", "quality", "smpl", "start"].map {
    KeySchema($0, "\($0) of an export", .text, .planned)
  })

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
