// SPDX-License-Identifier: Apache-2.0
/// An effect chain whose output is in time with its input: its latency is dropped from the start.
///
/// Blocks go in, frames come out in any number; what is not asked for yet waits inside.
final class AlignedChain {
  /// Frames that the mixer looks ahead; a chain can't be later than that.
  static let longestLatency = 16384

  private let chain: EffectChain
  private let uri: String
  private var waiting: Stereo
  /// Frames of `waiting` that are filled.
  private(set) var available = 0
  private var toDrop: Int?

  /// - Parameter uri: the plugin that an error is laid to.
  init(_ chain: EffectChain, uri: String) {
    self.chain = chain
    self.uri = uri
    waiting = Stereo(frames: 4 * Plugin.block)
  }

  /// Processes a block of `Plugin.block` frames, which is overwritten.
  ///
  /// - Throws: `pluginBadOutput`, `pluginCrashed`, `pluginHung`, `pluginRefused` when the latency is too long.
  func push(_ block: inout Stereo) throws(AudioError) {
    try chain.process(&block)
    if toDrop == nil {
      let latency = chain.latency
      guard latency <= Self.longestLatency else {
        throw .pluginRefused(uri: uri, reason: .latencyTooLong(frames: latency))
      }
      toDrop = latency
    }
    let dropped = min(toDrop ?? 0, block.count)
    toDrop = (toDrop ?? 0) - dropped
    let count = block.count - dropped
    if available + count > waiting.count { grow(to: available + count) }
    waiting.copy(from: block, at: dropped, to: available, count: count)
    available += count
  }

  /// Moves the oldest `count` frames, of those that are available, to `target`.
  func pop(_ count: Int, into target: inout Stereo, at start: Int = 0) {
    precondition(count <= available, "no more frames than there are")
    target.copy(from: waiting, at: 0, to: start, count: count)
    let rest = available - count
    waiting.withPointers { left, right in
      left.update(from: left + count, count: rest)
      right.update(from: right + count, count: rest)
    }
    available = rest
  }

  private func grow(to frames: Int) {
    var larger = Stereo(frames: max(frames, waiting.count * 2))
    larger.copy(from: waiting, at: 0, to: 0, count: available)
    waiting = larger
  }
}
