// SPDX-License-Identifier: Apache-2.0
/// What a render measured. Holds no time, date or path.
package struct MasterReport: Sendable, Hashable, Codable {
  /// Integrated loudness, LUFS (ITU-R BS.1770-4, gated), of the samples before they are quantised.
  package let integratedLoudness: Double
  /// Highest true peak of both channels, dBTP, by libebur128's meter.
  package let truePeak: Double
  /// Loudness range, LU (EBU Tech 3342).
  package let loudnessRange: Double
  /// What the master's signal was raised by before the limiter, dB.
  package let gainDB: Double
  /// The limiter's threshold, dBTP.
  package let limiterThreshold: Double
  /// How often the limiter ran over the piece, search and final pass together.
  package let limiterPasses: Int
  /// True when the soft clipper stood before the limiter.
  package let softClipped: Bool
  /// Loudness of the master's signal before the gain, LUFS.
  package let premasterLoudness: Double
  /// Gain that each stretch of the session's ride got, dB.
  package let rideDB: [Double]
  /// Loudness of each stretch in the master, ungated, LUFS.
  package let rideLoudness: [Double]
  /// The common gain of the stems, dB: 0, or what keeps the highest peak of them at full scale. Nil without stems.
  package let stemGainDB: Double?
  /// In the order of the files.
  package let lossyFiles: [LossyFile]
  /// In the session's order.
  package let tracks: [Channel]
  /// In the session's order.
  package let returns: [Channel]

  /// A file whose decoded samples aren't the master's, as it was measured after decoding.
  package struct LossyFile: Sendable, Hashable, Codable {
    /// `ogg`, `opus`, `mp3`.
    package let encoding: String
    /// What the master was turned down by, so that the true peak holds; 0 or below.
    package let gainDB: Double
    /// Integrated loudness, LUFS.
    package let loudness: Double
    /// dBTP.
    package let truePeak: Double
  }

  /// A track or return as it enters the bus: after inserts, gain and pan.
  package struct Channel: Sendable, Hashable, Codable {
    package let id: String
    /// Sample peak, dBFS; `silenceDB` when it is silent.
    package let peak: Double
    /// Integrated loudness, LUFS; `silenceDB` when nothing passes the gate.
    package let loudness: Double
  }
}

/// The level that stands for silence in reports, where the true one is minus infinity.
package let silenceDB = -200.0
