// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A trained model as its file, with the card that stands beside it.
package struct TrainedModel: Sendable {
  /// The file is `NAME.songmodel`, the card `NAME.card.md`.
  package let name: String
  package let bytes: [UInt8]
  package let card: String
  /// The file of the guard against copies of its corpora's tunes, `NAME.songruns`; nil for what writes no tune, and for
  /// the user's own music.
  package let guardBytes: [UInt8]?
  /// What it was trained on.
  package let pieceCount: Int
  package let eventCount: Int
  /// Bits per event by cross-validation.
  package let heldOut: Evaluation
  /// The same of the predicted field alone, without contexts and in contexts of three events.
  package let orderZero: Evaluation
  package let orderThree: Evaluation
  /// Events of the longest walk from a kept context along single continuations.
  package let longestChain: Int
}

/// What a model may keep of the pieces that it is trained on.
package enum TrainingRights: Sendable, Hashable {
  /// Other people's music: what fewer than three pieces have is dropped, so that the model isn't the corpus in disguise.
  case corpora
  /// The user's own music: all is kept.
  case own
}

/// Trains a role's model: by folds to measure it and to find the factors of its weights, then on all pieces to keep.
///
/// Each fold is tested by a model that was trained on the others but one, on which the factors were found.
/// - Parameter isCancelled: asked often; where it says yes, training ends with `cancelled`.
package func trainModel(
  _ name: String, _ role: TrainingRole, _ corpora: [Corpus], rights: TrainingRights = .corpora, folds: Int = 5,
  isCancelled: () -> Bool = { false }
) throws(TrainingError) -> TrainedModel {
  var recipe = role.recipe
  recipe.name = name
  if rights == .own { recipe.keepsAll() }
  let (pieces, patterns) = try trainingPieces(role, corpora, minimumPieces: recipe.minimumPieces, isCancelled: isCancelled)
  var measure = try CrossValidation(recipe, role, pieces, patterns, folds: folds)
  try measure.run(isCancelled: isCancelled)
  let heldOut = measure.result(.own)
  var (model, longestChain) = try train(
    recipe, on: pieces, patterns: patterns, information: heldOut.pieces, isCancelled: isCancelled)
  model.longFactors = WeightFactors(meanOf: measure.longFactors)
  model.bothFactors = WeightFactors(meanOf: measure.bothFactors)
  let bytes = model.bytes
  let card = ModelCard(
    role: role, model: model, recipe: recipe, byteCount: bytes.count, corpora: corpora.map(\.folder), pieces: pieces,
    folds: measure.foldCount, rows: measure.rows, longestChain: longestChain,
    rights: rights)
  let isGuarded = rights == .corpora && role.kind == .melody
  return TrainedModel(
    name: name, bytes: bytes, card: card.text,
    guardBytes: isGuarded ? try CopyGuard(role, corpora, maximumRun: longestCopy).bytes : nil, pieceCount: pieces.count,
    eventCount: pieces.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.count } }, heldOut: heldOut,
    orderZero: measure.result(.orderZero), orderThree: measure.result(.orderThree), longestChain: longestChain)
}

/// Measures a recipe and simpler ones on the same folds.
private struct CrossValidation {
  private let patterns: [BarPattern]
  private let folds: [[TrainingPiece]]
  private let recipe: ModelRecipe
  private let variants: [Variant]
  /// By variant.
  private var sums: [EvaluationSum]
  private(set) var longFactors: [WeightFactors] = []
  private(set) var bothFactors: [WeightFactors] = []

  /// What is measured on the folds.
  enum Measured {
    /// The recipe's model.
    case own
    /// The same with the part that learns from the piece, and without factors of weights.
    case withShortTerm, byEntropy
    case orderZero, orderThree
    /// Without what it knows of other parts.
    case alone
  }

  private struct Variant {
    let measured: Measured
    let label: String
    /// Nil for the recipe's own model.
    var recipe: ModelRecipe?
  }

  var foldCount: Int { folds.count }

  /// The label of each model that is measured, the recipe's own first.
  var rows: [(label: String, result: Evaluation)] { zip(variants, sums).map { ($0.label, $1.evaluation) } }

  /// - Precondition: it is measured for every role.
  func result(_ measured: Measured) -> Evaluation {
    guard let index = variants.firstIndex(where: { $0.measured == measured }) else { preconditionFailure("it is measured") }
    return sums[index].evaluation
  }

  init(
    _ recipe: ModelRecipe, _ role: TrainingRole, _ pieces: [TrainingPiece], _ patterns: [BarPattern], folds count: Int
  ) throws(TrainingError) {
    self.recipe = recipe
    self.patterns = patterns
    folds = try dealt(pieces, into: count)
    variants = CrossValidation.variants(recipe, role)
    sums = Array(repeating: EvaluationSum(), count: variants.count)
  }

  private static func variants(_ recipe: ModelRecipe, _ role: TrainingRole) -> [Variant] {
    var basic = recipe
    basic.viewpoints = [role.basicViewpoint]
    basic.bridges = []
    basic.keepsAll()
    var zero = basic
    zero.settings = PPMSettings(escape: .c, orderBound: 0)
    var three = basic
    three.settings = PPMSettings(escape: .c, orderBound: 3, selectsState: false)
    var result = [
      Variant(measured: .own, label: "this model"),
      Variant(measured: .withShortTerm, label: "with a short-term part that learns from the piece"),
      Variant(measured: .byEntropy, label: "weights by entropy alone"),
      Variant(measured: .orderZero, label: "order 0 of `\(role.basicViewpoint)`", recipe: zero),
      Variant(measured: .orderThree, label: "order 3 of `\(role.basicViewpoint)`", recipe: three),
    ]
    if let alone = role.alone {
      var recipe = recipe
      recipe.viewpoints = alone.viewpoints
      recipe.bridges = []
      result.append(Variant(measured: .alone, label: "this model \(alone.label)", recipe: recipe))
    }
    return result
  }

  mutating func run(isCancelled: () -> Bool) throws(TrainingError) {
    for test in folds.indices {
      let correction = (test + 1) % folds.count
      let training = folds.indices.filter { $0 != test && $0 != correction }.flatMap { folds[$0] }
      let tested = spread(folds[test], events: testedEvents)
      let corrected = spread(folds[correction], events: correctedEvents)
      let own = try train(recipe, on: training, patterns: patterns, isCancelled: isCancelled).model
      for (index, variant) in variants.enumerated() {
        var model = own
        if let recipe = variant.recipe {
          model = try train(recipe, on: training, patterns: patterns, isCancelled: isCancelled).model
        }
        switch variant.measured {
        case .own:
          let found = try factors(of: model, on: corrected, isCancelled: isCancelled)
          model.longFactors = found
          longFactors.append(found)
        case .withShortTerm:
          model.usesShortTerm = true
          let found = try factors(of: model, on: corrected, isCancelled: isCancelled)
          model.bothFactors = found
          bothFactors.append(found)
        case .alone: model.longFactors = try factors(of: model, on: corrected, isCancelled: isCancelled)
        case .byEntropy, .orderZero, .orderThree: break
        }
        var none: WeightCorrections?
        try evaluate(model, on: tested, into: &sums[index], corrections: &none, isCancelled: isCancelled)
      }
    }
  }

  /// Pieces spread evenly over a fold, with about as many events.
  private func spread(_ pieces: [TrainingPiece], events: Int) -> [TrainingPiece] {
    let all = pieces.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.count } }
    let share = min(pieces.count, max(1, pieces.count * events / max(1, all)))
    return (0..<share).map { pieces[$0 * pieces.count / share] }
  }
}

/// The factors of a model's weights that predict pieces best.
func factors(
  of model: ViewpointModel, on pieces: [TrainingPiece], isCancelled: () -> Bool
) throws(TrainingError) -> WeightFactors {
  var corrections: WeightCorrections? = WeightCorrections(count: 2 * model.viewpoints.count, rate: correctionRate)
  var sum = EvaluationSum()
  try evaluate(model, on: pieces, into: &sum, corrections: &corrections, isCancelled: isCancelled)
  return corrections!.settled
}

/// Steps of a tune that may be copied: eight notes.
private let longestCopy = 7
/// Events of a fold that are tested at most, and on which factors are found.
private let testedEvents = 20_000
private let correctedEvents = 8_000
private let correctionRate = 0.1

extension ModelRecipe {
  /// Nothing is pruned.
  fileprivate mutating func keepsAll() {
    minimumPieces = 1
    maximumChain = nil
  }
}

/// A model of one viewpoint and order 1 on a role's corpora, whose constrained samples are exact; for measuring the
/// sampler.
package func trainOrderOneModel(_ role: TrainingRole, _ corpora: [Corpus]) throws(TrainingError) -> ViewpointModel {
  var recipe = role.recipe
  recipe.viewpoints = [recipe.bridges[0]]
  recipe.bridges = recipe.viewpoints
  recipe.settings.orderBound = 1
  let (pieces, patterns) = try trainingPieces(role, corpora, minimumPieces: recipe.minimumPieces)
  return try train(recipe, on: pieces, patterns: patterns).model
}
