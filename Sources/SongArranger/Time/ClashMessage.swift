// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// Says which points clash, the bound that they break and what would work.
///
/// What the message calls nearest was tried out.
func message(_ clash: TimeClash, _ settings: Settings, _ problem: SyncProblem) -> Diagnostic {
  let first = clash.first.map { settings.syncs[problem.numbers[$0]] }
  let second = clash.second.map { settings.syncs[problem.numbers[$0]] }
  let asked = clash.second.map { problem.points[$0].time } ?? settings.duration
  let before = clash.first.map { problem.points[$0].time } ?? .zero
  let from = first.map { "'\($0.name)' (\(before))" } ?? "the start"
  let to = second.map { "'\($0.name)' (\(asked))" } ?? "the end (\(asked))"
  let tempo = settings.tempo
  let tempos = tempo.isExact ? "at \(bpm(tempo.low)) BPM" : "between \(bpm(tempo.low)) and \(bpm(tempo.high)) BPM"
  var nearest: [String] = []
  if let moves = TimeSolver.moves(after: clash, in: timeProblem(settings, problem)) {
    let words = moves.map { move in
      move.point.map { "move '\(settings.syncs[problem.numbers[$0]].name)' to \(move.time)" } ?? "duration: \(move.time)"
    }
    nearest.append(words.joined(separator: ", "))
  }
  var isSection = false
  if case .section? = second?.hit { isSection = true }
  if let second, isSection { nearest.append("let '\(second.name)' be a hit that needs no section: 'hit: accent'") }
  let between = "they are \(Microseconds(asked.value - before.value)) apart"
  var text = "\(to) can't be met after \(from)"
  let bound: String
  switch clash.cause {
  case .order:
    text = "\(to) asks for a section that doesn't come after \(first.map { "that of '\($0.name)'" } ?? "the start")"
    bound = "the form plays: \(settings.form.map(\.name).joined(separator: " "))"
    nearest = ["change the form, or the order of the points"]
  case .outside:
    text = asked == settings.duration ? "\(to) lies at the end" : "\(to) lies behind the end"
    bound = "the piece lasts \(settings.duration)"
    nearest = ["move it into the piece, or make the piece longer"]
  case .tooClose(let shortest):
    bound = "\(between); the shortest way there \(tempos) lasts \(shortest)"
  case .tooFar(let longest):
    bound = "\(between); the longest way there \(tempos) lasts \(longest)"
    nearest.append("give the sections between them more bars, or 'bars: auto'")
  case .noWholeMeasure:
    bound = isSection || second == nil
      ? "\(between), and no whole number of bars takes that long \(tempos)"
      : "\(between), and no \(second?.hit.word ?? "beat") falls there \(tempos)"
    if let wider = widerTempo(settings, problem) { nearest.append(wider) }
    if isSection, worksFlexible(settings, problem) { nearest.append("allow a short bar: 'time: \(settings.meter) flexible'") }
  case .jump(let drift):
    bound = "the tempo would have to change by \(fixed(drift * 100, 2)) %, and \(percentText(tempo.drift)) is allowed"
    if drift <= 0.5 { nearest.append("drift: \(fixed((drift * 1000).rounded(.up) / 10, 1))%") }
  }
  return .syncUnreachable(
    text, bound: bound, nearest: nearest, at: second?.place ?? first?.place, other: second == nil ? nil : first?.place,
    "the point before"
  ).inside("sync")
}

/// The tempo, a little wider, with which all points could be met, as the spec would say it.
private func widerTempo(_ settings: Settings, _ problem: SyncProblem) -> String? {
  let tempo = settings.tempo
  guard settings.form.allSatisfy({ $0.tempo == nil }), tempo.beatUnit == settings.meter.beatUnit else { return nil }
  for percent in stride(from: 2, through: 30, by: 4) {
    let low = Rational((tempo.low * Rational(100 - percent, 100)).floor)
    let high = Rational((tempo.high * Rational(100 + percent, 100)).ceiling)
    var wider = settings
    wider.tempo = Settings.Tempo(low: low, high: high, prefer: (low + high) / 2, beatUnit: tempo.beatUnit, drift: tempo.drift)
    guard low > .zero, TimeSolver.isSolvable(timeProblem(wider, problem)) else { continue }
    let range = "\(bpm(low))..\(bpm(high))"
    return tempo.drift == Settings.Tempo.standardDrift
      ? "tempo: \(range)" : "tempo: {range: \(range), drift: \(shortest((tempo.drift * 100).double, 2))%}"
  }
  return nil
}

/// Whether short bars would help.
private func worksFlexible(_ settings: Settings, _ problem: SyncProblem) -> Bool {
  guard settings.form.allSatisfy({ $0.meter == settings.meter && !$0.isFlexible }) else { return false }
  var flexible = timeProblem(settings, problem)
  flexible.sections = flexible.sections.map {
    .init(bars: $0.bars, preferred: $0.preferred, material: $0.material, meter: $0.meter, isFlexible: true, pace: $0.pace)
  }
  return TimeSolver.isSolvable(flexible)
}

private func percentText(_ share: Rational) -> String { "\(shortest((share * 100).double, 2)) %" }
