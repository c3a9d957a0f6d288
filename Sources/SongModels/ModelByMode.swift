// SPDX-License-Identifier: Apache-2.0
/// Two models of one field: one for major keys, one for minor ones. An event's mode says which is asked.
package struct ModelByMode: SequenceModel {
  package let name: String
  package let major: any SequenceModel
  package let minor: any SequenceModel

  package init(name: String, major: any SequenceModel, minor: any SequenceModel) {
    self.name = name
    self.major = major
    self.minor = minor
  }

  /// The model of an event's mode.
  package func model(for event: Event) -> any SequenceModel { event.mode == 1 ? minor : major }

  package func alphabet() -> [Int] { Set(major.alphabet() + minor.alphabet()).sorted() }

  package func allows(_ event: Event) -> Bool { model(for: event).allows(event) }

  package var hasSyntax: Bool { major.hasSyntax || minor.hasSyntax }

  /// The first position says which mode the sequence has.
  package func fitted(to positions: [SamplingPosition], alphabet: [Int]) -> (any SequenceModel)? {
    guard let first = positions.first else { return self }
    return model(for: first.event).fitted(to: positions, alphabet: alphabet)
  }

  package func start() -> any SequenceCursor { Cursor(major: major.start(), minor: minor.start()) }

  /// Both read along.
  private struct Cursor: SequenceCursor {
    var major: any SequenceCursor
    var minor: any SequenceCursor

    mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
      if candidates[0].mode == 1 {
        minor.predict(candidates, into: &probabilities)
      } else {
        major.predict(candidates, into: &probabilities)
      }
    }

    mutating func predict(_ event: Event, _ field: UnknownField, _ values: [Int], into probabilities: inout [Double]) {
      if event.mode == 1 {
        minor.predict(event, field, values, into: &probabilities)
      } else {
        major.predict(event, field, values, into: &probabilities)
      }
    }

    mutating func append(_ event: Event) {
      major.append(event)
      minor.append(event)
    }

    func predictsLike(_ other: any SequenceCursor) -> Bool {
      guard let other = other as? Cursor else { return false }
      return major.predictsLike(other.major) && minor.predictsLike(other.minor)
    }
  }
}
