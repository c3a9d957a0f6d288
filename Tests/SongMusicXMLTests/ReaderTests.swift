// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongMusic
import SongMusicXML
import Testing

/// A score of others is read as given notes, or refused; no bytes trap.
@Suite struct ReaderTests {
  private func score(_ note: String, attributes: String = "<divisions>2</divisions>") -> String {
    """
    <?xml version="1.0"?><score-partwise><part-list/><part id="P1"><measure number="1"><attributes>\(attributes)</attributes>
    <harmony><root><root-step>D</root-step></root><kind>minor</kind></harmony>
    \(note)
    <note><pitch><step>E</step><octave>4</octave></pitch><duration>2</duration><lyric><text>R&amp;B</text></lyric></note>
    </measure></part></score-partwise>
    """
  }

  private let first = "<note><pitch><step>D</step><alter>1</alter><octave>5</octave></pitch><duration>3</duration></note>"

  private func pitch(_ note: NoteLine.Note) -> String {
    if case .pitch(let pitch)? = note.pitches.first { "\(pitch)" } else { "" }
  }

  @Test func notesWordsAndChordsAreRead() throws {
    let tune = try readMusicXML(Array(score(first).utf8))
    #expect(tune.line.notes.map { "\($0.onset) \($0.duration) \(pitch($0))" } == ["0 3/2 D#5", "3/2 1 E4"])
    #expect(tune.line.notes[1].syllable?.text == "R&B")
    #expect(tune.chords.map { "\($0.onset) \($0.chord.map { "\($0)" } ?? "")" } == ["0 Dm"])
  }

  @Test(arguments: [
    "<step></step><octave>4</octave>", "<step>DD</step><octave>4</octave>", "<step>H</step><octave>4</octave>",
    "<step>D</step><alter>0.5</alter><octave>4</octave>", "<step>D</step><octave>99999999999999999999</octave>", "<step>D</step><alter>-9223372036854775808</alter><octave>x</octave>",
  ])
  func aPitchThatIsNoneIsRefused(_ pitch: String) {
    let text = score("<note><pitch>\(pitch)</pitch><duration>2</duration></note>")
    #expect(throws: MusicXMLError.badNote(line: 3)) { try readMusicXML(Array(text.utf8)) }
  }

  @Test(arguments: [
    "<divisions>2</divisions><key><fifths>-9223372036854775808</fifths></key>",
    "<divisions>2</divisions><transpose><chromatic>0</chromatic><octave-change>9223372036854775807</octave-change></transpose>",
    "<divisions>9223372036854775807</divisions>",
  ])
  func numbersBeyondAScoreDoNotTrap(_ attributes: String) {
    _ = try? readMusicXML(Array(score(first, attributes: attributes).utf8))
    _ = try? readMusicXML(Array(score("<forward><duration>9223372036854775807</duration></forward>").utf8))
  }

  @Test func changedBytesNeverTrap() {
    let good = Array(score(first, attributes: "<divisions>2</divisions><key><fifths>2</fifths></key><time><beats>3</beats><beat-type>4</beat-type></time><transpose><diatonic>1</diatonic><chromatic>2</chromatic></transpose>").utf8)
    for number in 0..<4000 {
      var stream = Seed(number).generator
      var bytes = good
      for _ in 0...stream.below(4) {
        let place = stream.below(bytes.count)
        switch stream.below(3) {
        case 0: bytes[place] = UInt8(stream.below(256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[stream.below(bytes.count)], at: place)
        }
      }
      _ = try? readMusicXML(bytes)
    }
  }
}
