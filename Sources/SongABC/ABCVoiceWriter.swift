// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Writes the bars of a voice, four to a line, with the line of its words.
struct ABCVoiceWriter {
  let score: Score
  let voice: ABCVoice
  /// Whether chord symbols stand over it.
  let hasChords: Bool
  /// What accidentals of the bar have made of a place on the staff, and of a step in all octaves: programs differ in
  /// which of the two they follow.
  private var altered: [Int: Int] = [:]
  private var alteredSteps: [Int: Int] = [:]
  private var key: Key
  private var meter: Meter

  init(score: Score, voice: ABCVoice, hasChords: Bool) {
    self.score = score
    self.voice = voice
    self.hasChords = hasChords
    key = score.measures[0].key
    meter = score.measures[0].meter
  }

  mutating func lines() -> [String] {
    var result: [String] = []
    for start in stride(from: 0, to: score.measures.count, by: 4) {
      var music: [String] = []
      var words: [String] = []
      for measure in score.measures[start..<min(start + 4, score.measures.count)] {
        let items = voice.items(from: measure.start, to: measure.start + measure.length)
        music.append(bar(measure, items))
        words += items.filter { !$0.pitches.isEmpty }.map(word)
      }
      let isEnd = start + 4 >= score.measures.count
      result.append(music.joined(separator: " | ") + (isEnd ? " |]" : " |"))
      if words.contains(where: { $0 != "*" && $0 != "_" }) { result.append("w: " + joined(words)) }
    }
    return result
  }

  private mutating func bar(_ measure: Score.Measure, _ items: [ABCItem]) -> String {
    altered = [:]
    alteredSteps = [:]
    var text = ""
    if measure.meter != meter {
      meter = measure.meter
      text += "[M:\(meter.numerator)/\(meter.denominator)]"
    }
    if measure.key != key {
      key = measure.key
      text += "[K:\(name(of: key))]"
    }
    let chords = hasChords
      ? score.chords.filter { $0.onset >= measure.start && $0.onset < measure.start + measure.length } : []
    var index = 0
    while index < items.count {
      let count = tuplet(items[index...])
      if count > 0 { text += "(3:2:\(count)" }
      for item in items[index..<(index + max(1, count))] {
        // In the standard's order: small notes, symbols, decorations, the note.
        if let ornament = item.ornament { text += small(ornament) }
        // Symbols inside of a long note stand before it, as no place between is written.
        for symbol in chords where symbol.onset >= item.onset && symbol.onset < item.end {
          text += "\"\(symbol.chord.map { "\($0)" } ?? "N.C.")\""
        }
        text += item.ornament?.decoration ?? ""
        text += note(item, length: count > 0 ? item.duration * Rational(3, 2) : item.duration)
        if meter.beats.contains(where: { measure.start + $0.start == item.end }) { text += " " }
      }
      index += max(1, count)
    }
    return text.trimmed
  }

  /// How many items from the first on make up a whole number of sixteenths together where one alone doesn't; 0 for none.
  private func tuplet(_ items: ArraySlice<ABCItem>) -> Int {
    guard let first = items.first, first.duration.denominator % 3 == 0 else { return 0 }
    var sum = ScoreTime.zero
    for (count, item) in items.enumerated() {
      guard item.duration.denominator % 3 == 0 || count > 0 else { return 0 }
      sum += item.duration
      if sum.denominator % 3 != 0 { return count + 1 }
    }
    return 0
  }

  /// - Parameter length: quarter notes, as written.
  private mutating func note(_ item: ABCItem, length: ScoreTime) -> String {
    let eighths = length * 2
    var number = eighths.numerator == 1 ? "" : "\(eighths.numerator)"
    if eighths.denominator != 1 { number += "/\(eighths.denominator)" }
    guard !item.pitches.isEmpty else { return "z" + number }
    let pitches = item.pitches.sorted { $0.staffPosition < $1.staffPosition }.map { written($0) }
    let tie = item.isTied ? "-" : ""
    return (pitches.count == 1 ? pitches[0] : "[\(pitches.joined())]") + number + tie
  }

  /// Small notes in braces, with a stroke where one is played before the beat.
  private mutating func small(_ ornament: Score.Ornament) -> String {
    let pitches = ornament.smallNotes.map { written($0) }
    guard !pitches.isEmpty else { return "" }
    let isStroke = if case .graces = ornament { pitches.count == 1 } else { false }
    return "{" + (isStroke ? "/" : "") + pitches.joined() + "}"
  }

  /// A pitch with the accidental that it needs here: `^f`, `G,`, `c'`.
  private mutating func written(_ pitch: Pitch) -> String {
    let place = pitch.staffPosition
    let usual = signature(pitch.name.step)
    var text = ""
    if pitch.name.alter != altered[place] ?? usual || pitch.name.alter != alteredSteps[pitch.name.step] ?? usual {
      altered[place] = pitch.name.alter
      alteredSteps[pitch.name.step] = pitch.name.alter
      text = pitch.name.alter == 0 ? "=" : String(repeating: pitch.name.alter > 0 ? "^" : "_", count: abs(pitch.name.alter))
    }
    let letter = pitch.name.letter
    switch pitch.octave {
    case ..<4: text += letter + String(repeating: ",", count: 4 - pitch.octave)
    case 4: text += letter
    default: text += letter.lowercased() + String(repeating: "'", count: pitch.octave - 5)
    }
    return text
  }

  /// What the key signature makes of a step.
  private func signature(_ step: Int) -> Int {
    let place = PitchName(step: step, alter: 0).fifths
    // Sharps come in the order F C G D A E B, flats in the other.
    if key.fifths > 0 { return place + 2 <= key.fifths ? 1 : 0 }
    return key.fifths < 0 && 6 - place <= -key.fifths ? -1 : 0
  }

  // MARK: Words

  private func word(_ item: ABCItem) -> String {
    guard let syllable = item.lyric else { return item.isContinued ? "_" : "*" }
    // Signs of the notation inside of a word are written as they are; a blank inside holds it together.
    let text = syllable.text.replacing("-", with: "\\-").replacing(" ", with: "~")
    return text + (syllable.continues ? "-" : "")
  }

  /// Syllables of a word stand together, all others apart.
  private func joined(_ words: [String]) -> String {
    words.reduce(into: "") { text, word in
      if !text.isEmpty, !text.hasSuffix("-") || text.hasSuffix("\\-") { text += " " }
      text += word
    }
  }
}

extension Score.Ornament {
  /// The decoration that ABC writes; empty where small notes stand for it.
  /// - Source: The ABC music standard 2.1, section 4.14: `~` is the Irish roll, `T` a trill, `M` a mordent over the note
  ///   below, `P` one over the note above.
  fileprivate var decoration: String {
    switch self {
    case .graces, .appoggiatura, .flam, .drag: ""
    case .trill: "T"
    case .mordent: "M"
    case .shortTrill: "P"
    case .turn: "!turn!"
    case .roll: "~"
    }
  }
}
