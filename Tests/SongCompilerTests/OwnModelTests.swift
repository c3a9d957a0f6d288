// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Models that are trained on the user's own music, and specs that use them.
@Suite struct OwnModelTests {
  // MARK: Music

  /// A tune of sixteen bars on the five notes of C major without its half steps, over its chords.
  private func pentatonicTune(_ number: Int) -> String {
    let notes = ["C", "D", "E", "G", "A", "c"]
    let chords = ["C", "Am", "C", "G", "C", "Am", "G", "C"]
    var place = number % 3
    var text = "X:\(number)\nT:Tune \(number)\nM:4/4\nL:1/4\nQ:1/4=100\nK:C\n"
    for bar in 0..<16 {
      text += "\"\(chords[bar % 8])\""
      for beat in 0..<4 {
        let step = [1, -1, 1, 2, -1, -2, 1][(bar * 4 + beat * number + number) % 7]
        place = (place + step + notes.count) % notes.count
        text += notes[place]
      }
      text += "|"
    }
    return text + "]\n\n"
  }

  private var folder: [String: String] {
    let tunes = (1...6).map(pentatonicTune)
    return [
      "music/b.abc": tunes[0] + tunes[1] + tunes[2], "music/a.abc": tunes[3], "music/more/c.abc": tunes[4],
      "music/d.ABC": tunes[5], "music/readme.txt": "no music", "music/.hidden.abc": "nothing",
    ]
  }

  private let spec = "song: 1\nstyle: folk\nduration: 40s\nkey: C major\ntime: 4/4\n"

  // MARK: Running

  private func train(_ world: MemoryWorld, out: String = "") -> (result: StyleTraining?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink()
    let result = try? trainStyle("mine", folder: "music", output: out, world: world, sink: &sink)
    return (result ?? nil, sink.diagnostics)
  }

  private func built(
    _ world: MemoryWorld, _ path: String = "tune.song.yaml", use: LockUse = .keep, emit: [OutputKind] = [.score, .settings]
  ) -> [Diagnostic] {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = "out"
    options.emit = emit
    options.lockUse = use
    _ = build(path, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return sink.diagnostics
  }

  private func piece(_ world: MemoryWorld, _ path: String = "tune.song.yaml") throws -> Compilation {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let track = try readTrack(path, world, &sources, &sink)
    let result = try? compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
    return try #require(result, "\(sink.diagnostics.map(\.message))")
  }

  /// A world with a trained folder of models and a spec that uses it.
  private func trainedWorld(_ text: String) throws -> MemoryWorld {
    let world = MemoryWorld(folder)
    try #require(train(world).result != nil)
    try world.write(Array(text.utf8), to: "tune.song.yaml")
    return world
  }

  // MARK: Training

  @Test func everyRoleWithEnoughMusicGetsItsModel() throws {
    let world = MemoryWorld(folder)
    let (result, diagnostics) = train(world, out: "models")
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    let text = try #require(result?.text)
    let models = world.names.filter { $0.hasPrefix("models/") }
    #expect(models == ["chords", "functions", "melody", "rhythm", "triads", "tune"].flatMap {
      ["models/mine/\($0).card.md", "models/mine/\($0).songmodel"]
    })
    #expect(text.contains(" melody ") && text.contains("too little in 6 pieces for: ") && text.contains("models: models/mine"))
    let json = try #require(result?.json.text)
    #expect(json.contains("\"role\": \"melody\"") && json.contains("\"tooLittle\"") && json.contains("\"kick\""))
    let card = try #require(world.text("models/mine/melody.card.md"))
    #expect(card.contains("# mine/melody") && card.contains("your files: 6 pieces") && card.contains("a melody of yours"))
  }

  @Test func theSameFolderGivesTheSameBytes() throws {
    let first = MemoryWorld(folder)
    let second = MemoryWorld(folder)
    #expect(train(first).result != nil && train(second).result != nil)
    for name in first.names where name.hasPrefix("mine/") {
      #expect(try first.read(name) == second.read(name), "\(name)")
    }
  }

  @Test func aFileThatCantBeReadIsAWarning() throws {
    let world = MemoryWorld(folder.merging(["music/broken.mid": "RIFF", "music/score.mxl": "PK"]) { $1 })
    let (result, diagnostics) = train(world)
    #expect(result != nil)
    #expect(diagnostics.map(\.code) == [.trainingFileUnread, .trainingFileUnread])
    #expect(diagnostics.allSatisfy { $0.severity == .warning && $0.help.count == 1 })
    #expect(diagnostics[0].message.contains("'music/broken.mid'") && diagnostics[0].message.contains("MThd"))
    #expect(diagnostics[1].message.contains("compressed"))
  }

  @Test func aFolderWithoutMusicIsAnError() {
    #expect(train(MemoryWorld()).diagnostics.map(\.code) == [.fileUnreadable])
    #expect(train(MemoryWorld(["music/a.txt": "x"])).diagnostics.map(\.code) == [.trainingMusicMissing])
    let broken = train(MemoryWorld(["music/a.mid": "x"])).diagnostics
    #expect(broken.map(\.code).contains(.trainingMusicMissing) && broken.map(\.code).contains(.trainingFileUnread))
    let two = MemoryWorld(["music/a.abc": pentatonicTune(1), "music/b.abc": pentatonicTune(2)])
    #expect(train(two).diagnostics.map(\.code) == [.trainingMusicMissing])
    #expect(two.names == ["music/a.abc", "music/b.abc"])
  }

  @Test func anInterruptedTrainingLeavesNothing() {
    let world = MemoryWorld(folder, cancelled: true)
    let (result, diagnostics) = train(world)
    #expect(result == nil && diagnostics.isEmpty)
    #expect(world.names.allSatisfy { $0.hasPrefix("music/") })
  }

  @Test func tunesWithoutChordsTrainTunes() throws {
    let tune = (1...3).map { pentatonicTune($0).replacing(#/"[A-Z]m?"/#, with: "") }.joined()
    let json = try #require(train(MemoryWorld(["music/book.abc": tune])).result?.json.text)
    #expect(json.contains("\"role\": \"tune\"") && json.contains("\"role\": \"rhythm\""))
    #expect(!json.contains("\"role\": \"melody\"") && !json.contains("\"role\": \"chords\""))
  }

  @Test func modelsOfAnEarlierTrainingDontStay() throws {
    let world = MemoryWorld(folder)
    try world.write([1, 2, 3], to: "models/mine/bass.songmodel")
    #expect(train(world, out: "models").result != nil)
    #expect(!world.exists("models/mine/bass.songmodel"))
  }

  /// What songc writes of pieces with a band is read as a band again.
  @Test func bandsHaveTheirRoles() throws {
    let world = MemoryWorld()
    for (number, kind) in [OutputKind.midi, .midi, .midi, .musicxml].enumerated() {
      let text = "song: 1\nstyle: pop\nduration: 60s\nend: cut\nseed: \(number)\n"
      try world.write(Array(text.utf8), to: "piece\(number).song.yaml")
      #expect(!built(world, "piece\(number).song.yaml", emit: [kind]).contains { $0.severity == .error })
      let ending = kind == .midi ? "mid" : "musicxml"
      try world.write(world.read("out/piece\(number).\(ending)"), to: "music/\(number).\(ending)")
    }
    let (result, diagnostics) = train(world)
    let json = try #require(result?.json.text, "\(diagnostics.map(\.message))")
    for role in ["chords", "melody", "rhythm", "bass", "bass-rhythm", "kick", "snare"] {
      #expect(json.contains("\"role\": \"\(role)\""), "\(role): \(json)")
    }
  }

  // MARK: Specs

  /// Share of a tune's notes on the five notes.
  private func pentatonicShare(_ piece: Compilation) throws -> Double {
    let name = try #require(piece.settings.parts.first { $0.role == .melody }?.id)
    let notes = try #require(piece.score.parts.first { $0.id == name }).notes
    let keys = notes.compactMap { note in if case .pitch(let pitch) = note.sound { pitch.key } else { nil } }
    #expect(keys.count > 20)
    return Double(keys.count { [0, 2, 4, 7, 9].contains($0 % 12) }) / Double(keys.count)
  }

  @Test func aTuneSpeaksTheIdiom() throws {
    var own = 0.0
    var style = 0.0
    for seed in 0..<4 {
      let text = spec + "seed: \(seed)\n"
      own += try pentatonicShare(piece(trainedWorld(text + "models: mine\n"))) / 4
      style += try pentatonicShare(piece(trainedWorld(text))) / 4
    }
    #expect(own > 0.93 && own > style + 0.05, "own \(own), style \(style)")
  }

  @Test func theOutputsNameTheModels() throws {
    let world = try trainedWorld(spec + "models: mine\n")
    let piece = try piece(world)
    #expect(piece.models.map(\.name) == ["counter", "fiddle.tuneplans", "mine/chords", "mine/melody", "mine/rhythm"])
    #expect(piece.settings.harmony.progressions == nil)
    #expect(piece.settings.harmony.model == "mine/chords" && piece.settings.melody.rhythmModel == "mine/rhythm")
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let plan = try #require(
      SongCompiler.plan("tune.song.yaml", outputFolder: nil, knowledge: knowledge, world: world, sources: &sources, sink: &sink))
    #expect(plan.text.contains("written by the model") && plan.text.contains("mine/melody"))
    #expect(plan.json.text.contains("\"melody\": \"mine/melody\""))
  }

  @Test func anotherTrainingIsAnotherLock() throws {
    let world = try trainedWorld(spec + "models: mine\n")
    #expect(built(world, use: .update).isEmpty)
    let lock = try #require(world.text("tune.song.lock"))
    #expect(lock.contains("  mine/melody: \"") && lock.contains("  mine/chords: \""))
    #expect(built(world, use: .require).isEmpty)
    try world.write(Array(pentatonicTune(9).utf8), to: "music/e.abc")
    #expect(train(world).result != nil)
    let changed = built(world, use: .require)
    #expect(changed.map(\.code) == [.lockOutdated])
    #expect(changed[0].notes.contains { $0.contains("models.mine/melody") }, "\(changed)")
    // A spec that no longer uses them changes it too.
    try world.write(Array(spec.utf8), to: "tune.song.yaml")
    #expect(built(world, use: .require).map(\.code) == [.lockOutdated])
  }

  @Test func whatTheFolderLacksStaysTheStyles() throws {
    let world = try trainedWorld(spec + "models: mine\n")
    world.remove("mine/chords.songmodel")
    let models = try piece(world).models.map(\.name)
    #expect(models.count == 5 && models.contains("mine/melody") && !models.contains { $0.hasSuffix("/chords") })
    // A tune that was learned without chords is the second choice.
    world.remove("mine/melody.songmodel")
    #expect(try piece(world).models.map(\.name).contains("mine/tune"))
    // No tune of the folder is in 3/4.
    try world.write(Array(spec.replacing("4/4", with: "3/4").utf8) + Array("models: mine\n".utf8), to: "tune.song.yaml")
    #expect(try !piece(world).models.map(\.name).contains("mine/rhythm"))
  }

  @Test func anEditHasTheModelsOfItsTrack() throws {
    let world = try trainedWorld(spec + "models: mine\n")
    try world.write(Array("song: 1\nfrom: ../tune.song.yaml\nduration: 30s\n".utf8), to: "short/edit.song.yaml")
    #expect(try piece(world, "short/edit.song.yaml").models.map(\.name).contains("mine/melody"))
    try world.write(Array("song: 1\nfrom: ../tune.song.yaml\nkeep: [form]\nstyle: pop\n".utf8), to: "short/edit.song.yaml")
    #expect(try !piece(world, "short/edit.song.yaml").models.map(\.name).contains("mine/melody"))
    try world.write(Array((spec + "models: ../mine/\n").utf8), to: "short/other.song.yaml")
    #expect(try piece(world, "short/other.song.yaml").models.map(\.name).contains("mine/melody"))
  }

  @Test func modelsThatCantBeUsedAreNamed() throws {
    func message(_ change: (MemoryWorld) throws -> Void) throws -> String {
      let world = try trainedWorld(spec + "models: mine\n")
      try change(world)
      let found = built(world)
      #expect(found.map(\.code) == [.modelsUnusable] && found[0].span != nil && found[0].path == "models")
      return found.first?.message ?? ""
    }
    let missing = try message { try $0.write(Array((spec + "models: nowhere\n").utf8), to: "tune.song.yaml") }
    #expect(missing == "the models in 'nowhere' can't be used: No such file or directory")
    let empty = try message { world in
      for role in ["chords", "melody", "rhythm", "tune"] { world.remove("mine/\(role).songmodel") }
    }
    #expect(empty.contains("none of chords.songmodel, chorale-chords.songmodel, melody.songmodel"))
    let broken = try message { try $0.write([1, 2, 3], to: "mine/melody.songmodel") }
    #expect(broken.contains("'melody.songmodel': it isn't a model of songc"))
    let other = try message { try $0.write($0.read("mine/chords.songmodel"), to: "mine/melody.songmodel") }
    #expect(other.contains("'melody.songmodel' is a model of another kind"))
  }
}
