// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Build specs twice and compare every byte.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Option(help: ArgumentHelp("Kinds to build, as in 'build'.", valueName: "list")) var emit: EmitList?
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var options = BuildOptions()
    options.emit = emit?.kinds
    options.workers = processors
    options.soundFontFolders = soundfontPath
    options.pluginFolders = lv2Path
    for spec in specs {
      let console = run.console
      var sink = run.newSink
      let result = verify(
        spec, options: options, knowledge: knowledge, world: run.world, folder: run.world.scratch,
        sources: &run.sources, sink: &sink, progress: { console.progress(spec, $0) })
      if result.wasCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      if !sink.hasErrors { console.say("\(spec): \(result.files.count) files, the same bytes twice\n") }
    }
    try run.exit()
  }
}
