// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What a cache holds.
package struct CacheSize: Sendable, Hashable {
  package var entries = 0
  /// Bytes on the disk.
  package var byteCount: Int64 = 0
}

extension Cache {
  /// Part of the limit that clearing leaves, so that it isn't done again soon.
  private static let left = (numerator: Int64(4), denominator: Int64(5))
  /// Seconds after which what a killed process was writing is removed.
  private static let abandoned = 3600

  /// Counts the entries.
  package var size: CacheSize {
    var size = CacheSize()
    for entry in entries() {
      size.entries += 1
      size.byteCount += entry.byteCount
    }
    return size
  }

  /// Removes what wasn't used for longest, where the entries take more than a limit; and what killed processes left.
  ///
  /// - Parameter limit: bytes; nil is the cache's own. 0 removes everything.
  /// - Returns: what was removed.
  @discardableResult package func clear(downTo limit: Int64? = nil) -> CacheSize {
    removeAbandoned()
    var removed = CacheSize()
    let entries = entries()
    var byteCount = entries.reduce(0) { $0 + $1.byteCount }
    let limit = limit ?? self.limit
    guard byteCount > limit || limit == 0 else { return removed }
    let goal = limit / Cache.left.denominator * Cache.left.numerator
    for entry in entries.sorted(by: { ($0.seconds, $0.nanoseconds) < ($1.seconds, $1.nanoseconds) }) {
      if byteCount <= goal, limit > 0 { break }
      guard unlink(entry.path) == 0 else { continue }
      byteCount -= entry.byteCount
      removed.entries += 1
      removed.byteCount += entry.byteCount
    }
    return removed
  }

  private struct Entry {
    let path: String
    let byteCount: Int64
    /// When it was last used.
    let seconds: Int
    let nanoseconds: Int
  }

  private func entries() -> [Entry] {
    names(in: folder).filter { $0.utf8.count == 2 }.flatMap { shelf in
      names(in: "\(folder)/\(shelf)").compactMap { name in
        let path = "\(folder)/\(shelf)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Entry(
          path: path, byteCount: Int64(status.st_blocks) * 512, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
      }
    }
  }

  private func removeAbandoned() {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    for name in names(in: "\(folder)/\(Cache.temporary)") {
      let path = "\(folder)/\(Cache.temporary)/\(name)"
      var status = stat()
      if lstat(path, &status) == 0, now.tv_sec - status.st_mtim.tv_sec > Cache.abandoned { unlink(path) }
    }
  }

  private func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
