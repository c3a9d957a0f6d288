// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Bits per event of a model on pieces.
package struct Evaluation: Sendable, Hashable {
  /// Mean over all events.
  package var perEvent: Double
  /// Over the means of the pieces.
  package var pieces: InformationSummary
  package var eventCount: Int
}

/// The bits of a model's predictions, piece by piece.
struct EvaluationSum {
  private var total = 0.0
  private var count = 0
  private var means: [Double] = []

  mutating func add(piece bits: Double, events: Int) {
    guard events > 0 else { return }
    total += bits
    count += events
    means.append(bits / Double(events))
  }

  var evaluation: Evaluation {
    guard count > 0 else {
      return Evaluation(perEvent: 0, pieces: InformationSummary(mean: 0, deviation: 0), eventCount: 0)
    }
    let mean = means.reduce(0, +) / Double(means.count)
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count)
    return Evaluation(
      perEvent: total / Double(count), pieces: InformationSummary(mean: mean, deviation: variance.squareRoot()),
      eventCount: count)
  }
}

/// Measures the cross-entropy of a model on pieces that it wasn't trained on.
///
/// The alphabet of each event is all the model's values with the event's known fields (of a rhythm: those of the bar's
/// meter); a value outside of it is added where it comes.
/// - Parameter corrections: moved after each event, where weights are to be corrected.
func evaluate(
  _ model: ViewpointModel, on pieces: [TrainingPiece], into sum: inout EvaluationSum,
  corrections: inout WeightCorrections?, isCancelled: () -> Bool
) throws(TrainingError) {
  let field = model.kind.field
  var probabilities: [Double] = []
  var candidates: [Event] = []
  var values = model.values
  var meter = ""
  for piece in pieces {
    var bits = 0.0
    var events = 0
    for sequence in piece.sequences {
      if isCancelled() { throw .cancelled }
      var cursor = model.cursor()
      if let corrections { cursor.factors = corrections.factors }
      for event in sequence {
        let truth = field.value(of: event)
        if model.kind == .rhythm, !utf8Equal(meter, model.patterns[truth].meter) {
          meter = model.patterns[truth].meter
          values = model.alphabet(meter: meter)
        }
        candidates.removeAll(keepingCapacity: true)
        var place = -1
        for value in values {
          if value == truth { place = candidates.count }
          var candidate = event
          field.set(value, in: &candidate)
          candidates.append(candidate)
        }
        if place < 0 {
          place = candidates.count
          candidates.append(event)
        }
        cursor.predict(candidates, into: &probabilities)
        if candidates.count > 1, corrections != nil { cursor.correct(&corrections!, probabilities, truth: place) }
        bits -= portableLog2(probabilities[place])
        events += 1
        cursor.append(event)
      }
    }
    sum.add(piece: bits, events: events)
  }
}
