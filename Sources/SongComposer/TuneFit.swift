// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// How well chords fit the notes that the spec gives: what lasts long or stands on a strong beat counts most.
struct TuneFit {
  private struct Note {
    let onset: ScoreTime
    let end: ScoreTime
    let pitchClass: Int
  }

  /// Sorted by onset.
  private let notes: [Note]
  private let meter: Meter

  /// Nil where no pitch is given.
  init?(_ plan: SegmentPlan) {
    notes = plan.tunes.flatMap { line in
      line.notes.flatMap { note in
        note.pitches.compactMap { pitch in
          pitch.fixedKey.map { Note(onset: note.onset, end: note.end, pitchClass: $0 % 12) }
        }
      }
    }
    .sorted { $0.onset < $1.onset }
    meter = plan.meter
    if notes.isEmpty { return nil }
  }

  /// The share of what sounds in a stretch that is made of the tones, 0...1; nil where nothing given sounds.
  func share(of tones: Set<Int>, in stretch: Range<ScoreTime>) -> Double? {
    var all = 0.0
    var fitting = 0.0
    for note in notes where note.onset < stretch.upperBound && note.end > stretch.lowerBound {
      let sounding = min(note.end, stretch.upperBound) - max(note.onset, stretch.lowerBound)
      let strength = note.onset < stretch.lowerBound ? 1 : 1 + Double(meter.strength(at: note.onset % meter.length)) / 2
      all += sounding.double * strength
      if tones.contains(note.pitchClass) { fitting += sounding.double * strength }
    }
    return all > 0 ? fitting / all : nil
  }

  /// The share that the best of the key's triads has.
  func bestShare(in stretch: Range<ScoreTime>, key: Key) -> Double? {
    (1...7).compactMap { share(of: Set(key.triad($0).pitchClasses), in: stretch) }.max()
  }
}
