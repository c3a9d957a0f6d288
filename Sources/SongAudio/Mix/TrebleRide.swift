// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A shelf above 3 kHz whose gain goes along a session's ride.
///
/// A low-pass of one pole splits the signal; what lies above it is scaled, so at 0 dB nothing changes. The gain glides
/// over about a tenth of a second.
struct TrebleRide {
  private let points: [Session.Master.RidePoint]
  private let gains: [Float]
  private let lowPass: Float
  private let glide: Float
  private var index = 0
  private var level: Float
  private var left = Float(0)
  private var right = Float(0)

  init(_ points: [Session.Master.RidePoint], sampleRate: Int) {
    self.points = points
    gains = points.map { Float(gain(decibels: $0.trebleDB)) }
    // One-pole coefficients 1 - exp(-2 pi f / rate).
    lowPass = Float(1 - portableExp2(-corner * 2 * Double.pi * 1.442_695_040_888_963_4 / Double(sampleRate)))
    glide = Float(1 - portableExp2(-1.442_695_040_888_963_4 / (0.03 * Double(sampleRate))))
    level = gains.first ?? 1
  }

  /// Changes interleaved frames that begin at `position`.
  mutating func process(_ samples: inout [Float], frames: Int, at position: Int64) {
    guard !points.isEmpty else { return }
    var samples = samples.mutableSpan
    for i in 0..<frames {
      while index + 1 < points.count, points[index + 1].at.value <= position + Int64(i) { index += 1 }
      level += (gains[index] - level) * glide
      left += (samples[2 * i] - left) * lowPass
      right += (samples[2 * i + 1] - right) * lowPass
      samples[2 * i] = left + (samples[2 * i] - left) * level
      samples[2 * i + 1] = right + (samples[2 * i + 1] - right) * level
    }
  }
}

/// Hertz.
private let corner = 3000.0
