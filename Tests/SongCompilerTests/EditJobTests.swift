// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongLibrary
import SongMusic
import SongTestSupport
import Testing

/// The edit jobs of a user: what an edit isn't about stays note for note.
@Suite struct EditJobTests {
  private static let band = """
    parts:
      lead: {role: melody, instrument: clean-guitar}
      keys: {role: chords, instrument: piano}
      bass: {role: bass, instrument: electric-bass}
      drums: {role: drums, instrument: pop-kit}

    """

  private func piece(_ text: String, lock: [String: String] = [:]) throws -> Compilation {
    let result = compiled(text, lock: lock)
    return try #require(result.compilation, "\(result.diagnostics.map(\.message))")
  }

  private func lock(_ piece: Compilation) -> [String: String] {
    Dictionary(uniqueKeysWithValues: piece.settings.decisions.map { ($0.key, $0.value) })
  }

  @Test func otherDrumsLeaveTheTune() throws {
    for seed in 0..<6 {
      let text = "song: 1\nseed: \(seed)\nstyle: pop\nduration: 40s\n\(EditJobTests.band)"
      let old = try piece(text)
      let edits = [
        text.replacing("pop-kit", with: "brush-kit"), text.replacing("  drums: {role: drums, instrument: pop-kit}\n", with: ""),
        text.replacing("instrument: pop-kit", with: "instrument: pop-kit, enter: 10s, leave: 30s"),
        text.replacing("  drums:", with: "  more: {role: drums, instrument: shaker}\n  drums:"),
      ]
      for edit in edits {
        let new = try piece(edit)
        for part in ["lead", "keys", "bass"] { #expect(notes(old, part) == notes(new, part), "seed \(seed) \(part)") }
        #expect(old.score.chords == new.score.chords)
      }
      let rerolled = try piece(text, lock: ["reroll.drums": "1"])
      #expect(notes(rerolled, "drums") != notes(old, "drums"))
      for part in ["lead", "keys", "bass"] { #expect(notes(old, part) == notes(rerolled, part), "seed \(seed) \(part)") }
    }
  }

  @Test func anotherInstrumentChangesNoNote() throws {
    let changes = [("clean-guitar", "violin"), ("clean-guitar", "flute"), ("piano", "organ"), ("electric-bass", "upright-bass"), ("electric-bass", "synth-bass")]
    for seed in 0..<4 {
      let text = "song: 1\nseed: \(seed)\nstyle: pop\nduration: 40s\n\(EditJobTests.band)"
      let old = try piece(text)
      for (from, to) in changes {
        for lock in [[:], lock(old)] {
          let new = try piece(text.replacing("instrument: \(from)", with: "instrument: \(to)"), lock: lock)
          // Where a flute breathes, notes end earlier, and where all are short one is left out.
          for (part, other) in zip(old.score.parts, new.score.parts) {
            func places(_ notes: [Score.Note]) -> Set<String> { Set(notes.map { "\($0.onset) \($0.sound)" }) }
            let changed = places(part.notes).symmetricDifference(places(other.notes)).count
            let isWind = knowledge.library.instrument(other.instrument)?.technique.breath != nil
            #expect(isWind ? changed * 20 <= part.notes.count : changed == 0, "seed \(seed): \(from) -> \(to): \(part.id)")
          }
        }
      }
    }
  }

  /// Bars of the new version that stand in the old one: pitch, onset and length within the bar, in all pitched parts.
  private func verbatim(_ new: Compilation, _ old: Compilation) -> (count: Int, of: Int) {
    func bars(_ piece: Compilation) -> [[String]] {
      piece.score.measures.map { measure in
        piece.score.parts.filter { !$0.isPercussion }.flatMap { part in
          part.notes.compactMap { note in
            guard note.onset >= measure.start, note.onset < measure.start + measure.length, case .pitch(let pitch) = note.sound
            else { return nil }
            return "\(part.id) \(note.onset - measure.start) \(note.duration) \(pitch.key)"
          }.sorted()
        }
      }
    }
    let known = Set(bars(old))
    return (bars(new).count(where: known.contains), new.score.measures.count)
  }

  @Test(arguments: ["pop", "folk", "cinematic"]) func aShorterVersionKeepsMostBars(style: String) throws {
    var kept = 0
    var all = 0
    for seed in 0..<6 {
      let sections = "form: intro A B A' outro\nsections:\n  intro: {intensity: 25%}\n  A: {intensity: 50%}\n  B: {intensity: 80%}\n  outro: {intensity: 40%}\n"
      let text = "song: 1\nseed: \(seed)\nstyle: \(style)\nduration: 60s\n\(sections)"
      let old = try piece(text)
      for locked in [false, true] {
        let new = try piece(text.replacing("60s", with: "45s"), lock: locked ? lock(old) : [:])
        let (count, bars) = verbatim(new, old)
        // A second tune follows what the form does to the first.
        #expect(count * 100 >= bars * 60, "\(style) seed \(seed): \(count) of \(bars)")
        kept += count
        all += bars
      }
    }
    #expect(kept * 100 >= all * 75, "\(style): \(kept) of \(all) bars")
  }

  @Test func anotherMoodLeavesWhatItDoesntDecide() throws {
    for seed in 0..<4 {
      let text = "song: 1\nseed: \(seed)\nstyle: pop\nmood: uplifting\nduration: 40s\n"
      let old = try piece(text)
      let new = try piece(text.replacing("uplifting", with: "dark"), lock: lock(old))
      #expect(new.settings.style == old.settings.style && new.settings.key == old.settings.key && new.settings.meter == old.settings.meter)
      #expect(new.settings.tempo == old.settings.tempo)
      #expect(new.settings.form.map(\.name) == old.settings.form.map(\.name))
      #expect(new.settings.parts.map { [$0.id, $0.role.rawValue, $0.instrument, "\($0.range)"] } == old.settings.parts.map { [$0.id, $0.role.rawValue, $0.instrument, "\($0.range)"] })
      #expect(new.settings.parts.map(\.patterns) == old.settings.parts.map(\.patterns))
      #expect(new.settings.humanize == old.settings.humanize)
      let changed = zip(old.settings.decisions, new.settings.decisions).filter { $0.key != $1.key || $0.value != $1.value }
      #expect(changed.map(\.0.key) == ["mood"], "\(changed)")
    }
  }

  @Test(arguments: ["pop", "folk", "cinematic"]) func anotherTempoChangesNoNote(style: String) throws {
    for seed in 0..<4 {
      let sections = "form: A B A\nsections:\n  A: {bars: 8, intensity: 50%}\n  B: {bars: 8, intensity: 80%}\n"
      let text = "song: 1\nseed: \(seed)\nstyle: \(style)\ntime: 4/4\n\(sections)tempo: 96\n"
      let old = try piece(text)
      for (tempo, lock) in [("108", [:]), ("84", lock(old)), ("100..120", [:])] {
        let new = try piece(text.replacing("tempo: 96", with: "tempo: \(tempo)"), lock: lock)
        // A breath comes elsewhere at another tempo: winds end notes earlier there, and where all are short one is left out.
        for (part, other) in zip(old.score.parts, new.score.parts) {
          let (before, after) = (Set(part.notes.map { "\($0.onset) \($0.sound)" }), Set(other.notes.map { "\($0.onset) \($0.sound)" }))
          let isWind = knowledge.library.instrument(part.instrument)?.technique.breath != nil
          let changed = before.symmetricDifference(after).count
          #expect(isWind ? changed * 20 <= before.count : changed == 0, "\(style) seed \(seed) tempo \(tempo) \(part.id)")
        }
        #expect(old.score.chords == new.score.chords)
      }
    }
  }
}
