// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Decides which notes of a measure print their accidental.
///
/// An accidental holds for its line or space until the end of the measure, in its octave and on its staff. A note
/// prints its own where the reader, going by time over all voices or along one voice after another, would take another
/// pitch. A note tied over from the measure before prints none; where it isn't what the reader expects, the next of its
/// place does.
func markAccidentals(in measure: inout MeasureLayout) {
  for staff in 1...2 {
    let voices = measure.voices.indices.filter { measure.voices[$0].staff == staff }
    let inVoices = voices.flatMap { voice in measure.voices[voice].pieces.indices.map { (voice, $0) } }
    let inTime = inVoices.sorted { measure.voices[$0.0].pieces[$0.1].start < measure.voices[$1.0].pieces[$1.1].start }
    for order in [inTime, inVoices] {
      var memory = Memory(reading: measure.reading)
      for (voice, piece) in order { memory.mark(&measure.voices[voice].pieces[piece]) }
    }
  }
}

/// MusicXML's name of an accidental that alters by so many semitones, -2...2.
func accidentalName(_ alter: Int) -> String {
  switch alter {
  case -2: "flat-flat"
  case -1: "flat"
  case 1: "sharp"
  case 2: "double-sharp"
  default: "natural"
  }
}

/// What a reader holds each place of the staff to be.
private struct Memory {
  let reading: Reading
  private var places: [Place] = []

  init(reading: Reading) { self.reading = reading }

  private struct Place {
    let position: Int
    /// Nil where nothing is sure.
    var alter: Int?
  }

  mutating func mark(_ piece: inout Piece) {
    let pitches = piece.notes.compactMap(\.pitch)
    guard pitches.count == piece.notes.count, !pitches.isEmpty else { return }
    let small = piece.smallNotes
    if piece.smallAccidentals.isEmpty { piece.smallAccidentals = Array(repeating: false, count: small.count) }
    for (index, pitch) in small.enumerated() {
      if held(pitch.staffPosition, pitch.name.step) != pitch.name.alter { piece.smallAccidentals[index] = true }
      hold(pitch.staffPosition, pitch.name.alter)
    }
    if piece.accidentals.isEmpty { piece.accidentals = Array(repeating: false, count: pitches.count) }
    for (index, pitch) in pitches.enumerated() {
      let position = pitch.staffPosition
      if piece.isContinued {
        if held(position, pitch.name.step) != pitch.name.alter { hold(position, nil) }
        continue
      }
      let isDoubled = pitches.contains { $0.staffPosition == position && $0 != pitch }
      if isDoubled || held(position, pitch.name.step) != pitch.name.alter { piece.accidentals[index] = true }
      hold(position, isDoubled ? nil : pitch.name.alter)
    }
  }

  private func held(_ position: Int, _ step: Int) -> Int? {
    if let place = places.first(where: { $0.position == position }) { return place.alter }
    return reading.alter(ofStep: step)
  }

  private mutating func hold(_ position: Int, _ alter: Int?) {
    if let index = places.firstIndex(where: { $0.position == position }) {
      places[index].alter = alter
    } else {
      places.append(Place(position: position, alter: alter))
    }
  }
}
