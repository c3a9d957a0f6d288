// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

extension SettingsMaker {
  /// The picture's frame at which the piece begins.
  var startFrame: Int { (spec.start ?? spec.syncImport?.start).flatMap { frame(of: $0.value) } ?? 0 }

  /// Timecode becomes time from the piece's start; other times stay.
  func clock(of time: TimeValue) -> TimeValue {
    guard let rate = spec.frameRate?.value, let frame = frame(of: time) else { return time }
    return .clock(seconds: rate.time(ofFrame: frame) - rate.time(ofFrame: startFrame))
  }

  func frame(of time: TimeValue) -> Int? {
    guard case .timecode(let hours, let minutes, let seconds, let frames, let drop) = time, let rate = spec.frameRate?.value
    else { return nil }
    return try? rate.frame(
      of: Timecode(hours: hours, minutes: minutes, seconds: seconds, frames: frames, isDropFrame: drop))
  }

  /// Whether a sync point lets a part enter.
  func hasEntry(_ part: String) -> Bool { spec.syncs.contains { $0.hit?.value == .entry(part) } }

  /// The sync points with the language's defaults: an accent that must land within a millisecond; what is preferred
  /// weighs a half and may be two frames off, or 80 ms where there is no picture.
  ///
  /// The lock holds the times of imported points, so that a new cut can say which moved.
  mutating func syncPoints() -> [Settings.SyncPoint] {
    if spec.syncImport != nil {
      for point in spec.syncs {
        guard let name = point.name?.value, let seconds = point.at.value.seconds else { continue }
        settler.record(Settings.SyncPoint.key(name), Microseconds(seconds: seconds), .spec)
      }
    }
    return spec.syncs.map { point in
      let hit = point.hit?.value ?? .accent
      let want = point.want?.value ?? .must
      let frames = spec.frameRate.map { Microseconds(seconds: Rational(2) / $0.value.framesPerSecond) }
      let usual = want == .must ? Microseconds(1000) : frames ?? Microseconds(80_000)
      return Settings.SyncPoint(
        name: point.name?.value ?? hit.word, isNamed: point.name != nil, at: clock(of: point.at.value), hit: hit, want: want,
        weight: point.weight?.value ?? Rational(1, 2),
        tolerance: point.tolerance?.value.seconds.map { Microseconds(seconds: $0) } ?? usual,
        length: point.length?.value, place: point.at.span)
    }
  }

  func voiceWindows() -> [Settings.VoiceWindow] {
    spec.voices.map { window in
      Settings.VoiceWindow(
        from: clock(of: window.from.value), to: clock(of: window.to.value), duckDB: window.duck?.value.double ?? -6,
        leaveHz: window.leave?.value, place: window.from.span)
    }
  }
}
