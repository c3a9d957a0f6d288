// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR
internal import SongMusic

/// Writes parts of a score as a tune in ABC: fields, bars with chord symbols over the first part, lyrics.
///
/// Lengths are counted in eighths. Notes are tied over bar lines, notes of thirds of a beat stand in tuplets, and what
/// overlaps in a part becomes a voice of its own. Drums have no place in ABC and are left out.
/// - Source: The ABC music standard 2.1 (2011), https://abcnotation.com/wiki/abc:standard:v2.1
package func writeABC(_ score: Score) -> String {
  let score = score.notated
  var lines = ["X:1", "T:\(field(score.title))"]
  if !score.composer.isEmpty { lines.append("C:\(field(score.composer))") }
  for credit in score.credits.others { lines.append("N:\(field("\(credit.role): \(credit.name)"))") }
  if !score.credits.license.isEmpty { lines.append("%%abc-copyright \(field(score.credits.license))") }
  guard let first = score.measures.first else { return lines.joined(separator: "\n") + "\n" }
  lines.append("M:\(first.meter.numerator)/\(first.meter.denominator)")
  lines.append("L:1/8")
  if let tempo = score.tempoMarks.first {
    let unit = tempo.beatUnit / 4
    lines.append("Q:\(unit.numerator)/\(unit.denominator)=\(Int(tempo.beatsPerMinute.rounded()))")
  }
  let voices = score.parts.filter { !$0.isPercussion }.flatMap { part in
    ABCVoice.voices(of: part).map { (part: part, voice: $0) }
  }
  if voices.count > 1 {
    for (number, entry) in voices.enumerated() {
      lines.append("V:\(number + 1) name=\"\(field(entry.part.name))\"" + (entry.part.clef == .bass ? " clef=bass" : ""))
    }
  }
  lines.append("K:\(name(of: first.key))")
  for (number, entry) in voices.enumerated() {
    if voices.count > 1 { lines.append("V:\(number + 1)") }
    var writer = ABCVoiceWriter(score: score, voice: entry.voice, hasChords: number == 0)
    lines += writer.lines()
  }
  return lines.joined(separator: "\n") + "\n"
}

/// Text on the one line that a field has.
private func field(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("\"", with: "'")
}

/// A key as ABC writes it: `D`, `Em`, `Ddor`.
func name(of key: Key) -> String {
  let mode = switch key.mode {
  case .major: ""
  case .minor: "m"
  case .dorian: "dor"
  case .phrygian: "phr"
  case .lydian: "lyd"
  case .mixolydian: "mix"
  case .locrian: "loc"
  }
  return "\(key.tonic)\(mode)"
}

/// Notes of a part that don't overlap: chords one after the other.
struct ABCVoice {
  struct Chord {
    let onset: ScoreTime
    var duration: ScoreTime
    var pitches: [Pitch]
    let lyric: Syllable?
    var ornament: Score.Ornament?

    var end: ScoreTime { onset + duration }
  }

  private(set) var chords: [Chord] = []

  /// The voices of a part: notes of one onset and length are a chord, and a chord joins the first voice that is free.
  static func voices(of part: Score.Part) -> [ABCVoice] {
    var voices: [ABCVoice] = []
    var index = 0
    let notes = part.notes.filter { $0.duration > .zero }
    while index < notes.count {
      let onset = notes[index].onset
      var together: [Chord] = []
      while index < notes.count, notes[index].onset == onset {
        let note = notes[index]
        index += 1
        guard case .pitch(let pitch) = note.sound else { continue }
        if let same = together.firstIndex(where: { $0.duration == note.duration }) {
          together[same].pitches.append(pitch)
          together[same].ornament = together[same].ornament ?? note.ornament
        } else {
          together.append(Chord(onset: onset, duration: note.duration, pitches: [pitch], lyric: note.lyric, ornament: note.ornament))
        }
      }
      // The highest sings the words and stands first.
      for chord in together.sorted(by: { ($0.pitches.map(\.key).max() ?? 0) > ($1.pitches.map(\.key).max() ?? 0) }) {
        if let free = voices.firstIndex(where: { ($0.chords.last?.end ?? .zero) <= onset }) {
          voices[free].chords.append(chord)
        } else {
          voices.append(ABCVoice(chords: [chord]))
        }
      }
    }
    return voices
  }

  /// What sounds or rests between two times, cut there.
  func items(from start: ScoreTime, to end: ScoreTime) -> [ABCItem] {
    var items: [ABCItem] = []
    var time = start
    for chord in chords where chord.end > start && chord.onset < end {
      let from = max(chord.onset, start)
      let to = min(chord.end, end)
      if from > time { items.append(ABCItem(onset: time, duration: from - time)) }
      items.append(
        ABCItem(
          onset: from, duration: to - from, pitches: chord.pitches, lyric: chord.onset >= start ? chord.lyric : nil,
          isTied: chord.end > end, isContinued: chord.onset < start, ornament: chord.onset >= start ? chord.ornament : nil))
      time = to
    }
    if time < end { items.append(ABCItem(onset: time, duration: end - time)) }
    return items
  }
}

/// A chord or a rest inside of a bar.
struct ABCItem {
  let onset: ScoreTime
  let duration: ScoreTime
  var pitches: [Pitch] = []
  var lyric: Syllable?
  /// Whether it is held over the bar line that follows.
  var isTied = false
  /// Whether it is held from the bar before.
  var isContinued = false
  var ornament: Score.Ornament?

  var end: ScoreTime { onset + duration }
}
