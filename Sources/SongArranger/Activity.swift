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
  of part: Settings.Part, measures: [Arrangement.Measure], sections: [Arrangement.Section],
  presence: [Arrangement.Presence]?
) -> [Arrangement.Activity] {
  var result: [Arrangement.Activity] = []
  var plays = false
  for section in sections {
    for group in groups(of: section, measures) {
      let level = group.reduce(0) { $0 + measures[$1].curve.depth } / group.count
      plays = level >= part.threshold - (plays ? IntensityMapping.hysteresis : 0)
      for index in group {
        let isFull = level >= part.threshold + IntensityMapping.fullness
        result.append(plays && isPresent(measures[index], presence) ? (isFull ? .full : .thin) : .silent)
      }
    }
  }
  // A peak lets everyone in that its own level does, and nobody stays for it.
  for (index, measure) in measures.enumerated() where measure.isPeak && isPresent(measure, presence) {
    if measure.depth >= part.threshold { result[index] = .full }
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
    let change = measures[pair.upperBound - 1].curve.depth - measures[start].curve.depth
    return abs(change) < IntensityMapping.step ? [pair] : pair.map { $0..<($0 + 1) }
  }
}

private func isPresent(_ measure: Arrangement.Measure, _ presence: [Arrangement.Presence]?) -> Bool {
  presence?.contains { $0.from < measure.start + measure.length && $0.to > measure.start } ?? true
}
