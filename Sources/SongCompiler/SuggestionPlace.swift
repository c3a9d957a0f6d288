// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

/// A stretch of a laid out piece that a place of the language names.
struct FoundPlace {
  let stretch: Range<ScoreTime>
  /// Where it was named.
  let span: Span
}

/// The stretch of a place: a section, some bars, a bar, or what is left of a bar from a beat on.
///
/// A section that comes again is named by its playing: `A`, `A-2`.
/// - Throws: where the notation is wrong or the piece hasn't the place.
func foundPlace(
  _ text: String, in arrangement: Arrangement, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> FoundPlace {
  let source = sources.add(name: "--at", bytes: Array(text.utf8))
  guard let place = parsePlace(Scalar(text: text, span: source.span, style: .plain), sink: &sink) else { throw sink.failure! }
  let finder = PlaceInPiece(place: place.value, text: text, span: place.span, arrangement: arrangement)
  return try finder.found(&sink)
}

private struct PlaceInPiece {
  let place: PlaceNotation
  let text: String
  let span: Span
  let arrangement: Arrangement

  func found(_ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> FoundPlace {
    let measures = try self.measures(&sink)
    if let before = place.before { return try found(before, before: measures.lowerBound, &sink) }
    let first = (place.bar ?? 1) - 1
    let last = place.lastBar.map { $0 - 1 } ?? (place.bar == nil ? measures.count - 1 : first)
    guard first < measures.count, last < measures.count else {
      throw sink.fail(outside(place.section.map { "'\($0.value)'" } ?? "the piece", measures.count))
    }
    let bar = arrangement.measures[measures.lowerBound + first]
    let offset = ((place.beat ?? 1) - 1) * bar.meter.beatUnit
    guard offset >= .zero, offset < bar.length else {
      throw sink.fail(.givenOutside(text, reason: "a bar of \(bar.meter) has \(bar.meter.groups.count) beats", at: span))
    }
    let end = arrangement.measures[measures.lowerBound + last]
    return FoundPlace(stretch: bar.start + offset..<end.start + end.length, span: span)
  }

  /// The measures that bars are counted in.
  private func measures(_ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> Range<Int> {
    guard let section = place.section else { return 0..<arrangement.measures.count }
    let names = arrangement.playingNames
    guard let index = names.firstIndex(where: { utf8Equal($0, section.value) }) else {
      throw sink.fail(.unknownSection(section.value, at: section.span, candidates: names))
    }
    return arrangement.sections[index].measures
  }

  private func found(
    _ amount: TimeValue.Amount, before measure: Int, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> FoundPlace {
    guard measure > 0 else { throw sink.fail(.givenOutside(text, reason: "nothing comes before the first section", at: span)) }
    let meter = arrangement.measures[measure - 1].meter
    let end = arrangement.measures[measure].start
    let unit: ScoreTime? = switch amount.unit {
    case .bars: meter.length
    case .beats: meter.beatUnit
    default: nil
    }
    guard let unit, amount.number * unit <= end, amount.number > .zero else {
      throw sink.fail(.givenOutside(text, reason: "write the distance in bars or beats of what comes before", at: span))
    }
    return FoundPlace(stretch: end - amount.number * unit..<end, span: span)
  }

  private func outside(_ what: String, _ count: Int) -> Diagnostic {
    .givenOutside(text, reason: "\(what) has \(count) bar\(count == 1 ? "" : "s")", at: span)
  }
}
