// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// What each part does in each measure.
///
/// A part plays from its threshold of intensity on and leaves a little below it (hysteresis), decided for groups of two
/// measures, so that nobody enters for one bar; `enter` and `leave` of the spec are exact to the measure. Drums play a
/// fill in the last measure before a section that isn't calmer.
func activities(
  of part: Settings.Part, measures: [Arrangement.Measure], sections: [Arrangement.Section],
  presence: [Arrangement.Presence]?
) -> [Arrangement.Activity] {
  /// Thousandths between entering and leaving.
  let hysteresis = 80
  var result: [Arrangement.Activity] = []
  var plays = false
  for section in sections {
    for start in stride(from: section.first, to: section.first + section.count, by: 2) {
      let group = start..<min(start + 2, section.first + section.count)
      let level = group.reduce(0) { $0 + measures[$1].intensity } / group.count
      plays = level >= part.threshold - (plays ? hysteresis : 0)
      for index in group {
        let isFull = level >= part.threshold + 150
        result.append(plays && isPresent(measures[index], presence) ? (isFull ? .full : .thin) : .silent)
      }
    }
  }
  guard part.role == .drums else { return result }
  for (section, next) in zip(sections, sections.dropFirst()) where section.count >= 2 {
    let last = section.first + section.count - 1
    if result[last] != .silent, measures[next.first].intensity + 100 >= measures[last].intensity, result[next.first] != .silent {
      result[last] = .fill
    }
  }
  return result
}

private func isPresent(_ measure: Arrangement.Measure, _ presence: [Arrangement.Presence]?) -> Bool {
  presence?.contains { $0.from < measure.start + measure.length && $0.to > measure.start } ?? true
}
