// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongCache
import Testing

@Suite struct CacheTests {
  /// A cache of its own, removed afterwards.
  private func withCache(limit: Int64 = Cache.standardLimit, _ body: (Cache, String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-cache-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(Cache(folder: folder, limit: limit), folder)
  }

  private func address(_ name: String) -> ContentHash {
    let hasher = ContentHasher("test")
    hasher.add(name)
    return hasher.finish()
  }

  private func entries(_ folder: String) -> [String] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.split(separator: "/").dropLast().last?.count == 2 }.sorted()
  }

  @Test func whatIsStoredIsFound() throws {
    try withCache { cache, folder in
      let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      for (name, bytes) in [("empty", []), ("short", [1, 2, 3]), ("long", long)] {
        #expect(cache.bytes(address(name)) == nil)
        cache.store(bytes, at: address(name))
        #expect(cache.bytes(address(name)) == bytes)
      }
      #expect(cache.bytes(address("other")) == nil)
      #expect(cache.counts.stored == 3 && cache.counts.found == 3 && cache.counts.missed == 4 && cache.counts.damaged == 0)
      #expect(cache.problem == nil)
      // Another process sees the same.
      #expect(Cache(folder: folder).bytes(address("long")) == long)
    }
  }

  @Test func silenceTakesNoPlaceOnTheDisk() throws {
    try withCache { cache, _ in
      let writer = try #require(cache.writer(for: address("silence")))
      let silence = [UInt8](repeating: 0, count: 1 << 16)
      for _ in 0..<64 { silence.withUnsafeBytes { writer.write($0) } }
      [UInt8(7)].withUnsafeBytes { writer.write($0) }
      writer.finish()
      let bytes = try #require(cache.bytes(address("silence")))
      #expect(bytes.count == 64 << 16 | 1 && bytes.last == 7 && bytes.dropLast().allSatisfy { $0 == 0 })
      #expect(cache.size.byteCount < 1 << 20)
    }
  }

  @Test func everyChangedByteIsNoticed() throws {
    try withCache { cache, folder in
      let bytes = (0..<200).map { UInt8($0) }
      cache.store(bytes, at: address("entry"))
      let path = try #require(entries(folder).first.map { "\(folder)/\($0)" })
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for position in stride(from: 0, to: 48, by: 1) {
        var damaged = whole
        damaged[position] ^= 0x10
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(cache.find(address("entry")) == nil, "byte \(position) of the head")
        #expect(!FileManager.default.fileExists(atPath: path))
      }
      for position in stride(from: 64, to: whole.count, by: 7) {
        var damaged = whole
        damaged[position] ^= 1
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(cache.bytes(address("entry")) == nil, "byte \(position)")
      }
      for length in [0, 10, 63, 64, whole.count - 1] {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(cache.bytes(address("entry")) == nil, "\(length) bytes")
      }
      try whole.write(to: URL(fileURLWithPath: path))
      #expect(cache.bytes(address("entry")) == bytes)
    }
  }

  @Test func whatIsNotFinishedIsNotThere() throws {
    try withCache { cache, folder in
      do {
        let writer = try #require(cache.writer(for: address("entry")))
        [UInt8](repeating: 9, count: 5000).withUnsafeBytes { writer.write($0) }
      }
      #expect(cache.find(address("entry")) == nil && entries(folder).isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(cache.folder)/temporary").isEmpty)
    }
  }

  @Test func aFolderThatCannotBeWrittenIsSaid() throws {
    try withCache { _, folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      // A file where a folder should be: also root can't write there.
      try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
      let cache = Cache(folder: "\(folder)/file")
      cache.store([1], at: address("entry"))
      #expect(cache.bytes(address("entry")) == nil && cache.problem == "Not a directory" && cache.counts.stored == 0)
    }
  }

  @Test func whatWasNotUsedForLongestIsClearedFirst() throws {
    try withCache(limit: 100_000) { cache, folder in
      for number in 0..<20 {
        cache.store([UInt8](repeating: UInt8(number + 1), count: 8000), at: address("\(number)"))
        let file = try #require(Set(entries(folder)).first { path in
          (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))?.last == UInt8(number + 1)
        })
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: Double(number - 20) * 10_000)], ofItemAtPath: "\(folder)/\(file)")
      }
      #expect(cache.bytes(address("0")) != nil, "use renews")
      let removed = cache.clear()
      #expect(removed.entries > 0 && cache.size.byteCount <= 80_000)
      #expect(cache.bytes(address("0")) != nil && cache.bytes(address("19")) != nil)
      #expect(cache.bytes(address("1")) == nil && cache.bytes(address("2")) == nil)
      #expect(cache.clear(downTo: 0).entries > 0 && cache.size.entries == 0 && cache.size.byteCount == 0)
    }
  }

  @Test func manyWritersAtOnceLeaveWholeEntries() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-cache-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let same = address("same")
    let bytes = [UInt8](repeating: 5, count: 3000)
    let runs = await withTaskGroup(of: (Cache.Counts, Bool).self) { group in
      for task in 0..<8 {
        group.addTask {
          let cache = Cache(folder: folder)
          var isRight = true
          for round in 0..<50 {
            cache.store(bytes, at: same)
            // Another may have cleared it meanwhile, but it is never there by half.
            if let found = cache.bytes(same) { isRight = isRight && found == bytes }
            if (round + task) % 7 == 0 { cache.clear(downTo: 1) }
          }
          return (cache.counts, isRight)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(runs.allSatisfy { $0.1 && $0.0.damaged == 0 } && runs.contains { $0.0.found > 0 })
  }

  @Test func aLongFilesHashIsRememberedUntilItChanges() throws {
    try withCache { cache, folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = "\(folder)/file"
      func write(_ byte: UInt8) throws { try Data([UInt8](repeating: byte, count: 2 << 20)).write(to: URL(fileURLWithPath: path)) }
      try write(1)
      // However long the machine paused in between, this is no rest, and what follows is one.
      let first = cache.hash(ofFileAt: path, rest: 1 << 30)
      #expect(first == ContentHash(ofFileAt: path) && first != nil)
      // Written a moment ago: not remembered.
      #expect(cache.counts.stored == 0)
      try write(2)
      let second = cache.hash(ofFileAt: path, rest: -(1 << 30))
      #expect(second == ContentHash(ofFileAt: path) && second != first && cache.counts.stored == 1)
      let found = cache.counts.found
      #expect(cache.hash(ofFileAt: path) == second && cache.counts.found == found + 1)
      try write(3)
      // Clocks of file systems stand still for some milliseconds.
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -100)], ofItemAtPath: path)
      #expect(cache.hash(ofFileAt: path) == ContentHash(ofFileAt: path) && cache.counts.found == found + 1)
      #expect(cache.hash(ofFileAt: "\(folder)/none") == nil && cache.hash(ofFileAt: folder) == nil)
    }
  }
}

@Suite struct ContentHashTests {
  private func hash(_ values: (borrowing ContentHasher) -> Void) -> ContentHash {
    let hasher = ContentHasher("test")
    values(hasher)
    return hasher.finish()
  }

  @Test func itIsThatOfTheReference() {
    // The vector of an empty input in xxHash's own description: XXH3_128bits, seed 0.
    #expect("\(ContentHash(of: []))" == "99aa06d3014798d86001c324468d497f")
  }

  @Test func differentValuesHaveDifferentAddresses() {
    struct Inner: Encodable {
      var x = 1
      var list: [[Int]] = []
      var text: String?
    }
    struct Outer: Encodable {
      var inner = Inner()
      var y = 2
    }
    var addresses = [
      hash { $0.add("a"); $0.add("bc") }, hash { $0.add("ab"); $0.add("c") }, hash { $0.add("abc") }, hash { $0.add(1) },
      hash { $0.add(1.0) }, hash { $0.add(true) }, hash { $0.add(0.0) }, hash { $0.add(-0.0) }, hash { $0.add([UInt8](repeating: 0, count: 3)) },
    ]
    var variants = [Inner(), Inner(x: 2), Inner(list: [[1], [2]]), Inner(list: [[1, 2]]), Inner(list: [[1, 2], []]), Inner(list: [[]])]
    variants += [Inner(text: ""), Inner(text: "1"), Inner(text: "é"), Inner(text: "e\u{301}")]
    addresses += variants.map { inner in hash { $0.add(inner) } }
    addresses += variants.map { inner in hash { $0.add(Outer(inner: inner)) } }
    addresses += [hash { $0.add(["a"]); $0.add([String]()) }, hash { $0.add([String]()); $0.add(["a"]) }]
    addresses += [hash { $0.add(Outer(y: 3)) }, hash { $0.add([1, 2]) }, hash { $0.add(["1", "2"]) }, hash { $0.add(["1, 2"]) }]
    #expect(Set(addresses).count == addresses.count)
    for inner in variants { #expect(hash { $0.add(inner) } == hash { $0.add(inner) }) }
  }
}

@Suite struct FieldCodingTests {
  @Test func fieldsComeBack() throws {
    var writer = FieldWriter()
    writer.add(-5)
    writer.add(Double.pi)
    writer.add(true)
    writer.add("née")
    writer.add([1, 2, 3]) { $0.add($1) }
    let bytes = writer.bytes
    func read(_ bytes: [UInt8]) throws(FieldReader.Mismatch) -> (Int, Double, Bool, String, [Int]) {
      var reader = FieldReader(bytes)
      let values = (
        try reader.integer(), try reader.number(), try reader.truth(), try reader.text(),
        try reader.list { reader throws(FieldReader.Mismatch) in try reader.integer() }
      )
      try reader.end()
      return values
    }
    let values = try read(bytes)
    #expect(values.0 == -5 && values.1 == .pi && values.2 && values.3 == "née" && values.4 == [1, 2, 3])
    for length in bytes.indices {
      #expect(throws: FieldReader.Mismatch.self) { try read(Array(bytes.prefix(length))) }
    }
    #expect(throws: FieldReader.Mismatch.self) { try read(bytes + [0]) }
  }
}
