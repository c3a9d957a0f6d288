// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongCompiler
import SongTestSupport
import Synchronization

/// A world in memory; reads of `stdlib/` and `specs/` go to the checkout.
final class MemoryWorld: World, Sendable {
  private let files: Mutex<[String: [UInt8]]>
  private let cancelled: Bool
  /// Writing to this path fails.
  private let full: String?
  /// A name that no folder of the checkout lists.
  private let absent: String?
  /// A folder that can't be listed.
  private let unreadable: String?

  init(
    _ files: [String: String] = [:], cancelled: Bool = false, full: String? = nil, absent: String? = nil, unreadable: String? = nil
  ) {
    self.unreadable = unreadable
    self.files = Mutex(files.mapValues { Array($0.utf8) })
    self.cancelled = cancelled
    self.full = full
    self.absent = absent
  }

  var scratch: String { "/scratch" }
  var executable: String { "\(checkout)/.build/songc" }
  var isCancelled: Bool { cancelled }
  var seconds: Double { 0 }

  /// The names of all files written, sorted.
  var names: [String] { files.withLock { $0.keys.sorted() } }

  func text(_ path: String) -> String? { files.withLock { $0[path] }.map { String(decoding: $0, as: UTF8.self) } }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    if let bytes = files.withLock({ $0[normal(path)] }) { return bytes }
    guard path.hasPrefix(checkout), let data = FileManager.default.contents(atPath: path) else {
      throw WorldError(path: path, reason: "No such file or directory")
    }
    return Array(data)
  }

  func list(_ folder: String) throws(WorldError) -> [String] {
    let prefix = normal(folder) + "/"
    let own = Set(files.withLock { $0.keys.filter { $0.hasPrefix(prefix) } }.compactMap {
      $0.dropFirst(prefix.count).split(separator: "/").first.map { String($0) }
    })
    if !own.isEmpty { return own.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw WorldError(path: folder, reason: "No such file or directory")
    }
    return names.filter { $0 != absent }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func names(in folder: String) throws(WorldError) -> [String]? {
    if folder == unreadable { throw WorldError(path: folder, reason: "Permission denied") }
    return try? list(folder)
  }

  func exists(_ path: String) -> Bool {
    files.withLock { $0[normal(path)] != nil } || path.hasPrefix(checkout) && FileManager.default.fileExists(atPath: path)
  }

  func write(_ bytes: [UInt8], to path: String) throws(WorldError) {
    if let full, path.contains(full) { throw WorldError(path: path, reason: "No space left on device") }
    files.withLock { $0[path] = bytes }
  }

  func checkTarget(_ path: String) throws(WorldError) {
    if names.contains(where: { $0.hasPrefix("\(path)/") }) { throw WorldError(path: path, reason: "Is a directory") }
  }

  func rename(_ path: String, to other: String) throws(WorldError) {
    files.withLock { $0[other] = $0.removeValue(forKey: path) }
  }

  func remove(_ path: String) { files.withLock { _ = $0.removeValue(forKey: path) } }
  func makeFolder(_ path: String) throws(WorldError) {}
  func resolve(_ path: String) -> String? { exists(path) || path == "." ? normal(path) : nil }

  /// A path without `.` and `..`.
  private func normal(_ path: String) -> String {
    var steps: [Substring] = []
    for step in path.split(separator: "/") where step != "." {
      if step == "..", !steps.isEmpty { steps.removeLast() } else { steps.append(step) }
    }
    return (path.hasPrefix("/") ? "/" : "") + steps.joined(separator: "/")
  }
}

/// A world that is one in memory but for what it says otherwise.
protocol WorldAroundMemory: World {
  var base: MemoryWorld { get }
}

extension WorldAroundMemory {
  var scratch: String { base.scratch }
  var executable: String { base.executable }
  var isCancelled: Bool { false }
  var seconds: Double { 0 }
  func read(_ path: String) throws(WorldError) -> [UInt8] { try base.read(path) }
  func list(_ folder: String) throws(WorldError) -> [String] { try base.list(folder) }
  func exists(_ path: String) -> Bool { base.exists(path) }
  func write(_ bytes: [UInt8], to path: String) throws(WorldError) { try base.write(bytes, to: path) }
  func checkTarget(_ path: String) throws(WorldError) {}
  func rename(_ path: String, to other: String) throws(WorldError) { try base.rename(path, to: other) }
  func remove(_ path: String) { base.remove(path) }
  func makeFolder(_ path: String) throws(WorldError) {}
  func resolve(_ path: String) -> String? { base.resolve(path) }
}
