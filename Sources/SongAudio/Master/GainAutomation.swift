// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Moves the level of the whole mix along the session's points: stops, voice-overs.
struct GainAutomation {
  private let points: [Session.Master.GainPoint]
  private var index = 0

  init(_ points: [Session.Master.GainPoint]) { self.points = points }

  var isEmpty: Bool { points.isEmpty }

  /// Writes the premaster with the automation into its own file; the loudness and peak are measured again.
  ///
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func apply(to premaster: Premaster, sampleRate: Int) throws(AudioError) -> Premaster {
    var automation = self
    return try premaster.rewritten(sampleRate: sampleRate) { samples, frames, position in
      automation.scale(&samples, frames: frames, from: position)
    }
  }

  /// Between two points the gain goes straight from one to the other. Frames come in order.
  mutating func scale(_ samples: inout [Float], frames: Int, from position: Int64) {
    guard !points.isEmpty else { return }
    var samples = samples.mutableSpan
    for i in 0..<frames {
      let frame = position + Int64(i)
      while index < points.count, points[index].at.value <= frame { index += 1 }
      var level = index > 0 ? points[index - 1].gain : 1
      if index > 0, index < points.count {
        let from = points[index - 1]
        let to = points[index]
        level += (to.gain - from.gain) * Double(frame - from.at.value) / Double(to.at.value - from.at.value)
      }
      samples[2 * i] *= Float(level)
      samples[2 * i + 1] *= Float(level)
    }
  }
}
