// SPDX-License-Identifier: Apache-2.0
internal import CXXHash

/// A content address: 128 bits of XXH3, which same bytes share on every machine.
///
/// - Source: Collet, xxHash, https://github.com/Cyan4973/xxHash (XXH3, 128 bits, seed 0).
package struct ContentHash: Sendable, Hashable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Of bytes at one place in memory.
  package init(of bytes: UnsafeRawBufferPointer) {
    let hash = XXH3_128bits(bytes.baseAddress, bytes.count)
    self.init(high: hash.high64, low: hash.low64)
  }

  package init(of bytes: [UInt8]) { self = bytes.withUnsafeBytes { ContentHash(of: $0) } }

  /// 32 hexadecimal digits.
  package var description: String { digits(high) + digits(low) }
}

private func digits(_ value: UInt64) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: 16 - text.utf8.count) + text
}

/// Puts a content address together from values of any kind.
///
/// Two sequences of values have one address only if they are the same values: each carries its kind, and its length where
/// that may vary.
package struct ContentHasher: ~Copyable {
  private let state: OpaquePointer

  /// - Parameter purpose: what the address is of; addresses of different purposes never meet.
  package init(_ purpose: String) {
    // Null only where no memory is left, as any allocation.
    state = XXH3_createState()!
    XXH3_128bits_reset(state)
    add(purpose)
  }

  /// Of raw bytes alone, as `ContentHash(of:)`.
  init(raw: Void) {
    state = XXH3_createState()!
    XXH3_128bits_reset(state)
  }

  deinit { XXH3_freeState(state) }

  /// The address of all that was added.
  package func finish() -> ContentHash {
    let hash = XXH3_128bits_digest(state)
    return ContentHash(high: hash.high64, low: hash.low64)
  }

  package func add(_ text: String) {
    var text = text
    text.withUTF8 {
      put(.text, UInt64($0.count))
      add(raw: UnsafeRawBufferPointer($0))
    }
  }

  package func add(_ value: Int) { put(.integer, UInt64(bitPattern: Int64(value))) }

  package func add(_ value: Int64) { put(.integer, UInt64(bitPattern: value)) }

  /// By its bits: 0 and -0 are different values.
  package func add(_ value: Double) { put(.number, value.bitPattern) }

  package func add(_ value: Bool) { put(.truth, value ? 1 : 0) }

  package func add(_ hash: ContentHash) {
    put(.hash, hash.high)
    put(.hash, hash.low)
  }

  package func add(_ bytes: [UInt8]) {
    put(.text, UInt64(bytes.count))
    bytes.withUnsafeBytes { add(raw: $0) }
  }

  /// Bytes alone, without kind and length.
  package func add(raw bytes: UnsafeRawBufferPointer) { XXH3_128bits_update(state, bytes.baseAddress, bytes.count) }

  /// Any value, by what it encodes.
  package func add(_ value: some Encodable) {
    let encoder = HashingEncoder(state: state)
    do {
      try value.encode(to: encoder)
    } catch {
      preconditionFailure("a value that is addressed can be encoded: \(error)")
    }
  }

  private func put(_ kind: Kind, _ value: UInt64) { SongCache.put(kind, value, state) }

  fileprivate enum Kind: UInt8 {
    case text = 1, integer, number, truth, hash, null, key, index, map, list
  }
}

private func put(_ kind: ContentHasher.Kind, _ value: UInt64, _ state: OpaquePointer) {
  var record = (UInt64(kind.rawValue).littleEndian, value.littleEndian)
  withUnsafeBytes(of: &record) { _ = XXH3_128bits_update(state, $0.baseAddress, $0.count) }
}

/// Feeds what a value encodes into a hash, each scalar with the path that leads to it.
private struct HashingEncoder: Encoder {
  let state: OpaquePointer
  var codingPath: [any CodingKey] = []
  var depth = 0
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  // Containers are told of even where nothing is in them.
  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    put(.map, UInt64(depth), state)
    return KeyedEncodingContainer(HashingKeyed<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    put(.list, UInt64(depth), state)
    return HashingUnkeyed(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { HashingSingle(encoder: self) }

  /// One level down. The depth tells containers apart that end at different places.
  func inner(key: some CodingKey) -> HashingEncoder {
    var text = key.stringValue
    text.withUTF8 {
      put(.key, UInt64(depth) << 32 | UInt64($0.count), state)
      _ = XXH3_128bits_update(state, $0.baseAddress, $0.count)
    }
    return HashingEncoder(state: state, depth: depth + 1)
  }

  func inner(index: Int) -> HashingEncoder {
    put(.index, UInt64(depth) << 32 | UInt64(index), state)
    return HashingEncoder(state: state, depth: depth + 1)
  }

  func write(_ value: some Encodable) throws {
    switch value {
    case let value as String:
      var text = value
      text.withUTF8 {
        put(.text, UInt64($0.count), state)
        _ = XXH3_128bits_update(state, $0.baseAddress, $0.count)
      }
    case let value as Double: put(.number, value.bitPattern, state)
    case let value as Float: put(.number, UInt64(value.bitPattern), state)
    case let value as Bool: put(.truth, value ? 1 : 0, state)
    case let value as any FixedWidthInteger: put(.integer, UInt64(truncatingIfNeeded: value), state)
    default: try value.encode(to: self)
    }
  }
}

private struct HashingKeyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: HashingEncoder
  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil(forKey key: Key) throws { put(.null, 0, encoder.inner(key: key).state) }

  mutating func encode(_ value: some Encodable, forKey key: Key) throws { try encoder.inner(key: key).write(value) }

  mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
    encoder.inner(key: key).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder.inner(key: key).unkeyedContainer() }

  mutating func superEncoder() -> any Encoder { encoder }

  mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.inner(key: key) }
}

private struct HashingUnkeyed: UnkeyedEncodingContainer {
  let encoder: HashingEncoder
  var codingPath: [any CodingKey] { [] }
  private(set) var count = 0

  init(encoder: HashingEncoder) { self.encoder = encoder }

  private mutating func next() -> HashingEncoder {
    defer { count += 1 }
    return encoder.inner(index: count)
  }

  mutating func encodeNil() throws { put(.null, 0, next().state) }

  mutating func encode(_ value: some Encodable) throws { try next().write(value) }

  mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
    next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }

  mutating func superEncoder() -> any Encoder { next() }
}

private struct HashingSingle: SingleValueEncodingContainer {
  let encoder: HashingEncoder
  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil() throws { put(.null, 0, encoder.state) }

  mutating func encode(_ value: some Encodable) throws { try encoder.write(value) }
}
