// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongCache
import Testing

@Suite struct FileComparisonTests {
  /// What is said of two files of so many bytes, which are zero but for those at some places.
  private func compared(_ left: (count: Int, ones: [Int]), _ right: (count: Int, ones: [Int])) throws -> FileComparison {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-files-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, file) in [("left", left), ("right", right)] {
      try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      let handle = try #require(FileHandle(forWritingAtPath: "\(folder)/\(name)"))
      try handle.truncate(atOffset: UInt64(file.count))
      for place in file.ones {
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: Data([1]))
      }
      try handle.close()
    }
    return FileComparison(ofFileAt: "\(folder)/left", andFileAt: "\(folder)/right")
  }

  @Test func filesOfAnyLengthAreCompared() throws {
    // More than is read of a file as a whole, and no multiple of a piece.
    let long = 300 << 20 | 5
    for count in [0, 1, 1 << 20, (1 << 20) + 1, long] {
      #expect(try compared((count, []), (count, [])) == .same, "\(count)")
      #expect(try compared((count, []), (count + 1, [])) == .differs(from: Int64(count)), "\(count)")
      #expect(try compared((count + 7, []), (count, [])) == .differs(from: Int64(count)), "\(count)")
    }
    for place in [0, (1 << 20) - 1, 1 << 20, 280 << 20, long - 1] {
      #expect(try compared((long, []), (long, [place])) == .differs(from: Int64(place)), "\(place)")
      #expect(try compared((long, [place]), (long, [place, long - 1])) == (place == long - 1 ? .same : .differs(from: Int64(long - 1))))
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let comparison = FileComparison(ofFileAt: "/dev/null", andFileAt: "/nowhere/file")
    #expect(comparison == .unreadable(path: "/nowhere/file", number: ENOENT))
    #expect(FileComparison(ofFileAt: "/", andFileAt: "/dev/null") == .unreadable(path: "/", number: EISDIR))
  }
}
