// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
package import SongIR
package import SongLibrary
internal import SongMusic

/// Reports given lines, and drum patterns that the spec writes out, that no player of the part's instrument can play; each
/// line by itself, with the first bar in which it is so.
package func reportUnplayable(_ arrangement: Arrangement, library: Library, in context: inout Context) {
  for part in arrangement.settings.parts {
    guard let instrument = library.instrument(part.instrument) else { continue }
    func report(_ place: ScoreTime?, _ reason: String, _ path: String, at span: Span?) {
      guard let place, let span else { return }
      let bar = arrangement.measures[arrangement.measure(at: place)].number
      context.sink.report(
        .givenUnplayable(part.id, instrument: part.instrument, bar: bar, reason: reason, at: span).inside(path))
    }
    if let kit = library.drumKit(of: instrument) {
      let limbs = DrumLimbs(kit: kit.voices, players: instrument.technique.players)
      for (index, section) in arrangement.sections.enumerated() {
        guard let pattern = part.written(in: section.name) else { continue }
        let seed = context.seed.child("compose").child(arrangement.settings.form[index].material)
        let strokes = strokes(pattern, arrangement, section, kit, seed: seed.child("pattern").child(part.id))
        report(limbs.firstProblem(strokes), limbs.reason, pattern.path, at: pattern.span)
      }
      continue
    }
    for line in arrangement.given where line.part == part.id {
      let notes = notes(of: line, arrangement)
      let hands = Hands(instrument: instrument)
      report(hands.firstProblem(notes), hands.reason, "parts.\(part.id)", at: line.place)
      if let limit = instrument.technique.breath {
        let breath = Breath(limit: limit, arrangement: arrangement)
        report(breath.firstProblem(notes), breath.reason, "parts.\(part.id)", at: line.place)
      }
    }
  }
}

/// The notes of a given line whose pitches are known without chords, at their places in the piece.
private func notes(of line: Arrangement.Given, _ arrangement: Arrangement) -> [Score.Note] {
  let start = arrangement.measures[arrangement.sections[line.section].first].start
  return line.notes.flatMap { note in
    note.pitches.compactMap { pitch in
      guard let key = pitch.fixedKey else { return nil }
      return Score.Note(
        onset: start + note.onset, duration: note.duration, sound: .pitch(spell(key, chord: nil, key: arrangement.settings.key)))
    }
  }
  .sorted { $0.onset < $1.onset }
}

/// The strokes of a written pattern in a section, at their places in the piece.
private func strokes(
  _ pattern: Spec.Pattern, _ arrangement: Arrangement, _ section: Arrangement.Section, _ kit: DrumKit, seed: Seed
) -> [Score.Note] {
  let names = kit.voices.map(\.name)
  let measures = arrangement.measures[section.measures]
  let written = WrittenPattern(pattern: pattern, meter: arrangement.measures[section.first].meter, kit: names, seed: seed)
  return measures.enumerated().flatMap { bar, measure in
    written.hits(inBar: bar).compactMap { hit in
      guard case .kit(let name) = hit.tone, let voice = names.firstIndex(of: name) else { return nil }
      return Score.Note(onset: measure.start + hit.onset, duration: hit.duration, sound: .kit(voice))
    }
  }
  .sorted { $0.onset < $1.onset }
}
