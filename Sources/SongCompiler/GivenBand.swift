// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongImport
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Who plays the parts of a given score: roles, instruments and places in the mix.
struct GivenBand {
  /// One for each part of the score, in its order.
  let parts: [Settings.Part]
  private let instruments: [Instrument]
  private let kits: [[Score.KitVoice]]

  /// - Parameter settings: of the style, for its mix.
  init(_ played: PlayedScore, style: String, settings: Settings, library: Library) {
    let roles = givenRoles(of: played.parts)
    let mix = library.mix(settings.mix.name)
    let band = library.style(style)?.arrangement.band ?? []
    var parts: [Settings.Part] = []
    var instruments: [Instrument] = []
    for (part, role) in zip(played.parts, roles) {
      let choice = InstrumentChoice(part, style: style, library: library)
      let channel = mix?.roles.first { $0.role == role }
      let before = parts.count { $0.role == role }
      let keys = part.notes.map(\.key)
      let id = freeID(part.name.isEmpty ? choice.instrument.key : part.name, among: parts.map(\.id))
      let twin = band.filter { $0.role == role }
      var own = Settings.Part(
        id: id, role: role, instrument: choice.instrument.key, sound: choice.sound, patterns: [],
        range: KeyRange(low: keys.min() ?? 0, high: keys.max() ?? 127), threshold: 0, enter: nil, leave: nil,
        gainDB: (mix?.levelDB(of: role, on: choice.instrument.key) ?? 0) + choice.trimDB,
        // Where the file places the part, the mix doesn't; kits are stereo by themselves, basses stand in the middle.
        pan: part.isPanned || role == .drums || role == .bass ? 0 : before < twin.count ? twin[before].pan : places[before % places.count],
        sendDB: (channel?.sendDB ?? -18) + settings.mix.spaceDB)
      if !part.isPercussion {
        own.tone = choice.instrument.tone(of: choice.instrument.sounds.first { utf8Equal($0.key, choice.sound) })
      }
      parts.append(own)
      instruments.append(choice.instrument)
    }
    self.parts = parts
    self.instruments = instruments
    kits = zip(instruments, played.parts).map { instrument, part in
      guard part.isPercussion else { return [] }
      return kit(of: library.drumKit(of: instrument), for: part)
    }
  }

  /// The score as it is written.
  func score(of played: PlayedScore, settings: Settings, tempo: TempoMap) -> Score {
    let measures = played.bars.enumerated().map { index, bar in
      Score.Measure(number: index + 1, start: bar.start, length: bar.length, meter: bar.meter, key: bar.key)
    }
    var score = Score(
      title: settings.title, composer: settings.credits.composer ?? "", measures: measures,
      sections: played.bars.compactMap { bar in bar.label.map { .init(name: $0, start: bar.start) } },
      tempo: tempo, tempoMarks: tempoMarks(of: played), chords: chords(of: played),
      parts: parts.indices.map { part(at: $0, of: played, measures) },
      origins: [.init(segment: "file", source: "given")])
    score.credits = settings.credits
    return score
  }

  /// The notes of a part as the file plays them.
  func notes(of index: Int, _ played: PlayedScore) -> [Performance.Note] {
    played.parts[index].notes.map { note in
      let onset = Ticks(note.onset)
      var result = Performance.Note(
        onset: onset, duration: max(Ticks(1), Ticks(note.end) - onset), key: note.key, velocity: note.velocity, origin: 0)
      result.lyric = note.syllable
      return result
    }.enumerated().sorted {
      ($0.element.onset.value, $0.element.key, $0.offset) < ($1.element.onset.value, $1.element.key, $1.offset)
    }.map(\.element)
  }

  // MARK: Writing

  private func part(at index: Int, of played: PlayedScore, _ measures: [Score.Measure]) -> Score.Part {
    let part = played.parts[index]
    let instrument = instruments[index]
    let kit = kits[index]
    let hasTwoStaves = part.notes.contains { $0.staff == 2 }
    let clef = part.isPercussion ? Clef.percussion : hasTwoStaves ? .grand : instrument.clef
    let levels = levels(of: part, measures)
    var measure = 0
    var notes: [Score.Note] = []
    for note in part.notes.sorted(by: { ($0.writtenOnset, $0.key) < ($1.writtenOnset, $1.key) }) {
      while measure + 1 < measures.count, measures[measure + 1].start <= note.writtenOnset { measure += 1 }
      let sound: Score.Sound
      if part.isPercussion {
        sound = .kit(kit.firstIndex { $0.key == note.key } ?? 0)
      } else {
        sound = .pitch(note.pitch ?? Pitch(measures[measure].key.spelling(of: note.key % 12), key: note.key))
      }
      // What strikes a key twice at once is written once.
      if let last = notes.indices.last, notes[last].onset == note.writtenOnset, notes[last].sound == sound {
        notes[last].duration = max(notes[last].duration, note.writtenDuration)
        continue
      }
      let staff = clef == .grand ? note.staff ?? (note.key >= middleC ? 1 : 2) : 1
      var written = Score.Note(
        onset: note.writtenOnset, duration: note.writtenDuration, sound: sound, voice: note.voice, staff: staff,
        articulations: note.articulations.compactMap { Score.Articulation(rawValue: $0) },
        emphasis: min(max(note.velocity - levels[measure], -64), 64))
      written.lyric = note.syllable
      notes.append(written)
    }
    return Score.Part(
      id: parts[index].id, name: part.name.isEmpty ? instrument.name : part.name, abbreviation: instrument.abbreviation,
      instrument: instrument.key, clef: clef, transposition: part.isPercussion ? .none : instrument.transposition,
      program: part.program, kit: kit, notes: notes,
      dynamics: part.dynamics.isEmpty ? marks(of: levels, measures) : part.dynamics.map { .init(onset: $0.at, mark: $0.value) },
      levels: levels)
  }

  /// The velocity of each measure: that of the mark in force, or the mean of its notes.
  private func levels(of part: PlayedScore.Part, _ measures: [Score.Measure]) -> [Int] {
    var sums = Array(repeating: (sum: 0, count: 0), count: measures.count)
    var measure = 0
    for note in part.notes.sorted(by: { $0.writtenOnset < $1.writtenOnset }) {
      while measure + 1 < measures.count, measures[measure + 1].start <= note.writtenOnset { measure += 1 }
      sums[measure].sum += note.velocity
      sums[measure].count += 1
    }
    var last = part.notes.first?.velocity ?? Dynamic.mf.velocity
    return zip(measures, sums).map { measure, sum in
      if !part.dynamics.isEmpty {
        last = part.dynamics.last { $0.at <= measure.start }?.value.velocity ?? last
      } else if sum.count > 0 {
        last = sum.sum / sum.count
      }
      return last
    }
  }

  /// Dynamic marks where the level of a part changes by most of a mark.
  private func marks(of levels: [Int], _ measures: [Score.Measure]) -> [Score.DynamicMark] {
    var result: [Score.DynamicMark] = []
    for (level, measure) in zip(levels, measures) {
      if let last = result.last, abs(level - last.mark.velocity) <= 12 { continue }
      let mark = Dynamic(velocity: level)
      if result.last?.mark != mark { result.append(.init(onset: measure.start, mark: mark)) }
    }
    return result
  }
}

/// The tempos that a player reads: the first, and those that differ from the last one by a fiftieth or more.
private func tempoMarks(of played: PlayedScore) -> [Score.TempoMark] {
  var result: [Score.TempoMark] = []
  var last = 0
  for tempo in played.tempos where abs(tempo.value - last) * 50 >= last {
    let beat = played.bars.last { $0.start <= tempo.at }?.meter.beatUnit ?? Rational(1)
    let at = Rational((tempo.at * 48).rounded, 48)
    guard at < played.end, result.last?.start != at else { continue }
    result.append(.init(start: at, beatUnit: beat, beatsPerMinute: 60_000_000 / (Double(tempo.value) * beat.double)))
    last = tempo.value
  }
  return result
}

private func chords(of played: PlayedScore) -> [Score.ChordSymbol] {
  let ends = played.chords.dropFirst().map(\.at) + [played.end]
  return zip(played.chords, ends).filter { $0.at < $1 }.map {
    .init(onset: $0.at, duration: $1 - $0.at, chord: $0.value)
  }
}

/// The voices of a kit, with one for every other key that is struck.
private func kit(of kit: DrumKit?, for part: PlayedScore.Part) -> [Score.KitVoice] {
  var voices = kit?.voices ?? []
  for key in Set(part.notes.map(\.key)).sorted() where !voices.contains(where: { $0.key == key }) {
    voices.append(.init(name: "key-\(key)", key: key, display: Pitch(PitchName(step: 0, alter: 0), octave: 5), notehead: "x", limb: .other))
  }
  return voices
}

extension PlayedScore.Part {
  fileprivate var isPanned: Bool { controllers.contains { $0.value.number == 10 } }
}

/// A name for files and reports that no other part has.
private func freeID(_ name: String, among taken: [String]) -> String {
  let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
  let base = String(words.joined(separator: "-").prefix(longestID))
  // A stem of a return has its name with this in front.
  let id = base.isEmpty ? "part" : base.hasPrefix("return-") ? "part-\(base)" : base
  var result = id
  var number = 2
  while taken.contains(result) {
    result = "\(id)-\(number)"
    number += 1
  }
  return result
}

private let longestID = 40
private let middleC = 60
/// Where further parts of a role stand, from left to right.
private let places = [-0.2, 0.2, -0.35, 0.35, -0.1, 0.1]
