// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Music by a fixed rule, as much as the real sets have, for where those aren't at hand: a tune walks by steps and small
/// leaps through the scale of its key, in phrases that end on long notes.
enum SyntheticMusic {
  /// A bench of the size of the chorales that models are measured on: 185 pieces, ten folds, about 9,200 events.
  static func bench() -> Data {
    let pieces = (0..<185).map { number in
      var stream = Stream(number)
      let tonic = stream.below(12)
      let mode = stream.below(2) * 9
      let meter = number % 8 == 0 ? 3 : 4
      let rows = tune(&stream, tonic: tonic, isMinor: mode > 0, notes: 46 + number % 8).map {
        "[\($0.onset),\($0.duration),\($0.pitch),\(mode),\(meter * 24),\(meter),\($0.phrase),\(tonic)]"
      }
      return "{\"events\":[\(rows.joined(separator: ","))]}"
    }
    let folds = (0..<10).map { fold in "\(Array(stride(from: fold, to: 185, by: 10)))" }
    let fields = ["onset", "dur", "cpitch", "mode", "barlength", "pulses", "phrase", "tonic"].map { "\"\($0)\"" }
    return Data(
      """
      {"dataset":"synthetic","timebase":96,"fields":[\(fields.joined(separator: ","))],\
      "pieces":[\(pieces.joined(separator: ","))],"folds":[\(folds.joined(separator: ","))]}
      """.utf8)
  }

  /// A corpus of songs in the project's format, JSON Lines.
  static func songs(_ count: Int) -> Data {
    let lines = (0..<count).map { number in
      var stream = Stream(1000 + number)
      let notes = tune(&stream, tonic: 0, isMinor: false, notes: 240)
      let bars = (notes.last.map { $0.onset + $0.duration } ?? 0) / 96 + 1
      let chords = (0..<bars).map { "[\($0 * 96),96,\"\(["C:maj", "A:min", "F:maj", "G:7"][stream.below(4)])\"]" }
      let melody = notes.map { "[\($0.onset),\($0.duration),\($0.pitch),80,20]" }
      return """
        {"id":"\(number)","q":24,"meter":[[0,"4/4"]],"key":[[0,"C:maj"]],"chords":[\(chords.joined(separator: ","))],\
        "melody":[\(melody.joined(separator: ","))]}

        """
    }
    return Data(lines.joined().utf8)
  }

  private struct Note {
    var onset: Int
    var duration: Int
    var pitch: Int
    /// 1 begins a phrase, -1 ends it.
    var phrase: Int
  }

  private static func tune(_ stream: inout Stream, tonic: Int, isMinor: Bool, notes count: Int) -> [Note] {
    let scale = isMinor ? [0, 2, 3, 5, 7, 8, 10] : [0, 2, 4, 5, 7, 9, 11]
    var step = 7
    var onset = 0
    var place = 0
    return (0..<count).map { _ in
      step = min(13, max(0, step + [-2, -1, -1, 0, 1, 1, 2, 4, -3][stream.below(9)]))
      let isLast = place == 7
      let duration = isLast ? 48 : [12, 24, 24, 24, 36, 12][stream.below(6)]
      let phrase = place == 0 ? 1 : isLast ? -1 : 0
      defer {
        onset += duration
        place = (place + 1) % 8
      }
      return Note(onset: onset, duration: duration, pitch: 57 + tonic % 7 + step / 7 * 12 + scale[step % 7], phrase: phrase)
    }
  }

  /// Numbers by a linear rule; Knuth's factors.
  private struct Stream {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }
}
