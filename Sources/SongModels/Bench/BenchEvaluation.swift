// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Bits per event of a system on a bench.
package struct BenchResult: Sendable, Hashable {
  package struct Fold: Sendable, Hashable {
    package let events: Int
    /// Mean over the fold's events, and over the means of its pieces.
    package let meanEvent: Double
    package let meanPiece: Double
  }

  package let folds: [Fold]
  package let pieces: Int
  package let events: Int
  /// Mean over all events.
  package let meanEvent: Double
  /// Mean over the means of all pieces: what IDyOM prints.
  package let meanPiece: Double
}

/// Measures a system by cross-validation on the folds of a bench.
///
/// The alphabet of an event is every value of the bench with the event's known fields. The system of a fold is one that
/// has read all pieces and forgotten those of the test. Weights are corrected on some of its training pieces, each
/// forgotten, predicted and learned again, then on the test itself as it is read.
/// - Returns: nil where the caller asked to stop.
package func evaluate(
  _ recipe: SystemRecipe, on bench: BenchSet, isCancelled: () -> Bool
) throws(ModelError) -> BenchResult? {
  precondition(!recipe.longTerm.excludesUpdates, "the long-term part predicts by full counts")
  var trained = try LearningSystem(recipe)
  for piece in bench.pieces {
    if isCancelled() { return nil }
    trained.train(piece)
  }
  var folds: [[(sum: Double, events: Int)]] = []
  for fold in bench.folds {
    var run = FoldRun(bench: bench, system: trained)
    guard let pieces = run.pieces(of: fold, isCancelled: isCancelled) else { return nil }
    folds.append(pieces)
  }
  func perEvent(_ pieces: [(sum: Double, events: Int)]) -> Double {
    pieces.reduce(0) { $0 + $1.sum } / Double(pieces.reduce(0) { $0 + $1.events })
  }
  func perPiece(_ pieces: [(sum: Double, events: Int)]) -> Double {
    pieces.reduce(0) { $0 + $1.sum / Double($1.events) } / Double(pieces.count)
  }
  let all = Array(folds.joined())
  return BenchResult(
    folds: folds.map { fold in
      .init(events: fold.reduce(0) { $0 + $1.events }, meanEvent: perEvent(fold), meanPiece: perPiece(fold))
    }, pieces: all.count, events: all.reduce(0) { $0 + $1.events }, meanEvent: perEvent(all), meanPiece: perPiece(all))
}

/// Events of training pieces on which weights are corrected.
private let correctedEvents = 4_000

/// One fold: a system that is trained, then tested.
private struct FoldRun {
  let bench: BenchSet
  var system: LearningSystem
  private var candidates: [Event] = []
  private var probabilities: [Double] = []

  init(bench: BenchSet, system: LearningSystem) {
    self.bench = bench
    self.system = system
  }

  /// The bits and events of each tested piece; nil where the caller asked to stop.
  mutating func pieces(of fold: [Int], isCancelled: () -> Bool) -> [(sum: Double, events: Int)]? {
    for index in fold { system.forget(bench.pieces[index]) }
    if system.correctsWeights {
      for index in correctionPieces(besides: fold) {
        if isCancelled() { return nil }
        system.forget(bench.pieces[index])
        system.startPiece()
        for event in bench.pieces[index] {
          _ = bits(of: event)
          system.learn(event)
        }
      }
    }
    var result: [(sum: Double, events: Int)] = []
    for index in fold {
      if isCancelled() { return nil }
      system.startPiece()
      var sum = 0.0
      for event in bench.pieces[index] {
        sum += bits(of: event)
        system.append(event)
      }
      result.append((sum, bench.pieces[index].count))
    }
    return result
  }

  /// Training pieces spread evenly over the bench.
  private func correctionPieces(besides fold: [Int]) -> [Int] {
    let tested = Set(fold)
    let training = bench.pieces.indices.filter { !tested.contains($0) }
    let events = training.reduce(0) { $0 + bench.pieces[$1].count }
    let share = min(training.count, max(1, training.count * correctedEvents / max(1, events)))
    return (0..<share).map { training[$0 * training.count / share] }
  }

  private mutating func bits(of event: Event) -> Double {
    let field = bench.kind.field
    let truth = field.value(of: event)
    var place = 0
    candidates.removeAll(keepingCapacity: true)
    for (index, value) in bench.values.enumerated() {
      if value == truth { place = index }
      var candidate = event
      field.set(value, in: &candidate)
      candidates.append(candidate)
    }
    system.predict(candidates, into: &probabilities)
    let bits = -portableLog2(probabilities[place])
    system.correctWeights(probabilities, truth: place)
    return bits
  }
}
