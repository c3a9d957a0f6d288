// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A second voice below a tune: mostly thirds and sixths of the scale, chord tones on strong beats, moving little.
func composeSecond(_ plan: SegmentPlan, under melody: [LineNote], harmony: Harmony, range: KeyRange) -> [LineNote] {
  var last: Int?
  return melody.compactMap { note in
    let tones = Set(harmony.chord(at: note.onset)?.pitchClasses ?? plan.key.scale)
    let isStrong = plan.meter.strength(at: note.onset % plan.meter.length) >= 1 || note.duration >= plan.meter.beatUnit
    let classes = isStrong ? tones : tones.union(plan.key.scale)
    let candidates = (3...12).map { note.key - $0 }.filter { range.contains($0) && classes.contains($0 % 12) }
    let key = candidates.min { cost($0, note.key, last) < cost($1, note.key, last) }
    last = key ?? last
    return key.map { LineNote(onset: note.onset, duration: note.duration, key: $0) }
  }
}

/// Thirds and sixths are welcome, fourths and fifths less, seconds and sevenths don't come up; movement costs.
private func cost(_ key: Int, _ above: Int, _ last: Int?) -> Double {
  let interval: Double = switch above - key {
  case 3, 4: 0
  case 8, 9: 1
  case 5, 7: 3
  case 12: 4
  default: 7
  }
  return interval + Double(last.map { abs($0 - key) } ?? 0) * 0.7
}
