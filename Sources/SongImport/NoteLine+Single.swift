// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension NoteLine.Note {
  /// The MIDI key of its highest pitch.
  var highestKey: Int { pitches.map(\.sounding).max() ?? 60 }
}

extension LinePitch {
  /// The MIDI key of a pitch that is known.
  var sounding: Int {
    switch self {
    case .pitch(let pitch): pitch.key
    case .key(let key): key
    case .letter, .degree, .tone: 60
    }
  }
}

/// The notes of a stretch as one line: what begins together is a chord, what is held into the next onset ends there.
///
/// - Parameters:
///   - notes: by onset.
///   - cut: told each note that became shorter, by more than what a player leaves anyway.
///   - struck: told each note that came from before the stretch.
func singleLine(
  _ notes: [NoteLine.Note], from: ScoreTime, to: ScoreTime, cut: (NoteLine.Note) -> Void, struck: (NoteLine.Note) -> Void
) -> [NoteLine.Note] {
  var result: [NoteLine.Note] = []
  for note in notes {
    guard note.onset < to, note.onset >= from || note.end > from else { continue }
    var placed = note
    if note.onset < from {
      struck(note)
      placed.duration = note.end - from
      placed.onset = .zero
      placed.syllable = nil
    } else {
      placed.onset = note.onset - from
    }
    placed.duration = min(placed.duration, to - from - placed.onset)
    guard placed.duration > .zero else { continue }
    if let last = result.indices.last, result[last].onset == placed.onset {
      if placed.duration != result[last].duration { cut(note) }
      result[last].duration = max(result[last].duration, placed.duration)
      let new = placed.pitches.filter { pitch in !result[last].pitches.contains { $0.sounding == pitch.sounding } }
      result[last].pitches = (result[last].pitches + new).sorted { $0.sounding < $1.sounding }
      result[last].syllable = result[last].syllable ?? placed.syllable
      continue
    }
    if let last = result.indices.last, result[last].end > placed.onset {
      cut(result[last])
      result[last].duration = placed.onset - result[last].onset
    }
    result.append(placed)
  }
  return result
}

/// Two lines of notes that overlap too much for one: the lower ones apart.
func voices(of notes: [NoteLine.Note]) -> [[NoteLine.Note]] {
  var overlapping = 0
  var end = ScoreTime.zero
  var onset: ScoreTime?
  for note in notes {
    if note.onset != onset, note.onset < end { overlapping += 1 }
    end = max(end, note.end)
    onset = note.onset
  }
  guard overlapping * 5 > notes.count, notes.count > 4 else { return [notes] }
  // Where the keys lie apart most evenly: the mean of them.
  let keys = notes.flatMap { $0.pitches.map(\.sounding) }
  let middle = keys.reduce(0, +) / max(1, keys.count)
  func half(_ isUpper: Bool) -> [NoteLine.Note] {
    notes.compactMap { note in
      var kept = note
      kept.pitches = note.pitches.filter { ($0.sounding >= middle) == isUpper }
      return kept.pitches.isEmpty ? nil : kept
    }
  }
  let result = [half(true), half(false)]
  return result.contains { $0.isEmpty } ? [notes] : result
}
