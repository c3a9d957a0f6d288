// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
package import SongImport
internal import SongIR
internal import SongLibrary
internal import SongMusic
internal import SongMusicXML

/// What came of `songc import`.
package struct ImportResult: Sendable {
  /// The canonical text of the spec.
  package let text: String
  /// Where it was written; nil where it is only returned.
  package let path: String?
  package let bars: Int
  package let sections: Int
  package let losses: Int
}

/// What becomes of an imported spec.
package enum ImportTarget: Sendable, Hashable {
  /// `NAME.song.yaml` in a folder; an existing file only where that is asked for.
  case folder(String, replaces: Bool)
  /// Nothing is written.
  case none
}

/// Makes a spec of a file of another program and checks that it compiles.
///
/// What is lost is a warning each, what was decided a note; both stand at the head of the spec too.
/// - Parameter tune: which of several tunes of a file, from 1.
/// - Returns: nil where something was wrong.
package func importSpec(
  _ path: String, format: ImportFormat, tune: Int?, target: ImportTarget, knowledge: Knowledge, world: any World,
  sources: inout SourceMap, sink: inout DiagnosticSink
) -> ImportResult? {
  guard let source = try? readSource(path, world, &sources, &sink) else { return nil }
  let isText = format != .midi && !isUTF16(source.bytes)
  let song: ImportedSong
  do {
    song = try importSong(source.bytes, format: format, tune: tune, band: knowledge.band)
  } catch {
    let span = isText ? error.line.map { source.span(ofLine: $0) } : nil
    sink.report(.importUnreadable(path, format: format.title, cause: error.words, remedy: error.remedy, at: span))
    return nil
  }
  let name = importName(of: path)
  let output: String? = if case .folder(let folder, _) = target { join(folder, "\(name).song.yaml") } else { nil }
  if let output, case .folder(_, replaces: false) = target, world.exists(output) {
    sink.report(.importExists(output))
    return nil
  }
  for remark in song.log.remarks {
    let span = isText ? remark.firstLine.map { source.span(ofLine: $0) } : nil
    sink.report(remark.kind == .lost ? .importLoss(remark.text, at: span) : .importChoice(remark.text, at: span))
  }
  if sink.hasErrors { return nil }
  let plain = specText(song, source: "\(split(path).name) (\(format.title))")
  let file = sources.add(name: output ?? "\(name).song.yaml", bytes: Array(plain.utf8))
  guard let bytes = try? formatted(file, sink: &sink) else { return nil }
  let spec = sources.add(name: output ?? "\(name).song.yaml", bytes: bytes)
  checkSpec(spec, name: name, knowledge: knowledge, options: CompileOptions(), sink: &sink)
  if let output { guard replace([(output, bytes)], world, &sink) else { return nil } }
  return ImportResult(
    text: String(decoding: bytes, as: UTF8.self), path: output, bars: song.bars, sections: song.sections.count,
    losses: song.log.remarks.count { $0.kind == .lost })
}

/// The name of an imported spec: the file's without its ending.
func importName(of path: String) -> String {
  let name = split(path).name
  if name == "-" || name.isEmpty { return "song" }
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
  return String(name[..<dot])
}

extension Knowledge {
  /// The instruments that imports choose from.
  package var band: [ImportInstrument] {
    library.instruments.map { instrument in
      ImportInstrument(
        key: instrument.key, name: instrument.name, program: instrument.program, roles: instrument.roles.map(\.rawValue),
        kit: instrument.kit.flatMap { library.drumKit($0) }?.voices.map { ($0.name, $0.key) } ?? [], low: instrument.range.low,
        high: instrument.range.high)
    }
  }
}

extension ImportRemark {
  /// The first line of the file that it is about.
  var firstLine: Int? {
    for case .line(let line) in places { return line }
    return nil
  }
}

extension ImportedSong {
  /// Bars that are played.
  fileprivate var bars: Int {
    form.reduce(0) { sum, name in sum + (sections.first { $0.name == name }?.bars ?? 0) }
  }
}

extension SourceFile {
  /// A line from 1, without its end.
  func span(ofLine number: Int) -> Span {
    var line = 1
    var start = 0
    while line < number, let next = bytes[start...].firstIndex(of: 0x0A) {
      start = next + 1
      line += 1
    }
    let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    return Span(file: id, start: start, end: end)
  }
}
