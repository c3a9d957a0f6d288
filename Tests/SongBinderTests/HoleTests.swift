// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongBinder
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// What is wrong becomes a hole with one diagnostic; everything beside it is still read.
@Suite struct HoleTests {
  @Test func aBrokenValueIsAHoleAndTheRestStands() {
    let bound = Bound(
      """
      song: 1
      title: fine
      duration: 1️⃣12.52️⃣
      tempo: fast
      key: H
      style: folk
      parts: {tune: {role: melody, range: x}}
      """)
    #expect(bound.codes == [.timeWithoutUnit, .badTempo, .badKey, .badPitchRange])
    #expect(bound.diagnostics[0].span == bound.span() && bound.diagnostics.map(\.path) == ["duration", "tempo", "key", "parts.tune.range"])
    #expect(bound.spec.duration == nil && bound.spec.tempo == nil && bound.spec.key == nil)
    #expect(bound.spec.title?.value == "fine" && bound.spec.style?.key == "folk")
    #expect(bound.spec.parts?.first?.role?.value == .melody && bound.spec.parts?.first?.range == nil)
  }

  @Test func everyValueOfTheWrongKindIsReportedWhereItStands() {
    let values = ["title", "seed", "duration", "end", "time", "key", "intensity"]
    for key in values {
      let bound = Bound("song: 1\n\(key): 1️⃣[a]2️⃣")
      #expect(bound.codes == [.wrongKind], "\(key)")
      #expect(bound.diagnostics[0].span == bound.span() && bound.diagnostics[0].path == key, "\(key)")
    }
    for key in ["sections", "parts", "master", "sounds"] {
      let bound = Bound("song: 1\n\(key): 1️⃣x2️⃣")
      #expect(bound.codes == [.wrongKind], "\(key)")
      #expect(bound.diagnostics[0].span == bound.span(), "\(key)")
    }
    #expect(Bound("song: 1\nexport: wav").codes == [.wrongKind])
    #expect(Bound("song: 1\ntitle:").codes == [.wrongKind])
    #expect(Bound("[1]").codes == [.wrongKind])
  }

  @Test func anUnknownKeyHasAFix() throws {
    let bound = Bound("song: 1\n1️⃣stlye2️⃣: folk")
    #expect(bound.codes == [.unknownKey] && bound.diagnostics[0].span == bound.span())
    let fix = try #require(bound.diagnostics[0].fixIts.first)
    #expect(fix.edits.map(\.span) == [bound.span()] && fix.edits.map(\.replacement) == ["style"] && fix.isSafe)
    let inner = Bound("song: 1\nparts: {tune: {instrment: flute}}")
    #expect(inner.diagnostics.map(\.path) == ["parts.tune.instrment"])
    #expect(inner.diagnostics.first?.fixIts.first?.edits.first?.replacement == "instrument")
  }

  @Test func aKeyNearNothingListsTheKeys() {
    let diagnostics = Bound("song: 1\nmaster: {xyzzy: 1}").diagnostics
    #expect(diagnostics.map(\.code) == [.unknownKey] && diagnostics[0].fixIts.isEmpty)
    #expect(diagnostics[0].notes == ["keys of master: loudness, peak"])
  }

  @Test func aFixRepairsTheSpec() throws {
    for (text, key) in [("tmepo: 96", "tempo"), ("durtion: 90s", "duration"), ("moood: dark", "mood"), ("exprot: []", "export")] {
      let diagnostics = Bound("song: 1\n\(text)").diagnostics
      let edit = try #require(diagnostics.first?.fixIts.first?.edits.first, "\(text)")
      #expect(edit.replacement == key)
      let repaired = "song: 1\n" + key + text.drop { $0 != ":" }
      #expect(Bound(repaired).diagnostics.isEmpty, "\(text)")
    }
  }

  /// Every planned key of a map, with the spec that uses it.
  private static let planned: [String] = {
    func keys(_ schema: MapSchema) -> [String] { schema.keys.filter { $0.state == .planned }.map(\.name) }
    return keys(specSchema).map { "\($0): x" } + keys(sectionSchema).map { "sections: {A: {\($0): x}}" }
      + keys(partSchema).map { "parts: {tune: {\($0): x}}" } + keys(tempoSchema).map { "tempo: {bpm: 96, \($0): x}" }
      + keys(masterSchema).map { "master: {\($0): x}" } + keys(exportSchema).map { "export: [{\($0): x}]" }
      + keys(exportOptionsSchema).map { "export: [{wav: {\($0): x}}]" }
  }()

  @Test func aPlannedKeyIsAnErrorInABuildAndAWarningInACheck() {
    #expect(HoleTests.planned.count > 15)
    for text in HoleTests.planned {
      let build = Bound("song: 1\n\(text)").diagnostics
      #expect(build.map(\.code) == [.notBuiltYet] && build.map(\.severity) == [.error], "\(text)")
      let check = Bound("song: 1\n\(text)", isLenient: true).diagnostics
      #expect(check.map(\.code) == [.notBuiltYet] && check.map(\.severity) == [.warning], "\(text)")
      #expect(check.map(\.span) == build.map(\.span), "\(text)")
    }
  }

  @Test func plannedValuesAreErrorsInABuildAndWarningsInACheck() {
    let texts = [
      "export: [{wav: {path: \"{section}.wav\"}}]",
    ]
    for text in texts {
      for isLenient in [false, true] {
        let found = Bound("song: 1\n\(text)", isLenient: isLenient).diagnostics
        #expect(found.map(\.code) == [.notBuiltYet] && found.map(\.severity) == [isLenient ? .warning : .error], "\(text)")
      }
    }
  }

  @Test func ornamentsWithoutAKindAreAHole() {
    for (text, code) in [
      ("{share: 30%}", DiagnosticCode.keyMissing), ("celtic", .unknownValue), ("{kind: celtic, share: 30%}", .unknownValue),
      ("{kind: 4, share: 30%}", .unknownValue), ("[folk]", .wrongKind),
    ] {
      let bound = Bound("song: 1\nparts: {lead: {role: melody, ornament: \(text)}}")
      #expect(bound.codes == [code], "\(text)")
      #expect(bound.spec.parts?.first?.ornament == nil && bound.spec.parts?.count == 1)
    }
    let shared = Bound("song: 1\nparts: {lead: {ornament: {kind: folk, share: 1️⃣130%2️⃣}}}")
    #expect(shared.codes == [.valueOutOfRange] && shared.diagnostics.first?.span == shared.span())
    #expect(shared.spec.parts?.first?.ornament?.kind.value == .folk && shared.spec.parts?.first?.ornament?.share == nil)
  }

  @Test func pathsStayInTheOutputFolder() {
    for path in ["/etc/passwd", "../a.wav", "a/../b.wav", "a/..", "a/", "/", "..", "\"a\\0b\""] {
      let bound = Bound("song: 1\nexport: [{wav: {path: 1️⃣\(path)2️⃣}}]")
      #expect(bound.codes == [.unsafePath], "\(path)")
      #expect(bound.diagnostics.first?.span == bound.span() && bound.spec.exports?.first?.path == nil, "\(path)")
    }
    for path in ["a.wav", "out/a.wav", "..a.wav", "a..b/c", ".hidden", "a b.wav"] {
      let bound = Bound("song: 1\nexport: [{wav: {path: \(path)}}]")
      #expect(bound.diagnostics.isEmpty && bound.spec.exports?.first?.path?.value == path, "\(path)")
    }
  }

  @Test func durationsLieBetweenASecondAndThreeHours() {
    for text in ["999ms", "3:00:00.001", "10s..4:00:00"] {
      let bound = Bound("song: 1\nduration: 1️⃣\(text)2️⃣")
      #expect(bound.codes == [.valueOutOfRange] && bound.diagnostics.first?.span == bound.span(), "\(text)")
      #expect(bound.spec.duration == nil)
    }
    #expect(Bound("song: 1\nduration: 0s").spec.duration == nil && !Bound("song: 1\nduration: 0s").codes.isEmpty)
    for text in ["1s", "3:00:00"] { #expect(Bound("song: 1\nduration: \(text)").diagnostics.isEmpty, "\(text)") }
  }

  @Test func wordsAreChosenFromTheirList() throws {
    let bound = Bound("song: 1\nparts: {a: {role: 1️⃣melodie2️⃣}}")
    #expect(bound.codes == [.unknownValue] && bound.diagnostics[0].span == bound.span())
    #expect(bound.diagnostics[0].fixIts.first?.edits.first?.replacement == "melody")
    for text in ["sync: [{at: 1s, want: maybe}]", "fps: 26", "export: [{wav: {rate: 8000}}]", "export: [{wav: {bits: 8}}]", "sounds: {licence: mine}"] {
      #expect(Bound("song: 1\n\(text)").codes == [.unknownValue], "\(text)")
    }
    #expect(Bound("song: 1\ntempo: {range: 90..100, prefer: 120}").codes == [.valueOutOfRange])
  }
}
