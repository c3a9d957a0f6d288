// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What a person should know of a model: what it is for, what it was trained on, how well it predicts.
struct ModelCard {
  let role: TrainingRole
  let model: ViewpointModel
  let recipe: ModelRecipe
  let byteCount: Int
  /// Folders.
  let corpora: [String]
  let pieces: [TrainingPiece]
  let folds: Int
  let rows: [(label: String, result: Evaluation)]
  let longestChain: Int
  let rights: TrainingRights

  /// Markdown.
  var text: String {
    let events = pieces.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.count } }
    var text = "# \(model.name)\n\n\(role.summary)\n\n| | |\n|---|---|\n"
    for folder in corpora {
      let count = pieces.count { $0.id.hasPrefix(folder + "/") }
      text += "| data | \(folder): \(count) pieces, \(licence(folder)) |\n"
    }
    text += "| events | \(events) |\n"
    let common = recipe.minimumPieces > 1 ? ", each in at least \(recipe.minimumPieces) pieces" : ""
    if !model.patterns.isEmpty { text += "| bar patterns | \(model.patterns.count)\(common) |\n" }
    text += "| values | \(model.values.count)\(common) |\n"
    text += "| viewpoints | \(model.viewpointNames.map { "`\($0)`" }.joined(separator: ", ")) |\n"
    text += "| PPM | escape \(recipe.settings.escape), order at most \(recipe.settings.orderBound ?? 0), "
    text += "viewpoint bias \(shortest(recipe.combination.viewpointBias)) |\n"
    text += "| size | \(byteCount) bytes, \(model.nodeCount) nodes |\n"
    if rights == .corpora {
      text += "| licence of the model | as songc's own code; it is statistics and holds no piece |\n"
    }
    return text + "\n" + bits + keeping + again
  }

  private var bits: String {
    let groups = pieces.contains { $0.group != nil } ? "; pieces of one tune or session stand in one fold" : ""
    var text = "## Bits per event\n\nBy cross-validation in \(folds) folds\(groups); \(rows.first?.result.eventCount ?? 0) "
    text += "events were tested. The alphabet is all values of the model"
    text += model.kind == .rhythm ? " in the bar's meter.\n\n" : ".\n\n"
    text += "| model | bits per event | over pieces, mean and deviation |\n|---|---|---|\n"
    for (label, result) in rows {
      text += "| \(label) | \(fixed(result.perEvent, 3)) "
      text += "| \(fixed(result.pieces.mean, 3)) ± \(fixed(result.pieces.deviation, 3)) |\n"
    }
    return text + "\n"
  }

  private var keeping: String {
    guard rights == .corpora else {
      return "## What it keeps\n\nAll strings of its pieces up to its order: a melody of yours may come back in what is "
        + "composed. Don't pass the model on if you wouldn't pass the pieces on.\n"
    }
    let strings = recipe.freeLength == 1 ? "more than one event" : "more than \(recipe.freeLength) events"
    let chain = recipe.maximumChain ?? 0
    return "## What it can't give back\n\nStrings of \(strings) of a viewpoint are kept only where "
      + "at least \(recipe.minimumPieces) pieces have them; of what was dropped only the number of kinds is kept. "
      + "The longest walk from a kept context along single continuations is \(longestChain) events, "
      + "and no walk along likeliest continuations follows a piece for more than \(chain) "
      + "events that fewer than three pieces have (what leads further is cut in training).\n"
  }

  private var again: String {
    guard let shipped = ShippedModel(rawValue: model.name), rights == .corpora else { return "" }
    let files = shipped.inputs.map { "`\($0.folder)/\($0.file)`" }.joined(separator: ", ")
    return "\n## How to train again\n\n    songc train --style \(model.name) DIR\n\nDIR holds \(files).\n"
  }

  private func licence(_ folder: String) -> String {
    switch folder {
    case "pop909": "POP909 and its corrections, MIT"
    case "billboard": "McGill Billboard 2.0, CC0"
    case "rock_corpus": "de Clercq & Temperley, A Corpus Study of Rock Music 2.1, CC BY 4.0"
    case "openscore_lieder": "OpenScore Lieder Corpus, CC0"
    case "bach_chorales": "facts of public-domain music (J. S. Bach)"
    case "groove_midi": "Groove MIDI Dataset 1.0 (Gillick et al. 2019), CC BY 4.0"
    case "fiddle_tunes": "tunes of fiddlers of 1782 to 1903 (Aird, Ryan, O'Neill), public domain"
    default: "own data"
    }
  }
}
