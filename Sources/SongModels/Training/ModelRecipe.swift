// SPDX-License-Identifier: Apache-2.0
/// What a model is made of, before it is trained.
struct ModelRecipe {
  var name: String
  var kind: ModelKind
  /// Names of viewpoints.
  var viewpoints: [String]
  /// The low-order model of the backward messages: names of viewpoints.
  var bridges: [String]
  var settings: PPMSettings
  var combination = CombinationSettings()
  /// Strings of more than `freeLength` symbols are kept only where this many pieces have them.
  var minimumPieces = 3
  /// The longest string (context and what follows it) that a single piece may give.
  var freeLength = 2
  /// The longest walk along contexts with a single continuation, and along one piece by likeliest continuations, in
  /// events.
  ///
  /// Nil = whatever comes, for a model that is only measured.
  var maximumChain: Int? = 8
}

/// Trains the models of a recipe.
///
/// Pruning is what keeps a model from being the corpus in disguise. A string of three symbols and more is kept only
/// where at least three different pieces have it, so no context that is longer than two events, and nothing that
/// follows a context of two, comes from one or two pieces. What the trees can chain together is common property of
/// three pieces at each step. Where the kept contexts still force one continuation after another for more than eight
/// events, or where the likeliest continuations run along one or two pieces for more than eight, the contexts that lead
/// there are cut. A sampler that draws from such trees can meet a longer run of a piece by chance, but nothing in them
/// leads it along one.
func train(
  _ recipe: ModelRecipe, on pieces: [TrainingPiece], patterns: [BarPattern] = [],
  information: InformationSummary = InformationSummary(mean: 0, deviation: 0), isCancelled: () -> Bool = { false }
) throws(TrainingError) -> (model: ViewpointModel, longestChain: Int) {
  guard !pieces.isEmpty else { throw .tooFewPieces(0) }
  var longestChain = 0
  var viewpoints: [TrainedViewpoint] = []
  for name in recipe.viewpoints {
    let (trained, chain) = try trainViewpoint(
      name, recipe, orderBound: recipe.settings.orderBound ?? 32, pieces, isCancelled)
    viewpoints.append(trained)
    longestChain = max(longestChain, chain)
  }
  var bridges: [TrainedViewpoint] = []
  for name in recipe.bridges {
    bridges.append(try trainViewpoint(name, recipe, orderBound: 1, pieces, isCancelled).trained)
  }
  let model = ViewpointModel(
    name: recipe.name, kind: recipe.kind, settings: recipe.settings, combination: recipe.combination,
    viewpoints: viewpoints, bridges: bridges, values: commonValues(recipe, pieces), patterns: patterns,
    information: information)
  return (model, longestChain)
}

/// The values that enough pieces have, rising.
private func commonValues(_ recipe: ModelRecipe, _ pieces: [TrainingPiece]) -> [Int] {
  var counts: [Int: Int] = [:]
  for piece in pieces {
    for value in Set(piece.sequences.joined().map(recipe.kind.field.value(of:))) { counts[value, default: 0] += 1 }
  }
  return counts.filter { $0.value >= recipe.minimumPieces }.keys.sorted()
}

private func trainViewpoint(
  _ name: String, _ recipe: ModelRecipe, orderBound: Int, _ pieces: [TrainingPiece], _ isCancelled: () -> Bool
) throws(TrainingError) -> (trained: TrainedViewpoint, longestChain: Int) {
  guard let viewpoint = Viewpoint.named(name) else { preconditionFailure("no viewpoint is named \(name)") }
  let streams = pieces.map { piece in piece.sequences.map { symbols(of: $0, viewpoint) } }
  let vocabulary = Set(streams.joined().joined()).sorted().map(Int32.init)
  guard vocabulary.count <= 65_535 else { throw .tooManySymbols(viewpoint: name) }
  let empty = FrozenTree(symbols: [0], counts: [0], hiddenCounts: [0], firstChildren: [1, 1])
  let numbers = TrainedViewpoint(viewpoint: viewpoint, vocabulary: vocabulary, tree: empty)
  let numbered = streams.map { $0.map { $0.map { Int(numbers.number(of: $0)) } } }
  if isCancelled() { throw .cancelled }
  let tree = countedTree(numbered, orderBound: orderBound)
  if isCancelled() { throw .cancelled }
  var (frozen, paths) = freeze(tree, recipe, cut: [])
  var length = 0
  if let maximum = recipe.maximumChain {
    let corpus = CorpusIndex(numbered, depth: orderBound + maximum + 1)
    var cut: Set<[Int32]> = []
    while true {
      if isCancelled() { throw .cancelled }
      let chain = longestChain(frozen, paths, orderBound: orderBound, maximum: maximum)
      let walks = likeliestWalks(frozen, corpus, orderBound: orderBound, maximum: maximum)
      length = chain.length
      let known = cut.count
      cut.formUnion(chain.culprits)
      cut.formUnion(walks.culprits)
      if cut.count == known { break }
      (frozen, paths) = freeze(tree, recipe, cut: cut)
    }
  }
  return (TrainedViewpoint(viewpoint: viewpoint, vocabulary: vocabulary, tree: frozen), length)
}

/// The defined symbols of a sequence.
func symbols(of events: [Event], _ viewpoint: Viewpoint) -> [Int] {
  var history = EventHistory()
  var result: [Int] = []
  for event in events {
    let symbol = viewpoint.symbol(event, history)
    if symbol >= 0 { result.append(symbol) }
    history.append(event)
  }
  return result
}

/// The kept part of a tree in breadth-first order, and the string of each of its nodes.
///
/// - Parameter cut: contexts whose continuations are dropped, and with them those of all contexts that end so.
private func freeze(
  _ tree: ContextTree, _ recipe: ModelRecipe, cut: Set<[Int32]>
) -> (tree: FrozenTree, paths: [[Int32]]) {
  var symbols: [UInt16] = [0]
  var counts: [UInt16] = [0]
  var hidden: [UInt16] = []
  var firstChildren: [Int32] = []
  var queue: [(node: Int, path: [Int32])] = [(0, [])]
  var place = 0
  while place < queue.count {
    let (node, path) = queue[place]
    place += 1
    firstChildren.append(Int32(symbols.count))
    let length = path.count + 1
    var dropped = 0
    let isCut = !cut.isEmpty && path.indices.contains { cut.contains(Array(path[$0...])) }
    for child in tree.sortedChildren(of: node) {
      let isCommon = length <= recipe.freeLength || Int(tree.pieceCounts[Int(child)]) >= recipe.minimumPieces
      guard isCommon, !isCut else {
        dropped += 1
        continue
      }
      symbols.append(UInt16(tree.symbol(Int(child))))
      counts.append(UInt16(min(65_535, tree.count(Int(child)))))
      queue.append((Int(child), path + [tree.symbol(Int(child))]))
    }
    hidden.append(UInt16(min(65_535, dropped)))
  }
  firstChildren.append(Int32(symbols.count))
  return (
    FrozenTree(symbols: symbols, counts: counts, hiddenCounts: hidden, firstChildren: firstChildren), queue.map(\.path)
  )
}

/// Walks from every kept context along single continuations.
///
/// - Returns: the longest walk in events, and the longest contexts at the ends of the walks that are too long.
private func longestChain(
  _ tree: FrozenTree, _ paths: [[Int32]], orderBound: Int, maximum: Int
) -> (length: Int, culprits: [[Int32]]) {
  var longest = 0
  var culprits: [[Int32]] = []
  var isCulprit = [Bool](repeating: false, count: tree.nodeCount)
  for path in paths where !path.isEmpty && path.count <= orderBound {
    var active: [Int32] = [0]
    for symbol in path { tree.advance(&active, by: symbol, orderBound: orderBound) }
    var length = 0
    while true {
      while active.count > 1, tree.childCount(active[active.count - 1]) == 0 { active.removeLast() }
      let node = Int(active[active.count - 1])
      let children = tree.children(of: Int32(node))
      guard active.count > 1, children.count == 1 else { break }
      length += 1
      if length > maximum {
        if !isCulprit[node] { culprits.append(paths[node]) }
        isCulprit[node] = true
        break
      }
      tree.advance(&active, by: tree.symbol(children.lowerBound), orderBound: orderBound)
    }
    longest = max(longest, length)
  }
  return (longest, culprits)
}
