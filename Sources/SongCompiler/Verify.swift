// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// Builds a spec twice, in different folders and with different numbers of threads, and compares every byte.
///
/// - Parameter folder: for the two builds; both are removed afterwards.
/// - Returns: the names of the files that were compared.
package func verify(
  _ path: String, options: BuildOptions, knowledge: Knowledge, world: any World, folder: String,
  sources: inout SourceMap, sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
) -> (files: [String], wasCancelled: Bool) {
  var outputs: [[String]] = []
  defer {
    for file in outputs.flatMap({ $0 }) { world.remove(file) }
    for name in ["one", "more", ""] { world.remove(join(folder, name)) }
  }
  for (name, workers) in [("one", 1), ("more", max(2, options.workers))] {
    var again = options
    again.outputFolder = join(folder, name)
    again.workers = workers
    again.cache = nil
    // Each build has its own diagnostics, since the report lists them; the first's are shown.
    var own = DiagnosticSink()
    let result = build(
      path, options: again, knowledge: knowledge, world: world, sources: &sources, sink: &own, progress: progress)
    if outputs.isEmpty || own.hasErrors { sink.report(own.diagnostics) }
    outputs.append(result.outputs)
    if result.wasCancelled || sink.hasErrors { return ([], result.wasCancelled) }
  }
  for (first, second) in zip(outputs[0], outputs[1]) {
    do {
      let left = try world.read(first)
      let right = try world.read(second)
      if left != right {
        let offset = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        sink.report(.verifyMismatch(split(first).name, offset: offset ?? min(left.count, right.count)))
      }
    } catch {
      sink.report(.fileUnreadable(error.path, reason: error.reason))
    }
  }
  return (outputs[0].map { split($0).name }, false)
}
