// SPDX-License-Identifier: Apache-2.0
import SongABC
import SongBase
import SongDiagnostics
import SongIR
import SongMusic
import SongSyntax
import Testing

/// Tunes that are written and read again are the same.
@Suite struct ABCWriterTests {
  private func score(
    _ notes: [Score.Note], measures count: Int = 2, meter: Meter = Meter(4, 4), key: Key = Key(text: "D major")!,
    chords: [Score.ChordSymbol] = []
  ) -> Score {
    let part = Score.Part(
      id: "tune", name: "Fiddle", abbreviation: "Fdl.", instrument: "fiddle", clef: .treble, transposition: .none,
      program: 41, kit: [], notes: notes, dynamics: [])
    return Score(
      title: "A Test", composer: "trad.",
      measures: (0..<count).map {
        .init(number: $0 + 1, start: meter.length * Rational($0), length: meter.length, meter: meter, key: key)
      },
      sections: [], tempo: TempoMap([.init(at: .zero, microsecondsPerQuarter: 500_000)]),
      tempoMarks: [.init(start: .zero, beatUnit: meter.beatUnit, beatsPerMinute: 120)], chords: chords, parts: [part],
      origins: [])
  }

  private func note(_ pitch: String, _ onset: ScoreTime, _ duration: ScoreTime, _ syllable: Syllable? = nil) -> Score.Note {
    var note = Score.Note(onset: onset, duration: duration, sound: .pitch(Pitch(text: pitch)!))
    note.lyric = syllable
    return note
  }

  /// What our own reader makes of a text, letters as the key has them.
  private func read(_ text: String, key: Key) -> [String]? {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let yaml = "abc: |\n" + text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
    let tree = parseYAML(sources.add(name: "t.yaml", bytes: Array(yaml.utf8)), sink: &sink)
    guard let root = tree.root, let entry = tree[root].entries?.first, let scalar = tree[entry.value].scalar else { return nil }
    let tune = parseABC(scalar, sink: &sink)
    #expect(sink.diagnostics.isEmpty, "\(sink.diagnostics.map(\.message)) \(text)")
    return tune?.tune.line.notes.map { note in
      let pitches = note.pitches.map { pitch -> String in
        switch pitch {
        case .pitch(let pitch): return "\(pitch)"
        case .letter(let step, let octave):
          let name = (1...7).map { key.degree($0) }.first { $0.step == step }!
          return "\(Pitch(name, octave: octave))"
        default: return "?"
        }
      }
      return "\(note.onset) \(note.duration) \(pitches.joined(separator: "+"))"
    }
  }

  @Test func theFieldsSayWhatTheScoreIs() {
    let text = writeABC(score([note("d4", 0, 4), note("a4", 4, 4)]))
    #expect(text == "X:1\nT:A Test\nC:trad.\nM:4/4\nL:1/8\nQ:1/4=120\nK:D\nD8 | A8 |]\n")
  }

  @Test func ornamentsAreWrittenAndReadOver() {
    func ornamented(_ pitch: String, _ onset: ScoreTime, _ ornament: Score.Ornament) -> Score.Note {
      var note = note(pitch, onset, 1)
      note.ornament = ornament
      return note
    }
    func pitch(_ text: String) -> Pitch { Pitch(text: text)! }
    let notes = [
      ornamented("d4", 0, .graces([pitch("e4")])), ornamented("f#4", 1, .trill(pitch("g4"))),
      ornamented("a4", 2, .mordent(pitch("g4"))), ornamented("a4", 3, .shortTrill(pitch("b4"))),
      ornamented("a4", 4, .graces([pitch("e4"), pitch("f4"), pitch("g4")])), ornamented("b4", 5, .appoggiatura(pitch("c#5"))),
      ornamented("a4", 6, .turn(above: pitch("b4"), below: pitch("g4"))),
      ornamented("d4", 7, .roll(above: pitch("e4"), below: pitch("c#4"))),
    ]
    let symbol = Score.ChordSymbol(onset: 0, duration: 8, chord: Chord(root: PitchName(text: "D")!, quality: .major))
    let text = writeABC(score(notes, chords: [symbol]))
    #expect(text.hasSuffix("{/E}\"D\"D2 TF2 MA2 PA2 | {E=FG}A2 {c}B2 !turn!A2 ~D2 |]\n"), "\(text)")
    #expect(read(text, key: Key(text: "D major")!) == ["0 1 D4", "1 1 F#4", "2 1 A4", "3 1 A4", "4 1 A4", "5 1 B4", "6 1 A4", "7 1 D4"])
  }

  @Test func accidentalsLastForTheBar() {
    let notes = [note("f#4", 0, 1), note("f4", 1, 1), note("f4", 2, 1), note("f5", 3, 1), note("f#4", 4, 2), note("c5", 6, 2)]
    #expect(writeABC(score(notes)).hasSuffix("F2 =F2 F2 =f2 | F4 =c4 |]\n") || writeABC(score(notes)).hasSuffix("F2 =F2 F2 f2 | F4 =c4 |]\n"))
    let flats = Key(text: "Eb major")!
    #expect(writeABC(score([note("Bb3", 0, 1), note("E4", 1, 1), note("Ab5", 2, 2), note("D4", 4, 4)], key: flats)).hasSuffix("B,2 =E2 a4 | D8 |]\n"))
  }

  @Test func tiesTupletsRestsAndChords() {
    let third = Rational(1, 3)
    let notes = [
      note("d4", 0, third), note("e4", third, third), note("f#4", third * 2, third), note("a4", 2, 4), note("c#5", 2, 4),
      note("d5", 6, Rational(1, 2)),
    ]
    let text = writeABC(score(notes))
    #expect(text.hasSuffix("(3:2:3DEF z2 [Ac]4- | [Ac]4 dz3 |]\n"), "\(text)")
  }

  @Test func wordsAndChordSymbols() {
    let notes = [
      note("d4", 0, 1, Syllable("Hoo", continues: true)), note("e4", 1, 1, Syllable("ray", isContinued: true)), note("f#4", 2, 2),
      note("a4", 4, 4, Syllable("now")),
    ]
    let chords = [
      Score.ChordSymbol(onset: 0, duration: 4, chord: Chord(root: PitchName(text: "D")!, quality: .major)),
      Score.ChordSymbol(onset: 4, duration: 4, chord: nil),
    ]
    let text = writeABC(score(notes, chords: chords))
    #expect(text.hasSuffix("\"D\"D2 E2 F4 | \"N.C.\"A8 |]\nw: Hoo-ray * now\n"), "\(text)")
  }

  @Test func whatOverlapsHasAVoiceOfItsOwn() {
    let text = writeABC(score([note("d4", 0, 4), note("a4", 1, 1), note("b4", 2, 2), note("d4", 4, 4)]))
    #expect(text.contains("V:1 name=\"Fiddle\"\nV:2 name=\"Fiddle\"\nK:D\nV:1\nD8 | D8 |]\nV:2\nz2 A2 B4 | z8 |]\n"), "\(text)")
  }

  /// Random tunes in all keys and several meters come back from our own reader.
  @Test func whatIsWrittenIsReadAgain() throws {
    for number in 0..<200 {
      var stream = Seed(number).generator
      let mode = Mode.allCases[stream.below(Mode.allCases.count)]
      let tonics = ["C", "D", "E", "F", "G", "A", "B", "Bb", "Eb"].compactMap { PitchName(text: $0) }
      let key = Key(tonic: tonics[stream.below(tonics.count)], mode: mode)
      guard abs(key.fifths) <= 7 else { continue }
      let meter = [Meter(4, 4), Meter(3, 4), Meter(2, 4), Meter(6, 8)][stream.below(4)]
      var notes: [Score.Note] = []
      var time = ScoreTime.zero
      let end = meter.length * 4
      while time < end {
        let length = min([Rational(1, 2), 1, Rational(3, 2), 2, Rational(1, 4), 3][stream.below(6)], end - time)
        if !stream.chance(percent: 15) {
          let pitch = Pitch(PitchName(step: stream.below(7), alter: stream.below(3) - 1), octave: 3 + stream.below(3))
          notes.append(.init(onset: time, duration: length, sound: .pitch(pitch)))
        }
        time += length
      }
      let text = writeABC(score(notes, measures: 4, meter: meter, key: key))
      let again = try #require(read(text, key: key), "\(number): \(text)")
      let wanted = notes.map { note -> String in
        guard case .pitch(let pitch) = note.sound else { return "" }
        return "\(note.onset) \(note.duration) \(pitch)"
      }
      #expect(again == wanted, "\(number): \(text)")
    }
  }
}
