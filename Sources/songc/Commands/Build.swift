// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongAudio
import SongBase
import SongCompiler
import SongDiagnostics

extension Dependencies.Format: ExpressibleByArgument {}

/// What `build` and `watch` are asked for.
struct BuildArguments: ParsableArguments {
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

  /// For one build of each spec.
  func options(_ run: Run) -> BuildOptions {
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

  /// Writes what builds cost, and what they read and wrote, where that is asked for.
  ///
  /// - Parameter costs: nil where there is nothing new to say of them.
  func write(_ costs: Timings?, _ dependencies: Dependencies, _ run: inout Run) {
    if let timings, let costs {
      var sink = run.newSink
      if !costs.write(to: timings, world: run.world, sink: &sink) { run.finish(sink, of: timings) }
    }
    if let deps {
      var sink = run.newSink
      if !dependencies.write(depsFormat, to: deps, world: run.world, sink: &sink) { run.finish(sink, of: deps) }
    }
  }
}

/// One build of a spec, or the finding that nothing has changed.
struct SpecBuild {
  let spec: String
  let result: BuildResult
  /// Nil where nothing has changed.
  let sink: DiagnosticSink?
  let seconds: Double
  let timer: StageTimer

  /// - Parameters:
  ///   - library: the folder of the standard library; nil where there is none.
  ///   - knowledge: asked for only where something has changed.
  init(
    _ spec: String, options: BuildOptions, library: String?, run: inout Run, knowledge: (inout Run) throws -> Knowledge
  ) throws {
    self.spec = spec
    timer = options.timer ?? StageTimer()
    let console = run.console
    let world = run.world
    let start = world.seconds
    // Two specs that write one file are for `build` to refuse.
    if let library, let known = unchanged(spec, options: options, library: library, world: world),
      options.taken.isDisjoint(with: known.outputs.map { world.place(of: $0) })
    {
      result = known
      sink = nil
    } else {
      let known = try knowledge(&run)
      var sink = run.newSink
      result = build(
        spec, options: options, knowledge: known, world: world, sources: &run.sources, sink: &sink,
        progress: { console.progress(spec, $0) })
      self.sink = sink
    }
    seconds = world.seconds - start
  }

  /// The places of what was written.
  func places(_ world: FileWorld) -> [String] { result.outputs.map { world.place(of: $0) } }

  /// `harbour  1:00.000  96.0 BPM  D major  24 bars  9 parts  0.11 s`; nil where nothing was made.
  var text: String? {
    guard let summary = result.summary else { return nil }
    return "\(outputName(of: spec))  \(summary.text)  \(result.isUnchanged ? "unchanged" : "\(fixed(seconds, 2)) s")"
  }
}

struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Compile song specs to MIDI, MusicXML and mastered audio.")

  @OptionGroup var arguments: BuildArguments

  func run() throws {
    let shared = arguments.shared
    var run = try Run(shared)
    var options = arguments.options(run)
    defer { options.cache?.close(run.console) }
    let library = Knowledge.locate(shared.stdlib, run.world)
    var knowledge: Knowledge?
    var costs = Timings()
    var dependencies = Dependencies()
    for (index, spec) in arguments.specs.enumerated() {
      if arguments.timings != nil { options.timer = StageTimer() }
      // A spec may read what the one before it wrote, so each is looked at when its turn comes.
      let step = try SpecBuild(spec, options: options, library: library, run: &run) { run in
        if let knowledge { return knowledge }
        let rest = Array(arguments.specs[index...])
        let known = try run.knowledge(shared, for: (rest, arguments.variables.values))
        knowledge = known
        return known
      }
      if step.result.wasCancelled { throw run.interrupted() }
      if let sink = step.sink { run.finish(sink, of: spec) }
      options.taken.formUnion(step.places(run.world))
      // A batch has thousands of specs, and each reads hundreds of files.
      if arguments.deps != nil { dependencies.add(spec, step.result) }
      guard let text = step.text else { continue }
      costs.add(spec, step.result, seconds: step.seconds, timer: step.timer)
      if !run.console.isTerminal, !run.console.isQuiet {
        let made = step.result.isUnchanged ? "nothing to do" : "\(step.result.outputs.count) files"
        run.console.note("\(spec): \(made)\n")
      }
      run.console.say(text + "\n")
    }
    arguments.write(costs, dependencies, &run)
    try run.exit()
  }
}
