// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// What the user said, with holes for what was left open.
package struct Spec: Sendable, Hashable, Codable {
  package var title: Located<String>?
  /// Who made what, in the order of the spec; a single name is the composer's.
  package var credits: [Credit] = []
  package var license: Located<String>?
  package var seed: Located<SeedValue>?
  package var style: StyleChoice?
  /// The folder of the user's own models, relative to the spec's.
  package var models: Located<String>?
  /// The track that this one is an edit of.
  package var base: Base?
  package var moods: [Located<String>] = []
  package var duration: Located<Duration>?
  package var ending: Located<Ending>?
  package var tempo: Located<Tempo>?
  package var meter: Located<Meter>?
  /// Whether a shorter bar may be put in.
  package var isFlexible = false
  package var key: Located<Key>?
  /// Names of sections in playing order.
  package var form: [Located<String>]?
  /// In the order of the spec.
  package var sections: [Section] = []
  package var intensity: Located<Intensity>?
  package var split = IntensitySplit()
  /// Nil where the spec has no `parts`: the style's band plays.
  package var parts: [Part]?
  package var harmony = Harmony()
  package var humanize: Humanize?
  package var master = Master()
  package var exports: [Export]?
  /// What goldens are asked; outputs that aren't named are measured.
  package var golden: [Golden] = []
  package var sounds = Sounds()
  package var frameRate: Located<FrameRate>?
  /// Whether there is one that couldn't be read.
  package var isFrameRateBroken = false
  /// The timecode at which the piece begins.
  package var start: Located<TimeValue>?
  package var syncs: [SyncPoint] = []
  package var syncImport: SyncImport?
  package var voices: [VoiceWindow] = []

  package init() {}

  package enum SeedValue: Sendable, Hashable, Codable {
    case number(Int)
    case text(String)

    package var seed: Seed {
      switch self {
      case .number(let number): Seed(number)
      case .text(let text): Seed(text: text)
      }
    }
  }

  package struct Credit: Sendable, Hashable, Codable {
    package let role: String
    package let name: Located<String>

    package init(role: String, name: Located<String>) {
      self.role = role
      self.name = name
    }
  }

  package enum Duration: Sendable, Hashable, Codable {
    case exact(Microseconds)
    /// The form decides within the range.
    case range(Microseconds, Microseconds)
    /// The form's own length.
    case free
  }

  package enum Ending: Sendable, Hashable, Codable {
    /// The last chord rings out; its tail ends inside the piece.
    case ring
    /// One short last chord.
    case button
    /// The music stops dead at the end.
    case cut
    /// It goes on and fades out over this long.
    case fade(Microseconds)
    /// It leads back to its beginning.
    case loop

    /// As the language writes it.
    package var text: String {
      switch self {
      case .ring: "ring"
      case .button: "button"
      case .cut: "cut"
      case .fade(let time): "fade \(time)"
      case .loop: "loop"
      }
    }

    /// Whether there is a last chord in a measure of its own.
    package var hasLastChord: Bool { self == .ring || self == .button }
  }

  /// Beats a minute of a beat unit; one number is exact, a range may bend.
  package struct Tempo: Sendable, Hashable, Codable {
    package let low: Rational
    package let high: Rational
    package let prefer: Rational?
    /// Quarter notes; nil is the beat of the meter.
    package let beatUnit: ScoreTime?
    /// Largest change between neighbouring stretches, as a share; nil is the language's default.
    package let drift: Rational?
    /// What is preferred where, over the whole piece; empty where it is the same everywhere.
    package var curve: [TempoStop] = []

    package init(
      low: Rational, high: Rational, prefer: Rational? = nil, beatUnit: ScoreTime? = nil, drift: Rational? = nil
    ) {
      self.low = low
      self.high = high
      self.prefer = prefer
      self.beatUnit = beatUnit
      self.drift = drift
    }

    package var isExact: Bool { low == high }
  }

  /// A point of a curve of tempi.
  package struct TempoStop: Sendable, Hashable, Codable {
    package let at: Located<TimeValue>
    package let bpm: Rational
    /// The shape of the stretch that arrives here.
    package let shape: CurveShape

    package init(at: Located<TimeValue>, bpm: Rational, shape: CurveShape) {
      self.at = at
      self.bpm = bpm
      self.shape = shape
    }
  }

  package struct Section: Sendable, Hashable, Codable {
    package let name: Located<String>
    package var bars: Located<Bars>?
    package var chords: Chords?
    package var intensity: Located<Level>?
    package var key: Located<Key>?
    package var meter: Located<Meter>?
    package var isFlexible = false
    package var tempo: Located<Tempo>?
    package var phrases: Located<PhraseForm>?
    package var vary: Variation?
    /// What single parts do here; with `hasOnlyTheseParts` all others rest.
    package var parts: [SectionPart] = []
    package var hasOnlyTheseParts = false
    package var harmony = Harmony()
    /// The tune, from the section's first bar.
    package var melody: Given?
    package var lyrics: Lyrics?
    package var given: [Given] = []

    package init(name: Located<String>) { self.name = name }
  }

  /// What composed chords are asked to be; nil is left open.
  package struct Harmony: Sendable, Hashable, Codable {
    package var rate: Located<HarmonyWish.Rate>?
    package var colour: Located<HarmonyWish.Colour>?
    package var cadence: Located<HarmonyWish.Cadence>?
    package var avoid: [Located<ChordToken>]?

    package init() {}

    package var isEmpty: Bool { rate == nil && colour == nil && cadence == nil && avoid == nil }

    /// With what another one says where this one says nothing.
    package func filled(from other: Harmony) -> Harmony {
      var result = self
      result.rate = rate ?? other.rate
      result.colour = colour ?? other.colour
      result.cadence = cadence ?? other.cadence
      result.avoid = avoid ?? other.avoid
      return result
    }
  }

  package enum Bars: Sendable, Hashable, Codable {
    case exact(Int)
    case range(Int, Int)
    case auto
  }

  /// Given chords, bar by bar, with repeats written out.
  package struct Chords: Sendable, Hashable, Codable {
    package let bars: [ChordBar]
    package let span: Span

    package init(bars: [ChordBar], span: Span) {
      self.bars = bars
      self.span = span
    }
  }

  package struct ChordBar: Sendable, Hashable, Codable {
    package let tokens: [Located<ChordToken>]
    package let span: Span

    package init(tokens: [Located<ChordToken>], span: Span) {
      self.tokens = tokens
      self.span = span
    }
  }

  package enum Level: Sendable, Hashable, Codable {
    /// 0...1.
    case constant(Rational)
    case ramp(Rational, Rational)
  }

  package enum Intensity: Sendable, Hashable, Codable {
    case level(Level)
    case curve([Stop])
  }

  /// Curves of single sides of intensity; nil follows the piece's.
  package struct IntensitySplit: Sendable, Hashable, Codable {
    /// Rhythmic activity.
    package var momentum: Located<Intensity>?
    /// Number of voices.
    package var depth: Located<Intensity>?
    /// Force and register.
    package var power: Located<Intensity>?

    package init() {}

    /// By name.
    package var named: [(name: String, curve: Located<Intensity>?)] {
      [("momentum", momentum), ("depth", depth), ("power", power)]
    }
  }

  package struct Stop: Sendable, Hashable, Codable {
    package let at: Located<TimeValue>
    /// 0...1.
    package let level: Rational
    /// The shape of the stretch that arrives here.
    package let shape: CurveShape

    package init(at: Located<TimeValue>, level: Rational, shape: CurveShape) {
      self.at = at
      self.level = level
      self.shape = shape
    }
  }

  /// A style, or a blend of two.
  package struct StyleChoice: Sendable, Hashable, Codable {
    package let name: Located<String>
    package let other: Located<String>?
    /// The first one's share, 1...99; 100 where it stands alone.
    package let percent: Int

    package init(name: Located<String>, other: Located<String>? = nil, percent: Int = 100) {
      self.name = name
      self.other = other
      self.percent = percent
    }

    package var names: [Located<String>] { other.map { [name, $0] } ?? [name] }

    /// The style's key; of a blend with the shares: `folk 70%, pop 30%`.
    package var key: String { other.map { "\(name.value) \(percent)%, \($0.value) \(100 - percent)%" } ?? name.value }
  }

  package struct Part: Sendable, Hashable, Codable {
    package let name: Located<String>
    package var role: Located<Role>?
    package var instrument: Located<String>?
    package var range: Located<KeyRange>?
    package var enter: Located<TimeValue>?
    package var leave: Located<TimeValue>?
    package var given: [Given] = []
    package var pattern: Pattern?
    /// Where fills come; nil leaves it to the arranger.
    package var fills: [Place]?
    package var follow: Located<Follow>?
    /// How far composed bars move away from given ones, 0...1.
    package var develop: Located<Rational>?
    package var ornament: Ornament?
    package var channel = Channel()
    /// Whether it plays in solos alone; its role is a tune's then.
    package var isSoloist = false

    package init(name: Located<String>) { self.name = name }

    /// What stands for a role where a part plays in solos alone.
    package static let soloist = "solo"
    /// What may stand as a role.
    package static let roleWords = Role.allCases.map(\.rawValue) + [soloist]
  }

  /// Maxima; 0 switches off, nil leaves it to the style.
  package struct Humanize: Sendable, Hashable, Codable {
    /// Milliseconds, 0...50.
    package var timing: Located<Rational>?
    /// Share of a velocity, 0...1.
    package var velocity: Located<Rational>?
    /// The share of the beat that the first of two eighths takes, 0.5...0.75.
    package var swing: Located<Rational>?
    /// Share of a length, 0...1.
    package var length: Located<Rational>?

    package init() {}
  }

  package struct Master: Sendable, Hashable, Codable {
    /// LUFS.
    package var loudness: Located<Rational>?
    /// dBTP.
    package var peak: Located<Rational>?

    /// The language's defaults.
    package static let standardLoudness = Rational(-14)
    package static let standardPeak = Rational(-1)

    package init() {}
  }

  /// What is asked of one output.
  package struct Golden: Sendable, Hashable, Codable {
    package let output: GoldenOutput
    package let demand: Located<GoldenDemand>

    package init(output: GoldenOutput, demand: Located<GoldenDemand>) {
      self.output = output
      self.demand = demand
    }
  }

  /// An output that has a golden.
  package enum GoldenOutput: String, Sendable, Hashable, Codable, CaseIterable {
    case lock, score, musicxml, midi, audio
  }

  /// When an output is what its golden holds.
  package enum GoldenDemand: String, Sendable, Hashable, Codable, CaseIterable {
    /// The same bytes, or samples.
    case exact
    /// Within tolerance.
    case measured
    /// Whatever it is.
    case ignore
  }

  package enum ExportKind: String, Sendable, Hashable, Codable, CaseIterable {
    case wav, aiff, flac, ogg, opus, mp3
    case midi, musicxml, abc
    /// A list of sync points and sections for an editor.
    case markers
    /// An audio file of every part and return.
    case stems

    /// Whether it is an audio file of the master.
    package var isMaster: Bool {
      switch self {
      case .wav, .aiff, .flac, .ogg, .opus, .mp3: true
      case .midi, .musicxml, .abc, .markers, .stems: false
      }
    }

    /// What `bitrate` is where nothing is said, kilobits a second; nil where there is no such option.
    package var standardBitrate: Int? {
      switch self {
      case .opus: 160
      case .mp3: 256
      default: nil
      }
    }
  }

  /// A format in which markers are written.
  package enum MarkerFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// CMX3600 with Resolve's marker lines.
    case edl
    /// Premiere's table of markers.
    case csv
    /// Subtitles.
    case srt
    /// A Standard MIDI File of tempo map and markers.
    case midi

    /// The words for them; an EDL is the one that Resolve reads.
    package static let words = allCases.map(\.rawValue) + ["resolve-edl"]

    package init?(word: String) { self.init(rawValue: word == "resolve-edl" ? "edl" : word) }

    /// Whether its times are timecode, which counts frames.
    package var countsFrames: Bool { self == .edl || self == .csv }

    /// By the end of a file's name; nil for any other.
    package init?(path: String) {
      switch path.split(separator: ".").last?.lowercased() {
      case "edl": self = .edl
      case "csv": self = .csv
      case "srt": self = .srt
      case "mid", "midi": self = .midi
      default: return nil
      }
    }

    /// What is written where nothing else is said.
    package static func standard(_ rate: FrameRate?) -> MarkerFormat { rate == nil ? .srt : .edl }
  }

  package struct Export: Sendable, Hashable, Codable {
    package let kind: Located<ExportKind>
    /// Relative to the output folder, with fields in braces; nil is the kind's standard path.
    package var path: Located<String>?
    /// Of the master: frames a second.
    package var rate: Located<Int>?
    /// WAV: 16, 24 or 32; AIFF and FLAC: 16 or 24.
    package var bits: Located<Int>?
    /// Ogg Vorbis: 0...10.
    package var quality: Located<Int>?
    /// Opus, MP3: kilobits a second.
    package var bitrate: Located<Int>?
    package var loudness: Located<Rational>?
    package var peak: Located<Rational>?
    /// Scores: the parts that are written; nil is all, of ABC those with a tune.
    package var parts: [Located<String>]?
    /// Scores: whether chord symbols and words are written; nil is yes.
    package var chords: Located<Bool>?
    package var lyrics: Located<Bool>?
    /// Markers: nil goes by the path, else by whether there is a frame rate.
    package var format: Located<MarkerFormat>?
    /// Markers: the timecode at which the piece begins; nil is the picture's.
    package var start: Located<TimeValue>?

    /// Frames a second where nothing is said.
    package static let standardRate = 48_000
    /// Of Ogg Vorbis where nothing is said: about 192 kbit/s.
    package static let standardQuality = 6

    package init(kind: Located<ExportKind>) { self.kind = kind }

    /// The format of markers.
    package func markerFormat(_ rate: FrameRate?) -> MarkerFormat {
      format?.value ?? path.flatMap { MarkerFormat(path: $0.value) } ?? .standard(rate)
    }
  }

  package enum Licence: String, Sendable, Hashable, Codable, CaseIterable {
    case permissive, any
  }

  package struct Sounds: Sendable, Hashable, Codable {
    package var licence: Located<Licence>?
    /// Names or paths of SoundFonts to use, best first.
    package var soundFonts: [Located<String>] = []

    package init() {}
  }
}

/// What a part does in the piece.
package enum Role: String, Sendable, Hashable, Codable, CaseIterable {
  case melody, harmony, counter, chords, pad, arpeggio, bass, drums

  /// Whether models write it note by note, without patterns.
  package var isLine: Bool { isTune || self == .harmony }

  /// Whether it is a tune of its own: the first one, or one against it.
  package var isTune: Bool { self == .melody || self == .counter }
}

extension Spec {
  /// The material that a section plays: its name without primes.
  package static func material(of name: String) -> String {
    var result = name
    while result.hasSuffix("'") { result.removeLast() }
    return result
  }

  /// The material that a section plays: that of the section which it varies, else its name without primes.
  package func material(of name: String) -> String {
    var result = name
    // A chain of variations is no longer than there are sections; the checker refuses rings.
    for _ in sections {
      guard let of = sections.first(where: { $0.name.value == result })?.vary?.of?.value else { break }
      result = of
    }
    return Spec.material(of: result)
  }

  /// Whether the form is left to the compiler.
  package var hasNoForm: Bool { form == nil && sections.isEmpty }

  /// What the spec says of a section: under its own name and, where that says nothing, under that of its material.
  package func section(_ name: String) -> Section? {
    let own = sections.first { $0.name.value == name }
    let source = self.material(of: name)
    let material = sections.first { $0.name.value == source }
    guard var result = own else { return material }
    guard let material else { return result }
    result.bars = result.bars ?? material.bars
    result.chords = result.chords ?? material.chords
    result.intensity = result.intensity ?? material.intensity
    result.key = result.key ?? material.key
    if result.meter == nil {
      result.meter = material.meter
      result.isFlexible = material.isFlexible
    }
    result.tempo = result.tempo ?? material.tempo
    result.phrases = result.phrases ?? material.phrases
    if result.parts.isEmpty {
      result.parts = material.parts
      result.hasOnlyTheseParts = material.hasOnlyTheseParts
    }
    result.harmony = result.harmony.filled(from: material.harmony)
    result.melody = result.melody ?? material.melody
    result.lyrics = result.lyrics ?? material.lyrics
    if result.given.isEmpty { result.given = material.given }
    return result
  }
}
