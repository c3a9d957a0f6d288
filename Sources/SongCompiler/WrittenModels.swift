// SPDX-License-Identifier: Apache-2.0
internal import SongLibrary
internal import SongModels
internal import SongMusic

extension WrittenModel {
  /// The field that it predicts.
  private var field: UnknownField {
    switch subject {
    case .chords: .chord
    case .form, .rhythm: .symbol
    case .pitch: .pitch
    }
  }

  /// The model of rhythm; nil for models of anything else.
  ///
  /// Bars that close phrases are the last of four.
  var rhythmModel: RhythmModel? {
    guard case .cells(let meters) = body else { return nil }
    var patterns: [BarPattern] = []
    var rows: (closing: [(value: Int, weight: Int)], other: [(value: Int, weight: Int)]) = ([], [])
    for cells in meters {
      func weights(_ choices: [Style.Choice<Cell>]) -> [(value: Int, weight: Int)] {
        cells.bars(of: choices).map { bar in
          guard let pattern = BarPattern(meter: cells.meter, steps: bar.steps) else {
            preconditionFailure("cells that fill a bar are a pattern of its meter")
          }
          if let known = patterns.firstIndex(of: pattern) { return (known, bar.weight) }
          patterns.append(pattern)
          return (patterns.count - 1, bar.weight)
        }
      }
      rows.other += weights(cells.first)
      rows.closing += weights(cells.closing.isEmpty ? cells.first : cells.closing)
    }
    return FixedDistribution(
      name: key, field: .symbol, by: "phraseBar",
      rows: [.init(symbols: [3], weights: rows.closing), .init(symbols: nil, weights: rows.other)]
    ).map { model in
      RhythmModel(model, patterns: patterns, metersWithEndings: meters.filter { !$0.closing.isEmpty }.map(\.meter))
    }
  }

  /// The model for drawing; nil where SongModels can't make one of what it says.
  ///
  /// Numerals of chords mean others in major and minor, so these are two models.
  var sequenceModel: (any SequenceModel)? {
    guard let major = model(.major) else { return nil }
    guard subject == .chords else { return major }
    return model(.minor).map { ModelByMode(name: key, major: major, minor: $0) }
  }

  private func model(_ mode: Mode) -> (any SequenceModel)? {
    switch body {
    case .grammar(let major, let minor):
      let grammar = mode == .minor ? minor ?? major : major
      let rules = grammar.rules.map { rule in
        rule.map { production in
          WeightedGrammar.Production(production.symbols.map { symbol($0, mode) }, weight: production.weight)
        }
      }
      return GrammarModel(name: key, field: field, grammar: WeightedGrammar(rules: rules, start: grammar.start))
    case .weights(let weights):
      let rows = weights.rows.map { row in
        FixedDistribution.Row(
          symbols: row.symbol.map { [$0] }, weights: row.weights.map { (number(of: $0.value, mode), $0.weight) })
      }
      if let viewpoint = weights.viewpoint {
        return FixedDistribution(name: key, field: field, by: viewpoint, rows: rows)
      }
      return rows.first.map { FixedDistribution(name: key, field: field, row: $0) }
    case .cells: return rhythmModel?.model
    }
  }

  private func symbol(_ symbol: Symbol, _ mode: Mode) -> WeightedGrammar.Symbol {
    switch symbol {
    case .rule(let index): .rule(index)
    case .value(let value): .value(number(of: value, mode))
    }
  }

  /// The field's value.
  private func number(of value: Value, _ mode: Mode) -> Int {
    switch value {
    case .pitch(let key): return key
    case .section(let index): return index
    case .chord(let numeral):
      let chord = numeral.chord(in: Key(tonic: PitchName(fifths: 0), mode: mode))
      return UnknownField.chordValue(degree: chord.root.pitchClass, type: .nearest(suffix: chord.quality.suffix))
    }
  }
}
