// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// A pinned spec says what was decided, and makes the same piece.
@Suite struct PinTests {
  private static let specs: [String] = [
    "song: 1\n",
    "song: 1\nduration: 25s\nstyle: pop\nmood: [uplifting, action]\n",
    "song: 1   # the version\nstyle: folk\ntime: 6/8\n\nduration: 30s..40s # about\nend: ring\n",
    "{song: 1, seed: x, style: cinematic, duration: 20s}\n",
    "song: 1\nseed: 5\nstyle: pop\nduration: 25s\nparts:\n  lead: {role: melody}\n  # two of a kind\n  one: {role: chords}\n  two: {role: chords}\n  low:\n    role: bass # deep\n  kit: {}\n",
    "song: 1\nseed: 3\nstyle: folk\nsections:\n  A: {bars: 8}\n  B: {bars: 4, chords: \"C | G | F | C\"}\n",
  ]

  private func pinned(
    _ text: String, _ keys: [String], lock: String? = nil
  ) -> (result: PinResult?, diagnostics: [Diagnostic], world: MemoryWorld) {
    var files = ["test.song.yaml": text]
    files["test.song.lock"] = lock
    let world = MemoryWorld(files)
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = pin(
      "test.song.yaml", keys: keys, target: .spec, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (result, sink.diagnostics, world)
  }

  /// Decisions that no key of the language says.
  private func isUnsayable(_ key: String, in piece: Compilation) -> Bool {
    ["mix", "key.mode", "key.tonic"].contains(key) || key.contains(".pattern")
      || piece.settings.parts.contains { $0.role == .drums && key == "parts.\($0.id).range" }
  }

  @Test(arguments: specs) func everyKeyPinsTheSamePiece(text: String) throws {
    let piece = try #require(compiled(text).compilation)
    let lock = Dictionary(uniqueKeysWithValues: piece.settings.decisions.map { ($0.key, $0.value) })
    var bands: Set<String> = []
    for decision in piece.settings.decisions {
      let outcome = pinned(text, [decision.key])
      guard let result = outcome.result else {
        #expect(outcome.diagnostics.map(\.code) == [.choiceUnsayable], "\(decision.key)")
        #expect(isUnsayable(decision.key, in: piece) || decision.key == "mood" && decision.value.isEmpty, "\(decision.key)")
        #expect(outcome.world.text("test.song.yaml") == text)
        continue
      }
      #expect(!isUnsayable(decision.key, in: piece), "\(decision.key)")
      let changed = try #require(outcome.world.text("test.song.yaml"))
      #expect(changed == result.text)
      if result.known == [decision.key] {
        #expect(changed == text && decision.reason == .spec, "\(decision.key)")
        continue
      }
      #expect(result.pinned.contains(decision.key) && result.known.isEmpty, "\(decision.key)")
      // Each line of the spec is still there, in its order, but for one that has a value or a key more.
      let rest = lines(changed)
      let kept = lines(text).filter { rest.contains($0) }
      #expect(kept.count >= lines(text).count - 1, "\(decision.key)")
      // One band text stands for all keys of the band.
      guard bands.insert(changed).inserted else { continue }
      for options in [[:], lock] {
        let again = compiled(changed, lock: options)
        #expect(again.diagnostics.filter { $0.severity == .error }.isEmpty, "\(decision.key): \(changed)")
        #expect(again.compilation?.score == piece.score, "\(decision.key) with \(options.count) choices: \(changed)")
        let said = again.compilation?.settings.decisions.first { $0.key == decision.key }
        #expect(said?.value == decision.value && said?.reason == .spec, "\(decision.key)")
      }
    }
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

  @Test func allAtOnceIsASpecThatLeavesNothingOpen() throws {
    for text in PinTests.specs {
      let piece = try #require(compiled(text).compilation)
      let keys = piece.settings.decisions.map(\.key).filter { !isUnsayable($0, in: piece) && ($0 != "mood" || !piece.settings.moods.isEmpty) }
      let changed = try #require(pinned(text, keys).result).text
      let again = try #require(compiled(changed).compilation)
      #expect(again.score == piece.score, "\(changed)")
      #expect(again.settings.decisions.filter { keys.contains($0.key) }.allSatisfy { $0.reason == .spec }, "\(changed)")
    }
  }

  @Test func theTextIsTheLanguages() throws {
    let text = "# A tune.\nsong: 1\nstyle: pop   # the style\n\nduration: 25s\n"
    let changed = try #require(pinned(text, ["key", "tempo", "humanize"]).result)
    let piece = try #require(compiled(text).compilation)
    let settings = piece.settings
    #expect(
      changed.text == """
        # A tune.
        song: 1
        style: pop   # the style

        duration: 25s
        tempo: {range: 84..128, prefer: \(settings.tempo.prefer)}
        key: \(settings.key)
        humanize: {length: 8%, swing: 50%, timing: 12ms, velocity: 10%}

        """)
    #expect(changed.difference.hasPrefix("--- test.song.yaml\n+++ test.song.yaml\n@@ -5,0 +6,3 @@\n+tempo: {"))
  }

  /// A range that the spec says binds solos and ornaments too, so a decided one isn't said.
  @Test func aSoloAndOrnamentsStayWhatTheyWere() throws {
    for text in [
      "song: 1\nstyle: rock\nduration: 60s\nform: verse solo chorus\n",
      "song: 1\nstyle: folk\nduration: 30s\nparts: {m: {role: melody, instrument: fiddle, ornament: irish}, g: {role: chords}}\n",
    ] {
      let piece = try #require(compiled(text).compilation)
      let lead = try #require(piece.settings.parts.first { $0.role == .melody }).id
      let changed = try #require(pinned(text, ["parts.\(lead).instrument"]).result).text
      #expect(try #require(compiled(changed).compilation).score == piece.score, "\(changed)")
      #expect(pinned(text, ["parts.\(lead).range"]).diagnostics.map(\.code) == [.choiceUnsayable])
    }
  }

  @Test func namedPartsAreTheWholeBand() throws {
    let text = "song: 1\nstyle: pop\nduration: 25s\n"
    let result = try #require(pinned(text, ["parts.bass.instrument"]).result)
    for name in ["lead", "keys", "guitar", "pad", "arp", "bass", "drums"] {
      #expect(result.text.contains("\n  \(name): {role: "), "\(name)")
      #expect(result.pinned.contains("parts.\(name).role"))
    }
  }

  @Test func aLocksChoicesArePinnedAndWithThemWhatTheyWouldChange() throws {
    let lock = "lock: 1\nchoices:\n  \"key\": {value: \"Ab major\"}\n  \"parts.bass.instrument\": {value: synth-bass}\n"
    let outcome = pinned("song: 1\nstyle: pop\nduration: 25s\nparts: {bass: {role: bass}}\n", ["parts.bass"], lock: lock)
    #expect(try #require(outcome.result).text.contains("bass: {role: bass, instrument: synth-bass, range: e1..c3, sound: fat}"))
  }

  @Test(
    arguments: [
      ("mix", DiagnosticCode.choiceUnsayable), ("key.tonic", .choiceUnsayable), ("parts.bass.pattern", .choiceUnsayable),
      ("mood", .choiceUnsayable), ("temp", .unknownValue), ("parts.bas.role", .unknownValue),
    ]) func whatCantBePinnedIsSaid(key: String, code: DiagnosticCode) throws {
    let text = "song: 1\nstyle: pop\nduration: 25s\n"
    let outcome = pinned(text, ["tempo", key])
    #expect(outcome.result == nil && outcome.diagnostics.map(\.code) == [code])
    #expect(!outcome.diagnostics[0].help.isEmpty)
    #expect(outcome.world.text("test.song.yaml") == text)
  }
}
