// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

extension SettingsMaker {
  /// The given material of sections and parts, by the sections of the form that it is for.
  mutating func givens(_ form: [Settings.FormEntry], _ parts: [Settings.Part]) -> [Settings.Given] {
    let lead = parts.first { $0.role == .melody && !$0.isSoloist }?.id
    var result: [Settings.Given] = []
    for (index, entry) in form.enumerated() {
      guard var said = spec.section(entry.name) else { continue }
      let own = spec.sections.first { $0.name.value == entry.name }
      // Over a tune that the section only takes from its material goes the solo.
      if !entry.treatment.soloists.isEmpty, own?.melody == nil, own?.given.isEmpty ?? true {
        said.melody = nil
        said.lyrics = nil
        said.given = []
      }
      let items = (said.melody.map { [$0] } ?? []) + said.given
      guard let lead else {
        for item in items { reportUnplayed("what is given here", "no part has the role 'melody'", item) }
        continue
      }
      if let melody = said.melody {
        result.append(.init(part: lead, entry: index, item: melody, lyrics: said.lyrics))
      } else if let lyrics = said.lyrics {
        settler.sink.report(
          .givenUnplayed(
            "the lyrics", reason: "the section has no 'melody' whose notes could carry them",
            remedy: "give the section a 'melody'", at: lyrics.span
          ).inside("sections.\(said.name.value).lyrics"))
      }
      for item in said.given where isInside(item, entry) {
        result.append(.init(part: lead, entry: index, item: item, lyrics: nil))
      }
    }
    for part in spec.parts ?? [] {
      for item in part.given { result += entries(of: item, part.name.value, form) }
    }
    return result
  }

  /// A section's own items name its bars; another section's are no place in it.
  private mutating func isInside(_ item: Spec.Given, _ entry: Settings.FormEntry) -> Bool {
    guard let place = item.place else { return true }
    let isNamed = place.section.map { utf8Equal($0.value, entry.name) || utf8Equal($0.value, entry.material) } ?? true
    if isNamed, place.before == nil { return true }
    settler.sink.report(
      .givenOutside(place.text, reason: "what a section gives stands in its own bars, as in 'bar 3 beat 2'", at: place.span)
        .inside("\(item.path).where"))
    return false
  }

  private mutating func reportUnplayed(_ what: String, _ reason: String, _ item: Spec.Given) {
    settler.sink.report(
      .givenUnplayed(what, reason: reason, remedy: "add a part with 'role: melody'", at: item.span).inside(item.path))
  }

  /// The sections of the form that a part's item is for.
  private mutating func entries(of item: Spec.Given, _ part: String, _ form: [Settings.FormEntry]) -> [Settings.Given] {
    guard let name = item.place?.section else { return [.init(part: part, entry: nil, item: item, lyrics: nil)] }
    // A variation may be too short for it.
    let own = form.indices.filter { index in
      let entry = form[index]
      let bars = item.line.map { ($0.line.length / entry.meter.length).ceiling } ?? 1
      return utf8Equal(entry.name, name.value)
        || utf8Equal(entry.material, name.value) && (item.place?.bar ?? 1) + max(1, bars) - 1 <= entry.bars.upperBound
    }
    if own.isEmpty {
      var names: [String] = []
      for entry in form where !names.contains(entry.name) { names.append(entry.name) }
      settler.sink.report(.unknownSection(name.value, at: name.span, candidates: names).inside("\(item.path).where"))
    }
    return own.map { .init(part: part, entry: $0, item: item, lyrics: nil) }
  }

  /// The bars that a section's given tune takes in a meter; nil where it has none.
  func givenBars(_ said: Spec.Section?, _ meter: Meter) -> Int? {
    guard let line = said?.melody?.line else { return nil }
    return max(1, (line.line.length / meter.length).ceiling)
  }

  /// Chords that stand over a tune, bar by bar; nil where there are none.
  func chordsOverTune(_ said: Spec.Section?, _ meter: Meter, _ key: Key) -> [Settings.ChordBar]? {
    guard let melody = said?.melody, let line = melody.line, !melody.chords.isEmpty else { return nil }
    let bars = max(1, (line.line.length / meter.length).ceiling)
    var bar: [[Settings.ChordBar.Entry]] = Array(repeating: [], count: bars)
    var changes: [(onset: ScoreTime, chord: Chord?)] = [(.zero, nil)]
    for symbol in melody.chords {
      let chord: Chord? = switch symbol.token.value {
      case .chord(let chord): chord
      case .roman(let numeral): numeral.chord(in: key)
      case .noChord, .hold: nil
      }
      if changes.last?.onset == symbol.onset { changes.removeLast() }
      changes.append((symbol.onset, chord))
    }
    // What stands before the first symbol takes its chord.
    if changes.count > 1, changes[0].onset == .zero, changes[0].chord == nil { changes[0].chord = changes[1].chord }
    for (index, change) in changes.enumerated() {
      var from = change.onset
      let end = index + 1 < changes.count ? changes[index + 1].onset : meter.length * Rational(bars)
      while from < end {
        let measure = (from / meter.length).floor
        let stop = min(end, meter.length * Rational(measure + 1))
        if measure < bars { bar[measure].append(.init(chord: change.chord, length: stop - from)) }
        from = stop
      }
    }
    return bar.map { Settings.ChordBar(chords: $0) }
  }

  /// Whether the bars of all given tunes can stand in a meter.
  func lines(fit meter: Meter) -> Bool {
    spec.sections.filter { $0.meter == nil }.allSatisfy { section in
      ((section.melody.map { [$0] } ?? []) + section.given).compactMap(\.line).allSatisfy { line in
        line.line.bars.allSatisfy { !$0.isClosed || $0.isDivided || $0.length == meter.length }
      }
    }
  }

  /// The key that given full notes fit best where neither spec nor chords say one: each note counts by its length inside
  /// the scale, the last note at home once more.
  func keyOfTunes() -> Key? {
    let lines = spec.sections.compactMap { $0.melody?.line }
    let notes = lines.flatMap(\.line.notes)
    var lengths = [Double](repeating: 0, count: 12)
    for note in notes {
      guard case .pitch(let pitch)? = note.pitches.last else { return nil }
      lengths[pitch.key % 12] += note.duration.double
    }
    guard case .pitch(let last)? = lines.last?.line.notes.last?.pitches.last else { return nil }
    var best: (key: Key, score: Double)?
    for mode in [Mode.major, .minor, .dorian, .mixolydian] {
      for fifths in [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6] {
        let key = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode)
        var score = key.scale.reduce(0) { $0 + lengths[$1] } + lengths[key.tonic.pitchClass] / 2
        score += lengths[key.scale[4]] / 4
        if last.key % 12 == key.tonic.pitchClass { score += lengths.reduce(0, +) / 8 }
        if best == nil || score > best!.score + 1e-9 { best = (key, score) }
      }
    }
    return best?.key
  }

  // MARK: Patterns

  /// Reports lines of a part's own pattern that nobody can play.
  mutating func checkPattern(_ pattern: Spec.Pattern, _ role: Role, _ instrument: String, _ meters: [Meter]) {
    if pattern.isWritten, role.isLine {
      settler.sink.report(
        .givenUnplayed(
          "this pattern", reason: "a part with the role '\(role.rawValue)' plays a line",
          remedy: "write the notes under 'given', or give the part another role", at: pattern.span
        ).inside(pattern.path))
      return
    }
    let kit = library.instrument(instrument)?.kit.flatMap { library.drumKit($0)?.voices.map(\.name) }
    for lane in pattern.lanes {
      checkTarget(lane, kit, role, pattern.path)
      for meter in meters { checkLength(lane, meter, pattern.path) }
    }
    let grains = pattern.lanes.map { lane -> Int? in
      if case .mini(let mini, _) = lane.content { mini.grain } else { 1 }
    }
    if common(grains) == nil { settler.sink.report(.miniTooFine(limit: finestGrain, at: pattern.span).inside(pattern.path)) }
  }

  private mutating func checkTarget(_ lane: Spec.Lane, _ kit: [String]?, _ role: Role, _ path: String) {
    switch lane.target {
    case .voice(let name):
      if let kit, kitVoice(name, in: kit) == nil {
        settler.sink.report(.unknownValue(name, what: "a voice of the kit", at: lane.key.span, candidates: kit).inside(path))
      } else if kit == nil {
        settler.sink.report(
          .unknownKey(name, in: "a pattern of '\(role.rawValue)'", at: lane.key.span, candidates: ["strum", "tones", "degrees", "rhythm", "mini"])
            .inside(path))
      }
    case .words:
      guard case .mini(_, let words) = lane.content else { return }
      for word in words where kit.map({ kitVoice(word.value, in: $0) == nil }) ?? false {
        settler.sink.report(.unknownValue(word.value, what: "a voice of the kit", at: word.span, candidates: kit ?? []).inside(path))
      }
      if kit == nil {
        settler.sink.report(
          .unknownKey("mini", in: "a pattern of '\(role.rawValue)'", at: lane.key.span, candidates: ["tones", "degrees", "strum"])
            .inside(path))
      }
    case .strum, .tones, .degrees:
      if let kit {
        settler.sink.report(
          .unknownValue(lane.key.value, what: "a voice of the kit", at: lane.key.span, candidates: kit).inside(path))
      }
    }
  }

  private mutating func checkLength(_ lane: Spec.Lane, _ meter: Meter, _ path: String) {
    switch lane.content {
    case .grid(let grid):
      if grid.cell(in: meter.length) == nil {
        settler.sink.report(.gridIndivisible(grid.cellsPerBar, meter: "\(meter)", at: lane.span).inside(path))
      }
    case .line(let line):
      for problem in barProblems(line, meter, startsAt: .zero, isWhole: true) { settler.sink.report(problem.inside(path)) }
    case .mini: break
    }
  }
}

/// Diagnostics for the bars of a line that aren't as long as the meter's.
///
/// - Parameters:
///   - startsAt: where in the first bar the line begins.
///   - isWhole: whether the last bar has to be full too.
func barProblems(_ line: Spec.Line, _ meter: Meter, startsAt offset: ScoreTime, isWhole: Bool = false) -> [Diagnostic] {
  var result: [Diagnostic] = []
  var index = 0
  var number = 1
  while index < line.line.bars.count {
    let bar = line.line.bars[index]
    let due = index == 0 ? meter.length - offset : meter.length
    var length = bar.length
    var last = index
    // A repeat sign may stand inside a bar.
    while length < due, line.line.bars[last].isDivided, last + 1 < line.line.bars.count,
      length + line.line.bars[last + 1].length <= due
    {
      last += 1
      length += line.line.bars[last].length
    }
    let mayBeShort = !line.line.bars[last].isClosed && !isWhole
    if length > due || length < due && !mayBeShort {
      result.append(
        .barLength(
          bar: number, found: noteLength(length, meter), due: noteLength(due, meter), meter: "\(meter)",
          isTooLong: length > due, at: line.bars[index]))
    }
    index = last + 1
    number += 1
  }
  return result
}

/// A length as a share of a whole note, in the meter's notes where they divide it: `3/4`.
private func noteLength(_ length: ScoreTime, _ meter: Meter) -> String {
  let notes = length * Rational(meter.denominator, 4)
  if notes.isInteger { return "\(notes.numerator)/\(meter.denominator)" }
  let share = length / 4
  return "\(share.numerator)/\(share.denominator)"
}
