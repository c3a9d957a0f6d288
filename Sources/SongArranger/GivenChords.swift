// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
package import SongIR
package import SongMusic

/// Divides the bars of given chords by the rule of LANGUAGE, section 5: as many tokens as beats, or equal shares.
///
/// A `.` holds the chord before for a beat; a hold at the start of a bar goes on with the last chord of the bar before.
/// - Returns: nil where a bar doesn't divide; the caller reports it.
package func divide(_ bar: Spec.ChordBar, meter: Meter, key: Key, before: Chord?) -> Settings.ChordBar? {
  let beats = meter.groups.count
  let count = bar.tokens.count
  guard count > 0, count <= beats, beats % count == 0 || count == beats else { return nil }
  let starts = meter.beats.map(\.start) + [meter.length]
  let step = beats / count
  var entries: [Settings.ChordBar.Entry] = []
  var current = before
  for (index, token) in bar.tokens.enumerated() {
    let length = starts[(index + 1) * step] - starts[index * step]
    switch token.value {
    case .hold:
      if let last = entries.popLast() {
        entries.append(.init(chord: last.chord, length: last.length + length))
      } else {
        entries.append(.init(chord: current, length: length))
      }
    case .noChord:
      current = nil
      entries.append(.init(chord: nil, length: length))
    case .chord(let chord):
      current = chord
      entries.append(.init(chord: chord, length: length))
    case .roman(let numeral):
      current = numeral.chord(in: key)
      entries.append(.init(chord: current, length: length))
    }
  }
  return Settings.ChordBar(chords: entries)
}

/// All the bars of a section's chords, or the bar that doesn't divide.
func divide(_ chords: Spec.Chords, meter: Meter, key: Key) -> Result<[Settings.ChordBar], IndivisibleBar> {
  var bars: [Settings.ChordBar] = []
  for bar in chords.bars {
    guard let divided = divide(bar, meter: meter, key: key, before: bars.last?.chords.last?.chord) else {
      return .failure(IndivisibleBar(bar: bar))
    }
    bars.append(divided)
  }
  return .success(bars)
}

/// A bar whose number of chords doesn't divide the beats.
struct IndivisibleBar: Error {
  let bar: Spec.ChordBar
}
