// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// The places of a block where something can happen: its beats, half beats and its end.
struct BeatGrid {
  struct Place {
    /// Ticks from the block's start.
    let tick: Int
    /// Microseconds from the block's start at the preferred tempos: of what may bend, and of what may not.
    let free: Double
    let fixed: Double
    /// In its measure: 3 the downbeat, 2 the middle, 1 a beat, 0 half a beat.
    let strength: Int
    let section: Int

    func suits(_ target: TimeProblem.Target) -> Bool {
      switch target {
      case .section: false
      case .downbeat: strength == 3
      case .beat: strength >= 1
      case .anywhere: true
      }
    }
  }

  /// By rising tick.
  private(set) var places: [Place] = []

  /// - Parameter bars: of each section of the range.
  init(_ problem: TimeProblem, _ range: Range<Int>, bars: [Int]) {
    var tick = 0
    var free = 0.0
    var fixed = 0.0
    for (index, count) in zip(range, bars) {
      let section = problem.sections[index]
      let quarter = section.pace.quarter
      let marks = BeatGrid.marks(section)
      let length = Ticks(section.meter.length).value
      for _ in 0..<count {
        for mark in marks {
          let time = Double(mark.tick) / 960 * quarter
          places.append(
            Place(
              tick: tick + mark.tick, free: free + (section.pace.isExact ? 0 : time),
              fixed: fixed + (section.pace.isExact ? time : 0), strength: mark.strength, section: index))
        }
        tick += length
        let time = Double(length) / 960 * quarter
        if section.pace.isExact { fixed += time } else { free += time }
      }
    }
    // Its end, where the next block begins.
    places.append(Place(tick: tick, free: free, fixed: fixed, strength: 3, section: range.upperBound - 1))
  }

  private static func marks(_ section: TimeProblem.Section) -> [(tick: Int, strength: Int)] {
    section.meter.beats.flatMap { beat in
      let start = Ticks(beat.start).value
      let half = Ticks(beat.length).value / 2
      return [(tick: start, strength: section.meter.strength(at: beat.start)), (tick: start + half, strength: 0)]
    }
  }
}
