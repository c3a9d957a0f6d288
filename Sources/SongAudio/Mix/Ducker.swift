// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Moves the level of a track along a session's duck.
struct Ducker {
  /// On the rendered time line.
  private let strokes: [Int64]
  /// What is taken away at a stroke, as a share of the amplitude.
  private let depth: Double
  private let fall: Double
  private let rise: Double
  private var position: Int64 = 0
  /// The first stroke that is still to come.
  private var next = 0

  init(_ duck: Session.Duck, rollIn: RollIn) {
    strokes = rollIn.times(duck.strokes)
    depth = 1 - gain(decibels: duck.gainDB)
    fall = Double(max(1, duck.fall.value))
    rise = Double(max(1, duck.rise.value))
  }

  /// Changes the next frames.
  mutating func process(_ audio: inout Stereo) {
    for frame in 0..<audio.count {
      let level = Float(1 - depth * share(at: position + Int64(frame)))
      audio.left[frame] *= level
      audio.right[frame] *= level
    }
    position += Int64(audio.count)
  }

  /// 0...1: straight down, and up along (1 - x)^2, which is steep at first.
  private mutating func share(at frame: Int64) -> Double {
    while next < strokes.count, strokes[next] <= frame { next += 1 }
    let coming = next < strokes.count ? max(0, 1 - Double(strokes[next] - frame) / fall) : 0
    let gone = next > 0 ? max(0, 1 - Double(frame - strokes[next - 1]) / rise) : 0
    return max(coming, gone * gone)
  }
}
