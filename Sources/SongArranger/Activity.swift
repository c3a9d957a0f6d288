// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// What each part does in each measure.
///
/// A part plays from its threshold of depth on and leaves a little below it (hysteresis), decided for groups of two
/// measures of a section, so that nobody enters for one bar, and for each measure where the curve steps; `enter` and
/// `leave` of the spec are exact to the measure, and so is what a section's `parts` say. Drums play a fill in the last
/// measure before a section that isn't calmer and before a step up.
///
/// - Parameter thresholds: of each section.
func activities(
  of part: Settings.Part, from thresholds: [Int], measures: [Arrangement.Measure], sections: [Arrangement.Section],
  presence: [Arrangement.Presence]?, _ settings: Settings
) -> [Arrangement.Activity] {
  var result: [Arrangement.Activity] = []
  for (number, section) in sections.enumerated() {
    var plays = false
    let said = settings.form[number].treatment.play(of: part.id)
    let threshold = thresholds[number]
    for group in groups(of: section, measures) {
      let level = group.reduce(0) { $0 + measures[$1].curve.depth } / group.count
      plays = level >= threshold - (plays ? IntensityMapping.hysteresis : 0)
      let isFull = level >= threshold + IntensityMapping.fullness
      let activity: Arrangement.Activity = switch said {
      case .rest: .silent
      case .thin: .thin
      case .full, .solo: .full
      case nil: !plays ? .silent : isFull ? .full : .thin
      }
      for index in group { result.append(isPresent(measures[index], presence) ? activity : .silent) }
    }
  }
  // A peak lets everyone in that its own level does, and nobody stays for it.
  for (index, measure) in measures.enumerated() where measure.isPeak && isPresent(measure, presence) {
    guard settings.form[measure.section].treatment.play(of: part.id) != .rest else { continue }
    if measure.depth >= thresholds[measure.section] { result[index] = .full }
  }
  if part.role == .drums { addFills(to: &result, measures, sections, settings) }
  if part.role == .drums || part.role == .bass { addDrops(of: part, to: &result, measures, sections, settings) }
  return result
}

private func addFills(
  to activity: inout [Arrangement.Activity], _ measures: [Arrangement.Measure], _ sections: [Arrangement.Section],
  _ settings: Settings
) {
  for (number, section) in sections.enumerated() where section.count >= 2 {
    let last = section.first + section.count - 1
    guard activity[last] != .silent, !measures[last].isRing else { continue }
    // After the end of a loop comes its beginning.
    let next = number + 1 < sections.count ? number + 1 : settings.ending == .loop ? 0 : nil
    let leads = next.map { next in
      let start = sections[next].first
      return [.fill, .roll, .push].contains(settings.form[next].treatment.into) && activity[start] != .silent
        && IntensityMapping.fills(into: measures[start].momentum, from: measures[last].momentum)
    } ?? false
    if settings.form[number].treatment.fillsAtEnd ?? leads { activity[last] = .fill }
  }
  let isLoop = settings.ending == .loop
  for index in measures.indices where activity[index] != .silent {
    guard let next = index + 1 < measures.count ? measures[index + 1] : isLoop ? measures.first : nil else { break }
    guard settings.form[measures[index].section].treatment.fillsAtEnd != false else { continue }
    if next.momentum - measures[index].momentum >= IntensityMapping.step { activity[index] = .fill }
  }
}

/// Drums and bass rest in the measure before a section that is entered by a drop and isn't calmer.
private func addDrops(
  of part: Settings.Part, to activity: inout [Arrangement.Activity], _ measures: [Arrangement.Measure], _ sections: [Arrangement.Section],
  _ settings: Settings
) {
  for (number, section) in sections.enumerated().dropFirst() {
    let before = sections[number - 1]
    guard settings.form[number].treatment.into == .drop, before.count >= 4, part.written(in: before.name) == nil else {
      continue
    }
    let last = before.first + before.count - 1
    guard activity[section.first] != .silent, measures[section.first].momentum >= measures[last].momentum else { continue }
    activity[last] = .silent
  }
}

/// For each part the thresholds from which it plays in each section: those of the band, dealt out anew where the style
/// lets other roles come in first or last.
///
/// How many play at a level is the same everywhere. Dealt are those of the parts that give colour and of the roles that
/// are named: tune, bass, drums and the first chords stay the ground that the others stand on. Parts that the spec lets
/// in by `enter` or a sync point play from there on.
func sectionThresholds(_ settings: Settings) -> [[Int]] {
  let parts = settings.parts
  let entered = settings.syncs.compactMap { sync in if case .entry(let part) = sync.hit { part } else { nil } }
  let free = parts.indices.filter { parts[$0].enter == nil && parts[$0].written == nil && !parts[$0].isSoloist }
    .sorted { (parts[$0].rank, $0) < (parts[$1].rank, $1) }
  var result = parts.map { Array(repeating: $0.threshold, count: settings.form.count) }
  let comping = free.first { parts[$0].role == .chords }
  func isColour(_ part: Int) -> Bool { [.harmony, .counter, .pad, .arpeggio, .chords].contains(parts[part].role) && part != comping }
  for (number, entry) in settings.form.enumerated() {
    func named(_ roles: [Role]) -> [Int] { roles.flatMap { role in free.filter { parts[$0].role == role } } }
    let first = named(entry.treatment.first)
    let last = named(entry.treatment.last)
    let dealt = free.filter { isColour($0) || first.contains($0) || last.contains($0) }
    let others = dealt.filter { !first.contains($0) && !last.contains($0) }
    for (place, part) in (first + others + last).enumerated() where !entered.contains(parts[part].id) {
      result[part][number] = parts[dealt[place]].rank
    }
  }
  return result
}

/// Pairs of measures from a section's start; where the curve steps inside a pair, each measure by itself. A ramp is no step,
/// however steep: it goes on before or behind the pair.
private func groups(of section: Arrangement.Section, _ measures: [Arrangement.Measure]) -> [Range<Int>] {
  func change(_ index: Int) -> Int {
    measures.indices.contains(index) && index > 0 ? abs(measures[index].curve.depth - measures[index - 1].curve.depth) : 0
  }
  return stride(from: section.first, to: section.first + section.count, by: 2).flatMap { start in
    let pair = start..<min(start + 2, section.first + section.count)
    let step = pair.count < 2 ? 0 : change(start + 1)
    let isStep = step >= IntensityMapping.step && 2 * max(change(start), change(start + 2)) < step
    return isStep ? pair.map { $0..<($0 + 1) } : [pair]
  }
}

private func isPresent(_ measure: Arrangement.Measure, _ presence: [Arrangement.Presence]?) -> Bool {
  presence?.contains { $0.from < measure.start + measure.length && $0.to > measure.start } ?? true
}
