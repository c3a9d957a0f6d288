// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Fits finished parts to those who play them: chords to hands and strings, strokes to hands and feet, lines to breath.
///
/// Notes are drawn without regard to the instrument; here they lose what nobody can play on it. What the spec gives stays
/// as it is and is reported where it can't be played.
struct Players {
  let arrangement: Arrangement
  let library: Library

  func fit(_ part: inout Score.Part, _ number: Int, reporting sink: inout DiagnosticSink) {
    guard let instrument = library.instrument(part.instrument), !part.notes.isEmpty else { return }
    let given = given(arrangement.settings.parts[number])
    part.notes.sort { ($0.onset, order($0.sound)) < ($1.onset, order($1.sound)) }
    var problems: [(place: ScoreTime, reason: String)] = []
    if part.isPercussion {
      let limbs = DrumLimbs(kit: part.kit, players: instrument.technique.players)
      part.notes = limbs.played(part.notes) { note in given.contains { $0.stretch.contains(note.onset) } }
      if let place = limbs.firstProblem(part.notes) { problems.append((place, limbs.reason)) }
    } else {
      let hands = Hands(instrument: instrument)
      hands.fit(&part.notes) { note in given.contains { $0.stretch.contains(note.onset) } }
      if let place = hands.firstProblem(part.notes) { problems.append((place, hands.reason)) }
      if let limit = instrument.technique.breath {
        let breath = Breath(limit: limit, arrangement: arrangement)
        breath.fit(&part.notes) { note in given.contains { $0.stretch.contains(note.onset) } }
        if let place = breath.firstProblem(part.notes) { problems.append((place, breath.reason)) }
      }
    }
    for problem in problems {
      guard let item = given.first(where: { $0.stretch.contains(problem.place) }), let span = item.place else { continue }
      let measure = arrangement.measures[arrangement.measure(at: problem.place)]
      sink.report(
        .givenUnplayable(part.id, instrument: part.instrument, bar: measure.number, reason: problem.reason, at: span)
          .inside("parts.\(part.id)"))
    }
  }

  /// What the spec gives a part note by note: lines, and patterns that it writes out.
  private func given(_ part: Settings.Part) -> [(stretch: Range<ScoreTime>, place: Span?)] {
    var result: [(stretch: Range<ScoreTime>, place: Span?)] = []
    for line in arrangement.given where line.part == part.id && !line.notes.isEmpty {
      let start = arrangement.measures[arrangement.sections[line.section].first].start
      let end = max(line.to, line.notes.map(\.end).max() ?? line.to)
      result.append((start + line.from..<start + max(end, line.from), line.place))
    }
    for section in arrangement.sections {
      guard let pattern = part.written(in: section.name) else { continue }
      let last = arrangement.measures[section.first + section.count - 1]
      result.append((arrangement.measures[section.first].start..<last.start + last.length, pattern.span))
    }
    return result
  }

  private func order(_ sound: Score.Sound) -> Int {
    switch sound {
    case .pitch(let pitch): pitch.key
    case .kit(let voice): voice
    }
  }
}
