// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR

extension SettingsMaker {
  /// The curves of the single sides of intensity that the spec names.
  func splitStops() -> Settings.IntensitySplit {
    var split = Settings.IntensitySplit()
    split.momentum = intensityStops(spec.split.momentum?.value)
    split.depth = intensityStops(spec.split.depth?.value)
    split.power = intensityStops(spec.split.power?.value)
    return split
  }

  /// The band with thresholds that follow the curve, where the spec asks for one that isn't flat.
  ///
  /// Parts keep the order in which the style lets them in; those that a spec lets in by `enter` keep their place. Of a
  /// band that the spec names everyone plays at the highest level.
  func followingTheCurve(
    _ parts: [Settings.Part], _ form: [Settings.FormEntry], _ stops: [Settings.IntensityStop]
  ) -> [Settings.Part] {
    let isAsked = spec.intensity != nil || spec.split.depth != nil
      || form.contains { spec.section($0.name)?.intensity != nil }
    // A section's own level goes before the piece's.
    var levels = form.compactMap(\.intensity).flatMap { [$0.from, $0.to] }
    if form.contains(where: { $0.intensity == nil }) || spec.split.depth != nil { levels += stops.map(\.level) }
    guard isAsked, let lowest = levels.min(), let highest = levels.max(), highest - lowest >= flatness else { return parts }
    let free = parts.indices.filter { parts[$0].enter == nil && parts[$0].written == nil && !parts[$0].isSoloist }
    let ranked = free.sorted {
      (parts[$0].rank, order(parts[$0].role), $0) < (parts[$1].rank, order(parts[$1].role), $1)
    }
    let thresholds = IntensityMapping.thresholds(count: ranked.count, lowest: lowest, highest: highest)
    var result = parts
    for (index, threshold) in zip(ranked, thresholds) {
      result[index].rank = parts[index].place == nil ? threshold : min(threshold, max(0, highest - flatness))
      // A part that a sync point lets in keeps its place among the others, and plays from there on.
      if !hasEntry(parts[index].id) { result[index].threshold = result[index].rank }
    }
    return result
  }
}

/// Curves that move less than this are flat, thousandths.
private let flatness = 50

/// Of parts with the same threshold, who plays first.
private func order(_ role: Role) -> Int {
  switch role {
  case .chords: 0
  case .pad: 1
  case .bass: 2
  case .melody: 3
  case .drums: 4
  case .arpeggio: 5
  case .harmony: 6
  case .counter: 7
  }
}
