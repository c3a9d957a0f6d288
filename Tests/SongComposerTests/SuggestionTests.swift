// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongModels
import SongMusic
import Testing

/// A chain of chords with known transitions.
private struct ChainModel: SequenceModel {
  let name = "chain"
  let values: [Int]
  /// By the value before, in the order of the values.
  let transitions: [[Double]]

  func alphabet() -> [Int] { values }
  func start() -> any SequenceCursor { Cursor(model: self) }

  struct Cursor: SequenceCursor {
    let model: ChainModel
    var last: Int?

    mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
      let row = last.flatMap { last in model.values.firstIndex(of: last).map { model.transitions[$0] } }
      let weights = candidates.map { event -> Double in
        guard let index = model.values.firstIndex(of: UnknownField.chord.value(of: event)) else { return 1e-9 }
        return row?[index] ?? 1
      }
      let sum = weights.reduce(0, +)
      probabilities = weights.map { $0 / sum }
    }

    mutating func append(_ event: Event) { last = UnknownField.chord.value(of: event) }
  }
}

@Suite struct SuggestionTests {
  private static let names = [("C", ""), ("D", "m"), ("F", ""), ("G", ""), ("A", "m")]
  private static let chain = ChainModel(
    values: [(0, .major), (2, .minor), (5, .major), (7, .major), (9, .minor)].map { (entry: (Int, ChordType)) in
      UnknownField.chordValue(degree: entry.0, type: entry.1)
    },
    transitions: [
      [0.01, 0.19, 0.3, 0.2, 0.3], [0.1, 0.01, 0.09, 0.7, 0.1], [0.35, 0.1, 0.01, 0.5, 0.04], [0.6, 0.05, 0.1, 0.01, 0.24],
      [0.1, 0.3, 0.4, 0.19, 0.01],
    ])

  private func given(_ names: [String]) -> Score {
    let chords = names.map { $0.hasSuffix("m") ? chord(String($0.dropLast()), "m") : chord($0) }
    return composed(arrangement([Section(name: "A", count: names.count, chords: bars(chords))]))
  }

  /// By hand: the way there times the way on.
  @Test func chordsHaveTheirExactPosterior() throws {
    let names = ["C", "F", "G", "C", "Am", "F", "G", "C"]
    let arrangement = arrangement([Section(name: "A", count: 8, chords: bars(names.map { $0 == "Am" ? chord("A", "m") : chord($0) }))])
    let score = given(names)
    for (bar, before, after) in [(2, 2, 0), (4, 0, 2), (5, 4, 3)] {
      let found = suggestChords(at: Rational(4 * bar), in: score, of: arrangement, model: Self.chain)
      #expect(found.from == Rational(4 * bar) && found.to == Rational(4 * bar + 4))
      let weights = (0..<5).map { index in
        index == before || index == after ? 0 : Self.chain.transitions[before][index] * Self.chain.transitions[index][after]
      }
      let sum = weights.reduce(0, +)
      #expect(found.items.count == weights.count { $0 > 0 })
      for item in found.items {
        let index = try #require(Self.names.firstIndex { chord($0.0, $0.1) == item.chord })
        #expect(abs(item.probability - weights[index] / sum) < 1e-6, "\(item.chord): \(item.probability), \(weights[index] / sum)")
      }
      #expect(found.items.filter(\.isPresent).map { "\($0.chord)" } == [names[bar]])
      #expect(zip(found.items, found.items.dropFirst()).allSatisfy { $0.probability >= $1.probability })
    }
  }

  /// The first chord has only what follows, the last one only what comes before.
  @Test func theEndsHaveOneSide() throws {
    let names = ["C", "F", "G", "C"]
    let arrangement = arrangement([Section(name: "A", count: 4, chords: bars(names.map { chord($0) }))])
    let score = given(names)
    let first = suggestChords(at: .zero, in: score, of: arrangement, model: Self.chain)
    #expect(first.before == nil && first.after == chord("F") && first.items.map(\.chord).first == chord("A", "m"))
    let last = suggestChords(at: 12, in: score, of: arrangement, model: Self.chain)
    #expect(last.after == nil && last.items.first?.chord == chord("C") && abs(last.items[0].probability - 0.6 / 0.99) < 1e-6)
  }

  /// A chord that sounds on from before ends at the place.
  @Test func aPlaceInsideOfAChordPartsIt() throws {
    let names = ["C", "F", "G", "C"]
    let arrangement = arrangement([Section(name: "A", count: 4, chords: bars(names.map { chord($0) }))])
    let found = suggestChords(at: 6, in: given(names), of: arrangement, model: Self.chain)
    #expect(found.from == 6 && found.to == 8 && found.before == chord("F") && found.after == chord("G"))
    #expect(!found.items.contains { $0.isPresent } && !found.items.contains { $0.chord == chord("F") || $0.chord == chord("G") })
  }

  @Test func theShippedModelKnowsCadences() throws {
    let names = ["C", "F", "Dm", "C", "Am", "F", "G", "C"]
    let arrangement = arrangement([Section(name: "A", count: 8, chords: bars(names.map { $0.hasSuffix("m") ? chord(String($0.dropLast()), "m") : chord($0) }))])
    let found = suggestChords(at: 8, in: given(names), of: arrangement, model: models.chords)
    #expect(found.items.prefix(3).contains { $0.chord == chord("G") }, "\(found.items.prefix(5).map { "\($0.chord)" })")
    #expect(abs(found.items.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    #expect(found.items.count > 50)
  }

  @Test func tunesKeepWhatComposedTunesKeep() throws {
    let arrangement = arrangement([Section(name: "A"), Section(name: "B", chords: bars([chord("F"), chord("G")]))])
    let score = composed(arrangement, seed: 3)
    let notes = score.part("tune").notes
    for bar in 0..<15 {
      let stretch = Rational(4 * bar)..<Rational(4 * bar + 4)
      let standing = notes.filter { stretch.contains($0.onset) }
      let found = suggestMelody(
        of: tune, over: stretch, in: score, of: arrangement, models: models, seed: Seed(7), count: 6)
      guard !standing.isEmpty else {
        #expect(found == nil)
        continue
      }
      let suggestions = try #require(found)
      #expect(suggestions.slots.map(\.onset) == standing.map(\.onset))
      #expect(zip(suggestions.items, suggestions.items.dropFirst()).allSatisfy { $0.probability >= $1.probability })
      #expect(suggestions.items.reduce(0) { $0 + $1.probability } < 1 + 1e-9)
      for item in suggestions.items where !item.isPresent {
        let keys = item.pitches.map(\.key)
        let before = notes.last { $0.onset < stretch.lowerBound }?.key
        let steps = zip((before.map { [$0] } ?? []) + keys, before == nil ? Array(keys.dropFirst()) : keys)
        #expect(keys.allSatisfy { tune.range.contains($0) } && steps.allSatisfy { abs($0 - $1) <= 12 }, "bar \(bar)")
        // A tone on the bar line is the chord's, or goes on by step.
        let after = keys.dropFirst() + notes.filter { $0.onset >= stretch.upperBound }.prefix(1).map(\.key)
        if suggestions.slots[0].onset == stretch.lowerBound {
          let tones = try #require(score.chord(at: stretch.lowerBound)?.chord).pitchClasses
          let step = after.first.map { abs($0 - keys[0]) } ?? 0
          #expect(tones.contains(keys[0] % 12) || (1...2).contains(step), "bar \(bar)")
        }
      }
      for (index, item) in suggestions.items.enumerated() {
        for other in suggestions.items[..<index] {
          let different = zip(item.pitches, other.pitches).count { $0.key != $1.key }
          #expect(different >= max(1, standing.count / 3))
        }
      }
    }
  }

  @Test func theSameSeedDrawsTheSame() throws {
    let arrangement = arrangement([Section(name: "A")])
    let score = composed(arrangement, seed: 5)
    func drawn(_ seed: Int) -> [[Int]] {
      let found = suggestMelody(of: tune, over: 0..<8, in: score, of: arrangement, models: models, seed: Seed(seed), count: 9)
      return found?.items.map { $0.pitches.map(\.key) } ?? []
    }
    #expect(drawn(1) == drawn(1) && drawn(1).count > 3 && drawn(1) != drawn(2))
  }
}
