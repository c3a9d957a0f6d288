// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
package import SongIR
internal import SongLibrary

/// What of the library specs seem to need, told by the specs alone: one that names its style and leaves the band to it
/// needs a third of the files.
private func libraryRequest(
  for specs: [String], _ variables: [Spec.VariableValue], _ world: any World
) -> LibraryRequest {
  var styles: [String] = []
  var moods: [String] = []
  for path in specs {
    var sources = SourceMap()
    var ignored = DiagnosticSink()
    guard let source = try? readSource(path, world, &sources, &ignored) else { return .everything }
    let spec = bind(specTree(source, variables, &ignored).tree, sink: &ignored)
    guard !ignored.hasErrors, let style = spec.style, spec.parts == nil, spec.base == nil else { return .everything }
    styles += style.names.map(\.value)
    moods += spec.moods.map(\.value)
  }
  return .spec(styles: styles, moods: moods, hasOwnBand: false)
}

extension Knowledge {
  /// Reads of `stdlib/` what specs seem to need; `build` reads the rest where that was too little.
  package init(
    for specs: [String], variables: [Spec.VariableValue], world: any World, folder: String?, sources: inout SourceMap,
    sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    let request = libraryRequest(for: specs, variables, world)
    try self.init(world: world, folder: folder, request: request, sources: &sources, sink: &sink)
  }

  /// Whether a part of the library makes of a track what the whole one makes: there is nothing to say about the track,
  /// no lock that could name other things, and every part has patterns of its style's band for all meters.
  func suffices(for track: Track, seed: Spec.SeedValue?) -> Bool {
    guard request != .everything else { return true }
    guard track.lock == nil else { return false }
    var options = track.options
    options.seed = seed
    var sink = DiagnosticSink()
    guard
      let piece = try? layOut(
        track.source, name: track.name, knowledge: self, options: options, isLenient: false, sink: &sink),
      sink.diagnostics.isEmpty
    else { return false }
    let meters = Set(piece.arrangement.measures.map { "\($0.meter)" })
    let band = piece.front.spec.style.flatMap { library.style($0.key) }?.arrangement.band ?? []
    return piece.arrangement.settings.parts.allSatisfy { part in
      guard !part.role.isLine else { return true }
      let own = band.first { utf8Equal($0.name, part.id) }?.patterns.map(\.value) ?? []
      return meters.allSatisfy { meter in
        part.patterns.contains { pattern in
          "\(pattern.meter)" == meter && own.contains { utf8Equal($0, pattern.key) }
        }
      }
    }
  }
}
