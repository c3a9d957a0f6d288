// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page to look at and to listen to: notes, sections, sync points, intensity, loudness, spectrum.",
    discussion: """
      NAME.report.html is one file that needs nothing else and loads nothing. Master and stems are in it, so that parts \
      can be soloed and muted; --no-audio leaves them out.
      """)

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Option(name: [.customShort("o"), .customLong("out")], help: "The output folder; the spec's own if left out.")
  var folder: String?
  @Flag(name: .customLong("no-audio"), help: "Render nothing: no sound, no loudness, no spectrum.") var skipsAudio = false
  @Flag(help: "Render audio quickly, as in 'build'.") var draft = false
  @Option(help: "A seed instead of the spec's.") var seed: String?
  @Option(name: .customShort("j"), help: "Threads that render audio.") var jobs: Int?
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @OptionGroup var variables: VariableOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("-j needs a number from 1 on") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var options = BuildOptions()
    options.outputFolder = folder
    options.seed = seed.map(seedValue)
    options.variables = variables.values
    options.workers = jobs ?? processors
    options.isDraft = draft
    options.soundFontFolders = soundfontPath
    options.pluginFolders = lv2Path
    options.cache = cache.open(run.world)
    defer { options.cache?.close(run.console) }
    for spec in specs {
      let console = run.console
      var sink = run.newSink
      let result = writeReportPage(
        of: spec, options: options, hasSound: !skipsAudio, knowledge: knowledge, world: run.world,
        sources: &run.sources, sink: &sink, progress: { console.progress(spec, $0) })
      if result.wasCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      options.taken.formUnion(result.outputs.map { run.world.place(of: $0) })
      if let summary = result.summary { console.say("\(result.outputs.joined(separator: " "))  \(summary.text)\n") }
    }
    try run.exit()
  }
}
