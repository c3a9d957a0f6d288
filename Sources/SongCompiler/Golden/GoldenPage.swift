// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
package import SongDiagnostics

/// The page of a spec whose goldens wait, to look at and to listen to.
package enum GoldenPage: Sendable, Hashable {
  /// Goldens and what waits, beside each other.
  case comparison(path: String)
  /// What a spec gives now, alone: there is nothing yet to compare it with.
  case report(path: String, spec: String)
  /// There is nothing to compare, and no spec either.
  case specGone
  /// Something was wrong, which is reported.
  case failed
  case cancelled
}

/// Writes the page of a spec whose goldens wait: a comparison, or the report of the spec where the goldens in question are new.
///
/// Goldens that keep samples are heard on it.
/// - Parameters:
///   - goldens: of one spec: those in question. All that waits of the spec is shown.
///   - folder: where it is written, and made if it isn't there.
///   - request: what rendering needs.
package func writeGoldenPage(
  of goldens: [PendingGolden], in folder: String, _ request: GoldenRequest, knowledge: Knowledge, world: any World,
  sources: inout SourceMap, sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
) -> GoldenPage {
  guard let place = goldens.first?.place else { preconditionFailure("a page is of some goldens") }
  let page: GoldenPage?
  do {
    if !goldens.allSatisfy(\.isNew),
      let path = try writeComparison(of: place, in: folder, request, knowledge, world, &sources, &sink)
    {
      page = .comparison(path: path)
    } else {
      page = try writeReport(of: place, in: folder, request, knowledge, world, &sources, &sink, progress)
    }
  } catch {
    page = nil
  }
  return world.isCancelled ? .cancelled : page ?? .failed
}

/// - Returns: nil where goldens have nothing that can be shown beside what waits.
private func writeComparison(
  of place: GoldenPlace, in folder: String, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World,
  _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String? {
  let (old, new) = try contents(of: place, accepting: { world.exists($0 + GoldenPlace.pendingEnding) }, world, &sink)
  let names = GoldenFile.allCases.filter(\.isCompared).map { $0.name(place.name) }.filter { old[$0] != nil && new[$0] != nil }
  // Goldens whose samples can't be read can be looked at.
  var problems = DiagnosticSink()
  defer { sink.report(problems.diagnostics) }
  let masters = masters(of: place, world, &problems)
  guard !names.isEmpty || masters != nil else { return nil }
  var diffRequest = DiffRequest()
  diffRequest.findsCauses = false
  diffRequest.makesPage = true
  diffRequest.workers = request.workers
  if masters == nil { diffRequest.levels.remove(.audio) }
  var reader = DiffReader(request: diffRequest, knowledge: knowledge, world: world, sources: sources, sink: sink)
  defer { (sources, sink) = (reader.sources, reader.sink) }
  var result = DiffResult()
  result.differences = [
    try reader.compare(
      DiffInput(goldens: old, names, of: place, master: masters?.old, world, shown: "\(place.name) (golden)"),
      DiffInput(goldens: new, names, of: place, master: masters?.new, world, shown: "\(place.name) (new)"))
  ]
  let path = join(folder, "\(place.name).html")
  result.writePage(to: path, knowledge: knowledge, world: world, sink: &reader.sink)
  if let failure = reader.sink.failure { throw failure }
  return path
}

/// The samples that are kept and those that would be; nil where they aren't kept, or can't be read, which is reported.
private func masters(of place: GoldenPlace, _ world: any World, _ sink: inout DiagnosticSink) -> (old: String, new: String)? {
  let old = place.masterPath
  guard world.exists(old) else { return nil }
  let waiting = old + GoldenPlace.pendingEnding
  let new = world.exists(waiting) ? waiting : old
  for path in [old, new] {
    do { _ = try AudioFileReader(path: path, acceptsMono: true) } catch {
      sink.report(.goldenSound(error))
      return nil
    }
  }
  return (old, new)
}

private func writeReport(
  of place: GoldenPlace, in folder: String, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World,
  _ sources: inout SourceMap, _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void
) throws(ErrorsEmitted) -> GoldenPage {
  guard let spec = place.spec(world) else { return .specGone }
  var own = DiagnosticSink()
  defer { sink.report(own.diagnostics.filter { $0.severity == .error }) }
  let hasSound = try exportsSound(spec, request, knowledge, world, &sources, &own)
  var options = BuildOptions()
  options.outputFolder = folder
  options.workers = request.workers
  options.soundFontFolders = request.soundFontFolders
  options.pluginFolders = request.pluginFolders
  options.cache = request.cache
  let result = writeReportPage(
    of: spec, options: options, hasSound: hasSound, knowledge: knowledge, world: world, sources: &sources, sink: &own,
    progress: progress)
  guard let path = result.outputs.first else {
    if let failure = own.failure { throw failure }
    return .cancelled
  }
  return .report(path: path, spec: spec)
}
