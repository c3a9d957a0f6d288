// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongBinder
import SongDiagnostics
import SongIR
import SongSyntax
import SongTestSupport
import Testing

/// The canonical layout of specs.
@Suite struct FormatTests {
  @Test func aSpecIsLaidOut() {
    expect(
      """
      # What it is.

      # Of the title.
      title: 'Hello'   # here


      song: 1 # the version
      mood: [sci-fi,   dark]
      duration: 1:23.450
      tempo: {range: 90..110,
         # why
         prefer: 100}
      form: [A,
        A-long, B]
      sections:
          A:  {bars: 4}
          A-long:   {bars: 4}
          # the last one
          B:
              bars: 8

              intensity: 40%
              # behind B
          # behind all
      sync:
      - {at: 0:08.120,   name: a}
      - at: 0:10.5   # x
        name: b

      - # dash
        at: 3s
      # the end
      """,
      """
      # What it is.

      # Of the title.
      song: 1         # the version
      title: 'Hello'  # here
      mood: [sci_fi, dark]
      duration: "1:23.450"
      tempo:
        range: 90..110
        # why
        prefer: 100
      form: [A, A-long, B]
      sections:
        A:      {bars: 4}
        A-long: {bars: 4}
        # the last one
        B:
          bars: 8

          intensity: 40%
          # behind B
        # behind all
      sync:
        - {at: "0:08.120", name: a}
        - at: "0:10.5"  # x
          name: b

        # dash
        - at: 3s
      # the end

      """)
  }

  @Test func chordsGetTheirLongNamesAndColumns() {
    expect(
      """
      song: 1
      harmony: {avoid: [C-7, "Bh7", G]}
      sections:
        A: {chords: "C-7 | F^7 | Bh7 | Bo7 | Bø | CΔ | D- | C7(no3) | Csus4 | C-^7/Eb"}
        B:
          chords: |
              Dm7   | G7  | Cmaj7 | %
            # the indentation says that this was chords
        C:
          chords: |
            Dm7 G7 | G7 | Cmaj7 | % |
            Am | D7 | G |   G |
            C7#9 . . F | F
        D:
          chords: >-
            | I | V7/ii x2
            | iih7 | viio7 | vii°
      """,
      """
      song: 1
      harmony: {avoid: [Cm7, "Bm7b5", G]}
      sections:
        A: {chords: "Cm7 | Fmaj7 | Bm7b5 | Bdim7 | Bm7b5 | Cmaj7 | Dm | C7(no3) | Csus4 | CmMaj7/Eb"}
        B:
          chords: |
            Dm7 | G7 | Cmaj7 | %
          # the indentation says that this was chords
        C:
          chords: |
            Dm7 G7     | G7 | Cmaj7 | % |
            Am         | D7 | G     | G |
            C7#9 . . F | F
        D:
          chords: >-
            | I     | V7/ii x2
            | ii7b5 | viio7 | vii°

      """)
  }

  @Test func gridsStandUnderEachOther() {
    expect(
      """
      song: 1
      parts:
        drums:
          pattern:
            kick:    x...x...
            clap-long:   '..x. ..x.|xxxx'
            hat: "|x|x...|"
            low: {mini:   "bd(3,8)"}

            rim: "x"
      """,
      """
      song: 1
      parts:
        drums:
          pattern:
            kick: x...x...
            clap-long: '..x. ..x.|xxxx'
            hat: "|x|x...|"
            low: {mini: "bd(3,8)"}

            rim: "x"

      """, isSound: false)
    expect(
      """
      song: 1
      parts:
        drums:
          pattern:
            kick: x...x...
            clap-long: '..x. ..x.|x.x.x.x.'
            hat: "|x...|x...|"
            low: {mini: "bd(3,8)"}

            rim: "x"
      """,
      """
      song: 1
      parts:
        drums:
          pattern:
            kick:      "x...x..."
            clap-long: "..x. ..x. | x.x.x.x."
            hat:       "x...      | x..."
            low: {mini: "bd(3,8)"}

            rim: "x"

      """)
  }

  @Test func whatDoesNotFitALineGetsSeveral() {
    expect(
      """
      song: 1
      parts: {tune: {role: melody, instrument: violin, given: [{where: A, rhythm: "4 4 4 4", degrees: "1 2 3 4"}], enter: 2s}, bass: {role: bass}}
      """,
      """
      song: 1
      parts:
        tune:
          role: melody
          instrument: violin
          given: [{where: A, rhythm: "4 4 4 4", degrees: "1 2 3 4"}]
          enter: 2s
        bass: {role: bass}

      """)
  }

  @Test func anchorsAliasesTagsAndBlocksStay() {
    expect(
      """
      %YAML 1.2
      --- # first
      song: !!int 1
      sections:
        A: &a {bars: 4,
               melody: &tune {abc: "L:1/8\\nAA|"}}
        B: &b # of B
             bars:   8
             melody: *tune
        C: *a
        D:
          melody:
              abc: |2-   # header
                  L:1/8
                 AA|

          lyrics: |+
              la la

        E: {melody: {lily: 'd''8
             e8

             f8'}}
      ...
      # behind
      """,
      """
      %YAML 1.2
      ---
      # first
      song: !!int 1
      sections:
        A: &a {bars: 4, melody: &tune {abc: "L:1/8\\nAA|"}}
        B: &b  # of B
          bars: 8
          melody: *tune
        C: *a
        D:
          melody:
            abc: |2-   # header
                L:1/8
               AA|

          lyrics: |+
            la la

        E:
          melody:
            lily: 'd''8
              e8

              f8'
      ...
      # behind

      """, isSound: false)
  }

  @Test func emptyValuesAndKeysStayEmpty() {
    expect(
      "song: 1\ncredits: {a: !!str,\n!!str : bar, b: , g: x, &e f}\nseed: &d\nparts:\n",
      "song: 1\ncredits: {a: !!str , !!str \"\": bar, b: , g: x, &e f: }\nseed: &d\nparts:\n", isSound: false)
  }

  @Test func lineEndsAreThoseOfTheFile() throws {
    #expect(try laidOutText("title:   x # c\r\nsong: 1\r\nlyrics: |\r\n   a\r\n   b") == "song: 1\r\ntitle: x  # c\r\nlyrics: |-\r\n  a\r\n  b\r\n")
    #expect(try laidOutText("\u{FEFF}song:    1") == "song: 1\n")
  }

  @Test(arguments: ["song: 1\nsong: 2\n", "a: [1\n", "", "- song\n", "song", "a: !x 1\n", "\u{1}"])
  func whatCannotBeReadIsRefused(_ text: String) {
    var sink = DiagnosticSink()
    #expect(throws: ErrorsEmitted.self) { try formatted(source(Array(text.utf8)), sink: &sink) }
    #expect(sink.hasErrors)
  }

  /// Every spec and suite case, valid or not, keeps its meaning and its comments.
  @Test(arguments: SpecText.files) func everySpecStaysWhatItIs(_ file: String) throws {
    for text in try SpecText.texts(of: file) { try expectSameMeaning(Array(text.utf8), compares: true) }
  }

  /// Changed specs: what is YAML keeps its meaning, what isn't is refused.
  @Test(arguments: SpecText.files) func changedSpecsStayWhatTheyAre(_ file: String) throws {
    var generator = Seed(41).child(file).generator
    let usual = Array("\t\n\n  \"'#%&*()+,-./0:<>?@[]^`{|}~!xbAV7".utf8)
    for (number, text) in try SpecText.texts(of: file).enumerated() {
      for round in 0..<60 {
        var bytes = Array(text.utf8)
        guard !bytes.isEmpty else { continue }
        for _ in 0...generator.below(2) where !bytes.isEmpty {
          let place = generator.below(bytes.count)
          switch generator.below(6) {
          case 0: bytes[place] = generator.element(of: usual)
          case 1: bytes.insert(generator.element(of: usual), at: place)
          case 2: bytes.remove(at: place)
          case 3: bytes.insert(contentsOf: Array(generator.element(of: snippets).utf8), at: place)
          default:
            var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            let line = generator.below(lines.count)
            switch generator.below(4) {
            case 0: lines.remove(at: line)
            case 1: lines.insert(lines[generator.below(lines.count)], at: line)
            case 2: lines[line] = Array("  ".utf8) + lines[line]
            default: lines.insert(Array(generator.element(of: snippets).utf8)[...], at: line)
            }
            bytes = Array(lines.joined(separator: [0x0A]))
          }
        }
        try expectSameMeaning(bytes, compares: (number + round).isMultiple(of: 8))
      }
    }
  }

  @Test(arguments: SpecText.files.filter { $0.hasPrefix("specs/") }) func ourOwnSpecsAreLaidOut(_ file: String) throws {
    let text = try SpecText.texts(of: file)[0]
    #expect(try laidOutText(text) == text)
  }

  // MARK: Expectations

  private func expect(
    _ text: String, _ expected: String, isSound: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = try? laidOutText(text)
    #expect(found == expected, sourceLocation: sourceLocation)
    #expect((try? laidOutText(expected)) == expected, "twice", sourceLocation: sourceLocation)
    if isSound {
      #expect(!bound(source(Array(expected.utf8))).codes.contains { $0.hasPrefix("S1") }, sourceLocation: sourceLocation)
    }
  }

  private func laidOutText(_ text: String) throws -> String {
    var sink = DiagnosticSink()
    return String(decoding: try formatted(source(Array(text.utf8)), sink: &sink), as: UTF8.self)
  }

  /// - Parameter compares: whether all of both specs is compared, which takes its time.
  private func expectSameMeaning(_ bytes: [UInt8], compares: Bool) throws {
    let file = source(bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    var treeSink = DiagnosticSink()
    let tree = parseYAML(file, sink: &treeSink)
    var sink = DiagnosticSink()
    guard let result = try? formatted(file, sink: &sink) else {
      #expect(sink.hasErrors)
      let isMap = tree.root.map { tree[$0].entries != nil } ?? false
      #expect(treeSink.hasErrors || !isMap, "refused: \(sink.diagnostics.map(\.message))\n\(text)")
      return
    }
    #expect(!treeSink.hasErrors)
    #expect((try? formatted(source(result), sink: &sink)) == result, "not the same again:\n\(text)\n\(String(decoding: result, as: UTF8.self))")
    let hashes = { (bytes: [UInt8]) in bytes.count { $0 == UInt8(ascii: "#") } }
    #expect(hashes(result) == hashes(bytes), "comments:\n\(text)\n\(String(decoding: result, as: UTF8.self))")
    guard compares else { return }
    let before = bound(file)
    let after = bound(source(result))
    #expect(before.codes == after.codes)
    #expect(try withoutPlaces(before.spec) == withoutPlaces(after.spec), "\(text)")
  }

  private func source(_ bytes: [UInt8]) -> SourceFile { SourceFile(id: FileID(0), name: "test.song.yaml", bytes: bytes) }

  private func bound(_ file: SourceFile) -> (spec: Spec, codes: [String]) {
    var sink = DiagnosticSink()
    let spec = bind(parseYAML(file, sink: &sink), isLenient: true, sink: &sink)
    return (spec, sink.diagnostics.map(\.code).filter { $0 != .hyphenatedName }.map(\.rawValue).sorted())
  }
}

/// What finds its way into a changed spec.
private let snippets = [
  " # c", "# c", "\n# c\n", "\n\n", " &a ", " *a", "? ", "- ", "{a: b}", "[1, 2]", "|\n", ">-\n", "a: |+\n  x\n\n", "!!str ", "1:30",
  "\"a\n b\"", "---\n", "...\n", "\r\n", "  ", "k: {a: , b}", "'it''s'", "é", "\u{2028}", "\\",
]

/// The texts of `specs/` and `Tests/Suite/`.
private enum SpecText {
  static let files: [String] = ["specs", "Tests/Suite"].flatMap { folder in
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(checkout)/\(folder)")) ?? []).sorted().map { "\(folder)/\($0)" }
  }

  static func texts(of file: String) throws -> [String] {
    let text = String(decoding: try contents(of: file), as: UTF8.self)
    guard file.hasSuffix(".txt") else { return [text] }
    return ("\n" + text).split(separator: "\n--- ").map { part in
      part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).last.map { String($0) } ?? ""
    }
  }
}

/// All of a spec but for where it stands in the text.
private func withoutPlaces(_ spec: Spec) throws -> NSObject {
  func stripped(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(stripped) }
    guard let object = value as? [String: Any] else { return value }
    if Set(object.keys) == ["file", "start", "end"] { return 0 }
    return object.mapValues(stripped)
  }
  let object = stripped(try JSONSerialization.jsonObject(with: JSONEncoder().encode(spec)))
  return try #require(object as? [String: Any]) as NSDictionary
}
