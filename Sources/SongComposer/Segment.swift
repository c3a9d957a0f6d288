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
  /// Chords that sync points ask for, from the section's start.
  let forced: [ForcedChord]
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
    let start = measures[0].start
    let end = measures.last.map { $0.start + $0.length } ?? start
    forced = arrangement.syncs.compactMap { sync in
      guard case .chord(let token) = sync.hit, sync.want != .note, sync.at >= start, sync.at < end else { return nil }
      return ForcedChord(onset: sync.at - start, token: token, key: section.key)
    }
    isLast = measures.last?.isRing ?? false
    settings = arrangement.settings
  }

  var count: Int { measures.count }

  /// The means over its measures, thousandths.
  var momentum: Int { measures.reduce(0) { $0 + $1.momentum } / measures.count }
  var power: Int { measures.reduce(0) { $0 + $1.power } / measures.count }
  var length: ScoreTime { meter.length * Rational(count) }

  /// The start of a measure counted from the section's first.
  func start(of measure: Int) -> ScoreTime { meter.length * Rational(measure) }

  /// The last measure, when it rings, is no place for movement.
  func isRing(_ measure: Int) -> Bool { isLast && measure == count - 1 }

  /// Sections with the same identity share chords and tune.
  var identity: String { "\(name)|\(key)|\(meter)|\(given.map { "\($0.hashValueStable)" } ?? "")\(forced.map { "|\($0.onset)=\($0.name)" }.joined())" }
}

extension [Settings.ChordBar] {
  /// A stable number for the given chords.
  fileprivate var hashValueStable: UInt64 {
    stableHash(flatMap(\.chords).map { "\($0.chord.map { "\($0)" } ?? "N.C."):\($0.length)" }.joined(separator: " "))
  }
}

/// A chord that begins at a sync point.
struct ForcedChord {
  /// From the section's start.
  let onset: ScoreTime
  /// Nil is N.C.
  let chord: Chord?

  init?(onset: ScoreTime, token: ChordToken, key: Key) {
    self.onset = onset
    switch token {
    case .chord(let chord): self.chord = chord
    case .roman(let numeral): chord = numeral.chord(in: key)
    case .noChord: chord = nil
    case .hold: return nil
    }
  }

  var name: String { chord.map { "\($0)" } ?? "N.C." }
}

extension Harmony {
  /// The harmony with other chords from their places to the next change, or the end of their measure.
  func forced(_ chords: [ForcedChord], _ plan: SegmentPlan) -> Harmony {
    var result = entries
    for forced in chords {
      guard let index = result.firstIndex(where: { $0.onset <= forced.onset && forced.onset < $0.end }) else { continue }
      let old = result[index]
      let measure = plan.meter.length * Rational((forced.onset / plan.meter.length).floor + 1)
      let end = min(old.end, measure)
      result.replaceSubrange(
        index...index,
        with: [
          Entry(onset: old.onset, duration: forced.onset - old.onset, chord: old.chord),
          Entry(onset: forced.onset, duration: end - forced.onset, chord: forced.chord),
          Entry(onset: end, duration: old.end - end, chord: old.chord),
        ].filter { $0.duration > .zero })
    }
    return Harmony(result)
  }
}

/// A note of a line before it is spelled and placed: relative to its section.
struct LineNote {
  let onset: ScoreTime
  let duration: ScoreTime
  let key: Int
}
