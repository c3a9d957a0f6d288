// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongBinder
import SongDiagnostics
import SongIR
import SongMusic
import SongSyntax
import Testing

/// The schema as data, and what is made from it.
@Suite struct SchemaTests {
  private static let names = SchemaNames(
    closed: ["style": ["folk", "drum_and_bass"], "mood": ["dark"], "instrument": ["flute"]], open: ["pattern": ["march"]])

  /// Every map that a spec may hold, the outermost first.
  private static let maps: [MapSchema] = {
    var maps = [specSchema]
    func visit(_ value: ValueSchema) {
      switch value {
      case .text, .notation, .word, .name: break
      case .list(let item), .names(let item): visit(item)
      case .either(let choices): choices.forEach(visit)
      case .map(let map): if !maps.contains(map) { maps.append(map) }
      }
    }
    var index = 0
    while index < maps.count {
      for key in maps[index].keys { visit(key.value) }
      if let others = maps[index].others { visit(others) }
      index += 1
    }
    return maps
  }()

  private static let notations: [Notation] = {
    func all(_ value: ValueSchema) -> [Notation] {
      switch value {
      case .notation(let notation): [notation]
      case .list(let item), .names(let item): all(item)
      case .either(let choices): choices.flatMap(all)
      case .text, .word, .name, .map: []
      }
    }
    return maps.flatMap { map in map.keys.flatMap { all($0.value) } + (map.others.map(all) ?? []) }
  }()

  @Test func everyKeyStandsInTheJSONSchema() throws {
    let schema = jsonSchema(names: SchemaTests.names)
    for map in SchemaTests.maps {
      let name = map.name.split(separator: " ").filter { $0 != "a" && $0 != "an" }.joined(separator: "-").replacing("'", with: "")
      let body = try #require(map == specSchema ? schema : schema["definitions"]?[name], "\(map.name)")
      #expect(body["properties"]?.keys == map.keys.map(\.name), "\(map.name)")
      #expect(body["required"]?.strings ?? [] == map.keys.filter(\.isRequired).map(\.name), "\(map.name)")
      #expect((body["additionalProperties"] == .bool(false)) == (map.others == nil), "\(map.name)")
      for key in map.keys {
        let property = body["properties"]?[key.name]
        guard case .string(let description)? = property?["description"] else {
          Issue.record("\(map.name): \(key.name) has no description")
          continue
        }
        #expect(description.contains("Not built yet") == (key.state == .planned), "\(map.name): \(key.name)")
      }
    }
    #expect(SchemaTests.maps.count > 20)
  }

  @Test func allReferencesLeadSomewhere() throws {
    let schema = jsonSchema(names: SchemaTests.names)
    let definitions = try #require(schema["definitions"]?.keys)
    var references: Set<String> = []
    func visit(_ value: JSONValue) {
      if case .string(let target)? = value["$ref"] { references.insert(target) }
      value.children.forEach(visit)
    }
    visit(schema)
    #expect(references == Set(definitions.map { "#/definitions/\($0)" }))
    #expect(Set(definitions).count == definitions.count)
  }

  @Test func everyKeyAndNotationStandsInTheReference() {
    let page = languageReference(names: SchemaTests.names)
    for map in SchemaTests.maps {
      for key in map.keys { #expect(page.contains("\n| `\(key.name)` | "), "\(map.name): \(key.name)") }
    }
    for notation in Notation.all { #expect(page.contains("\n### Notation: \(notation.name)\n"), "\(notation.name)") }
    // What links lead to is a heading.
    let headings = Set(page.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
      String(line.drop { $0 == "#" || $0 == " " }.lowercased().map { $0 == " " ? "-" : $0 }.filter { $0.isLetter || $0 == "-" })
    })
    for link in page.matches(of: /\]\(#([^)]*)\)/) { #expect(headings.contains(String(link.1)), "\(link.1)") }
  }

  @Test func notationsHaveNamesOfTheirOwnAndAreAllUsed() {
    #expect(Set(Notation.all.map(\.name)).count == Notation.all.count)
    for notation in SchemaTests.notations { #expect(Notation.all.contains(notation), "\(notation.name)") }
    for notation in Notation.all { #expect(SchemaTests.notations.contains(notation), "\(notation.name)") }
  }

  @Test(arguments: Notation.all.map(\.name)) func examplesAreReadByPatternAndParser(_ name: String) throws {
    let notation = try #require(Notation.all.first { $0.name == name })
    let pattern = try Regex(notation.wholePattern).matchingSemantics(.unicodeScalar)
    let parse = try #require(SchemaTests.parsers[name])
    #expect(!notation.examples.isEmpty && !notation.summary.hasSuffix("."))
    for example in notation.examples {
      for text in [example, "  \(example)\n"] {
        #expect(text.firstMatch(of: pattern) != nil, "\(name): \(text)")
        var sink = DiagnosticSink()
        let span = Span(file: FileID(0), start: 0, end: text.utf8.count)
        #expect(parse(Scalar(text: text, span: span, style: .doubleQuoted), &sink), "\(name): \(text)")
        #expect(sink.diagnostics.isEmpty, "\(name): \(text)")
      }
    }
    // A text that is wrong at its end is refused at once: nothing in it can be matched in many ways.
    let takesAnything = ["ABC", "lyrics", "part or voice", "output path"].contains(name)
    for piece in notation.examples + ["1 ", "C ", "a", " ", "bb"] {
      let text = String(repeating: piece, count: 40) + "\u{1}"
      #expect(text.firstMatch(of: pattern) == nil || takesAnything, "\(name): \(piece)")
    }
    #expect("${x}".firstMatch(of: pattern) != nil && "".firstMatch(of: pattern) == nil, "\(name)")
  }

  /// What an editor should refuse, and what looks odd and is valid.
  @Test(arguments: [
    ("start", ["1:00", "tc 1:2:3:4", "10s"], ["01:00:00;00", "tc  10:00:00:00"]),
    ("time", ["12.5", "1:2", "bar 0", "4 measures"], ["Übergang + 2 beats", "1:02:03.5", "4bars", "A'' - 1 bar", "bar17"]),
    ("duration", ["90", "B", "bar 4"], ["60s .. 1:30", "tc 00:01:00:00", "8 bars"]),
    ("tempo", ["fast", "96 bpm", "96..", "1/4=x"], ["1/4.=60..80", "96.5"]),
    ("curve of tempi", ["96", "0s", "0s 96 fast", "0s 96;end 90"], ["intro 96.5, B + 2 bars 104 ease ,end 90"]),
    ("time signature", ["4", "4/5", "C"], ["7/8(2+2+3)", "4 / 4 flexible"]),
    ("key", ["H major", "D dur", "dm minor"], ["bb MINOR", "F♯ Lydian", "Ebm"]),
    ("range of pitches", ["a4", "h3..d4", "a4-d6"], ["C-1..G9"]),
    ("form", ["1 A", "A, B", "(A B)"], ["[A B]*2 C' x3", "Strophe_ä"]),
    ("intensity", ["40", "0s, 40%", "0s 40% fast", "101%"], ["intro 40%, B + 2 bars 60 % ease", "40%→70%"]),
    ("chords", ["Dm7 || G7", "dm7", "H7", "/"], ["| C6/9 . Am7b5/Gb . |", "#ivø7 | bVII x4", "C*4|%", "Cmaj7(#11,13)"]),
    ("rhythm", ["3", "4 5", "x"], ["16~4..(3 8 8 8)|r2"]),
    ("degrees", ["8", "0", "1x"], ["bb7,, _|5''"]),
    ("LilyPond notes", ["h4", "\\relative", "c'3"], ["as,,16 r | beses~bb"]),
    ("grid", ["x..y", "1000"], ["| x... | X--- |"]),
    ("mini-notation", ["bd . sn", "{bd}%4", "bd^2"], ["a:2!3 b@2 c? d*1.5"]),
    ("output path", ["/a.wav", "../a.wav", "a/../b.wav", "a/", "{title"], ["..a/b.wav", "a b.wav"]),
    ("percentage", ["10", "200%", "-1%"], ["66.7 %", "100.0%"]),
    ("pan", ["30", "left", "L", "L101", "120%"], ["L30", "R12.5", "0%", "+30 %", "−100%"]),
    ("number", ["loud", "1.", "1 dB"], ["-0.5", "+440"]),
    ("whole number", ["1.5", "-1"], ["007"]),
    ("hit", ["section", "kick", "accent now"], ["chord F#m7b5/E", "entry  strings"]),
    ("frame rate", ["26", "25df"], ["23.98", "29.97DF", "30000/1001"]),
  ] as [(String, [String], [String])])
  func patternsRefuseMistakesAndNothingElse(_ name: String, refused: [String], accepted: [String]) throws {
    let notation = try #require(Notation.all.first { $0.name == name })
    let pattern = try Regex(notation.wholePattern).matchingSemantics(.unicodeScalar)
    for text in refused { #expect(text.firstMatch(of: pattern) == nil, "\(name): \(text)") }
    for text in accepted { #expect(text.firstMatch(of: pattern) != nil, "\(name): \(text)") }
  }

  private typealias Parser = @Sendable (Scalar, inout DiagnosticSink) -> Bool

  private static let parsers: [String: Parser] = [
    "start": { parseStart($0, sink: &$1) != nil },
    "time": { parseTime($0, sink: &$1) != nil }, "length of time": { parseTime($0, sink: &$1) != nil },
    "time offset": { parseTimeOffset($0, sink: &$1) != nil }, "duration": { parseDuration($0, sink: &$1) != nil },
    "place": { parsePlace($0, sink: &$1) != nil }, "style and share": { parseStyleShare($0, sink: &$1) != nil },
    "bars": { scalar, sink in
      scalar.text.contains("auto") || parseIntegerRange(scalar, in: 1...4000, sink: &sink) != nil
    },
    "percentage": { parsePercent($0, sink: &$1) != nil }, "weight": { parseWeight($0, sink: &$1) != nil },
    "level": { parseDecibels($0, sink: &$1) != nil }, "pan": { parsePan($0, sink: &$1) != nil },
    "number": { parseSignedNumber($0, sink: &$1) != nil },
    "whole number": { parseInteger($0, in: 0...128, sink: &$1) != nil }, "loudness": { parseLoudness($0, sink: &$1) != nil },
    "true peak": { parseTruePeak($0, sink: &$1) != nil }, "band": { parseBand($0, sink: &$1) != nil },
    "frame rate": { scalar, _ in FrameRate(name: scalar.text) != nil }, "tempo": { parseTempo($0, sink: &$1) != nil },
    "beats a minute": { parseBPM($0, sink: &$1) != nil }, "note value": { parseNoteValue($0, sink: &$1) != nil },
    "curve of tempi": { parseTempoCurve($0, sink: &$1) != nil },
    "time signature": { parseMeter($0, sink: &$1) != nil }, "key": { parseKey($0, sink: &$1) != nil },
    "range of pitches": { parseKeyRange($0, sink: &$1) != nil }, "form": { parseForm($0, sink: &$1) != nil },
    "ending": { parseEnding($0, sink: &$1) != nil }, "hit": { parseHit($0, sink: &$1) != nil },
    "hit of a cue": { parseHit($0, cueNames: true, sink: &$1) != nil },
    "intensity of a section": { parseIntensityLevel($0, sink: &$1) != nil },
    "intensity": { parseIntensity($0, sink: &$1) != nil }, "chord": { parseChordSymbol($0, sink: &$1) != nil },
    "chords": { parseChords($0, sink: &$1) != nil }, "harmonic rhythm": { parseHarmonicRate($0, sink: &$1) != nil },
    "colour": { parseHarmonyColour($0, sink: &$1) != nil }, "rhythm": { parseRhythm($0, sink: &$1) != nil },
    "degrees": { parseDegrees($0, sink: &$1) != nil }, "tones": { parseTones($0, sink: &$1) != nil },
    "contour": { parseContour($0, sink: &$1) != nil }, "LilyPond notes": { parseLily($0, sink: &$1) != nil },
    "ABC": { parseABC($0, sink: &$1) != nil }, "lyrics": { parseLyrics($0, sink: &$1) != nil },
    "grid": { parseGrid($0, sink: &$1) != nil }, "mini-notation": { parseMini($0, sink: &$1) != nil },
    "part or voice": { scalar, _ in scalar.text.split(separator: ".").count <= 2 },
    "output path": { scalar, _ in PathTemplate(scalar.text) != nil },
  ]
}

extension JSONValue {
  fileprivate subscript(_ key: String) -> JSONValue? {
    switch self {
    case .object(let members): members[key]
    case .members(let members): members.first { $0.key == key }?.value
    default: nil
    }
  }

  fileprivate var keys: [String] {
    if case .members(let members) = self { members.map(\.key) } else { [] }
  }

  fileprivate var strings: [String] {
    guard case .array(let items) = self else { return [] }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  fileprivate var children: [JSONValue] {
    switch self {
    case .array(let items): items
    case .object(let members): members.sorted { utf8Precedes($0.key, $1.key) }.map(\.value)
    case .members(let members): members.map(\.value)
    default: []
    }
  }
}
