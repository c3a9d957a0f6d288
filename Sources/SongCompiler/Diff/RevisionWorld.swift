// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The files of a git working tree as they were at a revision; what lies outside of the tree, and all that is written, is
/// the world's own.
///
/// Submodules and links are what git stores of them.
struct RevisionWorld: World {
  private let base: any World
  /// The real path of the working tree.
  let top: String
  /// The name of the commit, in hexadecimal digits: no option and no path.
  private let commit: String

  /// - Parameter folder: of the working tree, or below it.
  /// - Throws: where there is no working tree, or no such revision in it.
  init(_ revision: String, in folder: String, _ world: any World) throws(WorldError) {
    base = world
    let answer = try world.git(["rev-parse", "--show-toplevel"], in: folder)
    top = RevisionWorld.line(answer)
    // The words before make git take the revision for nothing else, whatever it begins with.
    commit = RevisionWorld.line(
      try world.git(["rev-parse", "--verify", "--end-of-options", revision + "^{commit}"], in: folder))
    guard !commit.isEmpty, commit.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      throw WorldError(path: folder, reason: "git doesn't know the revision")
    }
  }

  private static func line(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).trimmed }

  var scratch: String { base.scratch }
  var executable: String { base.executable }
  var isCancelled: Bool { base.isCancelled }
  var seconds: Double { base.seconds }

  /// Whether a path lies in the working tree, whatever links lead there.
  func holds(_ path: String) -> Bool { inside(path) != nil }

  /// The path of a file in the working tree, from its top; nil outside of it.
  private func inside(_ path: String) -> String? {
    if path == "-" { return nil }
    var steps: [Substring] = []
    for step in base.place(of: path).split(separator: "/") where step != "." {
      if step == "..", !steps.isEmpty { steps.removeLast() } else { steps.append(step) }
    }
    let normal = "/" + steps.joined(separator: "/")
    if normal == top { return "" }
    return normal.hasPrefix(top + "/") ? String(normal.dropFirst(top.utf8.count + 1)) : nil
  }

  private func git(_ arguments: [String], for path: String) throws(WorldError) -> [UInt8] {
    do {
      return try base.git(arguments, in: top)
    } catch {
      throw WorldError(path: path, reason: "not in that revision (\(error.reason))")
    }
  }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    guard let name = inside(path) else { return try base.read(path) }
    return try git(["cat-file", "blob", "\(commit):\(name)"], for: path)
  }

  func list(_ folder: String) throws(WorldError) -> [String] {
    guard let name = inside(folder.isEmpty ? "." : folder) else { return try base.list(folder) }
    let names = try git(["ls-tree", "-z", "--name-only", "\(commit):\(name)"], for: folder)
    return names.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted(by: utf8Precedes)
  }

  func exists(_ path: String) -> Bool {
    guard let name = inside(path) else { return base.exists(path) }
    return (try? base.git(["cat-file", "-e", "\(commit):\(name)"], in: top)) != nil
  }

  func resolve(_ path: String) -> String? {
    guard let name = inside(path) else { return base.resolve(path) }
    guard exists(path) else { return nil }
    return name.isEmpty ? top : "\(top)/\(name)"
  }

  func write(_ bytes: [UInt8], to path: String) throws(WorldError) { try base.write(bytes, to: path) }
  func checkTarget(_ path: String) throws(WorldError) { try base.checkTarget(path) }
  func rename(_ path: String, to other: String) throws(WorldError) { try base.rename(path, to: other) }
  func remove(_ path: String) { base.remove(path) }
  func makeFolder(_ path: String) throws(WorldError) { try base.makeFolder(path) }
}
