// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension SyncWriter {
  /// Lets the measures of peaks outdo all others in the sum of their velocities: the more is wanting, the more of their
  /// beats, then of the places between, everyone who accompanies strikes.
  func crown(_ parts: inout [Score.Part]) {
    let peaks = arrangement.measures.indices.filter { arrangement.measures[$0].isPeak && !arrangement.measures[$0].isRing }
    guard !peaks.isEmpty else { return }
    var sums = Array(repeating: 0, count: arrangement.measures.count)
    for (number, part) in parts.enumerated() {
      for note in part.notes { sums[arrangement.measure(at: note.onset)] += velocity(of: note, number) }
    }
    let wanted = (sums.enumerated().filter { !arrangement.measures[$0.offset].isPeak }.map(\.element).max() ?? 0) * margin / 100
    for peak in peaks {
      let measure = arrangement.measures[peak]
      let end = measure.start + measure.length
      let beats = measure.meter.beats
      let places = beats.map { measure.start + $0.start } + beats.map { measure.start + $0.start + $0.length / 2 }
      for place in places where sums[peak] <= wanted {
        for number in parts.indices where mayStrike(place, arrangement.parts[number]) {
          strike(.peak, at: place, &parts[number], arrangement.parts[number])
          parts[number].notes.sort { $0.onset < $1.onset }
        }
        sums[peak] = parts.enumerated().reduce(0) { sum, entry in
          entry.element.notes.reduce(sum) {
            $1.onset >= measure.start && $1.onset < end ? $0 + velocity(of: $1, entry.offset) : $0
          }
        }
      }
    }
  }

  private func velocity(of note: Score.Note, _ number: Int) -> Int {
    let power = arrangement.measures[arrangement.measure(at: note.onset)].power
    let level = IntensityMapping.velocity(power: power) + levelOffset(arrangement.parts[number].settings.role)
    return min(127, max(1, level + note.emphasis))
  }

  /// Whether a part that accompanies plays at a place; tunes stay as they are.
  private func mayStrike(_ place: ScoreTime, _ plan: Arrangement.Part) -> Bool {
    guard plan.presence?.contains(where: { $0.from <= place && place < $0.to }) ?? true,
      plan.activity[arrangement.measure(at: place)] != .silent,
      !arrangement.syncs.contains(where: { $0.hit == .stop && $0.want != .note && $0.at <= place && place < $0.end })
    else { return false }
    switch plan.settings.role {
    case .chords, .pad, .arpeggio, .bass, .drums: return true
    case .melody, .harmony, .counter: return false
    }
  }
}

/// Percent of the loudest other measure that a peak is written for: players deviate.
private let margin = 108
