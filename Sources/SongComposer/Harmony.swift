// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// The chords of a section on the time line of the section.
struct Harmony {
  struct Entry: Hashable {
    /// From the start of the section.
    let onset: ScoreTime
    let duration: ScoreTime
    /// Nil is N.C.
    let chord: Chord?

    var end: ScoreTime { onset + duration }
  }

  /// Sorted, without gaps; neighbours differ.
  let entries: [Entry]

  /// Merges neighbours of the same chord.
  init(_ entries: [Entry]) {
    var merged: [Entry] = []
    for entry in entries where entry.duration > .zero {
      if let last = merged.last, last.chord == entry.chord {
        merged[merged.count - 1] = Entry(onset: last.onset, duration: last.duration + entry.duration, chord: last.chord)
      } else {
        merged.append(entry)
      }
    }
    self.entries = merged
  }

  /// The chord that sounds at a time.
  func entry(at time: ScoreTime) -> Entry? { index(at: time).map { entries[$0] } }

  /// The place of the chord that sounds at a time.
  func index(at time: ScoreTime) -> Int? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].end <= time { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].onset <= time ? low : nil
  }

  func chord(at time: ScoreTime) -> Chord? { entry(at: time)?.chord }

  /// The first chord that begins after a time.
  func next(after time: ScoreTime) -> Entry? { entries.first { $0.onset > time } }
}

/// The spelling of a key in its harmony: a chord tone as the chord spells it, else as the key does.
func spell(_ midi: Int, chord: Chord?, key: Key) -> Pitch {
  let pitchClass = midi % 12
  if let name = chord?.names.first(where: { $0.pitchClass == pitchClass }), abs(name.alter) <= 1 {
    return Pitch(name, key: midi)
  }
  return Pitch(key.spelling(of: pitchClass), key: midi)
}
