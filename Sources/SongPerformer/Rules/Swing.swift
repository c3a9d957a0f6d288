// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// Delays the second of two eighths: the first takes the asked share of the beat.
  ///
  /// Only in meters whose beat divides in two, and only notes that begin exactly on the half of a beat; a note that ends
  /// there is held until the delayed one.
  /// With `swing-by-tempo` the share is the one asked at 120 quarters a minute, less at a faster and more at a slower tempo.
  /// - Source: the definition of swing ratio in Friberg & Sundström (2002), Music Perception 19(3), and its fall with the
  ///   tempo: the ratio is 4.1019 less a hundredth of the quarters a minute, at least 1.
  static let swing = PerformanceRule(name: "swing") { playing in
    guard playing.humanize.swing > 500 else { return }
    let amount = playing.amount(of: .swingByTempo)
    for index in playing.notes.indices {
      let note = playing.notes[index]
      let meter = note.measure.meter
      guard !meter.isCompound, meter.denominator == 4 || meter.denominator == 2 else { continue }
      let beat = meter.beatUnit
      let share = swingShare(playing.humanize.swing, tempo: playing.microsecondsPerQuarter(at: index), amount: amount)
      let delay = beat * (share - Rational(1, 2))
      let begins = note.position % beat == beat / 2
      let ends = (note.position + note.note.duration) % beat == beat / 2
      if begins {
        let tempo = playing.score.tempo.microsecondsPerQuarter(at: Ticks(note.note.onset))
        playing.notes[index].shift += (delay * Rational(tempo)).rounded
      }
      guard begins != ends else { continue }
      let written = note.note.duration
      playing.notes[index].length *= max(0.3, ((ends ? written + delay : written - delay) / written).double)
    }
  }
}

/// The first eighth's share of the beat at a tempo.
///
/// - Parameter share: thousandths, at 120 quarters a minute.
private func swingShare(_ share: Int, tempo: Int, amount: Double) -> Rational {
  func excess(_ quarters: Double) -> Double {
    let ratio = max(1, 4.1019 - 0.01 * quarters)
    return (ratio - 1) / (ratio + 1)
  }
  let scale = 1 + amount * (excess(60_000_000 / Double(tempo)) / excess(120) - 1)
  return Rational(1, 2) + Rational(Int((Double(share - 500) * scale * 10).rounded()), 10_000)
}
