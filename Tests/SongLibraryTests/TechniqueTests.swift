// SPDX-License-Identifier: Apache-2.0
import SongIR
import SongLibrary
import SongMusic
import Testing

/// What hands, bows and fingers reach.
@Suite struct TechniqueTests {
  private func keys(_ names: String) -> [Int] { names.split(separator: " ").map { Pitch(text: String($0))!.key } }

  @Test(arguments: [
    // Open chords, a barre, a close triad, octaves, a power chord.
    ("e2 b2 e3 g#3 b3 e4", true), ("c3 e3 g3 c4 e4", true), ("f2 c3 f3 a3 c4 f4", true), ("c4 e4 g4", true),
    ("g3 g4", true), ("a2 e3 a3", true), ("d3 a3 d4 f#4", true),
    // Two notes that only the lowest string has, a close cluster low down, too wide a stretch, seven notes.
    ("e2 f2", false), ("f2 g2 a2", false), ("f2 d4 g#4 c#5", false), ("e2 a2 d3 g3 b3 e4 a4", false), ("g2 b2 c3 d3", false),
  ]) func guitarsHaveAStringForEachNote(chord: String, isPlayable: Bool) throws {
    let guitar = try #require(try standardLibrary().instrument("steel-guitar"))
    #expect(guitar.canPlay(keys(chord)) == isPlayable, "\(chord)")
  }

  @Test(arguments: [
    ("g3 d4", true), ("d4 b4", true), ("a4 c#5", true), ("e4 c5", true),
    ("g3 b3", false), ("g3 a4", true), ("d4 a4 f#5", false),
  ]) func bowsReachTwoNeighbouringStrings(chord: String, isPlayable: Bool) throws {
    let fiddle = try #require(try standardLibrary().instrument("fiddle"))
    #expect(fiddle.canPlay(keys(chord)) == isPlayable, "\(chord)")
  }

  @Test(arguments: [
    ("c2 g2 e3 c4 e4 g4 c5", true), ("c4 d4 e4 f4 g4 a4 b4 c5 d5 e5", true), ("c2 e3 c5 e6", true),
    ("c2 c4 c6", false), ("c4 d4 e4 f4 g4 a4 b4 c5 d5 e5 f5", false), ("c2 f3 g4 c6", false),
  ]) func twoHandsReachATenthEach(chord: String, isPlayable: Bool) throws {
    let piano = try #require(try standardLibrary().instrument("piano"))
    #expect(piano.canPlay(keys(chord)) == isPlayable, "\(chord)")
  }

  @Test func othersHaveSoManyVoices() throws {
    let library = try standardLibrary()
    let flute = try #require(library.instrument("flute"))
    #expect(flute.canPlay([72]) && !flute.canPlay([72, 76]) && flute.canPlay([72, 72]))
    #expect(try #require(library.instrument("accordion")).canPlay(keys("c4 e4 g4 c5")))
    #expect(!(try #require(library.instrument("accordion")).canPlay(keys("c3 e4 g4 c5"))))
  }

  @Test func whoBlowsBreathesAndWhoPlucksHasStrings() throws {
    let library = try standardLibrary()
    for instrument in library.instruments {
      let blows = ["woodwinds", "brass", "voices"].contains(instrument.family)
      #expect(blows == (instrument.technique.breath != nil), "\(instrument.key)")
      if instrument.family == "guitars" { #expect(!instrument.technique.strings.isEmpty, "\(instrument.key)") }
      if let lowest = instrument.technique.strings.first { #expect(lowest == instrument.range.low, "\(instrument.key)") }
      if instrument.family == "keyboards" { #expect(instrument.technique.span != nil, "\(instrument.key)") }
    }
    // What is struck, plucked without frets or bellows is level, and so is a group.
    for instrument in library.instruments where instrument.technique.tone.vibrato != nil {
      let isString = !instrument.technique.strings.isEmpty
      #expect(instrument.polyphony <= 2 || isString, "\(instrument.key)")
      #expect(!["keyboards", "percussion"].contains(instrument.family) && instrument.kit == nil, "\(instrument.key)")
    }
    for kit in library.drumKits where kit.voices.contains(where: { $0.name == "hat" }) {
      #expect(kit.voices.first { $0.name == "kick" }?.limb == .foot && kit.voices.first { $0.name == "snare" }?.limb == .hand)
    }
  }

  @Test func aSoundThatVibratesGetsNoVibrato() throws {
    let library = try standardLibrary()
    let whistle = try #require(library.instrument("whistle"))
    for (name, vibrates) in [("fluid", false), ("whistling", true)] {
      let sound = whistle.sounds.first { $0.key == name }
      #expect((whistle.tone(of: sound).vibrato == nil) == vibrates && whistle.tone(of: sound).bends.scoop == 60, "\(name)")
    }
    #expect(whistle.tone(of: nil).vibrato == nil, "nobody knows")
    let lead = try #require(library.instrument("synth-lead"))
    let plugin = try #require(lead.sounds.first { $0.preset.plugin != nil })
    #expect(lead.tone(of: plugin) == Settings.ToneControl() && lead.tone(of: lead.sounds[0]).vibrato?.depthCents == 18)
  }
}
