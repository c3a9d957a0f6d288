// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongAudio
import SongBase
import SongCompiler
import SongDiagnostics

extension Dependencies.Format: ExpressibleByArgument {}

struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Compile song specs to MIDI, MusicXML and mastered audio.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Option(name: [.customShort("o"), .customLong("out")], help: "The output folder; the spec's own if left out.")
  var folder: String?
  @Option(help: ArgumentHelp(
    "Kinds to write instead of the spec's export, with commas: \(CommaList<OutputKind>.allValueStrings.joined(separator: ", ")).",
    valueName: "list"))
  var emit: CommaList<OutputKind>?
  @Option(help: "A seed instead of the spec's.") var seed: String?
  @Option(name: .customShort("j"), help: "Threads that compose and render audio.") var jobs: Int?
  @Flag(help: "Render audio quickly, for a first listening: 24 kHz, no equalisers and effects of parts, loudness and peak only about right.") var draft = false
  @Flag(help: "Fail, with exit code 3, where the lock beside the spec would change.") var locked = false
  @Flag(help: "Write the lock beside the spec too.") var updateLock = false
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @Option(help: ArgumentHelp("A JSON file for what each stage cost.", valueName: "file")) var timings: String?
  @Option(help: ArgumentHelp("A file for the list of what was read and written.", valueName: "file")) var deps: String?
  @Option(help: "Its form: a rule of make, inputs that zero bytes end, or json.") var depsFormat = Dependencies.Format.make
  @OptionGroup var variables: VariableOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if locked, updateLock { throw ValidationError("--locked and --update-lock exclude each other") }
    if updateLock { try requireFiles(specs) }
    if let jobs, jobs < 1 { throw ValidationError("-j needs a number from 1 on") }
  }

  func run() throws {
    var run = try Run(shared)
    let options = self.options(run)
    defer { options.cache?.close(run.console) }
    let world = run.world
    let library = Knowledge.locate(shared.stdlib, world)
    var knowledge: Knowledge?
    var taken: Set<String> = []
    var costs = Timings()
    var dependencies = Dependencies()
    for (index, spec) in specs.enumerated() {
      let timer = StageTimer()
      let console = run.console
      let start = world.seconds
      let places = { (result: BuildResult) in result.outputs.map { world.place(of: $0) } }
      // A spec may read what the one before it wrote, so each is looked at when its turn comes.
      var result = library.flatMap { unchanged(spec, options: options, library: $0, world: world) }
      // Two specs that write one file are for `build` to refuse.
      if let known = result, !taken.isDisjoint(with: places(known)) { result = nil }
      if result == nil {
        let known = try knowledge ?? run.knowledge(shared, for: (Array(specs[index...]), variables.values))
        knowledge = known
        var options = options
        options.timer = timings == nil ? nil : timer
        options.taken = taken
        var sink = run.newSink
        let built = build(
          spec, options: options, knowledge: known, world: run.world, sources: &run.sources, sink: &sink,
          progress: { console.progress(spec, $0) })
        if built.wasCancelled { throw run.interrupted() }
        run.finish(sink, of: spec)
        result = built
      }
      guard let result else { continue }
      taken.formUnion(places(result))
      dependencies.add(spec, result)
      guard let summary = result.summary else { continue }
      let elapsed = world.seconds - start
      costs.add(spec, result, seconds: elapsed, timer: timer)
      if !console.isTerminal, !console.isQuiet {
        console.note("\(spec): \(result.isUnchanged ? "nothing to do" : "\(result.outputs.count) files")\n")
      }
      let state = result.isUnchanged ? "unchanged" : "\(fixed(elapsed, 2)) s"
      console.say("\(outputName(of: spec))  \(summary.text)  \(state)\n")
    }
    if let timings {
      var sink = run.newSink
      if !costs.write(to: timings, world: run.world, sink: &sink) { run.finish(sink, of: timings) }
    }
    if let deps {
      var sink = run.newSink
      if !dependencies.write(depsFormat, to: deps, world: run.world, sink: &sink) { run.finish(sink, of: deps) }
    }
    try run.exit()
  }

  private func options(_ run: Run) -> BuildOptions {
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = emit?.values
    options.seed = seed.map(seedValue)
    options.variables = variables.values
    options.workers = jobs ?? processors
    options.isDraft = draft
    options.lockUse = locked ? .require : updateLock ? .update : .keep
    options.soundFontFolders = soundfontPath
    options.pluginFolders = lv2Path
    options.cache = cache.open(run.world)
    options.listsInputs = deps != nil
    return options
  }
}
