// SPDX-License-Identifier: Apache-2.0
import SongArranger
import SongBase
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// The division of chord bars (LANGUAGE, section 5).
@Suite struct GivenChordsTests {
  private func check(_ text: String, _ time: String, _ wanted: [String]?, before: String = "C") {
    let span = Span(file: FileID(0), start: 0, end: 0)
    let tokens = text.split(separator: " ").map { word -> Located<ChordToken> in
      switch word {
      case ".": Located(.hold, at: span)
      case "N.C.": Located(.noChord, at: span)
      default: Located(.chord(chord(String(word))), at: span)
      }
    }
    let bar = divide(
      Spec.ChordBar(tokens: tokens, span: span), meter: Meter(text: time)!, key: Key(text: "C major")!,
      before: chord(before))
    #expect(bar?.chords.map { "\($0.chord.map { "\($0)" } ?? "N.C."):\($0.length)" } == wanted, "\(text) in \(time)")
  }

  private func chord(_ root: String) -> Chord { Chord(root: PitchName(text: root)!, quality: .major) }

  @Test func oneABeatOrEqualShares() {
    check("C", "4/4", ["C:4"])
    check("C F", "4/4", ["C:2", "F:2"])
    check("C F G C", "4/4", ["C:1", "F:1", "G:1", "C:1"])
    check("C F G", "3/4", ["C:1", "F:1", "G:1"])
    check("C F", "6/8", ["C:3/2", "F:3/2"])
    check("C F G", "7/8 (2+2+3)", ["C:1", "F:1", "G:3/2"])
    check("C", "5/4", ["C:5"])
  }

  @Test func dotsHold() {
    check("C . . G", "4/4", ["C:3", "G:1"])
    check("C .", "4/4", ["C:4"])
    check(". F", "2/4", ["D:1", "F:1"], before: "D")
    check("N.C. .", "2/4", ["N.C.:2"])
  }

  @Test func whatDoesNotDivideIsRefused() {
    check("C D E F G", "4/4", nil)
    check("C D", "3/4", nil)
    check("C D E", "4/4", nil)
  }
}
