// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport

/// Denormal numbers are zero in this thread from here until `restore`; some effects are four times slower otherwise.
struct FlushToZero: ~Copyable {
  private let saved: UInt64

  init() { saved = songFlushToZeroBegin() }

  /// Ends the mode now.
  consuming func restore() {}

  deinit { songFlushToZeroEnd(saved) }
}
