// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A part while it is being played.
struct PartPlaying {
  let part: Score.Part
  let score: Score
  let settings: Settings
  /// The part's own stream, and the one that all parts share.
  let player: Seed
  let ensemble: Seed
  var notes: [PlayedNote]
  /// What the part does; nil where the settings don't name it.
  let role: Role?
  /// Indices of the notes that its listener follows: the highest of each onset of a tune, a second voice or a bass;
  /// none of an accompaniment, whose notes are no line.
  let line: [Int]
  /// What the part's player can do with a tone.
  let tone: Settings.ToneControl
  /// Of each note whether no other is written while it sounds: bends reach all notes of a part.
  let isAlone: [Bool]
  /// Where what strikes is at sync points.
  let strikes: Set<ScoreTime>
  /// Where each measure lies in its phrase and section.
  let shape: [MeasureShape]

  init(_ part: Score.Part, _ score: Score, _ settings: Settings, seed: Seed, shape: [MeasureShape], notes: [PlayedNote]) {
    self.part = part
    self.score = score
    self.settings = settings
    self.notes = notes
    self.shape = shape
    player = seed.child(part.id)
    ensemble = seed.child("ensemble")
    let own = settings.parts.first { $0.id == part.id }
    let role = own?.role
    self.role = role
    tone = own?.tone ?? Settings.ToneControl()
    isAlone = aloneNotes(notes)
    strikes = Set(score.syncs.filter { $0.hit != .marker }.map(\.start))
    let isLine = !part.isPercussion && role.map { $0.isLine || $0 == .bass } ?? true
    line = isLine ? topNotes(notes) : []
  }

  var humanize: Settings.Humanize { settings.humanize }
  var ending: Spec.Ending { settings.ending }

  /// Whether the player does more than the score says: with amounts of 0 pitches are the written ones.
  var bendsPitch: Bool { humanize.timing > 0 || humanize.velocity > 0 || humanize.length > 0 }

  /// The indices of the notes of each onset.
  var onsets: [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for index in notes.indices where index + 1 == notes.count || notes[index + 1].note.onset != notes[index].note.onset {
      result.append(start..<index + 1)
      start = index + 1
    }
    return result
  }

  /// Whether a note may begin on another pitch.
  func canComeFromElsewhere(_ index: Int) -> Bool {
    isAlone[index] && notes[index].note.ornament == nil && !strikes.contains(notes[index].note.onset)
  }

  func milliseconds(of duration: ScoreTime, at index: Int) -> Double {
    duration.double * Double(microsecondsPerQuarter(at: index)) / 1000
  }

  func microsecondsPerQuarter(at index: Int) -> Int {
    score.tempo.microsecondsPerQuarter(at: Ticks(notes[index].note.onset))
  }

  func pitch(_ index: Int) -> Int {
    if case .pitch(let pitch) = notes[index].note.sound { return pitch.key }
    return 0
  }

  /// The milliseconds from the onset of the line's note to that of the next; nil for its last, and where a rest follows.
  func interval(_ place: Int) -> Double? {
    guard place + 1 < line.count else { return nil }
    let (this, next) = (notes[line[place]].note, notes[line[place + 1]].note)
    return this.end < next.onset ? nil : milliseconds(of: next.onset - this.onset, at: line[place])
  }
}

/// The highest note of each onset.
private func topNotes(_ notes: [PlayedNote]) -> [Int] {
  var result: [Int] = []
  // Notes are sorted by onset, then from low to high.
  for index in notes.indices {
    if let last = result.last, notes[last].note.onset == notes[index].note.onset { result.removeLast() }
    result.append(index)
  }
  return result
}

/// Of each note whether no other is written while it sounds.
private func aloneNotes(_ notes: [PlayedNote]) -> [Bool] {
  var result = Array(repeating: true, count: notes.count)
  var last = ScoreTime.zero
  for index in notes.indices {
    let note = notes[index].note
    if note.onset < last { result[index] = false }
    if index + 1 < notes.count, notes[index + 1].note.onset < note.end { result[index] = false }
    last = max(last, note.end)
  }
  return result
}

extension Score.Note {
  /// Whether it is one tone, or one behind small notes.
  var holdsItsPitch: Bool {
    switch ornament {
    case nil, .graces: true
    case .appoggiatura, .trill, .mordent, .shortTrill, .turn, .roll, .flam, .drag: false
    }
  }
}

/// A note with what the rules did to it.
struct PlayedNote {
  let note: Score.Note
  let measure: Score.Measure
  /// Index of the measure.
  let index: Int
  /// Milliseconds off the grid that the rules ask for, before the player's hand; late is positive.
  var leanMS = 0.0
  /// Decibels that the rules add.
  var levelDB = 0.0
  /// Milliseconds of silence before the next note that the rules ask for.
  var gapMS = 0.0
  /// Distance from the grid, microseconds; late is positive.
  var shift = 0
  var velocity: Double
  /// Share of the written length that sounds.
  var length = 1.0
  /// How its pitch moves.
  var pitch = PitchMotion()
  /// The note into which it is slurred, and milliseconds for which both sound.
  var slur: Slur?
  /// How its level moves.
  var swell: Swell?

  init(note: Score.Note, measure: Score.Measure, index: Int, velocity: Double) {
    self.note = note
    self.measure = measure
    self.index = index
    self.velocity = velocity
  }

  /// From the bar line.
  var position: ScoreTime { note.onset - measure.start }

  /// A number of its own that no other note moves: what is drawn for a note is drawn by it.
  var identity: Int {
    let sound: Int
    switch note.sound {
    case .pitch(let pitch): sound = pitch.key
    case .kit(let index): sound = index
    }
    return Ticks(note.onset).value * 128 + sound
  }
}

/// Where a measure lies in its section, and in the phrase of up to four measures that is counted from the section's start.
struct MeasureShape {
  /// Shares of the phrase and of the section that lie before the measure and behind it.
  let phrase: ClosedRange<Double>
  let section: ClosedRange<Double>
  /// The phrase's number in the piece.
  let phraseNumber: Int

  static func all(of score: Score) -> [MeasureShape] {
    let starts = Set(score.sections.map(\.start))
    var result: [MeasureShape] = []
    var section: [Int] = []
    var number = 0
    func close() {
      for (place, _) in section.enumerated() {
        let first = place / phraseMeasures * phraseMeasures
        let count = min(phraseMeasures, section.count - first)
        result.append(
          MeasureShape(
            phrase: share(place - first, of: count), section: share(place, of: section.count),
            phraseNumber: number + place / phraseMeasures))
      }
      number += (section.count + phraseMeasures - 1) / phraseMeasures
    }
    for (index, measure) in score.measures.enumerated() {
      if starts.contains(measure.start) {
        close()
        section = []
      }
      section.append(index)
    }
    close()
    return result
  }

  private static func share(_ place: Int, of count: Int) -> ClosedRange<Double> {
    Double(place) / Double(count)...Double(place + 1) / Double(count)
  }
}

/// Measures of a phrase.
private let phraseMeasures = 4

extension ClosedRange<Double> {
  /// The place between its ends.
  func at(_ share: Double) -> Double { lowerBound + (upperBound - lowerBound) * share }
}
