// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Synchronization

/// A folder of results under their content addresses, shared by any number of processes.
///
/// An entry is written under a temporary name and gets its own in one step, and every one carries the checksum of its
/// bytes, which is compared before they are used: whatever happens to a process or a disk, an entry is whole or there is
/// none. What can't be kept is not kept; results never depend on it.
package final class Cache: Sendable {
  /// Bytes that automatic clearing leaves, unless another limit is given.
  package static let standardLimit: Int64 = 10 << 30
  /// Changes with the form of the files.
  private static let form = "songc-1"
  /// What one piece keeps takes this part of the limit at most: one in so many.
  private static let largestShare: Int64 = 2

  /// The folder of the entries.
  package let folder: String
  /// Bytes on the disk that entries may take together.
  package let limit: Int64
  private let state = Mutex(State())

  private struct State {
    var counts = Counts()
    var nextTemporary = 0
    var problem: String?
  }

  /// What a run had of the cache.
  package struct Counts: Sendable, Hashable {
    package var found = 0
    package var missed = 0
    package var stored = 0
    /// Entries whose bytes weren't those that were stored; they are gone.
    package var damaged = 0
  }

  /// - Parameter folder: it is made when the first entry is stored.
  package init(folder: String, limit: Int64 = Cache.standardLimit) {
    self.folder = "\(folder)/\(Cache.form)"
    self.limit = limit
  }

  package var counts: Counts { state.withLock { $0.counts } }

  /// Why something couldn't be kept; nil where all could.
  package var problem: String? { state.withLock { $0.problem } }

  /// Whether a result of so many bytes is worth its place.
  package func hasRoom(for byteCount: Int64) -> Bool { byteCount <= limit / Cache.largestShare }

  /// The entry of an address; nil where there is none, or a damaged one, which is removed.
  package func find(_ address: ContentHash) -> CacheEntry? {
    let path = path(of: address)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      state.withLock { $0.counts.missed += 1 }
      return nil
    }
    let entry = CacheEntry(file: file)
    guard entry.isWhole(for: address) else {
      unlink(path)
      state.withLock {
        $0.counts.damaged += 1
        $0.counts.missed += 1
      }
      return nil
    }
    entry.touch()
    state.withLock { $0.counts.found += 1 }
    return entry
  }

  /// The bytes of a small entry.
  package func bytes(_ address: ContentHash) -> [UInt8]? {
    guard let entry = find(address) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(entry.count))
    return bytes.withUnsafeMutableBytes({ entry.read(into: $0, at: 0) }) ? bytes : nil
  }

  /// Keeps bytes.
  package func store(_ bytes: [UInt8], at address: ContentHash) {
    guard let writer = writer(for: address) else { return }
    bytes.withUnsafeBytes { writer.write($0) }
    writer.finish()
  }

  /// Keeps the bytes of a file; false where it can't be read, or the cache has no room for it.
  package func store(fileAt path: String, at address: ContentHash) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, hasRoom(for: Int64(status.st_size)), let writer = writer(for: address) else {
      return false
    }
    guard readPieces(file, from: 0, count: Int64(status.st_size), { piece, _ in
      writer.write(piece)
      return true
    }) else { return false }
    writer.finish()
    return true
  }

  /// Keeps bytes that come in pieces; nil where nothing can be kept.
  package func writer(for address: ContentHash) -> CacheWriter? {
    // Where the disk is full, others need the place more.
    let number: Int? = state.withLock { state in
      state.nextTemporary += 1
      return state.problem == nil ? state.nextTemporary : nil
    }
    guard let number else { return nil }
    let target = path(of: address)
    guard makeFolder("\(folder)/\(Cache.temporary)"), makeFolder(String(target.prefix(upTo: target.lastIndex(of: "/")!))) else {
      fail()
      return nil
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    // A process in another container may have the same number.
    let name = "\(getpid()).\(number).\(now.tv_sec).\(now.tv_nsec)"
    let writer = CacheWriter(
      address: address, temporary: "\(folder)/\(Cache.temporary)/\(name)", target: target, cache: self)
    if writer == nil { fail() }
    return writer
  }

  func stored() { state.withLock { $0.counts.stored += 1 } }

  /// Remembers why an entry couldn't be kept.
  func fail() { fail(String(cString: strerror(errno))) }

  package func fail(_ reason: String) {
    state.withLock { $0.problem = $0.problem ?? reason }
  }

  static let temporary = "temporary"

  private func path(of address: ContentHash) -> String {
    let text = address.description
    return "\(folder)/\(text.prefix(2))/\(text.dropFirst(2))"
  }

  private func makeFolder(_ path: String) -> Bool {
    if access(path, F_OK) == 0 { return true }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex, !makeFolder(String(path[..<slash])) { return false }
    guard mkdir(path, 0o777) == 0 else { return errno == EEXIST }
    if path == folder { mark() }
    return true
  }

  /// Tells backups that the folder needs none.
  ///
  /// - Source: Cache Directory Tagging Specification, https://bford.info/cachedir/
  private func mark() {
    let file = open("\(folder)/CACHEDIR.TAG", O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { return }
    let text = "Signature: 8a477f597d28d172789f06886806bc55\n# Results of songc, which can be made again.\n"
    _ = text.withCString { write(file, $0, strlen($0)) }
    close(file)
  }
}
