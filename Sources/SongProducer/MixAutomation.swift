// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// The level of the mix over time: silence at stops, less under voice-overs.
///
/// A stop fades within 20 ms and is lifted within 5 ms before the music goes on. A voice-over is ducked over 250 ms
/// before it begins and over 500 ms after it ends, as engineers set a ducker for speech. In a loop both reach over the end.
func mixAutomation(_ performance: Performance, rate: Int, length: Frames, isLoop: Bool) -> [Session.GainPoint] {
  func frame(_ time: Microseconds) -> Int64 { Frames(Rational(time.value, 1_000_000), sampleRate: rate).value }
  func frame(_ tick: Ticks) -> Int64 { Frames(performance.tempo.seconds(at: tick), sampleRate: rate).value }
  /// Stretches of one gain with the lengths of the ways in and out.
  var dips: [(from: Int64, to: Int64, gain: Double, fadeIn: Int64, fadeOut: Int64)] = []
  for stop in performance.silences {
    // The fade begins at the stop itself: what sounds there is still heard.
    let fade = Int64(rate) * 20 / 1000
    let end = stop.to == performance.length ? length.value : frame(stop.to)
    dips.append((frame(stop.from) + fade, end - Int64(rate) / 200, 0, fade, Int64(rate) / 200))
  }
  for voice in performance.voices where voice.duckDB < 0 {
    dips.append((frame(voice.from), frame(voice.to), gain(decibels: voice.duckDB), Int64(rate) / 4, Int64(rate) / 2))
  }
  dips = dips.filter { $0.from < $0.to }
  guard !dips.isEmpty else { return [] }
  if isLoop {
    dips = [-length.value, 0, length.value].flatMap { round in
      dips.map { ($0.from + round, $0.to + round, $0.gain, $0.fadeIn, $0.fadeOut) }
    }
  }
  // Where dips meet, the deepest holds: the gain at each corner of any of them.
  let corners = Set(dips.flatMap { [$0.from - $0.fadeIn, $0.from, $0.to, $0.to + $0.fadeOut] }).sorted()
  var points = corners.filter { $0 >= 0 && $0 <= length.value }.map { corner in
    Session.GainPoint(at: Frames(corner), gain: dips.map { level(of: $0, at: corner) }.min() ?? 1)
  }
  if points.first?.at != .zero {
    points.insert(.init(at: .zero, gain: dips.map { level(of: $0, at: 0) }.min() ?? 1), at: 0)
  }
  // The gain of a loop's end is that of its beginning.
  if isLoop, points.last?.at != length { points.append(.init(at: length, gain: points[0].gain)) }
  return points
}

/// The bands that voice-overs ask for, each with its stretches.
///
/// 6 dB less over the band, within 150 ms: speech stays in front of music that is no softer elsewhere.
func bandDips(_ performance: Performance, rate: Int, length: Frames) -> [Session.Master.BandDip] {
  func frame(_ time: Microseconds) -> Frames { min(length, Frames(time, sampleRate: rate)) }
  var bands: [ClosedRange<Rational>] = []
  for case let band? in performance.voices.map(\.leaveHz) where !bands.contains(band) { bands.append(band) }
  return bands.map { band in
    Session.Master.BandDip(
      lowHz: band.lowerBound.double, highHz: band.upperBound.double, depthDB: -6,
      spans: performance.voices.filter { $0.leaveHz == band && frame($0.from) < frame($0.to) }
        .map { frame($0.from)..<frame($0.to) },
      fade: Frames(Rational(3, 20), sampleRate: rate))
  }
}

private func level(
  of dip: (from: Int64, to: Int64, gain: Double, fadeIn: Int64, fadeOut: Int64), at frame: Int64
) -> Double {
  if frame < dip.from { return 1 + (dip.gain - 1) * max(0, 1 - Double(dip.from - frame) / Double(max(1, dip.fadeIn))) }
  if frame > dip.to { return 1 + (dip.gain - 1) * max(0, 1 - Double(frame - dip.to) / Double(max(1, dip.fadeOut))) }
  return dip.gain
}
