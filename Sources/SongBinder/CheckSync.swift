// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

extension Checker {
  /// The names that a time may start from.
  var anchors: [String] { formNames + spec.syncs.compactMap { $0.name?.value } + ["end"] }

  mutating func checkSyncs() {
    var names: [(name: String, span: Span)] = []
    for (index, point) in spec.syncs.enumerated() {
      let path = "sync[\(index)]"
      if let name = point.name {
        if let first = names.first(where: { utf8Equal($0.name, name.value) }) {
          sink.report(.duplicateSync(name.value, at: name.span, first: first.span).inside("\(path).name"))
        }
        names.append((name.value, name.span))
        if formNames.contains(name.value), point.hit?.value != .section(name.value) {
          sink.report(.syncNameTaken(name.value, at: name.span).inside("\(path).name"))
        }
      }
      guard let hit = point.hit else { continue }
      check(hit, "\(path).hit")
    }
    for rule in spec.syncImport?.map ?? [] { check(rule.hit, "sync.map.\(rule.cue.value)") }
  }

  private mutating func check(_ hit: Located<Hit>, _ path: String) {
    switch hit.value {
    // The name is that of the cue.
    case .section(""), .entry(""), .exit(""): break
    case .section(let name):
      if !spec.hasNoForm, !formNames.contains(name) {
        sink.report(.unknownSection(name, at: hit.span, candidates: formNames).inside(path))
      }
    case .entry(let part), .exit(let part):
      if let parts = spec.parts?.map(\.name.value), !parts.contains(part) {
        sink.report(.unknownPart(part, at: hit.span, candidates: parts).inside(path))
      }
    default: break
    }
  }

  /// All times that may be anchors or timecode.
  mutating func checkTimes() {
    for (index, point) in spec.syncs.enumerated() { check(point.at, "sync[\(index)].at") }
    for (index, window) in spec.voices.enumerated() {
      check(window.from, "voice[\(index)].from")
      check(window.to, "voice[\(index)].to")
    }
    if case .curve(let stops)? = spec.intensity?.value {
      for stop in stops { check(stop.at, "intensity") }
    }
    for stop in spec.tempo?.value.curve ?? [] { check(stop.at, "tempo.curve") }
    for part in spec.parts ?? [] {
      if let time = part.enter, case .timecode = time.value { check(time, "parts.\(part.name.value).enter") }
      if let time = part.leave, case .timecode = time.value { check(time, "parts.\(part.name.value).leave") }
    }
    if let start = spec.start { checkTimecode(start, "fps.start") }
    if let start = spec.syncImport?.start { checkTimecode(start, "sync.start") }
    for (index, export) in (spec.exports ?? []).enumerated() where export.kind.value == .markers {
      if let start = export.start { checkTimecode(start, "export[\(index)].markers.start") }
      let format = export.markerFormat(spec.frameRate?.value)
      if format.countsFrames, spec.frameRate == nil, !spec.isFrameRateBroken {
        sink.report(
          .markersWithoutRate(format.rawValue, at: (export.format?.span ?? export.path?.span) ?? export.kind.span)
            .inside("export[\(index)].markers"))
      }
    }
  }

  private mutating func check(_ time: Located<TimeValue>, _ path: String) {
    switch time.value {
    case .anchor(let name, _):
      if !spec.hasNoForm, spec.syncImport == nil, !anchors.contains(name) {
        sink.report(.unknownAnchor(name, at: time.span, candidates: anchors).inside(path))
      }
    case .timecode: checkTimecode(time, path)
    default: break
    }
  }

  private mutating func checkTimecode(_ time: Located<TimeValue>, _ path: String) {
    guard case .timecode(let hours, let minutes, let seconds, let frames, let drop) = time.value else {
      sink.report(.wrongKind(expected: "timecode such as 'tc 01:00:00:00'", found: "another time", at: time.span).inside(path))
      return
    }
    if spec.isFrameRateBroken { return }
    guard let rate = spec.frameRate?.value else {
      sink.report(.timecodeWithoutRate(at: time.span).inside(path))
      return
    }
    do {
      _ = try rate.frame(
        of: Timecode(hours: hours, minutes: minutes, seconds: seconds, frames: frames, isDropFrame: drop))
    } catch {
      sink.report(.badTimecode(error.words, rate: rate.name, at: time.span).inside(path))
    }
  }
}

extension TimecodeError {
  /// The reason, to stand behind a colon.
  var words: String {
    switch self {
    case .outOfDay: "hours go to 23, minutes and seconds to 59"
    case .frameOutOfRange(let count): "frames go from 00 to \(count - 1)"
    case .dropped: "drop-frame leaves the first numbers of most minutes out"
    case .rateCountsAllNumbers: "';' is drop-frame, and this rate counts every number"
    }
  }
}
