// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// Where a part may sound: between its `enter` and `leave`, rounded to whole measures, and between the sync points that
/// let it in and out, to the tick. Nil is everywhere.
///
/// An entry is a first note only after a silence: the part is silent in the measure before and in its own up to the
/// point, and before the first entry altogether unless `enter` says otherwise. After an exit it is silent until its next
/// entry.
func presence(
  of part: Settings.Part, _ syncs: [Arrangement.SyncPoint], _ resolver: TimeResolver
) -> [Arrangement.Presence]? {
  let layout = resolver.layout
  let moves = syncs.filter { $0.hit == .entry(part.id) || $0.hit == .exit(part.id) }
  guard part.enter != nil || part.leave != nil || !moves.isEmpty else { return nil }
  let entries = moves.filter { $0.hit == .entry(part.id) }.map(\.at)
  let starts = layout.measures.map(\.start) + [layout.end]
  // A measure that has begun is left to the next, except where a sync point lets the part in.
  var from = ScoreTime.zero
  if let time = part.enter, let moment = resolver.moment(of: time) {
    from = entries.contains(moment.place) ? moment.place : starts.first { $0 >= moment.place } ?? layout.end
  }
  var to = layout.end
  if let time = part.leave, let moment = resolver.moment(of: time) { to = starts.first { $0 >= moment.place } ?? layout.end }
  var spans: [Arrangement.Presence] = []
  var start: ScoreTime? = part.enter == nil && entries.first != nil && entries.first == moves.first?.at ? nil : from
  for move in moves {
    let measure = layout.measure(at: move.at)
    if move.hit == .exit(part.id) {
      if let begin = start, begin < move.at { spans.append(.init(from: begin, to: move.at)) }
      start = nil
    } else {
      let silence = layout.measures[max(0, measure - (layout.measures[measure].start == move.at ? 1 : 0))].start
      if let begin = start, begin < silence, move.at > begin { spans.append(.init(from: begin, to: min(silence, move.at))) }
      start = move.at
    }
  }
  if let begin = start { spans.append(.init(from: begin, to: to)) }
  return spans.compactMap { span in
    let low = max(span.from, from)
    let high = min(span.to, to)
    return low < high ? .init(from: low, to: high) : nil
  }
}

/// Entries of parts that their own `enter` and `leave` or their section keep silent there.
func checkEntries(
  _ parts: [Arrangement.Part], _ syncs: [Arrangement.SyncPoint], _ sections: [Arrangement.Section],
  _ measures: [Arrangement.Measure], _ settings: Settings, in context: inout Context
) throws(ErrorsEmitted) {
  for sync in syncs {
    guard case .entry(let name) = sync.hit, let part = parts.first(where: { utf8Equal($0.settings.id, name) }) else { continue }
    let mayPlay = part.presence?.contains { $0.from <= sync.at && $0.to > sync.at } ?? true
    let section = sections.last { measures[$0.first].start <= sync.at }
    let rests = section.map { settings.form[measures[$0.first].section].treatment.play(of: name) == .rest } ?? false
    guard !mayPlay || rests else { continue }
    let place = settings.syncs.first { $0.name == sync.name }?.place
    let reason = rests
      ? "the section '\(section?.name ?? "")' lets it rest" : "its 'enter' and 'leave' keep it silent at \(sync.placed)"
    context.sink.report(.entryForbidden(name, reason: reason, at: place).inside("sync"))
  }
  if let failure = context.sink.failure { throw failure }
}
