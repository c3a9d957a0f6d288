// SPDX-License-Identifier: Apache-2.0
package import SongCache
package import SongDiagnostics

/// The whole standard library for many builds, read again only where one of its files has changed.
package struct KeptKnowledge: Sendable {
  private var kept: (knowledge: Knowledge, sources: SourceMap)?
  /// What was asked for when it was read, also where that failed.
  package private(set) var inputs = WatchList([])

  package init() {}

  /// The library as it stands there now.
  ///
  /// - Parameters:
  ///   - folder: `--stdlib`; nil looks beside the executable and upwards.
  ///   - hash: of a file's bytes; nil where there is none.
  ///   - sources: becomes those of the library.
  /// - Throws: where the library isn't found or one of its files is invalid.
  package mutating func current(
    world: any World, folder: String?, hash: (String) -> ContentHash?, sources: inout SourceMap, sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> Knowledge {
    if let kept, inputs.changes(world: world, hash: hash).isEmpty {
      sources = kept.sources
      return kept.knowledge
    }
    kept = nil
    let observer = ObservingWorld(world)
    defer { inputs = WatchList(observer.observations) }
    sources = SourceMap()
    let knowledge = try Knowledge(world: observer, folder: folder, sources: &sources, sink: &sink).read(by: world)
    kept = (knowledge, sources)
    return knowledge
  }
}
