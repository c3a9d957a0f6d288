// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic

/// Measures of the same meter and key.
func measures(_ count: Int, _ meter: Meter = Meter(4, 4), key: String = "C major") -> [Score.Measure] {
  (0..<count).map {
    Score.Measure(
      number: $0 + 1, start: meter.length * Rational($0), length: meter.length, meter: meter, key: Key(text: key)!)
  }
}

func part(
  _ notes: [Score.Note], clef: Clef = .treble, transposition: Score.Transposition = .none, kit: [Score.KitVoice] = []
) -> Score.Part {
  Score.Part(
    id: "part", name: "Part", abbreviation: "Pt.", instrument: "part", clef: clef, transposition: transposition,
    program: 0, kit: kit, notes: notes, dynamics: [])
}

func score(_ measures: [Score.Measure], _ parts: Score.Part...) -> Score {
  Score(
    title: "Title", composer: "", measures: measures, sections: [],
    tempo: TempoMap([TempoMap.Event(at: .zero, microsecondsPerQuarter: 500_000)]), tempoMarks: [], chords: [],
    parts: parts, origins: [])
}

func note(_ pitch: String, _ onset: Rational, _ duration: Rational, voice: Int = 1, staff: Int = 1) -> Score.Note {
  Score.Note(onset: onset, duration: duration, sound: .pitch(Pitch(text: pitch)!), voice: voice, staff: staff)
}

let drumKit = [
  Score.KitVoice(name: "kick", key: 36, display: Pitch(text: "F4")!, notehead: "normal"),
  Score.KitVoice(name: "hi-hat", key: 42, display: Pitch(text: "G5")!, notehead: "x"),
]

/// A score drawn from a seed: several meters and keys; parts of all kinds, whose voices now and then overlap
/// themselves.
func randomScore(_ seed: Seed) -> Score {
  var stream = seed.generator
  var list: [Score.Measure] = []
  var start = ScoreTime.zero
  let meters = [
    Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(7, 8), Meter(5, 4), Meter(12, 8), Meter(2, 2), Meter(3, 8),
    Meter(5, 8),
    Meter(groups: [3, 2, 2], denominator: 8), Meter(9, 16), Meter(4, 8),
  ]
  while list.count < 8 {
    let meter = stream.element(of: meters)
    let key = Key(tonic: PitchName(fifths: stream.below(9) - 4), mode: stream.element(of: Mode.allCases))
    for _ in 0...stream.below(3) {
      list.append(
        Score.Measure(number: list.count + 1, start: start, length: meter.length, meter: meter, key: key))
      start += meter.length
    }
  }
  var result = score(list)
  for transposition in [
    Score.Transposition.none, Score.Transposition(chromatic: -2, diatonic: -1),
    Score.Transposition(chromatic: 3, diatonic: 2),
    Score.Transposition(chromatic: -21, diatonic: -12), Score.Transposition(chromatic: 12, diatonic: 7),
  ] {
    let notes = randomNotes(list, start, &stream, voices: 1 + stream.below(2), staves: 1, kit: 0)
    result.parts.append(part(notes, transposition: transposition))
  }
  result.parts.append(part(randomNotes(list, start, &stream, voices: 2, staves: 2, kit: 0), clef: .grand))
  result.parts.append(
    part(randomNotes(list, start, &stream, voices: 2, staves: 1, kit: 2), clef: .percussion, kit: drumKit))
  return result
}

/// Voices that divide each quarter, or run of quarters, in their own way; one in twenty notes overlaps the one before.
private func randomNotes(
  _ measures: [Score.Measure], _ end: ScoreTime, _ stream: inout RandomStream, voices: Int, staves: Int, kit: Int
) -> [Score.Note] {
  let units = [1, 1, 2, 2, 4, 4, 8, 3, 3, 6, 5, 7, 12].map { Rational(1, $0) } + [2, Rational(2, 3), Rational(4, 3)]
  var notes: [Score.Note] = []
  for staff in 1...staves {
    for voice in 1...voices {
      var now = ScoreTime.zero
      var unit = units[0]
      while now < end {
        if (now * 2).isInteger { unit = stream.element(of: units) }
        let duration = min(unit * Rational(1 + stream.below(3)), end - now)
        if !stream.chance(percent: 20) {
          var used: [Score.Sound] = []
          for _ in 0...stream.below(3) {
            let name = PitchName(fifths: stream.below(19) - 9)
            let sound: Score.Sound =
              kit > 0 ? .kit(stream.below(kit)) : .pitch(Pitch(name, octave: 3 + stream.below(3)))
            guard !used.contains(sound) else { continue }
            used.append(sound)
            notes.append(Score.Note(onset: now, duration: duration, sound: sound, voice: voice, staff: staff))
          }
        }
        now += stream.chance(percent: 5) ? duration / 2 : duration
      }
    }
  }
  return notes.sorted { ($0.onset, key($0.sound)) < ($1.onset, key($1.sound)) }
}

private func key(_ sound: Score.Sound) -> Int {
  switch sound {
  case .pitch(let pitch): pitch.key
  case .kit(let voice): voice
  }
}
