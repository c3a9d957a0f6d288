// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// A stretch of a bar: a note, a chord, or a rest without pitches.
package struct BarItem {
  package let onset: ScoreTime
  package let duration: ScoreTime
  package let pitches: [Pitch]
  /// Whether the note goes on in the next item.
  package let isTied: Bool
}

/// The notes of a line bar by bar, with rests between them; notes over bar lines are tied.
package func barItems(_ notes: [NoteLine.Note], bars: Int, meter: Meter, key: Key) -> [[BarItem]] {
  var result: [[BarItem]] = []
  var index = 0
  for bar in 0..<bars {
    let start = meter.length * Rational(bar)
    let end = start + meter.length
    var items: [BarItem] = []
    var time = start
    func rest(to place: ScoreTime) {
      if place > time { items.append(BarItem(onset: time - start, duration: place - time, pitches: [], isTied: false)) }
      time = max(time, place)
    }
    var next = index
    while next < notes.count, notes[next].onset < end {
      let note = notes[next]
      rest(to: max(note.onset, start))
      let stop = min(note.end, end)
      let pitches = note.pitches.map { $0.spelled(in: key) }.sorted { ($0.key, $0.staffPosition) < ($1.key, $1.staffPosition) }
      if stop > time {
        items.append(BarItem(onset: time - start, duration: stop - time, pitches: pitches, isTied: note.end > end))
        time = stop
      }
      if note.end > end { break }
      next += 1
    }
    index = next
    rest(to: end)
    result.append(items)
  }
  return result
}

extension LinePitch {
  func spelled(in key: Key) -> Pitch {
    switch self {
    case .pitch(let pitch): return pitch
    case .key(let midi): return Pitch(key.spelling(of: midi % 12), key: midi)
    case .letter(let step, let octave): return Pitch(PitchName(step: step, alter: 0), octave: octave)
    case .degree, .tone: return Pitch(key.tonic, octave: 4)
    }
  }
}

/// Lines of four bars, each with its bar lines.
private func barLines(_ bars: [String]) -> [String] {
  stride(from: 0, to: bars.count, by: 4).map { start in
    bars[start..<min(start + 4, bars.count)].map { "\($0) |" }.joined(separator: " ")
  }
}

// MARK: LilyPond

/// Notes as LilyPond writes them; nil where the language's subset has no words for them: chords and tuplets.
package func lilyText(_ notes: [NoteLine.Note], bars: Int, meter: Meter, key: Key) -> [String]? {
  var last = ""
  var lines: [String] = []
  for items in barItems(notes, bars: bars, meter: meter, key: key) {
    var words: [String] = []
    for item in items {
      guard item.pitches.count <= 1, let values = noteValues(item.duration) else { return nil }
      for (index, value) in values.enumerated() {
        words.append((item.pitches.first.map(lilyName) ?? "r") + (value == last ? "" : value))
        last = value
        if !item.pitches.isEmpty, item.isTied || index + 1 < values.count { words.append("~") }
      }
    }
    lines.append(words.joined(separator: " "))
  }
  return barLines(lines)
}

private func lilyName(_ pitch: Pitch) -> String {
  let alter = pitch.name.alter
  // Dutch names have no double-meaning letters: e flat is es, a flat is as, read as ees and aes too.
  let sign = alter == 0 ? "" : String(repeating: alter > 0 ? "is" : "es", count: abs(alter))
  let octave = pitch.octave - 3
  return pitch.name.letter.lowercased() + sign + String(repeating: octave < 0 ? "," : "'", count: abs(octave))
}

/// A length as values with dots that are tied, longest first; nil for what isn't a number of sixty-fourths.
package func noteValues(_ duration: ScoreTime) -> [String]? {
  guard (duration * 16).isInteger, duration > .zero else { return nil }
  var left = (duration * 16).numerator
  var result: [String] = []
  while left > 0 {
    var best = (units: 0, name: "")
    for denominator in [1, 2, 4, 8, 16, 32, 64] {
      let plain = 64 / denominator
      let values = [(plain, "\(denominator)"), (plain + plain / 2, "\(denominator).")]
      for (units, name) in values where units <= left && units > best.units && (plain > 1 || units == plain) {
        best = (units, name)
      }
    }
    result.append(best.name)
    left -= best.units
  }
  return result
}

// MARK: ABC

/// A tune as ABC writes it, with eighths as its unit; nil where a length can't be written.
func abcText(_ notes: [NoteLine.Note], bars: Int, meter: Meter, key: Key) -> [String]? {
  var lines: [String] = []
  for items in barItems(notes, bars: bars, meter: meter, key: key) {
    var writer = ABCBarWriter(key: key)
    guard let text = writer.text(items, meter: meter) else { return nil }
    lines.append(text)
  }
  return ["L:1/8"] + barLines(lines)
}

private struct ABCBarWriter {
  let key: Key
  /// What accidentals of the bar have made of a step, in all octaves.
  private var altered: [Int?] = Array(repeating: nil, count: 7)

  init(key: Key) { self.key = key }

  mutating func text(_ items: [BarItem], meter: Meter) -> String? {
    var text = ""
    var index = 0
    while index < items.count {
      var count = 1
      var factor = Rational(1)
      if let tuplet = tuplet(items[index...]) {
        text += "(\(tuplet.count):\(tuplet.time):\(tuplet.notes)"
        count = tuplet.notes
        factor = Rational(tuplet.count, tuplet.time)
      }
      for item in items[index..<index + count] {
        let length = item.duration * factor * 2
        // The reader takes shares down to 1/128 of the unit and its triplet.
        guard (length * 384).isInteger, length <= 256 else { return nil }
        text += note(item) + (length == 1 ? "" : length.denominator == 1 ? "\(length.numerator)" : fraction(length))
        if item.isTied { text += "-" }
        let end = item.onset + item.duration
        if meter.beats.contains(where: { $0.start == end }) { text += " " }
      }
      index += count
    }
    return text.trimmed
  }

  private func fraction(_ length: Rational) -> String {
    (length.numerator == 1 ? "" : "\(length.numerator)") + "/\(length.denominator)"
  }

  /// The tuplet that begins here: its number, the notes whose time it takes and how many it has; nil for none.
  private func tuplet(_ items: ArraySlice<BarItem>) -> (count: Int, time: Int, notes: Int)? {
    guard let first = items.first else { return nil }
    let odd = oddPart(first.duration.denominator)
    guard let time = [3: 2, 5: 4, 7: 4, 9: 8][odd] else { return nil }
    var sum = ScoreTime.zero
    for (count, item) in items.prefix(16).enumerated() {
      guard odd % oddPart(item.duration.denominator) == 0 else { return nil }
      sum += item.duration
      if oddPart(sum.denominator) == 1 { return (odd, time, count + 1) }
    }
    return nil
  }

  private func oddPart(_ number: Int) -> Int { number >> number.trailingZeroBitCount }

  private mutating func note(_ item: BarItem) -> String {
    guard !item.pitches.isEmpty else { return "z" }
    let names = item.pitches.map { name($0) }
    return names.count == 1 ? names[0] : "[\(names.joined())]"
  }

  private mutating func name(_ pitch: Pitch) -> String {
    let step = pitch.name.step
    let usual = (1...7).map { key.degree($0) }.first { $0.step == step }?.alter ?? 0
    var text = ""
    if pitch.name.alter != altered[step] ?? usual {
      altered[step] = pitch.name.alter
      let alter = pitch.name.alter
      text = alter == 0 ? "=" : String(repeating: alter > 0 ? "^" : "_", count: abs(alter))
    }
    let octave = pitch.octave
    if octave < 5 { return text + pitch.name.letter + String(repeating: ",", count: max(0, 4 - octave)) }
    return text + pitch.name.letter.lowercased() + String(repeating: "'", count: octave - 5)
  }
}

// MARK: Lyrics

/// The syllables of a tune, a line for four bars; nil where none of its notes has one.
func lyricsText(_ notes: [NoteLine.Note], bars: Int, meter: Meter) -> [String]? {
  guard notes.contains(where: { $0.syllable != nil }) else { return nil }
  var words: [[String]] = Array(repeating: [], count: bars)
  /// Where the note ends that is sung on; a note that follows at once holds its syllable.
  var held: ScoreTime?
  for note in notes {
    let bar = min(bars - 1, (note.onset / meter.length).floor)
    guard let syllable = note.syllable else {
      words[bar].append(held == note.onset ? "_" : "*")
      if held == note.onset { held = note.end }
      continue
    }
    let text = syllableText(syllable.text)
    held = text.isEmpty ? nil : note.end
    words[bar].append(text.isEmpty ? "*" : text + (syllable.continues ? "-" : ""))
  }
  // Bar lines count the notes of each bar, and a bar without one has none to count.
  let isBarred = words.allSatisfy { !$0.isEmpty }
  return stride(from: 0, to: bars, by: 4).map { start in
    words[start..<min(start + 4, bars)].map { $0.joined(separator: " ") + (isBarred ? " |" : "") }
      .filter { !$0.isEmpty }.joined(separator: " ")
  }.filter { !$0.isEmpty }
}

/// A syllable without the signs that the notation has for itself.
private func syllableText(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case " ", "\t", "\n", "\r", "\u{A0}": if !result.isEmpty { result += "~" }
    case "|", "_", "*": break
    // A hyphen inside a syllable would part it.
    case "-": result += "\u{2010}"
    default: if isPrintable(scalar) { result.unicodeScalars.append(scalar) }
    }
  }
  while result.hasSuffix("~") { result.removeLast() }
  return result
}

// MARK: Chords

/// Chords of bars as the language divides them: equal shares where they are, else a token a beat with holds.
///
/// - Parameter moved: told each bar with a chord that begins between beats.
func chordBars(_ bars: [[SectionCutter.Content.Slot]], meter: Meter, moved: (Int) -> Void) -> [String] {
  let beats = meter.beats.map(\.start)
  var result: [String] = []
  var last = ""
  for (number, slots) in bars.enumerated() {
    /// What begins on each beat.
    var tokens: [String?] = Array(repeating: nil, count: beats.count)
    for slot in slots {
      let beat = beats.lastIndex { $0 <= slot.onset } ?? 0
      // A chord before the next beat belongs to it where it is nearer.
      let end = beat + 1 < beats.count ? beats[beat + 1] : meter.length
      let isLate = slot.onset != beats[beat]
      if isLate { moved(number) }
      let place = isLate && slot.onset - beats[beat] > end - slot.onset && beat + 1 < beats.count ? beat + 1 : beat
      tokens[place] = slot.chord.map { "\($0)" } ?? "N.C."
    }
    tokens[0] = tokens[0] ?? "N.C."
    for index in tokens.indices.dropFirst() where tokens[index] == sounding(tokens, at: index - 1) { tokens[index] = nil }
    let text = divided(tokens)
    result.append(text == last && !text.contains(" ") && number > 0 ? "%" : text)
    last = text
  }
  return result
}

private func sounding(_ tokens: [String?], at index: Int) -> String? { tokens[...index].compactMap { $0 }.last }

private func divided(_ tokens: [String?]) -> String {
  for count in 1..<max(2, tokens.count) where tokens.count % count == 0 {
    let share = tokens.count / count
    let isEnough = tokens.indices.allSatisfy { $0 % share == 0 || tokens[$0] == nil }
    let isFull = stride(from: 0, to: tokens.count, by: share).allSatisfy { tokens[$0] != nil }
    if isEnough, isFull {
      return stride(from: 0, to: tokens.count, by: share).compactMap { tokens[$0] }.joined(separator: " ")
    }
  }
  return tokens.map { $0 ?? "." }.joined(separator: " ")
}
