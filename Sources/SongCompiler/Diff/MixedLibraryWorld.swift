// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A world whose standard library has some files of another one in place of its own.
struct MixedLibraryWorld: World {
  let base: any World
  let old: String
  let new: String
  /// Paths in the library.
  let files: [String]

  var scratch: String { base.scratch }
  var executable: String { base.executable }
  var isCancelled: Bool { base.isCancelled }
  var seconds: Double { base.seconds }

  /// Where a path is read from.
  private func place(_ path: String) -> String {
    files.first { utf8Equal(join(old, $0), path) }.map { join(new, $0) } ?? path
  }

  func read(_ path: String) throws(WorldError) -> [UInt8] { try base.read(place(path)) }
  func map(_ path: String) throws(WorldError) -> FileBytes { try base.map(place(path)) }
  func exists(_ path: String) -> Bool { base.exists(place(path)) }

  func list(_ folder: String) throws(WorldError) -> [String] {
    var names = try base.list(folder)
    for file in files where utf8Equal(join(old, split(file).folder), folder) {
      let name = split(file).name
      names.removeAll { utf8Equal($0, name) }
      if base.exists(join(new, file)) { names.append(name) }
    }
    return names.sorted(by: utf8Precedes)
  }

  func resolve(_ path: String) -> String? { base.resolve(path) }
  func write(_ bytes: [UInt8], to path: String) throws(WorldError) { try base.write(bytes, to: path) }
  func checkTarget(_ path: String) throws(WorldError) { try base.checkTarget(path) }
  func rename(_ path: String, to other: String) throws(WorldError) { try base.rename(path, to: other) }
  func remove(_ path: String) { base.remove(path) }
  func makeFolder(_ path: String) throws(WorldError) { try base.makeFolder(path) }
}
