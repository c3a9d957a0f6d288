// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

/// Given notes: rhythm, degrees, tones, contour, LilyPond, ABC, lyrics.
@Suite struct LineNotationTests {
  private let rhythm: Notation<String> = { parseRhythm($0, sink: &$1).map { text($0.line) } }
  private let lily: Notation<String> = { parseLily($0, sink: &$1).map { text($0.line) } }
  private let abc: Notation<String> = { parseABC($0, sink: &$1).map { text($0.tune.line) } }
  private let degrees: Notation<String> = { parseDegrees($0, sink: &$1).map(text) }
  private let tones: Notation<String> = { parseTones($0, sink: &$1).map(text) }
  private let contour: Notation<String> = { scalar, sink in
    parseContour(scalar, sink: &sink).map { $0.value.map(\.text).joined(separator: " ") }
  }
  private let lyrics: Notation<String> = { parseLyrics($0, sink: &$1).map(text) }

  @Test func rhythms() {
    accept("8 8 4. r4 2", as: "0+1/2 1/2+1/2 1+3/2 7/2+2 | 11/2", rhythm)
    accept("4 ~ 4 4~|4 4", as: "0+2 2+2 4+1 | 3 2", rhythm)
    accept("(3 8 8 8) (3 4 8) 2", as: "0+1/3 1/3+1/3 2/3+1/3 1+2/3 5/3+1/3 2+2 | 4", rhythm)
    accept("| 1 | r1 | 2.. 8 |", as: "0+4 8+7/2 23/2+1/2 | 4 4 4", rhythm)
    refuse("4 1️⃣32️⃣ 4", .badRhythm, rhythm)
    refuse("4 1️⃣4...2️⃣", .badRhythm, rhythm)
    refuse("4 1️⃣x42️⃣", .badRhythm, rhythm)
    refuse("4 r4 1️⃣~2️⃣ 4", .badRhythm, rhythm)
    refuse("4 1️⃣~2️⃣", .badRhythm, rhythm)
    refuse("4 | 1️⃣|2️⃣ 4", .badRhythm, rhythm)
    refuse("1️⃣(2️⃣3 8 8", .badRhythm, rhythm)
    refuse("1️⃣(82️⃣ 8 8)", .badRhythm, rhythm)
    refuse("4 1️⃣)2️⃣", .badRhythm, rhythm)
  }

  @Test func pitches() {
    accept("5 1' #4 b7, 2'' _ | 1", as: "5 1' #4 b7, 2'' _ | 1", degrees)
    accept("1 3 5 7 9 11 13 b9'", as: "1 3 5 7 9 11 13 b9'", tones)
    refuse("1 1️⃣82️⃣", .badDegrees, degrees)
    refuse("1 1️⃣#b22️⃣", .badDegrees, degrees)
    refuse("1 1️⃣2',2️⃣", .badDegrees, degrees)
    refuse("1️⃣_2️⃣ 1", .badDegrees, degrees)
    refuse("1 1️⃣22️⃣", .badDegrees, tones)
    accept("up up- up+ down down- down+ hold", as: "up up- up+ down down- down+ hold", contour)
    refuse("up 1️⃣dwon2️⃣", .badContour, contour)
  }

  @Test func lilyPond() {
    accept("c'4 d e'8 f'", as: "0+1=C4 1+1=D3 2+1/2=E4 5/2+1/2=F4 | 3", lily)
    accept("cis' des' es' as bes b bb fisis'", as: "0+1=C#4 1+1=Db4 2+1=Eb4 3+1=Ab3 4+1=Bb3 5+1=B3 6+1=Bb3 7+1=F##4 | 8", lily)
    accept("g'2 ~ g'4 r8 a,,8 | e''4.", as: "0+3=G4 7/2+1/2=A1 4+3/2=E5 | 4 3/2", lily)
    refuse("c'4 1️⃣\\relative2️⃣ d", .badLily, lily)
    refuse("c'4 1️⃣<e2️⃣ g>4", .badLily, lily)
    refuse("c'4 1️⃣h'2️⃣", .badLily, lily)
    refuse("c'1️⃣72️⃣", .badLily, lily)
    refuse("c'4 ~ 1️⃣d'42️⃣", .badLily, lily)
  }

  @Test func abcNotes() {
    accept("L:1/8\nK:D\nF2 ^G =c/ _B// A,3/2 |", as: "0+1=F#4 1+1/2=G#4 3/2+1/4=C5 7/4+1/8=Bb4 15/8+3/4=A3 | 21/8", abc)
    accept("L:1/8\nK:C\nA>B c<d e>>f", as: "0+3/4=A4 3/4+1/4=B4 1+1/4=C5 5/4+3/4=D5 2+7/8=E5 23/8+1/8=F5 | 3", abc)
    accept("L:1/8\nK:C\n(3ABc (AB) [CE]2 z2 x", as: "0+1/3=A4 1/3+1/3=B4 2/3+1/3=C5 1+1/2=A4 3/2+1/2=B4 2+1=C4,E4 | 9/2", abc)
    accept("L:1/4\nK:C\n^F F | F-F- | F2", as: "0+1=F#4 1+1=F#4 2+4=F4 | 2 2 2", abc)
    accept("L:1/4\nK:C\n^F2- | F F", as: "0+3=F#4 3+1=F4 | 2 2", abc)
    // Without a key the letters wait for the section's.
    accept("L:1/4\nF G", as: "0+1=F4? 1+1=G4? | 2", abc)
  }

  @Test func abcRepeats() {
    accept("L:1/1\nK:C\nC | D :| E |", as: "0+4=C4 4+4=D4 8+4=C4 12+4=D4 16+4=E4 | 4 4 4 4 4", abc)
    accept("L:1/1\nK:C\nC |: D :| E |", as: "0+4=C4 4+4=D4 8+4=D4 12+4=E4 | 4 4 4 4", abc)
    accept("L:1/1\nK:C\n|: C |1 D :|2 E || F |", as: "0+4=C4 4+4=D4 8+4=C4 12+4=E4 16+4=F4 | 4 4 4 4 4", abc)
    accept("L:1/1\nK:C\nC :: D :|", as: "0+4=C4 4+4=C4 8+4=D4 12+4=D4 | 4 4 4 4", abc)
    accept("L:1/1\nK:C\n|: C [1,3 D :|[2 E :|", as: "0+4=C4 4+4=D4 8+4=C4 12+4=E4 16+4=C4 20+4=D4 | 4 4 4 4 4 4", abc)
  }

  @Test func abcWords() {
    accept("L:1/4\nK:C\nA B | c d |\nw: one two-| three four", as: "0+1=A4:one 1+1=B4:two- 2+1=C5:three 3+1=D5:four | 2 2", abc)
    accept("L:1/4\nK:C\nA B c d |\nw: one _ * two~you", as: "0+1=A4:one 1+1=B4 2+1=C5 3+1=D5:two you | 4", abc)
  }

  @Test func abcRefused() {
    refuse("1️⃣A22️⃣", .badABC, abc)
    refuse("L:1️⃣1/72️⃣\nA", .badABC, abc)
    refuse("L:1/8\nK:1️⃣H2️⃣\nA", .badABC, abc)
    refuse("L:1/8\nA 1️⃣@2️⃣ B", .badABC, abc)
    refuse("L:1/8\nA B 1️⃣!2️⃣trill", .badABC, abc)
    refuse("L:1/8\n1️⃣>2️⃣A", .badABC, abc)
    refuse("L:1/8\nV:1\nA\nV:1️⃣22️⃣\nB", .badABC, abc)
    refuse("L:1/8\nM:3/4\nA\nM:1️⃣4/42️⃣\nB", .badABC, abc)
    refuse("L:1/8\nA\nw: la 1️⃣li2️⃣", .badABC, abc)
    refuse("L:1/8\n1️⃣Z2️⃣", .badABC, abc)
  }

  @Test func words() {
    accept("What shall | drun- ken sai-lor, _ *", as: "What shall | drun- ken sai- lor, _ *", lyrics)
    refuse("1️⃣-2️⃣ la", .badLyrics, lyrics)
  }

  /// Places inside strings are exact for each note.
  @Test func placesAreExact() throws {
    var sink = DiagnosticSink()
    let source = "8 (3 8 8 r8) 4."
    let line = try #require(parseRhythm(scalar(source), sink: &sink))
    let bytes = Array(source.utf8)
    #expect(line.places.map { String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self) } == ["8", "8", "8", "4."])
  }
}

/// `onset+duration=pitches:syllable` for each note, then the lengths of the bars.
private func text(_ line: NoteLine) -> String {
  let notes = line.notes.map { note in
    let pitches = note.pitches.map { pitch -> String in
      switch pitch {
      case .pitch(let pitch): "\(pitch)"
      case .letter(let step, let octave): "\(Pitch(PitchName(step: step, alter: 0), octave: octave))?"
      default: "\(pitch)"
      }
    }
    return "\(note.onset)+\(note.duration)" + (pitches.isEmpty ? "" : "=" + pitches.joined(separator: ","))
      + (note.syllable.map { ":\($0.text)\($0.continues ? "-" : "")" } ?? "")
  }
  return (notes + ["|"] + line.bars.map { "\($0.length)" }).joined(separator: " ")
}

private func text(_ notation: PitchesNotation) -> String {
  var words: [String] = []
  for (index, pitch) in notation.pitches.enumerated() {
    if notation.barLines.contains(index) { words.append("|") }
    switch pitch.value {
    case .degree(let number, let alter, let octave)?, .tone(let number, let alter, let octave)?:
      words.append(
        String(repeating: alter < 0 ? "b" : "#", count: abs(alter)) + "\(number)"
          + String(repeating: octave < 0 ? "," : "'", count: abs(octave)))
    default: words.append("_")
    }
  }
  return words.joined(separator: " ")
}

private func text(_ notation: LyricsNotation) -> String {
  var words: [String] = []
  for (index, token) in notation.tokens.enumerated() {
    if notation.barLines.contains(index) { words.append("|") }
    switch token.value {
    case .syllable(let syllable): words.append(syllable.text + (syllable.continues ? "-" : ""))
    case .hold: words.append("_")
    case .skip: words.append("*")
    }
  }
  return words.joined(separator: " ")
}
