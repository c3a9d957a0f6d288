// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A trained model as its file, with the card that stands beside it.
package struct TrainedModel: Sendable {
  /// The file is `NAME.songmodel`, the card `NAME.card.md`.
  package let name: String
  package let bytes: [UInt8]
  package let card: String
  /// Bits per event on the pieces that were held out of the trial training.
  package let heldOut: Evaluation
  /// Events of the longest walk from a kept context along single continuations.
  package let longestChain: Int
}

/// Trains the model of a style: once without every tenth piece to measure it, then on all pieces to keep.
///
/// - Parameters:
///   - files: the files of `style.inputs`, in any order.
///   - isCancelled: asked often; where it says yes, training ends with `cancelled`.
package func trainModel(
  _ style: TrainingStyle, files: [CorpusFile], isCancelled: () -> Bool = { false }
) throws(TrainingError) -> TrainedModel {
  let (pieces, patterns) = try trainingPieces(style, files, isCancelled: isCancelled)
  let training = pieces.enumerated().filter { $0.offset % 10 != 0 }.map(\.element)
  let heldOut = pieces.enumerated().filter { $0.offset % 10 == 0 }.map(\.element)
  func measure(_ recipe: ModelRecipe, shortTerm: Bool = false) throws(TrainingError) -> Evaluation {
    var trial = try train(recipe, on: training, patterns: patterns, isCancelled: isCancelled).model
    trial.usesShortTerm = shortTerm
    return try evaluate(trial, on: heldOut, isCancelled: isCancelled)
  }
  let recipe = style.recipe
  let measured = try measure(recipe)
  var rows = [("this model", measured)]
  rows.append(("with a short-term part that learns from the piece", try measure(recipe, shortTerm: true)))
  for baseline in style.baselines { rows.append((baseline.label, try measure(baseline.recipe))) }
  let (model, longestChain) = try train(
    recipe, on: pieces, patterns: patterns, information: measured.pieces, isCancelled: isCancelled)
  let bytes = model.bytes
  let card = modelCard(
    style, model, byteCount: bytes.count, pieces: pieces, heldOut: heldOut.count, rows: rows, longestChain: longestChain
  )
  return TrainedModel(name: recipe.name, bytes: bytes, card: card, heldOut: measured, longestChain: longestChain)
}

extension TrainingStyle {
  /// Simpler models to compare with: one viewpoint, nothing pruned; and for a melody on chords the same model without
  /// them.
  var baselines: [(label: String, recipe: ModelRecipe)] {
    var basic = recipe
    basic.viewpoints = [recipe.kind == .melody ? "pitch" : recipe.kind == .chords ? "chord" : "pattern"]
    basic.bridges = []
    basic.minimumPieces = 1
    basic.maximumChain = nil
    var zero = basic
    zero.settings = PPMSettings(escape: .c, orderBound: 0)
    var three = basic
    three.settings = PPMSettings(escape: .c, orderBound: 3, selectsState: false)
    var result = [("order 0 of `\(basic.viewpoints[0])`", zero), ("order 3 of `\(basic.viewpoints[0])`", three)]
    if self == .melody {
      var plain = recipe
      // Each chord viewpoint gives way to its nearest without the chord.
      plain.viewpoints = [
        "interval*degree*metric", "interval*degree", "degree*mode", "interval*gap", "fromSection*degree",
        "degree*metric",
      ]
      plain.bridges = []
      result.append(("this model without its chord viewpoints", plain))
    }
    return result
  }
}

private func modelCard(
  _ style: TrainingStyle, _ model: ViewpointModel, byteCount: Int, pieces: [TrainingPiece], heldOut: Int,
  rows: [(label: String, result: Evaluation)], longestChain: Int
) -> String {
  let events = pieces.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.count } }
  let recipe = style.recipe
  var text = "# \(model.name)\n\n\(style.summary)\n\n"
  text += "| | |\n|---|---|\n"
  for input in style.inputs {
    let count = pieces.count { $0.id.hasPrefix(input.folder + "/") }
    text += "| data | \(input.folder): \(count) pieces, \(licence(input.folder)) |\n"
  }
  text += "| events | \(events) |\n"
  if !model.patterns.isEmpty { text += "| bar patterns | \(model.patterns.count), each in at least 3 pieces |\n" }
  text += "| values | \(model.values.count), each in at least \(recipe.minimumPieces) pieces |\n"
  text += "| viewpoints | \(model.viewpointNames.map { "`\($0)`" }.joined(separator: ", ")) |\n"
  text += "| PPM | escape \(recipe.settings.escape), order at most \(recipe.settings.orderBound ?? 0), "
  text += "viewpoint bias \(shortest(recipe.combination.viewpointBias)) |\n"
  text += "| size | \(byteCount) bytes, \(model.nodeCount) nodes |\n"
  text += "| licence of the model | as songc's own code; it is statistics and holds no piece |\n\n"
  text += "## Bits per event\n\nOn \(heldOut) pieces (every tenth, from the first) that a trial training left out; "
  text += "\(rows.first?.result.eventCount ?? 0) events. The alphabet is all values that came in the trial training"
  text += model.kind == .rhythm ? " in the bar's meter.\n\n" : ".\n\n"
  text += "| model | bits per event | over pieces, mean and deviation |\n|---|---|---|\n"
  for (label, result) in rows {
    text += "| \(label) | \(fixed(result.perEvent, 3)) "
    text += "| \(fixed(result.pieces.mean, 3)) ± \(fixed(result.pieces.deviation, 3)) |\n"
  }
  let strings = recipe.freeLength == 1 ? "more than one event" : "more than \(recipe.freeLength) events"
  text += "\n## What it can't give back\n\nStrings of \(strings) of a viewpoint are kept only where "
  text += "at least \(recipe.minimumPieces) pieces have them; of what was dropped only the number of kinds is kept. "
  text += "The longest walk from a kept context along single continuations is \(longestChain) events, "
  text += "and no walk along likeliest continuations follows a piece for more than \(recipe.maximumChain ?? 0) "
  text += "events that fewer "
  text += "than three pieces have (what leads further is cut in training).\n\n"
  text += "## How to train again\n\n    songc train --style \(model.name) DIR\n\nDIR holds "
  text += style.inputs.map { "`\($0.folder)/\($0.file)`" }.joined(separator: ", ") + ".\n"
  return text
}

extension TrainingStyle {
  fileprivate var summary: String {
    switch self {
    case .chordsPop: "Chord by chord in pop and rock songs, given key, duration and place in the bar."
    case .chordsChorale:
      "Chord by chord in four-part chorales (read from the voices by templates), given key and duration."
    case .melody: "The pitch of a pop song's melody note by note, given rhythm, key and chords."
    case .melodyLied: "The pitch of an art song's voice note by note, given rhythm and key; no chords."
    case .rhythm: "The melody's rhythm bar by bar: 4/4 from pop songs; 3/4, 6/8 and 2/4 from art songs."
    }
  }
}

private func licence(_ folder: String) -> String {
  switch folder {
  case "pop909": "POP909 and its corrections, MIT"
  case "billboard": "McGill Billboard 2.0, CC0"
  case "rock_corpus": "de Clercq & Temperley, A Corpus Study of Rock Music 2.1, CC BY 4.0"
  case "openscore_lieder": "OpenScore Lieder Corpus, CC0"
  case "bach_chorales": "facts of public-domain music (J. S. Bach)"
  default: "own data"
  }
}

/// A model of one viewpoint and order 1 on a style's corpora, whose constrained samples are exact; for measuring the
/// sampler.
package func trainOrderOneModel(_ style: TrainingStyle, files: [CorpusFile]) throws(TrainingError) -> ViewpointModel {
  var recipe = style.recipe
  recipe.viewpoints = [recipe.bridges[0]]
  recipe.bridges = recipe.viewpoints
  recipe.settings.orderBound = 1
  let (pieces, patterns) = try trainingPieces(style, files)
  return try train(recipe, on: pieces, patterns: patterns).model
}
