// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  /// The folder that `models` names.
  package static func modelsUnusable(_ path: String, cause: String, remedy: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .modelsUnusable, "the models in \(quoted(path)) can't be used: \(cause)", at: span, path: "models", help: [remedy])
  }

  /// A file of a folder of music.
  package static func trainingFileUnread(_ path: String, cause: String, remedy: String) -> Diagnostic {
    Diagnostic(.trainingFileUnread, "\(quoted(path)) isn't trained on: \(cause)", at: nil, help: [remedy])
  }

  package static func trainingMusicMissing(_ folder: String, cause: String, remedy: String) -> Diagnostic {
    Diagnostic(.trainingMusicMissing, "no model can be trained on \(quoted(folder)): \(cause)", at: nil, help: [remedy])
  }
}
