// SPDX-License-Identifier: Apache-2.0

/// The repeat signs at the ends of a bar.
package struct RepeatSigns: Sendable, Hashable {
  /// `|:` before it.
  package var opens = false
  /// `:|` behind it.
  package var closes = false
  /// How often the repeat that closes here is played in all, where that is written.
  package var times: Int?
  /// The passes in which the bar is played; empty is all.
  package var endings: Set<Int> = []

  package init(opens: Bool = false, closes: Bool = false, times: Int? = nil, endings: Set<Int> = []) {
    self.opens = opens
    self.closes = closes
    self.times = times
    self.endings = endings
  }
}

/// The places of bars as they are played, and the pass of the repeat in which each is, from 1.
///
/// A repeat begins at its sign, else behind the one before; it is played twice, and as often as its endings count.
/// - Parameter limit: bars that are played at most; what comes behind is left out.
package func playOrder(_ bars: [RepeatSigns], limit: Int = 20_000) -> [(index: Int, pass: Int)] {
  var result: [(index: Int, pass: Int)] = []
  var start = 0
  var pass = 1
  var index = 0
  while index < bars.count, result.count < limit {
    let bar = bars[index]
    // A repeat begins at its sign, else behind the endings of the one before.
    if index > start, bar.opens || bar.endings.isEmpty && !bars[index - 1].endings.isEmpty {
      start = index
      pass = 1
    }
    let isPlayed = bar.endings.isEmpty || bar.endings.contains(pass)
    if isPlayed { result.append((index, pass)) }
    if isPlayed, bar.closes {
      if pass < max(bar.times ?? 2, passes(bars, from: start, closing: index)) {
        pass += 1
        index = start
        continue
      }
      start = index + 1
      pass = 1
    }
    index += 1
  }
  return result
}

/// How often a repeat is played: the highest number of an ending in it or right behind it.
private func passes(_ bars: [RepeatSigns], from start: Int, closing: Int) -> Int {
  var end = closing + 1
  while end < bars.count, !bars[end].endings.isEmpty, !bars[end].opens { end += 1 }
  return bars[start..<end].flatMap(\.endings).max() ?? 2
}
