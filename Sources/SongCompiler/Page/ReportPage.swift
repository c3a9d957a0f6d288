// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongDiagnostics
internal import SongDiff
internal import SongIR
internal import SongMusic

/// Builds a spec and writes a page to look at and to listen to as `NAME.report.html`.
///
/// Same spec, seed and version: same bytes.
/// - Parameters:
///   - options: the output folder, the seed and what rendering needs; `emit` and the lock's use say nothing here.
///   - hasSound: whether it is rendered, and the page plays it.
package func writeReportPage(
  of path: String, options: BuildOptions, hasSound: Bool, knowledge: Knowledge, world: any World,
  sources: inout SourceMap, sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
) -> BuildResult {
  guard let track = try? readTrack(path, variables: options.variables, world, &sources, &sink) else {
    return BuildResult(wasCancelled: world.isCancelled)
  }
  return running(world, &sink) { sink, result throws in
    let target = join(options.outputFolder ?? track.folder, "\(track.name).report.html")
    if options.taken.contains(world.place(of: target)) { throw sink.fail(.outputCollision(target)) }
    var compileOptions = track.options
    compileOptions.seed = options.seed
    compileOptions.workers = options.workers
    compileOptions.isDraft = options.isDraft
    if options.isDraft { compileOptions.emit = [.wav, .stems] }
    let compilation = try compile(
      track.source, name: track.name, knowledge: knowledge, options: compileOptions, sink: &sink)
    if world.isCancelled { throw Cancelled() }
    var take = PageTake(compilation, label: track.name)
    if hasSound {
      (take.sound, take.master) = try sound(of: compilation, track, options, knowledge, world, &sink, progress)
      if compilation.session.isDraft { take.master = nil }
    }
    let html = try reportPage(take, compilation, library: knowledge.folder, world: world, sink: &sink)
    if let failure = sink.failure { throw failure }
    if world.isCancelled { throw Cancelled() }
    guard replace([(target, html)], world, &sink) else {
      if let failure = sink.failure { throw failure }
      throw Cancelled()
    }
    result.outputs = [target]
    result.summary = summary(compilation, take.master)
  }
}

/// The page of one piece.
func reportPage(
  _ take: PageTake, _ compilation: Compilation, library folder: String, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [UInt8] {
  let id = "sound-0-1"
  let title = compilation.settings.title
  let data = JSONValue.object([
    "kind": .string("report"), "songc": .string(Version.songc), "title": .string(title),
    "pairs": .array([.object(["new": take.json(id: id)])]),
  ])
  let page = Page(title: title, data: data, sounds: take.sound?.elements(id: id) ?? [])
  return try page.html(library: folder, world: world, sink: &sink)
}

extension PageTake {
  /// A spec's piece as its players play it, in the bars of its score.
  init(_ compilation: Compilation, label: String) {
    let score = Piece(compilation.score)
    self.init(
      label: label, frame: score,
      notes: Piece(compilation.performance, bars: score.bars, drums: score.parts.map(\.drums)),
      compilation: compilation, sync: SyncTable(arrangement: compilation.arrangement).json)
  }
}

/// Renders master and stems into temporary files and takes them into memory.
private func sound(
  of compilation: Compilation, _ track: Track, _ options: BuildOptions, _ knowledge: Knowledge, _ world: any World,
  _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void
) throws -> (PageSound, MasterReport) {
  var options = options
  options.emit = [.wav, .stems]
  // Names of its own, whatever the spec calls its files.
  var plain = compilation
  plain.settings.exports = []
  let folder = world.scratch + ".report"
  let place = OutputPlace(
    name: track.name, folder: folder, inputFolder: track.folder, inputs: [track.path, track.lockPath])
  var rendered = BuildResult()
  defer {
    for file in rendered.outputs { world.remove(file) }
    for path in ["stems", ""] { world.remove(join(folder, path)) }
  }
  try writeOutputs(of: plain, to: place, options, knowledge, world, &sink, progress, &rendered)
  guard let master = rendered.master else { preconditionFailure("a build of WAV has a master") }
  let names = compilation.session.stemNames
  // The master, the stems, the report.
  let files = rendered.outputs.dropLast().suffix(names.count)
  let sound = try pageSound(
    master: rendered.outputs[0], stems: Array(zip(names, files)), stemGainDB: master.gainDB - (master.stemGainDB ?? 0),
    folder: world.scratch + ".page", workers: options.workers, world: world)
  return (sound, master)
}
