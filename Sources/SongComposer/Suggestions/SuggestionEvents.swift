// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// An event at a place of a finished piece, as the models were trained: bars and sections are known, times count from the
/// piece's beginning.
func placedEvent(_ onset: ScoreTime, _ end: ScoreTime, _ arrangement: Arrangement) -> Event {
  let index = arrangement.measure(at: onset)
  let measure = arrangement.measures[index]
  let section = arrangement.sections[measure.section]
  return Event(
    onset: ticks(onset), duration: ticks(end - onset), barLength: ticks(measure.length),
    position: ticks(onset - measure.start), beatLength: ticks(measure.meter.beatUnit),
    phraseBar: (index - section.first) % 4, tonic: measure.key.tonic.pitchClass, mode: measure.key.mode.isMinor ? 1 : 0,
    barsLeft: section.first + section.count - 1 - index)
}

/// For events in order whether each is the first of its section, 1, the last one, -1, or neither, 0.
func phraseMarks(_ onsets: [ScoreTime], _ arrangement: Arrangement) -> [Int] {
  let sections = onsets.map { arrangement.measures[arrangement.measure(at: $0)].section }
  return sections.indices.map { index in
    if index == 0 || sections[index - 1] != sections[index] { return 1 }
    return index + 1 == sections.count || sections[index + 1] != sections[index] ? -1 : 0
  }
}

/// The probabilities of different events at one place, given what comes before and what follows: each one's own, times
/// that of all that follows it, over the sum.
///
/// - Parameter alphabet: the values that may follow; what follows is among them in any case.
func posterior(
  of events: [Event], after history: [Event], before following: [Event], model: any SequenceModel, field: UnknownField,
  alphabet: [Int]
) -> [Double] {
  var start = model.start()
  for event in history { start.append(event) }
  var own: [Double] = []
  start.predict(events, into: &own)
  let logarithms = zip(events, own).map { event, probability in
    var cursor = start
    cursor.append(event)
    return portableLog2(max(probability, leastShare)) + information(of: following, at: &cursor, field, alphabet)
  }
  return shares(logarithms)
}

/// The logarithm to base 2 of the probability of events one behind the other.
func information(
  of events: [Event], at cursor: inout any SequenceCursor, _ field: UnknownField, _ alphabet: [Int]
) -> Double {
  var sum = 0.0
  var probabilities: [Double] = []
  for event in events {
    let value = field.value(of: event)
    let values = alphabet.contains(value) ? alphabet : alphabet + [value]
    let candidates = values.map { value in
      var candidate = event
      field.set(value, in: &candidate)
      return candidate
    }
    cursor.predict(candidates, into: &probabilities)
    if let place = values.firstIndex(of: value) { sum += portableLog2(max(probabilities[place], leastShare)) }
    cursor.append(event)
  }
  return sum
}

/// Weights that are known by their logarithms to base 2, as shares of their sum.
func shares(_ logarithms: [Double]) -> [Double] {
  let largest = logarithms.max() ?? 0
  let weights = logarithms.map { portableExp2($0 - largest) }
  let sum = weights.reduce(0, +)
  return weights.map { $0 / sum }
}

/// The probability of what can't be.
private let leastShare = 1e-100
