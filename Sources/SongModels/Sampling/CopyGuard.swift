// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Knows the runs of pieces that mustn't be copied, by hashes: a piece can't be read back from it.
///
/// A run is a row of steps, a step what leads from one event to the next: for pitches the interval and the time between
/// the onsets, so that a copy in another key is one too. Of each run of one step more than the limit, 40 bits of a hash
/// are kept; among n runs another one is taken for one of them with a chance of n / 2^40 (one in four million for the
/// 250,000 of a corpus). The hashes are searched where they lie in a guard's file, mapped or read.
package struct CopyGuard: Sendable {
  /// The longest run in steps that may be copied.
  package let maximumRun: Int
  private let field: UnknownField
  /// How many different runs are known.
  package let count: Int
  /// The hashes from `offset` on, rising and distinct, each in five bytes with the highest first.
  private let file: FileBytes
  private let offset: Int

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
    var writer = ByteWriter()
    writer.bytes = [field.rawValue]
    writer.fixed(UInt64(maximumRun), 2)
    writer.fixed(UInt64(hashes.count), 4)
    for hash in hashes.sorted() {
      for byte in stride(from: hashBits - 8, through: 0, by: -8) { writer.bytes.append(UInt8(truncatingIfNeeded: hash >> byte)) }
    }
    self.init(maximumRun: maximumRun, field: field, count: hashes.count, file: FileBytes(writer.bytes), offset: fieldsLength)
  }

  private init(maximumRun: Int, field: UnknownField, count: Int, file: FileBytes, offset: Int) {
    self.maximumRun = maximumRun
    self.field = field
    self.count = count
    self.file = file
    self.offset = offset
  }

  /// A guard of the pieces that a role trains on.
  package init(_ role: TrainingRole, _ corpora: [Corpus], maximumRun: Int) throws(TrainingError) {
    let pieces = try trainingPieces(role, corpora, minimumPieces: 1).pieces
    self.init(pieces: pieces.flatMap(\.sequences), field: role.kind.field, maximumRun: maximumRun)
  }

  /// How many events of a sequence end a run that is too long.
  package func copies(in events: [Event]) -> Int {
    let values = events.map(field.value(of:))
    let onsets = events.map(\.onset)
    return events.indices.count { forbids(values[$0], after: Array(values[..<$0]), onsets) }
  }

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
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self.hash(middle) < hash { low = middle + 1 } else { high = middle }
    }
    return low < count && self.hash(low) == hash
  }

  private func hash(_ index: Int) -> UInt64 {
    // With the three bytes before it, of which there are some in front of the first hash.
    let word = file.buffer.loadUnaligned(fromByteOffset: offset + index * hashLength - 3, as: UInt64.self)
    return UInt64(bigEndian: word) & 0xFF_FFFF_FFFF
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
/// Bytes.
private let hashLength = 5

// MARK: The file of a guard

// Its seal, then field (1 byte), limit (2), number of hashes (4), the hashes.

private let seal = FileSeal("SONGRUN", version: 2)
/// Bytes of the fields before the hashes.
private let fieldsLength = 7

extension CopyGuard {
  /// Takes a guard from the bytes of its file; the hashes stay where they are.
  package init(_ file: FileBytes) throws(ModelError) {
    var (reader, _) = try seal.open(file)
    guard let field = UnknownField(rawValue: try reader.byte()) else { throw reader.invalid }
    let maximumRun = Int(try reader.fixed(2))
    let count = Int(try reader.fixed(4))
    guard maximumRun > 0, reader.remaining == count * hashLength else { throw reader.invalid }
    self.init(maximumRun: maximumRun, field: field, count: count, file: file, offset: reader.offset)
    for index in 0..<max(0, count - 1) where hash(index) >= hash(index + 1) { throw reader.invalid }
  }

  /// The bytes of the guard's file: five for each run.
  package var bytes: [UInt8] { seal.sealed(Array(content)) }

  /// Of the content of its file.
  package var checksum: UInt64 { contentHash(of: content) }

  private var content: Slice<UnsafeRawBufferPointer> { file.buffer[(offset - fieldsLength)..<(offset + count * hashLength)] }
}
