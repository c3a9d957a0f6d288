// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongCompiler
import SongDiagnostics
import SongImport
import SongIR
import SongTestSupport
import Testing

/// Every code has a page with an example that fails and its repair, and both are true.
@Suite struct DiagnosticPageTests {
  @Test(arguments: DiagnosticCode.allCases) func thePageHasBothExamples(_ code: DiagnosticCode) throws {
    let page = try DiagnosticPage(code)
    #expect(page.title == "# \(code.rawValue): \(code.summary)")
    #expect(page.explanation.count > 80, "\(code.rawValue) says too little")
    #expect(!page.failing.isEmpty && !page.repaired.isEmpty && page.failing != page.repaired, "\(code.rawValue)")
  }

  @Test(arguments: DiagnosticCode.allCases) func theExamplesAreTrue(_ code: DiagnosticCode) throws {
    let page = try DiagnosticPage(code)
    guard !page.isEnvironment else { return }
    let failing = compiled(page.failing, ending: page.ending)
    #expect(failing.diagnostics.contains { $0.code == code }, "\(code.rawValue): \(failing.diagnostics.map(\.message))")
    #expect(checkedSpec(page.failing, ending: page.ending).contains { $0.code == code }, "\(code.rawValue) in 'check'")
    let repaired = compiled(page.repaired, ending: page.ending)
    #expect(repaired.compilation != nil, "\(code.rawValue): \(repaired.diagnostics.map(\.message))")
    #expect(!repaired.diagnostics.contains { $0.code == code || $0.severity == .error }, "\(code.rawValue)")
  }

  /// What no spec alone brings about is brought about here, in the words that the page shows.
  @Test(arguments: DiagnosticCode.allCases) func theEnvironmentIsTrue(_ code: DiagnosticCode) throws {
    let page = try DiagnosticPage(code)
    guard page.isEnvironment else { return }
    let raised = try raise(code)
    let found = raised.diagnostics.filter { $0.code == code }
    #expect(!found.isEmpty, "\(code.rawValue): \(raised.diagnostics.map(\.message))")
    #expect(page.failing.contains("\(code.severity.rawValue)[\(code.rawValue)]: "), "\(code.rawValue)")
    #expect(
      found.contains { withoutNumbers(page.failing).contains(withoutNumbers($0.message)) },
      "\(code.rawValue): \(found.map(\.message))")
    #expect(!page.repaired.contains("[\(code.rawValue)]"), "\(code.rawValue)")
  }

  @Test(arguments: DiagnosticCode.allCases) func bothRenderersNameTheCode(_ code: DiagnosticCode) throws {
    let page = try DiagnosticPage(code)
    let raised = page.isEnvironment ? try raise(code) : raise(Array(page.failing.utf8), ending: page.ending)
    let diagnostic = try #require(raised.diagnostics.first { $0.code == code })
    let text = TerminalRenderer(sources: raised.sources, colored: false).render(diagnostic)
    #expect(text.hasPrefix("\(diagnostic.severity.rawValue)[\(code.rawValue)]: \(diagnostic.message)\n"))
    #expect(text.contains("= explain: songc explain \(code.rawValue)\n"))
    let json = JSONRenderer(sources: raised.sources).render(diagnostic)
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["code"] as? String == code.rawValue)
    #expect(object["message"] as? String == diagnostic.message)
    #expect((object["span"] != nil) == (diagnostic.span != nil))
  }

  @Test func noPageIsLeftOver() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(checkout)/Documentation/diagnostics")
    #expect(names.sorted() == DiagnosticCode.allCases.map { "\($0.rawValue).md" }.sorted())
  }

  @Test func explainShowsThePage() throws {
    var sink = DiagnosticSink()
    let text = try explanation(of: .unknownKey, world: MemoryWorld(), stdlib: nil, sink: &sink)
    #expect(text.hasPrefix("# S2001: "))
  }
}

/// A page of `Documentation/diagnostics/`, in its parts.
private struct DiagnosticPage {
  let title: String
  let isEnvironment: Bool
  /// Of the examples' file names.
  let ending: String
  let explanation: String
  let failing: String
  let repaired: String

  init(_ code: DiagnosticCode) throws {
    let text = String(decoding: try contents(of: "Documentation/diagnostics/\(code.rawValue).md"), as: UTF8.self)
    let parts = text.split(separator: "\n## ", omittingEmptySubsequences: false)
    let head = parts[0].split(separator: "\n")
    let mark = "<!-- environment -->"
    title = head.first.map(String.init) ?? ""
    isEnvironment = head.dropFirst().first == mark[...]
    explanation = head.dropFirst().filter { $0 != mark }.joined(separator: "\n")
    ending = text.contains("\n```song\n") ? ".song" : ".song.yaml"
    let fence = isEnvironment ? "```console\n" : ending == ".song" ? "```song\n" : "```yaml\n"
    func example(_ name: String) -> String {
      guard let part = parts.first(where: { $0.hasPrefix("\(name)\n") }), let start = part.firstRange(of: fence),
        let end = part[start.upperBound...].firstRange(of: "\n```")
      else { return "" }
      return String(part[start.upperBound..<end.lowerBound]) + "\n"
    }
    failing = example("Fails")
    repaired = example("Repaired")
  }
}

/// What was measured may change with the mix.
private func withoutNumbers(_ text: String) -> String { String(text.filter { !$0.isASCII || !$0.isNumber }) }

// MARK: Environments

private typealias Raised = (diagnostics: [Diagnostic], sources: SourceMap)

/// What `check` says of a file's bytes.
private func raise(_ bytes: [UInt8], ending: String = ".song.yaml") -> Raised {
  var sources = SourceMap()
  sources.add(name: "test" + ending, bytes: bytes)
  return (checkedSpec(bytes, ending: ending), sources)
}

/// What `build` says of a spec in a world.
private func raise(
  _ path: String, _ world: any World, emit: [OutputKind]? = [.midi], fonts: [String] = [], out: String = "out",
  lockUse: LockUse = .keep
) -> Raised {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  var options = BuildOptions()
  options.outputFolder = out
  options.emit = emit
  options.soundFontFolders = fonts
  options.workers = 1
  options.lockUse = lockUse
  do {
    let knowledge = try Knowledge(world: world, folder: nil, sources: &sources, sink: &sink)
    _ = build(path, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
  } catch {
    precondition(sink.hasErrors, "a stage that fails reports an error")
  }
  return (sink.diagnostics, sources)
}

/// What `diff` says.
private func raiseDiff(_ old: String, _ new: String, _ world: MemoryWorld) -> Raised {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  _ = diff(old, new, DiffRequest(), knowledge: knowledge, world: world, sources: &sources, sink: &sink)
  return (sink.diagnostics, sources)
}

/// What a command says of a spec.
private func raise(
  _ text: String = short, _ command: (MemoryWorld, inout SourceMap, inout DiagnosticSink) -> Void
) -> Raised {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  command(MemoryWorld([spec: text]), &sources, &sink)
  return (sink.diagnostics, sources)
}

private let spec = "harbour.song.yaml"
/// A second of one bass: quick to build.
private let short = "song: 1\nstyle: pop\nduration: 1s\nparts: {bass: {role: bass, instrument: upright-bass}}\n"

/// Brings about a diagnostic that no spec alone can.
private func raise(_ code: DiagnosticCode) throws -> Raised {
  switch code {
  case .fileTooLarge: return raise([UInt8](repeating: UInt8(ascii: "#"), count: 2_880_044))
  case .notUTF8: return raise(Array("song: 1\ntitle: Caf".utf8) + [0xE9, 0x0A])
  case .lockEntryIgnored:
    return raise(
      spec, MemoryWorld([spec: short, "harbour.song.lock": "lock: 1\nchoices:\n  \"time\": {value: \"five\"}\n"]))
  case .loudnessMissed:
    let world = try DiskWorld()
    try world.write(Array((short + "master: {loudness: 0 LUFS, peak: -20 dBTP}\n").utf8), to: "\(world.scratch)/\(spec)")
    return raise("\(world.scratch)/\(spec)", world, emit: [.wav], out: world.scratch)
  case .truePeakExceeded:
    // The limiter keeps its ceiling, so nothing brings this about; the check stays in case it ever doesn't.
    return ([.truePeakExceeded(asked: "-1.00 dBTP", measured: "-0.40 dBTP")], SourceMap())
  case .sampleRateUnsuitable:
    return raise(spec, MemoryWorld([spec: short + "export:\n  - wav: {rate: 96000}\n"]), emit: [.wav, .mp3])
  case .verifyMismatch: return raiseMismatch()
  case .verifyUnstarted:
    var options = BuildOptions()
    options.emit = [.midi]
    return raise {
      _ = verify(
        spec, options: options, knowledge: knowledge, world: $0, folder: "two", sources: &$1, sink: &$2,
        elsewhere: { _ throws(WorldError) in throw WorldError(path: "songc", reason: "Cannot allocate memory") })
    }
  case .editCycle: return raise(spec, MemoryWorld([spec: "song: 1\nfrom: harbour.song.yaml\n"]))
  case .lockOutdated:
    let lock = "lock: 1\nchoices:\n  \"style\": {value: \"cinematic\"}\n"
    return raise(spec, MemoryWorld([spec: short, "harbour.song.lock": lock]), lockUse: .require)
  case .choiceUnsayable:
    return raise { _ = pin(spec, keys: ["mix"], target: .spec, knowledge: knowledge, world: $0, sources: &$1, sink: &$2) }
  case .nothingToReroll:
    let given = "song: 1\nstyle: pop\nform: A\nsections: {A: {bars: 4, chords: \"C | F | G | C\"}}\n"
    return raise(given) {
      _ = reroll(
        spec, "chords", count: nil, folder: nil, knowledge: knowledge, world: $0, sources: &$1, sink: &$2)
    }
  case .nothingToSuggest:
    let given = "song: 1\nstyle: pop\nform: A\nparts: {lead: {role: melody}}\n"
      + "sections: {A: {bars: 2, melody: {lily: \"c'2 r2 | d'1\"}}}\n"
    return raise(given) {
      _ = suggest(
        .melody, spec, at: "bar 1 beat 4", count: 1, part: nil, seed: .number(0), variables: [], knowledge: knowledge, world: $0,
        sources: &$1, sink: &$2)
    }
  case .fileUnreadable: return raise("missing.song.yaml", MemoryWorld())
  case .fileUnwritable:
    return raise(spec, FaultyWorld(base: MemoryWorld([spec: short]), unwritable: "out/harbour.mid"))
  case .soundFontMissing:
    return raise(spec, MemoryWorld([spec: short + "sounds: {soundfonts: [nowhere.sf2]}\n"]), emit: [.wav])
  case .pluginMissing: return raise(spec, try soundWorld(bundles: false), emit: [.wav], fonts: ["fonts"])
  case .libraryMissing:
    var sources = SourceMap()
    var sink = DiagnosticSink()
    _ = try? Knowledge(world: MemoryWorld(), folder: "/tmp", sources: &sources, sink: &sink)
    return (sink.diagnostics, sources)
  case .libraryInvalid:
    let mood = String(decoding: try contents(of: "stdlib/moods/dark.yaml"), as: UTF8.self)
    let broken = mood.split(separator: "\n").filter { !$0.hasPrefix("tags:") }.joined(separator: "\n")
    return raise(spec, MemoryWorld([spec: short, "\(checkout)/stdlib/moods/dark.yaml": broken]))
  case .modelInvalid:
    return raise(spec, MemoryWorld([spec: short, "\(checkout)/stdlib/models/chords-pop.songmodel": "no model"]))
  case .soundUnplayable: return raise(spec, try soundWorld(bundles: true), emit: [.wav], fonts: ["fonts"])
  case .markersUnwritable:
    let exports = "fps: 25\nexport:\n  - markers: {format: edl, start: \"tc 23:59:59:24\"}\n"
    return raise(spec, MemoryWorld([spec: short + exports]), emit: nil)
  case .syncMoved:
    return raise(.syncMoved(["'logo' moved from 0:24.400 to 0:25.200"], path: "cut.edl", at: wholeOfShort))
  case .givenFileUnreadable:
    let text = "song: 1\nstyle: pop\nform: A\nsections: {A: {bars: 1, melody: {midi: motif.mid}}}\n"
    return raise(spec, MemoryWorld([spec: text]))
  case .importLoss: return raiseImport("reel.abc", .abc, "X:1\nT:Reel\nM:4/4\nL:1/4\nQ:1/4=96\nK:D\n{d}GABc|d4|]\n")
  case .importChoice: return raiseImport("reel.abc", .abc, "X:1\nT:Reel\nM:4/4\nL:1/4\nQ:1/4=96\nK:D\nD|GABc|d4|]\n")
  case .importUnreadable: return raiseImport("motif.mid", .midi, "X:1\nK:D\nGABc|\n")
  case .incomparable:
    let world = MemoryWorld([spec: short])
    _ = raise(spec, world, emit: [.midi, .musicxml], out: "")
    return raiseDiff("harbour.mid", "harbour.musicxml", world)
  case .goldenChanged, .goldenMissing, .goldenObsolete, .goldenUnreadable, .goldenVersion, .goldenAllIgnored, .folderUnsearched:
    return raiseGolden(code)
  case .reviewWithoutTerminal: return ([.reviewWithoutTerminal(4)], SourceMap())
  case .calibrationFailed:
    var sink = DiagnosticSink()
    _ = Calibration().check(&sink)
    return (sink.diagnostics, SourceMap())
  case .revisionUnreadable: return raiseDiff("main", spec, MemoryWorld([spec: short]))
  case .filesUnwatchable:
    return (
      [.filesUnwatchable("/home/me/songs", reason: "No space left on device", limit: "fs.inotify.max_user_watches")], SourceMap())
  case .programReplaced: return ([.programReplaced("/usr/bin/songc")], SourceMap())
  case .changesUntold: return ([.changesUntold(spec, fileSystem: "nfs4")], SourceMap())
  case .modelsUnusable: return raise(spec, MemoryWorld([spec: short + "models: mine\n"]))
  case .pluginUnfit:
    return raise(
      .pluginLacks(
        "control", "driev", of: "http://calf.sourceforge.net/plugins/Saturator", at: wholeOfShort, candidates: ["drive", "mix"]))
  case .pluginFailed:
    return raise(.pluginFailed("urn:example:crash", reason: "it crashed (signal 11)", at: wholeOfShort))
  case .trainingFileUnread: return raiseTraining(["music/broken.mid": "X:1\nK:D\nGABc|\n"])
  case .trainingMusicMissing: return raiseTraining(["music/readme.txt": "no music"])
  case .cueListUnreadable:
    return raise(
      .cueListUnreadable(
        "missing.edl", line: nil, cause: "No such file or directory", remedy: "check the path, which is relative to the spec",
        at: wholeOfShort))
  default:
    Issue.record("\(code.rawValue) has the mark of the environment, and nothing brings it about here")
    return ([], SourceMap())
  }
}

/// What `import` says of a file.
private func raiseImport(_ path: String, _ format: ImportFormat, _ text: String) -> Raised {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  _ = importSpec(
    path, format: format, tune: nil, target: .none, knowledge: knowledge, world: MemoryWorld([path: text]), sources: &sources,
    sink: &sink)
  return (sink.diagnostics, sources)
}

/// What `train` says of a folder of music.
private func raiseTraining(_ files: [String: String]) -> Raised {
  var sink = DiagnosticSink()
  _ = try? trainStyle("mine", folder: "music", output: ".", world: MemoryWorld(files), sink: &sink)
  return (sink.diagnostics, SourceMap())
}

/// What `test` says of a spec whose goldens were accepted, after one of them became something else.
private func raiseGolden(_ code: DiagnosticCode) -> Raised {
  let text = short + "export: [{midi: {}}]\n"
  let world = MemoryWorld([spec: text, "film/notes/a.txt": ""], unreadable: "film/notes")
  var sources = SourceMap()
  func test(_ paths: [String] = [spec]) -> [Diagnostic] {
    var sink = DiagnosticSink()
    var request = GoldenRequest()
    request.paths = paths
    request.folder = "film"
    guard let run = try? GoldenRun(request, knowledge: knowledge, world: world, sink: &sink) else { return sink.diagnostics }
    for spec in run.specs { _ = run.test(spec, sources: &sources, sink: &sink) }
    return sink.diagnostics
  }
  if code == .folderUnsearched {
    try? world.write(Array(text.utf8), to: "film/\(spec)")
    return (test([]), sources)
  }
  if code == .goldenAllIgnored {
    let ignored = ["lock", "score", "musicxml", "midi"].map { "\($0): ignore" }.joined(separator: ", ")
    try? world.write(Array("\(text)golden: {\(ignored)}\n".utf8), to: spec)
  }
  let first = test()
  if [.goldenMissing, .goldenAllIgnored].contains(code) { return (first, sources) }
  for name in world.names where name.hasSuffix(".new") { try? world.rename(name, to: String(name.dropLast(4))) }
  let score = "golden/harbour/harbour.score.txt"
  switch code {
  case .goldenChanged: try? world.write(Array(text.replacing("1s", with: "2s").utf8), to: spec)
  case .goldenUnreadable: try? world.write(Array("no MIDI".utf8), to: "golden/harbour/harbour.mid")
  case .goldenVersion:
    try? world.write(Array((world.text(score) ?? "").replacing("golden 1", with: "golden 2").utf8), to: score)
  default:
    try? world.write(Array((world.text(score) ?? "").utf8), to: "film/\(score)")
    return (test([]), sources)
  }
  return (test(), sources)
}

private let wholeOfShort = Span(file: FileID(0), start: 0, end: short.utf8.count)

/// A diagnostic as it is worded, on the short spec.
private func raise(_ diagnostic: Diagnostic) -> Raised {
  var sources = SourceMap()
  sources.add(name: spec, bytes: Array(short.utf8))
  return ([diagnostic], sources)
}

/// A world with the SoundFonts of a short piece, all broken, and with its plugins' folders if asked for.
private func soundWorld(bundles: Bool) throws -> MemoryWorld {
  let text = short + "sounds: {soundfonts: [FluidR3_GM]}\n"
  let session = try #require(compiled(text).compilation).session
  var files = [spec: text]
  for font in session.tracks.compactMap(\.sound.fontPreset?.soundFont) { files["fonts/\(font).sf2"] = "broken" }
  if bundles {
    let effects = session.tracks.flatMap(\.inserts) + session.returns.flatMap(\.inserts) + session.master.inserts
      + [session.master.limiter]
    for effect in effects { files["/usr/lib/lv2/\(effect.bundle)"] = "a folder" }
  }
  return MemoryWorld(files)
}

/// `verify` in a world where one of the two builds reads back differently.
private func raiseMismatch() -> Raised {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  var options = BuildOptions()
  options.emit = [.midi]
  let world = FaultyWorld(base: MemoryWorld([spec: short]), tampered: "two/here/harbour.mid")
  _ = verify(
    spec, options: options, knowledge: knowledge, world: world, folder: "two", sources: &sources, sink: &sink,
    elsewhere: { folder in
      var (sources, sink, options) = (SourceMap(), DiagnosticSink(), options)
      options.outputFolder = folder
      _ = build(spec, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
      return nil
    })
  return (sink.diagnostics, sources)
}

/// A world in memory with a fault.
private struct FaultyWorld: WorldAroundMemory {
  let base: MemoryWorld
  /// A path that can't be written, because a folder has it.
  var unwritable = ""
  /// A file that gives a wrong byte when it is read.
  var tampered = ""

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    var bytes = try base.read(path)
    if path == tampered { bytes[20] ^= 1 }
    return bytes
  }

  func checkTarget(_ path: String) throws(WorldError) {
    if path == unwritable { throw WorldError(path: path, reason: "Is a directory") }
  }
}

/// The file system, with a folder of its own for what is written.
private final class DiskWorld: World {
  let scratch: String
  private let base = MemoryWorld()

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    scratch = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: scratch) }

  var executable: String { base.executable }
  var isCancelled: Bool { false }
  var seconds: Double { 0 }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw WorldError(path: path, reason: "No such file or directory")
    }
    return Array(data)
  }

  func write(_ bytes: [UInt8], to path: String) throws(WorldError) {
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      throw WorldError(path: path, reason: "Permission denied")
    }
  }

  func checkTarget(_ path: String) throws(WorldError) {}

  func rename(_ path: String, to other: String) throws(WorldError) {
    do {
      try FileManager.default.moveItem(atPath: path, toPath: other)
    } catch {
      throw WorldError(path: other, reason: "Permission denied")
    }
  }

  func list(_ folder: String) throws(WorldError) -> [String] { try base.list(folder) }
  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
  func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
  func makeFolder(_ path: String) throws(WorldError) {}
  func resolve(_ path: String) -> String? { exists(path) ? path : nil }
}
