// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

@Suite struct ChordQualityTests {
  private func chord(_ text: String) -> Chord? {
    var sink = DiagnosticSink()
    guard case .chord(let chord)? = parseChordSymbol(scalar(text), sink: &sink)?.value else { return nil }
    return chord
  }

  @Test(arguments: spellings) func canonicalSuffixes(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    let suffix = words[0] == "major" ? "" : words[0]
    let wanted = chord("D\(suffix)")
    #expect(wanted?.quality.suffix == suffix)
    for spelling in words.dropFirst() { #expect(chord("D\(spelling)") == wanted, "D\(spelling)") }
  }

  @Test func namedQualitiesKeepTheirTones() {
    for quality in ChordQuality.all { #expect(chord("Eb\(quality.suffix)")?.quality == quality, "\(quality.suffix)") }
  }

  @Test func tones() {
    func semitones(_ text: String) -> [Int]? { chord(text)?.quality.tones.map(\.semitones) }
    #expect(semitones("C7#9") == [0, 4, 7, 10, 15])
    #expect(semitones("C13b9") == [0, 4, 7, 10, 13, 21])
    #expect(semitones("Cm7b5") == [0, 3, 6, 10])
    #expect(semitones("C7b5#5") == [0, 4, 6, 8, 10])
    #expect(semitones("Cmaj7sus2") == [0, 2, 7, 11])
    #expect(semitones("C9#11") == [0, 4, 7, 10, 14, 18])
    #expect(semitones("Cadd9no3") == [0, 7, 14])
  }

  @Test func rootsAndBasses() {
    #expect(chord("F#m7b5/A")?.description == "F#m7b5/A")
    #expect(chord("B♭/D")?.description == "Bb/D")
    #expect(chord("Bbb")?.root.description == "Bbb")
    #expect(chord("C/C")?.bass == nil)
    #expect(chord("C6/9/E")?.description == "C69/E")
    #expect(chord("Ab5")?.quality.suffix == "5")
  }

  /// What a chord is written as is read as the same chord: any parts, in any order.
  @Test func canonicalSuffixesAreStable() {
    let bases = [
      "", "m", "7", "maj7", "m7", "dim", "dim7", "aug", "6", "9", "maj9", "m9", "11", "13", "m7b5", "mMaj7", "sus4",
      "7sus4", "5",
    ]
    let parts = [
      "b5", "#5", "b9", "#9", "#11", "b13", "b6", "sus2", "sus4", "add9", "add11", "add13", "add6", "no3", "no5",
    ]
    var read = 0
    var stream = Seed(5).generator
    for _ in 0..<4000 {
      let base = stream.element(of: bases)
      let chosen = (0..<stream.below(4)).map { _ in "(\(stream.element(of: parts)))" }.joined()
      guard let first = chord("G" + base + chosen) else { continue }
      read += 1
      #expect(chord(first.description) == first, "G\(base)\(chosen) -> \(first)")
      #expect(Set(first.quality.tones).count == first.quality.tones.count)
    }
    #expect(read > 3000)
  }
}

/// A canonical suffix and the spellings that are read as it.
private let spellings: [String] = [
  "major maj M Maj",
  "m m min - mi",
  "7 7",
  "maj7 maj7 M7 Maj7 ma7 Δ Δ7 ^ ^7 △7",
  "m7 m7 min7 -7 mi7",
  "dim dim o °",
  "dim7 dim7 o7 °7",
  "m7b5 m7b5 ø ø7 h h7 -7b5 m7-5 m7(b5) min7♭5",
  "aug aug + (#5)",
  "aug7 aug7 +7 7+ 7#5 7+5 7(#5) 7aug",
  "augMaj7 augMaj7 +M7 maj7#5 maj7+ ^7#5",
  "mMaj7 mMaj7 mM7 m(maj7) -Δ -^7 mmaj7 minMaj7",
  "sus4 sus sus4",
  "sus2 sus2",
  "7sus4 7sus4 7sus",
  "9sus4 9sus4 9sus",
  "13sus4 13sus",
  "sus2sus4 sus2sus4 sus24 sus4sus2",
  "5 5 no3 (no3) omit3",
  "6 6 maj6 M6 add6",
  "m6 m6 -6 min6",
  "69 69 6/9 6add9 6(9)",
  "m69 m69 m6/9 -69",
  "9 9 7(9) 7add9",
  "maj9 maj9 M9 Δ9 ^9 maj7(9)",
  "m9 m9 -9 min9",
  "11 11",
  "m11 m11",
  "13 13 9(13) 9add13",
  "maj13 maj13 ^13",
  "add9 add9 (add9) add2 2",
  "madd9 madd9 m(add9) madd2",
  "add11 add11 add4",
  "7b9 7b9 7(b9) 7-9 7♭9 9b9",
  "7#9 7#9 7+9 7(#9)",
  "7b5 7b5 7-5",
  "7#5b9 7#5b9 7b9#5 aug7b9 7(#5,b9) +7b9",
  "7b9#9 7b9#9 7#9b9",
  "maj7#11 maj7#11 Δ#11 ^7#11 maj7(#11) maj7add#11",
  "7b9b13 7b9b13 7(b9)(b13) 7b13b9",
  "13b9 13b9 13(b9)",
  "m9b5 m9b5 h9 ø9",
  "7sus4b9 7b9sus4 7susb9 7sus4b9 7b9sus",
  "(#11) (#11)",
  "(b5) (b5) majb5",
  "mb6 mb6 -b6",
  "no5 no5 (omit5)",
  "7no5 7no5",
  "7add13 7add13 7(13)",
  "m7add11 m7add11 m7(11) m7add4",
  "mMaj7b5 dimMaj7 oM7",
  "9#5 9#5 +9 aug9",
]
