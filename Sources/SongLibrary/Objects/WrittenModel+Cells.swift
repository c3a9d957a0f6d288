// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic
internal import SongSyntax

extension WrittenModel.Cell {
  /// Reads note values: `8 8 4`, `r8 4.`; `_4 8` goes on with the note before for a quarter. Nil where it isn't one, is
  /// finer than sixteenths, shorter than a quarter or longer than a bar.
  ///
  /// - Parameters:
  ///   - longest: sixteenths.
  ///   - beginsBar: nothing goes on into a bar.
  init?(_ text: String, longest: Int, beginsBar: Bool) {
    let isHeld = text.hasPrefix("_")
    guard !(isHeld && beginsBar) else { return nil }
    var sink = DiagnosticSink()
    let span = Span(file: FileID(0), start: 0, end: 0)
    let scalar = Scalar(text: isHeld ? String(text.dropFirst()) : text, span: span, style: .plain)
    guard let notation = parseRhythm(scalar, sink: &sink), notation.line.bars.count == 1, let bar = notation.line.bars.first
    else { return nil }
    let length = bar.length * 4
    let notes = notation.line.notes
    guard length.isInteger, (4...longest).contains(length.floor), notes.allSatisfy({ ($0.onset * 4).isInteger && ($0.duration * 4).isInteger })
    else { return nil }
    var steps = [UInt8](repeating: UInt8(ascii: "."), count: length.floor)
    for (number, note) in notes.enumerated() {
      let (start, end) = ((note.onset * 4).floor, ((note.onset + note.duration) * 4).floor)
      for step in start..<end { steps[step] = UInt8(ascii: "-") }
      if !(isHeld && number == 0) { steps[start] = UInt8(ascii: "x") }
    }
    // What goes on begins with the cell.
    guard !isHeld || steps.first == UInt8(ascii: "-") else { return nil }
    self.steps = String(decoding: steps, as: UTF8.self)
  }
}

extension WrittenModel.MeterCells {
  /// Every bar that begins with one of the cells, with the product of its cells' weights; bars come in the order of the
  /// cells.
  package func bars(of beginnings: [Style.Choice<WrittenModel.Cell>]) -> [(steps: String, weight: Int)] {
    let length = WrittenModel.meters.first { utf8Equal($0.name, meter) }?.sixteenths ?? 0
    var result: [(steps: String, weight: Int)] = []
    var open = beginnings.map { (steps: $0.value.steps, weight: $0.weight) }
    while !open.isEmpty {
      result += open.filter { $0.steps.utf8.count == length }
      open = open.filter { $0.steps.utf8.count < length }.flatMap { bar in
        // Only a note can go on.
        then.filter { !($0.value.steps.hasPrefix("-") && bar.steps.hasSuffix(".")) }
          .map { (steps: bar.steps + $0.value.steps, weight: bar.weight * $0.weight) }
      }
    }
    return result
  }

  /// How many bars begin with one of the cells at most, counted without making them.
  func countBars(of beginnings: [Style.Choice<WrittenModel.Cell>]) -> Int {
    let length = WrittenModel.meters.first { utf8Equal($0.name, meter) }?.sixteenths ?? 0
    // By filled sixteenths.
    var counts = [Int](repeating: 0, count: length + 1)
    for cell in beginnings { counts[cell.value.steps.utf8.count] += 1 }
    for filled in 0..<length where counts[filled] > 0 {
      for cell in then where filled + cell.value.steps.utf8.count <= length {
        counts[filled + cell.value.steps.utf8.count] += counts[filled]
      }
    }
    return counts[length]
  }
}
