// SPDX-License-Identifier: Apache-2.0
extension TrainingRole {
  /// Chosen by the bits per event on held-out pieces; the biases are flat around the values here.
  var recipe: ModelRecipe {
    switch self {
    case .chords, .triads, .functions:
      recipe(
        [
          "chord*mode", "rootInterval*chordType*metric", "chord*phraseBar", "chord*duration", "returns*phraseBar",
          "returns*chordType", "chord*cadence*mode",
        ], bridges: ["chord*mode"], order: 5, shortTermBias: 2)
    case .choraleChords:
      recipe(
        ["chord*mode*phrase", "rootInterval*chordType", "chord*metric", "chord*cadence*mode"], bridges: ["chord*mode"],
        order: 3, shortTermBias: 7)
    case .melody:
      recipe(
        [
          "interval*degree*metric", "interval*chordTone", "degree*chord", "interval*gap", "fromSection*degree",
          "chordTone*metric", "interval*degree*chord", "degree*cadence*mode",
        ], bridges: ["interval", "degree*chord"], order: 3, shortTermBias: 2)
    case .tune:
      recipe(
        [
          "interval*degree*metric", "interval*degree*mode", "interval*gap", "fromBar*degree", "degree*mode*position",
          "degree*cadence*mode",
        ], bridges: ["interval", "degree*mode"], order: 3, shortTermBias: 3)
    case .rhythm:
      recipe(
        ["pattern", "pattern*phraseBar", "patternReturns*phrase", "patternReturns*phraseBar", "pattern*cadence"],
        bridges: ["pattern"], order: 2, shortTermBias: 2, freeLength: 1)
    case .comping:
      recipe(
        ["pattern", "pattern*given", "patternReturns*phrase", "patternReturns*phraseBar", "pattern*cadence"],
        bridges: ["pattern"], order: 2, shortTermBias: 2, freeLength: 1)
    case .counter:
      recipe(
        [
          "interval*degree*metric", "interval*chordTone", "degree*chord", "chordTone*metric", "upperInterval*upperStep",
          "interval*upperStep", "interval*gap",
        ], bridges: ["interval", "degree*chord"], order: 3, shortTermBias: 2)
    case .bass:
      recipe(
        [
          "chordTone*metric", "interval*chordTone", "chordTone*nextStep*change", "interval*nextTone*change", "pitch",
          "chordTone*position", "member*metric*given",
        ], bridges: ["interval", "chordTone"], order: 3, shortTermBias: 2)
    case .bassRhythm:
      recipe(
        ["symbol*slot", "symbol*again*slot", "symbol*again*beatAgo", "symbol*given*slot", "symbol*given*again"],
        bridges: ["symbol"], order: 4, shortTermBias: 2, maximumChain: 16)
    case .voicing:
      recipe(
        ["voicing*chordType", "voicing", "lowestStep*tones*chordType", "highestStep*tones", "voicing*chordType*metric"],
        bridges: ["voicing*chordType"], order: 3, shortTermBias: 2)
    case .choraleBass:
      recipe(
        [
          "interval*degree*mode", "chordTone*mode", "upperInterval*member", "interval*upperStep*member", "pitch*phraseEnd",
          "chordTone*nextStep", "interval*member*metric", "degree*cadence",
        ], bridges: ["interval", "chordTone"], order: 3, shortTermBias: 7)
    case .choraleAlto, .choraleTenor:
      recipe(
        [
          "member*given", "interval*upperStep*member", "interval*lowerStep*member", "upperInterval*member*given",
          "lowerInterval*member", "interval*degree*mode", "pitch*phraseEnd", "interval*chordTone",
        ], bridges: ["interval", "chordTone"], order: 3, shortTermBias: 7)
    case .kick, .snare, .cymbal, .tom:
      recipe(
        [
          "symbol*slot*style", "symbol*again*slot", "symbol*again*beatAgo*given", "symbol*given*slot", "symbol*again*style",
          "symbol*slot*phrase", "symbol*given",
        ], bridges: ["symbol"], order: 4, shortTermBias: 2, maximumChain: 16)
    case .form:
      recipe(
        ["symbol", "symbol*cadence", "symbol*given", "symbol*phrase"], bridges: ["symbol"], order: 3, shortTermBias: 7)
    case .lengths:
      recipe(
        ["symbol*slot", "symbol*again*slot", "symbol*again", "symbol*cadence*slot"], bridges: ["symbol"], order: 2,
        shortTermBias: 7)
    }
  }

  private func recipe(
    _ viewpoints: [String], bridges: [String], order: Int, shortTermBias: Double, freeLength: Int = 2,
    maximumChain: Int = 8
  ) -> ModelRecipe {
    ModelRecipe(
      name: rawValue, kind: kind, viewpoints: viewpoints, bridges: bridges,
      settings: PPMSettings(escape: .x, orderBound: order),
      combination: CombinationSettings(viewpointBias: 0.5, shortTermBias: shortTermBias), freeLength: freeLength,
      maximumChain: maximumChain)
  }

  /// The viewpoint of the baselines: the predicted field alone.
  var basicViewpoint: String {
    switch kind {
    case .chords: "chord"
    case .melody, .harmony, .bass: "pitch"
    case .rhythm: "pattern"
    case .strokes, .form, .length: "symbol"
    case .voicing: "voicing"
    }
  }

  /// The same model without what it knows of other parts, to see what that is worth; nil where it knows none.
  var alone: (label: String, viewpoints: [String])? {
    switch self {
    case .melody:
      (
        "without the chords",
        [
          "interval*degree*metric", "interval*degree", "degree*mode", "interval*gap", "fromSection*degree",
          "degree*metric", "degree*cadence*mode",
        ]
      )
    case .counter, .bass:
      ("without chords and tune", ["interval*degree*metric", "interval*degree", "degree*mode", "interval*gap", "pitch"])
    case .choraleBass, .choraleAlto, .choraleTenor:
      ("without the other voices", ["interval*degree*mode", "chordTone*mode", "pitch*phraseEnd", "chordTone*nextStep", "interval*chordTone"])
    case .comping: ("without the other parts", ["pattern", "patternReturns*phrase", "patternReturns*phraseBar", "pattern*cadence"])
    case .snare, .cymbal, .tom:
      ("without the other drums", ["symbol*slot*style", "symbol*again*slot", "symbol*again*beatAgo", "symbol*again*style", "symbol*slot*phrase"])
    default: nil
    }
  }
}
