// SPDX-License-Identifier: Apache-2.0
internal import SongABC
internal import SongAudio
internal import SongBase
internal import SongCache
internal import SongDiagnostics
internal import SongIR
internal import SongMIDI
internal import SongMusicXML

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
  let plan = try planOutputs(of: compilation, to: target, emit: options.emit, taken: options.taken, world, &sink)
  world.removeAbandoned(in: target.folder)
  var files = PendingOutputs(world: world)
  for output in plan {
    switch output.content {
    case .dump(let kind): try files.write(Array(dump(kind, compilation).utf8), to: output.path)
    case .score(let excerpt, let export): try files.write(excerpt.bytes(of: export), to: output.path)
    case .markers(let export):
      try files.write(try markers(of: compilation, as: export, to: output.path, &sink), to: output.path)
    case .master, .stem, .report, .lock: continue
    }
  }
  let start = world.seconds
  // Beside the outputs, so that the stems can be given their names without being copied; empty when they have them.
  let stemsFolder = join(target.folder, ".\(target.name).stems.\(split(world.scratch).name).part")
  defer { world.remove(stemsFolder) }
  let master = try renderOutputs(
    plan, of: compilation, to: target, stemsFolder: stemsFolder, options, world, &files, &sink, progress, &result)
  if master != nil { result.phases.render = world.seconds - start }
  if world.isCancelled { throw Cancelled() }
  if let master, !compilation.session.isDraft { try check(master, compilation.settings, &sink) }

  let report = Report(compilation: compilation, master: master, ignored: sink.diagnostics, library: knowledge.library)
  for output in plan {
    switch output.content {
    case .report: try files.write(Array(report.json.text.utf8), to: output.path)
    case .lock(let text): try files.write(Array(text.utf8), to: output.path)
    case .dump, .score, .markers, .master, .stem: continue
    }
  }
  // A warning that this run takes for an error leaves nothing behind.
  if let failure = sink.failure { throw failure }
  // Before others can put their own in the place of them.
  if let cache = options.cache {
    let contents = files.contents { cache.hash(ofFileAt: $0) }
    result.contents = plan.compactMap { output in contents.first { utf8Equal($0.path, output.path) } }
  }
  try files.commit()
  result.outputs = plan.map(\.path)
  result.master = master
  result.sounds = plan.compactMap { output in
    switch output.content {
    case .master: (nil, output.path)
    case .stem(let stem): (stem, output.path)
    case .dump, .score, .markers, .report, .lock: nil
    }
  }
  result.summary = summary(compilation, master)
}

/// Renders the master and the stems that are planned; nil where no sound is.
private func renderOutputs(
  _ plan: [PlannedOutput], of compilation: Compilation, to target: OutputPlace, stemsFolder: String, _ options: BuildOptions,
  _ world: any World, _ files: inout PendingOutputs, _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void,
  _ result: inout BuildResult
) throws -> MasterReport? {
  var masterFiles: [AudioFile] = []
  var stemPaths: [(stem: String, path: String)] = []
  for output in plan {
    if case .master(let encoding) = output.content {
      masterFiles.append(AudioFile(path: try files.reserve(output.path), encoding: encoding))
    } else if case .stem(let stem) = output.content {
      stemPaths.append((stem, output.path))
    }
  }
  if masterFiles.isEmpty, stemPaths.isEmpty { return nil }
  let finder = AudioFiles(
    world: world, soundFontFolders: options.soundFontFolders, pluginFolders: options.pluginFolders,
    specFolder: target.inputFolder)
  let resources = try finder.resolve(compilation.session, of: compilation.spec, sink: &sink)
  try world.makeFolder(world.scratch)
  defer { world.remove(world.scratch) }
  let stems = stemPaths.first.map { first in
    StemFiles(folder: stemsFolder, encoding: stemEncoding(of: first.path, beside: masterFiles))
  }
  if stems != nil { try world.makeFolder(stemsFolder) }
  let master: MasterReport
  do {
    master = try render(
      compilation.session, resources: resources,
      options: RenderOptions(
        workers: options.workers, stems: stems, tags: AudioTags(compilation), timer: options.timer,
        cache: renderCache(of: resources, options, world)),
      to: masterFiles, scratch: world.scratch, isCancelled: { world.isCancelled }, progress: progress)
  } catch {
    if error == .cancelled || world.isCancelled { throw Cancelled() }
    let named = error.single.map { error in
      guard case .fileUnwritable(let path, let reason) = error else { return error }
      result.unwritable.append(files.final(of: path))
      return .fileUnwritable(path: files.final(of: path), reason: reason)
    }
    throw sink.fail(named.count == 1 ? named[0] : .several(named), in: compilation.spec)
  }
  if let stems {
    for (stem, path) in stemPaths { try files.adopt(stems.path(of: stem), as: path) }
  }
  return master
}

/// Where the render looks for earlier ones. The world hears of the files that it needs, where somebody lists these.
private func renderCache(of resources: AudioResources, _ options: BuildOptions, _ world: any World) -> RenderCache? {
  guard options.cache != nil || options.listsInputs else { return nil }
  let cache = options.cache
  let inputs = RenderInputs(resources, world: world) { path in
    cache.map { $0.hash(ofFileAt: path) } ?? ContentHash(ofFileAt: path)
  }
  guard let inputs else {
    cache?.fail("a file of a SoundFont, a plugin or the program can't be read")
    return nil
  }
  guard let cache else { return nil }
  return RenderCache(cache: cache, engine: inputs.engine, resources: inputs.resources)
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
