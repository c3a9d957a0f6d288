// SPDX-License-Identifier: Apache-2.0
/// The bars of a corpus piece, in ticks of 1/24 quarter.
struct BarGrid {
  /// A bar: where it begins, and its meter.
  struct Bar {
    let start: Int
    /// What the meter says, in ticks.
    let length: Int
    let beatLength: Int
    let meter: String
    /// Ticks that are missing in front of a pickup bar.
    let missing: Int
    /// The bar's number in its section, modulo 4.
    var phraseBar = 0
    /// The number of its section.
    var section = 0
    /// Bars of its section behind it.
    var barsLeft = 0
  }

  private(set) var bars: [Bar] = []

  /// - Parameter end: the end of the piece in its own ticks, where the file names no bars.
  init(_ song: CorpusSong, end: Int) {
    var meters: [(onset: Int, name: String, length: Int, beat: Int)] = []
    for entry in song.meter {
      let parts = entry.text.split(separator: "/").compactMap { Int($0) }
      guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { continue }
      let unit = 96 / parts[1]
      meters.append((entry.onset, entry.text, parts[0] * unit, parts[1] == 8 && parts[0] % 3 == 0 ? 36 : unit))
    }
    guard !meters.isEmpty else { return }
    var starts = song.bars ?? []
    if starts.isEmpty {
      var time = 0
      while time < end {
        starts.append(time)
        let meter = meters.last { $0.onset <= time } ?? meters[0]
        time += max(1, meter.length * song.q / 24)
      }
    }
    for (index, start) in starts.enumerated() {
      let meter = meters.last { $0.onset <= start } ?? meters[0]
      let next = index + 1 < starts.count ? ticks(starts[index + 1], song.q) : .max
      let isPickup = index == 0 && next != .max && next - ticks(start, song.q) < meter.length
      bars.append(
        Bar(
          start: ticks(start, song.q), length: meter.length, beatLength: meter.beat, meter: meter.name,
          missing: isPickup ? meter.length - (next - ticks(start, song.q)) : 0))
    }
    number(song)
  }

  /// The number of the bar at a time.
  func index(at time: Int) -> Int {
    var low = 0
    var high = bars.count
    while low < high {
      let middle = (low + high) / 2
      if bars[middle].start <= time { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Numbers the bars in their sections; a piece without sections is one, counted from its first full bar.
  private mutating func number(_ song: CorpusSong) {
    let starts = (song.sections ?? []).map { ticks($0.onset, song.q) }.sorted()
    var first = bars.first?.missing ?? 0 > 0 ? 1 : 0
    var section = 0
    for index in bars.indices {
      // A section that begins inside a bar by its pickup counts from the next bar line.
      while section < starts.count, starts[section] <= bars[index].start {
        first = index
        section += 1
      }
      bars[index].section = section
      bars[index].phraseBar = (index - first) & 3
    }
    for index in bars.indices.dropLast().reversed() where bars[index].section == bars[index + 1].section {
      bars[index].barsLeft = bars[index + 1].barsLeft + 1
    }
  }
}

/// A time of a piece in ticks of 1/24 quarter, to the nearest.
func ticks(_ time: Int, _ q: Int) -> Int {
  let scaled = time * 48 + q
  return scaled >= 0 ? scaled / (2 * q) : -((-scaled + 2 * q - 1) / (2 * q))
}
