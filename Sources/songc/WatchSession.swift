// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongAudio
import SongBase
import SongCache
import SongCompiler
import SongDiagnostics
import Synchronization

/// Builds specs as their inputs change, until the user asks to stop.
///
/// Events only say when to look; what counts is whether a question that a build asked of the file system has another
/// answer now. So no event of its own outputs makes a build, and what happens while nobody listens is found by the next
/// look.
struct WatchSession {
  private let arguments: BuildArguments
  private let isPolling: Bool
  private let world = FileWorld()
  private let memory = FileMemory()
  private let watch: ChangeWatch
  private let library: String?
  /// The bytes of this program.
  private let program: ContentHash?
  private var knowledge = KeptKnowledge()
  private var specs: [WatchedSpec]

  private struct WatchedSpec {
    let path: String
    var inputs: WatchList
    /// Of the last build that went well.
    var outputs: [String] = []
    /// Nil before the first build that came to its end.
    var latest: BuildResult?
    /// Why it is to be built; empty for the first time, nil where it needn't be.
    var causes: [WatchedChange]? = []
  }

  init(_ arguments: BuildArguments, on source: any ChangeSource, isPolling: Bool) {
    self.arguments = arguments
    self.isPolling = isPolling
    watch = ChangeWatch(source)
    library = Knowledge.locate(arguments.shared.stdlib, world)
    program = memory.hash(world.executable)
    specs = arguments.specs.map { WatchedSpec(path: $0, inputs: WatchList(spec: $0)) }
  }

  /// Builds and waits in turn; gives the exit code of the end.
  mutating func run() throws -> ExitCode {
    try listen()
    var isFirst = true
    while true {
      if let code = try buildAll(isFirst: isFirst) { return code }
      if isFirst { try settle() }
      isFirst = false
      // What has changed meanwhile is found here, whether or not it was told.
      try listen()
      while try !findChanges() {
        guard watch.waitForBurst() else { return try interrupted() }
        try listen()
      }
      // It may be half of a save.
      if watch.finishBurst() {
        try listen()
        _ = try findChanges()
      }
    }
  }

  private func interrupted() throws -> ExitCode { try Run(arguments.shared).interrupted() }

  /// Listens to all that the specs hang on.
  private func listen() throws {
    do throws(WatchError) {
      let own = WatchedPlace(path: world.executable, isListed: false)
      try watch.watch(specs.flatMap(\.inputs.places) + knowledge.inputs.places + [own])
    } catch {
      var run = try Run(arguments.shared)
      throw run.end(with: error.diagnostic)
    }
  }

  /// Does after the first builds what the next ones needn't wait for, and says what there is to say.
  private mutating func settle() throws {
    var run = try Run(arguments.shared)
    // What is wrong with it is said by the build that needs it.
    var ignored = run.newSink
    _ = try? knowledge.current(
      world: world, folder: arguments.shared.stdlib, hash: memory.hash, sources: &run.sources, sink: &ignored)
    if !isPolling {
      var sink = run.newSink
      let mounts = world.mounts
      for spec in specs {
        guard let place = world.resolve(spec.path), let kind = mounts.remoteFileSystem(of: place) else { continue }
        sink.report(.changesUntold(spec.path, fileSystem: kind))
      }
      run.finish(sink)
      try run.exit()
    }
    if run.console.isTerminal, !run.console.isQuiet {
      let count =
        specs.count == 1 ? "\(specs[0].inputs.fileCount) files" : "\(specs.count) specs and what they are made of"
      run.console.note("watching \(count); Ctrl-C ends it\n")
    }
  }

  /// Finds out which specs are to be built.
  ///
  /// - Returns: whether one is.
  private mutating func findChanges() throws -> Bool {
    if memory.hash(world.executable) != program { try endReplaced(world.executable) }
    for index in specs.indices where specs[index].causes?.isEmpty != true {
      let changes = specs[index].inputs.changes(world: world, hash: memory.hash)
      // Libraries are asked for only after a render, which loads them.
      if let code = changes.first(where: { $0.path.contains(".so") && world.code.contains($0.path) }) {
        try endReplaced(code.path)
      }
      guard !changes.isEmpty else { continue }
      let earlier = specs[index].causes ?? []
      specs[index].causes = earlier + changes.filter { change in !earlier.contains { $0.path == change.path } }
    }
    return specs.contains { $0.causes != nil }
  }

  private func endReplaced(_ path: String) throws {
    var run = try Run(arguments.shared)
    throw run.end(with: .programReplaced(path))
  }

  /// Builds the specs that are to be built.
  ///
  /// - Returns: the exit code of a run that is over.
  private mutating func buildAll(isFirst: Bool) throws -> ExitCode? {
    var run = try Run(arguments.shared)
    var options = arguments.options(run)
    options.listsInputs = true
    defer { options.cache?.close(run.console) }
    var costs = Timings()
    var hasBuilt = false
    for index in specs.indices where specs[index].causes != nil {
      // Each build has errors and sources of its own.
      run = try Run(arguments.shared)
      options.timer = arguments.timings == nil ? nil : StageTimer()
      options.isOutdated = outdatedTest()
      options.taken = []
      for other in specs.indices where other != index {
        options.taken.formUnion(specs[other].outputs.map { world.place(of: $0) })
      }
      switch try build(index, options, &run, isFirst: isFirst) {
      case .made(let step):
        costs.add(step.spec, step.result, seconds: step.seconds, timer: step.timer)
        hasBuilt = true
      case .failed: break
      case .outdated: return nil
      case .over(let code): return code
      }
    }
    run = try Run(arguments.shared)
    var dependencies = Dependencies()
    for spec in specs { if let latest = spec.latest { dependencies.add(spec.path, latest) } }
    // What the last good builds cost stays where no build of this round was one.
    arguments.write(hasBuilt ? costs : nil, dependencies, &run)
    _ = run.end()
    return nil
  }

  private enum Outcome {
    case made(SpecBuild)
    case failed
    /// Something has changed meanwhile, so that it is to be built again.
    case outdated
    case over(ExitCode)
  }

  private mutating func build(
    _ index: Int, _ options: BuildOptions, _ run: inout Run, isFirst: Bool
  ) throws -> Outcome {
    let spec = specs[index]
    let console = run.console
    let start = world.seconds
    let step: SpecBuild
    do {
      step = try SpecBuild(spec.path, options: options, library: library, run: &run) { run in
        try read(&run)
      }
    } catch is ErrorsEmitted {
      let code = run.end()
      if isFirst { return .over(code) }
      // Only a change of the library brings this further.
      specs[index].inputs = knowledge.inputs
      specs[index].causes = nil
      sayFailed(spec, since: start, console)
      return .failed
    }
    let outputs = step.text == nil ? spec.outputs : step.result.outputs
    // The folder of outputs is made by the first build that goes well, whichever it is.
    let own = outputs + (arguments.folder.map { [join($0, "")] } ?? [])
    specs[index].inputs = WatchList(step.result, outputs: own, world: world, hash: memory.hash)
    if step.text == nil {
      console.endProgress()
      if world.isCancelled { return .over(run.interrupted()) }
      // What failed may have read half of a save.
      let inputs = specs[index].inputs
      let isOver = watch.finishBurst()
      if step.result.wasCancelled || isOver && !inputs.changes(world: world, hash: memory.hash).isEmpty {
        return .outdated
      }
      if world.isCancelled { return .over(run.interrupted()) }
    }
    specs[index].causes = nil
    specs[index].outputs = outputs
    specs[index].latest = step.result
    if let sink = step.sink { run.finish(sink, of: spec.path) }
    _ = run.end()
    guard let text = step.text else {
      sayFailed(spec, since: start, console)
      return .failed
    }
    let line = [text, outputs.count == 1 ? "1 file" : "\(outputs.count) files", WatchedChange.text(spec.causes ?? [])]
    console.say(console.timeOfDay(STDOUT_FILENO) + line.filter { !$0.isEmpty }.joined(separator: "  ") + "\n")
    return .made(step)
  }

  /// The standard library as it is now; what is wrong with it is shown.
  private mutating func read(_ run: inout Run) throws -> Knowledge {
    var sink = run.newSink
    do {
      return try knowledge.current(
        world: world, folder: arguments.shared.stdlib, hash: memory.hash, sources: &run.sources, sink: &sink)
    } catch {
      run.finish(sink)
      throw error
    }
  }

  /// The line of a build that gave nothing, behind its diagnostics; where a program reads these, they stand alone.
  private func sayFailed(_ spec: WatchedSpec, since start: Double, _ console: Console) {
    guard !console.isQuiet, console.isForPeople else { return }
    let line = [
      outputName(of: spec.path), "failed", "\(fixed(world.seconds - start, 2)) s", WatchedChange.text(spec.causes ?? []),
    ]
    console.note(console.timeOfDay(STDERR_FILENO) + line.filter { !$0.isEmpty }.joined(separator: "  ") + "\n")
  }

  /// Says of a build whether a burst of events is over that has changed something that it has read.
  private func outdatedTest() -> @Sendable (WatchList) -> Bool {
    let (watch, world, memory, answer) = (watch, world, memory, Answer())
    return { inputs in
      if answer.isYes.load(ordering: .relaxed) { return true }
      guard watch.isBurstOver(), !inputs.changes(world: world, hash: memory.hash).isEmpty else { return false }
      answer.isYes.store(true, ordering: .relaxed)
      return true
    }
  }

  /// An answer that stays once it is yes.
  private final class Answer: Sendable {
    let isYes = Atomic<Bool>(false)
  }
}
