// SPDX-License-Identifier: Apache-2.0

/// The path of an export with fields in braces: `stems/{part}.wav`.
package struct PathTemplate: Sendable, Hashable {
  package enum Piece: Sendable, Hashable {
    case text(String)
    /// The name of a field.
    case field(String)
  }

  package let pieces: [Piece]

  /// Nil where a brace has no partner.
  package init?(_ text: String) {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[open] == "{", let close = rest[open...].dropFirst().firstIndex(where: { $0 == "{" || $0 == "}" }),
        rest[close] == "}"
      else { return nil }
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      pieces.append(.field(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    self.pieces = pieces
  }

  /// The names of its fields, in order.
  package var fields: [String] {
    pieces.compactMap { piece in
      if case .field(let name) = piece { return name }
      return nil
    }
  }

  /// The path with the value of each field, as a name that is no folder and leads nowhere; fields without one stay.
  package func path(_ values: [String: String]) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .field(let name): values[name].map(fileName) ?? "{\(name)}"
      }
    }.joined()
  }
}

/// A text as part of a file name: without slashes and control characters, and not of dots alone.
private func fileName(_ text: String) -> String {
  let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
    scalar == "/" || scalar == "\\" || scalar.properties.generalCategory == .control ? "-" : scalar
  }
  var name = String(String.UnicodeScalarView(scalars))
  if name.allSatisfy({ $0 == "." }) { name = String(repeating: "-", count: max(1, name.count)) }
  return name
}

extension Spec.ExportKind {
  /// The path where none is said.
  ///
  /// - Parameter format: of markers.
  package func standardPath(_ format: Spec.MarkerFormat) -> String {
    switch (self, format) {
    case (.wav, _), (.aiff, _), (.flac, _), (.ogg, _), (.opus, _), (.mp3, _): "{name}.\(rawValue)"
    case (.midi, _): "{name}.mid"
    case (.musicxml, _): "{name}.musicxml"
    case (.abc, _): "{name}.abc"
    case (.stems, _): "stems/{part}.wav"
    case (.markers, .edl): "{name}.edl"
    case (.markers, .csv): "{name}.markers.csv"
    case (.markers, .srt): "{name}.srt"
    case (.markers, .midi): "{name}.markers.mid"
    }
  }

  /// The fields that a path may have: the piece's title, the spec's file name, of stems the part, and of scores and MIDI
  /// the section: then there is a file for each playing of a section.
  package var pathFields: [String] {
    switch self {
    case .stems: ["title", "name", "part"]
    case .midi, .musicxml, .abc: ["title", "name", "section"]
    case .wav, .aiff, .flac, .ogg, .opus, .mp3, .markers: ["title", "name"]
    }
  }

  /// What is written where a spec asks for no outputs.
  package static let standard: [Spec.ExportKind] = [.wav, .midi, .musicxml]
}
