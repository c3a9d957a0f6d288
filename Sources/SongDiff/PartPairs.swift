// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Two parts that are taken for the same one, by their indices.
struct PartPair {
  let old: Int
  let new: Int
}

/// Which part of one piece is which of another: those that are most alike in name, music and instrument first.
///
/// Parts without pairs came or went.
/// - Complexity: parts times parts; music is compared by what its bars hold.
func pairs(of old: Piece, _ new: Piece) -> [PartPair] {
  let left = old.parts.map { Fingerprint($0, of: old) }
  let right = new.parts.map { Fingerprint($0, of: new) }
  var candidates: [(alike: Int, old: Int, new: Int)] = []
  for (i, mine) in old.parts.enumerated() {
    for (j, theirs) in new.parts.enumerated() where mine.isPercussion == theirs.isPercussion {
      let isNamesake = utf8Equal(mine.name, theirs.name) && !mine.name.isEmpty
      // Two parts without a note have nothing in common but their names.
      var alike = (isNamesake ? 500 : 0) + (utf8Equal(mine.instrument, theirs.instrument) ? 60 : 0)
      alike += left[i].likeness(to: right[j])
      // Of parts that are alike, those in one place.
      if i == j { alike += 30 }
      if alike >= (isNamesake ? 0 : leastAlike) { candidates.append((alike, i, j)) }
    }
  }
  candidates.sort { ($1.alike, $0.old, $0.new) < ($0.alike, $1.old, $1.new) }
  var result: [PartPair] = []
  for (_, i, j) in candidates where !result.contains(where: { $0.old == i || $0.new == j }) {
    result.append(PartPair(old: i, new: j))
  }
  return result.sorted { $0.new < $1.new }
}

/// Of a thousand: a part under another name has a third of its bars in common with the old one, or its rhythm in most.
private let leastAlike = 350

/// What a part plays, as numbers of its bars that don't say where they stand.
private struct Fingerprint {
  /// Sorted, one a bar with notes.
  private var bars: [UInt64] = []
  private var rhythms: [UInt64] = []

  init(_ part: Piece.Part, of piece: Piece) {
    var index = 0
    while index < part.notes.count {
      let bar = piece.bar(at: part.notes[index].onset)
      let start = piece.bars[bar].start
      var content = ""
      var rhythm = ""
      while index < part.notes.count, bar + 1 == piece.bars.count || part.notes[index].onset < piece.bars[bar].end {
        let place = ((part.notes[index].onset - start) * Rational(BarContent.gridPerQuarter)).rounded
        content += "\(place):\(part.notes[index].key) "
        rhythm += "\(place) "
        index += 1
      }
      bars.append(stableHash(content))
      rhythms.append(stableHash(rhythm))
    }
    bars.sort()
    rhythms.sort()
  }

  /// 0...1000.
  func likeness(to other: Fingerprint) -> Int {
    let most = max(bars.count, other.bars.count)
    guard most > 0 else { return 0 }
    return (700 * shared(bars, other.bars) + 300 * shared(rhythms, other.rhythms)) / most
  }
}

/// How many values two sorted lists share.
func shared<Value: Comparable>(_ first: [Value], _ second: [Value]) -> Int {
  var (i, j, count) = (0, 0, 0)
  while i < first.count, j < second.count {
    if first[i] == second[j] {
      count += 1
      i += 1
      j += 1
    } else if first[i] < second[j] {
      i += 1
    } else {
      j += 1
    }
  }
  return count
}
