// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongIR
import SongMusic

private let file = FileID(3)

func located<Value>(_ value: Value, _ start: Int = 4, _ end: Int = 9) -> Located<Value> {
  Located(value, at: Span(file: file, start: start, end: end))
}

let dMinor = Key(tonic: PitchName(step: 1, alter: 0), mode: .minor)
let seventh = Chord(root: PitchName(step: 3, alter: 1), quality: .named("m7b5")!, bass: PitchName(step: 5, alter: 0))
let times: [TimeValue] = [
  .clock(seconds: Rational(83, 2)), .amount(.init(Rational(7, 2), .beats)), .amount(.init(Rational(1, 8), .wholeNotes)),
  .position(bar: 17, beat: Rational(7, 2)), .position(bar: 3, beat: 1), .anchor(name: "A'", offset: .init(Rational(-2), .bars)),
  .anchor(name: "end", offset: nil), .timecode(hours: 1, minutes: 0, seconds: 8, frames: 3, dropFrame: true),
]

/// A spec that says everything that can be said.
let fullSpec: Spec = {
  var spec = Spec()
  spec.title = located("A \"song\"\nfor é")
  spec.seed = located(.text("harbour"))
  spec.style = Spec.StyleChoice(name: located("folk"))
  spec.moods = [located("dark"), located("action")]
  spec.duration = located(.range(Microseconds(60_000_000), Microseconds(75_500_001)))
  spec.ending = located(.ring)
  spec.tempo = located(.init(low: 108, high: Rational(253, 2), prefer: 110, beatUnit: Rational(3, 2)))
  spec.meter = located(Meter(groups: [2, 2, 3], denominator: 8))
  spec.key = located(dMinor)
  spec.form = [located("A"), located("A'")]
  var section = Spec.Section(name: located("A"))
  section.bars = located(.range(4, 8))
  let roman = RomanNumeral(
    degree: 5, alter: -1, quality: .major, bassDegree: 7, appliedTo: .init(degree: 2, alter: 0, isMinor: true))
  section.chords = Spec.Chords(
    bars: [
      Spec.ChordBar(tokens: [located(.chord(seventh)), located(.hold)], span: Span(file: file, start: 1, end: 8)),
      Spec.ChordBar(tokens: [located(.roman(roman)), located(.noChord)], span: Span(file: file, start: 8, end: 9)),
    ], span: Span(file: file, start: 1, end: 9))
  section.intensity = located(.ramp(Rational(2, 5), 1))
  section.key = located(dMinor)
  section.meter = located(Meter(6, 8))
  section.tempo = located(.init(low: 96, high: 96))
  var auto = Spec.Section(name: located("A'"))
  auto.bars = located(.auto)
  auto.intensity = located(.constant(Rational(1, 3)))
  var exact = Spec.Section(name: located("B"))
  exact.bars = located(.exact(8))
  spec.sections = [section, auto, exact]
  spec.intensity = located(
    .curve(CurveShape.allCases.map { .init(at: located(.clock(seconds: 3)), level: Rational(1, 5), shape: $0) }))
  spec.parts = times.map { time in
    var part = Spec.Part(name: located("tune"))
    part.role = located(.melody)
    part.instrument = located("flute")
    part.range = located(KeyRange(low: 57, high: 86))
    part.enter = located(time)
    part.leave = located(time)
    return part
  }
  var humanize = Spec.Humanize()
  humanize.timing = located(Rational(17, 2))
  humanize.velocity = located(Rational(1, 10))
  humanize.swing = located(Rational(27, 50))
  humanize.length = located(.zero)
  spec.humanize = humanize
  spec.master.loudness = located(-14)
  spec.master.peak = located(Rational(-3, 2))
  spec.exports = Spec.ExportKind.allCases.map { kind in
    var export = Spec.Export(kind: located(kind))
    export.path = located("out/a b.wav")
    export.rate = located(48_000)
    export.bits = located(24)
    export.loudness = located(-16)
    export.peak = located(-2)
    return export
  }
  spec.sounds.licence = located(.any)
  spec.sounds.soundFonts = [located("FluidR3_GM")]
  return spec
}()

let settings: Settings = {
  let tempo = Settings.Tempo(low: 90, high: Rational(221, 2), prefer: 100, beatUnit: 1)
  let bar = Settings.ChordBar(chords: [.init(chord: seventh, length: 2), .init(chord: nil, length: 2)])
  return Settings(
    title: "Two\nlines", style: "folk", moods: ["dark"], duration: Microseconds(8_000_000), isDurationFree: false,
    ending: .ring, key: dMinor, meter: Meter(4, 4), tempo: tempo,
    form: [
      .init(
        name: "A'", material: "A", function: "verse", bars: 2...4, preferredBars: 2, chords: [bar],
        intensity: .init(from: 255, to: 700), key: dMinor, meter: Meter(4, 4), tempo: tempo),
      .init(
        name: "end", material: "end", function: "outro", bars: 2...2, preferredBars: 2, chords: nil, intensity: nil,
        key: dMinor, meter: Meter(7, 8), tempo: nil),
    ],
    intensity: [.init(at: .clock(seconds: Rational(2001, 2000)), level: 333, shape: .ease)],
    parts: [
      .init(
        id: "tune", role: .melody, instrument: "flute", sound: "gm:FluidR3_GM", patterns: [], range: KeyRange(low: 60, high: 84),
        threshold: 0, enter: .anchor(name: "A'", offset: nil), leave: nil, gainDB: -1.5, pan: -0.25, sendDB: -12),
      .init(
        id: "kit", role: .drums, instrument: "pop-kit", sound: "standard", patterns: [.init(meter: Meter(4, 4), key: "drums-pop-four"), .init(meter: Meter(6, 8), key: "drums-pop-68")],
        range: KeyRange(low: 0, high: 127), threshold: 450, enter: nil, leave: .position(bar: 9, beat: 1), gainDB: 0, pan: 0,
        sendDB: -20, place: Span(file: file, start: 7, end: 11)),
    ],
    harmony: .init(model: "chords-pop", temperature: 95, cadences: 40),
    melody: .init(model: "melody", rhythmModel: "rhythm", density: 110, temperature: 90, register: -2, plans: "pop"),
    humanize: .init(timing: 8000, velocity: 6, swing: 540, length: 5), articulation: 92,
    mix: .init(name: "folk", brightnessDB: 1.5, spaceDB: -2), master: .init(loudness: -14, truePeak: -1),
    exports: [.init(kind: .wav, path: "a.wav", rate: 48_000, bits: 24)],
    sounds: .init(licence: .permissive, soundFonts: ["FluidR3_GM"]),
    decisions: Settings.Reason.allCases.map { .init(key: "style", value: $0 == .style ? "" : "folk", reason: $0, seedPath: $0 == .drawn ? "0/style" : "") }
  )
}()

let tempoMap = TempoMap([
  .init(at: .zero, microsecondsPerQuarter: 500_000), .init(at: Ticks(3840), microsecondsPerQuarter: 612_345),
])

let arrangement = Arrangement(
  settings: settings, tempo: tempoMap,
  measures: [
    .init(number: 1, start: 0, meter: Meter(4, 4), key: dMinor, section: 0, intensity: 255, isRing: false),
    .init(number: 2, start: 4, meter: Meter(7, 8), key: dMinor, section: 1, intensity: 700, isRing: true),
  ],
  sections: [
    .init(
      name: "A'", segment: "A.1", function: "verse", first: 0, count: 1, time: .zero, key: dMinor, cadence: .half,
      chords: settings.form[0].chords),
    .init(
      name: "end", segment: "end.1", function: "outro", first: 1, count: 1, time: Microseconds(2_000_000), key: dMinor,
      cadence: .authentic, chords: nil),
  ],
  parts: [
    .init(settings: settings.parts[0], activity: [.silent, .full]), .init(settings: settings.parts[1], activity: [.fill, .thin]),
  ],
  syncs: [
    .init(
      name: "logo", hit: .section("end"), want: .must, asked: Microseconds(2_000_000), placed: Microseconds(2_000_001), at: 4,
      end: 4, means: "section end", isMet: true)
  ])

let score: Score = {
  let kit = [Score.KitVoice(name: "kick", key: 36, display: Pitch(PitchName(step: 3, alter: 0), octave: 4), notehead: "normal")]
  let fSharp = Pitch(PitchName(step: 3, alter: 1), octave: 4)
  return Score(
    title: "Two\nlines", composer: "songc",
    measures: [
      .init(number: 1, start: 0, length: 4, meter: Meter(4, 4), key: dMinor),
      .init(number: 2, start: 4, length: Rational(7, 2), meter: Meter(7, 8), key: dMinor),
    ],
    sections: [.init(name: "A'", start: 0), .init(name: "end", start: 4)], tempo: tempoMap,
    tempoMarks: [
      .init(start: 0, beatUnit: 1, beatsPerMinute: 120), .init(start: 4, beatUnit: Rational(1, 2), beatsPerMinute: 97.984, isFermata: true),
    ],
    chords: [.init(onset: 0, duration: 4, chord: seventh), .init(onset: 4, duration: Rational(7, 2), chord: nil)],
    parts: [
      .init(
        id: "tune", name: "Flute", abbreviation: "Fl.", instrument: "flute", clef: .treble,
        transposition: .init(chromatic: -2, diatonic: -1), program: 73, kit: [],
        notes: [
          .init(onset: Rational(1, 3), duration: Rational(2, 3), sound: .pitch(fSharp)),
          .init(
            onset: Rational(9, 2), duration: 3, sound: .pitch(fSharp), voice: 2, staff: 2,
            articulations: Score.Articulation.allCases, emphasis: -14, origin: 1),
        ], dynamics: [.init(onset: 0, mark: .mf), .init(onset: 4, mark: .ppp)], levels: [80, 16]),
      .init(
        id: "kit", name: "Kit", abbreviation: "K.", instrument: "pop-kit", clef: .percussion, transposition: .none,
        program: 0, kit: kit, notes: [.init(onset: 0, duration: 1, sound: .kit(0), emphasis: 14, origin: 7)], dynamics: []),
    ],
    origins: [.init(segment: "A.1/tune", source: "given"), .init(segment: "end.1/tune", source: "model melody")])
}()

let performance = Performance(
  title: "Two\nlines", length: Ticks(7200), tempo: tempoMap,
  meters: [.init(at: .zero, meter: Meter(4, 4)), .init(at: Ticks(3840), meter: Meter(7, 8))],
  keys: [.init(at: .zero, key: dMinor)], markers: [.init(at: .zero, text: "A'\n")],
  parts: [
    .init(
      id: "tune", name: "Flute", instrument: "flute", program: 73, isPercussion: false,
      notes: [.init(onset: Ticks(322), duration: Ticks(600), key: 66, velocity: 77, origin: 0)],
      controls: [.init(at: Ticks(5), controller: 64, value: 127)]),
    .init(id: "kit", name: "Kit", instrument: "pop-kit", program: 0, isPercussion: true, notes: [], controls: []),
  ])

let session: Session = {
  let effect = Session.Effect(
    uri: "http://gareus.org/oss/lv2/fil4#stereo", bundle: "fil4.lv2", debianPackage: "x42-plugins",
    controls: [.init("HPfreq", 80.5), .init("enable", 1)])
  return Session(
    title: "Two\nlines", sampleRate: 48_000, length: Frames(199_998),
    tracks: [
      .init(
        id: "tune", sound: .init(soundFont: "FluidR3_GM", bank: 0, program: 73),
        events: [
          .init(at: Frames(10), kind: .control(64, value: 1)), .init(at: Frames(10), kind: .noteOn(key: 66, velocity: 77)),
          .init(at: Frames(900), kind: .noteOff(key: 66)),
        ], inserts: [effect], gainDB: -1.5, pan: -0.25, sends: [.init(to: "reverb", gainDB: -12)])
    ],
    returns: [.init(id: "reverb", inserts: [effect], gainDB: -2)],
    master: .init(inserts: [effect], limiter: effect, loudness: -14, truePeak: -1, fade: Frames(48_000), ditherSeed: 77))
}()
