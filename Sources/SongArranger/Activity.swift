// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// What each part does in each measure.
///
/// A part plays from its threshold of depth on and leaves a little below it (hysteresis), decided for groups of two
/// measures, so that nobody enters for one bar, and for each measure where the curve steps; `enter` and `leave` of the
/// spec are exact to the measure. Drums play a fill in the last measure before a section that isn't calmer and before a
/// step up.
func activities(
  of part: Settings.Part, measures: [Arrangement.Measure], sections: [Arrangement.Section], times: [Microseconds]
) -> [Arrangement.Activity] {
  let window = window(of: part, measures: measures, sections: sections, times: times)
  var result: [Arrangement.Activity] = []
  var plays = false
  for section in sections {
    for group in groups(of: section, measures) {
      let level = group.reduce(0) { $0 + measures[$1].depth } / group.count
      plays = level >= part.threshold - (plays ? IntensityMapping.hysteresis : 0)
      for index in group {
        let isFull = level >= part.threshold + IntensityMapping.fullness
        result.append(plays && window.contains(index) ? (isFull ? .full : .thin) : .silent)
      }
    }
  }
  guard part.role == .drums else { return result }
  for (section, next) in zip(sections, sections.dropFirst()) where section.count >= 2 {
    let last = section.first + section.count - 1
    if result[last] != .silent, result[next.first] != .silent,
      IntensityMapping.fills(into: measures[next.first].momentum, from: measures[last].momentum)
    {
      result[last] = .fill
    }
  }
  for index in measures.indices.dropLast() where result[index] != .silent {
    if measures[index + 1].momentum - measures[index].momentum >= IntensityMapping.step { result[index] = .fill }
  }
  return result
}

/// Pairs of measures from a section's start; where the curve steps inside a pair, each measure by itself.
private func groups(of section: Arrangement.Section, _ measures: [Arrangement.Measure]) -> [Range<Int>] {
  stride(from: section.first, to: section.first + section.count, by: 2).flatMap { start in
    let pair = start..<min(start + 2, section.first + section.count)
    let change = measures[pair.upperBound - 1].depth - measures[start].depth
    return abs(change) < IntensityMapping.step ? [pair] : pair.map { $0..<($0 + 1) }
  }
}

/// The measures between a part's `enter` and `leave`.
private func window(
  of part: Settings.Part, measures: [Arrangement.Measure], sections: [Arrangement.Section], times: [Microseconds]
) -> Range<Int> {
  let start = part.enter.map { measure(of: $0, measures, sections, times) } ?? 0
  let end = part.leave.map { measure(of: $0, measures, sections, times) } ?? measures.count
  return start..<max(start, end)
}

/// The first measure that doesn't begin before a time; a section's name is its first measure.
private func measure(
  of time: TimeValue, _ measures: [Arrangement.Measure], _ sections: [Arrangement.Section], _ times: [Microseconds]
) -> Int {
  switch time {
  case .clock(let seconds): return after(Microseconds(seconds: seconds), times)
  case .amount(let amount): return offset(amount, from: 0, measures, times)
  case .position(let bar, _): return min(max(0, bar - 1), measures.count)
  case .anchor(let name, let amount):
    let base = name == "end" ? measures.count : sections.first { $0.name == name }?.first ?? measures.count
    return amount.map { offset($0, from: base, measures, times) } ?? base
  case .timecode: return 0
  }
}

private func offset(
  _ amount: TimeValue.Amount, from base: Int, _ measures: [Arrangement.Measure], _ times: [Microseconds]
) -> Int {
  if let seconds = amount.seconds { return after(times[base] + Microseconds(seconds: seconds), times) }
  let beats: Rational = switch amount.unit {
  case .bars: amount.number
  case .beats: amount.number / Rational(measures[0].meter.groups.count)
  case .wholeNotes: amount.number * 4 / measures[0].length
  default: .zero
  }
  return min(max(0, base + beats.ceiling), measures.count)
}

private func after(_ time: Microseconds, _ times: [Microseconds]) -> Int {
  times.dropLast().firstIndex { $0 >= time } ?? times.count - 1
}
