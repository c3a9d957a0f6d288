// SPDX-License-Identifier: Apache-2.0
internal import SongMusic

/// What the patterns of notations are made of.
///
/// No part can match a text in two ways that grow with its length, so that no text makes an editor hang.
enum Pattern {
  /// The blanks of notations.
  static let space = #"[ \t\r\n]"#
  static let blanks = space + "*"
  static let dots = #"\#(blanks)\.\.\#(blanks)"#
  static let number = #"\d+(?:\.\d+)?"#
  /// From 1.
  static let count = #"0*[1-9]\d{0,3}"#
  /// To 100.
  static let percent = #"0*(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)\#(blanks)%"#
  /// All that isn't ASCII counts as a letter: `\p{L}` isn't known everywhere.
  private static let nameStart = #"[^\x00-@\[-^`{-\x7F]"#
  static let name = #"\#(nameStart)[^\x00-,./:-@\[-^`{-\x7F]*'*"#

  static func signed(_ unit: String) -> String { "[-+−]?\(number)\(blanks)\(unit)" }

  static let frequency = "\(number)\(blanks)k?Hz"

  static let frameRate =
    #"(?:24|25|30|48|50|60)(?:\.00?)?|23\.976|23\.98|(?:29\.97|59\.94)(?:[Nn]?[Dd][Ff])?|(?:24|30|60)000/1001"#

  // MARK: Time

  static let noteValue = #"\d+/\d+\.{0,2}"#
  private static let amount = "(?:\(noteValue)|\(number)\(blanks)(?:ms|s|min|h|bars?|beats?|samples?))"
  private static let clock = #"(?:\d{1,4}:\d\d|\d{1,2}:\d\d:\d\d)(?:\.\d{1,6})?"#
  private static let timecode = #"tc\#(blanks)\d\d:\d\d:\d\d[:;]\d\d"#
  static let start = #"(?:tc\#(blanks))?\d\d:\d\d:\d\d[:;]\d\d"#
  private static let beat = "(?:\(blanks)beat\(blanks)\(number))?"
  private static let bar = #"bar\#(blanks)0*[1-9]\d*\#(beat)"#
  static let length = "(?:\(clock)|\(amount))"
  static let duration = "(?:\(clock)|\(amount)|\(timecode))"
  static let time = "(?:\(clock)|\(amount)|\(timecode)|\(bar)|\(name)(?:\(blanks)[-+−]\(blanks)\(amount))?)"
  static let place =
    #"before\#(space)+\#(name)\#(space)+\#(amount)|(?:\#(name)\#(space)+)?bars\#(blanks)\d+\.\.\d+"#
    + "|(?:\(name)\(space)+)?\(bar)|\(name)"

  // MARK: Meter, key, form

  static let meter =
    #"\d+\#(blanks)/\#(blanks)(?:1|2|4|8|16|32)"#
    + #"(?:\#(blanks)\(\#(blanks)\d+(?:\#(blanks)\+\#(blanks)\d+)*\#(blanks)\))?(?:\#(blanks)flexible)?"#
  private static let accidentals = "[#b♯♭]{0,2}"
  private static let modes = (Mode.allCases.map(\.rawValue) + ["ionian", "aeolian"]).map(anyCase).joined(separator: "|")
  static let key = "[A-Ga-g]\(accidentals)(?:m|\(space)+(?:\(modes)))?"
  static let pitch = #"[A-Ga-g]\#(accidentals)-?\d+"#
  /// Brackets that have no partner are left to the parser.
  static let form = #"[\[ \t\r\n]*\#(nameStart)[^\x00-\x08\x0B\x0C\x0E-\x1F!-&()+,./:-@\\^`{-\x7F]*"#

  private static func anyCase(_ word: String) -> String {
    word.map { "[\($0.uppercased())\($0)]" }.joined()
  }

  // MARK: Intensity

  private static let level = "(?:low|medium|high|max|\(percent))"
  static let ramp = "\(level)(?:\(blanks)(?:->|→)\(blanks)\(level))?"
  static let tempoStop = "\(time)\(space)+\(number)(?:\(space)+(?:line|ease|step|exp))?"
  static let stop = "\(time)\(space)+\(level)(?:\(space)+(?:line|ease|step|exp))?"

  // MARK: Chords

  private static let quality =
    "(?:maj|Maj|MAJ|Ma|ma|M|min|Min|MIN|Mi|mi|m|dim|aug|sus|add|no|omit|6/9|[-−+^°ºoøØhΔ∆△#b♯♭(),0-9])*"
  private static let letter = "[A-G]\(accidentals)\(quality)(?:/[A-G]\(accidentals))?"
  private static let degree = "\(accidentals)(?:VII|III|VI|IV|II|V|I|vii|iii|vi|iv|ii|v|i)"
  private static let roman = "\(degree)\(quality)(?:/(?:[1-7]|\(degree))){0,2}"
  private static let noChord = #"N\.C\.?|NC|n\.c\."#
  static let chord = "(?:\(letter)|\(roman)|\(noChord))"
  private static let token = #"(?:\#(letter)|\#(roman)|\#(noChord)|%|\.)"#
  private static let barOfChords =
    #"\#(token)(?:\#(space)+\#(token))*(?:(?:\#(space)+[x×]|\#(blanks)\*)\#(blanks)\d+)?"#
  static let chords = #"(?:\|\#(blanks))?\#(barOfChords)(?:\#(blanks)\|\#(blanks)\#(barOfChords))*(?:\#(blanks)\|)?"#
  static let plainHit = "downbeat|beat|accent|peak|stop|marker|chord\(space)+\(chord)"

  // MARK: Notes and patterns

  private static let value = #"(?:1|2|4|8|16|32|64)\.{0,2}"#
  static let rhythm =
    #"(?:[ \t\r\n|~)]|\([ \t\r\n]*[2-79]|r?\#(value)(?=[ \t\r\n|~()]|$))+"#
  static func pitches(_ number: String) -> String {
    #"(?:[ \t\r\n|_]|(?:#{1,2}|b{1,2})?\#(number)(?:'{1,4}|,{1,4})?(?=[ \t\r\n|]|$))+"#
  }
  static let move = "(?:(?:up|down)[-+]?|hold)"
  static let lily =
    #"(?:[ \t\r\n|~]|(?:r|[a-g](?:isis|is|eses|ses|es|s|##?|bb?)?[',]*)(?:\#(value))?(?=[ \t\r\n|~]|$))+"#
  static let mini = #"(?:[A-Za-z0-9_#'~\[\]<>,*/!@():?| \t\r\n-]|\.(?=\d))+"#
}
