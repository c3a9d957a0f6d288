// SPDX-License-Identifier: Apache-2.0
internal import SongBinder
internal import SongCompiler
internal import SongCues
internal import SongDiagnostics
internal import SongMIDI
internal import SongMusic
internal import SongMusicXML
internal import SongSyntax

/// A way into the front end that takes any bytes.
///
/// libFuzzer, the stored corpus and the mutated specs all come in here.
package enum FuzzEntry: String, CaseIterable, Sendable {
  /// Bytes -> tree, and the layout of what is a tree.
  case yaml
  /// The first byte chooses the notation, the rest is its text.
  case notations
  case abc
  case musicxml
  case midi
  /// The first byte chooses the format of the cue list.
  case cues
  /// All that `songc check` does.
  case spec
  /// The same for a lead sheet, with its layout.
  case leadSheet = "lead-sheet"
  /// A spec up to its session, with its MIDI and its score.
  case piece

  /// Reads the bytes as far as the entry goes; traps are for the caller to see.
  ///
  /// - Returns: what is wrong with the answer; empty for a good one.
  package func faults(of bytes: [UInt8]) -> [String] {
    switch self {
    case .yaml: treeFaults(bytes, name: "fuzz.song.yaml")
    case .notations: notationFaults(bytes)
    case .abc: abcFaults(bytes)
    case .musicxml: musicXMLFaults(bytes)
    case .midi: midiFaults(bytes)
    case .cues: cueFaults(bytes)
    case .spec: specFaults(bytes)
    case .leadSheet: treeFaults(bytes, name: "fuzz.song") + specFaults(bytes, name: "fuzz.song")
    case .piece: pieceFaults(bytes)
    }
  }
}

private func treeFaults(_ bytes: [UInt8], name: String) -> [String] {
  let file = SourceFile(id: FileID(0), name: name, bytes: bytes)
  var sink = DiagnosticSink()
  let tree = parseSpec(file, sink: &sink)
  _ = tree.dump()
  var faults = spanFaults(sink.diagnostics, within: bytes.count)
  for node in tree.nodes where Int(node.span.end) > bytes.count { faults.append("a node ends at \(node.span.end)") }
  var layoutSink = DiagnosticSink()
  if let once = try? formatted(file, sink: &layoutSink) {
    let again = try? formatted(SourceFile(id: FileID(0), name: file.name, bytes: once), sink: &layoutSink)
    if again != once { faults.append("laid out twice it is another text") }
  }
  return faults
}

private func notationFaults(_ bytes: [UInt8]) -> [String] {
  guard let first = bytes.first else { return [] }
  let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
  let count = text.utf8.count
  let scalar = Scalar(text: text, span: Span(file: FileID(0), start: 0, end: count), style: .plain)
  var sink = DiagnosticSink()
  notationReaders[Int(first) % notationReaders.count](scalar, &sink)
  return spanFaults(sink.diagnostics, within: count)
}

private func abcFaults(_ bytes: [UInt8]) -> [String] {
  let text = String(decoding: bytes, as: UTF8.self)
  let count = text.utf8.count
  let scalar = Scalar(text: text, span: Span(file: FileID(0), start: 0, end: count), style: .plain)
  var sink = DiagnosticSink()
  _ = parseABC(scalar, sink: &sink)
  return spanFaults(sink.diagnostics, within: count)
}

private func musicXMLFaults(_ bytes: [UInt8]) -> [String] {
  guard let tune = try? readMusicXML(bytes), !tune.line.notes.isEmpty else { return [] }
  return specFaults(tuneSpec("musicxml"), given: bytes)
}

private func midiFaults(_ bytes: [UInt8]) -> [String] {
  _ = try? readCues(bytes, format: .midi)
  guard let file = try? readSMF(bytes) else { return [] }
  let tracks = file.tracks.indices.count { !file.notes(inTrack: $0).isEmpty }
  return tracks == 1 ? specFaults(tuneSpec("midi"), given: bytes) : []
}

private func cueFaults(_ bytes: [UInt8]) -> [String] {
  guard let first = bytes.first else { return [] }
  let (format, ending) = cueFormats[Int(first) % cueFormats.count]
  let list = Array(bytes.dropFirst())
  guard (try? readCues(list, format: format)) != nil else { return [] }
  let spec = """
    song: 1
    fps: 25
    style: corporate
    tempo: 100..120
    sync: {import: cues.\(ending), map: {"*": accent}}

    """
  return specFaults(Array(spec.utf8), cues: list)
}

/// Formats with an ending that chooses each.
private let cueFormats: [(CueFormat, ending: String)] = [
  (.edl, "edl"), (.markerTable, "csv"), (.fcpxml, "fcpxml"), (.otio, "otio"), (.srt, "srt"), (.midi, "mid"),
  (.audacity, "txt"),
]

/// A spec whose one section has its tune from a file.
private func tuneSpec(_ kind: String) -> [UInt8] {
  Array(
    """
    song: 1
    style: folk
    form: verse
    sections: {verse: {melody: {\(kind): tune}}}

    """.utf8)
}

/// Compiles a spec that is sound, and writes what it gives.
private func pieceFaults(_ bytes: [UInt8]) -> [String] {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  let source = sources.add(name: "fuzz.song.yaml", bytes: bytes)
  var options = CompileOptions()
  options.isLenient = true
  let piece = try? compile(source, name: "fuzz", knowledge: knowledge, options: options, sink: &sink)
  guard let piece else { return sink.hasErrors ? [] : ["nothing came of it, and nothing was said"] }
  _ = writeMusicXML(piece.score)
  return (try? readSMF(writeSMF(piece.performance))) == nil ? ["its MIDI can't be read"] : []
}

/// Checks a spec, with what its files hold.
private func specFaults(
  _ bytes: [UInt8], name: String = "fuzz.song.yaml", given: [UInt8]? = nil, cues: [UInt8]? = nil
) -> [String] {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  let source = sources.add(name: name, bytes: bytes)
  var options = CompileOptions()
  if let given { options.given = [GivenFile(path: "tune", content: .loaded(given))] }
  if let cues { options.cues = .loaded(cues) }
  checkSpec(source, name: "fuzz", knowledge: knowledge, options: options, sink: &sink)
  let renderer = TerminalRenderer(sources: sources, colored: false)
  for diagnostic in sink.diagnostics { _ = renderer.render(diagnostic) }
  return spanFaults(sink.diagnostics, within: bytes.count)
}

/// Places outside a source that has so many bytes.
private func spanFaults(_ diagnostics: [Diagnostic], within count: Int) -> [String] {
  diagnostics.flatMap { diagnostic in
    let spans = [diagnostic.span].compactMap { $0 } + diagnostic.labels.map(\.span)
      + diagnostic.fixIts.flatMap(\.edits).map(\.span)
    return spans.filter { $0.file != FileID(0) || $0.start > $0.end || Int($0.end) > count }
      .map { "\($0.start)..<\($0.end) is outside: \(diagnostic.message)" }
  }
}
