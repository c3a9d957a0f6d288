// SPDX-License-Identifier: Apache-2.0
internal import SongABC
package import SongAudio
package import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMIDI
internal import SongMusicXML

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

  package init() {}
}

/// What came of a build.
package struct BuildResult: Sendable {
  /// The files that were written.
  package var outputs: [String] = []
  package var summary: Summary?
  /// What was measured of the master; nil where no audio was made.
  package var master: MasterReport?
  package var wasCancelled = false
  /// How long the parts of the build took by the clock.
  package var phases = Phases()

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
  let start = world.seconds
  let compilation = try compile(track.source, name: track.name, knowledge: knowledge, options: compileOptions, sink: &sink)
  result.phases.compile = world.seconds - start
  if options.lockUse == .require { try requireLock(of: track, compilation.settings, compilation.models, &sink) }
  if world.isCancelled { throw Cancelled() }
  let lock = Lock.text(of: compilation, library: knowledge.checksum, earlier: track.lock ?? [])
  place.locks = lockPaths.map { ($0, lock) }
  try writeOutputs(of: compilation, to: place, options, knowledge, world, &sink, progress, &result)
}

/// Where the outputs of a build go, and what they mustn't replace.
struct OutputPlace {
  /// The name of the outputs.
  let name: String
  let folder: String
  /// The folder that relative paths of fonts start from.
  let inputFolder: String
  /// What is read.
  let inputs: [String]
  /// Locks that are written, with their text.
  var locks: [(path: String, text: String)] = []

  var reportPath: String { join(folder, "\(name).report.json") }
}

/// Renders a piece and writes its outputs, its report and its locks: all of them or none.
func writeOutputs(
  of compilation: Compilation, to target: OutputPlace, _ options: BuildOptions, _ knowledge: Knowledge, _ world: any World,
  _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void, _ result: inout BuildResult
) throws {
  let settings = compilation.settings
  let (name, outputFolder, reportPath) = (target.name, target.folder, target.reportPath)
  let exports = exports(of: settings, emit: options.emit)
  var files = PendingOutputs(world: world)
  var master: MasterReport?
  var written: [String] = []
  // No output may take the place of the spec, its lock, the files that every build writes, or another output.
  var taken = options.taken
  for path in target.inputs + [reportPath] + target.locks.map(\.path) { taken.insert(world.place(of: path)) }
  func place(_ file: String) throws(ErrorsEmitted) -> String {
    let path = normal(join(outputFolder, file))
    guard taken.insert(world.place(of: path)).inserted else { throw sink.fail(.outputCollision(path)) }
    written.append(path)
    return path
  }
  for kind in options.emit ?? [] where kind.isDump {
    try files.write(Array(dump(kind, compilation).utf8), to: try place(kind.dumpName(name)))
  }
  var fields = ["title": settings.title, "name": name]
  var masterFiles: [AudioFile] = []
  for export in exports {
    switch export.kind {
    case .midi, .musicxml, .abc:
      for excerpt in compilation.excerpts(for: export) {
        if let section = excerpt.section { fields["section"] = section }
        try files.write(excerpt.bytes(of: export), to: try place(export.path(fields)))
      }
    case .markers:
      let path = try place(export.path(fields))
      try files.write(try markers(of: compilation, as: export, to: path, &sink), to: path)
    case .wav, .aiff, .flac, .ogg, .opus, .mp3:
      let encoding = try audioEncoding(of: export, sampleRate: compilation.session.sampleRate, &sink)
      masterFiles.append(AudioFile(path: try files.reserve(try place(export.path(fields))), encoding: encoding))
    case .stems: continue
    }
  }
  // Beside the outputs, so that the stems can be given their names without being copied.
  let stemsFolder = join(outputFolder, ".\(name).stems.\(split(world.scratch).name).part")
  defer { world.remove(stemsFolder) }
  let stemsExport = exports.first { $0.kind == .stems }
  let stems = stemsExport.map { export in
    StemFiles(folder: stemsFolder, encoding: stemEncoding(of: export, beside: masterFiles))
  }
  if !masterFiles.isEmpty || stems != nil {
    let finder = AudioFiles(
      world: world, soundFontFolders: options.soundFontFolders, pluginFolders: options.pluginFolders,
      specFolder: target.inputFolder)
    let resources = try finder.resolve(compilation.session, of: compilation.spec, sink: &sink)
    try world.makeFolder(world.scratch)
    defer { world.remove(world.scratch) }
    if stems != nil { try world.makeFolder(stemsFolder) }
    let start = world.seconds
    do {
      master = try render(
        compilation.session, resources: resources,
        options: RenderOptions(workers: options.workers, stems: stems, tags: AudioTags(compilation), timer: options.timer),
        to: masterFiles,
        scratch: world.scratch, isCancelled: { world.isCancelled }, progress: progress)
    } catch {
      if error == .cancelled || world.isCancelled { throw Cancelled() }
      throw sink.fail(error, in: compilation.spec)
    }
    result.phases.render = world.seconds - start
  }
  if let stems, let stemsExport {
    for stem in compilation.session.stemNames {
      fields["part"] = stem
      let written = join(stems.folder, "\(stem).\(stems.encoding.name)")
      try files.adopt(written, as: try place(stemsExport.path(fields)))
    }
  }
  if world.isCancelled { throw Cancelled() }
  if let master, !compilation.session.isDraft { try check(master, settings, &sink) }

  let report = Report(compilation: compilation, master: master, ignored: sink.diagnostics, library: knowledge.library)
  try files.write(Array(report.json.text.utf8), to: reportPath)
  written.append(reportPath)
  for lock in target.locks {
    try files.write(Array(lock.text.utf8), to: lock.path)
    written.append(lock.path)
  }
  // A warning that this run takes for an error leaves nothing behind.
  if let failure = sink.failure { throw failure }
  try files.commit()
  result.outputs = written
  result.master = master
  result.summary = summary(compilation, master)
}

/// A path without `.` and empty steps.
private func normal(_ path: String) -> String {
  let steps = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  return path.hasPrefix("/") ? "/" + steps : steps
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

/// The exports of the spec, or those of `--emit` with the spec's options where it names the kind.
private func exports(of settings: Settings, emit: [OutputKind]?) -> [Settings.Export] {
  guard let emit else { return settings.exports }
  var result: [Settings.Export] = []
  for kind in Spec.ExportKind.allCases where emit.contains(where: { $0.rawValue == kind.rawValue }) {
    let said = settings.exports.filter { $0.kind == kind }
    var unsaid = Settings.Export(kind: kind, format: .standard(settings.frameRate), startFrame: settings.startFrame)
    if kind == .abc { unsaid.parts = settings.parts.tunes }
    result += said.isEmpty ? [unsaid] : said
  }
  return result
}

private func dump(_ kind: OutputKind, _ compilation: Compilation) -> String {
  switch kind {
  case .tree: compilation.tree
  case .spec: compilation.spec.dump()
  case .settings: compilation.settings.dump()
  case .arrangement: compilation.arrangement.dump()
  case .score: compilation.score.dump()
  case .performance: compilation.performance.dump()
  case .session: compilation.session.dump()
  case .wav, .aiff, .flac, .ogg, .opus, .mp3, .midi, .musicxml, .abc, .markers, .stems: ""
  }
}

/// The master against what was asked: loudness within 0.05 LU, true peak at or below the ceiling.
private func check(_ master: MasterReport, _ settings: Settings, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) {
  if (master.integratedLoudness - settings.master.loudness).magnitude > 0.05 {
    throw sink.fail(
      .loudnessMissed(
        asked: "\(fixed(settings.master.loudness, 2)) LUFS", measured: "\(fixed(master.integratedLoudness, 2)) LUFS"))
  }
  if master.truePeak > settings.master.truePeak {
    throw sink.fail(
      .truePeakExceeded(
        asked: "\(fixed(settings.master.truePeak, 2)) dBTP", measured: "\(fixed(master.truePeak, 2)) dBTP"))
  }
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
