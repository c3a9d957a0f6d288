// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension XMLText {
  /// Adds a part with all its measures.
  mutating func part(_ index: Int, of score: Score) {
    let part = score.parts[index]
    let layout = layOut(part, of: score)
    let directions = directions(of: index, in: score)
    let context = PartContext(index: index, part: part, divisions: divisions(of: layout, directions))
    element("part", [("id", partID(index))]) { xml in
      var next = 0
      for (number, measure) in layout.enumerated() {
        let end = measure.measure.start + measure.measure.length
        let first = next
        while next < directions.count, directions[next].at < end { next += 1 }
        xml.measure(
          measure, after: number > 0 ? layout[number - 1] : nil, score, context, Array(directions[first..<next]))
      }
    }
  }

  private mutating func measure(
    _ layout: MeasureLayout, after previous: MeasureLayout?, _ score: Score, _ part: PartContext,
    _ directions: [Direction]
  ) {
    let measure = layout.measure
    let end = measure.start + measure.length
    let isHeld = score.tempoMarks.contains { $0.isFermata && measure.start <= $0.start && $0.start < end }
    var attributes = [("number", String(measure.number))] as Attributes
    if measure.length != measure.meter.length { attributes.append(("implicit", "yes")) }
    element("measure", attributes) { xml in
      xml.attributes(of: layout, after: previous, part.part, divisions: part.divisions)
      for (index, voice) in layout.voices.enumerated() {
        if index > 0 { xml.element("backup") { $0.leaf("duration", part.divisions(measure.length)) } }
        let stem = layout.stem(of: voice)
        var left = index == 0 ? directions[...] : []
        for (place, piece) in voice.pieces.enumerated() {
          while let direction = left.first, direction.at - measure.start < piece.end {
            let offset = part.divisions(direction.at - measure.start - piece.start)
            xml.direction(direction.content, layout.reading, offset: offset, staff: part.hasStaves ? 1 : nil)
            left.removeFirst()
          }
          let hasFermata = isHeld && voice.isFirst && place == voice.pieces.count - 1
          xml.piece(PieceContext(voice: voice, index: place, stem: stem, hasFermata: hasFermata), part)
        }
      }
      xml.endBarline(at: end, score)
    }
  }

  /// Adds a double bar line before a section and the final one.
  private mutating func endBarline(at end: ScoreTime, _ score: Score) {
    let isLast = end >= score.end
    guard isLast || score.sections.contains(where: { $0.start == end }) else { return }
    element("barline", [("location", "right")]) { $0.leaf("bar-style", isLast ? "light-heavy" : "light-light") }
  }
}

extension MeasureLayout {
  /// Where voices share a staff, the first points its stems up, the second down, and so on in turn.
  fileprivate func stem(of voice: VoiceLayout) -> String? {
    let sharing = voices.filter { $0.staff == voice.staff }
    guard sharing.count > 1, let place = sharing.firstIndex(where: { $0.voice == voice.voice }) else { return nil }
    return place.isMultiple(of: 2) ? "up" : "down"
  }
}

/// The least number of divisions of a quarter that makes every length and place of a part a whole number.
private func divisions(of layout: [MeasureLayout], _ directions: [Direction]) -> Int {
  var result = 1
  for direction in directions { result = leastCommonMultiple(result, direction.at.denominator) }
  for measure in layout {
    result = leastCommonMultiple(result, measure.measure.length.denominator)
    for piece in measure.voices.lazy.flatMap(\.pieces) {
      result = leastCommonMultiple(result, piece.start.denominator)
      result = leastCommonMultiple(result, piece.length.denominator)
    }
  }
  return result
}
