// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongLibrary
import SongMusic
import Testing

/// Composed parts can be played on their instruments.
@Suite struct PlayableTests {
  private static let specs: [String] = {
    let styles = ["ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "pop", "rock", "synth_pop"]
    var specs = styles.map { "song: 1\nstyle: \($0)\nduration: 80s\nintensity: \"0s 30%, 30s 95%, end 60%\"" }
    specs += styles.map { "song: 1\nstyle: \($0)\nduration: 45s" }
    for winds in ["flute", "whistle", "trumpet", "oboe", "clarinet", "horn-section"] {
      specs.append(
        "song: 1\nstyle: folk\nduration: 60s\ntempo: 84\nparts:\n  tune: {role: melody, instrument: \(winds)}\n"
          + "  pad: {role: pad, instrument: choir}\n  brass: {role: pad, instrument: trombone-section}\n"
          + "  answer: {role: counter, instrument: clarinet}\n")
    }
    for strings in ["mandolin", "nylon-guitar", "clean-guitar", "fiddle", "cello", "accordion", "organ", "celesta", "electric-bass"] {
      specs.append(
        "song: 1\nstyle: pop\nduration: 40s\nparts:\n  lead: {role: melody, instrument: flute}\n"
          + "  comp: {role: chords, instrument: \(strings)}\n  arp: {role: arpeggio, instrument: \(strings)}\n"
          + "  pad: {role: pad, instrument: \(strings)}\n")
    }
    // Eighths without a gap, faster than a breath between them.
    specs.append(
      "song: 1\nstyle: drum_and_bass\ntempo: 174\nduration: 60s\nintensity: 90%\nparts:\n  tune: {role: melody, instrument: flute}\n"
        + "  arp: {role: arpeggio, instrument: clarinet}\n  drums: {role: drums, instrument: pop-kit}\n")
    specs.append("song: 1\nstyle: cinematic\nduration: 40s\nsync:\n  - {at: 20s, hit: accent}\n  - {at: 30s, hit: peak}\n")
    return specs
  }()

  @Test(arguments: specs) func everyComposedPartCanBePlayed(text: String) throws {
    for seed in 0..<3 {
      let result = compiled(text, seed: seed)
      let piece = try #require(result.compilation, "\(text) seed \(seed): \(result.diagnostics.map(\.message))")
      #expect(!result.diagnostics.contains { $0.code == .givenUnplayable })
      for part in piece.score.parts {
        let instrument = try #require(knowledge.library.instrument(part.instrument))
        let name = "\(text) seed \(seed) \(part.id)"
        if part.isPercussion {
          checkStrokes(part, players: instrument.technique.players, name)
          continue
        }
        for onset in Set(part.notes.map(\.onset)) {
          let keys = part.notes.filter { $0.onset == onset || instrument.holdsWhatSounds && $0.onset < onset && $0.end > onset }
            .compactMap { if case .pitch(let pitch) = $0.sound { pitch.key } else { nil } }
          let canPlay = instrument.canPlay(keys)
          #expect(canPlay, "\(name) \(onset) \(keys.sorted())")
        }
        if let limit = instrument.technique.breath { checkBreath(piece, part, limit.double, name) }
      }
    }
  }

  /// Two hands and two feet to a player, those of the percussionists beside a drummer apart; a flam takes two hands.
  private func checkStrokes(_ part: Score.Part, players: Int, _ name: String) {
    for (index, first) in part.notes.enumerated() {
      if index > 0, first.onset - part.notes[index - 1].onset <= Rational(1, 24) { continue }
      let together = part.notes[index...].prefix { $0.onset - first.onset <= Rational(1, 24) }
      let limbs = together.compactMap { note in
        if case .kit(let voice) = note.sound { part.kit[voice].limb } else { nil }
      } + together.filter { ($0.ornament?.smallStrokes ?? 0) > 0 }.map { _ in .hand }
      #expect(limbs.count { $0 == .hand } <= 2 * players, "\(name) \(first.onset)")
      #expect(limbs.count { $0 == .foot } <= 2 * players && limbs.count { $0 == .other } <= 2, "\(name) \(first.onset)")
    }
  }

  private func checkBreath(_ piece: Compilation, _ part: Score.Part, _ limit: Double, _ name: String) {
    func seconds(_ time: ScoreTime) -> Double { piece.score.tempo.microseconds(at: Ticks(time)).seconds }
    var start: ScoreTime?
    var end = ScoreTime.zero
    for note in part.notes {
      if start == nil || seconds(note.onset) - seconds(end) >= 0.19 { start = note.onset }
      end = max(end, note.end)
      #expect(seconds(end) - seconds(start!) <= limit + 0.01, "\(name) \(start!) to \(end)")
    }
  }

  @Test func aBreathTakesNothingButTime() throws {
    func piece(_ instrument: String) throws -> [Score.Note] {
      let text = "song: 1\nstyle: ambient\nduration: 60s\ntempo: 60\nparts:\n  tune: {role: melody, instrument: \(instrument)}\n"
        + "  pad: {role: pad, instrument: choir}\n"
      return try #require(compiled(text, seed: 5).compilation).score.parts[0].notes
    }
    let blown = try piece("flute")
    let bowed = try piece("violin")
    #expect(blown.map(\.onset) == bowed.map(\.onset) && blown.map(\.sound) == bowed.map(\.sound))
    #expect(zip(blown, bowed).allSatisfy { $0.duration <= $1.duration })
  }

  @Test func chordsOnAGuitarAreAsFullAsOnAPiano() throws {
    func count(_ instrument: String, _ seed: Int) throws -> Int {
      let text = "song: 1\nstyle: folk\nduration: 40s\nparts:\n  comp: {role: chords, instrument: \(instrument)}\n"
      return try #require(compiled(text, seed: seed).compilation).score.parts[0].notes.count
    }
    for seed in 0..<6 {
      let (guitar, piano) = (try count("steel-guitar", seed), try count("piano", seed))
      #expect(guitar > 60 && guitar * 100 >= piano * 97, "seed \(seed): \(guitar) of \(piano)")
    }
  }
}
