// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Who plays what in a piece whose file doesn't say it.
struct PartGuess {
  private let parts: [ImportedScore.Part]

  /// - Parameter parts: those with pitched notes.
  init(_ parts: [ImportedScore.Part]) { self.parts = parts }

  /// Gives each part its place: the tune, a second line, the bass, and the accompaniment of all others.
  func give(to music: inout TrainingMusic) {
    music.voices = fourVoices
    var rest = Array(parts.indices)
    func take(_ index: Int?) -> [TrainingMusic.Note]? {
      guard let index else { return nil }
      rest.removeAll { $0 == index }
      return line(parts[index], highest: true)
    }
    music.melody = take(lead) ?? []
    // The lowest line where several could be the bass.
    if let bass = rest.filter({ parts[$0].isBass }).min(by: { parts[$0].meanKey < parts[$1].meanKey }) {
      rest.removeAll { $0 == bass }
      music.bass = line(parts[bass], highest: false)
    }
    let second = rest.filter { parts[$0].isSingle && !music.melody.isEmpty }.max { parts[$0].meanKey < parts[$1].meanKey }
    music.second = take(second) ?? []
    music.accompaniment = rest.flatMap { index in notes(parts[index]) }
      .sorted { ($0.onset, $0.key, $0.duration) < ($1.onset, $1.key, $1.duration) }
  }

  /// What the import took for the tune, else the highest part; none where that is a bass.
  private var lead: Int? {
    let found = parts.firstIndex { $0.isLead } ?? parts.indices.max { parts[$0].meanKey < parts[$1].meanKey }
    return found.flatMap { parts[$0].isBass ? nil : $0 }
  }

  /// Four lines from the highest to the lowest, most of whose notes begin together; else none.
  private var fourVoices: [[TrainingMusic.Note]] {
    guard parts.count == 4, parts.allSatisfy({ $0.isSingle }) else { return [] }
    let voices = parts.sorted { $0.meanKey > $1.meanKey }
    let soprano = Set(voices[0].notes.map(\.onset))
    for voice in voices.dropFirst() {
      let shared = voice.notes.count { soprano.contains($0.onset) }
      guard shared * 2 >= soprano.count else { return [] }
    }
    return voices.map { line($0, highest: true) }
  }

  private func notes(_ part: ImportedScore.Part) -> [TrainingMusic.Note] {
    part.notes.flatMap { note in
      note.pitches.map { .init(onset: note.onset, duration: note.duration, key: $0.sounding) }
    }
  }

  /// One note at a time: the highest or the lowest of what begins together, each until the next one at most.
  private func line(_ part: ImportedScore.Part, highest: Bool) -> [TrainingMusic.Note] {
    var result: [TrainingMusic.Note] = []
    let sorted = notes(part).sorted { ($0.onset, highest ? -$0.key : $0.key) < ($1.onset, highest ? -$1.key : $1.key) }
    for note in sorted {
      guard let last = result.last else {
        result.append(note)
        continue
      }
      if note.onset == last.onset { continue }
      if last.onset + last.duration > note.onset {
        result[result.count - 1] = .init(onset: last.onset, duration: note.onset - last.onset, key: last.key)
      }
      result.append(note)
    }
    return result
  }
}

extension ImportedScore.Part {
  fileprivate var meanKey: Int {
    let keys = notes.flatMap { $0.pitches.map(\.sounding) }
    return keys.isEmpty ? 0 : keys.reduce(0, +) / keys.count
  }

  /// By its program or its name, or by a low line.
  fileprivate var isBass: Bool {
    if let program, program / 8 == bassFamily { return true }
    let name = name.lowercased()
    return name.contains("bass") && !name.contains("bassoon") || meanKey < lowMeanKey && isSingle
  }

  /// Whether few of its notes sound together; a player's legato overlaps a little.
  fileprivate var isSingle: Bool {
    var crowded = 0
    var end = ScoreTime.zero
    for note in notes {
      if note.pitches.count > 1 || note.onset + note.duration / 2 < end { crowded += 1 }
      end = max(end, note.onset + note.duration)
    }
    return crowded * 5 <= notes.count
  }
}

/// General MIDI programs of basses, in eights.
private let bassFamily = 4
/// MIDI key below which the mean of a line is a bass's, as in `SongMaker`.
private let lowMeanKey = 50
