// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Notes of one voice that begin and end together, low to high.
struct NoteGroup {
  let onset: ScoreTime
  let end: ScoreTime
  var notes: [WrittenNote]
}

/// A note and the pitch that stands on the staff; nil for percussion.
struct WrittenNote {
  let note: Score.Note
  let pitch: Pitch?
  /// As they stand on the staff: small notes before it, and those that its sign means where the signature has others.
  var smallNotes: [Pitch] = []
  var altered: [SignAccidental] = []
}

/// An accidental at a sign: above it for the note above.
struct SignAccidental {
  let alter: Int
  let isAbove: Bool
}

/// The lines of a staff: in each, groups follow one another without overlap.
///
/// Voices become lines in their order. Where notes of one voice overlap, the later group goes to a further line.
func voiceLines(_ notes: [WrittenNote]) -> [[NoteGroup]] {
  let sorted = notes.sorted {
    ($0.note.voice, $0.note.onset, $1.note.duration) < ($1.note.voice, $1.note.onset, $0.note.duration)
  }
  var lines: [[NoteGroup]] = []
  var further: [NoteGroup] = []
  var voice: Int?
  for note in sorted {
    if note.note.voice != voice {
      lines.append([])
      voice = note.note.voice
    }
    let line = lines.count - 1
    let onset = note.note.onset
    let end = note.note.end
    let group = NoteGroup(onset: onset, end: end, notes: [note])
    if let last = lines[line].last, last.onset == onset, last.end == end {
      lines[line][lines[line].count - 1].notes.append(note)
    } else if lines[line].last.map({ $0.end <= onset }) ?? true {
      lines[line].append(group)
    } else if let last = further.last, last.onset == onset, last.end == end {
      further[further.count - 1].notes.append(note)
    } else {
      further.append(group)
    }
  }
  return lines + stacked(further)
}

/// Puts each group into the first line that is free.
private func stacked(_ groups: [NoteGroup]) -> [[NoteGroup]] {
  var lines: [[NoteGroup]] = []
  for group in groups.sorted(by: { $0.onset < $1.onset }) {
    if let free = lines.firstIndex(where: { $0.last!.end <= group.onset }) {
      lines[free].append(group)
    } else {
      lines.append([group])
    }
  }
  return lines
}
