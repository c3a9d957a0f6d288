// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// The hashes of runs: what they know, and their file.
@Suite struct SampleGuardTests {
  private let pieces: [[Event]] = (0..<20).map { piece in
    var stream = Seed(piece).generator
    var onset = 0
    return (0..<200).map { _ in
      onset += 12 * (1 + stream.below(4))
      return Event(onset: onset, pitch: 60 + stream.below(13))
    }
  }

  @Test func itKnowsItsPiecesInEveryKeyAndNothingElse() {
    let copyGuard = CopyGuard(pieces: pieces, field: .pitch)
    #expect(copyGuard.count == 20 * 191)
    for piece in pieces {
      let moved = piece.map { Event(onset: $0.onset + 960, pitch: $0.pitch - 5) }
      #expect(copyGuard.copies(in: Array(moved[50..<60])) == 1, "ten notes are nine steps")
      #expect(copyGuard.copies(in: Array(moved[50..<59])) == 0)
      #expect(copyGuard.copies(in: moved) == 191)
      #expect(copyGuard.copies(in: piece.map { Event(onset: $0.onset * 2, pitch: $0.pitch) }) == 0, "another rhythm")
    }
  }

  @Test func itsFileReadsBack() throws {
    for count in [0, 1, 20] {
      let copyGuard = CopyGuard(pieces: Array(pieces.prefix(count)), field: .pitch, maximumRun: 5)
      let bytes = copyGuard.bytes
      let again = try CopyGuard(FileBytes(bytes))
      #expect(again.bytes == bytes && again.count == copyGuard.count && again.maximumRun == 5)
      for piece in pieces { #expect(again.copies(in: piece) == copyGuard.copies(in: piece)) }
      #expect(bytes.count == 27 + copyGuard.count * 5)
    }
  }

  @Test func changedFilesAreRefused() {
    let bytes = CopyGuard(pieces: Array(pieces.prefix(2)), field: .pitch).bytes
    for length in stride(from: 0, to: bytes.count, by: 5) {
      #expect(throws: ModelError.self) { try CopyGuard(FileBytes(Array(bytes[..<length]))) }
    }
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var changed = bytes
      changed[place] ^= 0x41
      #expect(throws: ModelError.self) { try CopyGuard(FileBytes(changed)) }
    }
  }

  /// Chords are runs of root intervals and types.
  @Test func chordsHaveRunsToo() {
    func chords(_ degrees: [Int], tonic: Int) -> [Event] {
      degrees.enumerated().map { index, degree in
        var event = Event(onset: index * 96, tonic: tonic)
        UnknownField.chord.set(UnknownField.chordValue(degree: degree, type: .minor), in: &event)
        return event
      }
    }
    let copyGuard = CopyGuard(pieces: [chords([0, 5, 7, 0, 9, 2], tonic: 0)], field: .chord, maximumRun: 3)
    #expect(copyGuard.copies(in: chords([0, 5, 7, 0, 9], tonic: 3)) == 1)
    #expect(copyGuard.copies(in: chords([2, 7, 9, 2, 11], tonic: 0)) == 1)
    #expect(copyGuard.copies(in: chords([0, 5, 7, 0, 8], tonic: 0)) == 0)
  }
}
