// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What stands before the content of a binary file: eight letters, the version (4 bytes), a checksum of the content (8).
struct FileSeal {
  let magic: [UInt8]
  let version: UInt64

  /// Bytes before the content.
  static let length = 20

  /// - Parameter letters: seven ASCII letters; a line feed ends them.
  init(_ letters: String, version: UInt64) {
    magic = Array((letters + "\n").utf8)
    self.version = version
  }

  /// A reader of the content, and its checksum.
  func open(_ file: FileBytes) throws(ModelError) -> (reader: ByteReader, checksum: UInt64) {
    var reader = ByteReader(file)
    for byte in magic where try reader.byte() != byte { throw .notAModel }
    let fileVersion = try reader.fixed(4)
    guard fileVersion == version else { throw .unsupportedVersion(Int(truncatingIfNeeded: fileVersion)) }
    let expected = try reader.fixed(8)
    guard contentHash(of: file.buffer.dropFirst(FileSeal.length)) == expected else { throw .wrongChecksum }
    return (reader, expected)
  }

  /// A file with this content.
  func sealed(_ content: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes = magic
    writer.fixed(version, 4)
    writer.fixed(content.withUnsafeBytes { contentHash(of: $0[...]) }, 8)
    return writer.bytes + content
  }
}

/// A 64-bit FNV-1a hash over words of eight bytes; a changed byte always changes it.
func contentHash(of bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
  let raw = UnsafeRawBufferPointer(rebasing: bytes)
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(raw.count)
  var offset = 0
  while offset + 8 <= raw.count {
    let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    hash = (hash ^ word) &* 0x0000_0100_0000_01B3
    hash ^= hash >> 29
    offset += 8
  }
  while offset < raw.count {
    hash = (hash ^ UInt64(raw[offset])) &* 0x0000_0100_0000_01B3
    offset += 1
  }
  return hash
}
