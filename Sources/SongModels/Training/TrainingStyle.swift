// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A model that can be trained, with the folders that it reads.
package enum TrainingStyle: String, Sendable, Hashable, CaseIterable {
  case chordsPop = "chords-pop"
  case chordsChorale = "chords-chorale"
  case melody
  case melodyLied = "melody-lied"
  case rhythm

  /// The folders and their files, in the order in which training reads them.
  package var inputs: [(folder: String, file: String)] {
    switch self {
    case .chordsPop: [("pop909", "songs.jsonl"), ("billboard", "songs.jsonl"), ("rock_corpus", "songs.jsonl")]
    case .chordsChorale: [("bach_chorales", "chorales.jsonl")]
    case .melody: [("pop909", "songs.jsonl")]
    case .melodyLied: [("openscore_lieder", "songs.jsonl")]
    case .rhythm: [("pop909", "songs.jsonl"), ("openscore_lieder", "songs.jsonl")]
    }
  }

  /// Chosen by the bits per event on held-out pieces; the biases are flat around the values here.
  var recipe: ModelRecipe {
    switch self {
    case .chordsPop:
      ModelRecipe(
        name: rawValue, kind: .chords,
        viewpoints: [
          "chord*mode", "rootInterval*chordType*metric", "chord*phraseBar", "chord*duration", "returns*phraseBar",
          "returns*chordType",
        ], bridges: ["chord*mode"], settings: PPMSettings(escape: .x, orderBound: 5),
        combination: CombinationSettings(viewpointBias: 0.5, shortTermBias: 2))
    case .chordsChorale:
      ModelRecipe(
        name: rawValue, kind: .chords, viewpoints: ["chord*mode*phrase", "rootInterval*chordType", "chord*metric"],
        bridges: ["chord*mode"], settings: PPMSettings(escape: .x, orderBound: 3),
        combination: CombinationSettings(viewpointBias: 0.5, shortTermBias: 7))
    case .melody:
      ModelRecipe(
        name: rawValue, kind: .melody,
        viewpoints: [
          "interval*degree*metric", "interval*chordTone", "degree*chord", "interval*gap", "fromSection*degree",
          "chordTone*metric",
        ], bridges: ["interval", "degree*chord"], settings: PPMSettings(escape: .x, orderBound: 3),
        combination: CombinationSettings(viewpointBias: 0.5, shortTermBias: 2))
    case .melodyLied:
      ModelRecipe(
        name: rawValue, kind: .melody,
        viewpoints: [
          "interval*degree*metric", "interval*degree*mode", "interval*gap", "fromBar*degree", "degree*mode*position",
        ], bridges: ["interval", "degree*mode"], settings: PPMSettings(escape: .x, orderBound: 3),
        combination: CombinationSettings(viewpointBias: 0.5, shortTermBias: 3))
    case .rhythm:
      ModelRecipe(
        name: rawValue, kind: .rhythm,
        viewpoints: ["pattern", "pattern*phraseBar", "patternReturns*phrase", "patternReturns*phraseBar"],
        bridges: ["pattern"], settings: PPMSettings(escape: .x, orderBound: 2),
        combination: CombinationSettings(viewpointBias: 0.5, shortTermBias: 2), freeLength: 1)
    }
  }
}

/// The pieces of a style, and the bar patterns of a rhythm style.
func trainingPieces(
  _ style: TrainingStyle, _ files: [CorpusFile], isCancelled: () -> Bool = { false }
) throws(TrainingError) -> (pieces: [TrainingPiece], patterns: [BarPattern]) {
  var pieces: [TrainingPiece] = []
  var rhythms: [PieceRhythm] = []
  for input in style.inputs {
    guard let file = files.first(where: { utf8Equal($0.folder, input.folder) }) else {
      throw .missingFolder(input.folder)
    }
    for song in try readCorpus(file, isCancelled: isCancelled) {
      switch style {
      case .chordsPop: if let piece = chordPiece(song, folder: file.folder) { pieces.append(piece) }
      case .chordsChorale: if let piece = choralePiece(song, folder: file.folder) { pieces.append(piece) }
      case .melody, .melodyLied: if let piece = melodyPiece(song, folder: file.folder) { pieces.append(piece) }
      case .rhythm:
        // Pop has the 4/4 bars, art songs the other meters.
        let meters = utf8Equal(file.folder, "pop909") ? ["4/4"] : ["3/4", "6/8", "2/4"]
        if let rhythm = pieceRhythm(song, folder: file.folder, meters: meters) { rhythms.append(rhythm) }
      }
    }
  }
  return style == .rhythm ? rhythmPieces(rhythms, minimumPieces: style.recipe.minimumPieces) : (pieces, [])
}
