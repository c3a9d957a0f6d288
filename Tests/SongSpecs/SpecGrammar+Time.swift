// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// A section that the form plays.
struct SectionPlan {
  enum Bars { case exact, range, auto, unsaid }

  let name: String
  /// The bars of the plan.
  var count: Int
  var bars: Bars
  /// The section that it varies; nil of one with material of its own.
  var base: Int?
  /// Whether `sections` has it.
  var isDescribed = true
  /// What `sections` says of it, but for its bars.
  var entries: [SpecEntry] = []
  /// Its own, where it has one.
  var meter: Meter?
  var key: Key?
  var hasChords = false
  /// Whether it gives notes.
  var hasTune = false
  /// Whether it varies a section of another name.
  var isOthers = false
}

/// Where beats lie at one tempo.
struct BeatGrid {
  /// Tenths of a beat a minute.
  let tempo: Int
  let beatsPerBar: Rational

  /// Milliseconds at which a bar of the piece begins, or a beat of it.
  func milliseconds(bar: Int, beat: Int = 0) -> Int {
    let beats = beatsPerBar * Rational(bar) + Rational(beat)
    return (beats * Rational(600_000, tempo)).rounded
  }
}

extension SpecGrammar {
  /// `duration`, `tempo`, `form`, `end`, `fps`, and how long each section is.
  mutating func writeTime() {
    var stream = seed.child("time").generator
    if stream.chance(percent: 25) { writeFrameRate(&stream) }
    let isPlanned = meter != nil
    switch stream.weighted([(0, 32), (1, 24), (2, isPlanned ? 38 : 0), (3, 6)]) {
    case 0: writeOpenTime(&stream)
    case 1:
      drawForm(&stream, most: 10)
      // No piece is shorter than a second.
      if barsPlayed < 3, let first = played.first { sections[first].count += 2 }
      writeOwnLength(&stream)
    case 2:
      drawForm(&stream, most: 8)
      writePlannedTime(&stream)
    default:
      drawForm(&stream, most: 4)
      writeOpenBars(&stream)
    }
    // No whole number of bars at a style's tempi may last so short a time.
    let endings = endsWithRing || least < 15_000 ? ["ring"] : ["ring", "button", "cut", "fade 2s", "fade 750ms"]
    if stream.chance(percent: 45) { add("end", stream.element(of: endings)) }
  }

  private mutating func writeFrameRate(_ stream: inout RandomStream) {
    let rate = stream.weighted([("24", 20), ("25", 40), ("30", 15), ("29.97df", 10), ("23.976", 5), ("50", 10)])
    frames = Int(rate)
    guard stream.chance(percent: 30) else { return add("fps", rate) }
    var fields = [SpecEntry("rate", rate)]
    if stream.chance(percent: 50) {
      startHour = stream.element(of: [1, 10])
      fields.append(SpecEntry("start", startHour == 1 ? "tc 01:00:00:00" : "10:00:00:00"))
    }
    add("fps", .map(fields))
  }

  /// Quarters a minute at which the style is played, in tenths.
  private func quarters(_ stream: inout RandomStream) -> Int {
    let range = styleTempi.first { $0.style == style }?.tempi ?? 80...120
    return stream.number(in: range.lowerBound * 10...range.upperBound * 10)
  }

  /// Beats of the meter a minute, in tenths.
  private func beats(_ quarters: Int) -> Int {
    max(200, (Rational(quarters) / (meter?.beatUnit ?? 1)).rounded)
  }

  private func tempoText(_ tenths: Int) -> String { tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)" }

  // MARK: The style's form

  private mutating func writeOpenTime(_ stream: inout RandomStream) {
    let length = stream.octaveNumber(in: 4...160) * 1000 + (stream.chance(percent: 50) ? stream.below(1000) : 0)
    switch stream.weighted([(0, 60), (1, 20), (2, 12), (3, 6), (4, stream.chance(percent: 40) ? 2 : 0)]) {
    case 0:
      add("duration", timeText(length, &stream))
      targets.duration = length...length
      least = length
      targets.estimate = length
    case 1:
      let most = length + max(2000, length / stream.number(in: 2...6))
      add("duration", "\(timeText(length, &stream))..\(timeText(most, &stream))")
      targets.duration = length...most
      least = length
      targets.estimate = most
    case 2:
      targets.duration = 90_000...90_000
      least = 90_000
      targets.estimate = 90_000
    case 3:
      add("duration", "free")
      least = 8_000
      targets.estimate = 90_000
    default:
      let long = stream.number(in: 300...2400) * 1000
      add("duration", timeText(long, &stream))
      targets.duration = long...long
      least = long
      targets.estimate = long
    }
    guard stream.chance(percent: 45) else { return }
    writeTempo(beats(quarters(&stream)), &stream, isFree: true)
  }

  /// A tempo in any of its forms that is that of the plan or holds it.
  ///
  /// - Parameter isFree: whether it may be exact.
  private mutating func writeTempo(_ tempo: Int, _ stream: inout RandomStream, isFree: Bool) {
    let low = max(60, tempo - tempo * stream.number(in: 4...12) / 100)
    let high = tempo + tempo * stream.number(in: 4...12) / 100
    let range = "\(tempoText(low))..\(tempoText(high))"
    var fields = [SpecEntry("range", range)]
    if stream.chance(percent: 30) { fields.append(SpecEntry("prefer", tempoText(tempo))) }
    if stream.chance(percent: 70) { fields.append(SpecEntry("drift", "\(stream.number(in: 3...12))%")) }
    if let meter, stream.chance(percent: 15), let note = noteValue(meter.beatUnit) { fields.append(SpecEntry("beat", note)) }
    let note = meter.flatMap { noteValue($0.beatUnit) }
    switch stream.weighted([(0, isFree ? 30 : 0), (1, 30), (2, 32), (3, isFree && note != nil ? 6 : 0), (4, isFree && note != nil ? 4 : 0), (5, 8)]) {
    case 0:
      add("tempo", tempoText(tempo))
      endsWithRing = true
    case 1: add("tempo", range)
    case 2: add("tempo", .map(fields))
    case 3:
      add("tempo", "\(note!) = \(tempoText(tempo))")
      endsWithRing = true
    case 4:
      endsWithRing = true
      add("tempo", .map([SpecEntry("bpm", tempoText(tempo)), SpecEntry("beat", note!)]))
    default:
      let shape = stream.element(of: ["", " ease", " step", " exp", " line"])
      add("tempo", .map([SpecEntry("range", range), SpecEntry("drift", "12%"), SpecEntry("curve", "0s \(tempoText(tempo)), end \(tempoText(stream.chance(percent: 50) ? low : high))\(shape)")]))
    }
  }

  /// `1/4.` of a length in quarters; nil where no dotted value says it.
  func noteValue(_ length: ScoreTime) -> String? {
    let values: [(ScoreTime, String)] = [
      (Rational(1, 2), "1/8"), (1, "1/4"), (Rational(3, 2), "1/4."), (2, "1/2"), (3, "1/2."), (Rational(3, 4), "1/8."),
    ]
    return values.first { $0.0 == length }?.1
  }

  // MARK: Forms of the user's own

  private mutating func drawForm(_ stream: inout RandomStream, most: Int) {
    let names = stream.element(of: [
      ["A", "B", "C", "D"], ["intro", "verse", "chorus", "bridge", "outro"], ["Strophe", "Kehrvers", "Übergang"],
      ["a1", "b_2", "c-3", "solo"], ["intro", "build", "climax", "outro"], ["theme"],
    ])
    var items: [String] = []
    var hasLoop = false
    func index(of name: String) -> Int? { sections.firstIndex { $0.name == name } }
    func section(_ name: String) -> Int {
      if let known = index(of: name) { return known }
      let base = name.hasSuffix("'") ? index(of: String(name.prefix { $0 != "'" })) : nil
      let count = stream.weighted([(1, 3), (2, 10), (4, 35), (8, 35), (6, 6), (3, 5), (5, 3), (7, 2), (12, 3), (16, 4)])
      sections.append(SectionPlan(name: name, count: base.map { sections[$0].count } ?? count, bars: .exact, base: base))
      return sections.count - 1
    }
    let wanted = stream.number(in: 1...most)
    while played.count < wanted {
      let name = stream.element(of: names)
      let isVariation = index(of: name) != nil && stream.chance(percent: 35)
      let one = isVariation ? name + (stream.chance(percent: 80) ? "'" : "''") : name
      switch stream.weighted([(0, 80), (1, 12), (2, hasLoop ? 0 : 8)]) {
      case 0:
        items.append(one)
        played.append(section(one))
      case 1:
        let count = stream.number(in: 2...3)
        items.append(stream.chance(percent: 50) ? "\(one) x\(count)" : "\(one)*\(count)")
        played += Array(repeating: section(one), count: count)
      default:
        hasLoop = true
        let other = stream.element(of: names)
        items.append("[\(one) \(other)]")
        played.append(section(one))
        played.append(section(other))
      }
    }
    let isList = !hasLoop && stream.chance(percent: 25)
    let leavesOut = !hasLoop && Set(played).count == played.count && !sections.contains { $0.base != nil } && stream.chance(percent: 12)
    formIsSaid = !leavesOut
    if leavesOut { return }
    add("form", isList ? .list(items.map { .text($0) }) : .text(items.joined(separator: " ")))
  }

  private var barsPlayed: Int { played.reduce(0) { $0 + sections[$1].count } }

  /// No duration: the form decides.
  private mutating func writeOwnLength(_ stream: inout RandomStream) {
    for index in sections.indices where sections[index].base != nil { sections[index].isDescribed = stream.chance(percent: 50) }
    if stream.chance(percent: 25) { add("duration", "free") }
    // At the fastest tempo that any style and mood have.
    least = barsPlayed * 400
    targets.estimate = barsPlayed * 2400
    guard stream.chance(percent: 50) else { return }
    let tempo = beats(quarters(&stream))
    guard stream.chance(percent: 45), let meter else { return writeTempo(tempo, &stream, isFree: true) }
    // At an exact tempo all beats are known.
    add("tempo", tempoText(tempo))
    grid = BeatGrid(tempo: tempo, beatsPerBar: meter.length / meter.beatUnit)
    least = grid!.milliseconds(bar: barsPlayed)
    targets.estimate = least
    targets.duration = least - 1...least + 1
  }

  /// A duration, a tempo and bars that go together.
  private mutating func writePlannedTime(_ stream: inout RandomStream) {
    guard let meter else { return }
    let tempo = beats(quarters(&stream))
    let planned = BeatGrid(tempo: tempo, beatsPerBar: meter.length / meter.beatUnit)
    grid = planned
    let isExact = stream.chance(percent: 15)
    endsWithRing = isExact
    let length = planned.milliseconds(bar: barsPlayed) + (isExact ? stream.element(of: [1, 250, 1500]) : 0)
    least = length
    targets.estimate = length
    targets.duration = length...length
    add("duration", timeText(length, &stream))
    if isExact { add("tempo", tempoText(tempo)) } else { writeTempo(tempo, &stream, isFree: false) }
    for index in sections.indices {
      if sections[index].base != nil { sections[index].isDescribed = stream.chance(percent: 40) }
      sections[index].bars = stream.weighted([(.exact, 62), (.range, 20), (.auto, 12), (.unsaid, 6)])
    }
  }

  /// A duration that bars left open fill.
  private mutating func writeOpenBars(_ stream: inout RandomStream) {
    for index in sections.indices {
      sections[index].bars = stream.weighted([(.auto, 40), (.unsaid, 60)])
      sections[index].isDescribed = !formIsSaid || stream.chance(percent: 60)
    }
    let length = played.count * stream.number(in: 10...20) * 1000 + stream.below(1000)
    least = length
    targets.estimate = length
    targets.duration = length...length
    add("duration", timeText(length, &stream))
  }
}
