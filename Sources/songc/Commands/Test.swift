// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongCompiler
import SongDiagnostics

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Build specs and compare what they give with their goldens, layer by layer.",
    discussion: """
      The goldens of NAME.song.yaml stand in golden/NAME/ beside it. What differs is written there as *.new, and \
      'songc review', 'accept' and 'reject' say what becomes of it. Without paths all specs of the current folder are \
      tested, and goldens without a spec are listed.
      """)

  @Argument(help: ArgumentHelp("Specs, or folders of specs.", valueName: "path")) var paths: [String] = []
  @Option(help: ArgumentHelp("Only these layers, with commas: lock, score, notes, audio.", valueName: "list"))
  var layer: CommaList<GoldenLayer>?
  @Flag(help: "As continuous integration does: missing goldens fail and nothing is written. So it is where CI is set.")
  var ci = false
  @Flag(help: "Take what lies within tolerance for changed.") var exact = false
  @Option(help: ArgumentHelp("A JUnit file with a case for each spec and layer.", valueName: "file")) var junit: String?
  @Flag(help: "Measure how far figures of sound move when masters are changed a little, and write the tolerances that follow.")
  var calibrate = false
  @Option(name: [.customShort("o"), .customLong("out")], help: "Where --calibrate writes; the standard library if left out.")
  var out: String?
  @OptionGroup var rendering: RenderingOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if out != nil, !calibrate { throw ValidationError("-o says where --calibrate writes") }
    if calibrate, ci { throw ValidationError("--calibrate writes tolerances, and --ci writes nothing") }
    if calibrate, junit != nil { throw ValidationError("--calibrate tests nothing, so there is no --junit of it") }
  }

  /// What the options say.
  private func request(_ run: Run) -> GoldenRequest {
    var request = rendering.request(run.world)
    request.paths = paths
    if let layer { request.layers = Set(layer.values) }
    request.isCI = ci || isContinuousIntegration
    request.isExact = exact
    return request
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    if calibrate { return try calibrate(&run, knowledge) }
    let request = self.request(run)
    defer { request.cache?.close(run.console) }
    var sink = run.newSink
    let tests = try? GoldenRun(request, knowledge: knowledge, world: run.world, sink: &sink)
    run.finish(sink)
    var results: [GoldenTest] = []
    for spec in tests?.specs ?? [] {
      let console = run.console
      var sink = run.newSink
      let result = tests!.test(
        spec, sources: &run.sources, sink: &sink, progress: { console.progress(spec, $0) })
      if result.wasCancelled { throw run.interrupted() }
      console.say(result.text)
      run.finish(sink, of: spec)
      results.append(result)
    }
    if let junit {
      var sink = run.newSink
      if !writeJUnit(results, to: junit, world: run.world, sink: &sink) { run.finish(sink, of: junit) }
    }
    if tests != nil { run.console.say(summary(of: results, obsolete: tests!.obsolete)) }
    try run.exit()
  }

  private func calibrate(_ run: inout Run, _ knowledge: Knowledge) throws {
    let console = run.console
    var sink = run.newSink
    let result = SongCompiler.calibrate(
      self.request(run), to: out, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink,
      progress: { console.progress($0, $1) })
    if run.world.isCancelled { throw run.interrupted() }
    if let result {
      console.say(result.table)
      if let path = result.path { console.note("tolerances: \(path)\n") }
    }
    run.finish(sink)
    try run.exit()
  }
}

/// Whether the environment says that nobody looks: `CI` is set, and not to `false` or `0`.
private var isContinuousIntegration: Bool {
  guard let value = getenv("CI").map({ String(cString: $0) }) else { return false }
  return !["", "0", "false"].contains(value)
}
