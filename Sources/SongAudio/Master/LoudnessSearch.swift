// SPDX-License-Identifier: Apache-2.0
/// Finds the gain before the limiter that gives the loudness asked for, by the secant method.
///
/// The limiter takes loudness away, the more the harder it is driven, so the slope (LU out a dB in) lies between 1
/// and 0. It is clamped to 0.15...1.2, so that one odd measurement can't send the search away.
package struct LoudnessSearch {
  private let target: Double
  /// The gain that would do without a limiter, dB.
  package let linearGain: Double
  package private(set) var gainDB: Double
  private var slope = 0.8
  private var last: (gain: Double, loudness: Double)?

  /// - Parameters:
  ///   - target: LUFS.
  ///   - unlimited: the loudness at 0 dB of gain without a limiter, LUFS.
  package init(target: Double, unlimited: Double) {
    self.target = target
    linearGain = target - unlimited
    gainDB = linearGain
  }

  /// Goes on from a measurement at `gainDB`.
  package mutating func add(loudness: Double) {
    if let last, abs(gainDB - last.gain) > 0.005 {
      slope = min(1.2, max(0.15, (loudness - last.loudness) / (gainDB - last.gain)))
    }
    last = (gainDB, loudness)
    let step = (target - loudness) / slope
    gainDB = min(linearGain + 30, max(linearGain - 3, gainDB + min(8, max(-8, step))))
  }

  /// Begins again from the linear gain, since what stands before the limiter has changed.
  package mutating func restart() {
    gainDB = linearGain
    slope = 0.8
    last = nil
  }

  /// Keeps the gain and the slope, but forgets the last measurement, since the limiter's mode has changed.
  package mutating func forgetLast() { last = nil }
}
