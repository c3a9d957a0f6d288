// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The rhythm of one bar of melody on a grid of sixteenths.
package struct BarPattern: Sendable, Hashable {
  /// `4/4`, `3/4`, `6/8` or `2/4`.
  package let meter: String
  /// One character a sixteenth: `x` a note begins, `-` it is held (in front: tied over from the bar before), `.` rest.
  package let steps: String
  /// A bit for each sixteenth, the first the lowest: where notes begin, and where they are held.
  private let begins: UInt32
  private let holds: UInt32
  private let length: Int

  /// Nil where the steps don't fit the meter, hold other characters, or hold a note behind a rest.
  package init?(meter: String, steps: String) {
    guard let length = BarPattern.sixteenths(inBarOf: meter), steps.utf8.count == length else { return nil }
    var last: UInt8 = held
    var begins: UInt32 = 0
    var holds: UInt32 = 0
    var bit: UInt32 = 1
    for step in steps.utf8 {
      guard step == onset || step == rest || step == held && last != rest else { return nil }
      if step == onset { begins |= bit }
      if step == held { holds |= bit }
      bit <<= 1
      last = step
    }
    self.meter = meter
    self.steps = steps
    self.length = length
    self.begins = begins
    self.holds = holds
  }

  /// Sixteenths of a bar; nil for a meter without patterns.
  package static func sixteenths(inBarOf meter: String) -> Int? {
    meters.first { utf8Equal($0.name, meter) }?.sixteenths
  }

  /// The notes that begin in the bar, in sixteenths; the last may be held into the next bar.
  package var onsets: [(step: Int, length: Int)] {
    var notes: [(step: Int, length: Int)] = []
    notes.reserveCapacity(onsetCount)
    var rest = begins
    while rest != 0 {
      let step = rest.trailingZeroBitCount
      rest &= rest - 1
      notes.append((step, 1 + (~(holds >> UInt32(step + 1))).trailingZeroBitCount))
    }
    return notes
  }

  /// How many notes begin in the bar.
  package var onsetCount: Int { begins.nonzeroBitCount }
  /// The sixteenths in which a note sounds, its own or that of the bar before.
  package var soundingSteps: Int { (begins | holds).nonzeroBitCount }

  /// Whether notes begin in the same sixteenths of a stretch, given in quarters of the bar.
  package func isLike(_ other: BarPattern, in quarters: Range<Int>) -> Bool {
    let stretch: UInt32 = (1 << UInt32(length * quarters.upperBound / 4)) &- (1 << UInt32(length * quarters.lowerBound / 4))
    return begins & stretch == other.begins & stretch
  }

  /// Whether the bar begins inside a note of the bar before.
  package var startsTied: Bool { holds & 1 == 1 }
  /// The sixteenths for which that note lasts on.
  package var tiedSteps: Int { (~holds).trailingZeroBitCount }
  /// Whether a note sounds at the bar's end: the next bar may hold it.
  package var endsHeld: Bool { (begins | holds) >> UInt32(length - 1) & 1 == 1 }
}

private let onset = UInt8(ascii: "x")
private let held = UInt8(ascii: "-")
private let rest = UInt8(ascii: ".")
private let meters: [(name: String, sixteenths: Int)] = [("4/4", 16), ("3/4", 12), ("6/8", 12), ("2/4", 8)]
