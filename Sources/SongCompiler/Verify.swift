// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// Builds a spec twice and compares every byte: here, and in a process whose surroundings are others.
///
/// - Parameters:
///   - folder: for the two builds, empty; who made it removes it.
///   - elsewhere: builds the spec into a folder, in another process; gives what that said first where it failed, and throws
///     where it couldn't be started.
/// - Returns: the names of the files that were compared.
package func verify(
  _ path: String, options: BuildOptions, knowledge: Knowledge, world: any World, folder: String,
  sources: inout SourceMap, sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in },
  elsewhere: (_ folder: String) throws(WorldError) -> String?
) -> (files: [String], wasCancelled: Bool) {
  let here = join(folder, "here")
  let there = join(folder, "there")
  var options = options
  options.outputFolder = here
  options.cache = nil
  let result = build(
    path, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink, progress: progress)
  if result.wasCancelled || sink.hasErrors { return ([], result.wasCancelled) }
  do {
    try world.makeFolder(there)
    if let reason = try elsewhere(there) {
      if !world.isCancelled { sink.report(.verifyRebuildFailed(reason)) }
      return ([], world.isCancelled)
    }
  } catch {
    if !world.isCancelled { sink.report(.verifyUnstarted(error.reason)) }
    return ([], world.isCancelled)
  }
  let files = names(below: here, world)
  for name in Set(files).symmetricDifference(names(below: there, world)).sorted(by: utf8Precedes) {
    sink.report(.verifyMissing(name))
  }
  for name in files where world.exists(join(there, name)) {
    do {
      if let offset = try world.firstDifference(join(here, name), join(there, name)) {
        sink.report(.verifyMismatch(name, offset: offset))
      }
    } catch {
      sink.report(.fileUnreadable(error.path, reason: error.reason))
    }
  }
  return (files, false)
}

/// The files of a folder and of those in it, by their paths below it.
private func names(below folder: String, _ world: any World) -> [String] {
  ((try? world.list(folder)) ?? []).flatMap { name in
    let inside = join(folder, name)
    return (try? world.list(inside)) == nil ? [name] : names(below: inside, world).map { join(name, $0) }
  }
}
