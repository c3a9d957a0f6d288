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
  /// "a,b,c esc=c k=4 b=0.5 stm sb=3"
  package func run(_ spec: String) throws {
    var recipe = style.recipe
    var stm = false
    for (i, word) in spec.split(separator: " ").enumerated() {
      let parts = word.split(separator: "=").map(String.init)
      if i == 0, word != "-" { recipe.viewpoints = word.split(separator: ",").map(String.init) }
      switch parts[0] {
      case "esc": recipe.settings.escape = ["a": PPMEscape.a, "b": .b, "c": .c, "d": .d, "x": .x][parts[1]]!
      case "k": recipe.settings.orderBound = Int(parts[1])!
      case "b": recipe.combination.viewpointBias = Double(parts[1])!
      case "sb": recipe.combination.shortTermBias = Double(parts[1])!
      case "free": recipe.freeLength = Int(parts[1])!
      case "min": recipe.minimumPieces = Int(parts[1])!
      case "chain": recipe.maximumChain = Int(parts[1])
      case "stm": stm = true
      default: break
      }
    }
    recipe.bridges = []
    var (model, chain) = try SongModels.train(recipe, on: train, patterns: patterns)
    model.usesShortTerm = stm
    let e = evaluate(model, on: test)
    print("\(fixed(e.perEvent, 4))  pieces \(fixed(e.pieces.mean, 3))±\(fixed(e.pieces.deviation, 3))  bytes \(model.bytes.count) chain \(chain)   \(spec)")
  }
}
