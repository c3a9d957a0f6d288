// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCues
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// The cue list that a spec imports, as it was read.
package enum CueFile: Sendable {
  case loaded([UInt8])
  case unreadable(String)
  /// It is a link to a file that isn't in the folder of the spec.
  case linkedOutside
}

/// Turns the imported cues into sync points.
///
/// A cue becomes what the first rule of `map` for its name or colour says, else that for `*`, else a marker. Times count
/// from `start`, else from what the list says, else from the full hour before the first cue of a list of timecodes, as
/// editors begin at 01:00:00:00. Points that moved since the lock was written are reported.
func importCues(_ spec: inout Spec, file: CueFile?, lock: [String: String], sink: inout DiagnosticSink) {
  guard let asked = spec.syncImport else { return }
  let path = asked.path.value
  func fail(_ cause: String, _ remedy: String, line: Int? = nil) {
    sink.report(
      .cueListUnreadable(path, line: line, cause: cause, remedy: remedy, at: asked.path.span).inside("sync.import"))
  }
  let bytes: [UInt8]
  switch file {
  case .loaded(let read): bytes = read
  case .unreadable(let reason): return fail(reason, "check the path; it is relative to the spec")
  case .linkedOutside: return fail("it is a link out of the spec's folder", "copy the file into the folder of the spec")
  case nil: return fail("it wasn't read", "name a file in the spec that is built")
  }
  guard bytes.count <= Limits.importBytes else {
    return fail("it has \(bytes.count) bytes, and \(Limits.importBytes) are the most", "export the markers alone")
  }
  guard let format = CueFormat(path: path, bytes: bytes) else {
    return fail("its name ends like no cue list", "name an .edl, .csv, .fcpxml, .otio, .srt, .mid or .txt file")
  }
  let list: CueList
  do {
    list = try readCues(bytes, format: format, frameRate: spec.frameRate?.value)
  } catch {
    return fail(error.words, error.remedy.words, line: error.line)
  }
  guard list.cues.count <= Limits.syncPoints else {
    return fail("it has \(list.cues.count) cues, and \(Limits.syncPoints) are the most", "export the markers of one piece")
  }
  let offset = asked.offset?.value.seconds ?? .zero
  let start = start(of: list, format, asked.start?.value ?? spec.start?.value, spec.frameRate?.value)
  var names: [String] = []
  for (index, cue) in list.cues.enumerated() {
    let plain = cue.name.isEmpty ? "cue \(index + 1)" : cue.name
    var name = plain
    var number = 2
    while names.contains(name) {
      name = "\(plain) \(number)"
      number += 1
    }
    names.append(name)
    let rule = rule(for: cue, asked.map)
    var point = Spec.SyncPoint(
      at: Located(.clock(seconds: Rational(cue.time(since: start).value, 1_000_000) + offset), at: asked.path.span))
    point.name = Located(name, at: asked.path.span)
    point.hit = rule?.hit.map { $0.named(plain) } ?? Located(.marker, at: asked.path.span)
    point.want = rule?.want
    spec.syncs.append(point)
  }
  reportMoves(spec.syncs, lock, asked, sink: &sink)
}

private func rule(for cue: Cue, _ rules: [Spec.SyncImport.Rule]) -> Spec.SyncImport.Rule? {
  rules.first { utf8Equal($0.cue.value, cue.name) }
    ?? rules.first { rule in cue.colour.map { colour($0) == colour(rule.cue.value) } ?? false }
    ?? rules.first { utf8Equal($0.cue.value, "*") }
}

/// A colour as editors name it: Resolve writes `ResolveColorBlue`, Avid `BLUE`.
private func colour(_ name: String) -> String { name.lowercased().replacing("resolvecolor", with: "") }

extension Hit {
  /// The hit with the cue's name where the rule names none.
  fileprivate func named(_ name: String) -> Hit {
    switch self {
    case .section(""): .section(name)
    case .entry(""): .entry(name)
    case .exit(""): .exit(name)
    default: self
    }
  }
}

/// The time in the list at which the piece begins, in seconds.
private func start(of list: CueList, _ format: CueFormat, _ asked: TimeValue?, _ rate: FrameRate?) -> Rational {
  if case .timecode(let hours, let minutes, let seconds, let frames, let drop)? = asked, let rate,
    let frame = try? rate.frame(
      of: Timecode(hours: hours, minutes: minutes, seconds: seconds, frames: frames, isDropFrame: drop))
  {
    return rate.time(ofFrame: frame)
  }
  if let start = list.start { return start }
  guard format == .edl || format == .markerTable, let first = list.cues.map(\.time).min(), let rate else { return .zero }
  // The start of the hour of timecode before the first cue, which isn't the hour of a clock at rates such as 29.97.
  let starts = (0..<24).compactMap { try? rate.frame(of: Timecode(hours: $0)) }.map { rate.time(ofFrame: $0) }
  return starts.last { $0 <= first } ?? .zero
}

private func reportMoves(
  _ points: [Spec.SyncPoint], _ lock: [String: String], _ asked: Spec.SyncImport, sink: inout DiagnosticSink
) {
  let known = lock.keys.filter { $0.hasPrefix(Settings.SyncPoint.key("")) }.sorted(by: utf8Precedes)
  guard !known.isEmpty else { return }
  var moves: [String] = []
  for point in points {
    guard let name = point.name?.value, let seconds = point.at.value.seconds else { continue }
    let now = Microseconds(seconds: seconds)
    guard let text = lock[Settings.SyncPoint.key(name)] else {
      moves.append("new: '\(name)' at \(now)")
      continue
    }
    guard let before = Microseconds(exactText: text), before != now else { continue }
    let change = Double((now - before).value) / 1_000_000
    moves.append("moved: '\(name)' from \(before) to \(now) (\(change < 0 ? "" : "+")\(fixed(change, 3)) s)")
  }
  let names = Set(points.compactMap { $0.name.map { Settings.SyncPoint.key($0.value) } })
  for key in known where !names.contains(key) { moves.append("gone: '\(key.dropFirst(Settings.SyncPoint.key("").count))'") }
  if !moves.isEmpty { sink.report(.syncMoved(moves, path: asked.path.value, at: asked.path.span).inside("sync.import")) }
}
