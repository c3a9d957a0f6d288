// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongAudio
import SongBase
import SongCompiler
import SongDiagnostics

/// A comma-separated list of output kinds.
struct EmitList: ExpressibleByArgument {
  let kinds: [OutputKind]

  init?(argument: String) {
    var kinds: [OutputKind] = []
    for name in argument.split(separator: ",") {
      guard let kind = OutputKind(rawValue: String(name)) else { return nil }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    guard !kinds.isEmpty else { return nil }
    self.kinds = kinds
  }

  static var allValueStrings: [String] { OutputKind.allCases.map(\.rawValue) }
}

struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Compile song specs to MIDI, MusicXML and mastered audio.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Option(name: [.customShort("o"), .customLong("out")], help: "The output folder; the spec's own if left out.")
  var folder: String?
  @Option(help: ArgumentHelp(
    "Kinds to write instead of the spec's export, with commas: \(EmitList.allValueStrings.joined(separator: ", ")).",
    valueName: "list"))
  var emit: EmitList?
  @Option(help: "A seed instead of the spec's.") var seed: String?
  @Option(name: .customShort("j"), help: "Threads that compose and render audio.") var jobs: Int?
  @Flag(help: "Render audio quickly, for a first listening: 24 kHz, no equalisers and effects of parts, loudness and peak only about right.") var draft = false
  @Flag(help: "Fail, with exit code 3, where the lock beside the spec would change.") var locked = false
  @Flag(help: "Write the lock beside the spec too.") var updateLock = false
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @Option(help: ArgumentHelp("A JSON file for what each stage cost.", valueName: "file")) var timings: String?
  @OptionGroup var variables: VariableOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if locked, updateLock { throw ValidationError("--locked and --update-lock exclude each other") }
    if updateLock { try requireFiles(specs) }
    if let jobs, jobs < 1 { throw ValidationError("-j needs a number from 1 on") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared, for: (specs, variables.values))
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = emit?.kinds
    options.seed = seed.map(seedValue)
    options.variables = variables.values
    options.workers = jobs ?? processors
    options.isDraft = draft
    options.lockUse = locked ? .require : updateLock ? .update : .keep
    options.soundFontFolders = soundfontPath
    options.pluginFolders = lv2Path
    var costs = Timings()
    for spec in specs {
      let timer = StageTimer()
      options.timer = timings == nil ? nil : timer
      let console = run.console
      var sink = run.newSink
      let start = run.world.seconds
      let result = build(
        spec, options: options, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink,
        progress: { console.progress(spec, $0) })
      if result.wasCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      options.taken.formUnion(result.outputs.map { run.world.place(of: $0) })
      guard let summary = result.summary else { continue }
      let elapsed = run.world.seconds - start
      costs.add(spec, result, seconds: elapsed, timer: timer)
      let seconds = fixed(elapsed, 2)
      if !console.isTerminal, !console.isQuiet { console.note("\(spec): \(result.outputs.count) files\n") }
      console.say("\(outputName(of: spec))  \(summary.text)  \(seconds) s\n")
    }
    if let timings {
      var sink = run.newSink
      if !costs.write(to: timings, world: run.world, sink: &sink) { run.finish(sink, of: timings) }
    }
    try run.exit()
  }
}
