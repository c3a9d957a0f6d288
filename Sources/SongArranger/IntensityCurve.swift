// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A stop of the curve at its clock time.
struct CurveStop {
  let at: Microseconds
  /// Thousandths.
  let level: Int
  let shape: CurveShape
}

/// The level of a curve where there is one.
func level(of stops: [CurveStop], at time: Microseconds, otherwise: Int) -> Int {
  stops.isEmpty ? otherwise : level(of: stops, at: time)
}

/// The level of a curve at a time, in thousandths; before the first stop its level, after the last its level.
///
/// Shapes: `line` straight, `ease` slow at both ends (3t^2 - 2t^3), `step` the old level until the stop, `exp`
/// slow first (t^2).
/// - Precondition: there is a stop; the stops are sorted.
func level(of stops: [CurveStop], at time: Microseconds) -> Int {
  guard let next = stops.firstIndex(where: { $0.at > time }) else { return stops.last!.level }
  guard next > 0 else { return stops[0].level }
  let from = stops[next - 1]
  let to = stops[next]
  let part = Double(time.value - from.at.value) / Double(to.at.value - from.at.value)
  let share: Double = switch to.shape {
  case .line: part
  case .ease: part * part * (3 - 2 * part)
  case .step: 0
  case .exp: part * part
  }
  return from.level + Int((Double(to.level - from.level) * share).rounded())
}
