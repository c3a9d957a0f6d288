// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR

/// What the performance does with the intensity of each measure.
package struct MeasuredIntensity: Sendable, Hashable {
  /// Seconds from the start of the piece.
  package let start: Double
  package let seconds: Double
  /// Parts that sound in the measure.
  package let parts: Int
  /// Notes that begin in the measure, of all parts, a second.
  package let onsets: Double

  /// The figures of every measure.
  ///
  /// A note that a player begins up to 20 ms early belongs to the measure that it is written in, and what lasts into a
  /// measure by less than 50 ms doesn't sound there.
  package static func measures(of arrangement: Arrangement, _ performance: Performance) -> [MeasuredIntensity] {
    func seconds(_ tick: Ticks) -> Double { performance.tempo.seconds(at: tick).double }
    let bounds = (arrangement.measures.map(\.start) + [arrangement.end]).map { seconds(Ticks($0)) }
    var onsets = [Int](repeating: 0, count: arrangement.measures.count)
    var parts = onsets
    for part in performance.parts {
      var sounds = [Bool](repeating: false, count: onsets.count)
      var measure = 0
      for note in part.notes {
        let start = seconds(note.onset)
        let end = seconds(note.end)
        while measure + 1 < onsets.count, bounds[measure + 1] <= start + early { measure += 1 }
        onsets[measure] += 1
        sounds[measure] = true
        var next = measure + 1
        while next < onsets.count, end > bounds[next] + late {
          sounds[next] = true
          next += 1
        }
      }
      for index in sounds.indices where sounds[index] { parts[index] += 1 }
    }
    return onsets.indices.map { index in
      let length = bounds[index + 1] - bounds[index]
      return MeasuredIntensity(
        start: bounds[index], seconds: length, parts: parts[index], onsets: Double(onsets[index]) / length)
    }
  }
}

/// Seconds.
private let early = 0.02
private let late = 0.05
