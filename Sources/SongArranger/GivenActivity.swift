// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// A part that plays in full wherever something is given to it and it may sound.
func playing(
  _ given: [Arrangement.Given], _ part: Arrangement.Part, _ sections: [Arrangement.Section],
  _ measures: [Arrangement.Measure]
) -> Arrangement.Part {
  var activity = part.activity
  // A pattern that is written out is played as it stands: no thinning, and no fills but those that are asked for.
  for index in activity.indices where activity[index] != .silent {
    if part.settings.written(in: sections[measures[index].section].name) != nil { activity[index] = .full }
  }
  for item in given where item.part == part.settings.id {
    for index in item.covered(sections[item.section], measures) where part.isPresent(measures[index]) {
      activity[index] = .full
    }
  }
  return Arrangement.Part(settings: part.settings, activity: activity, presence: part.presence)
}

/// Lets fills come where parts ask for them, and nowhere else in those parts.
func placeFills(
  _ parts: inout [Arrangement.Part], _ sections: [Arrangement.Section], _ measures: [Arrangement.Measure],
  in context: inout Context
) throws(ErrorsEmitted) {
  for index in parts.indices {
    guard let fills = parts[index].settings.fills else { continue }
    let path = "parts.\(parts[index].settings.id).fill"
    var activity = parts[index].activity.map { $0 == .fill ? Arrangement.Activity.full : $0 }
    for place in fills {
      if parts[index].settings.role != .drums {
        context.sink.report(
          .givenUnplayed("this fill", reason: "only drums have fills", remedy: "remove it", at: place.span).inside(path))
        continue
      }
      let found = fillMeasures(place, sections, measures)
      if found.isEmpty {
        context.sink.report(
          .givenOutside(place.text, reason: "the form has no such bar", at: place.span).inside(path))
      }
      for measure in found where activity[measure] != .silent { activity[measure] = .fill }
    }
    parts[index] = Arrangement.Part(settings: parts[index].settings, activity: activity, presence: parts[index].presence)
  }
  if let failure = context.sink.failure { throw failure }
}

/// The measures that a fill is for: those before a section, one of a section or of the piece, the last of a section that
/// is named alone.
private func fillMeasures(
  _ place: Spec.Place, _ sections: [Arrangement.Section], _ measures: [Arrangement.Measure]
) -> [Int] {
  guard let name = place.section?.value else {
    guard let first = place.bar else { return [] }
    return (first...(place.lastBar ?? first)).map { $0 - 1 }.filter(measures.indices.contains)
  }
  let named = sections.filter { utf8Equal($0.name, name) || utf8Equal(Spec.material(of: $0.name), name) }
  if let before = place.before {
    let count = before.unit == .bars ? max(1, before.number.ceiling) : 1
    return named.flatMap { section in (1...count).map { section.first - $0 } }.filter { $0 >= 0 }
  }
  return named.flatMap { section -> [Int] in
    guard let first = place.bar else { return [section.first + section.count - 1] }
    return (first...(place.lastBar ?? first)).map { section.first + $0 - 1 }.filter(section.measures.contains)
  }
}

/// Warns of given material that its part's own `enter`, `leave` or sync points keep silent.
func reportSilenced(
  _ given: [Arrangement.Given], _ places: [Span], _ parts: [Arrangement.Part], _ sections: [Arrangement.Section],
  _ measures: [Arrangement.Measure], in context: inout Context
) {
  for (item, place) in zip(given, places) {
    guard let part = parts.first(where: { $0.settings.id == item.part }) else { continue }
    let silent = item.covered(sections[item.section], measures).filter { part.activity[$0] == .silent }
    guard let first = silent.first else { continue }
    context.sink.report(
      .givenUnplayed(
        "what is given in bar \(first + 1)", reason: "'\(item.part)' is silent there by its 'enter' or 'leave'",
        remedy: "let the part enter before it, or give the notes to another part", at: place))
  }
}

extension Arrangement.Given {
  /// The measures of the piece that it says something of.
  fileprivate func covered(_ section: Arrangement.Section, _ measures: [Arrangement.Measure]) -> [Int] {
    let start = measures[section.first].start
    let from = start + from
    // Pitches and shapes go on composed notes, as many as they need.
    let sectionEnd = section.measures.last.map { measures[$0].start + measures[$0].length } ?? from
    let end = notes.isEmpty ? sectionEnd : max(start + to, from + Rational(1, 1024))
    return section.measures.filter { measures[$0].start < end && measures[$0].start + measures[$0].length > from }
  }
}

extension Arrangement.Part {
  fileprivate func isPresent(_ measure: Arrangement.Measure) -> Bool {
    presence?.contains { $0.from < measure.start + measure.length && $0.to > measure.start } ?? true
  }
}
