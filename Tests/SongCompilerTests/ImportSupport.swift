// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongImport
import SongMusic
import Testing

/// A file as it was imported, and the piece that its spec makes.
struct Imported {
  let spec: String
  let diagnostics: [Diagnostic]
  let piece: Compilation

  /// What was lost and decided, without their places.
  var remarks: [String] { diagnostics.filter { $0.code == .importLoss || $0.code == .importChoice }.map(\.message) }

  /// The notes of a part: onset, length, key and syllable.
  func notes(_ part: String? = nil) throws -> [String] {
    let found = part.map { name in piece.score.parts.first { $0.id == name } } ?? tune
    return try #require(found).texts
  }

  /// The first part that plays the tune.
  var tune: Score.Part? {
    let name = piece.settings.parts.first { $0.role == .melody }?.id
    return piece.score.parts.first { $0.id == name }
  }

  /// Chord symbols as `bar|place symbol`.
  var chords: [String] {
    piece.score.chords.map { "\($0.onset) \($0.chord.map { "\($0)" } ?? "N.C.")" }
  }
}

extension Score.Part {
  /// Onset, length, key and syllable of each note.
  var texts: [String] {
    notes.map { note in
      let sound = switch note.sound {
      case .pitch(let pitch): "\(pitch.key)"
      case .kit(let index): kit[index].name
      }
      return "\(note.onset) \(note.duration) \(sound)" + (note.lyric.map { " \($0.text)\($0.continues ? "-" : "")" } ?? "")
    }
  }
}

/// Imports a file and compiles its spec.
func imported(_ bytes: [UInt8], _ format: ImportFormat, tune: Int? = nil) throws -> Imported {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  let world = MemoryWorld()
  try world.write(bytes, to: "file")
  let result = importSpec(
    "file", format: format, tune: tune, target: .none, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
  let text = try #require(result?.text, "\(sink.diagnostics.map(\.message))")
  #expect(!sink.diagnostics.contains { $0.severity == .error }, "\(sink.diagnostics.map(\.message))\n\(text)")
  // What is imported stands in the canonical layout already.
  let laid = MemoryWorld(["file.song.yaml": text])
  #expect(layout(text, laid) == text)
  let piece = compiled(text)
  return Imported(
    spec: text, diagnostics: sink.diagnostics,
    piece: try #require(piece.compilation, "\(piece.diagnostics.map(\.message))\n\(text)"))
}

func imported(_ text: String, _ format: ImportFormat, tune: Int? = nil) throws -> Imported {
  try imported(Array(text.utf8), format, tune: tune)
}

/// What `songc fmt` makes of it.
private func layout(_ text: String, _ world: MemoryWorld) -> String? {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  return format("file.song.yaml", writes: false, world: world, sources: &sources, sink: &sink)?.text
}
