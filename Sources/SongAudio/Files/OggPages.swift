// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Gives all pages of an Ogg file of one stream this serial number, in place of the random one of the encoder.
///
/// - Source: RFC 3533, "The Ogg encapsulation format version 0", section 6.
/// - Throws: `fileUnwritable`.
func setSerial(_ serial: UInt32, ofOggFile path: String) throws(AudioError) {
  let descriptor = open(path, O_RDWR | O_CLOEXEC)
  guard descriptor >= 0 else { throw .fileUnwritable(path: path, reason: String(cString: strerror(errno))) }
  defer { close(descriptor) }
  let end = lseek(descriptor, 0, SEEK_END)
  var page = [UInt8](repeating: 0, count: longestPage)
  var at: off_t = 0
  while at < end {
    let count = pread(descriptor, &page, page.count, at)
    guard let length = pageLength(page, count) else {
      throw .fileUnwritable(path: path, reason: "the encoder wrote no Ogg pages")
    }
    for byte in 0..<4 {
      page[14 + byte] = UInt8(truncatingIfNeeded: serial >> (8 * UInt32(byte)))
      page[22 + byte] = 0
    }
    let sum = checksum(page, length)
    for byte in 0..<4 { page[22 + byte] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(byte))) }
    guard pwrite(descriptor, page, headerLength, at) == headerLength else {
      throw .fileUnwritable(path: path, reason: String(cString: strerror(errno)))
    }
    at += off_t(length)
  }
}

/// The bytes of a page that begins here; nil where none does, or not a whole one.
private func pageLength(_ bytes: [UInt8], _ count: Int) -> Int? {
  guard count >= headerLength, bytes[..<4].elementsEqual("OggS".utf8) else { return nil }
  let segments = Int(bytes[26])
  guard count >= headerLength + segments else { return nil }
  let length = headerLength + segments + bytes[headerLength..<headerLength + segments].reduce(0) { $0 + Int($1) }
  return count >= length ? length : nil
}

/// The cyclic redundancy check of a page, whose own field is zero: highest bit first, from 0, not inverted.
private func checksum(_ bytes: [UInt8], _ count: Int) -> UInt32 {
  bytes[..<count].reduce(0) { sum, byte in sum << 8 ^ remainders[Int(sum >> 24) ^ Int(byte)] }
}

/// What each byte leaves when it is divided by the generator.
private let remainders: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte) << 24) { sum, _ in sum & 0x8000_0000 == 0 ? sum << 1 : sum << 1 ^ 0x04C1_1DB7 }
}

/// Without the table of segments.
private let headerLength = 27
private let longestPage = headerLength + 255 + 255 * 255
