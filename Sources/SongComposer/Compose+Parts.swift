// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

// What stands around the notes of the parts.
extension ScoreComposer {
  func kit(of part: Settings.Part) -> [Score.KitVoice] {
    library.instrument(part.instrument)?.kit.flatMap { library.drumKit($0)?.voices } ?? []
  }

  func emptyPart(_ part: Settings.Part) -> Score.Part {
    let instrument = library.instrument(part.instrument)
    let kit = kit(of: part)
    let isKit = !kit.isEmpty
    return Score.Part(
      id: part.id, name: instrument?.name ?? part.id, abbreviation: instrument?.abbreviation ?? part.id,
      instrument: part.instrument, clef: isKit ? .percussion : instrument?.clef ?? .treble,
      transposition: instrument?.transposition ?? .none, program: instrument?.program ?? 0, kit: kit, notes: [],
      dynamics: [])
  }

  /// The last chord of a button: short, accented, all at once.
  func shorten(_ part: inout Score.Part) {
    guard let last = arrangement.measures.last else { return }
    let beat = last.meter.beatUnit
    part.notes = part.notes.compactMap { note in
      if note.onset > last.start { return nil }
      var short = note
      if note.onset == last.start {
        short.duration = min(note.duration, beat / 2)
        short.articulations = [.marcato]
      } else {
        short.duration = min(note.duration, last.start - note.onset)
      }
      return short
    }
  }

  /// Sorts the notes and writes the dynamics.
  func finish(_ part: inout Score.Part) {
    part.notes.sort { left, right in
      left.onset != right.onset ? left.onset < right.onset : order(left.sound) < order(right.sound)
    }
    if part.clef == .grand {
      for index in part.notes.indices {
        if case .pitch(let pitch) = part.notes[index].sound, pitch.key < 60 { part.notes[index].staff = 2 }
      }
    }
    let offset = levelOffset(settings.parts.first { $0.id == part.id }?.role ?? .melody)
    part.levels = arrangement.measures.map { min(120, max(20, IntensityMapping.velocity(power: $0.power) + offset)) }
    writeDynamics(&part)
  }

  /// A dynamic mark where it changes, at section starts and every fourth measure of a section that sounds.
  private func writeDynamics(_ part: inout Score.Part) {
    var last: Dynamic?
    var next = 0
    for section in arrangement.sections {
      for index in section.measures {
        let measure = arrangement.measures[index]
        let end = measure.start + measure.length
        let sounds = next < part.notes.count && part.notes[next].onset < end
        while next < part.notes.count, part.notes[next].onset < end { next += 1 }
        let mark = Dynamic(velocity: part.levels[index])
        if sounds, mark != last, last == nil || (index - section.first) % 4 == 0 {
          part.dynamics.append(.init(onset: measure.start, mark: mark))
          last = mark
        }
      }
    }
  }

  private func order(_ sound: Score.Sound) -> Int {
    switch sound {
    case .pitch(let pitch): pitch.key
    case .kit(let index): index
    }
  }
}
