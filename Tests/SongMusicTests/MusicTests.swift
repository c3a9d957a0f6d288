// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongMusic
import Testing

@Suite struct MusicTests {
  @Test func everyKeySpellsItsScaleWithSevenLetters() {
    for fifths in -7...7 {
      for mode in Mode.allCases {
        let key = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode)
        let names = (1...7).map { key.degree($0) }
        #expect(Set(names.map(\.letter)).count == 7, "\(key)")
        #expect(names.map(\.pitchClass) == key.scale, "\(key)")
        #expect(Key(text: "\(key)") == key)
      }
    }
  }

  @Test func spellingsNameThePitchThatSounds() {
    for fifths in -7...7 {
      let key = Key(tonic: PitchName(fifths: fifths), mode: .major)
      for midi in 0...127 { #expect(Pitch(key.spelling(of: midi % 12), key: midi).key == midi) }
    }
  }

  @Test func transpositionKeepsIntervalAndLetters() {
    for fifths in -10...10 {
      let name = PitchName(fifths: fifths)
      #expect(name.transposed(steps: 4, semitones: 7).fifths == fifths + 1)
      #expect(name.transposed(steps: -4, semitones: -7).fifths == fifths - 1)
      #expect(name.transposed(steps: 7, semitones: 12) == name)
    }
  }

  @Test func numeralsAreReadInTheDeclaredMode() {
    let minor = Key(text: "E minor")!
    #expect("\(RomanNumeral(degree: 6, alter: 0, quality: .major).chord(in: minor))" == "C")
    let dominant = RomanNumeral(
      degree: 5, alter: 0, quality: .named("7")!, appliedTo: .init(degree: 5, alter: 0, isMinor: false))
    #expect("\(dominant.chord(in: Key(text: "C major")!))" == "D7")
    #expect("\(RomanNumeral(degree: 5, alter: 0, quality: .major, bassDegree: 7).chord(in: Key(text: "D major")!))" == "A/C#")
  }

  @Test func metersAreGroupedAsTheyAreUsuallyCounted() {
    #expect(Meter(5, 8).groups == [3, 2] && Meter(5, 16).groups == [3, 2])
    #expect(Meter(7, 8).groups == [2, 2, 3] && Meter(11, 8).groups == [2, 2, 2, 2, 3])
    #expect(Meter(9, 8).groups == [3, 3, 3] && Meter(8, 8).groups == [2, 2, 2, 2] && Meter(5, 4).groups == [1, 1, 1, 1, 1])
  }

  @Test(arguments: [("4/4", 4, "1"), ("6/8", 2, "3/2"), ("7/8", 3, "1/2"), ("5/4", 5, "1"), ("3/4", 3, "1"), ("12/8", 4, "3/2")])
  func metersHaveTheirBeats(text: String, beats: Int, unit: String) throws {
    let meter = try #require(Meter(text: text))
    #expect(meter.groups.count == beats)
    #expect("\(meter.beatUnit)" == unit)
    #expect(meter.beats.reduce(ScoreTime.zero) { $0 + $1.length } == meter.length)
    #expect(meter.strength(at: .zero) == 3)
  }
}
