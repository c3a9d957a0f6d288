internal import SongBase

/// scratch
package struct Experiment {
  let style: TrainingStyle
  let train: [TrainingPiece]
  let test: [TrainingPiece]
  let patterns: [BarPattern]
  package init(_ style: TrainingStyle, files: [CorpusFile]) throws {
    self.style = style
    let (pieces, patterns) = try trainingPieces(style, files)
    self.patterns = patterns
    train = pieces.enumerated().filter { $0.offset % 10 != 0 }.map(\.element)
    test = pieces.enumerated().filter { $0.offset % 10 == 0 }.map(\.element)
    print(style.rawValue, "pieces", pieces.count, "events", pieces.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.count } }, "patterns", patterns.count)
  }
  package func run(_ viewpoints: [String]? = nil, escape: PPMEscape = .x, order: Int? = nil, select: Bool = true, minimum: Int = 3, free: Int = 2, bias: Double = 1, stm: Bool = false, stmBias: Double = 7) throws {
    var recipe = style.recipe
    if let viewpoints { recipe.viewpoints = viewpoints }
    recipe.settings.escape = escape
    if let order { recipe.settings.orderBound = order }
    recipe.settings.selectsState = select
    recipe.minimumPieces = minimum
    recipe.freeLength = free
    recipe.combination.viewpointBias = bias
    recipe.combination.shortTermBias = stmBias
    let clock = ContinuousClock()
    let t0 = clock.now
    var (model, chain) = try SongModels.train(recipe, on: train, patterns: patterns)
    let t1 = clock.now
    model.usesShortTerm = stm
    let e = evaluate(model, on: test)
    let t2 = clock.now
    print(recipe.viewpoints.joined(separator: " "), "esc", escape, "K", recipe.settings.orderBound!, "sel", select, "min", minimum, "free", free, "b", bias, stm ? "stm" : "")
    print("   \(fixed(e.perEvent, 4)) bits/event, pieces \(fixed(e.pieces.mean, 3))±\(fixed(e.pieces.deviation, 3)), \(e.eventCount) events, alphabet \(model.values.count), nodes \(model.viewpoints.map(\.tree.nodeCount)), vocab \(model.viewpoints.map(\.vocabulary.count)), bytes \(model.bytes.count), chain \(chain), train \(t1-t0), eval \(t2-t1)")
  }
}
