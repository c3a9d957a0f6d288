// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongComposer
internal import SongImport
internal import SongIR
internal import SongMusic
internal import SongSyntax

/// Notes of a stretch in the notations of `given`.
struct GivenText {
  /// Nil where the language has no words for a length.
  let rhythm: String?
  /// Nil where the octave that the language puts a line of degrees into is another.
  let degrees: String?
  let lily: String?

  /// - Parameter start: where the line begins, from the beginning of the piece.
  init(slots: [MelodySuggestions.Slot], pitches: [Pitch], from start: ScoreTime, range: KeyRange, _ arrangement: Arrangement) {
    let measure = arrangement.measures[arrangement.measure(at: start)]
    let key = measure.key
    let notes = zip(slots, pitches).map { slot, pitch in
      NoteLine.Note(onset: slot.onset - measure.start, duration: slot.duration, pitches: [.pitch(pitch)])
    }
    let end = slots.map { $0.onset + $0.duration }.max() ?? start
    let bars = max(1, ((end - measure.start) / measure.length).ceiling)
    let items = barItems(notes, bars: bars, meter: measure.meter, key: key)
    let offset = start - measure.start
    rhythm = GivenText.rhythm(items, skipping: offset)
    degrees = GivenText.degrees(pitches, key: key, range: range)
    // The sticky values of that notation would need the rest in front that isn't written.
    lily = offset == .zero ? lilyText(notes, bars: bars, meter: measure.meter, key: key)?.joined(separator: " ") : nil
  }

  /// Items of a list `given`, the shortest notation first.
  func items(at place: String) -> [String] {
    let inDegrees = rhythm.flatMap { rhythm in
      degrees.map { "{where: \(place), rhythm: \(yamlQuoted(rhythm)), degrees: \(yamlQuoted($0))}" }
    }
    return [inDegrees, lily.map { "{where: \(place), lily: \(yamlQuoted($0))}" }].compactMap { $0 }
  }

  /// - Parameter offset: of the first bar that isn't written.
  private static func rhythm(_ bars: [[BarItem]], skipping offset: ScoreTime) -> String? {
    var words: [String] = []
    for (number, items) in bars.enumerated() {
      if number > 0 { words.append("|") }
      for item in items {
        let cut = number == 0 && item.onset < offset ? min(offset - item.onset, item.duration) : .zero
        guard item.duration > cut else { continue }
        guard let values = noteValues(item.duration - cut) else { return nil }
        let isRest = item.pitches.isEmpty
        for (index, value) in values.enumerated() {
          words.append((isRest ? "r" : "") + value)
          if !isRest, item.isTied || index + 1 < values.count { words.append("~") }
        }
      }
    }
    // Rests behind the last note say nothing.
    while let last = words.last, last.hasPrefix("r") || last == "|" { words.removeLast() }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private static func degrees(_ pitches: [Pitch], key: Key, range: KeyRange) -> String? {
    guard isInItsOctave(pitches.map(\.key), range) else { return nil }
    let parts = pitches.compactMap { pitch -> (number: Int, alter: Int, octave: Int)? in
      let number = (pitch.name.step - key.tonic.step + 7) % 7 + 1
      let alter = pitch.name.alter - key.degree(number).alter
      guard abs(alter) <= 2 else { return nil }
      let octave = (0...9).first { octave in
        let tonic = Pitch(key.tonic, octave: octave)
        return tonic.transposed(steps: number - 1, semitones: key.mode.semitones[number - 1] + alter).key == pitch.key
      }
      return octave.map { (number, alter, $0) }
    }
    guard parts.count == pitches.count, let base = commonest(parts.map(\.octave)) else { return nil }
    return parts.map { part in
      let sign = String(repeating: part.alter < 0 ? "b" : "#", count: abs(part.alter))
      let marks = String(repeating: part.octave < base ? "," : "'", count: abs(part.octave - base))
      return "\(sign)\(part.number)\(marks)"
    }.joined(separator: " ")
  }

  /// Whether the octave nearest to the middle of the range is the one that the keys are in, as degrees are read.
  private static func isInItsOctave(_ keys: [Int], _ range: KeyRange) -> Bool {
    func cost(_ octaves: Int) -> Int {
      let moved = keys.map { $0 + 12 * octaves }
      let outside = moved.reduce(0) { $0 + max(0, range.low - $1, $1 - range.high) }
      return outside * 1000 + abs(moved.reduce(0, +) - range.middle * keys.count)
    }
    return cost(0) < cost(-1) && cost(0) <= cost(1)
  }

  private static func commonest(_ octaves: [Int]) -> Int? {
    octaves.max { first, second in
      (octaves.count { $0 == first }, second) < (octaves.count { $0 == second }, first)
    }
  }
}
