// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

/// What is played for each ornament.
@Suite struct OrnamentTests {
  private static let above = Pitch(text: "D5")!
  private static let below = Pitch(text: "B4")!

  /// C5 with an ornament, two quarters long, behind an A4: 960 ticks at half a second a quarter.
  private func played(_ ornament: Score.Ornament, of length: ScoreTime = 2) -> [Performance.Note] {
    var ornamented = note(2, length, key: 72)
    ornamented.ornament = ornament
    ornamented.lyric = Syllable("la", continues: false)
    return performed(score([part([note(0, 2, key: 69), ornamented])], measures: 2), settings()).parts[0].notes
  }

  private func keys(_ notes: [Performance.Note]) -> [Int] { notes.map(\.key) }

  @Test func smallNotesComeBeforeTheBeat() {
    let notes = played(.graces([OrnamentTests.below, OrnamentTests.above]))
    #expect(keys(notes) == [69, 71, 74, 72])
    let quarter = Ticks.perQuarter
    #expect(notes[3].onset.value == 2 * quarter && notes[3].duration.value == 2 * quarter)
    // 60 ms each at 500 ms a quarter, taken from the note before.
    let small = Rational(60 * quarter, 500).rounded
    #expect(notes[1].duration.value == small && notes[2].onset.value == 2 * quarter - small)
    #expect(notes[0].end == notes[1].onset)
    #expect(notes[1].velocity < notes[3].velocity && notes.map { $0.lyric?.text } == [nil, nil, nil, "la"])
  }

  @Test(arguments: [
    (Score.Ornament.appoggiatura(OrnamentTests.above), [74, 72]), (.mordent(OrnamentTests.below), [72, 71, 72]),
    (.shortTrill(OrnamentTests.above), [72, 74, 72]),
    (.turn(above: OrnamentTests.above, below: OrnamentTests.below), [74, 72, 71, 72]),
    (.roll(above: OrnamentTests.above, below: OrnamentTests.below), [72, 74, 72, 71, 72]),
  ]) func figuresFillTheNote(ornament: Score.Ornament, expected: [Int]) {
    let notes = Array(played(ornament).dropFirst())
    #expect(keys(notes) == expected)
    #expect(notes.first?.onset == Ticks(ScoreTime(2)) && notes.last?.end == Ticks(ScoreTime(4)))
    #expect(zip(notes, notes.dropFirst()).allSatisfy { $0.end == $1.onset })
    #expect(notes.count { $0.lyric != nil } == 1 && notes[0].lyric?.text == "la")
    #expect(played(ornament)[0].end == Ticks(ScoreTime(2)))
  }

  @Test func anAppoggiaturaTakesHalf() {
    let notes = played(.appoggiatura(OrnamentTests.above)).dropFirst()
    #expect(notes.map(\.duration.value) == [Ticks.perQuarter, Ticks.perQuarter])
  }

  @Test func aTrillShakesSevenTimesASecondFromAboveAndEndsOnItsNote() {
    for length: ScoreTime in [Rational(1, 2), 1, 2, 4] {
      let notes = Array(played(.trill(OrnamentTests.above), of: length).dropFirst())
      #expect(keys(notes) == notes.indices.map { $0.isMultiple(of: 2) ? 74 : 72 } && notes.count.isMultiple(of: 2))
      let seconds = length.double / 2
      #expect(abs(Double(notes.count) / 2 - 7 * seconds) <= 1.1, "\(notes.count) in \(seconds) s")
      #expect(notes.last?.end == Ticks(2 + length))
    }
  }

  @Test func nothingBeginsBeforeThePiece() {
    var first = note(0, 1, key: 72)
    first.ornament = .graces([OrnamentTests.below])
    let notes = performed(score([part([first])], measures: 1), settings()).parts[0].notes
    #expect(keys(notes) == [72])
  }
}
