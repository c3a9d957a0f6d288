// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics
package import SongMusic

extension Spec {
  /// What a part plays in every bar.
  package struct Pattern: Sendable, Hashable, Codable {
    /// A pattern of the library; nil where the spec writes its own.
    package var name: Located<String>?
    package var lanes: [Lane] = []
    package let span: Span
    package let path: String

    package init(span: Span, path: String) {
      self.span = span
      self.path = path
    }

    /// Whether it is written out and played as it stands.
    package var isWritten: Bool { !lanes.isEmpty }
  }

  /// A line of a pattern.
  package struct Lane: Sendable, Hashable, Codable {
    /// What its notes are.
    package enum Target: Sendable, Hashable, Codable {
      /// A voice of the kit.
      case voice(String)
      /// The whole chord, struck down or up.
      case strum
      /// The words of a mini-notation name voices or tones.
      case words
      case tones
      case degrees
    }

    package enum Content: Sendable, Hashable, Codable {
      case grid(GridLine)
      case mini(MiniPattern, words: [Located<String>])
      case line(Line)
    }

    package let key: Located<String>
    package let target: Target
    package let content: Content
    package let span: Span

    package init(key: Located<String>, target: Target, content: Content, span: Span) {
      self.key = key
      self.target = target
      self.content = content
      self.span = span
    }
  }

  /// The part, or a voice of it, that another follows: `tune`, `drums.kick`.
  package struct Follow: Sendable, Hashable, Codable {
    package let part: String
    package let voice: String?

    package init(part: String, voice: String?) {
      self.part = part
      self.voice = voice
    }
  }
}
