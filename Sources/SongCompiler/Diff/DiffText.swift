// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongBinder
internal import SongDiff

extension DiffResult {
  /// For people: a heading for each pair, and a row for each thing that differs.
  package var text: String {
    onlyOld.map { "\($0): only on the first side\n" }.joined()
      + onlyNew.map { "\($0): only on the second side\n" }.joined()
      + differences.map(\.text).joined()
  }
}

extension Difference {
  package var text: String {
    if isEmpty { return "\(pairName): identical\n" + lines(of: skippedRows) }
    return heading + lines(of: rows)
  }

  private var pairName: String { utf8Equal(old, new) ? new : "\(old) -> \(new)" }

  private var heading: String {
    guard let keys else { return "\(pairName)\n" }
    let names = keys.map(\.text)
    let shown = names.prefix(mostNames).joined(separator: ", ") + (names.count > mostNames ? ", ..." : "")
    let changed =
      names.isEmpty ? "no key changed" : "\(names.count) key\(names.count == 1 ? "" : "s") changed: \(shown)"
    return "\(pairName): \(changed)" + files.map { "; \($0) changed" }.joined() + "\n"
  }

  /// As `rows`, with causes as a list of their names.
  var pageRows: [DifferenceRow] {
    rows.map { row in
      let isTold = row.cause.hasPrefix(causeOpening)
      return DifferenceRow(
        layer: row.layer, name: row.name, place: row.place, text: row.text,
        cause: isTold ? String(row.cause.dropFirst(causeOpening.count).dropLast()) : "")
    }
  }

  private var rows: [DifferenceRow] {
    var rows = (keys ?? []).map { DifferenceRow(layer: "keys", name: $0.text, text: values($0), cause: "") }.capped
    rows += versions.map {
      .init(layer: "versions", name: $0.key, text: "\($0.old ?? "none") -> \($0.new ?? "none")", cause: "")
    }
    rows += settingRows
    if let score { rows += score.rows().map { caused($0, "score") } }
    if let playing {
      let own = playing.rows(layer: "notes")
      rows += (score == nil ? own : own.filter { !$0.cause.isEmpty }).map { caused($0, "notes") }
    }
    rows += (sync ?? []).map {
      caused(.init(layer: "sync", name: $0.name, text: $0.text, cause: $0.name), "sync")
    }.capped
    for mix in mix ?? [] {
      rows.append(
        caused(.init(layer: "mix", name: mix.name, text: mix.changes.joined(separator: ", "), cause: mix.name), "mix"))
    }
    for (name, difference) in audio { rows.append(.init(layer: "audio", name: name, text: difference.text, cause: "")) }
    rows += audioOnlyOld.map { .init(layer: "audio", name: $0, text: "only on the first side", cause: "") }
    rows += audioOnlyNew.map { .init(layer: "audio", name: $0, text: "only on the second side", cause: "") }
    return rows + skippedRows
  }

  private var skippedRows: [DifferenceRow] {
    audioSkipped.map {
      DifferenceRow(
        layer: "audio", name: $0, text: "not compared: sound at a revision can't be read in place", cause: "")
    }
  }

  /// Decisions that the spec's own keys don't show already.
  private var settingRows: [DifferenceRow] {
    let said = (keys ?? []).map(\.text)
    let own = (settings ?? []).filter { setting in !said.contains { utf8Equal($0, setting.key) } }
    var rows = own.prefix(mostSettings).map { setting in
      caused(
        DifferenceRow(
          layer: "settings", name: setting.key,
          text: "\(clipped(setting.old ?? "none")) -> \(clipped(setting.new ?? "none"))",
          cause: setting.key), "settings")
    }
    if own.count > mostSettings {
      rows.append(.init(layer: "settings", text: "\(own.count - mostSettings) more (see --json)", cause: ""))
    }
    return rows
  }

  /// With the causes in place of the name that they are kept under.
  private func caused(_ row: DifferenceRow, _ level: String) -> DifferenceRow {
    let found = row.cause.isEmpty ? [] : causes["\(level).\(row.cause)"] ?? []
    let cause = found.isEmpty ? "" : "\(causeOpening)\(found.joined(separator: ", ")))"
    return DifferenceRow(layer: row.layer, name: row.name, place: row.place, text: row.text, cause: cause)
  }

  private func values(_ change: KeyChange) -> String {
    "\(clipped(change.old?.text ?? "none")) -> \(clipped(change.new?.text ?? "none"))"
  }
}

private let causeOpening = "(caused by: "

/// Keys that a heading names, decisions that are listed, and characters of a value.
private let mostNames = 6
private let mostSettings = 8
private let mostCharacters = 48

private func clipped(_ text: String) -> String {
  let line = text.split(separator: "\n").joined(separator: " ")
  return line.count > mostCharacters ? line.prefix(mostCharacters - 3) + "..." : line
}

/// Rows in columns; what a row has in common with the one above isn't said again.
private func lines(of rows: [DifferenceRow]) -> String {
  let layers = rows.map(\.layer.count).max() ?? 0
  let names = rows.map(\.name.count).filter { $0 <= widestName }.max() ?? 0
  let places = rows.map(\.place.count).max() ?? 0
  let texts = rows.filter { !$0.cause.isEmpty }.map(\.text.count).filter { $0 <= widestText }.max() ?? 0
  var out = ""
  var last: DifferenceRow?
  for row in rows {
    let isSameLayer = last.map { utf8Equal($0.layer, row.layer) } ?? false
    let isSameName = isSameLayer && utf8Equal(last!.name, row.name)
    var line = " " + (isSameLayer ? "" : row.layer).leftAligned(layers)
    if names > 0 { line += "  " + (isSameName ? "" : row.name).leftAligned(names) }
    if places > 0 { line += "  " + row.place.leftAligned(places) }
    line += "  " + (row.cause.isEmpty ? row.text : row.text.leftAligned(texts) + "  " + row.cause)
    while line.hasSuffix(" ") { line.removeLast() }
    out += line + "\n"
    last = row
  }
  return out
}

/// What columns are wide at most; what is longer pushes its own row alone.
private let widestName = 32
private let widestText = 56

extension Difference.Sync {
  fileprivate var text: String {
    guard let old else { return "new: \(error(new!))" }
    guard let new else { return "removed: \(error(old))" }
    if old.asked != new.asked { return "asked \(old.asked) -> \(new.asked), \(error(old)) -> \(error(new))" }
    if old.placed != new.placed { return "\(old.placed) -> \(new.placed), \(error(old)) -> \(error(new))" }
    return "\(old.how) -> \(new.how)"
  }

  private func error(_ place: SyncPlace) -> String {
    let error = Double(place.placed.value - place.asked.value) / 1000
    return "\(error > 0 ? "+" : "")\(fixed(error, 3)) ms"
  }
}

extension AudioDifference {
  /// The figures that differ, and where.
  var text: String {
    if isIdentical { return "identical" }
    var words: [String] = []
    func add(_ old: Double, _ new: Double, _ decimals: Int, _ text: (String) -> String) {
      guard fixed(old, decimals) != fixed(new, decimals) else { return }
      words.append(text((new > old ? "+" : "") + fixed(new - old, decimals)))
    }
    if old.sampleRate != new.sampleRate { words.append("\(old.sampleRate) -> \(new.sampleRate) Hz") }
    add(old.seconds, new.seconds, 3) { "length \($0) s" }
    add(old.loudness, new.loudness, 1) { "\($0) LU" }
    add(old.truePeak, new.truePeak, 1) { "true peak \($0) dB" }
    add(old.loudnessRange, new.loudnessRange, 1) { "loudness range \($0) LU" }
    add(old.tiltDB, new.tiltDB, 1) { "tilt \($0) dB an octave" }
    add(old.correlation, new.correlation, 2) { "correlation \($0)" }
    let bands = zip(old.octavesDB, new.octavesDB).enumerated().filter { ($0.element.0 - $0.element.1).magnitude >= 1 }
    for (octave, levels) in bands.prefix(3) {
      words.append("\(hertz(octave)) \(levels.1 > levels.0 ? "+" : "")\(fixed(levels.1 - levels.0, 1)) dB")
    }
    if words.isEmpty { words.append("the same figures, other samples") }
    if let differs { words.append("from \(fixed(differs.lowerBound, 1)) s to \(fixed(differs.upperBound, 1)) s") }
    if let residualDB, residualDB < 0 { words.append("difference \(fixed(residualDB, 1)) dB") }
    return words.joined(separator: ", ")
  }

  private func hertz(_ octave: Int) -> String {
    let middle = 31.25 * Double(1 << octave)
    return middle < 1000 ? "\(shortest(middle, 0)) Hz" : "\(shortest(middle / 1000, 0)) kHz"
  }
}
