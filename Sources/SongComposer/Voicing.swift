// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Chooses how chords are laid out so that the voices move little (voice leading), by dynamic programming over the
/// candidate voicings of each chord.
///
/// - Source: Tymoczko (2011), "A Geometry of Music", chapter 2: efficient voice leading as the least sum of movements.
struct VoiceLeader {
  let range: KeyRange
  let voices: Int
  /// Whether the part's player can sound keys at once.
  var canPlay: ([Int]) -> Bool = { _ in true }

  /// A voicing for each chord, low to high; an empty one for N.C.
  ///
  /// - Parameter wishes: semitones by which each chord wishes to lie above the middle of the range; none wish for it.
  func voicings(of chords: [Chord?], wishes: [Double] = []) -> [[Int]] {
    var costs: [[Double]] = []
    var parents: [[Int]] = []
    let candidates = chords.map { $0.map(self.candidates) ?? [[]] }
    for (index, options) in candidates.enumerated() {
      let wish = wishes.isEmpty ? 0 : wishes[index]
      var row: [Double] = []
      var parent: [Int] = []
      for option in options {
        guard index > 0 else {
          row.append(standing(option, wish))
          parent.append(0)
          continue
        }
        var best = Double.infinity
        var from = 0
        for (previous, before) in candidates[index - 1].enumerated() {
          let cost = costs[index - 1][previous] + movement(before, option)
          if cost < best {
            best = cost
            from = previous
          }
        }
        row.append(best + standing(option, wish))
        parent.append(from)
      }
      costs.append(row)
      parents.append(parent)
    }
    guard !chords.isEmpty else { return [] }
    var choice = costs.last!.indices.min { costs.last![$0] < costs.last![$1] }!
    var result: [[Int]] = []
    for index in chords.indices.reversed() {
      result.append(candidates[index][choice])
      choice = parents[index][choice]
    }
    return result.reversed()
  }

  /// Close positions and drop-2 positions of the chord within the range.
  private func candidates(of chord: Chord) -> [[Int]] {
    let tones = essential(chord)
    var result: [[Int]] = []
    for low in range.low...range.high where tones.contains(low % 12) {
      var keys = [low]
      while keys.count < voices {
        guard let next = (keys.last! + 1...keys.last! + 12).first(where: { tones.contains($0 % 12) }) else { break }
        keys.append(next)
      }
      if keys.count == voices, keys.last! <= range.high { result.append(keys) }
      if voices >= 4 {
        var open = keys
        open[keys.count - 2] -= 12
        open.sort()
        if open.first! >= range.low, open.last! <= range.high, !result.contains(open) { result.append(open) }
      }
    }
    let playable = result.filter(canPlay)
    // Chords that no hand reaches in close position have one tone less.
    if playable.isEmpty, !result.isEmpty, voices > 1 {
      return VoiceLeader(range: range, voices: voices - 1, canPlay: canPlay).candidates(of: chord)
    }
    if !playable.isEmpty { result = playable }
    // A range too narrow for the chord: its tones in the range, from the bottom.
    if result.isEmpty { result.append((range.low...range.high).filter { tones.contains($0 % 12) }.prefix(voices).map { $0 }) }
    return result
  }

  /// The tones that must sound: third and seventh before the fifth before colours, as many as there are voices.
  private func essential(_ chord: Chord) -> [Int] {
    let classes = chord.pitchClasses
    guard classes.count > voices else { return classes }
    var kept = classes
    if let fifth = chord.quality.tones.firstIndex(of: ChordTone(5)), kept.count > voices {
      kept.removeAll { $0 == (chord.root.pitchClass + chord.quality.tones[fifth].semitones) % 12 }
    }
    // The bass has the root.
    while kept.count > voices { kept.removeFirst() }
    return kept
  }

  /// Semitones that the voices move; common tones cost nothing, parallel leaps of all voices more.
  private func movement(_ from: [Int], _ to: [Int]) -> Double {
    guard !from.isEmpty, !to.isEmpty else { return 0 }
    var sum = 0
    for index in to.indices { sum += abs(to[index] - from[min(index, from.count - 1)]) }
    let topLeap = max(0, abs(to.last! - from.last!) - 4)
    return Double(sum) + 2 * Double(topLeap)
  }

  /// Distance of the voicing from where it wishes to lie; muddy low thirds cost.
  private func standing(_ keys: [Int], _ wish: Double) -> Double {
    guard let low = keys.first, let high = keys.last else { return 0 }
    let middle = Double(low + high) / 2 - Double(range.low + range.high) / 2 - wish
    let mud = keys.count > 1 && low < 52 && keys[1] - low < 5 ? 6.0 : 0
    return middle.magnitude * 0.5 + mud
  }
}
