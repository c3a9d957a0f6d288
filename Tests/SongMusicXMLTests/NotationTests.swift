// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongMusicXML
import Testing

/// How lengths, beams and tuplets are written.
@Suite struct NotationTests {
  /// Lengths follow one another, with `r` in front for a rest. Symbols: w h q e s t and x for shorter, a dot, `/3` for
  /// a tuplet and `~` for a tie; `rW` rests for the measure.
  @Test(arguments: [
    ("4/4", "4", "w"), ("4/4", "3 1", "h. q"), ("4/4", "1 3", "q q~ h"), ("4/4", "1 2 1", "q q~ q q"),
    ("4/4", "1/2 1 1/2 2", "e q e h"), ("4/4", "3/2 1 3/2", "q. e~ e q."), ("4/4", "7/2 1/2", "h~ q. e"),
    ("4/4", "5/2 3/2", "h~ e q."), ("4/4", "1/4 1/2 1/4 3", "s e s q~ h"), ("4/4", "1/4 1 3/4 2", "s e.~ s e. h"),
    ("4/4", "3/4 5/4 2", "e. s~ q h"), ("4/4", "6 2", "w~ | h h"), ("4/4", "r4", "rW"), ("4/4", "1 r3", "q rq rh"),
    ("4/4", "r1/2 7/2", "re q.~ h"), ("4/4", "r5/2 3/2", "rh re q."), ("4/4", "3/2 r5/2", "q. re rh"),
    ("3/4", "3", "h."), ("3/4", "2 1", "h q"), ("3/4", "1/2 2 1/2", "e q.~ e e"), ("3/4", "1 r2", "q rq rq"),
    ("6/8", "3", "h."), ("6/8", "1/2 2 1/2", "e q~ q e"), ("6/8", "1 1/2 3/2", "q e q."), ("6/8", "3/2 r3/2", "q. rq."),
    ("6/8", "1 r2", "q re rq."), ("6/8", "1/2 1 3/2", "e q q."), ("12/8", "6", "w."),
    ("12/8", "3/2 3 3/2", "q. q.~ q. q."),
    ("7/8", "7/2", "h~ q."), ("7/8", "3/2 2", "q~ e e~ q."), ("7/8 (3+2+2)", "3/2 2", "q. h"),
    ("5/8 (3+2)", "5/2", "q.~ q"),
    ("5/4", "5", "w~ q"), ("2/2", "1 2 1", "q h q"), ("3/8", "1/2 1", "e q"),
  ])
  func lengths(meter: String, lengths: String, expected: String) throws {
    #expect(try symbols(meter, lengths) == expected)
  }

  @Test(arguments: [
    (Score.Ornament.trill(Pitch(text: "A4")!), "trill-mark", 0), (.mordent(Pitch(text: "F4")!), "mordent", 0),
    (.shortTrill(Pitch(text: "A4")!), "inverted-mordent", 0), (.trill(Pitch(text: "Ab4")!), "trill-mark", 1),
    (.turn(above: Pitch(text: "A4")!, below: Pitch(text: "F#4")!), "turn", 1),
    (.roll(above: Pitch(text: "A4")!, below: Pitch(text: "F4")!), "delayed-turn", 0),
  ])
  func signs(ornament: Score.Ornament, element: String, accidentals: Int) throws {
    var held = note("G4", 2, 4)
    held.ornament = ornament
    let root = try #require(XMLNode(document: writeMusicXML(score(measures(2), part([note("E4", 0, 2), held])))))
    let notes = try #require(root["part"]).all("measure").flatMap { $0.all("note") }
    let signs = notes.compactMap { $0["notations"]?["ornaments"] }
    // The sign stands once, also over a tie.
    #expect(signs.count == 1 && signs[0][element] != nil && signs[0].all("accidental-mark").count == accidentals)
    #expect(notes.allSatisfy { $0["grace"] == nil } && notes.filter { $0["rest"] == nil }.count == 3)
  }

  @Test func smallNotesStandBeforeTheirNote() throws {
    var slid = note("G4", 1, 1)
    slid.ornament = .graces([Pitch(text: "F#4")!])
    var leaned = note("F4", 2, 1)
    leaned.ornament = .appoggiatura(Pitch(text: "G4")!)
    var run = note("C5", 3, 1)
    run.ornament = .graces([Pitch(text: "A4")!, Pitch(text: "Bb4")!])
    let document = writeMusicXML(score(measures(1), part([note("E4", 0, 1), slid, leaned, run])))
    let notes = try #require(XMLNode(document: document)?["part"]?["measure"]).all("note")
    let text = notes.map { note in
      let pitch = (note.text("pitch", "step") ?? "") + (note.text("accidental").map { " " + $0 } ?? "")
      guard let grace = note["grace"] else { return pitch }
      let time = grace.attributes["steal-time-following"].map { " -\($0)%" } ?? ""
      return "(\(pitch)\(grace.attributes["slash"] == "yes" ? " /" : "")\(time)\(note["duration"] == nil ? "" : " long"))"
    }
    // F is sharp for the small note, so the next one says that it is natural.
    #expect(text == ["E", "(F sharp /)", "G", "(G -50%)", "F natural", "(A)", "(B flat)", "C"])
    #expect(notes[5].all("beam").map(\.text) == ["begin", "begin"] && notes[6].all("beam").map(\.text) == ["end", "end"])
  }

  /// A flam is a small note with a slash, a drag two beamed ones, both on the drum's own place.
  @Test func smallStrokesStandWhereTheirDrumDoes() throws {
    var notes = (0..<4).map { Score.Note(onset: Rational($0), duration: 1, sound: .kit($0 % 2)) }
    notes[1].ornament = .flam
    notes[2].ornament = .drag
    let document = writeMusicXML(score(measures(1), part(notes, clef: .percussion, kit: drumKit)))
    let found = try #require(XMLNode(document: document)?["part"]?["measure"]).all("note")
    let text = found.map { note in
      let drum = "\(note.text("unpitched", "display-step") ?? "?") \(note["instrument"]?.attributes["id"] ?? "?")"
      let head = note.text("notehead").map { " " + $0 } ?? ""
      return note["grace"].map { "(\(drum)\(head)\($0.attributes["slash"] == "yes" ? " /" : ""))" } ?? "\(drum)\(head)"
    }
    let (kick, hat) = (text[0], text[2])
    #expect(kick.hasPrefix("F ") && hat.hasPrefix("G ") && hat.hasSuffix(" x"))
    #expect(text == [kick, "(\(hat) /)", hat, "(\(kick))", "(\(kick))", kick, hat])
    #expect(found.filter { $0["grace"] != nil }.allSatisfy { $0["duration"] == nil && $0["pitch"] == nil })
    #expect(found[3].all("beam").map(\.text) == ["begin", "begin"] && found[4].all("beam").map(\.text) == ["end", "end"])
  }

  @Test func smallNotesAreWrittenInTheKeyOfTheInstrument() throws {
    var slid = note("Bb4", 0, 4)
    slid.ornament = .graces([Pitch(text: "A4")!])
    let clarinet = part([slid], transposition: .init(chromatic: -2, diatonic: -1))
    let notes = try #require(XMLNode(document: writeMusicXML(score(measures(1), clarinet)))?["part"]?["measure"]).all("note")
    #expect(notes.map { $0.text("pitch", "step") } == ["B", "C"])
  }

  @Test(arguments: [
    ("1/3 1/3 1/3 3", "e/3 e/3 e/3 q~ h"), ("2/3 1/3 3", "q/3 e/3 q~ h"), ("2/3 2/3 2/3 2", "q/3 q/3 q/3 h"),
    ("4/3 4/3 4/3", "h/3 h/3 h/3"), ("1/6 1/6 1/6 1/2 3", "s/3 s/3 s/3 e q~ h"), ("2/3 4/3 2", "q/3 e/3~ q h"),
    ("1/5 1/5 1/5 1/5 1/5 3", "s/5 s/5 s/5 s/5 s/5 q~ h"), ("2/5 3/5 3", "e/5 e./5 q~ h"),
    ("r1/3 2/3 3", "re/3 q/3 q~ h"), ("1/3 r2/3 3", "e/3 re/3 re/3 q~ h"), ("1/3 r11/3", "e/3 re/3 re/3 rq rh"),
    ("10/3 2/3", "h.~ e/3 q/3"), ("1/7 6/7 3", "s/7 q./7 q~ h"), ("1/9 8/9 3", "t/9 q/9 q~ h"),
    ("1/2 1/3 1/6 3", "e e/3 s/3 q~ h"),
  ])
  func tuplets(lengths: String, expected: String) throws {
    #expect(try symbols("4/4", lengths) == expected)
  }

  @Test(arguments: [
    ("4/4", "1/2 1/2 1/2 1/2 1/2 1/2 1/2 1/2", "begin continue continue end begin continue continue end"),
    ("4/4", "1/2 1/4 1/4 1/2 1/2 2", "begin continue,begin end,end begin end -"),
    ("4/4", "3/4 1/4 1/4 3/4 2", "begin end,backward_hook begin,forward_hook end -"),
    ("4/4", "1/2 r1/2 1/2 1/2 2", "- begin end -"), ("3/4", "1/2 1/2 1/2 1/2 1", "begin end begin end -"),
    ("6/8", "1/2 1/2 1/2 1/2 1/2 1/2", "begin continue end begin continue end"),
    ("7/8", "1/2 1/2 1/2 1/2 1/2 1/2 1/2", "begin end begin end begin continue end"),
    ("6/4", "1/2 1/2 1/2 1/2 1/2 1/2 3", "begin continue continue end begin end -"),
    ("3/8", "1/2 1/2 1/2", "begin continue end"), ("4/8", "1/2 1/2 1/2 1/2", "begin continue continue end"),
    ("4/4", "1/4 1/2 1/4 3", "begin,forward_hook continue end,backward_hook - -"),
    ("4/4", "1/3 1/3 1/3 1/2 1/2 2", "begin continue end begin end -"), ("4/4", "1/2 1 1/2 2", "- - - -"),
  ])
  func beams(meter: String, lengths: String, expected: String) throws {
    let part = try readPart(meter, lengths)
    let text = part.measures.flatMap(\.notes).filter { $0.step != nil }.map { note in
      note.beams.isEmpty
        ? "-" : note.beams.map { $0.split(separator: " ").joined(separator: "_") }.joined(separator: ",")
    }
    #expect(text.joined(separator: " ") == expected)
  }

  private func readPart(_ meterText: String, _ lengths: String) throws -> ReadPart {
    var notes: [Score.Note] = []
    var now = ScoreTime.zero
    for text in lengths.split(separator: " ") {
      let length = try #require(Rational(text: text.filter { $0 != "r" }))
      if !text.hasPrefix("r") { notes.append(note("B4", now, length)) }
      now += length
    }
    let meter = try #require(Meter(text: meterText))
    let score = score(measures((now / meter.length).ceiling, meter), part(notes))
    return try #require(XMLNode(document: writeMusicXML(score))?["part"].flatMap { ReadPart($0) })
  }

  private func symbols(_ meter: String, _ lengths: String) throws -> String {
    let part = try readPart(meter, lengths)
    return part.measures.map { measure in
      measure.notes.map { note in
        let letter = letters.first { $0.0 == note.type }?.1 ?? (note.type.isEmpty ? "W" : "x")
        return (note.step == nil ? "r" : "") + letter + String(repeating: ".", count: note.dots)
          + (note.actual.map { "/\($0)" } ?? "") + (note.tieStart ? "~" : "")
      }.joined(separator: " ")
    }.joined(separator: " | ")
  }
}

private let letters = [
  ("breve", "b"), ("whole", "w"), ("half", "h"), ("quarter", "q"), ("eighth", "e"), ("16th", "s"), ("32nd", "t"),
]
