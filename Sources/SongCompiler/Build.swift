// SPDX-License-Identifier: Apache-2.0
package import SongAudio
package import SongBase
package import SongCache
package import SongDiagnostics
package import SongIR

/// What `songc build` was asked for.
package struct BuildOptions: Sendable {
  /// The output folder; nil is the spec's own.
  package var outputFolder: String?
  /// Replaces the kinds that the spec's `export` asks for.
  package var emit: [OutputKind]?
  package var seed: Spec.SeedValue?
  /// Replace values of the spec's `vars`.
  package var variables: [Spec.VariableValue] = []
  /// Threads that compose and render audio.
  package var workers = 2
  /// Whether audio is rendered quickly, for a first listening.
  package var isDraft = false
  package var soundFontFolders: [String] = []
  package var pluginFolders: [String] = []
  /// What becomes of the lock beside the spec.
  package var lockUse = LockUse.keep
  /// The places of files that this build may not write, because an earlier build of the run did.
  package var taken: Set<String> = []
  /// Is told what the stages of the render cost; nil where nobody asks.
  package var timer: StageTimer?
  /// Where earlier results are looked for and new ones are kept; nil makes everything again.
  package var cache: Cache?
  /// Whether the next build may find that nothing has changed; not where the outputs go to a place that is never the same.
  package var keepsRecord = true
  /// Whether the files that the build reads are to be listed.
  package var listsInputs = false
  /// Asked now and then with what the build has asked for so far, where `listsInputs` or a cache has that noted: whether the
  /// build is to be given up, as an answer is another one by now. Once it says so, it says so for this build.
  package var isOutdated: (@Sendable (WatchList) -> Bool)?

  package init() {}
}

/// What came of a build.
package struct BuildResult: Sendable {
  /// The files that were written.
  package var outputs: [String] = []
  package var summary: Summary?
  /// What was measured of the master; nil where no audio was made.
  package var master: MasterReport?
  /// The address of each output's bytes, in the order of the outputs, where a cache is used.
  var contents: [(path: String, content: ContentHash)] = []
  /// Files of sound among the outputs: masters, whose stem is nil, and stems by their names.
  var sounds: [(stem: String?, path: String)] = []
  /// Files and folders that couldn't be written.
  var unwritable: [String] = []
  package var wasCancelled = false
  /// How long the parts of the build took by the clock.
  package var phases = Phases()
  /// The files that were read, sorted, where `listsInputs` asks for them or a cache is used.
  package var inputs: [String] = []
  /// What was asked of the file system, where the inputs are listed.
  var observations: [Observation] = []
  /// Whether nothing has changed since the last build, so that nothing was done.
  package var isUnchanged = false

  /// Seconds by the clock.
  package struct Phases: Sendable, Hashable {
    /// From the spec's text to the session.
    package var compile = 0.0
    /// From the session to the files of the master and the stems.
    package var render = 0.0
  }
}

/// The line that a person reads about a track.
package struct Summary: Sendable, Hashable {
  package let duration: Microseconds
  /// Beats a minute of the first section.
  package let tempo: Double
  package let key: String
  package let bars: Int
  package let parts: Int
  /// LUFS and dBTP; nil where no audio was made, a draft's peak isn't measured.
  package let loudness: Double?
  package let truePeak: Double?

  /// `1:00.000  104.2 BPM  C major  25 bars  7 parts  -14.00 LUFS  -1.31 dBTP`
  package var text: String {
    var text = "\(duration)  \(fixed(tempo, 1)) BPM  \(key)  \(bars) bars  \(parts) parts"
    if let loudness { text += "  \(fixed(loudness, 2)) LUFS" }
    if let truePeak { text += "  \(fixed(truePeak, 2)) dBTP" } else if loudness != nil { text += "  draft" }
    return text
  }
}

/// The name of a spec's outputs: its file name without `.song.yaml` or `.song`.
package func outputName(of path: String) -> String {
  let name = split(path).name
  for ending in [".song.yaml", ".song.yml", ".song", ".yaml", ".yml"] where name.hasSuffix(ending) && name.count > ending.count {
    return String(name.dropLast(ending.count))
  }
  return name.isEmpty || name == "-" ? "song" : name
}

/// Compiles one spec and writes its outputs: all of them or none.
///
/// - Parameters:
///   - path: of the spec.
///   - progress: told the part that is done, 0...1.
package func build(
  _ path: String, options: BuildOptions, knowledge: Knowledge, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
) -> BuildResult {
  guard options.cache != nil || options.listsInputs else {
    return readAndBuild(
      path, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink, progress: progress)
  }
  let observer = ObservingWorld(world, earlier: knowledge.observations, isOutdated: options.isOutdated)
  let program = world.executable
  if let content = options.cache.map({ $0.hash(ofFileAt: program) }) ?? ContentHash(ofFileAt: program) {
    observer.willUse(program, content: content)
  }
  let before = sink.diagnostics.count
  var result = readAndBuild(
    path, options: options, knowledge: knowledge.read(by: observer), world: observer, sources: &sources, sink: &sink,
    progress: progress)
  result.observations = observer.observations
  result.inputs = inputFiles(result.observations)
  // What was reported must be reported again, so it isn't enough to know that nothing has changed.
  if sink.diagnostics.count == before, options.keepsRecord {
    keep(result, of: path, options, library: knowledge.folder, result.observations, world)
  }
  return result
}

private func readAndBuild(
  _ path: String, options: BuildOptions, knowledge: Knowledge, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void
) -> BuildResult {
  guard let track = try? readTrack(path, variables: options.variables, world, &sources, &sink) else {
    // A read that the user broke off isn't the file's fault.
    return BuildResult(wasCancelled: world.isCancelled)
  }
  var knowledge = knowledge
  if !knowledge.suffices(for: track, seed: options.seed) {
    guard let whole = try? knowledge.whole(sources: &sources, sink: &sink) else { return BuildResult() }
    knowledge = whole
  }
  return build(track, options: options, knowledge: knowledge, world: world, sink: &sink, progress: progress)
}

/// Compiles a spec that was read, or made, and writes its outputs.
func build(
  _ track: Track, options: BuildOptions, knowledge: Knowledge, world: any World, sink: inout DiagnosticSink,
  progress: @Sendable (Double) -> Void
) -> BuildResult {
  running(world, &sink) { sink, result throws in
    try runBuild(track, options, knowledge, world, &sink, progress, &result)
  }
}

/// Runs a build and says what stopped it.
func running(
  _ world: any World, _ sink: inout DiagnosticSink, _ body: (inout DiagnosticSink, inout BuildResult) throws -> Void
) -> BuildResult {
  var result = BuildResult()
  do {
    try body(&sink, &result)
  } catch let error as WorldError {
    result.unwritable.append(error.path)
    sink.report(.fileUnwritable(error.path, reason: error.reason))
  } catch let error as AudioError {
    if error == .cancelled { result.wasCancelled = true } else { sink.report(.audio(error)) }
  } catch is Cancelled {
    result.wasCancelled = true
  } catch {
    precondition(sink.hasErrors, "a stage that fails reports an error")
    result.wasCancelled = world.isCancelled
  }
  return result
}

/// The user asked to stop.
struct Cancelled: Error {}

private func runBuild(
  _ track: Track, _ options: BuildOptions, _ knowledge: Knowledge, _ world: any World,
  _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void, _ result: inout BuildResult
) throws {
  let start = world.seconds
  let (compilation, place) = try compileTrack(track, options, knowledge, world, &sink)
  result.phases.compile = world.seconds - start
  if options.lockUse == .require { try requireLock(of: track, compilation.settings, compilation.models, &sink) }
  if world.isCancelled { throw Cancelled() }
  try writeOutputs(of: compilation, to: place, options, knowledge, world, &sink, progress, &result)
}

/// Compiles a spec that was read, and says where its outputs go.
func compileTrack(
  _ track: Track, _ options: BuildOptions, _ knowledge: Knowledge, _ world: any World, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> (Compilation, OutputPlace) {
  let outputFolder = options.outputFolder ?? track.folder
  var place = OutputPlace(
    name: track.name, folder: outputFolder, inputFolder: track.folder, inputs: [track.path, track.lockPath])
  let lockPath = isSameFolder(outputFolder, track.folder, world) ? nil : join(outputFolder, "\(track.name).song.lock")
  let updatedLock = options.lockUse == .update ? track.lockPath : nil
  let lockPaths = [lockPath, updatedLock].compactMap { $0 }
  for path in [place.reportPath] + lockPaths where options.taken.contains(world.place(of: path)) {
    throw sink.fail(.outputCollision(path))
  }
  var compileOptions = track.options
  compileOptions.seed = options.seed
  compileOptions.workers = options.workers
  compileOptions.isDraft = options.isDraft
  compileOptions.emit = options.emit
  let compilation = try compile(track.source, name: track.name, knowledge: knowledge, options: compileOptions, sink: &sink)
  let lock = Lock.text(of: compilation, library: knowledge.checksum, earlier: track.lock ?? [])
  place.locks = lockPaths.map { ($0, lock) }
  return (compilation, place)
}

/// Reads a spec; a missing one is a diagnostic, not an error of the output.
package func readSource(
  _ path: String, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> SourceFile {
  do {
    return sources.add(name: path, bytes: try world.read(path))
  } catch {
    throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
  }
}

/// The entries of a lock file; none where there is no file.
package func readLock(
  _ path: String, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [String: String] {
  choices(try readLockFile(path, world, &sources, &sink)?.choices ?? [])
}

func isSameFolder(_ first: String, _ second: String, _ world: any World) -> Bool {
  let here = { (path: String) in world.resolve(path.isEmpty ? "." : path) ?? path }
  return here(first) == here(second)
}

func summary(_ compilation: Compilation, _ master: MasterReport?) -> Summary {
  let arrangement = compilation.arrangement
  let tempo = compilation.score.tempoMarks.first
  return Summary(
    duration: compilation.performance.tempo.microseconds(at: compilation.performance.length),
    tempo: tempo?.beatsPerMinute ?? 0, key: "\(compilation.settings.key)", bars: arrangement.measures.count,
    parts: compilation.score.parts.count { !$0.notes.isEmpty }, loudness: master?.integratedLoudness,
    truePeak: compilation.session.isDraft ? nil : master?.truePeak)
}
