// SPDX-License-Identifier: Apache-2.0
/// Two channels of samples of one length, apart from each other.
struct Stereo {
  var left: [Float]
  var right: [Float]

  /// Silence.
  init(frames: Int) {
    left = [Float](repeating: 0, count: frames)
    right = left
  }

  /// Frames.
  var count: Int { left.count }

  /// Silences `range`.
  mutating func clear(_ range: Range<Int>) {
    withPointers { left, right in
      (left + range.lowerBound).update(repeating: 0, count: range.count)
      (right + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }

  /// Copies `count` frames from another buffer.
  mutating func copy(from source: borrowing Stereo, at sourceStart: Int, to start: Int, count: Int) {
    precondition(sourceStart >= 0 && sourceStart + count <= source.count && start >= 0 && start + count <= self.count)
    guard count > 0 else { return }
    source.left.withUnsafeBufferPointer { from in
      left.withUnsafeMutableBufferPointer { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        (to + start).update(from: from + sourceStart, count: count)
      }
    }
    source.right.withUnsafeBufferPointer { from in
      right.withUnsafeMutableBufferPointer { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        (to + start).update(from: from + sourceStart, count: count)
      }
    }
  }

  /// Lends both sides to C. The buffer must not be empty.
  mutating func withPointers<Result>(
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    left.withUnsafeMutableBufferPointer { left in
      right.withUnsafeMutableBufferPointer { right in
        guard let left = left.baseAddress, let right = right.baseAddress else {
          preconditionFailure("an audio buffer has at least one frame")
        }
        return body(left, right)
      }
    }
  }
}
