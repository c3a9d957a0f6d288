// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusic
import SongMusicXML
import SongTestSupport
import Testing

/// What is given comes out as it is given, and the rest is composed around it.
@Suite struct GivenTests {
  /// `bar|beat-free` text of a part: onset, length, pitch, syllable.
  private func text(_ part: Score.Part) -> [String] {
    part.notes.map { note in
      let sound: String = switch note.sound {
      case .pitch(let pitch): "\(pitch)"
      case .kit(let index): part.kit[index].name
      }
      return "\(note.onset)+\(note.duration) \(sound)" + (note.lyric.map { " \($0.text)\($0.continues ? "-" : "")" } ?? "")
    }
  }

  private func score(_ text: String, seed: Int? = nil, given: [GivenFile] = []) throws -> Score {
    try piece(text, seed: seed, given: given).score
  }

  private func piece(_ text: String, seed: Int? = nil, given: [GivenFile] = []) throws -> Compilation {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = CompileOptions()
    options.given = given
    options.seed = seed.map { .number($0) }
    let source = sources.add(name: "test.song.yaml", bytes: Array(text.utf8))
    let compiled = try? compile(source, name: "test", knowledge: knowledge, options: options, sink: &sink)
    return try #require(compiled, "\(sink.diagnostics.map(\.message))")
  }

  private let sailor = """
    song: 1
    style: folk
    key: D dorian
    time: 2/4
    tempo: 108
    end: cut
    humanize: 0
    form: verse verse
    sections:
      verse:
        chords: "Dm | % | C | %"
        melody: {abc: "L:1/8\\nAA/A/ AA/A/ | ADF^A | (3GGG G2- | G2 C_E |"}
        lyrics: "What shall we do with a | drun- ken sai- lor | oh ho ho hey | now sing"
    parts:
      tune: {role: melody, instrument: fiddle}
      bass: {role: bass, instrument: upright-bass}

    """

  private let sailorNotes = [
    "0+1/2 A4 What", "1/2+1/4 A4 shall", "3/4+1/4 A4 we", "1+1/2 A4 do", "3/2+1/4 A4 with", "7/4+1/4 A4 a",
    "2+1/2 A4 drun-", "5/2+1/2 D4 ken", "3+1/2 F4 sai-", "7/2+1/2 A#4 lor", "4+1/3 G4 oh", "13/3+1/3 G4 ho",
    "14/3+1/3 G4 ho", "5+2 G4 hey", "7+1/2 C4 now", "15/2+1/2 Eb4 sing",
  ]

  @Test func aTuneComesOutNoteForNote() throws {
    let piece = try piece(sailor)
    let tune = try #require(piece.score.parts.first { $0.id == "tune" })
    #expect(text(tune) == sailorNotes + sailorNotes.map { later($0, by: 8) })
    // In MIDI: the same keys at the same ticks, the syllables before them.
    let file = try readSMF(writeSMF(piece.performance))
    let track = try #require(file.tracks.indices.first { !file.notes(inTrack: $0).isEmpty })
    let keys = file.notes(inTrack: track).map { "\(Rational($0.onset, 960)) \($0.key)" }
    #expect(
      keys == tune.notes.map { note in
        guard case .pitch(let pitch) = note.sound else { return "" }
        return "\(note.onset) \(pitch.key)"
      })
    let lyrics = file.tracks[track].compactMap { event -> String? in
      guard case .meta(.lyric, let bytes) = event.message else { return nil }
      return "\(Rational(event.tick, 960)) \(String(decoding: bytes, as: UTF8.self))"
    }
    #expect(lyrics.prefix(8) == ["0 What ", "1/2 shall ", "3/4 we ", "1 do ", "3/2 with ", "7/4 a ", "2 drun-", "5/2 ken "])
    #expect(lyrics.count == 32)
  }

  private func later(_ line: String, by quarters: Int) -> String {
    let plus = line.firstIndex(of: "+")!
    return "\(Rational(text: line[..<plus])! + Rational(quarters))\(line[plus...])"
  }

  /// What is written as MusicXML or MIDI and given again is the same tune.
  @Test(arguments: ["musicxml", "midi"]) func aFileIsReadNoteForNote(kind: String) throws {
    var spec = sailor
    spec.replace("form: verse verse", with: "form: verse")
    spec.replace("  bass: {role: bass, instrument: upright-bass}\n", with: "")
    let first = try piece(spec)
    let bytes = kind == "midi" ? writeSMF(first.performance) : Array(writeMusicXML(first.score).utf8)
    let file = GivenFile(path: "tune", content: .loaded(bytes))
    let again = try score(
      """
      song: 1
      style: folk
      end: cut
      form: verse
      sections: {verse: {melody: {\(kind): tune}}}
      parts: {lead: {role: melody, instrument: oboe}}

      """, given: [file])
    #expect(again.measures.map(\.meter) == first.score.measures.map(\.meter))
    if kind == "musicxml" {
      #expect(text(again.parts[0]) == text(first.score.parts[0]))
      #expect(again.chords == first.score.chords)
    } else {
      let plain = { (part: Score.Part) in
        part.notes.map { note -> String in
          guard case .pitch(let pitch) = note.sound else { return "" }
          return "\(note.onset)+\(note.duration) \(pitch.key) \(note.lyric?.text ?? "")"
        }
      }
      #expect(plain(again.parts[0]) == plain(first.score.parts[0]))
    }
  }

  private func hook(_ given: String, bars: Int = 4) -> String {
    """
    song: 1
    style: pop
    key: D major
    time: 4/4
    tempo: 110
    end: cut
    form: A
    sections: {A: {bars: \(bars), chords: "D | A | Bm | G"}}
    parts:
      lead: {role: melody, instrument: marimba, range: a4..d6, given: [\(given)]}

    """
  }

  @Test func rhythmWithDegreesIsPlayedInTheRangesOctave() throws {
    let part = try score(hook(#"{where: A bar 2, rhythm: "8 8 4 8 8 4", degrees: "5 1' 2' 3' 2' 1'"}"#)).parts[0]
    let given = text(part).filter { line in (4..<8).contains(Rational(text: line.prefix { $0 != "+" })!.floor) }
    #expect(given == ["4+1/2 A4", "9/2+1/2 D5", "5+1 E5", "6+1/2 F#5", "13/2+1/2 E5", "7+1 D5"])
    #expect(part.notes.contains { $0.onset < 4 } && part.notes.contains { $0.onset >= 8 }, "the rest is composed")
  }

  @Test(arguments: 0..<12) func aRhythmGetsComposedPitches(seed: Int) throws {
    let part = try score(hook(#"{where: A, rhythm: "4. 8 2 | 8 8 8 8 2"}"#), seed: seed).parts[0]
    let onsets = part.notes.filter { $0.onset < 8 }.map { "\($0.onset)+\($0.duration)" }
    #expect(onsets == ["0+3/2", "3/2+1/2", "2+2", "4+1/2", "9/2+1/2", "5+1/2", "11/2+1/2", "6+2"])
    for note in part.notes {
      guard case .pitch(let pitch) = note.sound else { continue }
      #expect((69...86).contains(pitch.key))
    }
  }

  @Test(arguments: 0..<12) func degreesAloneComeInOrder(seed: Int) throws {
    let part = try score(hook(#"{where: A, degrees: "5 1' 2' 3' 2' 1'"}"#), seed: seed).parts[0]
    let names = part.notes.prefix(6).map { note in if case .pitch(let pitch) = note.sound { "\(pitch)" } else { "" } }
    #expect(names == ["A4", "D5", "E5", "F#5", "E5", "D5"])
  }

  @Test func tonesAreThoseOfTheChord() throws {
    let part = try score(hook(#"{where: A, rhythm: "2 2 | 2 2 | 2 2 | 1", tones: "1 3 | 1 5 | 7 1' | 9"}"#)).parts[0]
    let classes = part.notes.map { note in if case .pitch(let pitch) = note.sound { pitch.name.description } else { "" } }
    // D: 1 3; A: 1 5; Bm: the key's seventh, 1; G: the ninth.
    #expect(classes == ["D", "F#", "A", "E", "A", "B", "A"])
  }

  @Test(arguments: 0..<24) func aContourIsFollowed(seed: Int) throws {
    let moves = "up up down- hold up+ down down+ up- up"
    let part = try score(hook(#"{where: A, contour: "\#(moves)"}"#, bars: 8), seed: seed).parts[0]
    let keys = part.notes.map { note in if case .pitch(let pitch) = note.sound { pitch.key } else { 0 } }
    let wanted = moves.split(separator: " ")
    let count = min(wanted.count, keys.count - 1)
    for index in 0..<count {
      let step = keys[index + 1] - keys[index]
      let fits: Bool = switch wanted[index] {
      case "up": step > 0
      case "up-": (1...2).contains(step)
      case "up+": step > 2
      case "down": step < 0
      case "down-": (-2...(-1)).contains(step)
      case "down+": step < -2
      default: step == 0
      }
      #expect(fits, "seed \(seed): move \(index) is \(step), not \(wanted[index])")
    }
  }

  /// A pattern that is written out is played in every bar, whatever the intensity.
  @Test func patternsArePlayedAsTheyStand() throws {
    let score = try score(
      """
      song: 1
      style: pop
      key: D major
      time: 4/4
      tempo: 110
      end: cut
      form: A B A
      sections:
        A: {bars: 4, chords: "D | A | Bm | G", intensity: 5%}
        B: {bars: 4, chords: "G | A | D | D", intensity: 95%}
      parts:
        kit:  {role: drums, instrument: pop-kit, pattern: {kick: "x...x...x...x...", clap: "....x.......x...", hat: "x.x.x.x.x.x.x.xX"}}
        mini: {role: drums, instrument: pop-kit, pattern: {mini: "bd(3,8) [sn sn]*2"}}
        bass: {role: bass, instrument: upright-bass, pattern: {rhythm: "4 4 4 4", tones: "1 5 3 1'"}}
        gtr:  {role: chords, instrument: steel-guitar, pattern: {strum: "D.du D.du"}}

      """)
    func bars(_ id: String) -> [[String]] {
      let part = score.parts.first { $0.id == id }!
      return score.measures.map { measure in
        part.notes.filter { $0.onset >= measure.start && $0.onset < measure.start + 4 }.map { note in
          let sound: String = switch note.sound {
          case .pitch(let pitch): pitch.name.description
          case .kit(let index): part.kit[index].name
          }
          return "\(note.onset - measure.start) \(sound)"
        }
      }
    }
    let kit = Set([
      "0 kick", "0 hat", "1/2 hat", "1 kick", "1 clap", "1 hat", "3/2 hat", "2 kick", "2 hat", "5/2 hat", "3 kick", "3 clap",
      "3 hat", "7/2 hat", "15/4 hat",
    ])
    #expect(bars("kit").allSatisfy { Set($0) == kit && $0.count == kit.count })
    let mini = ["0 kick", "3/4 kick", "3/2 kick", "2 snare", "5/2 snare", "3 snare", "7/2 snare"]
    #expect(bars("mini").allSatisfy { $0 == mini })
    #expect(bars("bass")[0] == ["0 D", "1 A", "2 F#", "3 D"])
    #expect(bars("bass")[2] == ["0 B", "1 F#", "2 D", "3 B"])
    #expect(bars("bass").allSatisfy { $0.count == 4 })
    #expect(bars("gtr").allSatisfy { Set($0.map { $0.prefix { $0 != " " } }) == ["0", "1", "3/2", "2", "3", "7/2"] })
  }

  @Test func fillsComeWhereTheyAreAskedFor() throws {
    let piece = try piece(
      """
      song: 1
      style: pop
      time: 4/4
      form: A B A
      sections: {A: {bars: 4}, B: {bars: 4}}
      parts:
        drums: {role: drums, instrument: pop-kit, fill: before B 1 bar}
        bass: {role: bass, instrument: upright-bass}

      """)
    let activity = piece.arrangement.parts[0].activity
    #expect(activity.indices.filter { activity[$0] == .fill } == [3])
  }

  /// Chords over a tune in ABC are the section's where it says none.
  @Test func chordsOverATuneAreTheSections() throws {
    let score = try score(
      """
      song: 1
      style: folk
      end: cut
      form: A
      sections: {A: {melody: {abc: "M:3/4\\nL:1/4\\nK:G\\n\\"G\\"G B d | \\"C\\"e2 \\"D7\\"d | \\"G\\"G3 |"}}}

      """)
    #expect(score.chords.map { "\($0.onset) \($0.chord.map { "\($0)" } ?? "-")" } == ["0 G", "3 C", "5 D7", "6 G"])
    #expect(score.measures.count == 3 && score.measures[0].meter == Meter(3, 4))
    #expect(score.measures[0].key == Key(text: "G major"))
  }

  /// Given notes change nothing of what other parts' streams draw.
  @Test func givenNotesLeaveOtherPartsAlone() throws {
    let plain = hook("").replacing(", given: []", with: "") + "  drums: {role: drums, instrument: pop-kit}\n"
    let given = hook(#"{where: A bar 2, rhythm: "1"}"#) + "  drums: {role: drums, instrument: pop-kit}\n"
    #expect(try text(score(plain).parts[1]) == text(score(given).parts[1]))
  }
}
