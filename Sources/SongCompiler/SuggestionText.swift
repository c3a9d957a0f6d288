// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongComposer
internal import SongImport
internal import SongIR
internal import SongMusic

/// Suggested chords with numerals and percentages.
struct ChordSuggestionText {
  private let suggestions: ChordSuggestions
  /// The likeliest, and the one that stands there where it isn't among them, each with its rank.
  private let shown: [(rank: Int, item: ChordSuggestions.Item)]
  private let arrangement: Arrangement

  init(_ suggestions: ChordSuggestions, count: Int, arrangement: Arrangement) {
    self.suggestions = suggestions
    self.arrangement = arrangement
    let ranked = suggestions.items.enumerated().map { (rank: $0.offset + 1, item: $0.element) }
    shown = ranked.filter { $0.rank <= count && $0.item.probability >= leastShown || $0.item.isPresent }
  }

  var report: SuggestionReport {
    let key = suggestions.key
    var head = "\(barAndBeat(suggestions.from, arrangement)), \(quarters), \(key)"
    if let before = suggestions.before { head += ", after \(before)" }
    if let after = suggestions.after { head += ", before \(after)" }
    let rows = shown.map { rank, item in
      ["\(rank)", "\(item.chord)", item.chord.numeral(in: key) ?? "-", percentage(item.probability)] + (item.isPresent ? ["now"] : [])
    }
    let json = JSONValue.object([
      "place": .string(barAndBeat(suggestions.from, arrangement)), "quarters": .number((suggestions.to - suggestions.from).double, decimals: 3),
      "key": .string("\(key)"), "before": symbol(suggestions.before), "after": symbol(suggestions.after),
      "chords": .array(
        shown.map { rank, item in
          .object([
            "rank": .integer(rank), "chord": .string("\(item.chord)"), "numeral": item.chord.numeral(in: key).map { .string($0) } ?? .null,
            "probability": .number(item.probability, decimals: 6), "now": .bool(item.isPresent),
          ])
        }),
    ])
    return SuggestionReport(text: head + "\n" + table(rows), json: json)
  }

  private var quarters: String {
    let length = suggestions.to - suggestions.from
    return "\(shortest(length.double, 3)) quarter\(length == 1 ? "" : "s")"
  }

  private func symbol(_ chord: Chord?) -> JSONValue { chord.map { .string("\($0)") } ?? .null }
}

/// What is rarer isn't suggested: a grammar rules most chords out.
private let leastShown = 0.0001

/// Suggested tunes as given notes that a spec can take.
struct MelodySuggestionText {
  private let suggestions: MelodySuggestions
  private let part: Settings.Part
  private let stretch: Range<ScoreTime>
  private let chords: [Chord]
  private let arrangement: Arrangement

  init(
    _ suggestions: MelodySuggestions, part: Settings.Part, stretch: Range<ScoreTime>, score: Score, arrangement: Arrangement
  ) {
    self.suggestions = suggestions
    self.part = part
    self.stretch = stretch
    self.arrangement = arrangement
    chords = score.chords.filter { $0.onset < stretch.upperBound && $0.onset + $0.duration > stretch.lowerBound }.compactMap(\.chord)
  }

  var report: SuggestionReport {
    let over = chords.isEmpty ? "" : ", over \(chords.map { "\($0)" }.joined(separator: " "))"
    var text = "\(part.id), \(place)\(over): \(suggestions.items.count) of \(suggestions.drawnCount) that were drawn\n"
    text += "# parts.\(part.id).given\n"
    var objects: [JSONValue] = []
    for (index, item) in suggestions.items.enumerated() {
      let words = GivenText(slots: suggestions.slots, pitches: item.pitches, from: stretch.lowerBound, range: suggestions.range, arrangement)
      let note = "\(index + 1): \(percentage(item.probability))" + (item.isPresent ? ", now" : "")
      text += words.items(at: place).enumerated().map { number, line in
        number == 0 ? "- \(line)   # \(note)\n" : "# \(line)\n"
      }.joined()
      if words.items(at: place).isEmpty { text += "# \(note): \(item.pitches.map { "\($0)" }.joined(separator: " "))\n" }
      objects.append(
        .object([
          "rank": .integer(index + 1), "probability": .number(item.probability, decimals: 6), "now": .bool(item.isPresent),
          "pitches": .array(item.pitches.map { .string("\($0)") }), "keys": .array(item.pitches.map { .integer($0.key) }),
          "rhythm": words.rhythm.map { .string($0) } ?? .null, "degrees": words.degrees.map { .string($0) } ?? .null,
          "lily": words.lily.map { .string($0) } ?? .null,
        ]))
    }
    let json = JSONValue.object([
      "part": .string(part.id), "where": .string(place), "chords": .array(chords.map { .string("\($0)") }),
      "drawn": .integer(suggestions.drawnCount), "melodies": .array(objects),
    ])
    return SuggestionReport(text: text, json: json)
  }

  private var place: String { barAndBeat(stretch.lowerBound, arrangement) }
}

/// `bar 5`, `bar 5 beat 3`: a place as specs write it.
private func barAndBeat(_ place: ScoreTime, _ arrangement: Arrangement) -> String {
  let measure = arrangement.measures[arrangement.measure(at: place)]
  guard place > measure.start else { return "bar \(measure.number)" }
  return "bar \(measure.number) beat \(shortest(((place - measure.start) / measure.meter.beatUnit + 1).double, 4))"
}

private func percentage(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }
