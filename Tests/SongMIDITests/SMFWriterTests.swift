// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMIDI
import SongMusic
import Testing

@Suite struct SMFWriterTests {
  @Test func aSmallPieceHasTheseBytes() throws {
    var piece = performance(length: 1920)
    piece.title = "Piece"
    piece.markers = [Performance.Marker(at: Ticks(960), text: "B")]
    piece.parts = [part("bass", program: 32, notes: [note(0, 960, key: 40, velocity: 80)])]
    let expected: [UInt8] =
      Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 2, 0x03, 0xC0]
      + Array("MTrk".utf8) + [0, 0, 0, 41]
      + [0, 0xFF, 0x03, 5] + Array("Piece".utf8)
      + [0, 0xFF, 0x58, 4, 4, 2, 24, 8]
      + [0, 0xFF, 0x59, 2, 0, 0]
      + [0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20]
      + [0x87, 0x40, 0xFF, 0x06, 1] + Array("B".utf8)
      + [0x87, 0x40, 0xFF, 0x2F, 0]
      + Array("MTrk".utf8) + [0, 0, 0, 25]
      + [0, 0xFF, 0x03, 4] + Array("bass".utf8)
      + [0, 0xC0, 32]
      + [0, 0x90, 40, 80]
      + [0x87, 0x40, 0x80, 40, 64]
      + [0x87, 0x40, 0xFF, 0x2F, 0]
    #expect(writeSMF(piece) == expected)
  }

  @Test(
    arguments: [
      ("4/4", [4, 2, 24, 8]), ("3/4", [3, 2, 24, 8]), ("6/8", [6, 3, 36, 8]), ("12/8", [12, 3, 36, 8]),
      ("2/2", [2, 1, 48, 8]), ("7/8", [7, 3, 12, 8]), ("7/8 (3+2+2)", [7, 3, 12, 8]), ("5/4", [5, 2, 24, 8]),
      ("9/16", [9, 4, 18, 8]),
    ] as [(String, [UInt8])])
  func aMeterGivesItsClocks(text: String, content: [UInt8]) throws {
    var piece = performance(length: 960)
    piece.meters = [Performance.MeterChange(at: .zero, meter: try #require(Meter(text: text)))]
    #expect(try conductor(piece).contains { $0.message == .meta(.timeSignature, content) })
  }

  @Test(
    arguments: [
      ("C major", 0, 0), ("E minor", 1, 1), ("D dorian", 0, 1), ("F lydian", 0, 0), ("Bb mixolydian", -3, 0),
      ("C# major", 7, 0), ("B locrian", 0, 1),
    ] as [(String, Int, UInt8)])
  func aKeyGivesItsSignature(text: String, fifths: Int, isMinor: UInt8) throws {
    #expect(try signature(of: try #require(Key(text: text))) == [UInt8(bitPattern: Int8(fifths)), isMinor])
  }

  @Test func aKeyBeyondSevenAccidentalsIsRespelled() throws {
    #expect(try signature(of: Key(tonic: PitchName(fifths: 8), mode: .major)) == [UInt8(bitPattern: -4), 0])
  }

  @Test func noteOffsComeFirstAndControlsBeforeNoteOns() throws {
    var piece = performance(length: 960)
    piece.parts = [
      part(
        "piano", notes: [note(0, 480, key: 60), note(0, 480, key: 64), note(480, 480, key: 60)],
        controls: [
          Performance.Control(at: .zero, controller: 0, value: 1),
          Performance.Control(at: .zero, controller: 7, value: 100),
          Performance.Control(at: Ticks(480), controller: 11, value: 90),
        ])
    ]
    let events = try readSMF(writeSMF(piece)).tracks[1]
    #expect(
      events.map(\.message) == [
        .meta(.trackName, Array("piano".utf8)), .control(channel: 0, controller: 0, value: 1),
        .program(channel: 0, program: 0), .control(channel: 0, controller: 7, value: 100),
        .noteOn(channel: 0, key: 60, velocity: 64), .noteOn(channel: 0, key: 64, velocity: 64),
        .noteOff(channel: 0, key: 60, velocity: 64), .noteOff(channel: 0, key: 64, velocity: 64),
        .control(channel: 0, controller: 11, value: 90), .noteOn(channel: 0, key: 60, velocity: 64),
        .noteOff(channel: 0, key: 60, velocity: 64), .meta(.endOfTrack, []),
      ])
  }

  @Test func everyTrackEndsWithThePiece() throws {
    var piece = performance(length: 1000)
    piece.parts = [
      part("long", notes: [note(900, 500, key: 60), note(1000, 10, key: 61)]), part("silent", notes: []),
    ]
    let file = try readSMF(writeSMF(piece))
    let end = SMFEvent(tick: 1000, message: .meta(.endOfTrack, []))
    #expect(file.tracks.map(\.last) == [end, end, end])
    #expect(file.notes(inTrack: 1) == [SMFFile.Note(onset: 900, duration: 100, channel: 0, key: 60, velocity: 64)])
  }

  @Test func twentyPartsGoOnAtTheNextPort() throws {
    var piece = performance(length: 960)
    piece.parts = (0..<20).map { part("p\($0)", notes: []) }
    piece.parts.insert(part("drums", isPercussion: true, notes: []), at: 3)
    piece.parts.insert(part("more drums", isPercussion: true, notes: []), at: 9)
    let expected =
      (Array(0..<9) + Array(10..<16)).map { MIDIAddress(port: 0, channel: $0) }
      + (0..<5).map { MIDIAddress(port: 1, channel: $0) }
    var addresses = midiAddresses(of: piece.parts)
    #expect(addresses.remove(at: 9) == MIDIAddress(port: 1, channel: 9))
    #expect(addresses.remove(at: 3) == MIDIAddress(port: 0, channel: 9))
    #expect(addresses == expected)
    let file = try readSMF(writeSMF(piece))
    #expect(file.tracks[20].first?.message == .meta(.port, [1]))
    #expect(file.tracks[1].first?.message == .meta(.port, [0]))
  }

  @Test func onePortIsNotNamed() throws {
    var piece = performance(length: 960)
    piece.parts = (0..<15).map { part("p\($0)", notes: []) } + [part("drums", isPercussion: true, notes: [])]
    let messages = try readSMF(writeSMF(piece)).tracks.joined().map(\.message)
    #expect(!messages.contains { if case .meta(.port, _) = $0 { true } else { false } })
    #expect(Set(midiAddresses(of: piece.parts)).count == 16)
  }

  private func conductor(_ piece: Performance) throws -> [SMFEvent] { try readSMF(writeSMF(piece)).tracks[0] }

  private func signature(of key: Key) throws -> [UInt8] {
    var piece = performance(length: 960)
    piece.keys = [Performance.KeyChange(at: .zero, key: key)]
    for event in try conductor(piece) {
      if case .meta(.keySignature, let content) = event.message { return content }
    }
    return []
  }
}
