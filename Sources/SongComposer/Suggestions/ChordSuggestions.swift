// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR
package import SongModels
package import SongMusic

/// The chords that may stand at a place of a finished piece, by their probability between those before and behind it.
package struct ChordSuggestions: Sendable {
  package struct Item: Sendable {
    package let chord: Chord
    package let probability: Double
    /// Whether it stands there now.
    package let isPresent: Bool
  }

  /// From the place to the next chord.
  package let from: ScoreTime
  package let to: ScoreTime
  package let key: Key
  /// The chords around it; nil where there is none or no chord sounds.
  package let before: Chord?
  package let after: Chord?
  /// Likeliest first; all together they have the probability 1.
  package let items: [Item]
}

/// Every chord that the model knows in place of the one that sounds at a place, with its exact probability given the chords
/// before and the next ones behind it: P(chord | before) P(after | chord), over the sum of that.
///
/// The piece is read as the model was trained: from its beginning, equal neighbours as one chord, with bars and sections.
/// Where the chord that sounds there began earlier, it ends at the place, and another one follows. What is equal to a
/// neighbour is no change of chord, and what the spec avoids never comes. The models know major and minor: in other modes
/// only chords of the scale come, as in composed harmony.
/// - Parameter place: inside of the piece.
package func suggestChords(
  at place: ScoreTime, in score: Score, of arrangement: Arrangement, model: any SequenceModel
) -> ChordSuggestions {
  let measure = arrangement.measures[arrangement.measure(at: place)]
  let sounding = score.chords.last { $0.onset <= place && place < $0.onset + $0.duration }
  let next = score.chords.first { $0.onset > place }
  let to = sounding.map { $0.onset + $0.duration } ?? next?.onset ?? arrangement.end
  let earlier = score.chords.filter { $0.onset < place }.map { chord in
    Score.ChordSymbol(onset: chord.onset, duration: min(chord.onset + chord.duration, place) - chord.onset, chord: chord.chord)
  }
  let later = Array(score.chords.filter { $0.onset > place }.prefix(heardBehind))
  let marks = phraseMarks((earlier.map(\.onset) + [place] + later.map(\.onset)), arrangement)
  func event(_ chord: Chord?, _ onset: ScoreTime, _ end: ScoreTime, _ index: Int) -> Event? {
    guard let chord else { return nil }
    var event = placedEvent(onset, end, arrangement)
    event.phrase = marks[index]
    event.chordRoot = chord.root.pitchClass
    event.chordType = ChordType.nearest(suffix: chord.quality.suffix).rawValue
    return event
  }
  let history = earlier.enumerated().compactMap { event($1.chord, $1.onset, $1.onset + $1.duration, $0) }
  let following = later.enumerated().compactMap {
    event($1.chord, $1.onset, $1.onset + $1.duration, earlier.count + 1 + $0)
  }
  var open = placedEvent(place, to, arrangement)
  open.phrase = marks[earlier.count]
  let isStart = sounding?.onset == place
  // What sounds on from before is a neighbour, not what stands there.
  let present = isStart ? sounding?.chord : nil
  let neighbours = [earlier.last.flatMap { $0.onset + $0.duration == place ? $0.chord : nil }, next.flatMap { $0.onset == to ? $0.chord : nil }]
  let presentValue = present.map { value(of: $0, in: measure.key) }
  let avoided = wish(arrangement, measure.section)
  var values = model.alphabet()
  if let presentValue, !values.contains(presentValue) { values.append(presentValue) }
  let forbidden = neighbours.compactMap { $0.map { value(of: $0, in: measure.key) } }
  values = values.filter { value in
    let chord = SongComposer.chord(value, in: measure.key)
    return value == presentValue
      || !forbidden.contains(value) && !avoided.avoids(chord, in: measure.key) && isKnown(chord, in: measure.key)
  }
  let probabilities = posterior(
    of: values.map { value in
      var event = open
      UnknownField.chord.set(value, in: &event)
      return event
    }, after: history, before: following, model: model, field: .chord, alphabet: model.alphabet())
  let items = zip(values, probabilities).map { value, probability in
    ChordSuggestions.Item(
      chord: value == presentValue ? present! : chord(value, in: measure.key), probability: probability,
      isPresent: value == presentValue)
  }
  return ChordSuggestions(
    from: place, to: to, key: measure.key, before: neighbours[0], after: neighbours[1],
    items: items.sorted { $0.probability > $1.probability })
}

/// Chords behind the place that are asked about: more than any context of the models holds.
private let heardBehind = 16

private func wish(_ arrangement: Arrangement, _ section: Int) -> HarmonyWish {
  arrangement.settings.form[section].harmony ?? arrangement.settings.harmony.wish
}

private func isKnown(_ chord: Chord, in key: Key) -> Bool {
  key.mode == .major || key.mode == .minor || chord.pitchClasses.allSatisfy(key.scale.contains)
}
