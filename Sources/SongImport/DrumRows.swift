// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

struct DrumStroke {
  let onset: ScoreTime
  let voice: String
  let stroke: GridStroke
}

/// How far strokes were moved onto a grid, in quarter notes.
struct DrumShift {
  private(set) var moved = 0
  private(set) var largest = Rational(0)
  private var sum = Rational(0)

  var mean: Rational { moved == 0 ? 0 : sum / Rational(moved) }

  mutating func add(_ distance: Rational) {
    guard distance != .zero else { return }
    let size = distance < .zero ? -distance : distance
    moved += 1
    largest = max(largest, size)
    // Sums of fractions of ticks stay small in this unit.
    sum += Rational((size * 960).rounded, 960)
  }
}

/// Strokes of a section as lines of a grid, as few bars as say all of it.
///
/// The grid is the coarsest on which all strokes lie; else sixteenths or triplets of eighths, whichever is nearer.
func drumRows(
  _ strokes: [DrumStroke], order: [String], bars: Int, meter: Meter, shift: inout DrumShift
) -> [(voice: String, grid: String)] {
  guard !strokes.isEmpty else { return [] }
  let candidates = [1, 2, 3, 4, 6, 8, 12, 24].map { Rational(1, $0) }.filter { isCell($0, meter, bars) }
  let exact = candidates.first { cell in strokes.allSatisfy { ($0.onset / cell).isInteger } }
  guard let cell = exact ?? nearer(strokes, candidates.filter { $0 == Rational(1, 4) || $0 == Rational(1, 3) }) ?? candidates.last
  else { return [] }
  let perBar = (meter.length / cell).numerator
  var cells: [String: [GridStroke?]] = [:]
  for stroke in strokes {
    let place = min((stroke.onset / cell).rounded, perBar * bars - 1)
    shift.add(stroke.onset - cell * Rational(place))
    var row = cells[stroke.voice] ?? Array(repeating: nil, count: perBar * bars)
    row[place] = louder(row[place], stroke.stroke)
    cells[stroke.voice] = row
  }
  let rows = order.compactMap { voice in cells[voice].map { (voice, $0) } }
  let period = (1...bars).first { count in
    bars % count == 0 && rows.allSatisfy { row in row.1.indices.allSatisfy { row.1[$0] == row.1[$0 % (count * perBar)] } }
  } ?? bars
  return rows.map { voice, row in
    let text = (0..<period).map { bar in
      row[bar * perBar..<(bar + 1) * perBar].map { $0?.rawValue ?? "." }.joined()
    }
    return (voice, text.joined(separator: " | "))
  }
}

/// Whether bars are a number of cells, and not too many for one line.
private func isCell(_ cell: Rational, _ meter: Meter, _ bars: Int) -> Bool {
  let count = meter.length / cell
  return count.isInteger && count.numerator * bars <= mostCells
}

private func nearer(_ strokes: [DrumStroke], _ cells: [Rational]) -> Rational? {
  func error(_ cell: Rational) -> Double {
    strokes.reduce(0) { sum, stroke in
      let share = (stroke.onset / cell).double
      return sum + abs(share - share.rounded()) * cell.double
    }
  }
  return cells.reduce(nil as Rational?) { best, next in best.map { error(next) < error($0) ? next : $0 } ?? next }
}

private func louder(_ first: GridStroke?, _ second: GridStroke) -> GridStroke {
  first == .accent || second == .accent ? .accent : first == .hit || second == .hit ? .hit : first ?? second
}

/// The voice of a standard kit that plays a key of General MIDI.
func usualVoice(_ key: Int, in kit: ImportInstrument) -> String? {
  let meant = usualVoices.first { $0.keys.contains(key) }?.voice
  return kit.kit.map(\.voice).first { $0 == meant }
}

/// - Source: General MIDI 1, percussion key map; drums that the kits haven't go to their nearest relative.
private let usualVoices: [(voice: String, keys: Set<Int>)] = [
  ("kick", [35, 36]), ("snare", [38, 40]), ("rim", [37, 75, 76, 77]), ("clap", [39]), ("hat", [42, 22]), ("open", [46, 26]),
  ("pedal", [44]), ("ride", [51, 59]), ("bell", [53]), ("crash", [49, 52, 55, 57]), ("tom-high", [48, 50]),
  ("tom-mid", [45, 47]), ("tom-low", [41, 43]), ("tambourine", [54]), ("shaker", [69, 70, 82]), ("cowbell", [56]),
]

/// Cells in one line of a grid.
private let mostCells = 1024
