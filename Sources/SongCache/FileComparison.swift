// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What a comparison of two files of any length gives.
package enum FileComparison: Sendable, Hashable {
  case same
  /// The number of bytes that both begin with.
  case differs(from: Int64)
  /// - number: the system's.
  case unreadable(path: String, number: Int32)

  /// Reads both files piece by piece.
  package init(ofFileAt path: String, andFileAt other: String) {
    let left = open(path, O_RDONLY | O_CLOEXEC)
    guard left >= 0 else {
      self = .unreadable(path: path, number: errno)
      return
    }
    defer { close(left) }
    let right = open(other, O_RDONLY | O_CLOEXEC)
    guard right >= 0 else {
      self = .unreadable(path: other, number: errno)
      return
    }
    defer { close(right) }
    var (one, two) = ([UInt8](repeating: 0, count: pieceBytes), [UInt8](repeating: 0, count: pieceBytes))
    var start: Int64 = 0
    while true {
      let oneCount = read(left, into: &one, at: start)
      guard oneCount >= 0 else {
        self = .unreadable(path: path, number: errno)
        return
      }
      let twoCount = read(right, into: &two, at: start)
      guard twoCount >= 0 else {
        self = .unreadable(path: other, number: errno)
        return
      }
      let common = min(oneCount, twoCount)
      if memcmp(one, two, common) != 0 {
        self = .differs(from: start + Int64((0..<common).first { one[$0] != two[$0] }!))
        return
      }
      guard oneCount == twoCount else {
        self = .differs(from: start + Int64(common))
        return
      }
      if oneCount < pieceBytes {
        self = .same
        return
      }
      start += Int64(oneCount)
    }
  }
}

private let pieceBytes = 1 << 20

/// Fills an array from a place of a file; gives fewer bytes at its end, and -1 where it can't be read.
private func read(_ file: Int32, into bytes: inout [UInt8], at start: Int64) -> Int {
  var done = 0
  while done < bytes.count {
    let from = done
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress! + from, $0.count - from, off_t(start) + off_t(from)) }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return -1 }
    if count == 0 { break }
    done += count
  }
  return done
}
