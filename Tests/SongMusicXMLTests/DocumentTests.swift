// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongMusicXML
import Testing

/// What stands in a document besides the lengths of notes.
@Suite struct DocumentTests {
  @Test func theHeaderNamesWorkComposerAndSoftware() throws {
    var score = score(measures(1), part([]))
    score.title = "A <b> & \"c\"\u{1}"
    score.composer = "Fauré & Cie"
    let root = try read(score)
    #expect(root.attributes["version"] == "4.0")
    #expect(root.text("work", "work-title") == "A <b> & \"c\"")
    #expect(root.text("identification", "creator") == "Fauré & Cie")
    #expect(root.text("identification", "encoding", "software") == "songc")
    #expect(root["identification"]?["encoding"]?.children.count == 1)
    #expect(root.text("part-list", "score-part", "part-name") == "Part")
    #expect(root.text("part-list", "score-part", "part-abbreviation") == "Pt.")
  }

  @Test(
    arguments: [
      (.treble, "G2"), (.bass, "F4"), (.alto, "C3"), (.tenor, "C4"), (.treble8vb, "G2-1"), (.bass8vb, "F4-1"),
      (.grand, "G2 F4"), (.percussion, "percussion"),
    ] as [(Clef, String)])
  func aClefIsWritten(clef: Clef, expected: String) throws {
    let attributes = try attributes(score(measures(1), part([], clef: clef, kit: clef == .percussion ? drumKit : [])))
    let clefs = attributes.all("clef").map { clef in
      (clef.text("sign") ?? "") + (clef.text("line") ?? "") + (clef.text("clef-octave-change") ?? "")
    }
    #expect(clefs.joined(separator: " ") == expected)
    #expect(attributes.number("staves") == (clef == .grand ? 2 : nil))
  }

  /// A part reads a C of the sounding octave 4 in C major as the pitch, with the signature and the transposition.
  @Test(arguments: [
    ("C major", 0, 0, "C4", 0, ""), ("C major", -2, -1, "D4", 2, "-1 -2"), ("C major", -7, -4, "G4", 1, "-4 -7"),
    ("C major", -9, -5, "A4", 3, "-5 -9"), ("C major", -21, -12, "A5", 3, "-5 -9 -1"),
    ("C major", -12, -7, "C5", 0, "0 0 -1"),
    ("C major", 12, 7, "C3", 0, "0 0 1"), ("C major", 3, 2, "A3", 3, "2 3"), ("F# major", -2, -1, "Ebb4", -4, "-2 -2"),
    ("F# major", 3, 2, "Bbb3", -3, "1 3"),
  ])
  func aPartIsTransposed(
    key: String, chromatic: Int, diatonic: Int, pitch: String, fifths: Int, transpose: String
  ) throws {
    let transposition = Score.Transposition(chromatic: chromatic, diatonic: diatonic)
    let root = try read(
      score(measures(1, key: key), part([note("C4", 0, 4)], transposition: transposition)))
    let measure = try #require(root["part"]?["measure"])
    #expect(measure["note"]?["pitch"].map(name) == pitch)
    #expect(measure["attributes"]?.number("key", "fifths") == fifths)
    #expect((measure["attributes"]?["transpose"]?.children.map(\.text) ?? []).joined(separator: " ") == transpose)
  }

  @Test func metersAndKeysChangeWhereTheyDo() throws {
    var list = measures(4, key: "D dorian")
    let grouped = Meter(groups: [2, 2, 3], denominator: 8)
    list[2] = Score.Measure(number: 3, start: 8, length: grouped.length, meter: grouped, key: Key(text: "E minor")!)
    list[3] = Score.Measure(
      number: 4, start: 8 + grouped.length, length: 4, meter: Meter(4, 4), key: Key(text: "E minor")!)
    let root = try read(score(list, part([])))
    let attributes = root["part"]?.all("measure").map { $0["attributes"] } ?? []
    #expect(attributes[0]?.text("key", "mode") == "dorian" && attributes[0]?.number("key", "fifths") == 0)
    #expect(attributes[1] == nil)
    #expect(attributes[2]?.text("time", "beats") == "2+2+3" && attributes[2]?.number("key", "fifths") == 1)
    #expect(attributes[3]?["key"] == nil && attributes[3]?.text("time", "beats") == "4")
  }

  @Test(arguments: [
    // key, notes of the first and second measure, accidentals
    ("C major", "F#4 F#4 F4 F4 | F4", "sharp - natural - | -"),
    ("D major", "F#4 F4 F#5 F#4 | F#4", "- natural - sharp | -"),
    ("C major", "F#4 F#5 Fb4 F##4 | Fbb4", "sharp sharp flat double-sharp | flat-flat"),
    ("C major", "C4 C4 C4 F#4~ F4 F4", "- - - sharp | - natural -"), ("C major", "C4 C4 C4 C4~ C4", "- - - - | - -"),
    ("C major", "C4 C4 C4 F#4~ C4 F#4", "- - - sharp | - - sharp"),
  ])
  func accidentalsAreWritten(key: String, pitches: String, expected: String) throws {
    var notes: [Score.Note] = []
    for text in pitches.split(separator: " ") where text != "|" {
      let isLong = text.hasSuffix("~")
      let onset = notes.last?.end ?? .zero
      notes.append(note(text.filter { $0 != "~" }, onset, isLong ? 2 : 1))
    }
    let root = try read(score(measures(2, key: key), part(notes)))
    let part = try #require(root["part"].flatMap { ReadPart($0) })
    let accidentals = part.measures.map { measure in
      measure.notes.filter { $0.step != nil }.map { $0.accidental ?? "-" }.joined(separator: " ")
    }
    #expect(accidentals.joined(separator: " | ") == expected)
  }

  @Test(arguments: [
    ("C", "major", ""), ("F#m7b5/A", "half-diminished", ""), ("G7sus4", "suspended-fourth", "add 7 0"),
    ("Cadd9", "major", "add 9 0"), ("C69", "major-sixth", "add 9 0"), ("CaugMaj7", "major-seventh", "alter 5 1"),
    ("Cm13", "minor-13th", ""), ("Csus2sus4", "suspended-fourth", "add 2 0"), ("CmMaj9", "major-minor", "add 9 0"),
    ("C9sus4", "suspended-fourth", "add 7 0, add 9 0"), ("C7b9#11", "dominant", "add 9 -1, add 11 1"),
    ("C7b5", "dominant", "alter 5 -1"),
  ])
  func aChordHasItsKind(symbol: String, kind: String, degrees: String) throws {
    let (root, length) = try #require(PitchName.prefix(of: symbol))
    let parts = symbol.dropFirst(length).split(separator: "/", omittingEmptySubsequences: false)
    let extra = ["7b9#11": [ChordTone(9, -1), ChordTone(11, 1)], "7b5": [ChordTone(5, -1)]][String(parts[0])]
    var quality = ChordQuality.named(String(parts[0]))
    if let extra, let seventh = ChordQuality.named("7") {
      let kept = seventh.tones.filter { tone in !extra.contains { $0.degree == tone.degree } }
      quality = ChordQuality(suffix: String(parts[0]), tones: kept + extra)
    }
    let bass = parts.count > 1 ? PitchName(text: parts[1]) : nil
    var score = score(measures(1), part([], clef: .percussion, kit: drumKit), part([]), part([]))
    let chord = Chord(root: root, quality: try #require(quality), bass: bass)
    score.chords = [Score.ChordSymbol(onset: 0, duration: 4, chord: chord)]
    let harmonies = try read(score).all("part").map { $0["measure"]?["harmony"] }
    #expect(harmonies[0] == nil && harmonies[2] == nil)
    let harmony = try #require(harmonies[1])
    #expect(harmony.text("root", "root-step") == root.letter && harmony.number("root", "root-alter") ?? 0 == root.alter)
    #expect(harmony.text("kind") == kind && harmony["kind"]?.attributes["text"] == String(parts[0]))
    #expect(harmony.text("bass", "bass-step") == bass?.letter)
    let written = harmony.all("degree").map {
      "\($0.text("degree-type") ?? "") \($0.text("degree-value") ?? "") \($0.text("degree-alter") ?? "")"
    }
    #expect(written.joined(separator: ", ") == degrees)
  }

  @Test func aNoChordAndAnOffsetAreWritten() throws {
    var score = score(measures(1), part([note("C4", 0, 4)]))
    score.chords = [
      Score.ChordSymbol(onset: 0, duration: 1, chord: nil),
      Score.ChordSymbol(onset: Rational(3, 2), duration: 1, chord: Chord(root: PitchName(fifths: 1), quality: .minor)),
    ]
    let root = try read(score)
    let measure = try #require(root["part"]?["measure"])
    #expect(measure.number("attributes", "divisions") == 2)
    let harmonies = measure.all("harmony")
    #expect(harmonies[0].text("kind") == "none" && harmonies[0]["kind"]?.attributes["text"] == "N.C.")
    #expect(harmonies[1].number("offset") == 3)
  }

  @Test func marksStandInTheFirstPart() throws {
    var score = score(measures(2), part([note("C4", 0, 1)]), part([], clef: .grand))
    score.sections = [Score.SectionMark(name: "A", start: 0), Score.SectionMark(name: "B", start: 4)]
    score.tempoMarks = [
      Score.TempoMark(start: 0, beatUnit: Rational(3, 2), beatsPerMinute: 80.25),
      Score.TempoMark(start: 4, beatUnit: 1, beatsPerMinute: 30, isFermata: true),
    ]
    score.parts[1].dynamics = [Score.DynamicMark(onset: 0, mark: .mf)]
    let parts = try read(score).all("part").map { $0.all("measure") }
    let first = parts[0][0].all("direction")
    #expect(first.count == 2 && parts[0][1].all("direction").count == 1)
    #expect(first[0].text("direction-type", "rehearsal") == "A")
    let metronome = first[1]["direction-type"]?["metronome"]
    #expect(metronome?.children.map(\.name) == ["beat-unit", "beat-unit-dot", "per-minute"])
    #expect(metronome?.text("per-minute") == "80.25" && first[1]["sound"]?.attributes["tempo"] == "120.375")
    #expect(parts[0].map { $0.text("barline", "bar-style") } == ["light-light", "light-heavy"])
    for part in parts { #expect(part[1].all("note").last?["notations"]?["fermata"] != nil) }
    let dynamics = parts[1][0].all("direction")
    #expect(dynamics.count == 1 && dynamics[0]["direction-type"]?["dynamics"]?.children.map(\.name) == ["mf"])
    #expect(parts[1][0].all("note").map { $0.number("staff") } == [1, 2])
  }

  @Test func drumsAreUnpitched() throws {
    let notes = [
      Score.Note(onset: 0, duration: 1, sound: .kit(0)), Score.Note(onset: 0, duration: 1, sound: .kit(1)),
    ]
    let root = try read(score(measures(1), part(notes, clef: .percussion, kit: drumKit)))
    let listed = try #require(root["part-list"]?["score-part"])
    #expect(listed.all("score-instrument").map { $0.attributes["id"] } == ["P1-I1", "P1-I2"])
    #expect(listed.all("midi-instrument").map { $0.number("midi-unpitched") } == [37, 43])
    #expect(listed.all("midi-instrument").map { $0.number("midi-channel") } == [10, 10])
    let written = try #require(root["part"]?["measure"]).all("note")
    #expect(
      written[0].text("unpitched", "display-step") == "F" && written[0].number("unpitched", "display-octave") == 4)
    #expect(written[0]["instrument"]?.attributes["id"] == "P1-I1" && written[0]["notehead"] == nil)
    #expect(written[1]["chord"] != nil && written[1].text("notehead") == "x")
  }

  @Test func articulationsStandOnTheFirstOfTiedNotes() throws {
    var long = note("C4", 3, 2)
    long.articulations = [.marcato, .staccato, .tenuto, .accent]
    let root = try read(score(measures(2), part([long])))
    let notes = (root["part"]?.all("measure") ?? []).flatMap { $0.all("note") }.filter { $0["pitch"] != nil }
    #expect(
      notes.map { $0["notations"]?["articulations"]?.children.map(\.name) } == [
        ["staccato", "tenuto", "accent", "strong-accent"], nil,
      ])
  }

  @Test func voicesThatOverlapGetLinesOfTheirOwn() throws {
    let notes = [note("C4", 0, 4), note("E4", 1, 1), note("G4", 1, 1), note("A4", 1, 2), note("C5", 2, 2, voice: 2)]
    let root = try read(score(measures(1), part(notes.sorted { $0.onset < $1.onset })))
    let part = try #require(root["part"].flatMap { ReadPart($0) })
    let voices = part.measures[0].notes.map { "\($0.voice):\($0.onset)+\($0.duration)" }
    #expect(voices == ["1:0+4", "2:2+2", "3:1+1", "3:2+1", "4:1+1", "4:1+1"])
  }

  private func read(_ score: Score) throws -> XMLNode { try #require(XMLNode(document: writeMusicXML(score))) }

  private func attributes(_ score: Score) throws -> XMLNode {
    let root = try read(score)
    return try #require(root["part"]?["measure"]?["attributes"])
  }

  private func name(_ pitch: XMLNode) -> String {
    let name = PitchName(
      step: Array("CDEFGAB").firstIndex(of: Character(pitch.text("step") ?? "C"))!, alter: pitch.number("alter") ?? 0)
    return "\(name)\(pitch.text("octave") ?? "")"
  }
}
