// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// The sync points as people and programs read them: asked, placed, bar|beat, error, by what means.
struct SyncTable {
  let arrangement: Arrangement

  /// `5|1`, `10|2.5`.
  func barAndBeat(_ place: ScoreTime) -> String {
    let measure = arrangement.measures[arrangement.measure(at: place)]
    let inside = place - measure.start
    if inside >= measure.length { return "\(measure.number + 1)|1" }
    let beats = measure.meter.beats
    let beat = beats.lastIndex { $0.start <= inside } ?? 0
    let fraction = (inside - beats[beat].start) / beats[beat].length
    return "\(measure.number)|\(shortest(Double(beat + 1) + fraction.double, 3))"
  }

  /// How far off, in frames of the picture; nil without a frame rate.
  private func frames(_ sync: Arrangement.SyncPoint) -> Double? {
    arrangement.settings.frameRate.map { Double(sync.error.value) / 1_000_000 * $0.framesPerSecond.double }
  }

  private func timecode(_ time: Microseconds) -> String? {
    guard let rate = arrangement.settings.frameRate else { return nil }
    let frame = rate.nearestFrame(to: Rational(time.value, 1_000_000)) + arrangement.settings.startFrame
    return rate.timecode(ofFrame: frame).map { "\($0)" }
  }

  var json: JSONValue {
    .array(
      arrangement.syncs.map { sync in
        var object: [String: JSONValue] = [
          "name": .string(sync.name), "hit": .string(sync.hit.word), "want": .string(sync.want.rawValue),
          "asked": .number(sync.asked.seconds, decimals: 6), "placed": .number(sync.placed.seconds, decimals: 6),
          "bar": .string(barAndBeat(sync.at)), "errorMS": .number(Double(sync.error.value) / 1000, decimals: 3),
          "how": .string(sync.means), "met": .bool(sync.isMet),
        ]
        if let frames = frames(sync) { object["errorFrames"] = .number(frames, decimals: 2) }
        if let code = timecode(sync.placed) { object["timecode"] = .string(code) }
        return .object(object)
      })
  }

  /// Rows with a heading, columns aligned.
  var text: String {
    guard !arrangement.syncs.isEmpty else { return "" }
    let hasFrames = arrangement.settings.frameRate != nil
    var rows = [["sync", "asked", "placed", "bar|beat", "error"] + (hasFrames ? ["frames"] : []) + ["how"]]
    for sync in arrangement.syncs {
      let error = Double(sync.error.value) / 1000
      rows.append(
        [sync.name, "\(sync.asked)", "\(sync.placed)", barAndBeat(sync.at), "\(fixed(error, 3)) ms"]
          + (frames(sync).map { [fixed($0, 1)] } ?? []) + [sync.means])
    }
    return table(rows)
  }
}

/// Rows of words in aligned columns, indented by one.
///
/// - Parameter numbers: the columns from this one on are aligned at their ends.
func table(_ rows: [[String]], numbers: Int = .max) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
  return rows.map { row in
    let words = row.enumerated().map { column, word in
      if column >= numbers { return String(repeating: " ", count: widths[column] - word.count) + word }
      return column == row.count - 1 ? word : word.leftAligned(widths[column])
    }
    return " " + words.joined(separator: "  ") + "\n"
  }.joined()
}
