// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Synchronization
import Testing

/// Bytes that aren't a model give an error and never trap.
@Suite struct ModelFileTests {
  private let bytes: [UInt8]

  init() throws { bytes = try tinyModel(.melody, songs: 12).bytes }

  @Test func everyTruncationIsRefused() {
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: ModelError.self) { try ViewpointModel(bytes: Array(bytes[..<length])) }
    }
  }

  @Test func everyFlippedByteIsRefused() {
    for place in stride(from: 0, to: bytes.count, by: 5) {
      var changed = bytes
      changed[place] ^= 0x41
      #expect(throws: ModelError.self) { try ViewpointModel(bytes: changed) }
    }
  }

  /// The checksum is made right again, so the content itself is read: it is refused or can be used.
  @Test func changedContentIsRefusedOrUsable() throws {
    var stream = Seed(7).generator
    let payload = modelPayload(bytes)
    var accepted = 0
    for _ in 0..<3000 {
      var changed = payload
      for _ in 0...stream.below(3) { changed[stream.below(changed.count)] = UInt8(stream.below(256)) }
      if stream.chance(percent: 10) { changed.removeLast(stream.below(changed.count)) }
      guard let model = try? ViewpointModel(bytes: sealedModel(payload: changed)) else { continue }
      accepted += 1
      let candidates = (60...72).map { Event(pitch: $0, chordRoot: 0, chordType: 0) }
      let result = model.probabilities(of: candidates, after: [candidates[0], candidates[4], candidates[7]])
      #expect(result.allSatisfy { $0.isFinite && $0 >= 0 })
    }
    #expect(accepted > 0)
  }

  /// The trees of a model stay in the bytes that it was taken from, which live as long as the model does.
  @Test func aModelIsUsedWhereItLies() throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    let released = Atomic<Int>(0)
    func predict() throws -> [Double] {
      let model = try ViewpointModel(
        FileBytes(mapped: UnsafeRawBufferPointer(memory)) { _ in _ = released.add(1, ordering: .relaxed) })
      #expect(released.load(ordering: .relaxed) == 0)
      #expect(model.bytes == bytes)
      return probabilities(model)
    }
    #expect(try predict() == probabilities(try ViewpointModel(bytes: bytes)))
    #expect(released.load(ordering: .relaxed) == 1)
    memory.deallocate()
  }

  /// What is written of what was read is what was read, with the counts and the nodes in their places.
  @Test func readingAndWritingIsTheIdentity() throws {
    for model in [ShippedModel.melody, .rhythm, .chordsPop, .kick] {
      let trained = try tinyModel(model, songs: 12)
      #expect(try ViewpointModel(bytes: trained.bytes).bytes == trained.bytes)
    }
  }

  /// All places that a prediction can reach are checked when the file is read: every value of every word is tried where
  /// trees are, and what is accepted is walked through.
  @Test func wordsOfTreesAreRefusedOrUsable() throws {
    let payload = modelPayload(bytes)
    var accepted = 0
    for place in stride(from: payload.count / 4, to: payload.count - 2, by: 7) {
      for value: UInt16 in [0, 1, 0x7FFF, 0x8000, 0xFFFF] {
        var changed = payload
        changed[place] = UInt8(truncatingIfNeeded: value)
        changed[place + 1] = UInt8(truncatingIfNeeded: value >> 8)
        guard let model = try? ViewpointModel(bytes: sealedModel(payload: changed)) else { continue }
        accepted += 1
        #expect(probabilities(model).allSatisfy { $0.isFinite && $0 >= 0 })
      }
    }
    #expect(accepted > 0)
  }

  private func probabilities(_ model: ViewpointModel) -> [Double] {
    let candidates = (60...72).map { Event(pitch: $0, chordRoot: 0, chordType: 0) }
    return model.probabilities(of: candidates, after: [candidates[0], candidates[4], candidates[7]])
  }

  @Test func otherFilesAndLaterVersionsAreNamed() {
    #expect(throws: ModelError.notAModel) { try ViewpointModel(bytes: Array("MThd of some other kind".utf8)) }
    var later = bytes
    later[8] = 9
    #expect(throws: ModelError.unsupportedVersion(9)) { try ViewpointModel(bytes: later) }
    #expect(throws: ModelError.truncated) { try ViewpointModel(bytes: []) }
  }
}
