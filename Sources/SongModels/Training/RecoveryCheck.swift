// SPDX-License-Identifier: Apache-2.0
/// What can be won back from a model by following its likeliest continuations.
package struct RecoveredRun: Sendable, Hashable {
  package var viewpoint: String
  /// Events in a row that follow one another in a piece, behind the context that the walk began with.
  package var length: Int
}

/// Tries to chain pieces back out of a role's model: from every kept context of every viewpoint it follows the
/// likeliest continuation and measures for how long what comes also comes in the corpora.
///
/// A run that three pieces have is nobody's own and doesn't count, nor does what a loop of continuations repeats.
/// - Returns: for each viewpoint the longest run, at most `limit`.
/// - Complexity: memory linear in the corpora's events.
package func recoveredRuns(
  _ role: TrainingRole, _ corpora: [Corpus], limit: Int = 12
) throws(TrainingError) -> [RecoveredRun] {
  let recipe = role.recipe
  let (pieces, patterns) = try trainingPieces(role, corpora, minimumPieces: recipe.minimumPieces)
  let orderBound = recipe.settings.orderBound ?? 8
  return try train(recipe, on: pieces, patterns: patterns).model.viewpoints.map { trained in
    let streams = pieces.map { piece in
      piece.sequences.map { symbols(of: $0, trained.viewpoint).map { Int(trained.number(of: $0)) } }
    }
    let corpus = CorpusIndex(streams, depth: limit + orderBound + 1)
    let walks = likeliestWalks(trained.tree, corpus, orderBound: orderBound, maximum: limit - 1)
    return RecoveredRun(viewpoint: trained.viewpoint.name, length: walks.longest)
  }
}

/// Follows the likeliest continuation from every kept context while what comes also comes in fewer than three pieces'
/// corpus.
///
/// - Returns: the longest run up to `maximum` + 1, and for each that is beyond `maximum` the last context that led it.
func likeliestWalks(
  _ tree: FrozenTree, _ corpus: CorpusIndex, orderBound: Int, maximum: Int
) -> (longest: Int, culprits: [[Int32]]) {
  let (contexts, paths) = contexts(of: tree, orderBound: orderBound)
  var longest = 0
  var culprits: Set<[Int32]> = []
  var active: [Int32] = []
  for path in contexts {
    active.removeAll(keepingCapacity: true)
    active.append(0)
    for symbol in path { tree.advance(&active, by: symbol, orderBound: orderBound) }
    guard var place = corpus.place(of: path) else { continue }
    // A context that comes again begins a loop, which tells nothing new.
    var visited: [Int32] = []
    var length = 0
    var leader = path
    while length <= maximum {
      let top = active[active.count - 1]
      guard !visited.contains(top), let next = likeliest(tree, &active, orderBound) else { break }
      visited.append(top)
      guard let found = corpus.place(behind: place, next.symbol) else { break }
      place = found
      length += 1
      if !paths[Int(next.context)].isEmpty { leader = paths[Int(next.context)] }
      guard !corpus.isCommon(place) else { continue }
      longest = max(longest, length)
      if length > maximum, !leader.isEmpty { culprits.insert(leader) }
    }
  }
  return (longest, culprits.sorted { $0.lexicographicallyPrecedes($1) })
}

extension CorpusIndex {
  /// The occurrences of a string; nil where it never came.
  fileprivate func place(of string: [Int32]) -> Place? {
    var place = start
    for symbol in string {
      guard let next = self.place(behind: place, symbol) else { return nil }
      place = next
    }
    return place
  }
}

/// The likeliest continuation of the longest context that has one, the smallest symbol where two are alike.
private func likeliest(
  _ tree: FrozenTree, _ active: inout [Int32], _ orderBound: Int
) -> (symbol: Int32, context: Int32)? {
  while active.count > 1, tree.childCount(active[active.count - 1]) == 0 { active.removeLast() }
  let context = active[active.count - 1]
  let children = tree.children(of: context)
  guard let best = children.max(by: { (tree.count($0), -$0) < (tree.count($1), -$1) }) else { return nil }
  let symbol = tree.symbol(best)
  tree.advance(&active, by: symbol, orderBound: orderBound)
  return (symbol, context)
}

/// The strings of a tree that can be contexts, and the string of every node.
private func contexts(of tree: FrozenTree, orderBound: Int) -> (contexts: [[Int32]], paths: [[Int32]]) {
  var paths: [[Int32]] = [[]]
  paths.reserveCapacity(tree.nodeCount)
  for node in 0..<tree.nodeCount {
    let path = paths[node]
    for child in tree.children(of: Int32(node)) { paths.append(path + [tree.symbol(child)]) }
  }
  return (paths.filter { !$0.isEmpty && $0.count <= orderBound }, paths)
}

/// All strings of the pieces up to a length, with the number of pieces that have them.
func countedTree(_ pieces: [[[Int]]], orderBound: Int) -> ContextTree {
  var tree = ContextTree(orderBound: orderBound)
  for piece in pieces {
    tree.startPiece()
    for sequence in piece {
      tree.continueElsewhere()
      for symbol in sequence { tree.learn(symbol) }
    }
  }
  return tree
}
