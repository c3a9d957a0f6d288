// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongCache

/// Everything that lies outside a build: files, time and the wish to stop.
///
/// The command line implements it on the file system, tests in memory. Paths are as the user gave them or absolute.
package protocol World: Sendable {
  func read(_ path: String) throws(WorldError) -> [UInt8]
  /// The bytes of a file to use in place, without reading what isn't used.
  ///
  /// The file may be replaced or removed meanwhile, as `rename` does it; whoever cuts it short or writes into it where it
  /// stands breaks whoever still holds the bytes.
  func map(_ path: String) throws(WorldError) -> FileBytes
  /// Names of the entries of a folder, sorted by their UTF-8 bytes.
  func list(_ folder: String) throws(WorldError) -> [String]
  /// As `list`; nil of what is no folder. So it throws only of folders that can't be read.
  func names(in folder: String) throws(WorldError) -> [String]?
  func exists(_ path: String) -> Bool
  /// Writes a file that is not yet visible under its name; its folder is made.
  func write(_ bytes: [UInt8], to path: String) throws(WorldError)
  /// Throws where it is known before that no file can take a path: a folder has it.
  func checkTarget(_ path: String) throws(WorldError)
  /// Gives a file its final name, replacing what was there, in one step.
  func rename(_ path: String, to other: String) throws(WorldError)
  /// Whether two files have the same bytes; false where one of them can't be read.
  func isSame(_ path: String, as other: String) -> Bool
  /// The number of bytes that two files of any length both begin with; nil where they are the same.
  func firstDifference(_ path: String, _ other: String) throws(WorldError) -> Int?
  /// Writes the bytes of a file of any length under another name, in a folder that is there.
  func copy(_ path: String, to other: String) throws(WorldError)
  /// What decides whether a file or a folder can be made at a path: what stands there, which folder around it is there, and
  /// whether that may be written to.
  func room(at path: String) -> ContentHash
  func remove(_ path: String)
  /// Removes what runs that were killed an hour ago or earlier were writing in a folder.
  func removeAbandoned(in folder: String)
  func makeFolder(_ path: String) throws(WorldError)
  /// The real path of a file, with links followed; nil where there is none.
  func resolve(_ path: String) -> String?
  /// A folder for temporary files that belong to one run.
  var scratch: String { get }
  /// The path of the running executable.
  var executable: String { get }
  /// The files whose code this process runs: the executable and the libraries that are loaded so far, sorted.
  var code: [String] { get }
  /// Is told of a file that SongAudio opens by itself; nil where its bytes can't be read.
  func willUse(_ path: String, content: ContentHash?)
  /// True once the user asked to stop.
  var isCancelled: Bool { get }
  /// Seconds since some fixed point; for timings only, never for outputs.
  var seconds: Double { get }
  /// What git answers to a command that only reads, in a folder.
  func git(_ arguments: [String], in folder: String) throws(WorldError) -> [UInt8]
}

extension World {
  /// Worlds that can't map a file read it.
  package func map(_ path: String) throws(WorldError) -> FileBytes { FileBytes(try read(path)) }

  package func isSame(_ path: String, as other: String) -> Bool {
    guard let first = try? read(path), let second = try? read(other) else { return false }
    return first == second
  }

  package func names(in folder: String) throws(WorldError) -> [String]? { try? list(folder) }

  package func firstDifference(_ path: String, _ other: String) throws(WorldError) -> Int? {
    let (left, right) = (try read(path), try read(other))
    if left == right { return nil }
    return zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(left.count, right.count)
  }

  package func copy(_ path: String, to other: String) throws(WorldError) { try write(try read(path), to: other) }

  package func room(at path: String) -> ContentHash { ContentHash(ofExistence: exists(path)) }

  package func removeAbandoned(in folder: String) {}

  package var code: [String] { [executable] }

  package func willUse(_ path: String, content: ContentHash?) {}

  /// Worlds without processes have no git.
  package func git(_ arguments: [String], in folder: String) throws(WorldError) -> [UInt8] {
    throw WorldError(path: folder, reason: "there is no git here")
  }

  /// One name for every way to write the path of a file: the real path of the nearest folder that exists, and the steps
  /// below it.
  package func place(of path: String) -> String {
    var (folder, name) = split(path)
    var steps = [name]
    while true {
      if let real = resolve(folder.isEmpty ? "." : folder) { return steps.reversed().reduce(real, join) }
      if folder.isEmpty || folder == "/" { return steps.reversed().reduce(folder, join) }
      (folder, name) = split(folder)
      if !name.isEmpty, name != "." { steps.append(name) }
    }
  }
}

/// Why a file could not be read or written.
package struct WorldError: Error, Sendable, Hashable {
  package let path: String
  /// The system's words: `No such file or directory`.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// The folder and the last name of a path.
package func split(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return ("", path) }
  let folder = path[..<slash]
  return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}

/// A path below a folder; an empty folder is the current one.
package func join(_ folder: String, _ name: String) -> String {
  folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
}
