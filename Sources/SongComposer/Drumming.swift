// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// A groove's bar as drums play it at a measure's momentum: half time where it is low, an open hat where it is high.
func drumming(_ hits: [PatternSet.Hit], _ meter: Meter, momentum: Int) -> [PatternSet.Hit] {
  if IntensityMapping.isHalfTime(momentum: momentum) { return halfTime(hits, meter) }
  guard IntensityMapping.opensHat(momentum: momentum) else { return hits }
  // Grooves that open the hat or ride by themselves stay as they are.
  guard !hits.contains(where: { $0.tone == .kit("open") || $0.tone == .kit("ride") || $0.stroke == .open }) else { return hits }
  guard let last = hits.lastIndex(where: { $0.tone == .kit("hat") && $0.onset > .zero }) else { return hits }
  var result = hits
  result[last] = .init(onset: hits[last].onset, duration: hits[last].duration, tone: .kit("hat"), stroke: .open)
  return result
}

/// The first half of a bar at half the speed, in meters that have a half.
private func halfTime(_ hits: [PatternSet.Hit], _ meter: Meter) -> [PatternSet.Hit] {
  guard meter.groups.count % 2 == 0, Set(meter.groups).count == 1 else { return hits }
  return hits.filter { $0.onset < meter.length / 2 }.map {
    .init(onset: $0.onset * 2, duration: $0.duration * 2, tone: $0.tone, stroke: $0.stroke)
  }
}

extension Drummer {
  /// A bar of a groove with the kick and snare of the one that the player keeps to, if he is such a player.
  func atHome(_ hits: [PatternSet.Hit], in pattern: PatternSet?, _ bar: Int) -> [PatternSet.Hit] {
    guard looseness >= 0.5, isSet, let pattern, let level = temper.home else { return hits }
    let kept = [PatternSet.Tone.kit("kick"), .kit("snare")]
    let home = pattern.groove(at: level).hits(inBar: bar, of: meter).filter { kept.contains($0.tone) }
    guard kept.allSatisfy({ tone in hits.contains { $0.tone == tone } && home.contains { $0.tone == tone } }) else { return hits }
    return (hits.filter { !kept.contains($0.tone) } + home).enumerated()
      .sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
  }
}
