// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMIDI
import Testing

@Suite struct SMFReaderTests {
  @Test func whatIsWrittenIsRead() throws {
    for number in 0..<60 {
      let seed = Seed(number).child("round trip")
      let piece = randomPerformance(seed)
      let bytes = writeSMF(piece)
      #expect(bytes == writeSMF(piece), "seed \(seed)")
      let file = try readSMF(bytes)
      #expect(file.format == 1 && file.division == .ticksPerQuarter(960), "seed \(seed)")
      #expect(file.tracks.count == piece.parts.count + 1, "seed \(seed)")
      for (index, pair) in zip(piece.parts, midiAddresses(of: piece.parts)).enumerated() {
        let (part, address) = pair
        let notes = part.notes.map {
          SMFFile.Note(
            onset: $0.onset.value, duration: $0.duration.value, channel: address.channel, key: $0.key,
            velocity: $0.velocity)
        }
        #expect(file.notes(inTrack: index + 1) == notes, "seed \(seed), part \(index)")
        var controls: [Performance.Control] = []
        for event in file.tracks[index + 1] {
          if case .control(_, let controller, let value) = event.message {
            controls.append(Performance.Control(at: Ticks(event.tick), controller: controller, value: value))
          }
        }
        controls.sort { ($0.at.value, $0.controller) < ($1.at.value, $1.controller) }
        #expect(controls == part.controls, "seed \(seed), part \(index)")
      }
      let tempos = file.tracks[0].compactMap { event -> TempoMap.Event? in
        guard case .meta(.tempo, let content) = event.message else { return nil }
        return TempoMap.Event(at: Ticks(event.tick), microsecondsPerQuarter: content.reduce(0) { $0 << 8 | Int($1) })
      }
      #expect(tempos == piece.tempo.events, "seed \(seed)")
    }
  }

  @Test func runningStatusAndSystemExclusiveAreUnderstood() throws {
    let track: [UInt8] = [
      0, 0x91, 60, 100, 0x60, 60, 0,  // a note-off as a note-on of velocity 0
      0, 0xF0, 3, 0x43, 0x12, 0xF7, 0x00, 0xE1, 0x00, 0x40, 0x01, 0x7F, 0x7F, 0x83, 0x00, 0xFF, 0x2F, 0,
    ]
    let file = try readSMF(smf(format: 0, tracks: [track]))
    #expect(file.format == 0)
    #expect(
      file.tracks == [
        [
          SMFEvent(tick: 0, message: .noteOn(channel: 1, key: 60, velocity: 100)),
          SMFEvent(tick: 96, message: .noteOn(channel: 1, key: 60, velocity: 0)),
          SMFEvent(tick: 96, message: .pitchBend(channel: 1, value: 8192)),
          SMFEvent(tick: 97, message: .pitchBend(channel: 1, value: 16383)),
          SMFEvent(tick: 481, message: .meta(.endOfTrack, [])),
        ]
      ])
    #expect(file.notes(inTrack: 0) == [SMFFile.Note(onset: 0, duration: 96, channel: 1, key: 60, velocity: 100)])
  }

  @Test func timecodeDivisionsAndOtherChunksAreRead() throws {
    var bytes = smf(format: 1, division: [0xE8, 40], tracks: [])
    bytes[11] = 1
    bytes += Array("XFIH".utf8) + [0, 0, 0, 2, 1, 2] + Array("MTrk".utf8) + [0, 0, 0, 4, 0, 0xFF, 0x2F, 0]
    let file = try readSMF(bytes)
    #expect(file.division == .timecode(framesPerSecond: 24, ticksPerFrame: 40))
    #expect(file.tracks == [[SMFEvent(tick: 0, message: .meta(.endOfTrack, []))]])
  }

  @Test(
    arguments: [
      ([0, 0x3C, 0x40, 0, 0xFF, 0x2F, 0], .missingStatus(at: 23)),
      ([0, 0xFF, 1, 0, 0, 0x3C, 0x40], .missingStatus(at: 27)),
      ([0, 0x90, 0x3C, 0x80, 0, 0xFF, 0x2F, 0], .badData(0x80, at: 25)),
      ([0, 0xF4], .badStatus(0xF4, at: 23)),
      ([0x81, 0x82, 0x83, 0x84, 0], .longQuantity(at: 22)),
      ([0, 0x90, 0x3C], .truncated(at: 25)),
      ([0, 0xFF, 1, 9, 65], .truncated(at: 27)),
      ([0, 0x90, 60, 1], .noEndOfTrack(track: 0)),
    ] as [([UInt8], SMFError)])
  func brokenTracksAreRefused(track: [UInt8], error: SMFError) {
    #expect(throws: error) { try readSMF(smf(format: 1, tracks: [track])) }
  }

  @Test func brokenHeadersAreRefused() {
    #expect(throws: SMFError.noHeader) { try readSMF([]) }
    #expect(throws: SMFError.noHeader) { try readSMF(Array("RIFF".utf8) + [0, 0, 0, 0]) }
    #expect(throws: SMFError.truncated(at: 7)) { try readSMF(Array("MThd".utf8) + [0, 0, 0]) }
    #expect(throws: SMFError.noHeader) { try readSMF(Array("MThd".utf8) + [0, 0, 0, 2, 0, 1]) }
    #expect(throws: SMFError.unsupportedFormat(2)) { try readSMF(smf(format: 2, tracks: [])) }
    #expect(throws: SMFError.badDivision(0)) { try readSMF(smf(format: 1, division: [0, 0], tracks: [])) }
    #expect(throws: SMFError.badDivision(0x8028)) { try readSMF(smf(format: 1, division: [0x80, 40], tracks: [])) }
    var bytes = smf(format: 1, tracks: [])
    bytes[11] = 2
    #expect(throws: SMFError.wrongTrackCount(promised: 2, found: 0)) { try readSMF(bytes) }
  }

  /// Every prefix and every changed byte gives a file or an error, never a trap.
  @Test func noBytesTrapTheReader() {
    let bytes = writeSMF(randomPerformance(Seed(3)))
    var stream = Seed(4).generator
    for _ in 0..<400 {
      _ = try? readSMF(Array(bytes.prefix(stream.below(bytes.count))))
      var changed = Array(bytes.prefix(4000))
      for _ in 0..<3 { changed[stream.below(changed.count)] = UInt8(stream.below(256)) }
      _ = try? readSMF(changed)
    }
  }

  private func smf(format: UInt8, division: [UInt8] = [0x03, 0xC0], tracks: [[UInt8]]) -> [UInt8] {
    var bytes = Array("MThd".utf8) + [0, 0, 0, 6, 0, format, 0, UInt8(tracks.count)] + division
    for track in tracks { bytes += Array("MTrk".utf8) + [0, 0, 0, UInt8(track.count)] + track }
    return bytes
  }
}
