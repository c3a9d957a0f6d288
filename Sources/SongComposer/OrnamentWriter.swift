// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Writes ornaments on the finished lines: signs over notes and small notes in front of them.
///
/// Runs last, when all notes stand: a note keeps onset, length and pitch, given ones too. As many are ornamented as the
/// share says, the likeliest places first: long notes, strong beats, cadences, repeated notes. Two in a row are left for
/// large shares. No ornament stands on a sync point or on the last note, and none where its notes have no time.
struct OrnamentWriter {
  let arrangement: Arrangement
  /// Sorted by onset.
  let chords: [Score.ChordSymbol]
  let seed: Seed

  private var settings: Settings { arrangement.settings }

  /// - Precondition: the part's notes are sorted by onset.
  func write(_ part: inout Score.Part, _ number: Int) {
    let own = arrangement.parts[number].settings
    if part.isPercussion {
      // Drummers put theirs in themselves; what strikes at a point strikes alone.
      for index in part.notes.indices where isSync(part.notes[index].onset) { part.notes[index].ornament = nil }
      return
    }
    guard let ornament = own.ornament else { return }
    let places = places(in: part, number)
    for (index, section) in arrangement.sections.enumerated() {
      let share = share(of: own, ornament, in: index)
      guard share > 0 else { continue }
      let start = arrangement.measures[section.first].start
      let last = arrangement.measures[section.first + section.count - 1]
      let here = places.filter { $0.onset >= start && $0.onset < last.start + last.length }
      // A section that comes again is ornamented as before, unless its name says that it is another.
      let stream = settings.streams.playing(of: own.id, in: section.name, pass: seed.child(own.id)) {
        $0.child(section.name)
      }
      for (place, sign) in chosen(here, ornament.kind, share: share, from: start, stream) {
        part.notes[place.index].ornament = sign
      }
    }
  }

  /// Thousandths of the notes in a section. Given notes are ornamented only where the spec says a share.
  private func share(of part: Settings.Part, _ ornament: Settings.Ornament, in index: Int) -> Int {
    let entry = settings.form[index]
    if entry.treatment.play(of: part.id) == .solo { return ornament.share ?? OrnamentKind.soloShare }
    guard part.role.isLine else { return 0 }
    if part.role == .melody, let varied = entry.variation.ornament { return varied }
    if let share = ornament.share { return share }
    let isGiven = arrangement.given.contains { $0.section == index && $0.part == part.id && !$0.notes.isEmpty }
    return ornament.isAsked && !isGiven ? OrnamentKind.standardShare : 0
  }

  // MARK: Places

  /// Every note of the part's line; of a chord the highest.
  private func places(in part: Score.Part, _ number: Int) -> [OrnamentPlace] {
    let own = arrangement.parts[number].settings
    var line: [Int] = []
    for index in part.notes.indices {
      if let last = line.last, part.notes[last].onset == part.notes[index].onset { line.removeLast() }
      line.append(index)
    }
    let range = own.hasOwnRange ? own.range : KeyRange(low: own.range.low - 2, high: own.range.high + 2)
    let soloRange = own.soloRange
    var places: [OrnamentPlace] = []
    for (order, index) in line.enumerated() {
      let note = part.notes[index]
      guard case .pitch(let pitch) = note.sound else { continue }
      let measure = arrangement.measures[arrangement.measure(at: note.onset)]
      let before = order > 0 ? part.notes[line[order - 1]] : nil
      let after = order + 1 < line.count ? part.notes[line[order + 1]] : nil
      let tempo = arrangement.tempo.microsecondsPerQuarter(at: Ticks(note.onset))
      func microseconds(_ time: ScoreTime) -> Int { (time * Rational(tempo)).rounded }
      var place = OrnamentPlace(
        index: index, order: order, onset: note.onset, duration: note.duration, pitch: pitch,
        before: before.flatMap { self.pitch(of: $0) }, after: after.flatMap { self.pitch(of: $0) }, key: measure.key,
        chord: chords.last { $0.onset <= note.onset }?.chord,
        range: arrangement.improvises(number, in: measure.section) ? soloRange : range,
        strength: measure.meter.strength(at: note.onset - measure.start), beat: measure.meter.beatUnit)
      place.lasts = microseconds(note.duration)
      // What is before keeps a grace note's time for itself.
      place.room = before.map { microseconds(note.onset - $0.onset) - Score.Ornament.grace } ?? microseconds(note.onset)
      place.isFree = !note.isStruck && after != nil && !isSync(note.onset) && !measure.isRing
      place.isEnd = isEnd(note, after, measure)
      places.append(place)
    }
    for order in places.indices.dropLast() { places[order].leadsToEnd = places[order + 1].isEnd }
    return places
  }

  private func pitch(of note: Score.Note) -> Pitch? {
    if case .pitch(let pitch) = note.sound { pitch } else { nil }
  }

  private func isSync(_ place: ScoreTime) -> Bool {
    arrangement.syncs.contains { ($0.at == place || $0.end == place) && $0.want != .note && $0.hit != .marker }
  }

  /// Whether a phrase ends with a note: before a rest of a beat, on a long note in a fourth measure, or with the section.
  private func isEnd(_ note: Score.Note, _ after: Score.Note?, _ measure: Arrangement.Measure) -> Bool {
    guard let after else { return true }
    let section = arrangement.sections[measure.section]
    let rest = after.onset - note.end
    if rest >= measure.meter.beatUnit { return true }
    let next = arrangement.measures[arrangement.measure(at: after.onset)]
    if next.section != measure.section { return true }
    let isFourth = (measure.number - 1 - section.first) % 4 == 3
    return isFourth && note.duration >= measure.meter.beatUnit && next.number != measure.number
  }

  // MARK: Choice

  private func chosen(
    _ places: [OrnamentPlace], _ kind: OrnamentKind, share: Int, from start: ScoreTime, _ seed: Seed
  ) -> [(OrnamentPlace, Score.Ornament)] {
    let wanted = (places.count * share + 500) / 1000
    var able = places.compactMap { place -> (place: OrnamentPlace, rank: Int, signs: [WeightedSign])? in
      guard place.isFree else { return nil }
      let signs = place.signs(of: kind)
      guard !signs.isEmpty else { return nil }
      var lot = seed.child("place", Ticks(place.onset - start).value).generator
      return (place, place.rank(kind) + lot.pick(weights: [1, 1, 1, 1]), signs)
    }
    able.sort { ($0.rank, $1.place.order) > ($1.rank, $0.place.order) }
    var taken: Set<Int> = []
    for isCrowded in [false, true] {
      for entry in able where taken.count < wanted && !taken.contains(entry.place.order) {
        let order = entry.place.order
        if !isCrowded, taken.contains(order - 1) || taken.contains(order + 1) { continue }
        taken.insert(order)
      }
    }
    return able.filter { taken.contains($0.place.order) }.map { entry in
      var lot = seed.child("sign", Ticks(entry.place.onset - start).value).generator
      return (entry.place, entry.signs[lot.pick(weights: entry.signs.map(\.weight))].sign)
    }
  }
}

extension Score.Note {
  /// Whether it is struck as the spec asks for it, plainly.
  fileprivate var isStruck: Bool { articulations.contains(.accent) || articulations.contains(.marcato) }
}
