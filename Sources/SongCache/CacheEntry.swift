// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The head of an entry's file, 64 bytes: mark, address, number of bytes, their hash.
enum EntryHead {
  static let byteCount = 64
  private static let mark: UInt64 = 0x3163_676e_6f73_0a1a

  static func bytes(address: ContentHash, count: Int64, content: ContentHash) -> [UInt8] {
    var fields = FieldWriter()
    fields.add(mark)
    fields.add(address)
    fields.add(Int(count))
    fields.add(content)
    return fields.bytes + [UInt8](repeating: 0, count: byteCount - fields.bytes.count)
  }

  /// What the head of an entry says of its bytes; nil where it isn't the head of this address.
  static func read(_ bytes: [UInt8], address: ContentHash) -> (count: Int64, content: ContentHash)? {
    var fields = FieldReader(bytes)
    guard let found = try? (mark: fields.word(), address: fields.hash(), count: fields.integer(), content: fields.hash()),
      found.mark == mark, found.address == address
    else { return nil }
    return (Int64(found.count), found.content)
  }
}

/// A kept result, open for reading. It stays readable when its file is removed.
package final class CacheEntry: Sendable {
  private let file: Int32
  private let size: Int64

  /// Takes the open file over.
  init(file: Int32) {
    self.file = file
    var status = stat()
    size = fstat(file, &status) == 0 ? Int64(status.st_size) : 0
  }

  deinit { close(file) }

  /// Bytes of the result.
  package var count: Int64 { max(0, size - Int64(EntryHead.byteCount)) }

  /// Reads bytes from an offset on; false where the file fails.
  package func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) -> Bool {
    readAll(file, into: bytes, at: offset + Int64(EntryHead.byteCount))
  }

  /// Writes the bytes to a file, which is made or replaced; the reason where that fails.
  package func copy(to path: String) -> String? {
    let target = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard target >= 0 else { return String(cString: strerror(errno)) }
    defer { close(target) }
    let isCopied = readPieces(file, from: Int64(EntryHead.byteCount), count: count) { writeAll(target, $0, at: $1) }
    return isCopied ? nil : String(cString: strerror(errno))
  }

  /// Whether its bytes are those that were stored at an address.
  func isWhole(for address: ContentHash) -> Bool {
    var head = [UInt8](repeating: 0, count: EntryHead.byteCount)
    guard head.withUnsafeMutableBytes({ readAll(file, into: $0, at: 0) }),
      let said = EntryHead.read(head, address: address), said.count == count
    else { return false }
    return hash(of: file, from: Int64(EntryHead.byteCount), count: count) == said.content
  }

  /// Notes that it was used: what wasn't for longest is cleared first. Once an hour is enough.
  func touch() {
    var status = stat()
    var now = timespec()
    guard fstat(file, &status) == 0, clock_gettime(CLOCK_REALTIME, &now) == 0, now.tv_sec - status.st_mtim.tv_sec > 3600 else {
      return
    }
    futimens(file, nil)
  }
}

/// Writes a result into the cache; one that isn't finished leaves nothing.
package final class CacheWriter {
  private let address: ContentHash
  private let temporary: String
  private let target: String
  private let cache: Cache
  private let file: Int32
  private let hasher = ContentHasher(raw: ())
  private var position = Int64(EntryHead.byteCount)
  private var hasFailed = false

  init?(address: ContentHash, temporary: String, target: String, cache: Cache) {
    self.address = address
    self.temporary = temporary
    self.target = target
    self.cache = cache
    file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if file < 0 { return nil }
  }

  deinit {
    guard file >= 0 else { return }
    close(file)
    // Gone already where it was finished.
    unlink(temporary)
  }

  /// Appends bytes; silence takes no place on the disk.
  package func write(_ bytes: UnsafeRawBufferPointer) {
    guard !hasFailed else { return }
    // One that can't be written tells all others of a full disk.
    guard cache.problem == nil else { return giveUp() }
    hasher.add(raw: bytes)
    let isSilent = bytes.count >= 4096 && bytes.allSatisfy { $0 == 0 }
    if !isSilent, !writeAll(file, bytes, at: position) { fail() }
    position += Int64(bytes.count)
  }

  /// Gives the result its address.
  package func finish() {
    guard !hasFailed else { return }
    let head = EntryHead.bytes(address: address, count: position - Int64(EntryHead.byteCount), content: hasher.finish())
    guard head.withUnsafeBytes({ writeAll(file, $0, at: 0) }), ftruncate(file, off_t(position)) == 0,
      rename(temporary, target) == 0
    else { return fail() }
    cache.stored()
  }

  private func fail() {
    cache.fail()
    giveUp()
  }

  /// Leaves its place on the disk to others.
  private func giveUp() {
    hasFailed = true
    ftruncate(file, 0)
  }
}

/// The hash of bytes of an open file, read piece by piece; nil where it can't be read.
func hash(of file: Int32, from start: Int64, count: Int64) -> ContentHash? {
  let hasher = ContentHasher(raw: ())
  let isRead = readPieces(file, from: start, count: count) { piece, _ in
    hasher.add(raw: piece)
    return true
  }
  return isRead ? hasher.finish() : nil
}

/// Hands bytes of an open file on, piece by piece, each with its place behind `start`; false where they can't be read, or as soon
/// as a piece isn't taken.
func readPieces(
  _ file: Int32, from start: Int64, count: Int64, _ take: (UnsafeRawBufferPointer, Int64) -> Bool
) -> Bool {
  var buffer = [UInt8](repeating: 0, count: Int(min(count, 1 << 20)))
  var done: Int64 = 0
  while done < count {
    let step = Int(min(Int64(buffer.count), count - done))
    let isTaken = buffer.withUnsafeMutableBytes { bytes in
      let piece = UnsafeMutableRawBufferPointer(rebasing: bytes[..<step])
      return readAll(file, into: piece, at: start + done) && take(UnsafeRawBufferPointer(piece), done)
    }
    guard isTaken else { return false }
    done += Int64(step)
  }
  return true
}

private func readAll(_ file: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) -> Bool {
  var done = 0
  while done < bytes.count {
    let count = pread(file, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
    if count < 0, errno == EINTR { continue }
    if count <= 0 { return false }
    done += count
  }
  return true
}

private func writeAll(_ file: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Bool {
  var done = 0
  while done < bytes.count {
    let count = pwrite(file, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
    if count < 0, errno == EINTR { continue }
    if count <= 0 { return false }
    done += count
  }
  return true
}
