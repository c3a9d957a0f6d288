// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Brings what sounds at once within the reach of hands, strings and players.
struct Hands {
  let instrument: Instrument

  /// What the limit is, in words.
  var reason: String {
    let technique = instrument.technique
    if !technique.strings.isEmpty {
      return instrument.isSustained ? "a bow reaches two neighbouring strings, and the hand \(technique.frets) semitones"
        : "each note needs a string of its own, within \(technique.frets) frets"
    }
    if let span = technique.span { return "a hand has five fingers and reaches \(span) semitones" }
    return instrument.mostAtOnce == 1 ? "it plays one note at a time" : "it plays \(instrument.mostAtOnce) notes at a time"
  }

  /// Ends composed notes that can't go on where others begin, and leaves out what can't be played at once even so: inner
  /// notes first, the highest never.
  ///
  /// - Parameter isGiven: which notes stay as they are.
  func fit(_ notes: inout [Score.Note], isGiven: (Score.Note) -> Bool) {
    var result: [Score.Note] = []
    // The first of the result that may still sound.
    var first = 0
    var next = 0
    while next < notes.count {
      let onset = notes[next].onset
      var struck: [Score.Note] = []
      while next < notes.count, notes[next].onset == onset {
        struck.append(notes[next])
        next += 1
      }
      while first < result.count, result[first].end <= onset { first += 1 }
      if instrument.holdsWhatSounds {
        func sounding() -> [Int] { result.indices[first...].filter { result[$0].end > onset } }
        // The string or finger that is needed again is freed, the oldest first.
        while !instrument.canPlay((sounding().map { result[$0] } + struck).map(\.key)),
          let oldest = sounding().first(where: { !isGiven(result[$0]) })
        {
          result[oldest].duration = onset - result[oldest].onset
        }
      }
      while struck.count > 1, !instrument.canPlay(struck.map(\.key)),
        let dropped = dropped(struck.map(\.key), struck.map(isGiven))
      {
        struck.remove(at: dropped)
      }
      result += struck
    }
    notes = result
  }

  /// The place of the first notes that can't be played at once.
  func firstProblem(_ notes: [Score.Note]) -> ScoreTime? {
    var first = 0
    for (index, note) in notes.enumerated() where index + 1 == notes.count || notes[index + 1].onset > note.onset {
      while first < index, notes[first].end <= note.onset { first += 1 }
      let sounding = notes[first...index].filter {
        $0.onset == note.onset || instrument.holdsWhatSounds && $0.end > note.onset
      }
      if !instrument.canPlay(sounding.map(\.key)) { return note.onset }
    }
    return nil
  }

  /// The composed note whose loss makes the rest playable, or else the lowest; nil where all but the highest are given.
  private func dropped(_ keys: [Int], _ isGiven: [Bool]) -> Int? {
    let open = keys.indices.dropLast().filter { !isGiven[$0] }
    return open.reversed().first { index in
      instrument.canPlay(keys.enumerated().filter { $0.offset != index }.map(\.element))
    } ?? open.first
  }
}

extension Score.Note {
  /// The MIDI key of a pitched note.
  fileprivate var key: Int { if case .pitch(let pitch) = sound { pitch.key } else { -1 } }
}
