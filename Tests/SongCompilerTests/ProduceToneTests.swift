// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongIR
import Testing

/// What players do with the tones of a given score.
@Suite struct ProduceToneTests {
  /// Whole notes of a tenor saxophone, on the grid.
  private func written(_ more: (inout MIDIBytes) -> Void = { _ in }) -> [UInt8] {
    var midi = MIDIBytes()
    midi.addTrack("Song")
    midi.tempo(0, 500_000)
    midi.addTrack("Melody")
    midi.add(0, 0xC0, 66)
    for bar in 0..<4 { midi.note(bar * 1920, 1920, UInt8(57 + bar * 2)) }
    more(&midi)
    return midi.bytes
  }

  private func part(_ bytes: [UInt8], _ playing: ProduceRequest.Playing? = nil) throws -> Performance.Part {
    var request = ProduceRequest()
    request.style = "rock"
    request.playing = playing
    return try #require(Produced(bytes, request).piece).performance.parts[0]
  }

  @Test func playersVibrateAndSwell() throws {
    let played = try part(written())
    #expect(played.bends.count > 100 && played.bends.last?.value == 8192)
    #expect(played.controls.allSatisfy { $0.controller == 11 } && played.controls.last?.value == 127 && played.controls.count > 8)
    let plain = try part(written(), .asTheyAre)
    #expect(plain.bends.isEmpty && plain.controls.isEmpty)
  }

  @Test func whatTheFileDoesItselfStands() throws {
    let bent = try part(written { $0.add(960, 0xE0, 0, 0x50) })
    #expect(bent.bends.map(\.value) == [0x50 << 7] && !bent.controls.isEmpty)
    let ranged = try part(
      written { midi in for (number, value) in [(101, 0), (100, 0), (6, 12)] as [(UInt8, UInt8)] { midi.add(0, 0xB0, number, value) } })
    #expect(ranged.bends.count == 0 && ranged.controls.prefix(3).map(\.controller) == [101, 100, 6])
    let loud = try part(written { $0.add(960, 0xB0, 11, 90) })
    #expect(loud.controls.map { [$0.controller, $0.value] } == [[11, 90]] && !loud.bends.isEmpty)
    let panned = try part(written { $0.add(960, 0xB0, 10, 90) })
    #expect(zip(panned.controls, panned.controls.dropFirst()).allSatisfy { $0.at <= $1.at })
    #expect(panned.controls.contains { $0.controller == 10 } && panned.controls.contains { $0.controller == 11 })
  }
}
