// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Knows the runs of pieces that mustn't be copied, by hashes: a piece can't be read back from it.
///
/// A run is a row of steps, a step what leads from one event to the next: for pitches the interval and the time between
/// the onsets, so that a copy in another key is one too. Of each run of one step more than the limit, 40 bits of a hash
/// are kept; among n runs another one is taken for one of them with a chance of n / 2^40 (one in four million for the
/// 250,000 of a corpus).
package struct CopyGuard: Sendable, Hashable {
  /// The longest run in steps that may be copied.
  package let maximumRun: Int
  private let field: UnknownField
  /// Rising and distinct.
  private let hashes: [UInt64]
  /// By the topmost bits of a hash, the index of the first one that has them or more.
  private let starts: [Int32]

  /// - Precondition: the limit is positive.
  package init(pieces: [[Event]], field: UnknownField, maximumRun: Int = 8) {
    precondition(maximumRun > 0, "a run has a step at least")
    var hashes: Set<UInt64> = []
    for piece in pieces where piece.count > maximumRun + 1 {
      let values = piece.map(field.value(of:))
      for end in (maximumRun + 1)..<piece.count {
        let start = end - maximumRun - 1
        var hash: UInt64 = 0
        for index in (start + 1)...end {
          let time = piece[index].onset - piece[index - 1].onset
          CopyGuard.add(field, values[index - 1], values[index], time, to: &hash)
        }
        hashes.insert(hash >> hashShift)
      }
    }
    self.init(maximumRun: maximumRun, field: field, hashes: hashes.sorted())
  }

  private init(maximumRun: Int, field: UnknownField, hashes: [UInt64]) {
    self.maximumRun = maximumRun
    self.field = field
    self.hashes = hashes
    var starts: [Int32] = []
    for bucket in 0...(1 << bucketBits) {
      var index = Int(starts.last ?? 0)
      while index < hashes.count, hashes[index] >> (hashBits - bucketBits) < bucket { index += 1 }
      starts.append(Int32(index))
    }
    self.starts = starts
  }

  /// A guard of the pieces that a role trains on.
  package init(_ role: TrainingRole, _ corpora: [Corpus], maximumRun: Int = 8) throws(TrainingError) {
    let pieces = try trainingPieces(role, corpora, minimumPieces: 1).pieces
    self.init(pieces: pieces.flatMap(\.sequences), field: role.kind.field, maximumRun: maximumRun)
  }

  /// How many events of a sequence end a run that is too long.
  package func copies(in events: [Event]) -> Int {
    let values = events.map(field.value(of:))
    let onsets = events.map(\.onset)
    return events.indices.count { forbids(values[$0], after: Array(values[..<$0]), onsets) }
  }

  /// How many different runs are known.
  package var count: Int { hashes.count }

  /// Whether a value would complete a run that is too long.
  ///
  /// - Parameters:
  ///   - values: those before it.
  ///   - onsets: of all values, that of the new one behind those of the ones before.
  func forbids(_ value: Int, after values: [Int], _ onsets: [Int]) -> Bool {
    guard values.count > maximumRun else { return false }
    var hash: UInt64 = 0
    for index in (values.count - maximumRun)...values.count {
      let next = index < values.count ? values[index] : value
      CopyGuard.add(field, values[index - 1], next, onsets[index] - onsets[index - 1], to: &hash)
    }
    return contains(hash >> hashShift)
  }

  private func contains(_ hash: UInt64) -> Bool {
    let bucket = Int(hash >> (hashBits - bucketBits))
    for index in Int(starts[bucket])..<Int(starts[bucket + 1]) where hashes[index] == hash { return true }
    return false
  }

  /// Hashes one step more.
  private static func add(_ field: UnknownField, _ previous: Int, _ value: Int, _ time: Int, to hash: inout UInt64) {
    let step =
      switch field {
      case .pitch: value - previous
      case .chord:
        // The root's interval with both types.
        pitchClass(value / ChordType.count - previous / ChordType.count) * ChordType.count * ChordType.count
          + previous % ChordType.count * ChordType.count + value % ChordType.count
      case .symbol: value
      }
    hash = (hash ^ UInt64(truncatingIfNeeded: step &+ time &* 0x10000 &+ 0x8000)) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 29
  }
}

private let hashBits: UInt64 = 40
private let hashShift = 64 - hashBits
private let largestHash: UInt64 = (1 << hashBits) - 1
private let bucketBits: UInt64 = 14

// MARK: The file of a guard

// "SONGRUN\n", version, checksum of what follows, then field, limit, number of hashes, and their differences in Rice
// codes: as many low bits as a mean difference has, behind the rest in ones that a zero ends.

private let magic: [UInt8] = Array("SONGRUN\n".utf8)
private let version: UInt64 = 1

extension CopyGuard {
  /// Reads a guard's file.
  package init(bytes: [UInt8]) throws(ModelError) {
    var reader = ByteReader(FileBytes(bytes))
    for byte in magic where try reader.byte() != byte { throw .notAModel }
    let fileVersion = try reader.fixed(4)
    guard fileVersion == version else { throw .unsupportedVersion(Int(truncatingIfNeeded: fileVersion)) }
    let expected = try reader.fixed(8)
    guard stableHash(bytes.suffix(reader.remaining)) == expected else { throw .wrongChecksum }
    guard let field = UnknownField(rawValue: try reader.byte()) else { throw reader.invalid }
    let maximumRun = Int(try reader.fixed(2))
    let count = Int(try reader.fixed(4))
    guard maximumRun > 0, count <= reader.remaining * 8 else { throw reader.invalid }
    let lowBits = riceBits(count)
    var bits = BitReader(bytes: Array(bytes.suffix(reader.remaining)))
    var hashes: [UInt64] = []
    hashes.reserveCapacity(count)
    var last: UInt64 = 0
    for index in 0..<count {
      guard let high = bits.ones(), let low = bits.number(lowBits) else { throw .truncated }
      guard high <= largestHash >> lowBits else { throw reader.invalid }
      let next = last + (high << lowBits) + low + (index > 0 ? 1 : 0)
      guard next <= largestHash else { throw reader.invalid }
      hashes.append(next)
      last = next
    }
    guard bits.isAtEnd else { throw reader.invalid }
    self.init(maximumRun: maximumRun, field: field, hashes: hashes)
  }

  /// The bytes of the guard's file: about three for each run of a corpus.
  package var bytes: [UInt8] {
    var content = ByteWriter()
    content.bytes = [field.rawValue]
    content.fixed(UInt64(maximumRun), 2)
    content.fixed(UInt64(hashes.count), 4)
    let lowBits = riceBits(hashes.count)
    var bits = BitWriter()
    for (index, hash) in hashes.enumerated() {
      let difference = index == 0 ? hash : hash - hashes[index - 1] - 1
      bits.ones(difference >> lowBits)
      bits.number(difference, lowBits)
    }
    content.bytes += bits.bytes
    var writer = ByteWriter()
    writer.bytes = magic
    writer.fixed(version, 4)
    writer.fixed(stableHash(content.bytes), 8)
    return writer.bytes + content.bytes
  }
}

/// Low bits of the differences of as many hashes.
private func riceBits(_ count: Int) -> UInt64 {
  let mean = (largestHash + 1) / UInt64(max(1, count))
  return UInt64(63 - max(1, mean).leadingZeroBitCount)
}
