// SPDX-License-Identifier: Apache-2.0
internal import CEbur128

/// A stereo meter after ITU-R BS.1770 and EBU R 128.
package struct LoudnessMeter: ~Copyable {
  private var state: UnsafeMutablePointer<ebur128_state>?

  /// What a meter can tell; less is faster.
  package enum Extent {
    /// Integrated loudness to 0.1 LU, in memory that doesn't grow.
    case coarse
    /// Integrated loudness exactly. Keeps 8 bytes each 100 ms.
    case integrated
    /// Integrated loudness and loudness range. Keeps 8 bytes more each second.
    case full
    /// True peak alone: 4 times oversampled, three times as dear as the rest.
    case truePeak
  }

  /// - Throws: `resourcesExhausted`.
  package init(sampleRate: Int, extent: Extent) throws(AudioError) {
    let mode =
      switch extent {
      case .coarse: EBUR128_MODE_I.rawValue | EBUR128_MODE_HISTOGRAM.rawValue
      case .integrated: EBUR128_MODE_I.rawValue | EBUR128_MODE_S.rawValue
      case .full: EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue
      case .truePeak: EBUR128_MODE_TRUE_PEAK.rawValue
      }
    guard let state = ebur128_init(2, UInt(sampleRate), Int32(mode)) else {
      throw .resourcesExhausted("libebur128 meter")
    }
    self.state = state
  }

  deinit {
    var state = state
    ebur128_destroy(&state)
  }

  /// Measures frames of interleaved samples.
  ///
  /// - Throws: `resourcesExhausted`.
  ///
  /// - Parameter start: the first of the frames in the array.
  package mutating func add(interleaved samples: borrowing [Float], from start: Int = 0, frames: Int) throws(AudioError) {
    precondition(frames >= 0 && start >= 0 && (start + frames) * 2 <= samples.count)
    guard frames > 0 else { return }
    let status = samples.withUnsafeBufferPointer { ebur128_add_frames_float(state, $0.baseAddress.map { $0 + start * 2 }, frames) }
    guard status == Int32(EBUR128_SUCCESS.rawValue) else { throw .resourcesExhausted("libebur128 history") }
  }

  /// Loudness of the last milliseconds without a gate, LUFS; `silenceDB` for silence.
  ///
  /// - Precondition: at most `longestWindow`, on a meter that isn't `coarse` or `truePeak`. A longer one would need
  ///   `ebur128_set_max_window`, which in version 1.2.6 takes a thousand times the memory.
  borrowing func windowLoudness(milliseconds: Int) -> Double {
    var value = 0.0
    let status = ebur128_loudness_window(state, UInt(milliseconds), &value)
    return status == Int32(EBUR128_SUCCESS.rawValue) && value.isFinite ? value : silenceDB
  }

  /// Integrated loudness, LUFS; `silenceDB` when nothing passed the gate of -70 LUFS.
  package borrowing func integratedLoudness() -> Double {
    var value = 0.0
    let status = ebur128_loudness_global(state, &value)
    return status == Int32(EBUR128_SUCCESS.rawValue) && value.isFinite ? value : silenceDB
  }

  /// Loudness range, LU; 0 when the piece is too short for one.
  borrowing func loudnessRange() -> Double {
    var value = 0.0
    let status = ebur128_loudness_range(state, &value)
    return status == Int32(EBUR128_SUCCESS.rawValue) && value.isFinite ? value : 0
  }

  /// The higher true peak of both channels, dBTP.
  package borrowing func truePeak() -> Double {
    var highest = 0.0
    for channel in 0..<UInt32(2) {
      var value = 0.0
      if ebur128_true_peak(state, channel, &value) == Int32(EBUR128_SUCCESS.rawValue) { highest = max(highest, value) }
    }
    return decibels(highest)
  }
}
