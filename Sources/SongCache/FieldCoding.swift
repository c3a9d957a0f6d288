// SPDX-License-Identifier: Apache-2.0
/// Writes the fields of a small entry, one behind the other.
package struct FieldWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func add(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }

  package mutating func add(_ value: Int) { add(UInt64(bitPattern: Int64(value))) }

  package mutating func add(_ value: Double) { add(value.bitPattern) }

  package mutating func add(_ value: Bool) { add(value ? 1 : 0 as UInt64) }

  package mutating func add(_ hash: ContentHash) {
    add(hash.high)
    add(hash.low)
  }

  package mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes += text.utf8
  }

  /// The number of values and each of them.
  package mutating func add<Value>(_ values: [Value], _ write: (inout FieldWriter, Value) -> Void) {
    add(values.count)
    for value in values { write(&self, value) }
  }
}

/// Reads what a `FieldWriter` wrote; every read throws where the bytes end too early.
package struct FieldReader {
  /// The bytes aren't what was to be read.
  package struct Mismatch: Error {
    package init() {}
  }

  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package mutating func word() throws(Mismatch) -> UInt64 {
    guard bytes.count - position >= 8 else { throw Mismatch() }
    defer { position += 8 }
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)) }
  }

  package mutating func integer() throws(Mismatch) -> Int { Int(truncatingIfNeeded: try word()) }

  package mutating func number() throws(Mismatch) -> Double { Double(bitPattern: try word()) }

  package mutating func truth() throws(Mismatch) -> Bool { try word() != 0 }

  package mutating func hash() throws(Mismatch) -> ContentHash { ContentHash(high: try word(), low: try word()) }

  package mutating func text() throws(Mismatch) -> String {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw Mismatch() }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  package mutating func list<Value>(_ read: (inout FieldReader) throws(Mismatch) -> Value) throws(Mismatch) -> [Value] {
    let count = try integer()
    // Every value takes a word at least.
    guard count >= 0, count <= (bytes.count - position) / 8 else { throw Mismatch() }
    var values: [Value] = []
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  /// Throws where bytes are left.
  package func end() throws(Mismatch) {
    guard position == bytes.count else { throw Mismatch() }
  }
}
