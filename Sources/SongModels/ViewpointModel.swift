// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What a model predicts.
package enum ModelKind: UInt8, Sendable, Hashable {
  case chords, melody
  /// Bars of rhythm, of a tune or of comping.
  case rhythm
  /// A voice among others.
  case harmony
  case bass
  /// A sixteenth of a bar: the strokes of a drum, the onsets of a bass.
  case strokes
  case voicing
  /// The labels of the sections.
  case form
  /// The bars of a section.
  case length

  /// The field that is unknown until it is predicted.
  package var field: UnknownField {
    switch self {
    case .chords: .chord
    case .melody, .harmony, .bass: .pitch
    case .rhythm, .strokes, .voicing, .form, .length: .symbol
    }
  }
}

/// How surprising pieces are to a model that wasn't trained on them: bits per event, over pieces.
package struct InformationSummary: Sendable, Hashable {
  package var mean: Double
  package var deviation: Double

  package init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }
}

/// A viewpoint with what it learned from a corpus; an object, since every prediction asks all of a model's.
final class TrainedViewpoint: Sendable {
  let viewpoint: Viewpoint
  /// The viewpoint's symbols that came in training, rising; the tree numbers them from 0.
  let vocabulary: [Int32]
  let tree: FrozenTree
  /// The vocabulary as a set; empty where there are too many symbols for one.
  private let numbers: RankedSet
  private let isSearched: Bool

  /// - Precondition: the vocabulary rises strictly within the viewpoint's radix.
  init(viewpoint: Viewpoint, vocabulary: [Int32], tree: FrozenTree) {
    self.viewpoint = viewpoint
    self.vocabulary = vocabulary
    self.tree = tree
    isSearched = viewpoint.radix > largestSet
    numbers = isSearched ? RankedSet() : RankedSet(vocabulary, limit: viewpoint.radix)
  }

  /// The tree's number of a symbol; -1 where it never came.
  func number(of symbol: Int) -> Int32 {
    if !isSearched { return numbers.rank(of: symbol) }
    var low = 0
    var high = vocabulary.count
    while low < high {
      let middle = (low + high) / 2
      if Int(vocabulary[middle]) < symbol { low = middle + 1 } else { high = middle }
    }
    return low < vocabulary.count && Int(vocabulary[low]) == symbol ? Int32(low) : -1
  }
}

/// Symbols of a viewpoint whose numbers are looked up in a set: 256 KB.
private let largestSet = 1 << 20

/// How the predictions of several viewpoints become one.
///
/// Each weighs by (its entropy / the largest entropy) to the power of -bias; the means are geometric.
/// - Source: Pearce, Conklin & Wiggins (2004), "Methods for combining statistical models of music", CMMR.
package struct CombinationSettings: Sendable, Hashable {
  /// Bias among viewpoints: 1 with the escape AX for whole counts, about 0.5 for pruned ones.
  package var viewpointBias: Double
  /// Bias between the trained part and the part that learns from the piece.
  package var shortTermBias: Double

  package init(viewpointBias: Double = 1, shortTermBias: Double = 7) {
    self.viewpointBias = viewpointBias
    self.shortTermBias = shortTermBias
  }
}

/// A trained multiple-viewpoint model.
package struct ViewpointModel: SequenceModel {
  package let name: String
  package let kind: ModelKind
  /// PPM of the trained part.
  let settings: PPMSettings
  package var combination = CombinationSettings()
  /// Whether a cursor also learns from the sequence that it reads.
  package var usesShortTerm = false
  /// Corrections of the weights that the entropies give, for the trained part alone and with the part that learns.
  var longFactors: WeightFactors?
  var bothFactors: WeightFactors?
  let viewpoints: [TrainedViewpoint]
  /// The low-order model of the backward messages: symbols of order 0, or of order 1 where the viewpoint is local.
  let bridges: [TrainedViewpoint]
  /// The steps of order 1 that were asked of the bridges.
  let steps = ChainSteps()
  /// The values that came in training, rising.
  let values: [Int]
  /// The bar patterns that `Event.symbol` points to; rhythm models only.
  package let patterns: [BarPattern]
  /// Over pieces that were held out of a trial training.
  package internal(set) var information: InformationSummary
  /// Of the file that it was read from; 0 where it was trained just now.
  package internal(set) var checksum: UInt64 = 0

  /// The values of the predicted field that came in training, rising.
  package func alphabet() -> [Int] { values }

  /// The numbers of the bar patterns of a meter.
  package func alphabet(meter: String) -> [Int] { patterns.indices.filter { utf8Equal(patterns[$0].meter, meter) } }

  /// The corrections that hold for the parts that are used.
  var factors: WeightFactors? { usesShortTerm ? bothFactors : longFactors }

  /// The names of the viewpoints.
  package var viewpointNames: [String] { viewpoints.map(\.viewpoint.name) }

  /// Nodes of all trees.
  package var nodeCount: Int { (viewpoints + bridges).reduce(0) { $0 + $1.tree.nodeCount } }

  package func start() -> any SequenceCursor { cursor() }

  func cursor() -> ViewpointCursor { ViewpointCursor(model: self) }
}
