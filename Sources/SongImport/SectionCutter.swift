// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Cuts a score into sections; stretches that are the same in all are one section of the form.
struct SectionCutter {
  let score: ImportedScore
  /// The notes of each part by onset.
  private let notes: [[NoteLine.Note]]
  private(set) var log: ImportLog
  private(set) var contents: [Content] = []
  /// Indices of contents in the order in which they are played.
  private(set) var order: [Int] = []
  private var names: [String] = []

  /// What sounds in a section.
  struct Content: Hashable {
    let bars: Int
    let meter: Meter
    let key: Key
    let tempo: ImportedTempo?
    let chords: [[Slot]]
    /// A line for each part.
    let lines: [[NoteLine.Note]]
    let strokes: [[ImportedScore.Stroke]]
    let isPickup: Bool
    var comments: [String] = []
    var name = ""

    /// A chord of a bar and when it begins, from the bar line; nil is none.
    struct Slot: Hashable {
      let onset: ScoreTime
      let chord: Chord?
    }

    var length: ScoreTime { meter.length * Rational(bars) }
  }

  /// - Parameter score: with full bars.
  init(_ score: ImportedScore) {
    self.score = score
    log = score.log
    notes = score.parts.map { part in
      part.notes.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
    }
    for span in spans { add(span) }
  }

  /// Ranges of bars between the places where sections begin.
  private var spans: [Range<Int>] {
    let bars = score.bars
    var starts = bars.indices.filter { index in
      guard index > 0 else { return true }
      let last = bars[index - 1]
      return bars[index].isStart || last.isPickup || bars[index].meter != last.meter || bars[index].key != last.key
        || bars[index].tempo != last.tempo
    }
    starts.append(bars.count)
    var result: [Range<Int>] = []
    for (start, end) in zip(starts, starts.dropFirst()) where start < end {
      var from = start
      while end - from > mostSectionBars {
        result.append(from..<from + splitBars)
        from += splitBars
      }
      result.append(from..<end)
    }
    return result
  }

  private mutating func add(_ span: Range<Int>) {
    let content = content(span)
    if let known = contents.firstIndex(where: { $0.isSame(as: content) }) {
      order.append(known)
      // Other words to the same music stand under each other.
      if contents[known].comments != content.comments { contents[known].comments += content.comments }
      return
    }
    var named = content
    named.name = name(for: content, label: score.bars[span.lowerBound].label)
    names.append(named.name)
    order.append(contents.count)
    contents.append(named)
  }

  private mutating func content(_ span: Range<Int>) -> Content {
    let bars = score.bars[span]
    let first = bars[span.lowerBound]
    let from = first.start
    let to = from + first.meter.length * Rational(span.count)
    var lines: [[NoteLine.Note]] = []
    for part in notes.indices {
      var cut: [NoteLine.Note] = []
      var struck = 0
      lines.append(
        singleLine(slice(notes[part], from, to), from: from, to: to, cut: { cut.append($0) }, struck: { _ in struck += 1 }))
      for note in cut {
        log.lose("the full length of a note that is held under the next one", at: place(of: note.onset))
      }
      if struck > 0 { log.decide("a note that is held into a new section is struck again", at: first.place) }
    }
    return Content(
      bars: span.count, meter: first.meter, key: first.key, tempo: first.tempo, chords: chords(bars), lines: lines,
      strokes: score.parts.map { part in
        part.strokes.filter { $0.onset >= from && $0.onset < to }.map {
          .init(onset: $0.onset - from, key: $0.key, stroke: $0.stroke)
        }
      },
      isPickup: first.isPickup, comments: score.comments.filter { $0.at >= from && $0.at < to }.map(\.text))
  }

  /// The notes that sound in a stretch.
  private func slice(_ notes: [NoteLine.Note], _ from: ScoreTime, _ to: ScoreTime) -> [NoteLine.Note] {
    notes.filter { $0.onset < to && $0.end > from }
  }

  private func place(of time: ScoreTime) -> ImportPlace? { score.bars.last { $0.start <= time }?.place }

  /// The chords of bars, each bar from the chord that sounds at its beginning.
  private mutating func chords(_ bars: ArraySlice<ImportedScore.Bar>) -> [[Content.Slot]] {
    guard !score.chords.isEmpty else { return [] }
    // A section that nothing is written over is composed.
    guard let first = bars.first, let last = bars.last else { return [] }
    guard
      score.chords.contains(where: { $0.onset < last.start + last.length && $0.onset >= first.start })
        || score.chords.last(where: { $0.onset < first.start })?.chord != nil
    else { return first.isPickup ? [[.init(onset: .zero, chord: nil)]] : [] }
    return bars.map { bar in
      var slots: [Content.Slot] = []
      let before = score.chords.last { $0.onset <= bar.start }
      slots.append(.init(onset: .zero, chord: before?.chord))
      for symbol in score.chords where symbol.onset > bar.start && symbol.onset < bar.start + bar.length {
        slots.append(.init(onset: symbol.onset - bar.start, chord: symbol.chord))
      }
      return slots
    }
  }

  // MARK: Names

  private func name(for content: Content, label: String?) -> String {
    if let label, let base = sectionName(label) { return free(base) }
    if content.isPickup { return free("pickup") }
    // What shares most bars with an earlier section is called after it.
    if let relative = contents.first(where: { $0.isVariant(of: content) }) {
      return free(String(relative.name.reversed().drop { $0.isNumber }.reversed()))
    }
    var number = 0
    while true {
      let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(number % 26)))
      let name = number < 26 ? letter : "\(letter)\(letter)" + (number < 52 ? "" : "-\(number / 26)")
      if !names.contains(name) { return name }
      number += 1
    }
  }

  private func free(_ base: String) -> String {
    if !names.contains(base) { return base }
    let stem = base.last?.isNumber == true ? base + "-" : base
    return (2...).lazy.map { "\(stem)\($0)" }.first { !names.contains($0) } ?? base
  }
}

extension SectionCutter.Content {
  func isSame(as other: SectionCutter.Content) -> Bool {
    var renamed = other
    renamed.name = name
    renamed.comments = comments
    return self == renamed
  }

  /// Whether at least half of the bars hold the same notes.
  fileprivate func isVariant(of other: SectionCutter.Content) -> Bool {
    guard bars == other.bars, meter == other.meter, !isPickup, bars > 1 else { return false }
    let equal = (0..<bars).count { bar($0) == other.bar($0) }
    return equal * 2 >= bars
  }

  private func bar(_ index: Int) -> [[String]] {
    let start = meter.length * Rational(index)
    return lines.map { line in
      line.filter { $0.onset >= start && $0.onset < start + meter.length }.map { "\($0.onset - start) \($0.duration) \($0.pitches)" }
    } + [chords.indices.contains(index) ? chords[index].map { "\($0)" } : []]
  }
}

/// A name that the language takes for a section; nil where nothing is left of it.
func sectionName(_ text: String) -> String? {
  var name = ""
  for scalar in text.unicodeScalars.prefix(40) {
    if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
      name.unicodeScalars.append(scalar)
    } else if !name.isEmpty, !name.hasSuffix("-") {
      name += "-"
    }
  }
  while name.hasSuffix("-") { name.removeLast() }
  guard let first = name.unicodeScalars.first else { return nil }
  let isTimes = (first == "x" || first == "X") && name.dropFirst().allSatisfy { $0.isNumber }
  if !first.properties.isAlphabetic || isTimes { name = "part-" + name }
  // Times may name the end.
  return name == "end" || name == "bar" || name == "tc" ? name + "-section" : name
}

/// Longer sections are cut into stretches of so many bars, as one reads them.
private let mostSectionBars = 32
private let splitBars = 16
