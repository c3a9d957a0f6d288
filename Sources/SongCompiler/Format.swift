// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
package import SongSyntax

/// What came of `songc fmt` for one spec.
package struct FormatResult: Sendable {
  /// The canonical text.
  package let text: String
  package let isChanged: Bool
  private let source: SourceFile

  init(text: String, source: SourceFile) {
    self.text = text
    self.source = source
    isChanged = !source.bytes.elementsEqual(text.utf8)
  }

  /// The change, as `diff` shows it.
  package var difference: String {
    SongCompiler.difference(source.text(source.span), text, name: split(source.name).name)
  }
}

/// Lays a spec out as the language's own hand does.
///
/// - Parameter writes: whether the file is replaced where it changes.
/// - Returns: nil where something was wrong; the file is then as it was.
package func format(
  _ path: String, writes: Bool, world: any World, sources: inout SourceMap, sink: inout DiagnosticSink
) -> FormatResult? {
  guard let source = try? readSource(path, world, &sources, &sink), let bytes = try? formatted(source, sink: &sink) else {
    return nil
  }
  let result = FormatResult(text: String(decoding: bytes, as: UTF8.self), source: source)
  guard writes, result.isChanged else { return result }
  return replaceSource(source, with: bytes, world, &sink) ? result : nil
}

/// Writes a spec in another syntax into a file beside it: `NAME.song` for `NAME.song.yaml`, and the other way round.
///
/// The spec itself stays.
/// - Parameter writes: whether the file is written.
/// - Returns: the new file's path and text; nil where something was wrong, or where there is such a file already.
package func convert(
  _ path: String, to syntax: SpecSyntax, writes: Bool, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink
) -> (path: String, text: String)? {
  guard let source = try? readSource(path, world, &sources, &sink),
    let bytes = try? formatted(source, as: syntax, sink: &sink)
  else { return nil }
  let target = join(split(path).folder, outputName(of: path) + syntax.ending)
  let result = (target, String(decoding: bytes, as: UTF8.self))
  guard writes else { return result }
  guard !world.exists(target) else {
    sink.report(.fileUnwritable(target, reason: "there is such a file already"))
    return nil
  }
  return replace([(target, bytes)], world, &sink) ? result : nil
}

/// Replaces a spec in one step, unless someone else wrote it meanwhile.
func replaceSource(_ source: SourceFile, with bytes: [UInt8], _ world: any World, _ sink: inout DiagnosticSink) -> Bool {
  guard (try? world.read(source.name)) == source.bytes else {
    sink.report(.fileUnwritable(source.name, reason: "it was changed while songc worked on it"))
    return false
  }
  return replace([(source.name, bytes)], world, &sink)
}
