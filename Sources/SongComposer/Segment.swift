// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
package import SongModels
internal import SongMusic

/// The trained models that the composer draws from.
package struct ComposerModels: Sendable {
  package let chords: ViewpointModel
  package let melody: ViewpointModel
  package let rhythm: ViewpointModel

  package init(chords: ViewpointModel, melody: ViewpointModel, rhythm: ViewpointModel) {
    self.chords = chords
    self.melody = melody
    self.rhythm = rhythm
  }
}

/// What a section's chords and tune depend on; sections that agree in it are the same segment.
struct SegmentPlan {
  /// The material's name: `A`. Seeds come from it, so that a longer section begins as a shorter one.
  let material: String
  /// The section's name: `A'`.
  let section: String
  let function: String
  let measures: [Arrangement.Measure]
  let key: Key
  let meter: Meter
  let cadence: Arrangement.Cadence
  let given: [Settings.ChordBar]?
  /// Whether its last measure rings.
  let isLast: Bool
  let settings: Settings

  /// The identity of the segment: `A.8`.
  let name: String

  init(_ arrangement: Arrangement, section index: Int) {
    let section = arrangement.sections[index]
    material = Spec.material(of: section.name)
    self.section = section.name
    name = section.segment
    function = section.function
    measures = Array(arrangement.measures[section.measures])
    key = section.key
    meter = measures[0].meter
    cadence = section.cadence
    given = section.chords
    isLast = index == arrangement.sections.count - 1
    settings = arrangement.settings
  }

  var count: Int { measures.count }
  var length: ScoreTime { meter.length * Rational(count) }

  /// The start of a measure counted from the section's first.
  func start(of measure: Int) -> ScoreTime { meter.length * Rational(measure) }

  /// The last measure, when it rings, is no place for movement.
  func isRing(_ measure: Int) -> Bool { isLast && measure == count - 1 }

  /// Sections with the same identity share chords and tune.
  var identity: String { "\(name)|\(key)|\(meter)|\(given.map { "\($0.hashValueStable)" } ?? "")" }
}

extension [Settings.ChordBar] {
  /// A stable number for the given chords.
  fileprivate var hashValueStable: UInt64 {
    stableHash(flatMap(\.chords).map { "\($0.chord.map { "\($0)" } ?? "N.C."):\($0.length)" }.joined(separator: " "))
  }
}

/// A note of a line before it is spelled and placed: relative to its section.
struct LineNote {
  let onset: ScoreTime
  let duration: ScoreTime
  let key: Int
}
