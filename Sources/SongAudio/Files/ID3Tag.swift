// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension AudioTags {
  /// An ID3 tag of these, as stands before the first MPEG frame of a file; empty where nothing is said.
  ///
  /// libsndfile's own has no copyright, tempo or key.
  /// - Source: ID3 tag version 2.4.0, main structure and native frames, 2000.
  var id3Tag: [UInt8] {
    var frames: [UInt8] = []
    func add(_ id: String, _ text: String, prefix: [UInt8] = []) {
      guard !text.isEmpty else { return }
      // 3 says that the text is UTF-8.
      let content: [UInt8] = [3] + prefix + Array(text.utf8)
      frames += Array(id.utf8) + sevenBits(content.count) + [0, 0] + content
    }
    add("TIT2", title)
    add("TPE1", artist)
    add("TCOM", artist)
    add("TCOP", copyright)
    if let tempoBPM { add("TBPM", String(Int(tempoBPM.rounded()))) }
    add("TKEY", initialKey)
    // Of no language, without a heading.
    add("COMM", comment, prefix: Array("XXX".utf8) + [0])
    return frames.isEmpty ? [] : Array("ID3".utf8) + [4, 0, 0] + sevenBits(frames.count) + frames
  }

  /// `D`, `Dm`: the tag knows two modes.
  private var initialKey: String {
    let words = key.split(separator: " ")
    guard words.count == 2 else { return "" }
    switch words[1] {
    case "major": return String(words[0])
    case "minor": return "\(words[0])m"
    default: return ""
    }
  }
}

/// A size in four bytes of seven bits, the highest first, so that none looks like the beginning of an MPEG frame.
private func sevenBits(_ size: Int) -> [UInt8] {
  [21, 14, 7, 0].map { UInt8(truncatingIfNeeded: size >> $0 & 0x7F) }
}

/// Puts bytes in front of a file's own, which move back from the last to the first.
///
/// - Throws: `fileUnwritable`.
func prepend(_ bytes: [UInt8], to path: String) throws(AudioError) {
  guard !bytes.isEmpty else { return }
  let descriptor = open(path, O_RDWR | O_CLOEXEC)
  guard descriptor >= 0 else { throw .fileUnwritable(path: path, reason: String(cString: strerror(errno))) }
  defer { close(descriptor) }
  var end = lseek(descriptor, 0, SEEK_END)
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while end > 0 {
    let count = min(buffer.count, Int(end))
    end -= off_t(count)
    guard pread(descriptor, &buffer, count, end) == count,
      pwrite(descriptor, buffer, count, end + off_t(bytes.count)) == count
    else { throw .fileUnwritable(path: path, reason: String(cString: strerror(errno))) }
  }
  guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
    throw .fileUnwritable(path: path, reason: String(cString: strerror(errno)))
  }
}
