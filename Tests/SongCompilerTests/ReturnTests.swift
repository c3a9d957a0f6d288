// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Sections that come again: the same chords and tune in another arrangement, variations, other keys, the ways between.
@Suite struct ReturnTests {
  private func piece(_ text: String) throws -> Compilation {
    let (compilation, diagnostics) = compiled(text)
    return try #require(compilation, "\(diagnostics.map(\.message))")
  }

  /// Notes of a part in a section, from its start.
  private func notes(_ piece: Compilation, _ part: String, _ section: Int) -> [Score.Note] {
    let sections = piece.arrangement.sections
    let start = piece.arrangement.measures[sections[section].first].start
    let end = section + 1 < sections.count ? piece.arrangement.measures[sections[section + 1].first].start : piece.arrangement.end
    return (piece.score.parts.first { $0.id == part }?.notes ?? []).filter { $0.onset >= start && $0.onset < end }.map {
      var note = $0
      note.onset = note.onset - start
      note.origin = 0
      return note
    }
  }

  private func line(_ notes: [Score.Note], measures: Range<Int>, _ length: ScoreTime) -> [String] {
    notes.filter { $0.onset >= length * Rational(measures.lowerBound) && $0.onset < length * Rational(measures.upperBound) }
      .map { "\($0.onset) \($0.sound)" }
  }

  @Test(arguments: ["pop", "folk", "cinematic"]) func everyReturnIsArrangedAnew(_ style: String) throws {
    for seed in 1...4 {
      let piece = try piece("song: 1\nseed: \(seed)\nstyle: \(style)\nduration: free\nform: A B A B A B outro\n")
      let lead = try #require(piece.settings.parts.first { $0.role == .melody }).id
      let form = piece.settings.form.map(\.name)
      for (later, name) in form.enumerated() {
        guard let before = form[..<later].lastIndex(of: name) else { continue }
        let others = piece.settings.parts.filter { $0.id != lead }.map(\.id)
        let isOther = others.contains { id in
          self.notes(piece, id, later).map { "\($0.onset) \($0.sound)" } != self.notes(piece, id, before).map { "\($0.onset) \($0.sound)" }
        }
        #expect(isOther, "\(style) \(seed): \(name) at \(later) is played as at \(before)")
        // The tune is the same but for the bar that may lead into the next section.
        let length = piece.arrangement.measures[piece.arrangement.sections[later].first].length
        let inner = 0..<(piece.arrangement.sections[later].count - 1)
        #expect(
          line(notes(piece, lead, later), measures: inner, length) == line(notes(piece, lead, before), measures: inner, length),
          "\(style) \(seed): \(name) at \(later)")
      }
    }
  }

  @Test func asManyPlayInAReturn() throws {
    let piece = try piece("song: 1\nseed: 2\nstyle: pop\nduration: free\nform: verse verse verse verse\nsections: {verse: {bars: 8, intensity: 55%}}\n")
    let counts = piece.arrangement.sections.map { section in
      piece.arrangement.parts.count { $0.activity[section.first + 2] != .silent }
    }
    #expect(Set(counts).count == 1, "\(counts)")
    let players = piece.arrangement.sections.map { section in
      piece.arrangement.parts.filter { $0.activity[section.first + 2] != .silent }.map(\.settings.id)
    }
    #expect(Set(players).count > 1, "\(players)")
  }

  @Test func theSpecMayKeepTheArrangement() throws {
    let text = "song: 1\nseed: 2\nstyle: pop\nduration: free\nend: cut\nform: A A' B\nsections: {A: {bars: 8}, B: {bars: 4}, A': {vary: 0%}}\n"
    let piece = try piece(text)
    for part in piece.settings.parts where part.role != .drums {
      let inner = 0..<7
      #expect(line(notes(piece, part.id, 0), measures: inner, 4) == line(notes(piece, part.id, 1), measures: inner, 4), "\(part.id)")
    }
  }

  @Test(arguments: [(10, 1), (30, 2), (60, 5)]) func aVariationWritesAShareOfTheTuneAnew(_ percent: Int, _ bars: Int) throws {
    for seed in 1...6 {
      let text = "song: 1\nseed: \(seed)\nstyle: pop\nduration: free\nend: cut\nform: A A' B\ntime: 4/4\nsections: {A: {bars: 8}, A': {vary: {melody: \(percent)%}}, B: {bars: 4}}\n"
      let piece = try piece(text)
      let lead = try #require(piece.settings.parts.first { $0.role == .melody }).id
      let (old, new) = (notes(piece, lead, 0), notes(piece, lead, 1))
      let changed = (0..<8).filter { line(old, measures: $0..<($0 + 1), 4) != line(new, measures: $0..<($0 + 1), 4) }
      #expect(changed.count <= bars + 1 && !changed.isEmpty, "seed \(seed): \(changed)")
      #expect(!changed.contains(0), "the first bar is what the ear knows it by")
      func chord(_ time: Int) -> Chord? { piece.score.chords.last { $0.onset <= ScoreTime(time) }?.chord }
      for beat in 0..<32 { #expect(chord(beat) == chord(beat + 32), "chords stay") }
    }
  }

  @Test func aPrimeAloneIsAVariation() throws {
    let piece = try piece("song: 1\nseed: 5\nstyle: pop\nduration: free\nend: cut\nform: A A' B\nsections: {A: {bars: 8}, B: {bars: 4}}\n")
    #expect(piece.settings.form[1].variation.melody == 300)
    #expect(piece.settings.form[0].variation.isEmpty && piece.settings.form[2].variation.isEmpty)
  }

  @Test func beatsStayWhereTheyAreKept() throws {
    for seed in 1...6 {
      let text = "song: 1\nseed: \(seed)\nstyle: folk\nduration: free\nend: cut\ntime: 4/4\nform: A A' B\nsections: {A: {bars: 8}, A': {vary: {melody: 80%, keep: [melody.onbeat]}}, B: {bars: 4}}\n"
      let piece = try piece(text)
      let lead = try #require(piece.settings.parts.first { $0.role == .melody }).id
      func beats(_ section: Int) -> [String] {
        notes(piece, lead, section).filter { $0.onset.isInteger && $0.onset < 28 }.map { "\($0.onset) \($0.sound)" }
      }
      #expect(beats(0) == beats(1), "seed \(seed)")
    }
  }

  @Test func chordsAreChosenAnewAndTheCadenceStays() throws {
    var changed = 0
    for seed in 1...6 {
      let text = "song: 1\nseed: \(seed)\nstyle: pop\nduration: free\nend: cut\ntime: 4/4\nform: A A' B\nsections: {A: {bars: 8}, A': {vary: {chords: 50%}}, B: {bars: 4}}\n"
      let piece = try piece(text)
      func chord(_ time: Int) -> Chord? { piece.score.chords.last { $0.onset <= ScoreTime(time) }?.chord }
      changed += (0..<8).count { chord($0 * 4) != chord(32 + $0 * 4) }
      #expect(chord(0) == chord(32) && chord(28) == chord(60), "seed \(seed)")
    }
    #expect(changed >= 12, "\(changed) of 48 bars")
  }

  @Test func anotherKeyMovesTheSameMaterial() throws {
    var moved = 0
    for seed in 1...6 {
      let text = "song: 1\nseed: \(seed)\nstyle: pop\nkey: C major\nduration: free\nend: cut\ntime: 4/4\nform: A B A'\nsections: {A: {bars: 8}, B: {bars: 4}, A': {key: D major, vary: {melody: 0%}}}\n"
      let piece = try piece(text)
      let part = try #require(piece.settings.parts.first { $0.role == .melody })
      let (old, new) = (notes(piece, part.id, 0), notes(piece, part.id, 2))
      // A tune of which more than a quarter would leave the part's range is composed anew.
      let lost = [2, -10].map { move in old.count { !part.range.contains(key($0) + move) } }.min()!
      guard lost * 4 <= old.count else { continue }
      let count = old.count { $0.onset < 28 }
      #expect(count > 8)
      let moves = zip(old.prefix(count), new.prefix(count)).map { key($1) - key($0) }
      // Notes that would leave the part's range take another tone of the chord.
      let kept = max(moves.count { $0 == 2 }, moves.count { $0 == -10 })
      #expect(kept * 4 >= count * 3 - 3, "seed \(seed): \(moves)")
      moved += 1
      #expect(old.prefix(count).map(\.onset) == new.prefix(count).map(\.onset))
      let chords = piece.score.chords
      let roots = (0..<7).map { bar in
        (chords.last { $0.onset <= ScoreTime(bar * 4) }?.chord, chords.last { $0.onset <= ScoreTime(48 + bar * 4) }?.chord)
      }
      for (before, after) in roots { #expect(before?.transposed(steps: 1, semitones: 2) == after) }
    }
    #expect(moved >= 3, "\(moved) of 6")
  }

  private func key(_ note: Score.Note) -> Int {
    if case .pitch(let pitch) = note.sound { pitch.key } else { 0 }
  }

  @Test(arguments: [("C major", "D major", "A7"), ("C major", "A minor", "E7"), ("E minor", "G major", "D7")])
  func aNewKeyIsPreparedByItsDominant(_ old: String, _ new: String, _ dominant: String) throws {
    for seed in 1...4 {
      let piece = try piece("song: 1\nseed: \(seed)\nstyle: folk\ntime: 4/4\nkey: \(old)\nduration: free\nform: A B\nsections: {A: {bars: 8}, B: {bars: 8, key: \(new)}}\n")
      let chord = piece.score.chords.last { $0.onset < 32 }
      #expect(chord.map { "\($0.chord.map { "\($0)" } ?? "")" } == dominant)
      let lead = try #require(piece.settings.parts.first { $0.role == .melody }).id
      // No note of the tune contradicts it.
      let classes = Set(chord?.chord?.pitchClasses ?? []).union(piece.settings.form[1].key.scale)
      for note in notes(piece, lead, 0) where note.onset >= 30 { #expect(classes.contains(key(note) % 12)) }
    }
  }

  @Test func givenChordsAreNotPrepared() throws {
    let piece = try piece("song: 1\nstyle: folk\ntime: 4/4\nkey: C major\nduration: free\nform: A B\nsections: {A: {bars: 4, chords: \"C | F | G | C\"}, B: {bars: 4, key: D major}}\n")
    #expect(piece.score.chords.last { $0.onset < 16 }.map { "\($0.chord!)" } == "C")
  }

  @Test func partsOfASectionPlayOrRest() throws {
    let text = """
      song: 1
      seed: 3
      style: pop
      duration: free
      end: cut
      form: A B C
      sections:
        A: {bars: 4, intensity: 90%, parts: {drums: rest, pad: thin}}
        B: {bars: 4, intensity: 10%, parts: {arp: full}}
        C: {bars: 4, intensity: 90%, parts: [keys, bass]}

      """
    let piece = try piece(text)
    #expect(notes(piece, "drums", 0).isEmpty && !notes(piece, "pad", 0).isEmpty)
    #expect(!notes(piece, "arp", 1).isEmpty && notes(piece, "drums", 1).isEmpty)
    let playing = piece.settings.parts.map(\.id).filter { !notes(piece, $0, 2).isEmpty }
    #expect(playing == ["keys", "bass"])
  }

  @Test func aDropIsSilentInDrumsAndBassAndNoCurveIsContradicted() throws {
    let piece = try piece("song: 1\nseed: 3\nstyle: pop\nduration: free\nform: verse chorus verse chorus outro\n")
    let last = piece.arrangement.sections[2].first + piece.arrangement.sections[2].count - 1
    for part in piece.arrangement.parts where part.settings.role == .drums || part.settings.role == .bass {
      #expect(part.activity[last] == .silent && part.activity[last - 1] != .silent && part.activity[last + 1] != .silent)
    }
    let asked = try self.piece("song: 1\nseed: 3\nstyle: pop\nduration: free\nform: verse chorus verse chorus outro\nintensity: 70%\n")
    for part in asked.arrangement.parts where part.settings.role == .bass { #expect(!part.activity.dropLast().contains(.silent)) }
  }

  @Test func aPickupLeadsByStepIntoTheTune() throws {
    var found = 0
    for seed in 1...36 {
      let piece = try piece("song: 1\nseed: \(seed)\nstyle: folk\ntime: 4/4\nduration: free\nform: A B A B\n")
      let lead = try #require(piece.settings.parts.first { $0.role == .melody })
      let notes = try #require(piece.score.parts.first { $0.id == lead.id }).notes
      for section in piece.arrangement.sections.dropFirst() {
        let start = piece.arrangement.measures[section.first].start
        guard let first = notes.firstIndex(where: { $0.onset == start }), first >= 2 else { continue }
        let (one, two) = (notes[first - 2], notes[first - 1])
        // A pickup belongs to the section that it leads into.
        guard one.onset == start - 1, two.onset == start - Rational(1, 2), two.origin == notes[first].origin else { continue }
        found += 1
        #expect(abs(key(two) - key(notes[first])) <= 2 && abs(key(one) - key(two)) <= 3)
        #expect(lead.range.contains(key(one)) && lead.range.contains(key(two)))
      }
    }
    #expect(found >= 6, "\(found)")
  }
}
