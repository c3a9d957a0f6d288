// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongBase
import SongCompiler
import SongDiagnostics

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Build specs twice, in different surroundings, and compare every byte.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Option(help: ArgumentHelp("Kinds to build, as in 'build'.", valueName: "list")) var emit: CommaList<OutputKind>?
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    try run.requireFiles(specs, instead: "give it on standard input: songc verify -")
    let knowledge = try run.knowledge(shared)
    var options = BuildOptions()
    options.emit = emit?.values
    options.workers = processors
    options.soundFontFolders = soundfontPath
    options.pluginFolders = lv2Path
    for spec in specs {
      let console = run.console
      let world = run.world
      var sink = run.newSink
      let folder = try privateFolder(of: world, &run)
      defer { world.removeFolder(folder) }
      let result = verify(
        spec, options: options, knowledge: knowledge, world: world, folder: folder,
        sources: &run.sources, sink: &sink, progress: { console.progress(spec, $0) },
        elsewhere: { folder throws(WorldError) in try buildElsewhere(spec, to: folder, world) })
      if result.wasCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      if !sink.hasErrors { console.say("\(spec): \(result.files.count) files, the same bytes twice\n") }
    }
    try run.exit()
  }

  /// A new folder that nobody else can write to.
  private func privateFolder(of world: FileWorld, _ run: inout Run) throws -> String {
    do { return try world.makePrivateFolder() } catch {
      var sink = run.newSink
      sink.report(.verifyUnstarted("no folder can be made in '\(error.path)': \(error.reason)"))
      run.finish(sink)
      try run.exit()
      throw ExitCode(5)
    }
  }

  /// Builds a spec in a process that finds another current folder, other paths, locale, time zone, umask, temporary folder, hash
  /// seed and one processor.
  ///
  /// - Returns: what it said first where it failed; nil where it didn't.
  /// - Throws: where it couldn't be started.
  private func buildElsewhere(_ spec: String, to folder: String, _ world: FileWorld) throws(WorldError) -> String? {
    let place = (world.resolve(folder) ?? folder) + ".surroundings"
    let root = "\(place)/ö ä"
    let input = "\(place)/input"
    try world.makeFolder(place)
    // By this link every file has a second path.
    guard symlink("/", root) == 0 else { throw WorldError(path: root, reason: String(cString: strerror(errno))) }
    let other = { (path: String) in root + (world.resolve(path) ?? path) }
    var words = [world.executable, "build", "-o", other(folder), "--no-cache", "--quiet", "-j", "1", "--error-format", "short"]
    if let emit { words += ["--emit", emit.values.map(\.rawValue).joined(separator: ",")] }
    for path in soundfontPath { words += ["--soundfont-path", other(path)] }
    for path in lv2Path { words += ["--lv2-path", other(path)] }
    words += ["--stdlib", other(Knowledge.locate(shared.stdlib, world) ?? "")]
    // What standard input names is looked for in the current folder.
    let (home, name) = split(spec)
    // Not the file that a link leads to, whose name may be another.
    let path = spec == "-" ? spec : join(other(home.isEmpty ? "." : home), name)
    var process = ChildProcess(words: words + ["--", path])
    process.hasOneProcessor = true
    if spec == "-" {
      try world.write(world.read(spec), to: input)
      process.input = input
    } else {
      process.folder = place
    }
    process.environment = [
      "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kolkata", "TMPDIR": place, "COLUMNS": "40",
      "SOURCE_DATE_EPOCH": "0", "SWIFT_DETERMINISTIC_HASHING": "1", "SONGC_CACHE": "",
    ]
    let mask = umask(0o077)
    defer { umask(mask) }
    do throws(ChildError) {
      _ = try process.output(isCancelled: { world.isCancelled })
    } catch .failed(let reason) {
      return reason
    } catch {
      throw WorldError(path: world.executable, reason: error.reason)
    }
    return nil
  }
}
