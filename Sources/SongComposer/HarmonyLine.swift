// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// A second voice below a tune: mostly thirds and sixths of the scale, chord tones on strong beats, moving little.
func composeSecond(_ plan: SegmentPlan, under melody: [LineNote], harmony: Harmony, range: KeyRange) -> [LineNote] {
  let voice = SecondVoice(harmony: harmony, key: plan.key, meter: plan.meter, range: range)
  var last: Int?
  return melody.compactMap { note in
    let candidates = voice.keys(under: note.key, note.onset, note.duration)
    let key = candidates.min { cost($0, note.key, last) < cost($1, note.key, last) }
    last = key ?? last
    return key.map { LineNote(onset: note.onset, duration: note.duration, key: $0) }
  }
}

/// What a second voice may have.
struct SecondVoice {
  let harmony: Harmony
  let key: Key
  let meter: Meter
  let range: KeyRange

  /// The keys of a note under one of the tune, the highest first; without a tune those of the range that go with the chord.
  func keys(under above: Int?, _ onset: ScoreTime, _ duration: ScoreTime) -> [Int] {
    let tones = Set(harmony.chord(at: onset)?.pitchClasses ?? key.scale)
    let isStrong = meter.strength(at: onset % meter.length) >= 1 || duration >= meter.beatUnit
    let classes = isStrong ? tones : tones.union(key.scale)
    let near = above.map { above in (3...12).map { above - $0 } } ?? (range.low...range.high).reversed()
    return near.filter { range.contains($0) && classes.contains($0 % 12) }
  }
}

/// The rule of second voices as a model: an event's `upper` is the tune above, -1 where none sounds.
struct SecondVoiceModel: SequenceModel {
  let name = "second voice"

  func alphabet() -> [Int] { Array(0...127) }
  func start() -> any SequenceCursor { Cursor() }

  private struct Cursor: SequenceCursor {
    private var last: Int?

    mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
      let weights = candidates.map { note in
        portableExp2(-cost(note.pitch, note.upper < 0 ? nil : note.upper, note.phrase == 1 ? nil : last))
      }
      let sum = weights.reduce(0, +)
      probabilities = weights.map { $0 / sum }
    }

    mutating func append(_ event: Event) { last = event.pitch }
  }
}

/// Thirds and sixths are welcome, fourths and fifths less, seconds and sevenths don't come up; movement costs.
private func cost(_ key: Int, _ above: Int?, _ last: Int?) -> Double {
  let interval: Double = switch above.map({ $0 - key }) {
  case nil, 3, 4: 0
  case 8, 9: 1
  case 5, 7: 3
  case 12: 4
  default: 7
  }
  return interval + Double(last.map { abs($0 - key) } ?? 0) * 0.7
}
