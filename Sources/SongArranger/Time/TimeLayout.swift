// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// The measures and the tempo map that a solution comes to.
struct TimeLayout {
  /// One measure of the piece.
  struct Measure {
    let start: ScoreTime
    let meter: Meter
    let section: Int
  }

  let measures: [Measure]
  /// The first measure of each section, and one after the last.
  let firsts: [Int]
  let tempo: TempoMap
  let end: ScoreTime

  init(_ settings: Settings, _ solution: TimeSolution) {
    var measures: [Measure] = []
    var firsts: [Int] = []
    var start = ScoreTime.zero
    for (index, entry) in settings.form.enumerated() {
      firsts.append(measures.count)
      for bar in 0..<solution.bars[index] {
        let isShort = bar == solution.bars[index] - 1 && solution.short[index] != nil
        let meter = isShort ? shortened(entry.meter, to: Ticks(solution.short[index]!)) : entry.meter
        measures.append(Measure(start: start, meter: meter, section: index))
        start += meter.length
      }
    }
    firsts.append(measures.count)
    self.measures = measures
    self.firsts = firsts
    end = start
    tempo = tempoMap(of: TimeLayout.spans(settings, solution, firsts.map { $0 < measures.count ? measures[$0].start : start }))
  }

  /// The spans of the tempo map: each stretch, divided where sections of another tempo meet.
  ///
  /// - Parameter starts: of the sections, and the end.
  private static func spans(_ settings: Settings, _ solution: TimeSolution, _ starts: [ScoreTime]) -> [TempoSpan] {
    var result: [TempoSpan] = []
    for (number, stretch) in solution.stretches.enumerated() {
      let from = scoreTime(stretch.start)
      let to = scoreTime(stretch.end)
      let isRing = solution.ringIsFree && number == solution.stretches.count - 1
      // Runs of one tempo inside the stretch.
      var runs: [(length: ScoreTime, pace: TimeProblem.Pace)] = []
      for (index, entry) in settings.form.enumerated() where !isRing {
        let length = min(to, starts[index + 1]) - max(from, starts[index])
        guard length > .zero else { continue }
        let pace = pace(of: entry.tempo ?? settings.tempo)
        if runs.last?.pace == pace { runs[runs.count - 1].length += length } else { runs.append((length, pace)) }
      }
      if isRing { runs = [(to - from, TimeProblem.Pace(quarter: 1, fastest: 1, slowest: 1))] }
      var start = from
      var time = Double(stretch.from.value)
      var rounded = stretch.from
      for (index, run) in runs.enumerated() {
        time += run.length.double * run.pace.quarter * (run.pace.isExact ? 1 : stretch.factor)
        let end = index == runs.count - 1 ? stretch.to : Microseconds(Int(time.rounded()))
        result.append(TempoSpan(start: start, length: run.length, duration: end - rounded))
        start += run.length
        rounded = end
      }
    }
    return result
  }

  /// The clock time of a place.
  func time(_ place: ScoreTime) -> Microseconds { tempo.microseconds(at: Ticks(place)) }

  /// The measure that a place lies in; the last one for the end.
  func measure(at place: ScoreTime) -> Int { measures.last(notAfter: place) { $0.start } }
}

/// The exact place of a tick.
func scoreTime(_ tick: Int) -> ScoreTime { Rational(tick, Ticks.perQuarter) }

func pace(of tempo: Settings.Tempo) -> TimeProblem.Pace {
  TimeProblem.Pace(
    quarter: (Rational(60_000_000) / (tempo.prefer * tempo.beatUnit)).double, fastest: (tempo.prefer / tempo.high).double,
    slowest: (tempo.prefer / tempo.low).double)
}

/// A measure of fewer beats.
private func shortened(_ meter: Meter, to length: Ticks) -> Meter {
  let beats = length.value / Ticks(meter.beatUnit).value
  let unit = meter.beatUnit
  // A dotted beat is three notes of the denominator.
  return Meter((unit * Rational(beats * meter.denominator, 4)).floor, meter.denominator)
}
