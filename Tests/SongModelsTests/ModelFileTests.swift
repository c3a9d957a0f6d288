// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
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

  @Test func otherFilesAndLaterVersionsAreNamed() {
    #expect(throws: ModelError.notAModel) { try ViewpointModel(bytes: Array("MThd of some other kind".utf8)) }
    var later = bytes
    later[8] = 9
    #expect(throws: ModelError.unsupportedVersion(9)) { try ViewpointModel(bytes: later) }
    #expect(throws: ModelError.truncated) { try ViewpointModel(bytes: []) }
  }
}
