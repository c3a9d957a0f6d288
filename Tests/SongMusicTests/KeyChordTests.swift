// SPDX-License-Identifier: Apache-2.0
import SongMusic
import Testing

/// Which chords a key explains.
@Suite struct KeyChordTests {
  private func chord(_ text: String) -> Chord {
    let root = String(text.prefix { "ABCDEFG#b".contains($0) })
    return Chord(root: PitchName(text: root)!, quality: ChordQuality.named(String(text.dropFirst(root.count)))!)
  }

  private func unexplained(_ key: String, _ chords: String) -> String {
    let key = Key(text: key)!
    let all = chords.split(separator: " ").map { chord(String($0)) }
    return all.indices.filter { !key.explains(all[$0], before: all.dropFirst($0 + 1).first) }
      .map { "\(all[$0])" }.joined(separator: " ")
  }

  @Test func theScaleExplainsItsChords() {
    for key in ["C major", "A minor", "D dorian", "E phrygian", "F lydian", "G mixolydian"] {
      #expect(unexplained(key, "C Dm Em F G Am Bdim Cmaj7 Dm7 Em7 Fmaj7 G7 Am7 Bm7b5 Csus4 G5") == "", "\(key)")
    }
  }

  @Test func minorKeysRaiseTheirSixthAndSeventh() {
    #expect(unexplained("A minor", "E E7 G#dim7 Caug AmMaj7 D D7 Bm Am6") == "")
  }

  @Test func otherModesLendTheirChords() {
    #expect(unexplained("C major", "Fm Fm6 Ab Eb Bb Cm Ddim Dbmaj7 Abmaj7 Gm D") == "")
    #expect(unexplained("A minor", "A Bb F#dim C#m7b5 C C#m") == "")
  }

  @Test func everyDominantSeventhLeadsSomewhere() {
    #expect(unexplained("C major", "C7 Db7 D7 Eb7 E7 F7 F#7 G7 Ab7 A7 Bb7 B7 Gb9 D7sus4") == "")
    // A triad only a fifth down, to a degree that can be a home.
    #expect(unexplained("C major", "A B E D F#") == "F#")
  }

  @Test func diminishedChordsLeadASemitoneUp() {
    #expect(unexplained("C major", "C#dim D#dim F#dim G#dim A#dim Bdim C#dim7 F#m7b5") == "")
    #expect(unexplained("C major", "Cm7b5") == "Cm7b5")
  }

  @Test func aSecondGoesBeforeItsDominant() {
    #expect(unexplained("C major", "C#m7b5 F#7") == "")
    #expect(unexplained("C major", "Ebm7 Ab7") == "")
    #expect(unexplained("C major", "Ebm7 F") == "Ebm7")
  }

  @Test func whatIsForeignIsSaid() {
    #expect(unexplained("C major", "C#m F#m Emaj7 Bmaj7 Amaj7") == "C#m F#m Emaj7 Bmaj7 Amaj7")
    #expect(unexplained("A minor", "Ebm Ebmaj7") == "Ebm Ebmaj7")
  }
}
