// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A model of the bars of a tune's rhythm, trained or written: its values are the numbers of patterns.
package struct RhythmModel: Sendable {
  package let model: any SequenceModel
  package let patterns: [BarPattern]
  /// Whether it says itself how a phrase ends.
  package let knowsEndings: Bool

  package init(_ trained: ViewpointModel) {
    model = trained
    patterns = trained.patterns
    knowsEndings = false
  }

  package init(_ model: any SequenceModel, patterns: [BarPattern], knowsEndings: Bool) {
    self.model = model
    self.patterns = patterns
    self.knowsEndings = knowsEndings
  }

  /// The values of a meter, rising.
  package func alphabet(meter: String) -> [Int] { patterns.indices.filter { utf8Equal(patterns[$0].meter, meter) } }
}
