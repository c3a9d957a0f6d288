// SPDX-License-Identifier: Apache-2.0
/// PPM* over one stream of symbols that predicts and learns as it goes.
package struct PPMModel: Sendable {
  package let settings: PPMSettings
  private var tree: ContextTree
  private var predictor = PPMPredictor()

  package init(settings: PPMSettings) {
    self.settings = settings
    // What a longer context has seen is excluded from the counts of a bounded one too.
    tree = ContextTree(orderBound: settings.excludesUpdates ? nil : settings.orderBound)
  }

  /// A model with counts that were made elsewhere.
  package init(settings: PPMSettings, tree: ContextTree) {
    self.settings = settings
    self.tree = tree
    self.tree.startPiece()
  }

  /// Forgets the place, keeps the counts.
  package mutating func startPiece() { tree.startPiece() }

  /// Counts a symbol at the present place.
  package mutating func learn(_ symbol: Int) { tree.learn(symbol) }

  /// Goes on behind a symbol without counting it.
  package mutating func pass(_ symbol: Int) { tree.pass(symbol) }

  /// The distribution over the symbols that are possible now; each is given once.
  package mutating func predict(_ alphabet: [Int]) -> [Double] {
    var slots = [Int32](repeating: -1, count: (alphabet.max() ?? 0) + 1)
    for (slot, symbol) in alphabet.enumerated() { slots[symbol] = Int32(slot) }
    var result = [Double](repeating: 0, count: alphabet.count)
    predictor.predict(
      tree, active: tree.active, settings: settings, classes: alphabet.map(Int32.init), slots: slots, into: &result)
    return result
  }
}
