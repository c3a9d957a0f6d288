// SPDX-License-Identifier: Apache-2.0
import SongModels

/// What a sequence of pitches must satisfy, checked note by note and without anything of the sampler's.
struct SampleRules {
  var range = 0...127
  var allowed: [Int: [Int]] = [:]
  var maximumLeap = 127
  var forbidsRepetition = false
  var cadence: [[Int]] = []
  var repeats: [(positions: Range<Int>, source: Int, shift: Int)] = []
  /// By position -1 down, 0 level, 1 up.
  var contour: [Int: Int] = [:]
  /// Positions whose pitches are of these pitch classes.
  var chordTones: [Int: [Int]] = [:]
  /// Runs of (interval, ticks) that mustn't come, all of one length.
  var runs: Set<[Int]> = []
  var runLength = 0

  /// As the sampler takes them.
  func constraints(_ guards: [CopyGuard] = []) throws -> [Constraint] {
    var result: [Constraint] = [.range(range), .maximumLeap(maximumLeap), .cadence(cadence)]
    if forbidsRepetition { result.append(.noRepetition) }
    for entry in repeats { result.append(.equality(of: entry.positions, with: entry.source, movedBy: entry.shift)) }
    for position in contour.keys.sorted() {
      result.append(try .viewpoint("contour", isOneOf: [1 + contour[position]!], at: position))
    }
    return result + guards.map { .copiedRun(within: $0) }
  }

  func areKept(_ pitches: [Int], onsets: [Int]) -> Bool {
    guard pitches.allSatisfy(range.contains) else { return false }
    for (position, values) in allowed where !values.contains(pitches[position]) { return false }
    for (position, classes) in chordTones where !classes.contains(pitches[position] % 12) { return false }
    for (position, direction) in contour {
      if position == 0 || (pitches[position] - pitches[position - 1]).signum() != direction { return false }
    }
    for (set, pitch) in zip(cadence.reversed(), pitches.reversed()) where !set.contains(pitch) { return false }
    for entry in repeats {
      for (offset, position) in entry.positions.enumerated()
      where pitches[position] != pitches[entry.source + offset] + entry.shift { return false }
    }
    for (first, second) in zip(pitches, pitches.dropFirst()) {
      if abs(second - first) > maximumLeap || forbidsRepetition && first == second { return false }
    }
    guard runLength > 0 else { return true }
    return SampleRules.runs(of: pitches, onsets, length: runLength).isDisjoint(with: runs)
  }

  /// All runs of a length in steps: interval, ticks, interval, ticks ...
  static func runs(of pitches: [Int], _ onsets: [Int], length: Int) -> Set<[Int]> {
    guard pitches.count > length else { return [] }
    let steps = (1..<pitches.count).map { [pitches[$0] - pitches[$0 - 1], onsets[$0] - onsets[$0 - 1]] }
    return Set((0...(steps.count - length)).map { Array(steps[$0..<$0 + length].joined()) })
  }
}

extension CopyGuard {
  /// A guard of melodies as they stand.
  init(melodies: [(pitches: [Int], onsets: [Int])], maximumRun: Int) {
    let pieces = melodies.map { zip($0.pitches, $0.onsets).map { Event(onset: $1, pitch: $0) } }
    self.init(pieces: pieces, field: .pitch, maximumRun: maximumRun)
  }
}
