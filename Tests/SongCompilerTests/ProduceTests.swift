// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusic
import SongMusicXML
import Testing

/// Scores of the user's own: nothing of theirs is changed, and each part finds its place.
@Suite struct ProduceTests {
  /// A performance: onsets off the grid, a change of tempo, a pedal, bends, two strokes of one key that overlap.
  private static var performance: [UInt8] {
    var midi = MIDIBytes(division: 384)
    midi.addTrack("Evening")
    midi.tempo(0, 631_579)
    midi.tempo(1931, 600_000)
    midi.meta(0, 0x58, [3, 2, 24, 8])
    midi.meta(0, 0x59, [0xFE, 1])
    midi.meta(0, 0x02, Array("(c) Someone".utf8))
    midi.meta(1152, 0x06, Array("Second part".utf8))
    midi.addTrack("Right")
    midi.add(0, 0xC0, 0)
    midi.add(5, 0xB0, 64, 127)
    midi.add(1100, 0xB0, 64, 0)
    midi.add(7, 0xE0, 0, 0x50)
    for step in 0..<24 { midi.note(step * 97 + step * step % 13, 150, UInt8(62 + step * 5 % 14), UInt8(40 + step * 7 % 60)) }
    midi.addTrack("Low")
    midi.add(0, 0xC1, 33)
    for step in 0..<8 { midi.note(step * 291 + 3, 260, UInt8(33 + step * 7 % 12), UInt8(60 + step * 3), channel: 1) }
    midi.addTrack("Beat")
    for step in 0..<16 { midi.note(step * 146 + step % 3, 200, step % 2 == 0 ? 36 : 38, UInt8(70 + step), channel: 9) }
    return midi.bytes
  }

  /// A written piece: tune, chords, bass, all on the grid.
  private static var written: [UInt8] {
    var midi = MIDIBytes()
    midi.addTrack("Song")
    midi.tempo(0, 500_000)
    midi.meta(0, 0x58, [4, 2, 24, 8])
    midi.addTrack("Melody")
    midi.add(0, 0xC0, 73)
    for step in 0..<32 { midi.note(step * 240, 240, UInt8(72 + [0, 2, 4, 7, 5, 4, 2, 0][step % 8]), step % 4 == 0 ? 96 : 80) }
    midi.addTrack("Strings")
    midi.add(0, 0xC1, 48)
    for bar in 0..<4 { for key in [60, 64, 67] { midi.note(bar * 1920, 1920, UInt8(key - bar % 2 * 2), 64, channel: 1) } }
    midi.addTrack("Bass")
    midi.add(0, 0xC2, 32)
    for beat in 0..<16 { midi.note(beat * 480, 480, UInt8(36 + beat % 4 * 2), 90, channel: 2) }
    return midi.bytes
  }

  @Test func aPerformanceIsLeftAsItIs() throws {
    let produced = Produced(Self.performance)
    let piece = try #require(produced.piece, "\(produced.diagnostics)")
    #expect(piece.production?.isPerformed == false)
    let (asked, got) = (try heard(Self.performance), try heard(writeSMF(piece.performance)))
    #expect(asked.map(\.count) == [24, 8, 16] && got.map(\.count) == asked.map(\.count))
    for (own, other) in zip(asked.joined(), got.joined()) {
      #expect(own.key == other.key && own.velocity == other.velocity)
      // A tick of the output at the slower tempo is 658 us.
      #expect(abs(own.onset - other.onset) < 660 && abs(own.end - other.end) < 660, "\(own) \(other)")
    }
  }

  @Test func whatTheFileSaysOfTimeStands() throws {
    let piece = try #require(Produced(Self.performance).piece)
    #expect(piece.performance.tempo.events.map(\.microsecondsPerQuarter) == [631_579, 600_000])
    #expect(piece.performance.tempo.events[1].at == Ticks(Rational(1931, 384)))
    #expect(piece.performance.meters.map { "\($0.meter)" } == ["3/4"])
    #expect(piece.performance.keys.map { "\($0.key)" } == ["G minor"])
    #expect(piece.performance.markers.map(\.text) == ["Second part"])
    #expect(piece.performance.markers.map(\.at) == [Ticks(3 * 960)])
    #expect(piece.settings.credits.license == "(c) Someone" && piece.settings.title == "Evening")
  }

  @Test func controllersAndBendsAreKept() throws {
    let piece = try #require(Produced(Self.performance).piece)
    #expect(piece.performance.parts[0].controls.map { [$0.controller, $0.value] } == [[64, 127], [64, 0]])
    #expect(piece.performance.parts[0].bends == [.init(at: Ticks(Rational(7, 384)), value: 0x50 << 7)])
    #expect(piece.performance.parts[1].controls.isEmpty)
    let events = piece.session.tracks[0].events
    #expect(events.contains { $0.kind == .control(64, value: 127) } && events.contains { $0.kind == .bend(0x50 << 7) })
    let file = try readSMF(writeSMF(piece.performance))
    #expect(file.tracks[1].contains { $0.message == .pitchBend(channel: 0, value: 0x50 << 7) })
  }

  @Test func aWrittenScoreIsPerformedAndKeepsItsPlaces() throws {
    var request = ProduceRequest()
    // Nothing is swung there, so the players' hands alone move onsets.
    request.style = "piano"
    let produced = Produced(Self.written, request)
    let piece = try #require(produced.piece, "\(produced.diagnostics)")
    #expect(piece.production?.isPerformed == true)
    let asked = try heard(Self.written)
    for (part, own) in zip(piece.score.parts, asked) {
      let places = part.notes.map { note -> [Int] in
        guard case .pitch(let pitch) = note.sound else { return [] }
        return [Ticks(note.onset).value, pitch.key]
      }
      #expect(places == own.map { [Int(($0.onset * 960 / 500_000).rounded()), $0.key] })
    }
    let limit = Double(piece.settings.humanize.timing)
    var moved = 0
    for (own, other) in zip(asked, try heard(writeSMF(piece.performance))) {
      // Order and pitch: who is early doesn't pass another.
      #expect(own.map(\.key).sorted() == other.map(\.key).sorted())
      for key in Set(own.map(\.key)) {
        for (first, second) in zip(own.filter { $0.key == key }, other.filter { $0.key == key }) {
          #expect(abs(first.onset - second.onset) <= limit + 600)
          if abs(first.onset - second.onset) > 1000 { moved += 1 }
        }
      }
    }
    #expect(moved > 20, "somebody plays it")
  }

  @Test func theUserSaysWhetherItIsPerformed() throws {
    var request = ProduceRequest()
    request.playing = .asTheyAre
    let piece = try #require(Produced(Self.written, request).piece)
    let (asked, got) = (try heard(Self.written), try heard(writeSMF(piece.performance)))
    #expect(asked.map(\.count) == got.map(\.count) && !asked.joined().isEmpty)
    for (own, other) in zip(asked.joined(), got.joined()) { #expect(own == other) }
    request.playing = .performed
    let performed = try #require(Produced(Self.performance, request).piece)
    #expect(performed.production?.isPerformed == true)
    #expect(performed.performance.parts.map(\.notes.count) == [24, 8, 16])
  }

  @Test func partsHaveRolesAndInstruments() throws {
    let written = try #require(Produced(Self.written).piece)
    #expect(written.settings.parts.map(\.role) == [.melody, .pad, .bass])
    #expect(written.settings.parts.map(\.instrument) == ["flute", "string-section", "upright-bass"])
    #expect(written.settings.parts.map(\.id) == ["melody", "strings", "bass"])
    let played = try #require(Produced(Self.performance).piece)
    #expect(played.settings.parts.map(\.role) == [.melody, .bass, .drums])
    #expect(played.settings.parts.map(\.instrument) == ["piano", "electric-bass", "pop-kit"])
    #expect(played.settings.style == "pop" && written.settings.style == "folk")
  }

  /// Programs that the library has no instrument for sound as themselves, changes of program are parts of their own.
  @Test func everyProgramSounds() throws {
    for program in UInt8(0)...127 {
      var midi = MIDIBytes()
      midi.addTrack()
      midi.add(0, 0xC0, program)
      for step in 0..<8 { midi.note(step * 480, 480, UInt8(60 + step)) }
      let piece = try #require(Produced(midi.bytes).piece)
      #expect(piece.performance.parts[0].program == Int(program))
      let preset = piece.session.tracks[0].sound.fontPreset
      if let preset, piece.settings.parts[0].sound.hasPrefix("gm:") { #expect(preset.program == Int(program) && preset.bank == 0) }
    }
    var midi = MIDIBytes()
    midi.addTrack("Keys")
    midi.add(0, 0xC0, 0)
    midi.note(0, 480, 60)
    midi.add(480, 0xC0, 19)
    midi.note(480, 480, 62)
    let piece = try #require(Produced(midi.bytes).piece)
    #expect(piece.performance.parts.map(\.program) == [0, 19] && piece.settings.parts.map(\.id) == ["keys", "keys-2"])
  }

  @Test func whatIsNotPlayedIsSaid() throws {
    var midi = MIDIBytes()
    midi.addTrack()
    midi.add(0, 0xB0, 0, 3)
    midi.add(0, 0xB0, 91, 40)
    midi.add(0, 0xB0, 74, 40)
    midi.add(0, 0xD0, 40)
    // A parameter of a maker's own, and the range of bends.
    midi.add(1, 0xB0, 99, 1)
    midi.add(2, 0xB0, 6, 7)
    midi.add(3, 0xB0, 101, 0)
    midi.add(4, 0xB0, 100, 0)
    midi.add(5, 0xB0, 6, 12)
    for step in 0..<4 { midi.note(step * 480, 480, 60) }
    let produced = Produced(midi.bytes)
    let piece = try #require(produced.piece)
    #expect(piece.performance.parts[0].controls.map { [$0.controller, $0.value] } == [[101, 0], [100, 0], [6, 12]])
    #expect(produced.messages(.importLoss) == [
      "not played: a choice of a bank of sounds on channel 1",
      "not played: the reverb and chorus of channel 1; the mix has its own",
      "not played: controller 74 on channel 1", "not played: a pressure on channel 1",
    ])
    #expect(piece.production?.losses.count == 4)
  }

  @Test func filesThatAreNoScoreAreRefused() {
    var empty = MIDIBytes()
    empty.addTrack()
    let cases: [([UInt8], String)] = [
      ([], "neither a Standard MIDI File nor MusicXML"), (Array("song: 1".utf8), "neither"), (Array(Self.written.prefix(60)), "ends in the middle"),
      (empty.bytes, "neither notes nor chords"), (Array("<a>".utf8), "well-formed"), (Array("PK\u{3}\u{4}".utf8), "compressed"),
      (Array("<score-timewise/>".utf8), "'score-timewise'"),
    ]
    for (bytes, text) in cases {
      let produced = Produced(bytes)
      #expect(produced.piece == nil)
      #expect(produced.messages(.importUnreadable).contains { $0.contains(text) }, "\(produced.diagnostics.map(\.message))")
    }
    var endless = MIDIBytes(division: 24)
    endless.addTrack()
    endless.tempo(0, 16_000_000)
    for step in 0..<4 { endless.note(step * 24 * 1000, 24, 60) }
    #expect(Produced(endless.bytes).messages(.importUnreadable).contains { $0.contains("more than the 3:00:00.000") })
  }

  @Test func unknownNamesHaveNearOnes() {
    var request = ProduceRequest()
    request.style = "fokl"
    request.moods = ["drak"]
    let produced = Produced(Self.written, request)
    #expect(produced.piece == nil)
    #expect(produced.diagnostics.map(\.help) == [["did you mean 'folk'?"], ["did you mean 'dark'?"]])
    #expect(produced.diagnostics.allSatisfy { $0.code == .unknownValue })
  }

  private static func musicXML(_ measures: String) -> [UInt8] {
    Array(
      """
      <?xml version="1.0"?>
      <score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Clarinet</part-name>
      <midi-instrument id="I1"><midi-program>72</midi-program></midi-instrument></score-part></part-list><part id="P1">\(measures)</part></score-partwise>
      """.utf8)
  }

  private static func note(_ step: String, _ octave: Int, _ duration: Int, _ more: String = "", voice: Int = 1) -> String {
    "<note><pitch><step>\(step)</step><octave>\(octave)</octave></pitch><duration>\(duration)</duration><voice>\(voice)</voice>\(more)</note>"
  }

  /// Two voices, a triplet, a tie, a transposing instrument, dynamics, tempos, a repeat with two endings.
  private static var clarinet: [UInt8] {
    let head = "<attributes><divisions>12</divisions><key><fifths>2</fifths></key><time><beats>2</beats><beat-type>4</beat-type></time>"
      + "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>"
      + "<direction><direction-type><dynamics><p/></dynamics></direction-type><sound tempo=\"90\"/></direction>"
    let staccato = "<notations><articulations><staccato/></articulations></notations>"
    let upper = note("D", 5, 4) + note("E", 5, 4) + note("D", 5, 4) + note("A", 5, 12, "<tie type=\"start\"/>" + staccato)
    let lower = "<backup><duration>24</duration></backup>" + note("D", 4, 24, voice: 2)
    let one = "<measure number=\"1\">\(head)\(upper)\(lower)</measure>"
    let two = "<measure number=\"2\"><barline location=\"left\"><ending number=\"1\" type=\"start\"/></barline>"
      + note("A", 5, 12, "<tie type=\"stop\"/>") + "<note><rest/><duration>12</duration></note>"
      + "<barline location=\"right\"><ending number=\"1\" type=\"stop\"/><repeat direction=\"backward\"/></barline></measure>"
    let three = "<measure number=\"3\"><barline location=\"left\"><ending number=\"2\" type=\"start\"/></barline>"
      + "<direction><direction-type><dynamics><f/></dynamics></direction-type><sound tempo=\"60\"/></direction>" + note("B", 5, 24)
      + "<barline location=\"right\"><ending number=\"2\" type=\"stop\"/></barline></measure>"
    return musicXML(one + two + three)
  }

  @Test func scoresInMusicXMLArePlayedOut() throws {
    var request = ProduceRequest()
    request.playing = .asTheyAre
    let produced = Produced(Self.clarinet, request)
    let piece = try #require(produced.piece, "\(produced.diagnostics)")
    let notes = piece.performance.parts[0].notes.map { [$0.onset.value, $0.duration.value, $0.key, $0.velocity] }
    // Sounding a tone below what is written: the first bar, its first ending, the bar again, the second ending.
    #expect(notes == [
      [0, 1920, 60, 48], [0, 320, 72, 48], [320, 320, 74, 48], [640, 320, 72, 48], [960, 1920, 79, 48],
      [3840, 1920, 60, 48], [3840, 320, 72, 48], [4160, 320, 74, 48], [4480, 320, 72, 48], [4800, 1920, 79, 48],
      [5760, 1920, 81, 96],
    ])
    #expect(piece.performance.tempo.events.map(\.microsecondsPerQuarter) == [666_667, 1_000_000])
    #expect(piece.performance.tempo.events.last?.at == Ticks(5760))
    #expect(piece.performance.keys.map { "\($0.key)" } == ["C major"] && piece.settings.parts[0].instrument == "clarinet")
    #expect(piece.score.parts[0].notes.contains { $0.articulations == [.staccato] })
    #expect(Produced(Self.clarinet).piece?.production?.isPerformed == true)
  }

  @Test func scoresInUTF16AreRead() throws {
    let plain = try #require(Produced(Self.clarinet).piece)
    let text = String(decoding: Self.clarinet, as: UTF8.self)
    for isBig in [false, true] {
      let bytes = [0xFEFF] + Array(text.utf16)
      let wide = bytes.flatMap { unit -> [UInt8] in isBig ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)] }
      #expect(try #require(Produced(wide).piece).performance == plain.performance)
    }
  }

  /// Broken files are refused or played, and never trap.
  @Test func changedBytesNeverTrap() {
    for (seed, bytes) in [Self.performance, Self.clarinet].enumerated() {
      var state = UInt64(seed + 1)
      func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
      }
      for _ in 0..<150 {
        var changed = bytes
        for _ in 0...next(3) { changed[next(changed.count)] = UInt8(next(256)) }
        let produced = Produced(changed)
        #expect(produced.piece != nil || !produced.diagnostics.isEmpty)
      }
    }
  }

  @Test func theScoreCanBeRead() throws {
    for bytes in [Self.performance, Self.written] {
      let piece = try #require(Produced(bytes).piece)
      let read = try readMusicXMLScore(Array(writeMusicXML(piece.score).utf8))
      #expect(read.parts.map(\.notes.count) == piece.score.parts.map(\.notes.count))
      #expect(read.measures.count == piece.score.measures.count)
    }
  }
}
