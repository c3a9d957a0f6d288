// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// One voice of noise, or of a sine whose pitch falls: sweeps, and what lies under the strokes of drum machines.
///
/// A stroke on a stroke takes its place. Noise is of the sound's own seed; plugins that make noise number it by the clock.
final class OscillatorInstrument: Instrument {
  /// Peak at velocity 127.
  private static let peak = 0.25
  /// The way up to the peak and down from it, seconds: no click, and still a stroke.
  private static let edge = 0.000_25

  private let wave: Session.Oscillator.Wave
  private let events: [Session.Event]
  private var stream: RandomStream
  private let sampleRate: Double
  /// What the level falls to in a frame; 1 of a tone that is held.
  private let decay: Double
  private let step: Double
  private var nextEvent = 0
  private var position: Int64 = 0
  private var key: Int?
  /// Where the level is, and where it is going to.
  private var level = 0.0
  private var target = 0.0
  /// Of the sine, in turns, and what is left of its fall, as a share of it.
  private var phase = 0.0
  private var fall = 0.0

  init(_ oscillator: Session.Oscillator, events: [Session.Event], sampleRate: Int) {
    self.events = events
    wave = oscillator.wave
    self.sampleRate = Double(sampleRate)
    stream = Seed(wave.seed).child("noise").generator
    // 60 dB are a factor of 2^-9.966.
    decay = oscillator.decay.map { portableExp2(-9.965_784_284_662_087 / ($0 * Double(sampleRate))) } ?? 1
    step = Self.peak / (Self.edge * Double(sampleRate))
  }

  func render(into audio: inout Stereo) {
    for frame in 0..<audio.count {
      while nextEvent < events.count, events[nextEvent].at.value <= position {
        take(events[nextEvent].kind)
        nextEvent += 1
      }
      position += 1
      level += min(step, max(-step, target - level))
      target *= decay
      let (left, right) = level > 1e-6 ? sample() : (0, 0)
      audio.left[frame] = Float(level * left)
      audio.right[frame] = Float(level * right)
    }
  }

  private func sample() -> (left: Double, right: Double) {
    switch wave {
    case .noise:
      let draw = stream.next()
      return (
        Double(Int32(truncatingIfNeeded: draw)) * 0x1p-31, Double(Int32(truncatingIfNeeded: draw >> 32)) * 0x1p-31
      )
    case .sine(let fromHz, let toHz, let glide):
      phase += (toHz + (fromHz - toHz) * fall) / sampleRate
      phase -= phase.rounded(.down)
      fall *= 1 - 1 / (glide * sampleRate)
      let value = portableSin(turns: phase)
      return (value, value)
    }
  }

  private func take(_ event: Session.Event.Kind) {
    switch event {
    case .noteOn(let key, let velocity):
      let share = Double(velocity) / 127
      target = Self.peak * share * share
      (phase, fall) = (0, 1)
      self.key = key
    case .noteOff(let key) where key == self.key && decay == 1: target = 0
    case .noteOff, .control, .bend: break
    }
  }
}

extension Session.Oscillator.Wave {
  fileprivate var seed: Int {
    if case .noise(let seed) = self { seed } else { 0 }
  }
}
