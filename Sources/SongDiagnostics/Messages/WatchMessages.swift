// SPDX-License-Identifier: Apache-2.0
/// What is said while files are watched.
extension Diagnostic {
  /// - Parameters:
  ///   - path: of the spec, as the user gave it.
  ///   - fileSystem: its kind: `nfs4`.
  package static func changesUntold(_ path: String, fileSystem: String) -> Diagnostic {
    Diagnostic(
      .changesUntold, "changes that other machines make to \(quoted(path)) may go unseen: it lies on \(fileSystem)", at: nil,
      notes: ["the system tells what this machine changes there, and nothing else"],
      help: ["look at the files again and again with --poll 1, or silence this with --allow S9053"])
  }

  /// - Parameters:
  ///   - folder: nil where none can be watched.
  ///   - limit: of the system that is reached.
  package static func filesUnwatchable(_ folder: String?, reason: String, limit: String?) -> Diagnostic {
    Diagnostic(
      .filesUnwatchable, "can't watch \(folder.map(quoted) ?? "files"): \(reason)", at: nil,
      notes: limit.map { ["what the programs of one user may watch has a limit, \($0), and it is reached"] } ?? [],
      help: (limit.map { ["raise it, as root: sysctl \($0)=N"] } ?? []) + ["look at the files again and again: --poll 1"])
  }

  package static func programReplaced(_ path: String) -> Diagnostic {
    Diagnostic(
      .programReplaced, "\(quoted(path)) isn't what is running here any more", at: nil,
      notes: ["it is part of songc, and was replaced or removed; the outputs are as they were"],
      help: ["start 'songc watch' again"])
  }
}
