// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer

let cMajor = Key(tonic: PitchName(fifths: 0), mode: .major)

/// Settings with these amounts of humanization; everything else is of no concern to the performer.
func settings(
  timing: Int = 0, velocity: Int = 0, swing: Int = 500, length: Int = 0, articulation: Int = 100
) -> Settings {
  let tempo = Settings.Tempo(low: 120, high: 120, prefer: 120, beatUnit: 1)
  return Settings(
    title: "test", style: "pop", moods: [], duration: Microseconds(60_000_000), isDurationFree: false, ending: .ring,
    key: cMajor, meter: Meter(4, 4), tempo: tempo, form: [], intensity: [], parts: [],
    harmony: .init(model: "", temperature: 100, cadences: 100),
    melody: .init(model: "", rhythmModel: "", density: 100, temperature: 100, register: 0, plans: ""),
    humanize: .init(timing: timing, velocity: velocity, swing: swing, length: length), articulation: articulation,
    mix: .init(name: "", brightnessDB: 0, spaceDB: 0), master: .init(loudness: -14, truePeak: -1), exports: [],
    sounds: .init(licence: .permissive, soundFonts: []), decisions: [])
}

func note(_ onset: ScoreTime, _ duration: ScoreTime, key: Int = 60, _ articulations: [Score.Articulation] = [], emphasis: Int = 0) -> Score.Note {
  Score.Note(
    onset: onset, duration: duration, sound: .pitch(Pitch(cMajor.spelling(of: key % 12), key: key)),
    articulations: articulations, emphasis: emphasis)
}

func part(_ notes: [Score.Note], id: String = "tune", levels: [Int] = []) -> Score.Part {
  Score.Part(
    id: id, name: id, abbreviation: id, instrument: "flute", clef: .treble, transposition: .none, program: 73, kit: [],
    notes: notes, dynamics: [], levels: levels)
}

/// Strokes of a one-voice kit.
func drums(_ onsets: [ScoreTime], every length: ScoreTime) -> Score.Part {
  Score.Part(
    id: "kit", name: "kit", abbreviation: "kit", instrument: "kit", clef: .percussion, transposition: .none, program: 0,
    kit: [.init(name: "hat", key: 42, display: Pitch(PitchName(step: 4, alter: 0), octave: 5), notehead: "x")],
    notes: onsets.map { Score.Note(onset: $0, duration: length, sound: .kit(0)) }, dynamics: [])
}

/// A score of equal measures at 120 quarters a minute.
func score(_ parts: [Score.Part], measures: Int, meter: Meter = Meter(4, 4), microseconds: Int = 500_000) -> Score {
  Score(
    title: "test", composer: "",
    measures: (0..<measures).map {
      .init(number: $0 + 1, start: meter.length * Rational($0), length: meter.length, meter: meter, key: cMajor)
    },
    sections: [.init(name: "A", start: 0)], tempo: TempoMap([.init(at: .zero, microsecondsPerQuarter: microseconds)]),
    tempoMarks: [], chords: [], parts: parts, origins: [])
}

func performed(_ score: Score, _ settings: Settings, seed: Int = 0) -> Performance {
  var context = Context(seed: Seed(seed))
  return perform(score, settings: settings, in: &context)
}

/// So many notes of one length, one after the other, on different keys.
func run(_ count: Int, of length: ScoreTime) -> [Score.Note] {
  (0..<count).map { note(length * Rational($0), length, key: 60 + $0 % 12) }
}

extension [Double] {
  var mean: Double { reduce(0, +) / Double(count) }
  var deviation: Double {
    let mean = mean
    return (map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)).squareRoot()
  }
  /// The correlation of each value with the next.
  var lagOne: Double {
    let mean = mean
    let products = zip(self, dropFirst()).map { ($0 - mean) * ($1 - mean) }.reduce(0, +)
    return products / map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
  }
}
