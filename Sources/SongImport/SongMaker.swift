// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Makes sections, parts and a form of a score.
///
/// - Parameter band: the instruments of the library.
func song(of score: ImportedScore, band: [ImportInstrument]) -> ImportedSong {
  let cutter = SectionCutter(score.withFullBars())
  var maker = SongMaker(cutter: cutter, band: band)
  return maker.song()
}

private struct SongMaker {
  let cutter: SectionCutter
  let band: [ImportInstrument]
  private var result = ImportedSong()

  init(cutter: SectionCutter, band: [ImportInstrument]) {
    self.cutter = cutter
    self.band = band
  }

  private var score: ImportedScore { cutter.score }

  mutating func song() -> ImportedSong {
    result.title = score.title
    result.credits = score.credits
    result.style = score.style
    result.log = cutter.log
    let playing = cutter.order.map { cutter.contents[$0] }
    result.meter = commonest(playing.map { ($0.meter, $0.bars) })
    result.key = commonest(playing.map { ($0.key, $0.bars) })
    result.tempo = commonest(playing.map { ($0.tempo, $0.bars) }) ?? nil
    result.form = cutter.order.map { cutter.contents[$0].name }
    for content in cutter.contents { result.sections.append(section(content)) }
    let pitched = score.parts.indices.filter { !score.parts[$0].notes.isEmpty }
    let drums = score.parts.indices.filter { score.parts[$0].isDrums }
    let lead = pitched.first { score.parts[$0].isLead } ?? pitched.max { meanKey($0) < meanKey($1) }
    if let lead { giveMelody(lead) }
    // A tune alone is accompanied by the style's band.
    guard pitched.count > 1 || !drums.isEmpty else { return result }
    result.ending = "cut"
    for index in pitched { addPart(index, isLead: index == lead) }
    for index in drums { addDrums(index) }
    let names = result.parts.map(\.name)
    for section in result.sections.indices {
      result.sections[section].resting = names.filter { result.sections[section].resting.contains($0) }
    }
    return result
  }

  private func meanKey(_ part: Int) -> Int {
    let keys = score.parts[part].notes.map(\.highestKey)
    return keys.isEmpty ? 0 : keys.reduce(0, +) / keys.count
  }

  private func commonest<Value: Equatable>(_ values: [(value: Value, weight: Int)]) -> Value? {
    var sums: [(value: Value, weight: Int)] = []
    for entry in values {
      if let index = sums.firstIndex(where: { $0.value == entry.value }) {
        sums[index].weight += entry.weight
      } else {
        sums.append(entry)
      }
    }
    // The first of equals.
    return sums.reduce(nil as (value: Value, weight: Int)?) { best, next in
      best.map { next.weight > $0.weight ? next : $0 } ?? next
    }?.value
  }

  private mutating func section(_ content: SectionCutter.Content) -> ImportedSong.Section {
    var section = ImportedSong.Section(name: content.name, bars: content.bars, meter: content.meter)
    section.key = content.key
    section.tempo = content.tempo
    section.comments = content.comments
    var moved = 0
    section.chords = chordBars(content.chords, meter: content.meter, moved: { _ in moved += 1 })
    if moved > 0 { result.log.lose("the exact place of a chord between two beats, in section \(content.name)", count: moved) }
    return section
  }

  private mutating func giveMelody(_ part: Int) {
    for (index, content) in cutter.contents.enumerated() where !content.lines[part].isEmpty {
      result.sections[index].melody = NoteLine(notes: written(content.lines[part]), bars: [])
    }
  }

  /// The notes on a grid that the notations can write.
  private mutating func written(_ notes: [NoteLine.Note]) -> [NoteLine.Note] {
    let fine = notes.filter { !isWritable($0.onset) || !isWritable($0.duration) }
    guard !fine.isEmpty else { return notes }
    result.log.lose("the exact length of a note, rounded to a triplet of sixty-fourths", count: fine.count)
    var rounded: [NoteLine.Note] = []
    for note in notes {
      var new = note
      new.onset = Rational((note.onset * 48).rounded, 48)
      new.duration = max(Rational((note.end * 48).rounded, 48) - new.onset, Rational(1, 48))
      if let last = rounded.indices.last, rounded[last].end > new.onset {
        guard rounded[last].onset < new.onset else {
          rounded[last].pitches += new.pitches
          continue
        }
        rounded[last].duration = new.onset - rounded[last].onset
      }
      rounded.append(new)
    }
    return rounded
  }

  private func isWritable(_ time: ScoreTime) -> Bool { (time * 48).isInteger || (time * 80).isInteger || (time * 112).isInteger }

  // MARK: Parts

  private mutating func addPart(_ index: Int, isLead: Bool) {
    let source = score.parts[index]
    let choice = isLead ? instrument(for: source, roles: ["melody"]) : instrument(for: source, roles: roles(for: index))
    var part = ImportedSong.Part(
      name: free(source.name, else: choice.role), role: choice.role, instrument: choice.instrument.key)
    if !isLead {
      for content in cutter.contents where !content.lines[index].isEmpty {
        part.lines.append((content.name, NoteLine(notes: written(content.lines[index]), bars: [])))
      }
    }
    for (section, content) in cutter.contents.enumerated() where content.lines[index].isEmpty {
      result.sections[section].resting.append(part.name)
    }
    result.parts.append(part)
  }

  private func roles(for index: Int) -> [String] {
    let all = ["harmony", "chords", "pad", "arpeggio", "melody", "bass"]
    return meanKey(index) < 50 ? ["bass"] + all.dropLast() : all
  }

  /// The instrument of that name, else the one nearest to the program, and the role that it takes.
  private mutating func instrument(
    for part: ImportedScore.Part, roles: [String]
  ) -> (instrument: ImportInstrument, role: String) {
    let pitched = band.filter { $0.kit.isEmpty }
    let name = part.name.lowercased()
    let keys = part.notes.flatMap { $0.pitches.map(\.sounding) }
    func distance(_ instrument: ImportInstrument) -> Int {
      if instrument.name.lowercased() == name, roles.contains(where: instrument.roles.contains) { return 0 }
      var sum = 1
      if instrument.name.lowercased() != name {
        sum += part.program.map { programDistance($0, instrument.program) } ?? (name.contains(instrument.name.lowercased()) ? 0 : 40)
      }
      // The role first, then what of its notes the instrument has.
      if !roles.prefix(1).contains(where: instrument.roles.contains) { sum += 30 }
      if !roles.contains(where: instrument.roles.contains) { sum += 300 }
      let outside = keys.count { $0 < instrument.low || $0 > instrument.high }
      return sum + 100 * outside / max(1, keys.count)
    }
    let best = pitched.reduce(nil as (instrument: ImportInstrument, distance: Int)?) { best, next in
      let new = distance(next)
      return best.map { new < $0.distance ? (next, new) : $0 } ?? (next, new)
    }
    guard let chosen = best?.instrument else { preconditionFailure("a library has a pitched instrument") }
    if chosen.name.lowercased() != name, part.program != chosen.program {
      let what = part.program.map { "General MIDI program \($0 + 1)" } ?? "no known instrument"
      result.log.decide("'\(part.name)' (\(what)) is played by '\(chosen.key)'")
    }
    return (chosen, roles.first(where: chosen.roles.contains) ?? chosen.roles.first ?? "melody")
  }

  private func free(_ name: String, else other: String) -> String {
    var base = ""
    for scalar in name.lowercased().unicodeScalars.prefix(30) {
      if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
        base.unicodeScalars.append(scalar)
      } else if !base.isEmpty, !base.hasSuffix("-") {
        base += "-"
      }
    }
    while base.hasSuffix("-") { base.removeLast() }
    guard let first = base.first, first.isLetter else {
      return base.isEmpty && name != other ? free(other, else: other) : free("part " + name, else: "part")
    }
    return (1...).lazy.map { $0 == 1 ? base : "\(base)-\($0)" }.first { name in
      !result.parts.contains { $0.name == name }
    } ?? base
  }

  // MARK: Drums

  /// A part with the grid of the first section in which the drums play; other sections have their own.
  private mutating func addDrums(_ index: Int) {
    let source = score.parts[index]
    let kits = band.filter { !$0.kit.isEmpty }
    let keys = Set(source.strokes.map(\.key))
    let standard = kits.first { $0.kit.contains { $0.voice == "snare" } && $0.roles.contains("drums") && $0.key == "pop-kit" }
    let named = kits.first { kit in kit.name.lowercased() == source.name.lowercased() && keys.isSubset(of: kit.kit.map(\.key)) }
    guard let kit = named ?? standard ?? kits.first else { return }
    var grids: [(section: Int, rows: [(voice: String, grid: String)])] = []
    var shift = DrumShift()
    for (section, content) in cutter.contents.enumerated() where !content.strokes[index].isEmpty {
      let strokes = content.strokes[index].compactMap { stroke -> DrumStroke? in
        guard let voice = kit.kit.first(where: { $0.key == stroke.key })?.voice ?? usualVoice(stroke.key, in: kit) else {
          result.log.lose("a stroke on the drum with the key \(stroke.key), which '\(kit.key)' hasn't")
          return nil
        }
        return DrumStroke(onset: stroke.onset, voice: voice, stroke: stroke.stroke)
      }
      let rows = drumRows(strokes, order: kit.kit.map(\.voice), bars: content.bars, meter: content.meter, shift: &shift)
      if !rows.isEmpty { grids.append((section, rows)) }
    }
    if shift.moved > 0 {
      let mean = shortest(shift.mean.double, 3)
      let largest = shortest(shift.largest.double, 3)
      result.log.lose(
        "the exact time of \(shift.moved) strokes of '\(source.name)', "
          + "moved by \(mean) of a quarter note in the mean, \(largest) at most")
    }
    guard let usual = grids.first?.rows else { return }
    let part = free(source.name, else: "drums")
    result.parts.append(.init(name: part, role: "drums", instrument: kit.key, pattern: usual))
    for section in result.sections.indices {
      guard let own = grids.first(where: { $0.section == section })?.rows else {
        result.sections[section].resting.append(part)
        continue
      }
      if !own.elementsEqual(usual, by: ==) { result.sections[section].grids.append((part, own)) }
    }
  }
}

/// How unlike two programs of General MIDI sound: 0 for one program, 5 within its family of eight.
private func programDistance(_ first: Int, _ second: Int) -> Int {
  if first == second { return 0 }
  if first / 8 == second / 8 { return 5 + abs(first - second) }
  // Families that stand for each other: ensembles for strings, reeds for pipes, leads for each, ethnic for guitars.
  let relatives: [Set<Int>] = [[5, 6], [8, 9], [10, 11], [0, 2], [3, 13], [1, 14], [7, 8], [11, 6]]
  return relatives.contains { $0.contains(first / 8) && $0.contains(second / 8) } ? 20 : 40
}
