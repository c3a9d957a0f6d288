// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongFuzz
import Testing

/// Broken specs go through all that `songc check` does, and those that are still sound become music.
@Suite struct MutatedSpecTests {
  @Test func noMutantTrapsTheFrontEnd() throws { try run(.spec, SpecMutator.ofTheCheckout(), count: 3000) }

  @Test func noMutantOfALeadSheetTrapsTheFrontEnd() throws {
    try run(.leadSheet, SpecMutator.leadSheetsOfTheCheckout(), count: 1500)
  }

  @Test func noMutantTrapsTheMusic() throws { try run(.piece, SpecMutator.ofTheCheckout(), count: 150) }

  /// `make fuzz-specs` sets `SONG_MUTANTS` to try more of them from `SONG_MUTANT` on, and learns which took longest.
  private func run(_ entry: FuzzEntry, _ mutator: SpecMutator, count: Int) throws {
    let environment = ProcessInfo.processInfo.environment
    let asked = environment["SONG_MUTANTS"].flatMap { Int($0) }
    let first = environment["SONG_MUTANT"].flatMap { Int($0) } ?? 0
    #expect(mutator.corpus.count > 500)
    var slow: [(seconds: Double, number: Int)] = []
    for number in first..<first + (asked ?? count) {
      let mutant = mutator.mutant(number)
      // What traps stands there.
      if asked != nil { try Data(mutant).write(to: URL(fileURLWithPath: "build/mutant\(entry == .leadSheet ? ".song" : ".song.yaml")")) }
      let start = ContinuousClock.now
      #expect(entry.faults(of: mutant) == [], "mutant \(number)")
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if asked != nil, seconds > 0.2 { slow.append((seconds, number)) }
    }
    guard let asked else { return }
    let longest = slow.sorted { $0.seconds > $1.seconds }
    print("\(entry.rawValue): \(asked) mutants; over 0.2 s: \(longest.count); \(longest.prefix(10).map { "\($0.number): \($0.seconds)" })")
    #expect(!longest.contains { $0.seconds > 1 }, "a mutant takes longer than a second")
  }
}
