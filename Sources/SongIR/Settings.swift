// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// The spec without holes: every choice that was made for the user, each with its reason.
///
/// The lock file stores `decisions`; names are keys of the library.
package struct Settings: Sendable, Hashable, Codable {
  package var title: String
  package var style: String
  package var moods: [String]
  package var duration: Microseconds
  package var isDurationFree: Bool
  package var ending: Spec.Ending
  package var key: Key
  package var meter: Meter
  package var tempo: Tempo
  /// In playing order.
  package var form: [FormEntry]
  /// The curve over the whole piece; empty where each section says its own.
  package var intensity: [IntensityStop]
  package var frameRate: FrameRate? = nil
  /// Frames from midnight to the piece's start in the picture's timecode.
  package var startFrame = 0
  /// In the order of the spec.
  package var syncs: [SyncPoint] = []
  package var voices: [VoiceWindow] = []
  /// Notes and viewpoints that are fixed.
  package var given: [Given] = []
  package var credits = Credits()
  package var split: IntensitySplit
  /// What tempo is preferred where; empty where it is the same everywhere.
  package var tempoCurve: [TempoStop] = []
  package var parts: [Part]
  package var harmony: Harmony
  package var melody: Melody
  /// How freely drummers play their grooves, percent: 0 plays what is written.
  package var looseness = 0
  /// The genres of the takes that drummers know; empty where they play the grooves alone.
  package var takes: [DrumTakeWeight] = []
  package var humanize: Humanize
  /// Percent of a written length that sounds where no articulation says otherwise.
  package var articulation: Int
  package var mix: Mix
  package var master: Master
  package var exports: [Export]
  package var sounds: Sounds
  /// Where notes come from, beside the piece's seed.
  package var streams = Streams()
  /// Everything that was decided, sorted by key.
  package var decisions: [Decision]

  package init(
    title: String, style: String, moods: [String], duration: Microseconds, isDurationFree: Bool, ending: Spec.Ending,
    key: Key, meter: Meter, tempo: Tempo, form: [FormEntry], intensity: [IntensityStop], parts: [Part],
    harmony: Harmony, melody: Melody, humanize: Humanize, articulation: Int, mix: Mix, master: Master, exports: [Export],
    sounds: Sounds, decisions: [Decision], split: IntensitySplit = IntensitySplit()
  ) {
    self.title = title
    self.style = style
    self.moods = moods
    self.duration = duration
    self.isDurationFree = isDurationFree
    self.ending = ending
    self.key = key
    self.meter = meter
    self.tempo = tempo
    self.form = form
    self.intensity = intensity
    self.split = split
    self.parts = parts
    self.harmony = harmony
    self.melody = melody
    self.humanize = humanize
    self.articulation = articulation
    self.mix = mix
    self.master = master
    self.exports = exports
    self.sounds = sounds
    self.decisions = decisions
  }

  /// One choice, as the lock stores it.
  package struct Decision: Sendable, Hashable, Codable {
    /// The path in the spec that would say it: `parts.bass.instrument`.
    package let key: String
    package let value: String
    package let reason: Reason
    /// What it was drawn from, for drawn values; empty otherwise.
    package let seedPath: String

    package init(key: String, value: String, reason: Reason, seedPath: String = "") {
      self.key = key
      self.value = value
      self.reason = reason
      self.seedPath = seedPath
    }
  }

  package enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The spec says it.
    case spec
    /// An earlier lock says it.
    case lock
    /// The style's or the mood's file says it.
    case style, mood
    /// Drawn from the choices that the style and mood leave.
    case drawn
    /// Follows from other choices.
    case derived
    /// The language's default.
    case standard
  }

  /// Beats a minute.
  package struct Tempo: Sendable, Hashable, Codable {
    package let low: Rational
    package let high: Rational
    package let prefer: Rational
    /// Quarter notes to a beat.
    package let beatUnit: ScoreTime
    /// The largest change between neighbouring stretches, as a share.
    package let drift: Rational

    package init(
      low: Rational, high: Rational, prefer: Rational, beatUnit: ScoreTime, drift: Rational = Tempo.standardDrift
    ) {
      self.low = low
      self.high = high
      self.prefer = prefer
      self.beatUnit = beatUnit
      self.drift = drift
    }

    /// Two percent: the language's default.
    package static let standardDrift = Rational(1, 50)

    package var isExact: Bool { low == high }
  }

  package struct FormEntry: Sendable, Hashable, Codable {
    /// The name with its primes: `A'`.
    package let name: String
    /// The name of the material: `A`.
    package let material: String
    /// What the section is for: intro, verse, chorus, bridge, outro and so on.
    package let function: String
    /// Bars allowed, and the number wished for.
    package let bars: ClosedRange<Int>
    package let preferredBars: Int
    package let chords: [ChordBar]?
    /// Levels at start and end, in thousandths.
    package let intensity: IntensityRamp?
    package let key: Key
    package let meter: Meter
    /// Whether a shorter bar may be put in behind the last.
    package let isFlexible: Bool
    /// Nil follows the piece.
    package var tempo: Tempo?
    package var treatment = Treatment()
    package var variation = Variation()
    /// Nil follows the piece.
    package var harmony: HarmonyWish?
    /// How its phrases are built; nil is drawn.
    package var phrases: PhraseForm?
    /// Where the spec says so, and where it says a number of bars that leaves no choice.
    package var phrasesPlace: Span?
    package var barsPlace: Span?

    package init(
      name: String, material: String, function: String, bars: ClosedRange<Int>, preferredBars: Int,
      chords: [ChordBar]?, intensity: IntensityRamp?, key: Key, meter: Meter, isFlexible: Bool = false, tempo: Tempo?
    ) {
      self.name = name
      self.material = material
      self.function = function
      self.bars = bars
      self.preferredBars = preferredBars
      self.chords = chords
      self.intensity = intensity
      self.key = key
      self.meter = meter
      self.isFlexible = isFlexible
      self.tempo = tempo
    }
  }

  /// A bar of given chords: chord and length in quarter notes; nil is N.C.
  package struct ChordBar: Sendable, Hashable, Codable {
    package let chords: [Entry]

    package init(chords: [Entry]) { self.chords = chords }

    package struct Entry: Sendable, Hashable, Codable {
      package let chord: Chord?
      package let length: ScoreTime

      package init(chord: Chord?, length: ScoreTime) {
        self.chord = chord
        self.length = length
      }
    }
  }

  /// Levels in thousandths.
  package struct IntensityRamp: Sendable, Hashable, Codable {
    package let from: Int
    package let to: Int

    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// Curves of single sides of intensity; an empty one follows the piece's.
  package struct IntensitySplit: Sendable, Hashable, Codable {
    package var momentum: [IntensityStop] = []
    package var depth: [IntensityStop] = []
    package var power: [IntensityStop] = []

    package init() {}

    /// By name.
    package var named: [(name: String, stops: [IntensityStop])] {
      [("momentum", momentum), ("depth", depth), ("power", power)]
    }
  }

  package struct TempoStop: Sendable, Hashable, Codable {
    package let at: TimeValue
    package let bpm: Rational
    package let shape: CurveShape
    package let place: Span

    package init(at: TimeValue, bpm: Rational, shape: CurveShape, place: Span) {
      self.at = at
      self.bpm = bpm
      self.shape = shape
      self.place = place
    }
  }

  package struct IntensityStop: Sendable, Hashable, Codable {
    package let at: TimeValue
    /// Thousandths.
    package let level: Int
    package let shape: CurveShape
    package let place: Span?

    package init(at: TimeValue, level: Int, shape: CurveShape, place: Span? = nil) {
      self.at = at
      self.level = level
      self.shape = shape
      self.place = place
    }
  }

  package struct Part: Sendable, Hashable, Codable {
    package let id: String
    package let role: Role
    package let instrument: String
    /// The sound's name in the instrument's file, or `generalMIDI` and the name of a SoundFont.
    package let sound: String
    /// What stands before a SoundFont's name where the instrument is played by its General MIDI program.
    package static let generalMIDI = "gm:"
    /// Pattern sets, one for each meter of the piece that has one; none for lines that models write.
    package let patterns: [Pattern]
    /// Sounding keys that may be used.
    package let range: KeyRange
    /// The part plays from this intensity on, thousandths.
    package var threshold: Int
    /// The intensity from which it would play if nothing else let it in: the order in which a band comes in.
    package var rank: Int
    package let enter: TimeValue?
    package let leave: TimeValue?
    package let gainDB: Double
    package var pan: Double
    /// Level of the reverb send.
    package let sendDB: Double
    package var channel = Channel()
    /// Where the spec names the part; nil for a part of the style's band.
    package let place: Span?
    /// Sounding keys that the instrument has; nil for kits.
    package var compass: KeyRange? = nil
    /// Those of them that sound best; nil for kits.
    package var comfortable: KeyRange? = nil
    /// Whether the spec says the range.
    package var hasOwnRange = false
    /// What its player can do with a tone.
    package var tone = ToneControl()
    /// A pattern that the spec writes out.
    package var written: Spec.Pattern? = nil
    /// Those that it writes out for single sections.
    package var sectionPatterns: [SectionPattern] = []
    /// Where its fills come; nil leaves it to the arranger.
    package var fills: [Spec.Place]? = nil
    /// The drums, or a voice of them, with whose strokes a bass plays; the tune with which a second voice or tune goes.
    package var follow: Spec.Follow? = nil
    /// How far composed measures move away from given ones, percent; nil leaves the two apart.
    package var development: Int? = nil
    /// How its line is ornamented; nil leaves it plain.
    package var ornament: Ornament? = nil
    /// Whether it plays in solos alone.
    package var isSoloist = false
    /// What the spec calls the role.
    package var roleWord: String { isSoloist ? Spec.Part.soloist : role.rawValue }
    /// Semitones by which its chords lie above the middle of its range, apart from those of the band's other parts.
    package var register = 0

    package init(
      id: String, role: Role, instrument: String, sound: String, patterns: [Pattern], range: KeyRange, threshold: Int,
      enter: TimeValue?, leave: TimeValue?, gainDB: Double, pan: Double, sendDB: Double, place: Span? = nil
    ) {
      self.id = id
      self.role = role
      self.instrument = instrument
      self.sound = sound
      self.patterns = patterns
      self.range = range
      self.threshold = threshold
      rank = threshold
      self.enter = enter
      self.leave = leave
      self.gainDB = gainDB
      self.pan = pan
      self.sendDB = sendDB
      self.place = place
    }

    package struct SectionPattern: Sendable, Hashable, Codable {
      package let section: String
      package let pattern: Spec.Pattern

      package init(section: String, pattern: Spec.Pattern) {
        self.section = section
        self.pattern = pattern
      }
    }

    package struct Pattern: Sendable, Hashable, Codable {
      package let meter: Meter
      /// In the library.
      package let key: String
      /// The section that it is for; nil is the whole piece.
      package let section: String?

      package init(meter: Meter, key: String, section: String? = nil) {
        self.meter = meter
        self.key = key
        self.section = section
      }
    }
  }

  package struct Harmony: Sendable, Hashable, Codable {
    /// The chord model's name.
    package let model: String
    /// Above 1 more adventurous, in percent.
    package let temperature: Int
    /// Percent of the sections inside the piece that end on a cadence.
    package let cadences: Int
    /// The name of what composed chords are made of; nil where the model alone says that.
    package let progressions: String?
    /// Of the whole piece; sections may have their own.
    package let wish: HarmonyWish

    package init(
      model: String, temperature: Int, cadences: Int, progressions: String? = nil, wish: HarmonyWish = HarmonyWish()
    ) {
      self.progressions = progressions
      self.model = model
      self.temperature = temperature
      self.cadences = cadences
      self.wish = wish
    }
  }

  /// Whether a part plays a tune against another.
  package var hasSecondTune: Bool { parts.contains { $0.role == .counter } }

  package struct Melody: Sendable, Hashable, Codable {
    package let model: String
    package let rhythmModel: String
    /// What rhythms in 4/4 are made of; nil where the rhythm model alone says that.
    package var rhythmCells: String?
    /// What writes second tunes.
    package var counterModel = "counter"
    /// Share of onsets wished for, against the corpus: percent.
    package let density: Int
    package let temperature: Int
    /// Semitones by which the mood moves the register.
    package let register: Int
    /// What says how measures take up others.
    package let plans: String
    /// How much they do, percent of what the tunes of the plans do.
    package let repetition: Int
    /// Percent of the notes that may repeat the one before.
    package let repeats: Int
    /// Percent of the tones foreign to the chord, off the strong beats, that have to be left by step.
    package let passing: Int
    /// Whether a varied tune is other at its end, not inside.
    package let variesEndings: Bool

    package init(
      model: String, rhythmModel: String, density: Int, temperature: Int, register: Int, plans: String, repetition: Int = 100,
      repeats: Int = 70, passing: Int = 0, variesEndings: Bool = false
    ) {
      self.plans = plans
      self.repetition = repetition
      self.repeats = repeats
      self.passing = passing
      self.variesEndings = variesEndings
      self.model = model
      self.rhythmModel = rhythmModel
      self.density = density
      self.temperature = temperature
      self.register = register
    }
  }

  package struct Humanize: Sendable, Hashable, Codable {
    /// Largest deviation of an onset, microseconds.
    package let timing: Int
    /// Largest deviation of a velocity, percent.
    package let velocity: Int
    /// Share of the beat of the first of two eighths, thousandths: 500 is straight.
    package let swing: Int
    /// Largest change of a sounding length, percent.
    package let length: Int
    /// The rules of playing that the style uses; empty for machines.
    package var rules: [RuleAmount] = []
    /// Where its drummers strike; nil keeps to the grid.
    package var groove: Groove? = nil

    /// How much a rule is used; 1 is the size that its source gives.
    package func amount(of rule: PlayingRule) -> Double {
      Double(rules.first { $0.rule == rule }?.percent ?? 0) / 100
    }

    package init(timing: Int, velocity: Int, swing: Int, length: Int) {
      self.timing = timing
      self.velocity = velocity
      self.swing = swing
      self.length = length
    }
  }

  package struct Mix: Sendable, Hashable, Codable {
    /// The mix plan in the library.
    package let name: String
    /// Change of the bus' treble by the mood, dB.
    package let brightnessDB: Double
    /// Change of the reverb sends by the mood, dB.
    package let spaceDB: Double

    package init(name: String, brightnessDB: Double, spaceDB: Double) {
      self.name = name
      self.brightnessDB = brightnessDB
      self.spaceDB = spaceDB
    }
  }

  package struct Master: Sendable, Hashable, Codable {
    /// LUFS.
    package let loudness: Double
    /// dBTP.
    package let truePeak: Double

    package init(loudness: Double, truePeak: Double) {
      self.loudness = loudness
      self.truePeak = truePeak
    }
  }

  package struct Export: Sendable, Hashable, Codable {
    package let kind: Spec.ExportKind
    /// Relative to the output folder, with fields in braces; empty is the kind's standard path.
    package let path: String
    package let rate: Int
    package let bits: Int
    /// Ogg Vorbis: 0...10.
    package var quality = Spec.Export.standardQuality
    /// Opus, MP3: kilobits a second; 0 where there is none.
    package var bitrate: Int
    /// Of markers.
    package let format: Spec.MarkerFormat
    /// Markers: frames from midnight to the piece's start.
    package let startFrame: Int
    /// Scores: the parts that are written; empty is all.
    package var parts: [String] = []
    /// Scores: whether chord symbols and words are written.
    package var hasChords = true
    package var hasLyrics = true

    /// Whether each playing of a section is a file of its own.
    package var isBySection: Bool { PathTemplate(path)?.fields.contains("section") ?? false }

    /// The path with its fields' values.
    package func path(_ values: [String: String]) -> String {
      let text = path.isEmpty ? kind.standardPath(format) : path
      return PathTemplate(text)?.path(values) ?? text
    }

    package init(
      kind: Spec.ExportKind, path: String = "", rate: Int = 48_000, bits: Int = 24, format: Spec.MarkerFormat = .edl,
      startFrame: Int = 0
    ) {
      self.kind = kind
      self.path = path
      self.rate = rate
      self.bits = bits
      bitrate = kind.standardBitrate ?? 0
      self.format = format
      self.startFrame = startFrame
    }
  }

  package struct Sounds: Sendable, Hashable, Codable {
    package let licence: Spec.Licence
    package let soundFonts: [String]

    package init(licence: Spec.Licence, soundFonts: [String]) {
      self.licence = licence
      self.soundFonts = soundFonts
    }
  }
}
