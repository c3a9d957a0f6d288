// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The level of a linear amplitude in dB; `silenceDB` for zero and anything below that.
package func decibels(_ amplitude: Double) -> Double {
  amplitude > 1e-10 ? 20 * 0.301_029_995_663_981_2 * portableLog2(amplitude) : silenceDB
}

/// The level of a power in dB.
func decibels(power: Double) -> Double { power > 1e-20 ? decibels(power.squareRoot()) : silenceDB }

/// The gains of the two sides of a panned track.
///
/// Constant power, 0 dB in the middle: a source at one side is 3 dB up there and absent on the other.
/// - Parameter pan: -1 left ... 1 right, clamped.
package func panGains(_ pan: Double) -> (left: Double, right: Double) {
  let place = (min(1, max(-1, pan)) + 1) / 8
  if place == 0.125 { return (1, 1) }
  let root = 2.0.squareRoot()
  return (root * portableSin(turns: 0.25 - place), root * portableSin(turns: place))
}
