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

}

/// A bar's notes as they are compared with those of many other bars.
private struct BarFeatures {
  private let content: BarContent
  /// Of each pair of parts, sorted.
  private let places: [[Int]]
  private let keys: [[Int]]

  init(_ content: BarContent) {
    self.content = content
    places = content.parts.map { $0.map { $0 >> 7 } }
    keys = content.parts.map { $0.map { $0 & 127 }.sorted() }
  }

  /// How unlike two bars are, 0...1000; places, pitches and both together count.
  func distance(to other: BarFeatures) -> Int {
    var notes = 0
    var alike = 0
    for part in content.parts.indices {
      notes += content.parts[part].count + other.content.parts[part].count
      alike += 600 * shared(content.parts[part], other.content.parts[part])
      alike += 250 * shared(places[part], other.places[part]) + 150 * shared(keys[part], other.keys[part])
    }
    let unlike = notes == 0 ? 0 : 1000 - 2 * alike / notes
    return min(1000, unlike + (content.length == other.content.length ? 0 : 100))
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
/// - Complexity: bars times bars, about `mostCells`; up to `mostCellsOfUnequal` where one piece has many more bars.
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
    // Half the width of the band around the diagonal: with room for all bars that came or went in one place, where that
    // isn't too much, and always for the steps of a steep diagonal.
    let whole = min(abs(rows - columns) + 64, mostCellsOfUnequal / (2 * (rows + 1)))
    let reach = max(columns / rows + 64, whole, mostCells / (2 * (rows + 1)))
    let width = min(columns, 2 * reach) + 1
    func start(_ row: Int) -> Int { min(max(0, row * columns / rows - reach), columns + 1 - width) }
    let (mine, theirs) = (BarKinds(old, classes), BarKinds(new, classes))
    // Where bars repeat little, few costs are asked for twice, and a table of all would be larger than the band.
    let remembers = mine.features.count * theirs.features.count <= (rows + 1) * width
    var costs = [Int32](repeating: -1, count: remembers ? mine.features.count * theirs.features.count : 0)
    func cost(_ i: Int, _ j: Int) -> Int32 {
      if old[i] == new[j] { return 0 }
      let place = mine.kinds[i] * theirs.features.count + theirs.kinds[j]
      if remembers, costs[place] >= 0 { return costs[place] }
      let distance = mine.features[mine.kinds[i]].distance(to: theirs.features[theirs.kinds[j]])
      let cost = Self.changed + Int32(distance) * 94 / 100
      if remembers { costs[place] = cost }
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

/// The different bars of a row of them.
private struct BarKinds {
  /// Of each bar the index of its features.
  private(set) var kinds: [Int] = []
  private(set) var features: [BarFeatures] = []

  init(_ bars: [Int], _ classes: BarClasses) {
    var numbers: [Int: Int] = [:]
    for bar in bars {
      if let number = numbers[bar] {
        kinds.append(number)
        continue
      }
      numbers[bar] = features.count
      kinds.append(features.count)
      features.append(BarFeatures(classes.contents[bar]))
    }
  }
}

/// Cells of the table of alignments; each takes a byte.
private let mostCells = 5_000_000
private let mostCellsOfUnequal = 20_000_000
