// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// What must hold of every piece, whatever the seed, style, duration and meter.
@Suite struct PropertyTests {
  private static let moods = [
    "uplifting", "melancholic", "dark", "angry", "sparse", "meditative", "sci_fi", "action", "emotive", "easy_listening",
    "tech", "aggressive", "tropical", "atmospheric",
  ]

  private static let specs: [String] = {
    var specs = ["song: 1", "song: 1\nduration: 1s", "song: 1\nduration: 3s", "song: 1\nduration: 7.5s\nstyle: pop"]
    for style in ["cinematic", "folk", "pop"] {
      for mood in moods { specs.append("song: 1\nstyle: \(style)\nmood: \(mood)\nduration: 40s") }
    }
    for time in ["3/4", "6/8", "2/4", "5/4", "7/8", "12/8", "7/8 (3+2+2)"] { specs.append("song: 1\ntime: \(time)\nduration: 35s") }
    for key in ["D dorian", "F# minor", "Eb lydian", "B phrygian", "A mixolydian", "C# major", "B locrian"] {
      specs.append("song: 1\nkey: \(key)\nduration: 30s")
    }
    specs.append("song: 1\ntempo: 96\nduration: 61.7s")
    specs.append("song: 1\nstyle: folk\ntempo: 120")
    specs.append("song: 1\nstyle: cinematic\ntempo: 108..126\nduration: 30s")
    specs.append("song: 1\nform: A\nsections: {A: {chords: \"C | Am | F | G\"}}")
    specs.append("song: 1\ntempo: {range: 90..110, prefer: 100}\nduration: 1:11.111")
    return specs
  }()

  @Test(arguments: specs) func everyPieceKeepsTheRules(text: String) throws {
    for seed in 0..<4 {
      let result = compiled(text, seed: seed)
      let piece = try #require(result.compilation, "\(text) seed \(seed): \(result.diagnostics.map(\.message))")
      checkScore(piece, "\(text) seed \(seed)")
      checkPerformance(piece, "\(text) seed \(seed)")
    }
  }

  private func checkScore(_ piece: Compilation, _ name: String) {
    let score = piece.score
    // Measures lie without gaps from 0.
    var time = ScoreTime.zero
    for measure in score.measures {
      #expect(measure.start == time, "\(name)")
      time += measure.length
    }
    #expect(score.parts.contains { !$0.notes.isEmpty }, "\(name)")
    // The chords lie without gaps.
    var end = ScoreTime.zero
    for chord in score.chords {
      #expect(chord.onset == end, "\(name)")
      end = chord.onset + chord.duration
    }
    #expect(end == score.end, "\(name)")
    for (part, chosen) in zip(score.parts, piece.settings.parts) {
      for note in part.notes {
        #expect(note.duration > .zero && note.onset >= .zero && note.end <= score.end, "\(name) \(part.id)")
        if case .pitch(let pitch) = note.sound, chosen.role != .arpeggio, chosen.role != .bass {
          #expect(chosen.range.contains(pitch.key), "\(name) \(part.id) \(pitch)")
        }
      }
    }
    checkTune(piece, name)
  }

  /// The tune's constraints: tones that are foreign to the chord on strong beats are left by step, the end is at home.
  private func checkTune(_ piece: Compilation, _ name: String) {
    for (part, chosen) in zip(piece.score.parts, piece.settings.parts) where chosen.role == .melody {
      var strong = 0
      var unresolved = 0
      for (index, note) in part.notes.enumerated() {
        guard case .pitch(let pitch) = note.sound else { continue }
        let measure = piece.score.measures.last { $0.start <= note.onset }!
        guard measure.meter.strength(at: note.onset - measure.start) >= 2 else { continue }
        strong += 1
        let chord = piece.score.chords.last { $0.onset <= note.onset }?.chord
        guard let chord, !chord.pitchClasses.contains(pitch.key % 12) else { continue }
        let next = index + 1 < part.notes.count ? part.notes[index + 1].sound : note.sound
        if case .pitch(let following) = next, !(1...2).contains(abs(following.key - pitch.key)) { unresolved += 1 }
      }
      // Only where motifs that return meet.
      #expect(unresolved * 8 <= strong + 8, "\(name): \(unresolved) of \(strong)")
    }
    for (part, chosen) in zip(piece.score.parts, piece.settings.parts) where chosen.role == .melody {
      if let last = part.notes.last, case .pitch(let pitch) = last.sound, last.end == piece.score.end {
        #expect(piece.score.chords.last?.chord?.pitchClasses.contains(pitch.key % 12) == true, "\(name)")
      }
    }
  }

  private func checkPerformance(_ piece: Compilation, _ name: String) {
    let performance = piece.performance
    #expect(performance.tempo.seconds(at: performance.length) == Rational(piece.settings.duration.value, 1_000_000), "\(name)")
    for part in performance.parts {
      var ends = [Ticks](repeating: .zero, count: 128)
      for note in part.notes {
        #expect(note.onset >= ends[note.key] && note.end <= performance.length && note.duration.value >= 1, "\(name) \(part.id)")
        #expect((1...127).contains(note.velocity), "\(name) \(part.id)")
        ends[note.key] = note.end
      }
    }
  }

  @Test(arguments: [
    "parts:\n  d: {role: drums, instrument: flute}\n  l: {role: melody, instrument: flute}",
    "parts:\n  l: {role: melody, instrument: flute, range: c4..d4}", "parts:\n  l: {role: melody, instrument: flute, range: c4..c4}",
    "parts:\n  a: {role: arpeggio, instrument: harp, range: c4..e4}",
    "form: A B C D\nsections: {A: {tempo: 97.123}, B: {tempo: 103.457}, C: {tempo: 111.011}, D: {tempo: 89.979}}",
  ]) func oddSpecsDoNotTrap(text: String) throws {
    let result = compiled("song: 1\nduration: 40s\nstyle: pop\n\(text)")
    #expect(result.compilation != nil || result.diagnostics.contains { $0.severity == .error })
  }

  @Test func aReturningSectionIsTheSameSegment() throws {
    let piece = try #require(compiled("song: 1\nstyle: pop\nform: verse chorus verse chorus outro\nduration: 90s").compilation)
    let sections = piece.arrangement.sections
    let measures = piece.arrangement.measures
    let lead = try #require(piece.score.parts.first { $0.id == "lead" })
    func tune(_ index: Int) -> [String] {
      let start = measures[sections[index].first].start
      let end = start + measures[sections[index].first].length * Rational(sections[index].count)
      return lead.notes.filter { $0.onset >= start && $0.onset < end }.map { "\($0.onset - start) \($0.sound) \($0.duration)" }
    }
    #expect(tune(0) == tune(2))
    #expect(!tune(1).isEmpty && tune(1) == tune(3))
  }

  @Test func givenChordsComeOutUnaltered() throws {
    let text = """
      song: 1
      style: folk
      time: 4/4
      form: A A
      sections:
        A: {bars: 4, chords: "Am7 | D7/F# . G . | % | N.C."}
      """
    let piece = try #require(compiled(text).compilation)
    let chords = piece.score.chords.map { "\($0.onset):\($0.duration):\($0.chord.map { "\($0)" } ?? "N.C.")" }
    #expect(
      chords == [
        "0:4:Am7", "4:2:D7/F#", "6:2:G", "8:2:D7/F#", "10:2:G", "12:4:N.C.", "16:4:Am7", "20:2:D7/F#", "22:2:G",
        "24:2:D7/F#", "26:2:G", "28:4:N.C.",
      ])
  }

  @Test func withoutHumanizationTheScoreIsPlayedExactly() throws {
    let piece = try #require(compiled("song: 1\nstyle: pop\nduration: 30s\nhumanize: 0").compilation)
    for (written, played) in zip(piece.score.parts, piece.performance.parts) {
      for note in played.notes {
        #expect(written.notes.contains { Ticks($0.onset) == note.onset && Ticks($0.end) >= note.end })
      }
      #expect(Set(played.notes.map(\.onset)).isSubset(of: Set(written.notes.map { Ticks($0.onset) })))
    }
  }

  @Test func anotherInstrumentPlaysTheSameNotes() throws {
    let first = try #require(compiled("song: 1\nstyle: folk\nduration: 40s\nparts:\n  tune: {role: melody, instrument: flute}\n  bass: {role: bass, instrument: upright-bass}\n").compilation)
    let second = try #require(compiled("song: 1\nstyle: folk\nduration: 40s\nparts:\n  tune: {role: melody, instrument: violin}\n  bass: {role: bass, instrument: upright-bass}\n").compilation)
    // A flute's notes may end earlier, for breath.
    for (one, other) in zip(first.score.parts, second.score.parts) {
      #expect(one.notes.map(\.onset) == other.notes.map(\.onset) && one.notes.map(\.sound) == other.notes.map(\.sound))
    }
  }

  @Test func theLockKeepsChoicesAndTheSpecOverrulesIt() throws {
    let piece = try #require(compiled("song: 1\nduration: 30s").compilation)
    let lock = Dictionary(uniqueKeysWithValues: piece.settings.decisions.map { ($0.key, $0.value) })
    let again = try #require(compiled("song: 1\nduration: 30s", seed: 99, lock: lock).compilation)
    #expect(again.settings.parts == piece.settings.parts)
    #expect(again.settings.key == piece.settings.key)
    let changed = try #require(compiled("song: 1\nduration: 30s\nkey: F# minor", lock: lock).compilation)
    #expect("\(changed.settings.key)" == "F# minor")
  }

  @Test(
    arguments: [
      ("form", ""), ("tempo", "0"), ("humanize.timing", "999999999999"), ("duration", "9000000000000000us"),
      ("style", "polka"), ("mood", "happy"), ("parts.lead.instrument", "kazoo"), ("parts.lead.instrument", "pop-kit"),
      ("parts.bass.pattern", "nope"), ("parts.lead.range", "5..4000"), ("parts.lead.role", "singer"),
      ("master.loudness", "40"), ("time", "9/0"), ("key.tonic", "H"),
    ]) func aLockThatCantStandIsDecidedAgain(key: String, value: String) throws {
    let spec = key == "style" ? "song: 1\nduration: 20s" : "song: 1\nstyle: pop\nduration: \(key == "duration" ? "15s..30s" : "20s")"
    let (piece, diagnostics) = compiled(spec, lock: [key: value])
    #expect(diagnostics.map(\.code) == [.lockEntryIgnored])
    #expect(try #require(piece).settings == compiled(spec).compilation?.settings)
  }
}
