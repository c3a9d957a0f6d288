// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A model of the bars of a tune's rhythm, trained or written: its values are the numbers of patterns.
package struct RhythmModel: Sendable {
  package let model: any SequenceModel
  package let patterns: [BarPattern]
  /// The meters in which it says itself how a phrase ends.
  private let metersWithEndings: [String]

  package init(_ trained: ViewpointModel) {
    model = trained
    patterns = trained.patterns
    metersWithEndings = []
  }

  package init(_ model: any SequenceModel, patterns: [BarPattern], metersWithEndings: [String]) {
    self.model = model
    self.patterns = patterns
    self.metersWithEndings = metersWithEndings
  }

  /// Whether it says itself how a phrase of a meter ends.
  package func knowsEndings(meter: String) -> Bool { metersWithEndings.contains { utf8Equal($0, meter) } }

  /// The values of a meter, rising.
  package func alphabet(meter: String) -> [Int] { patterns.indices.filter { utf8Equal(patterns[$0].meter, meter) } }
}
