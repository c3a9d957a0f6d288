// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongImport
import SongMIDI
import SongMusic
import SongMusicXML
import SongTestSupport
import Testing

/// Files of other programs become specs that make the same notes.
@Suite struct ImportTests {
  // MARK: ABC

  private let reel = """
    X:1
    T:The Tester's Reel
    C:A. Nonymous
    R:reel
    M:4/4
    L:1/8
    Q:1/4=96
    K:G
    D2|:"G"G2B2 d2(3Bcd|"C"e4- e2d2|{g}"Am"c2A2 "D7"F3D|1 "G"G4 D4:|2 "G"G6 z2||
    w: oh come a- way _ my lads * _ now sing with me _ then go
    P:Turn
    [K:D]"D"f2a2 ~f2d2|"A"^g4 =g4|"G"B2>c2 dA-|
    [M:6/8]"D"A3 f2e|"D"d6|]
    """

  @Test func aTuneInABCIsTheSameNotes() throws {
    let song = try imported(reel, .abc)
    // Pickup; two passes with their endings; the turn, whose sixth bar is short by a quarter note.
    let first = [
      "3 1 62 oh", "4 1 67 come", "5 1 71 a-", "6 1 74 way", "7 1/3 71", "22/3 1/3 72 my", "23/3 1/3 74 lads",
    ]
    let notes = try song.notes("tune")
    #expect(Array(notes.prefix(7)) == first, "\(notes)\n\(song.spec)")
    #expect(notes.contains("8 3 76") && notes.contains("11 1 74 now"), "\(notes)")
    // A tie over the bar line into another meter can't be kept.
    #expect(song.remarks.contains { $0.contains("struck again") })
    let keys = notes.map { $0.split(separator: " ")[2] }
    let body = ["67", "71", "74", "71", "72", "74", "76", "74", "72", "69", "66", "62"]
    #expect(keys.joined(separator: " ") == (
      ["62"] + body + ["67", "62"] + body + ["67"] + ["78", "81", "78", "74", "80", "79", "71", "73", "74", "69"]
        + ["69", "78", "76", "74"]).joined(separator: " "), "\(song.spec)")
    #expect(song.piece.settings.title == "The Tester's Reel")
    #expect(song.spec.contains("composer: A. Nonymous"))
    #expect(song.chords.prefix(4) == ["0 N.C.", "4 G", "8 C", "12 Am"], "\(song.chords)")
    for lost in ["a grace note", "a decoration", "the field 'R:'"] {
      #expect(song.remarks.contains { $0.contains(lost) }, "\(lost): \(song.remarks)")
    }
    #expect(song.spec.hasPrefix("# Imported from file (ABC).\n# Not in this spec:\n"))
  }

  @Test func oneOfSeveralTunesIsTaken() throws {
    let two = "X:1\nT:One\nM:3/4\nL:1/4\nK:C\nCDE|G3|]\n\nX:2\nT:Two\nM:3/4\nL:1/4\nK:Am\nABc|A3|]\n"
    let first = try imported(two, .abc)
    #expect(first.piece.settings.title == "One")
    #expect(first.remarks.contains { $0.contains("of the 2 tunes") })
    let second = try imported(two, .abc, tune: 2)
    #expect(try second.notes() == ["0 1 69", "1 1 71", "2 1 72", "3 3 69"])
    #expect(second.spec.contains("key: A minor"))
    #expect(throws: ImportError(.tuneMissing(3, of: 2))) { try importSong(Array(two.utf8), format: .abc, tune: 3, band: []) }
  }

  @Test func voicesAreParts() throws {
    let song = try imported(
      "X:1\nM:2/4\nL:1/4\nK:F\nV:1\nA B|c2|]\nV:2\nF D|[FA]2|]\n", .abc)
    #expect(try song.notes() == ["0 1 69", "1 1 70", "2 2 72"])
    #expect(song.piece.score.parts.count == 2)
    let second = try #require(song.piece.score.parts.first { $0.id == "voice-2" })
    #expect(second.texts == ["0 1 65", "1 1 62", "2 2 65", "2 2 69"])
  }

  @Test func chordsWithTiesInsideAndTheOrderOfPartsAreRead() throws {
    let song = try imported(
      "X:1\nP:A2B\nM:2/4\nL:1/4\nK:D\nP:A\n[f2-A2-]|[f A]e|]\nP:B\nd2|[D- F]D|]\n", .abc)
    #expect(try song.notes() == [
      "0 3 69", "0 3 78", "3 1 76", "4 3 69", "4 3 78", "7 1 76", "8 2 74", "10 1 62", "10 1 66", "11 1 62",
    ], "\(song.spec)")
    #expect(song.piece.settings.form.map(\.name) == ["A", "A", "B"])
    #expect(song.remarks.contains { $0.contains("a tie of one note of a chord") })
  }

  /// Random tunes with repeats, endings, ties and pickups: what is played is what was meant.
  @Test(arguments: 0..<60) func randomTunesAreTheSameNotes(_ seed: Int) throws {
    var tune = RandomTune(seed: seed)
    let text = tune.text()
    let song = try imported(text, .abc)
    let played = try song.notes()
    // The first bar may begin with rests; what counts is what follows what.
    let start = Rational(text: played[0].split(separator: " ")[0]) ?? .zero
    let found = played.map { note in
      let words = note.split(separator: " ")
      return "\((Rational(text: words[0]) ?? .zero) - start) \(words[1]) \(words[2])"
    }
    #expect(found == tune.expected, "\(text)\n\(song.spec)")
  }

  // MARK: MusicXML and MIDI

  private static let specs = ["sailor", "meadow", "neon"]

  private func spec(_ name: String) throws -> String {
    let text = String(decoding: try contents(of: "specs/\(name).song.yaml"), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("humanize") }
    return lines.joined(separator: "\n") + "\nhumanize: 0\n"
  }

  /// The bars of a score that are played as written: the last one may ring.
  private func sung(_ notes: [String], before end: ScoreTime) -> [String] {
    notes.filter { (Rational(text: $0.split(separator: " ")[0]) ?? .zero) < end }
  }

  @Test(arguments: specs) func aScoreInMusicXMLIsTheSameTuneAndChords(_ name: String) throws {
    let piece = try #require(compiled(try spec(name)).compilation)
    let song = try imported(writeMusicXML(piece.score), .musicxml)
    let lead = try #require(piece.settings.parts.first { $0.role == .melody })
    let tune = try #require(piece.score.parts.first { $0.id == lead.id })
    let end = try #require(piece.score.measures.last).start
    let found = try song.notes()
    #expect(sung(found, before: end) == sung(tune.texts, before: end), "\(song.spec)")
    let written = piece.score.chords.filter { $0.onset < end }.map { "\($0.onset) \($0.chord.map { "\($0)" } ?? "N.C.")" }
    let read = song.piece.score.chords.filter { $0.onset < end }
    // A chord that is written again at a bar line goes on.
    var merged: [String] = []
    for symbol in read {
      let text = symbol.chord.map { "\($0)" } ?? "N.C."
      if merged.last?.hasSuffix(" \(text)") ?? false, !written.contains("\(symbol.onset) \(text)") { continue }
      merged.append("\(symbol.onset) \(text)")
    }
    #expect(merged == written, "\(song.spec)")
    #expect(song.piece.score.sections.count == piece.score.sections.count)
    #expect(song.piece.score.measures.map(\.meter) == piece.score.measures.map(\.meter))
    #expect(song.piece.score.measures.map(\.key) == piece.score.measures.map(\.key))
  }

  @Test(arguments: specs) func aFileInMIDIIsTheSameTune(_ name: String) throws {
    let piece = try #require(compiled(try spec(name)).compilation)
    let song = try imported(writeSMF(piece.performance), .midi)
    let lead = try #require(piece.settings.parts.first { $0.role == .melody })
    let tune = try #require(piece.score.parts.first { $0.id == lead.id })
    let end = try #require(piece.score.measures.last).start
    func onsets(_ texts: [String]) -> [String] {
      sung(texts, before: end).map { note in
        let words = note.split(separator: " ")
        return "\(words[0]) \(words[2])"
      }
    }
    let found = song.piece.score.parts.map { onsets($0.texts) }
    #expect(found.contains(onsets(tune.texts)), "\(tune.texts)\n\(song.spec)")
    #expect(song.piece.score.measures.map(\.meter) == piece.score.measures.map(\.meter))
  }

  private let motif = """
    <?xml version="1.0"?>
    <score-partwise version="4.0">
    <movement-title>Motif</movement-title>
    <part-list><score-part id="P1"><part-name>Flute</part-name></score-part>
    <score-part id="P2"><part-name>Drums</part-name>
    <score-instrument id="P2-I1"><instrument-name>Snare</instrument-name></score-instrument>
    <midi-instrument id="P2-I1"><midi-channel>10</midi-channel><midi-unpitched>39</midi-unpitched></midi-instrument>
    </score-part></part-list>
    <part id="P1">
    <measure number="0" implicit="yes"><attributes><divisions>2</divisions><key><fifths>1</fifths></key>
    <time><beats>3</beats><beat-type>4</beat-type></time></attributes>
    <note><pitch><step>D</step><octave>4</octave></pitch><duration>2</duration></note></measure>
    <measure number="1"><barline location="left"><repeat direction="forward"/></barline>
    <harmony><root><root-step>G</root-step></root><kind>major</kind></harmony>
    <note><pitch><step>G</step><octave>4</octave></pitch><duration>4</duration><tie type="start"/></note>
    <note><pitch><step>G</step><octave>4</octave></pitch><duration>1</duration><tie type="stop"/></note>
    <note><pitch><step>A</step><octave>4</octave></pitch><duration>1</duration></note></measure>
    <measure number="2"><barline location="left"><ending number="1" type="start"/></barline>
    <note><pitch><step>B</step><octave>4</octave></pitch><duration>6</duration></note>
    <barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline></measure>
    <measure number="3"><barline location="left"><ending number="2" type="start"/></barline>
    <note><pitch><step>G</step><octave>4</octave></pitch><duration>6</duration></note>
    <barline location="right"><ending number="2" type="stop"/></barline></measure>
    </part>
    <part id="P2">
    <measure number="0"><attributes><divisions>1</divisions></attributes><note><rest/><duration>1</duration></note></measure>
    <measure number="1"><note><unpitched><display-step>C</display-step><display-octave>5</display-octave></unpitched>
    <duration>1</duration><instrument id="P2-I1"/></note><note><rest/><duration>2</duration></note></measure>
    <measure number="2"><note><rest/><duration>3</duration></note></measure>
    <measure number="3"><note><rest/><duration>3</duration></note></measure>
    </part></score-partwise>
    """

  /// What a clarinet in B flat has written sounds a tone lower: key, chord and note, also without the number of steps.
  @Test(arguments: ["<diatonic>-1</diatonic>", ""]) func transposingPartsAreReadAsTheySound(_ steps: String) throws {
    let score = """
      <?xml version="1.0"?><score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Clarinet</part-name>
      </score-part></part-list><part id="P1"><measure number="1"><attributes><divisions>1</divisions><key><fifths>-1</fifths>
      <mode>minor</mode></key><time><beats>4</beats><beat-type>4</beat-type></time>
      <transpose>\(steps)<chromatic>-2</chromatic></transpose></attributes>
      <harmony><root><root-step>D</root-step></root><kind>minor</kind></harmony>
      <note><pitch><step>D</step><octave>5</octave></pitch><duration>4</duration></note></measure></part></score-partwise>
      """
    let song = try imported(score, .musicxml)
    #expect(song.chords == ["0 Cm"] && song.spec.contains("key: C minor") && song.spec.contains("c''1"), "\(song.spec)")
  }

  @Test func repeatsAreWrittenOutAndDrumsAreGrids() throws {
    let song = try imported(motif, .musicxml)
    #expect(try song.notes() == [
      "2 1 62", "3 5/2 67", "11/2 1/2 69", "6 3 71", "9 5/2 67", "23/2 1/2 69", "12 3 67",
    ], "\(song.spec)")
    let drums = try #require(song.piece.score.parts.first { $0.isPercussion })
    #expect(drums.texts.map { $0.split(separator: " ")[0] } == ["3", "9"], "\(song.spec)")
    #expect(drums.texts.allSatisfy { $0.hasSuffix(" snare") })
    #expect(song.piece.settings.title == "Motif")
    #expect(song.remarks.contains { $0.contains("4 written bars are 5 played ones") }, "\(song.remarks)")
  }

  @Test func compressedScoresSayHowToUnpackThem() throws {
    #expect(throws: ImportError(.musicXML(.compressed))) {
      try importSong(Array("PK\u{3}\u{4}".utf8), format: .musicxml, tune: nil, band: knowledge.band)
    }
  }

  // MARK: ChordPro

  private let carol = """
    {title: A Carol}
    {artist: Trad.}
    {key: D}
    {time: 3/4}
    {tempo: 92}
    {capo: 2}
    {start_of_verse}
    Now [D]sing we [G]all of [A7]spring and [D]light,
    {end_of_verse}
    {soc}
    [G]Joy and [Asus4]song, [Dmaj7/F#]all along,
    {eoc}
    {start_of_verse}
    And then we went away at night,
    {end_of_verse}
    {chorus}
    {sog}
    || D . . | G . A7 | % | D . . |.
    {eog}
    {define: A7 base-fret 1 frets x 0 2 0 2 0}
    """

  @Test func aSongInChordProIsItsChords() throws {
    let song = try imported(carol, .chordpro)
    #expect(song.piece.settings.form.map(\.name) == ["verse", "chorus", "verse", "chorus", "verse2"], "\(song.spec)")
    #expect(song.piece.settings.key.description == "E major")
    #expect(song.piece.score.measures.count == 4 + 3 + 4 + 3 + 4)
    let chords = song.piece.score.chords.map { $0.chord.map { "\($0)" } ?? "N.C." }
    let verse = ["E", "A", "B7", "E"]
    #expect(Array(chords.prefix(7)) == verse + ["A", "Bsus4", "Emaj7/G#"], "\(chords)")
    #expect(song.spec.contains("E | A . B7 | A . B7 | E") || song.spec.contains("E | A . B7 | % | E"), "\(song.spec)")
    #expect(song.spec.contains("# Now sing we all of spring and light,"))
    #expect(song.remarks.contains { $0.contains("a bar each") } && song.remarks.contains { $0.contains("'define'") })
    #expect(song.remarks.contains { $0.contains("words without chords") })
  }

  // MARK: MMA

  private let standard = """
    // A little standard
    Tempo 132
    TimeSig 4/4
    KeySig 1b
    Groove Swing
    Repeat
    1 Gm7 / C7 /
    2 Fmaj7   // tonic
    3 Dm7 G7/B
    RepeatEnding
    4 Gm7 / / C7
    RepeatEnd
    5 F6 z
    Groove Folk1
    6 Bb * 2
    Chord Volume ff
    8 F
    """

  @Test func aSongOfMMAIsItsChords() throws {
    let song = try imported(standard, .mma)
    let chords = song.chords
    #expect(chords == [
      "0 Gm7", "2 C7", "4 Fmaj7", "8 Dm7", "9 G7/B", "12 Gm7", "15 C7", "16 Gm7", "18 C7", "20 Fmaj7", "24 Dm7", "25 G7/B",
      "28 F6", "29 N.C.", "32 Bb", "40 F",
    ], "\(chords)\n\(song.spec)")
    #expect(song.spec.contains("Dm7 G7/B . ."), "\(song.spec)")
    #expect(song.spec.contains("tempo: 132") && song.spec.contains("key: F major"))
    #expect(song.remarks.contains { $0.contains("the groove 'Swing'") })
    #expect(song.remarks.contains { $0.contains("'chord'") })
    #expect(song.piece.score.measures.count == 11)
  }

  /// Beats are those of the `Time` that holds in the bar.
  @Test func barsOfMMAKeepTheirOwnBeats() throws {
    let song = try imported("KeySig 0\n1 Am@1 G@3\n2 C / F /\nTime 3\n3 C / G\n", .mma)
    #expect(song.chords == ["0 Am", "2 G", "4 C", "6 F", "8 C", "10 G"], "\(song.chords)\n\(song.spec)")
    #expect(!song.remarks.contains { $0.contains("exact place") }, "\(song.remarks)")
  }

  // MARK: Nothing traps

  @Test func changedFilesNeverTrap() throws {
    let piece = try #require(compiled(try spec("sailor")).compilation)
    let files: [(ImportFormat, [UInt8])] = [
      (.abc, Array(reel.utf8)), (.chordpro, Array(carol.utf8)), (.mma, Array(standard.utf8)),
      (.musicxml, Array(motif.utf8)), (.midi, Array(writeSMF(piece.performance).prefix(4000))),
    ]
    let band = knowledge.band
    for (format, bytes) in files {
      var generator = Seed(5).child("mutations").child(format.rawValue).generator
      for number in 0..<2500 {
        var changed = bytes
        for _ in 0...generator.below(4) { mutate(&changed, &generator) }
        guard let song = try? importSong(changed, format: format, tune: nil, band: band) else { continue }
        let text = specText(song, source: "changed")
        // Laying all of them out would take too long.
        guard number.isMultiple(of: 50) else { continue }
        let wrong = checkedSpec(text).filter { $0.severity == .error }
        #expect(wrong.isEmpty, "\(format) \(number): \(wrong.map(\.message))\n\(text)")
      }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    let place = generator.below(bytes.count)
    switch generator.below(6) {
    case 0: bytes[place] = UInt8(generator.below(256))
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(Array("0123456789|:()[]{}<>/\"'-+*ABCXK%\n ~z&^_".utf8)[generator.below(39)], at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + generator.below(20)))
    case 4:
      let piece = Array(bytes[place..<min(bytes.count, place + 1 + generator.below(30))])
      bytes.insert(contentsOf: piece, at: generator.below(bytes.count))
    default: bytes[place] = UInt8(ascii: "9")
    }
  }
}

/// A tune that knows what it sounds like.
private struct RandomTune {
  private var generator: RandomStream
  private(set) var expected: [String] = []
  private var time = ScoreTime.zero

  init(seed: Int) { generator = Seed(seed).child("tune").generator }

  private let letters: [(name: String, key: Int)] = [
    ("D", 62), ("E", 64), ("F", 66), ("G", 67), ("A", 69), ("B", 71), ("c", 73), ("d", 74), ("e", 76), ("f", 78), ("g", 79),
  ]

  private typealias Item = (text: String, duration: ScoreTime, keys: [Int])

  /// Notes that fill so many eighths.
  private mutating func items(_ eighths: Int) -> [Item] {
    var left = eighths
    var result: [Item] = []
    while left > 0 {
      switch generator.below(8) {
      case 0 where left >= 2:
        for place in 0..<3 {
          let letter = generator.element(of: letters)
          result.append(((place == 0 ? "(3" : "") + letter.name, Rational(1, 3), [letter.key]))
        }
        left -= 2
      case 1:
        result.append(("z", Rational(1, 2), []))
        left -= 1
      case 2:
        let low = generator.below(5)
        result.append(("[\(letters[low].name)\(letters[low + 2].name)]", Rational(1, 2), [letters[low].key, letters[low + 2].key]))
        left -= 1
      default:
        let length = min(left, 1 + generator.below(3))
        let letter = generator.element(of: letters)
        result.append((letter.name + (length == 1 ? "" : "\(length)"), Rational(length, 2), [letter.key]))
        left -= length
      }
    }
    return result
  }

  private mutating func play(_ items: [Item]) {
    for item in items {
      for key in item.keys { expected.append("\(time) \(item.duration) \(key)") }
      time += item.duration
    }
  }

  private func written(_ items: [Item]) -> String { items.map(\.text).joined(separator: " ") }

  mutating func text() -> String {
    let eighths = generator.element(of: [4, 6, 8])
    let meter = [4: "2/4", 6: "3/4", 8: "4/4"][eighths]!
    let pickup = generator.chance(percent: 50) ? items(2) : []
    let bars = (0..<2 + generator.below(4)).map { _ in items(eighths) }
    let hasEndings = generator.chance(percent: 50)
    let first = items(eighths - (hasEndings || pickup.isEmpty ? 0 : 2))
    let second = items(eighths)
    let tail = (0..<generator.below(3)).map { _ in items(eighths) }
    play(pickup)
    for bar in bars { play(bar) }
    play(first)
    if !hasEndings, !pickup.isEmpty { play(pickup) }
    for bar in bars { play(bar) }
    play(hasEndings ? second : first)
    for bar in tail { play(bar) }
    // Onsets count from the first note.
    let start = expected.first.flatMap { Rational(text: $0.split(separator: " ")[0]) } ?? .zero
    expected = expected.map { note in
      let words = note.split(separator: " ")
      return "\((Rational(text: words[0]) ?? .zero) - start) \(words[1]) \(words[2])"
    }
    let open = !hasEndings && !pickup.isEmpty ? "|: \(written(pickup)) |" : pickup.isEmpty ? "|:" : "\(written(pickup)) |:"
    let body = bars.map { written($0) }.joined(separator: " | ")
    let close = hasEndings ? "|1 \(written(first)) :|2 \(written(second)) |" : "| \(written(first)) :|"
    let rest = tail.isEmpty ? "" : tail.map { written($0) }.joined(separator: " | ") + " |]"
    return "X:1\nT:Random\nM:\(meter)\nL:1/8\nQ:1/4=100\nK:D\n\(open) \(body) \(close) \(rest)\n"
  }
}
