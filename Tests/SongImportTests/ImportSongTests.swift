// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongImport
import SongMIDI
import SongMusic
import SongMusicXML
import Testing

/// What is made of single files, without the compiler.
@Suite struct ImportSongTests {
  private let band = [
    ImportInstrument(key: "flute", name: "Flute", program: 73, roles: ["melody", "harmony"], kit: [], low: 60, high: 96),
    ImportInstrument(key: "upright-bass", name: "Upright Bass", program: 32, roles: ["bass"], kit: [], low: 28, high: 60),
    ImportInstrument(
      key: "pop-kit", name: "Drum Kit", program: 0, roles: ["drums"], kit: [("kick", 36), ("snare", 38), ("hat", 42)], low: 0,
      high: 127),
  ]

  private func read(_ text: String, _ format: ImportFormat) throws -> ImportedSong {
    try importSong(Array(text.utf8), format: format, tune: nil, band: band)
  }

  private func cause(_ bytes: [UInt8], _ format: ImportFormat) -> ImportError.Cause? {
    do {
      _ = try importSong(bytes, format: format, tune: nil, band: band)
      return nil
    } catch { return error.cause }
  }

  @Test func whatIsNoMusicIsRefused() {
    #expect(cause([], .abc) == .noTune)
    #expect(cause(Array("X:1\nK:D\n".utf8), .abc) == .noMusic)
    #expect(cause([0x58, 0], .abc) == .notText)
    #expect(cause(Array("{title: Words}\nonly words\n".utf8), .chordpro) == .noMusic)
    #expect(cause(Array("Tempo 120\n".utf8), .mma) == .noMusic)
    #expect(cause(Array("RIFF".utf8), .midi) == .midi(.noHeader))
    #expect(cause(Array("PK".utf8), .musicxml) == .musicXML(.compressed))
    #expect(cause(Array("<score-timewise/>".utf8), .musicxml) == .musicXML(.wrongRoot("score-timewise")))
    for cause in [cause([], .abc), cause([], .midi), cause([], .musicxml)].compactMap({ $0 }) {
      let error = ImportError(cause)
      #expect(!error.words.isEmpty && !error.remedy.isEmpty)
    }
  }

  @Test func chordsOfOtherProgramsAreRespelled() throws {
    let song = try read("[Am7] [D-7] [c/e] [Cmaj7#11] [Gsus] [N.C.] [F#m7b5/A] [Bbadd9] [Xy]\n", .chordpro)
    #expect(song.sections.flatMap(\.chords) == ["Am7", "Dm7", "C/E", "Cmaj7#11", "Gsus4", "N.C.", "F#m7b5/A", "Bbadd9"])
    #expect(song.log.remarks.contains { $0.what.contains("'Xy'") && $0.kind == .lost && $0.places == [.line(1)] })
  }

  @Test func oldTextIsLatin1() throws {
    let song = try importSong(
      Array("X:1\nT:Caf".utf8) + [0xE9] + Array("\nM:2/4\nL:1/4\nK:C\nCD|]\n".utf8), format: .abc, tune: nil, band: band)
    #expect(song.title == "Café")
    #expect(song.log.remarks.contains { $0.what.contains("Latin-1") })
  }

  /// A file of one track with notes as (tick, length, channel, key, velocity), 480 ticks a quarter.
  private func midi(_ notes: [(Int, Int, Int, Int, Int)]) -> [UInt8] {
    var events: [(tick: Int, bytes: [UInt8])] = []
    for note in notes {
      events.append((note.0, [0x90 | UInt8(note.2), UInt8(note.3), UInt8(note.4)]))
      events.append((note.0 + note.1, [0x80 | UInt8(note.2), UInt8(note.3), 64]))
    }
    events.sort { ($0.tick, $0.bytes[0]) < ($1.tick, $1.bytes[0]) }
    var track: [UInt8] = []
    var last = 0
    for event in events {
      let delta = event.tick - last
      if delta >= 128 { track.append(UInt8(0x80 | delta >> 7)) }
      track += [UInt8(delta & 0x7F)] + event.bytes
      last = event.tick
    }
    track += [0, 0xFF, 0x2F, 0]
    return Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 1, 0xE0] + Array("MTrk".utf8)
      + [0, 0, UInt8(track.count >> 8), UInt8(track.count & 0xFF)] + track
  }

  @Test func playedNotesGoToTheNearestGrid() throws {
    // Four quarters a little early or late, then a triplet, then a quarter.
    let song = try importSong(
      midi([
        (0, 430, 0, 72, 90), (491, 430, 0, 74, 90), (948, 400, 0, 76, 90), (1450, 420, 0, 77, 90), (1925, 150, 0, 79, 90),
        (2075, 150, 0, 77, 90), (2245, 150, 0, 76, 90), (2400, 460, 0, 74, 90),
      ]), format: .midi, tune: nil, band: band)
    let notes = try #require(song.sections.first?.melody).notes
    let third = Rational(1, 3)
    #expect(notes.map(\.onset) == [0, 1, 2, 3, 4, 4 + third, 4 + third + third, 5])
    #expect(notes.map(\.duration) == [1, 1, 1, 1, third, third, third, 1])
    let moved = try #require(song.log.remarks.first { $0.what.contains("onsets are moved") })
    #expect(moved.what.hasPrefix("6 of 8 onsets are moved onto the grid, by 0."), "\(moved.what)")
  }

  @Test func drumsAreGridsWithTheirForce() throws {
    var notes: [(Int, Int, Int, Int, Int)] = []
    for bar in 0..<2 {
      let start = bar * 1920
      for eighth in 0..<8 { notes.append((start + eighth * 240, 60, 9, 42, eighth % 2 == 0 ? 80 : 40)) }
      for (tick, key, velocity) in [(0, 36, 110), (480, 38, 80), (960, 36, 80), (1440, 38, 80)] {
        notes.append((start + tick, 60, 9, key, velocity))
      }
    }
    // Bongos, which the kit hasn't.
    notes.append((0, 60, 9, 60, 80))
    let song = try importSong(midi(notes), format: .midi, tune: nil, band: band)
    let drums = try #require(song.parts.first)
    #expect(drums.role == "drums" && drums.instrument == "pop-kit" && song.parts.count == 1)
    #expect(drums.pattern.map { "\($0.voice) \($0.grid)" } == ["kick X...x...", "snare ..x...x.", "hat xgxgxgxg"])
    #expect(song.log.remarks.contains { $0.what.contains("key 60") && $0.kind == .lost })
  }

  @Test func sectionsThatReturnAreOne() throws {
    let song = try read("X:1\nM:2/4\nL:1/4\nK:G\n|:GA|Bc:||:dB|AG:||:GA|Bc:|\n", .abc)
    #expect(song.form == ["A", "A", "B", "B", "A", "A"])
    let named = try read("X:1\nM:2/4\nL:1/4\nK:G\nP:x2\nGA|Bc|\nP:The End!\ndB|AG|\nP:end\nG2|G2|]\n", .abc)
    #expect(named.form == ["part-x2", "The-End", "end-section"])
  }

  @Test func remarksNameTheirPlacesAndCount() {
    var log = ImportLog()
    for line in 1...12 { log.lose("a slur", at: .line(line)) }
    log.decide("something")
    log.lose("a pedal", at: .bar(3))
    #expect(log.remarks.map(\.text) == [
      "a slur: 12 times (lines 1, 2, 3, 4, 5, 6, 7, 8 and more)", "something", "a pedal (bar 3)",
    ])
  }
}
