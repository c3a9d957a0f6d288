// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What a bar holds of all paired parts, on a grid of a twelfth of a quarter note, so that the same bar by two players is
/// nearly the same.
struct BarContent: Hashable {
  /// Of each pair of parts: place in the bar times 128, plus the key; sorted.
  let parts: [[Int]]
  /// Of the bar, in quarter notes.
  let length: ScoreTime

  var isEmpty: Bool { parts.allSatisfy(\.isEmpty) }

  static let gridPerQuarter = 12

  /// How unlike two bars are, 0...1000; places, pitches and both together count.
  func distance(to other: BarContent) -> Int {
    var notes = 0
    var both = 0
    var places = 0
    var keys = 0
    for (mine, theirs) in zip(parts, other.parts) {
      notes += mine.count + theirs.count
      both += shared(mine, theirs)
      places += shared(mine.map { $0 >> 7 }, theirs.map { $0 >> 7 })
      keys += shared(mine.map { $0 & 127 }.sorted(), theirs.map { $0 & 127 }.sorted())
    }
    let unlike = notes == 0 ? 0 : 1000 - 2 * (600 * both + 250 * places + 150 * keys) / notes
    return min(1000, unlike + (length == other.length ? 0 : 100))
  }
}

/// The bars of a piece, hashed: bars with one number are the same.
struct BarClasses {
  private(set) var contents: [BarContent] = []
  private var numbers: [BarContent: Int] = [:]

  mutating func number(of content: BarContent) -> Int {
    if let number = numbers[content] { return number }
    numbers[content] = contents.count
    contents.append(content)
    return contents.count - 1
  }
}

/// For each bar of the first piece the bar of the second that it became; nil where it went.
///
/// The cheapest alignment with affine gaps: bars that came or went together cost less than those that came one by one. Where
/// both pieces are long, only alignments near the diagonal are tried.
/// - Complexity: bars times bars, at most `mostCells`.
/// - Source: Gotoh (1982), "An improved algorithm for matching biological sequences", J. Mol. Biol. 162.
func alignBars(_ old: [Int], _ new: [Int], _ classes: BarClasses) -> [Int?] {
  var result = [Int?](repeating: nil, count: old.count)
  var first = 0
  while first < min(old.count, new.count), old[first] == new[first] {
    result[first] = first
    first += 1
  }
  var last = 0
  while last < min(old.count, new.count) - first, old[old.count - 1 - last] == new[new.count - 1 - last] {
    result[old.count - 1 - last] = new.count - 1 - last
    last += 1
  }
  let left = Array(old[first..<old.count - last])
  let right = Array(new[first..<new.count - last])
  guard !left.isEmpty, !right.isEmpty else { return result }
  for (i, j) in BandedAlignment(left, right, classes).pairs { result[first + i] = first + j }
  return result
}

private struct BandedAlignment {
  /// Matched bars, in order.
  private(set) var pairs: [(Int, Int)] = []

  /// What a bar that came or went costs, and what the first of a row of them costs more. Two bars that share nothing cost
  /// 1000, which is less than one gone and one come.
  private static let gap: Int32 = 600
  private static let opening: Int32 = 150
  private static let changed: Int32 = 60
  private static let never = Int32.max / 2

  init(_ old: [Int], _ new: [Int], _ classes: BarClasses) {
    let (rows, columns) = (old.count, new.count)
    // Half the width of the band around the diagonal.
    let reach = max(abs(rows - columns) + 64, mostCells / (2 * (rows + 1)))
    let width = min(columns, 2 * reach) + 1
    func start(_ row: Int) -> Int { min(max(0, row * columns / rows - reach), columns + 1 - width) }
    var costs: [UInt64: Int32] = [:]
    func cost(_ i: Int, _ j: Int) -> Int32 {
      if old[i] == new[j] { return 0 }
      let key = UInt64(old[i]) << 32 | UInt64(new[j])
      if let known = costs[key] { return known }
      let cost = Self.changed + Int32(classes.contents[old[i]].distance(to: classes.contents[new[j]])) * 94 / 100
      costs[key] = cost
      return cost
    }
    // Each cell holds for the three states (matched, gone, come) the state that it came from, two bits each.
    var trace = [UInt8](repeating: 0, count: (rows + 1) * width)
    var above = [Int32](repeating: Self.never, count: 3 * width)
    var current = above
    for row in 0...rows {
      let begin = start(row)
      let shift = row == 0 ? 0 : begin - start(row - 1)
      for cell in 0..<width {
        let column = begin + cell
        guard column <= columns else { continue }
        var best = (matched: Self.never, gone: Self.never, come: Self.never)
        var from: UInt8 = 0
        if row == 0, column == 0 { best.matched = 0 }
        // The cell above stands `shift` further to the right in the row above.
        let over = cell + shift
        if row > 0, over < width {
          let (value, state) = Self.least(above, over, goingOn: 1)
          best.gone = value + Self.gap
          from |= state << 2
        }
        if row > 0, column > 0, over - 1 >= 0, over - 1 < width {
          let (value, state) = Self.least(above, over - 1, goingOn: nil)
          if value < Self.never {
            best.matched = value + cost(row - 1, column - 1)
            from |= state
          }
        }
        if column > 0, cell > 0 {
          let (value, state) = Self.least(current, cell - 1, goingOn: 2)
          best.come = value + Self.gap
          from |= state << 4
        }
        current[3 * cell] = min(best.matched, Self.never)
        current[3 * cell + 1] = min(best.gone, Self.never)
        current[3 * cell + 2] = min(best.come, Self.never)
        trace[row * width + cell] = from
      }
      swap(&above, &current)
      for index in current.indices { current[index] = Self.never }
    }
    var (row, column) = (rows, columns)
    var state = Int(Self.least(above, columns - start(rows), goingOn: nil).state)
    while row > 0 || column > 0 {
      let from = trace[row * width + column - start(row)]
      switch state {
      case 0:
        pairs.append((row - 1, column - 1))
        (row, column) = (row - 1, column - 1)
      case 1: row -= 1
      default: column -= 1
      }
      state = Int(from >> UInt8(2 * state)) & 3
    }
    pairs.reverse()
  }

  /// The cheapest state of a cell on the way into a gap, whose opening costs but where it goes on.
  ///
  /// - Parameter goingOn: 1 for a gap of bars that went, 2 of bars that came; nil where the way leads to matched bars.
  private static func least(_ row: [Int32], _ cell: Int, goingOn: Int?) -> (value: Int32, state: UInt8) {
    var best = never
    var from = 0
    for state in 0..<3 {
      let value = row[3 * cell + state] &+ (goingOn == nil || goingOn == state ? 0 : opening)
      if value < best { (best, from) = (value, state) }
    }
    return (best, UInt8(from))
  }
}

/// Cells of the table of alignments: five million take a tenth of a second and as many bytes.
private let mostCells = 5_000_000
