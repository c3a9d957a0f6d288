// SPDX-License-Identifier: Apache-2.0
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// Reports points of which another one at the same place leaves nothing.
///
/// - Parameter placed: where the points of the settings landed, in their order.
func reportShadows(_ settings: Settings, _ placed: [Arrangement.SyncPoint], in context: inout Context) {
  for (index, point) in placed.enumerated() {
    let other = placed.indices.first { other in
      other != index && placed[other].at == point.at && shadow(point, placed[other], isLater: index > other) != nil
    }
    guard let other, let reason = shadow(point, placed[other], isLater: index > other) else { continue }
    context.sink.report(
      .syncShadowed(
        point.name, by: placed[other].name, reason: reason, at: settings.syncs[index].place,
        other: settings.syncs[other].place
      ).inside("sync"))
  }
}

/// Why nothing is left of a point beside another one at its place; nil where both come about.
private func shadow(_ point: Arrangement.SyncPoint, _ other: Arrangement.SyncPoint, isLater: Bool) -> String? {
  guard point.want != .note, other.want != .note, point.hit != .marker else { return nil }
  if point.hit == other.hit { return isLater ? "both ask for the same" : nil }
  switch (point.hit, other.hit) {
  case (.accent, .stop), (.peak, .stop), (.entry, .stop), (.chord, .stop): return "the stop silences it"
  case (.chord, .chord): return isLater ? nil : "one chord begins at a place, and the later in the list does"
  case (.entry(let part), .exit(let leaving)) where part == leaving: return "the part leaves at once"
  default: return nil
  }
}
