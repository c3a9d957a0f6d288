// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Opens a regular file; a pipe would wait for its writer and take what is another's.
private func openFile(_ path: String) -> Int32 {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return -1 }
  return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
}

extension ContentHash {
  /// Of a file's bytes; nil where it can't be read.
  package init?(ofFileAt path: String) {
    let file = openFile(path)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let content = SongCache.hash(of: file, from: 0, count: Int64(status.st_size))
    else { return nil }
    self = content
  }
}

extension Cache {
  /// Files up to here are read as quickly as it is looked up what they were.
  private static let smallFile: Int64 = 1 << 20
  private static let rest = 2

  /// The hash of a file's bytes; nil where it can't be read.
  ///
  /// That of a long file is remembered by device, inode, size and the times of its last changes.
  package func hash(ofFileAt path: String) -> ContentHash? { hash(ofFileAt: path, rest: Cache.rest) }

  /// - Parameter rest: how long a file must have rested before its hash is remembered, seconds: a write soon after the hash was
  ///   taken may leave its times as they are.
  package func hash(ofFileAt path: String, rest: Int) -> ContentHash? {
    let file = openFile(path)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int64(status.st_size)
    guard size > Cache.smallFile else { return SongCache.hash(of: file, from: 0, count: size) }
    let address = address(ofState: status)
    if let known = bytes(address), let hash = try? read(known) { return hash }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    guard let hash = SongCache.hash(of: file, from: 0, count: size) else { return nil }
    if now.tv_sec - max(status.st_mtim.tv_sec, status.st_ctim.tv_sec) > rest {
      var fields = FieldWriter()
      fields.add(hash)
      store(fields.bytes, at: address)
    }
    return hash
  }

  private func read(_ bytes: [UInt8]) throws(FieldReader.Mismatch) -> ContentHash {
    var fields = FieldReader(bytes)
    let hash = try fields.hash()
    try fields.end()
    return hash
  }

  private func address(ofState status: stat) -> ContentHash {
    let hasher = ContentHasher("file")
    for value in [
      Int64(truncatingIfNeeded: status.st_dev), Int64(truncatingIfNeeded: status.st_ino), Int64(status.st_size),
      Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec), Int64(status.st_ctim.tv_sec), Int64(status.st_ctim.tv_nsec),
    ] {
      hasher.add(value)
    }
    return hasher.finish()
  }
}
