// SPDX-License-Identifier: Apache-2.0
/// What is said of goldens.
extension Diagnostic {
  /// - Parameter reason: a whole sentence, without its full stop.
  package static func calibrationFailed(_ reason: String) -> Diagnostic {
    Diagnostic(
      .calibrationFailed, reason, at: nil, notes: ["no tolerances were written"],
      help: ["calibrate on more specs, longer ones, or ones that export audio"])
  }

  package static func folderUnsearched(_ path: String, reason: String) -> Diagnostic {
    Diagnostic(
      .folderUnsearched, "can't look for specs and goldens in \(quoted(path)): \(reason)", at: nil,
      notes: ["what lies in it and below it isn't tested"],
      help: ["let it be read, or name the specs and folders that are meant"])
  }

  package static func goldenAllIgnored(_ spec: String) -> Diagnostic {
    Diagnostic(
      .goldenAllIgnored, "nothing of \(quoted(spec)) is compared: its 'golden' ignores all that it gives", at: nil,
      notes: ["such a test never fails"],
      help: ["let 'golden' keep an output at least, or move the spec away from those that are tested"])
  }

  /// - Parameters:
  ///   - layers: that differ.
  ///   - folder: of the goldens.
  package static func goldenChanged(_ spec: String, layers: [String], in folder: String, isCI: Bool) -> Diagnostic {
    Diagnostic(
      .goldenChanged, "\(quoted(spec)) isn't what its goldens hold: \(layers.joined(separator: ", "))", at: nil,
      notes: [isCI ? "the goldens stand in \(quoted(folder))" : "what it gives now stands in \(quoted(folder)) as *.new"],
      help: [
        isCI
          ? "run 'songc test' where you work, accept what is meant, and commit the goldens"
          : "look at it with 'songc review', take it with 'songc accept', or undo what changed it and 'songc reject'"
      ])
  }

  package static func goldenMissing(_ spec: String, layers: [String], in folder: String, isCI: Bool) -> Diagnostic {
    Diagnostic(
      .goldenMissing, "there are no goldens of \(quoted(spec)): \(layers.joined(separator: ", "))", at: nil,
      notes: [
        isCI ? "with --ci, or CI in the environment, nothing is written" : "what it gives stands in \(quoted(folder)) as *.new"
      ],
      help: [
        isCI
          ? "run 'songc test' and 'songc accept' where you work, and commit \(quoted(folder))"
          : "listen to it, then take it with 'songc accept'"
      ])
  }

  /// - Parameter path: of the folder, or of a file in it.
  package static func goldenObsolete(_ path: String) -> Diagnostic {
    Diagnostic(
      .goldenObsolete, "no spec gives what \(quoted(path)) holds", at: nil,
      notes: ["its spec is gone, has another name, or doesn't ask for it any more"],
      help: ["remove it, or give it the name of the spec that it belongs to"])
  }

  package static func goldenUnreadable(_ path: String, reason: String) -> Diagnostic {
    Diagnostic(
      .goldenUnreadable, "can't read the golden \(quoted(path)): \(reason)", at: nil,
      help: ["restore it (git checkout), or take what the spec gives now with 'songc accept'"])
  }

  package static func goldenVersion(_ path: String, found: Int, known: Int) -> Diagnostic {
    Diagnostic(
      .goldenVersion, "the golden \(quoted(path)) has format version \(found), and this songc knows \(known)", at: nil,
      notes: ["the format of goldens changed between two versions of songc, which says nothing of the music"],
      help: [
        found > known
          ? "test with the songc that wrote it, or a newer one"
          : "take the files anew: 'songc accept' with the songc of the goldens first, then with this one"
      ])
  }

  package static func reviewWithoutTerminal(_ count: Int) -> Diagnostic {
    Diagnostic(
      .reviewWithoutTerminal, "a review asks questions, and there is no terminal to ask them on", at: nil,
      notes: ["\(count) goldens wait"],
      help: ["without one: 'songc pending' lists them, 'songc accept' and 'songc reject' take --only NAME and --layer LIST"])
  }
}
