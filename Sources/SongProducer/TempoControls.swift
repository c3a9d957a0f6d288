// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary

extension TempoMap {
  /// Seconds of a whole note, on the mean of a piece that lasts so long.
  func wholeNote(until end: Ticks) -> Double {
    let quarters = Double(end.value) / Double(Ticks.perQuarter)
    return quarters > 0 ? 4 * seconds(at: end).double / quarters : 2
  }
}

extension EffectPreset {
  /// An effect of this preset whose delays fall on notes of the piece; where a note is longer than the effect can, it is
  /// halved until it isn't. Values are whole milliseconds.
  ///
  /// - Parameter wholeNote: seconds.
  func inTempo(_ effect: Session.Effect, wholeNote: Double) -> Session.Effect {
    guard !tempo.isEmpty else { return effect }
    return effect.setting(
      tempo.map { control in
        var value = control.note.double * wholeNote * control.unitsPerSecond
        while value > control.most { value /= 2 }
        let milliseconds = (value / control.unitsPerSecond * 1000).rounded()
        return Session.Control(control.symbol, min(control.most, milliseconds * control.unitsPerSecond / 1000))
      })
  }
}
