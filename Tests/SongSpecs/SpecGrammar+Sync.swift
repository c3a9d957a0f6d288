// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// A sync point of the plan.
struct SyncPlan {
  /// Milliseconds of the plan.
  let time: Int
  let name: String?
  /// Whether it lands there.
  let isSure: Bool
}

extension SpecGrammar {
  /// `sync`: points on beats of the plan, or at times that were drawn.
  mutating func writeSyncs() {
    var stream = seed.child("sync").generator
    if let grid, stream.chance(percent: 58) { return writePlanned(grid, &stream) }
    let most = targets.duration?.lowerBound ?? 0
    if grid == nil, most > 10_000, stream.chance(percent: 22) { writeLoose(most, &stream) }
  }

  private mutating func writePlanned(_ grid: BeatGrid, _ stream: inout RandomStream) {
    let bars = played.reduce(0) { $0 + sections[$1].count }
    let starts = played.indices.map { index in played[..<index].reduce(0) { $0 + sections[$1].count } }
    let isBending = !entries.contains { if $0.key == "tempo", case .text(let text) = $0.value { !text.contains("..") } else { false } }
    // Bars of which the last is left, as far apart as anybody hears them.
    let gap = max(2, 2500 / max(1, grid.milliseconds(bar: 1)))
    var items: [SpecNode] = []
    var bar = stream.number(in: 0...gap * 2)
    var hasPeak = false
    while bar < bars - 1, items.count < 9 {
      let start = starts.lastIndex { $0 <= bar }!
      let isStart = starts[start] == bar && start > 0
      let section = sections[played[start]]
      let isOnce = played.count { $0 == played[start] } == 1
      // A soloist enters where solos are, and tunes and what goes with them rest in those of others.
      let bound = hasSolos || sections.contains { $0.name == "solo" } ? ["solo", "melody", "harmony", "counter", nil] : ["solo"]
      let able = parts.indices.filter { !parts[$0].isBound && !bound.contains(parts[$0].role) }
      let canBind = able.count > 1 && bar >= 2
      var hit = stream.weighted([
        ("downbeat", 12), ("beat", 8), ("accent", 22), ("peak", hasPeak ? 0 : 6), ("stop", 7), ("marker", 9), ("", 10),
        ("chord", section.hasChords || section.hasTune || key == nil ? 0 : 8), ("section", isStart && isOnce ? 60 : 0),
        ("entry", canBind ? 10 : 0), ("exit", canBind ? 6 : 0),
      ])
      let onBeat = ["beat", "accent", "marker", "chord"].contains(hit)
      // Beats of uneven bars are their groups, and the plan counts eighths.
      let beats = Set((section.meter ?? meter)?.groups ?? []).count == 1 ? grid.beatsPerBar.floor : 1
      let beat = onBeat && beats > 1 && stream.chance(percent: 40) ? stream.below(beats) : 0
      let time = grid.milliseconds(bar: bar, beat: beat)
      switch hit {
      case "section": hit = "section \(section.name)"
      case "chord":
        let degree = stream.element(of: [1, 4, 5])
        let numerals = key?.mode.isMinor == true ? ["i", "", "", "iv", "v"] : ["I", "", "", "IV", "V"]
        hit = "chord \(numerals[degree - 1])"
      case "entry", "exit":
        let part = stream.element(of: able)
        parts[part].isBound = true
        hit += " \(parts[part].name)"
      case "peak": hasPeak = true
      default: break
      }
      items.append(point(hit, time, bar: bar, beat: beat, grid, isBending, &stream))
      bar += gap + stream.number(in: 0...max(1, bars / 4))
    }
    if !items.isEmpty { add("sync", .list(stream.chance(percent: 25) ? stream.shuffled(items) : items)) }
  }

  private mutating func point(
    _ hit: String, _ time: Int, bar: Int, beat: Int, _ grid: BeatGrid, _ isBending: Bool, _ stream: inout RandomStream
  ) -> SpecNode {
    let name = stream.chance(percent: 65) ? stream.word(of: "reveal pour logo smile cut") + "_\(syncs.count)" : nil
    let want = stream.weighted([("must", 62), ("prefer", 26), ("note", 12)])
    var fields: [SpecEntry] = []
    var asked: Int? = time
    var tolerance: Int? = want == "must" ? 1 : frames == nil ? 80 : nil
    // Which bar a section begins at is open where its bars are.
    switch stream.weighted([(0, 80), (1, hit.hasPrefix("section") ? 0 : 8), (2, isBending && frames != nil ? 12 : 0)]) {
    case 0: fields.append(SpecEntry("at", timeText(time, &stream)))
    case 1:
      asked = nil
      fields.append(SpecEntry("at", beat == 0 ? "bar \(bar + 1)" : "bar \(bar + 1) beat \(beat + 1)"))
    default:
      // The nearest frame, and room to get back from it to the beat.
      let rate = frames ?? 25
      let frame = (time * rate + 500) / 1000
      asked = (frame * 1000 + rate / 2) / rate
      tolerance = 40
      func two(_ number: Int) -> String { String(String(number + 100).dropFirst()) }
      let seconds = frame / rate
      fields.append(SpecEntry("at", "tc \(two(startHour + seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)):\(two(frame % rate))"))
    }
    if let name { fields.append(SpecEntry("name", name)) }
    if !hit.isEmpty { fields.append(SpecEntry("hit", hit)) }
    if want != "must" || stream.chance(percent: 20) { fields.append(SpecEntry("want", want)) }
    if want == "prefer", stream.chance(percent: 50) { fields.append(SpecEntry("weight", stream.element(of: ["0.3", "1", "70%", "0.05"]))) }
    if tolerance == 40 {
      fields.append(SpecEntry("tolerance", "40ms"))
    } else if want != "note", stream.chance(percent: 25) {
      tolerance = stream.element(of: [1, 10, 40, 250])
      fields.append(SpecEntry("tolerance", "\(tolerance!)ms"))
    }
    if hit == "stop", stream.chance(percent: 50) { fields.append(SpecEntry("length", stream.element(of: ["400ms", "1/4", "1 beat", "0.5s"]))) }
    syncs.append(SyncPlan(time: time, name: name, isSure: want == "must"))
    targets.syncs.append(.init(name: name ?? "", asked: asked, want: want, tolerance: tolerance))
    return .map(fields)
  }

  /// Points that music follows as far as it can; few of them must be met.
  private mutating func writeLoose(_ length: Int, _ stream: inout RandomStream) {
    var items: [SpecNode] = []
    var time = 2000 + stream.below(4000)
    while time < length - 3000, items.count < 5 {
      let want = stream.weighted([("must", 6), ("prefer", 60), ("note", 34)])
      if want == "must" { targets.isLoose = true }
      let hit = stream.word(of: "downbeat accent beat marker accent")
      let name = stream.chance(percent: 60) ? "loose_\(syncs.count)" : nil
      var fields = [SpecEntry("at", timeText(time, &stream)), SpecEntry("hit", hit), SpecEntry("want", want)]
      if let name { fields.append(SpecEntry("name", name)) }
      items.append(.map(fields))
      syncs.append(SyncPlan(time: time, name: name, isSure: false))
      targets.syncs.append(.init(name: name ?? "", asked: time, want: want, tolerance: want == "must" ? 1 : nil))
      time += 2500 + stream.below(max(1, length / 3))
    }
    if !items.isEmpty { add("sync", .list(items)) }
  }
}
