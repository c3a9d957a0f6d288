// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// Puts given material at its places and resolves what key and range say of its pitches.
struct GivenPlacer {
  let settings: Settings
  let layout: TimeLayout
  private(set) var result: [Arrangement.Given] = []
  private(set) var problems: [Diagnostic] = []
  /// Where the items of the result were written.
  private(set) var places: [Span] = []

  init(_ settings: Settings, _ layout: TimeLayout) {
    self.settings = settings
    self.layout = layout
  }

  mutating func place() {
    for given in settings.given { place(given) }
  }

  private func start(of section: Int) -> ScoreTime { layout.measures[layout.firsts[section]].start }

  private func end(of section: Int) -> ScoreTime {
    layout.firsts[section + 1] < layout.measures.count ? layout.measures[layout.firsts[section + 1]].start : layout.end
  }

  // MARK: Places

  private mutating func place(_ given: Settings.Given) {
    guard let (section, from) = find(given) else { return }
    let item = given.item
    let meter = settings.form[section].meter
    var line = item.line
    if let lyrics = given.lyrics, line != nil { attach(lyrics, to: &line!, given) }
    if let line {
      let problems = barProblems(line, meter, startsAt: from % meter.length)
      self.problems += problems.map { $0.inside(item.path) }
      guard problems.isEmpty else { return }
      let last = from + (line.line.notes.map(\.end).max() ?? .zero)
      // `bars 1..2` ends with its last bar.
      let room = item.place?.lastBar.map { meter.length * Rational($0) }
      let length = min(end(of: section) - start(of: section), given.entry == nil ? end(of: section) : room ?? end(of: section))
      if last > length {
        let bars = (length / meter.length).ceiling
        self.problems.append(
          .givenTooLong(
            bars: "\((last / meter.length).ceiling)", section: settings.form[section].name,
            limit: bars == 1 ? "1 bar" : "\(bars) bars", at: line.span
          ).inside(item.path))
        return
      }
    }
    guard let part = settings.parts.first(where: { utf8Equal($0.id, given.part) }) else { return }
    let key = settings.form[section].key
    let octave = baseOctave(item, key, part.range)
    func resolved(_ pitch: LinePitch) -> LinePitch { resolve(pitch, key, octave) }
    let notes = (line?.line.notes ?? []).map { note in
      var placed = note
      placed.onset += from
      placed.pitches = note.pitches.map(resolved)
      return placed
    }
    let resolvedPitches = item.pitches.map { $0.pitches.compactMap { $0.value.map(resolved) } } ?? []
    guard (notes.flatMap(\.pitches) + resolvedPitches).allSatisfy({ $0.isPlayable }) else {
      let span = item.pitches?.span ?? item.line?.span ?? item.span
      problems.append(.outOfRange("a pitch", low: "c-1", high: "g9", at: span).inside(item.path))
      return
    }
    var placed = Arrangement.Given(
      part: part.id, section: section, from: from, to: from + (line?.line.length ?? .zero), notes: notes,
      pitches: resolvedPitches, contour: item.contour?.value ?? [])
    placed.place = item.span
    if let twin = result.firstIndex(where: { $0.part == placed.part && $0.section == section && $0.overlaps(placed) }) {
      problems.append(
        .givenTwice(part.id, section: settings.form[section].name, at: item.span, other: places[twin]).inside(item.path))
      return
    }
    checkRole(placed, part, item)
    checkReach(sounding(notes, line) + sounding(resolvedPitches, item), part, item)
    result.append(placed)
    places.append(item.span)
  }

  /// The section and the place in it; nil where there is none, which is reported.
  private mutating func find(_ given: Settings.Given) -> (section: Int, from: ScoreTime)? {
    let place = given.item.place
    guard let section = given.entry else { return findInPiece(given) }
    let meter = settings.form[section].meter
    let first = layout.firsts[section]
    let count = layout.firsts[section + 1] - first
    if let before = place?.before {
      guard section > 0 else { return fail(given, "nothing comes before the first section") }
      let length = before.number * (before.unit == .bars ? settings.form[section - 1].meter.length : settings.form[section - 1].meter.beatUnit)
      guard before.unit == .bars || before.unit == .beats, length <= start(of: section) - start(of: section - 1) else {
        return fail(given, "write the distance in bars or beats of the section before")
      }
      return (section - 1, start(of: section) - start(of: section - 1) - length)
    }
    let bar = place?.bar ?? 1
    guard bar <= count else {
      return fail(given, "'\(settings.form[section].name)' has \(count) bars")
    }
    return beat(place, meter, given).map { (section, meter.length * Rational(bar - 1) + $0) }
  }

  /// A place that counts the bars of the piece.
  private mutating func findInPiece(_ given: Settings.Given) -> (section: Int, from: ScoreTime)? {
    let place = given.item.place
    let bar = place?.bar ?? 1
    guard bar <= layout.measures.count else { return fail(given, "the piece has \(layout.measures.count) bars") }
    let measure = layout.measures[bar - 1]
    return beat(place, measure.meter, given).map { (measure.section, measure.start - start(of: measure.section) + $0) }
  }

  private mutating func beat(_ place: Spec.Place?, _ meter: Meter, _ given: Settings.Given) -> ScoreTime? {
    guard let beat = place?.beat, beat > 1 else { return .zero }
    let offset = (beat - 1) * meter.beatUnit
    if offset < meter.length { return offset }
    _ = fail(given, "a bar of \(meter) has \(meter.groups.count) beats")
    return nil
  }

  private mutating func fail(_ given: Settings.Given, _ reason: String) -> (section: Int, from: ScoreTime)? {
    let span = given.item.place?.span ?? given.item.span
    problems.append(.givenOutside(given.item.place?.text ?? "here", reason: reason, at: span).inside("\(given.item.path).where"))
    return nil
  }

  // MARK: Pitches

  /// The octave of the tonic that puts the unmarked degrees of a line nearest to the middle of the part's range.
  private func baseOctave(_ item: Spec.Given, _ key: Key, _ range: KeyRange) -> Int {
    let all = (item.line?.line.notes.flatMap(\.pitches) ?? []) + (item.pitches?.pitches.compactMap(\.value) ?? [])
    var best = (octave: 4, cost: Int.max)
    for octave in 0...8 {
      let keys = all.compactMap { pitch -> Int? in
        guard case .degree = pitch, case .pitch(let resolved) = resolve(pitch, key, octave) else { return nil }
        return resolved.key
      }
      guard !keys.isEmpty else { return 4 }
      let outside = keys.reduce(0) { $0 + max(0, range.low - $1, $1 - range.high) }
      let cost = outside * 1000 + abs(keys.reduce(0, +) - range.middle * keys.count)
      if cost < best.cost { best = (octave, cost) }
    }
    return best.octave
  }

  private func resolve(_ pitch: LinePitch, _ key: Key, _ octave: Int) -> LinePitch {
    switch pitch {
    case .pitch, .key, .tone: return pitch
    case .letter(let step, let octave):
      let name = (1...7).map { key.degree($0) }.first { $0.step == step } ?? PitchName(step: step, alter: 0)
      return .pitch(Pitch(name, octave: octave))
    case .degree(let number, let alter, let above):
      let tonic = Pitch(key.tonic, octave: octave + above)
      let semitones = key.mode.semitones[number - 1] + alter
      return .pitch(tonic.transposed(steps: number - 1, semitones: semitones))
    }
  }

  // MARK: Checks

  private mutating func checkRole(_ placed: Arrangement.Given, _ part: Settings.Part, _ item: Spec.Given) {
    if part.role == .drums {
      problems.append(
        .givenUnplayed("what is given to '\(part.id)'", reason: "drums have no pitches", remedy: "write a 'pattern'", at: item.span)
          .inside(item.path))
    } else if !part.role.isTune, !placed.isComplete {
      problems.append(
        .givenUnplayed(
          "what is given to '\(part.id)'", reason: "a part with the role '\(part.role.rawValue)' takes full notes only",
          remedy: "give full notes, or the role 'melody'", at: item.span
        ).inside(item.path))
    }
  }

  private typealias Sounding = (key: Int, place: Span)

  /// The keys of a line's notes, with the place of each.
  private func sounding(_ notes: [NoteLine.Note], _ line: Spec.Line?) -> [Sounding] {
    guard let line else { return [] }
    return notes.enumerated().flatMap { index, note in
      note.pitches.compactMap { pitch in
        pitch.key.map { ($0, line.places.indices.contains(index) ? line.places[index] : line.span) }
      }
    }
  }

  /// The keys of pitches whose rhythm is composed.
  private func sounding(_ pitches: [LinePitch], _ item: Spec.Given) -> [Sounding] {
    guard let written = item.pitches else { return [] }
    let places = written.pitches.filter { $0.value != nil }.map(\.span)
    return zip(pitches, places).compactMap { pitch, place in pitch.key.map { ($0, place) } }
  }

  /// Notes that the instrument doesn't have, and those outside the range that the spec gives the part.
  private mutating func checkReach(_ notes: [Sounding], _ part: Settings.Part, _ item: Spec.Given) {
    guard part.role != .drums else { return }
    if let compass = part.compass, let (note, others) = firstOutside(compass, notes) {
      problems.append(
        .givenOutOfReach(
          KeyRange(low: note.key, high: note.key).lowName, isLow: note.key < compass.low, others: others, instrument: part.instrument,
          compass: compass.noteNames, at: note.place
        ).inside(item.path))
    }
    guard part.hasOwnRange, let (note, others) = firstOutside(part.range, notes) else { return }
    problems.append(
      .givenOutsideRange(
        KeyRange(low: note.key, high: note.key).lowName, isLow: note.key < part.range.low, others: others, part: part.id,
        range: part.range.noteNames, at: note.place
      ).inside(item.path))
  }

  /// The first note outside a range, and how many more there are.
  private func firstOutside(_ range: KeyRange, _ notes: [Sounding]) -> (Sounding, Int)? {
    let outside = notes.filter { !range.contains($0.key) }
    return outside.first.map { ($0, outside.count - 1) }
  }

  // MARK: Lyrics

  /// Puts the syllables on the notes, bar by bar where the lyrics have bar lines.
  private mutating func attach(_ lyrics: Spec.Lyrics, to line: inout Spec.Line, _ given: Settings.Given) {
    let bars = line.line.bars
    var bar = 0
    var note = 0
    var starts = [0] + lyrics.barLines
    if starts.last != lyrics.tokens.count { starts.append(lyrics.tokens.count) }
    let isBarred = !lyrics.barLines.isEmpty
    let meter = given.entry.map { settings.form[$0].meter }
    for (from, to) in zip(starts, starts.dropFirst()) {
      var end = line.line.notes.count
      if isBarred, let meter {
        bar += 1
        let limit = meter.length * Rational(bar)
        end = line.line.notes.firstIndex { $0.onset >= limit } ?? line.line.notes.count
      }
      let tokens = lyrics.tokens[from..<to]
      let notes = end - note
      if tokens.count > notes || isBarred && tokens.count < notes {
        let place = tokens.first.map { Span(file: $0.span.file, start: Int($0.span.start), end: Int(tokens.last!.span.end)) }
        problems.append(
          .lyricsMismatch(syllables: tokens.count, notes: notes, bar: isBarred && !bars.isEmpty ? bar : nil, at: place ?? lyrics.span)
            .inside("sections"))
        return
      }
      for token in tokens {
        if case .syllable(let syllable) = token.value { line.line.notes[note].syllable = syllable }
        note += 1
      }
    }
  }
}

extension LinePitch {
  /// The MIDI key, where it is known.
  fileprivate var key: Int? {
    switch self {
    case .pitch(let pitch): pitch.key
    case .key(let key): key
    case .letter, .degree, .tone: nil
    }
  }

  /// Whether MIDI has the pitch; tones are folded into the range later.
  fileprivate var isPlayable: Bool {
    if case .pitch(let pitch) = self { (0...127).contains(pitch.key) } else { true }
  }
}

extension Arrangement.Given {
  fileprivate func overlaps(_ other: Arrangement.Given) -> Bool {
    max(from, other.from) < min(max(to, from + 1), max(other.to, other.from + 1))
  }
}
