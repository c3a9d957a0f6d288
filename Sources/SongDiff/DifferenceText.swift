// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A row of a comparison: what it is about, whom, where, and what happened.
package struct DifferenceRow: Sendable, Hashable {
  /// `score`, `tempo`.
  package let layer: String
  /// The part or the name; may be empty.
  package let name: String
  /// `bars 21..28`; may be empty.
  package let place: String
  package let text: String
  /// Under which causes are kept: `part.bass`.
  package let cause: String

  package init(layer: String, name: String = "", place: String = "", text: String, cause: String) {
    self.layer = layer
    self.name = name
    self.place = place
    self.text = text
    self.cause = cause
  }
}

extension [DifferenceRow] {
  /// The first of them, and how many more there are.
  package var capped: [DifferenceRow] {
    guard count > mostRows, let first else { return self }
    let rest = count - (mostRows - 1)
    return prefix(mostRows - 1) + [DifferenceRow(layer: first.layer, text: "\(rest) more (see --json)", cause: "")]
  }
}

/// Rows of one kind that are told.
private let mostRows = 24

extension PieceDifference {
  /// What differs, compact enough to be read: bars together that changed together, single notes by name.
  ///
  /// - Parameter layer: what the notes are called: `score` or `notes`.
  package func rows(layer: String = "score") -> [DifferenceRow] {
    var rows: [DifferenceRow] = []
    func add(_ layer: String, _ changes: [ValueChange], cause: String) {
      rows += changes.map {
        DifferenceRow(layer: layer, place: words($0.bars), text: arrow($0), cause: cause)
      }.capped
    }
    rows += bars.map { DifferenceRow(layer: "bars", place: $0.place, text: $0.text, cause: "bars") }.capped
    add("meter", meters, cause: "meters")
    add("key", keys, cause: "keys")
    add("repeats", signs, cause: "signs")
    rows += sections.map {
      DifferenceRow(layer: "sections", name: $0.new ?? $0.old!, text: $0.text, cause: "sections")
    }.capped
    rows += tempoRows
    if let chordsUp, chords.count > 1 {
      rows.append(
        .init(
          layer: "chords", place: words(chords[0].bars.lowerBound...chords[chords.count - 1].bars.upperBound),
          text: "all \(chords.count) bars \(upText(chordsUp))", cause: "chords"))
    } else {
      add("chords", chords, cause: "chords")
    }
    for part in parts where !part.isSame { rows += part.rows(layer: layer) }
    let same = parts.count(where: \.isSame)
    if same > 0 {
      let name =
        same == parts.count
        ? (same == 1 ? parts[0].name : "all \(same) parts")
        : same == 1 ? parts.first(where: \.isSame)!.name : "\(same) others"
      rows.append(.init(layer: layer, name: name, text: "identical", cause: ""))
    }
    return rows
  }

  private var tempoRows: [DifferenceRow] {
    var rows: [DifferenceRow] = []
    // What changed by one factor everywhere is one row.
    let factors = tempos.map { $0.new / $0.old }
    if tempos.count > mostTempoRows, let low = factors.min(), let high = factors.max() {
      let place = words(tempos[0].bars.lowerBound...tempos[tempos.count - 1].bars.upperBound)
      let text =
        fixed((low - 1) * 100, 1) == fixed((high - 1) * 100, 1)
        ? "all \(percent(low))" : "\(tempos.count) stretches, \(percent(low)) to \(percent(high))"
      rows.append(.init(layer: "tempo", place: place, text: text, cause: "tempo"))
    } else {
      for change in tempos {
        rows.append(
          .init(
            layer: "tempo", place: words(change.bars),
            text: "\(shortest(change.old, 2)) -> \(shortest(change.new, 2)) BPM (\(percent(change.new / change.old)))",
            cause: "tempo"))
      }
    }
    if (newSeconds - oldSeconds).magnitude > 0.000_5 {
      rows.append(
        .init(
          layer: "length", text: "\(clock(oldSeconds)) -> \(clock(newSeconds))",
          cause: tempos.isEmpty ? "bars" : "tempo"))
    }
    return rows
  }
}

/// Tempi that are listed one by one.
private let mostTempoRows = 6

private func percent(_ factor: Double) -> String { (factor >= 1 ? "+" : "") + fixed((factor - 1) * 100, 1) + " %" }

private func clock(_ seconds: Double) -> String { "\(Microseconds(Int((seconds * 1000).rounded()) * 1000))" }

private func arrow(_ change: PieceDifference.ValueChange) -> String {
  "\(change.old.isEmpty ? "none" : change.old) -> \(change.new.isEmpty ? "none" : change.new)"
}

/// `bar 5`, `bars 5..8`.
func words(_ bars: ClosedRange<Int>) -> String {
  bars.count == 1 ? "bar \(bars.lowerBound)" : "bars \(bars.lowerBound)..\(bars.upperBound)"
}

/// `up 2 semitones`.
func upText(_ semitones: Int) -> String {
  "\(semitones > 0 ? "up" : "down") \(abs(semitones)) semitone\(abs(semitones) == 1 ? "" : "s")"
}

/// `1 quarter note later`.
func laterText(_ time: ScoreTime) -> String {
  let length = shortest(magnitude(time).double, 4)
  return "\(length) quarter note\(length == "1" ? "" : "s") \(time > .zero ? "later" : "earlier")"
}

extension PieceDifference.BarChange {
  var place: String { words(new ?? old!) }

  var text: String {
    let which = sections.isEmpty ? "" : " (\(sections.joined(separator: " ")))"
    switch kind {
    case .inserted:
      let source = repeats.map { ", the same as \(words($0))" } ?? ""
      return "new\(which)\(source)"
    case .removed: return "removed\(which)"
    case .moved: return "moved from \(words(old!))\(which)"
    case .shifted: return "all \(laterText(by ?? .zero))"
    }
  }
}

extension PieceDifference.SectionChange {
  var text: String {
    switch kind {
    case .added: "new at bar \(newBar!)"
    case .removed: "removed from bar \(oldBar!)"
    case .renamed: "was \(old!), at bar \(newBar!)"
    case .moved: "moved from bar \(oldBar!) to bar \(newBar!)"
    }
  }
}

extension PartDifference {
  package func rows(layer: String) -> [DifferenceRow] {
    let cause = "part.\(name)"
    func row(_ place: String, _ text: String) -> DifferenceRow {
      .init(layer: layer, name: name, place: place, text: text, cause: cause)
    }
    guard let old else { return [row("", "new part: \(newInstrument), \(newCount) notes")] }
    guard new != nil else { return [row("", "part removed: \(oldInstrument), \(oldCount) notes")] }
    var rows: [DifferenceRow] = []
    if isRenamed { rows.append(row("", "was '\(old)'")) }
    if !utf8Equal(oldInstrument, newInstrument) {
      rows.append(row("", "instrument \(named(oldInstrument)) -> \(named(newInstrument))"))
    }
    for group in groups {
      var words: [String] = []
      if group.semitones != 0 { words.append(upText(group.semitones)) }
      if group.later != .zero { words.append(laterText(group.later)) }
      rows.append(
        row(
          SongDiff.words(group.bars),
          "\(group.isWhole ? "all " : "")\(count(group.count, "note")) \(words.joined(separator: ", "))"))
    }
    let runs = runs
    for run in runs.prefix(runs.count > mostRuns ? mostRuns - 1 : mostRuns) {
      rows.append(row(SongDiff.words(run.bars), text(of: run.notes)))
    }
    if runs.count > mostRuns {
      let rest = runs[(mostRuns - 1)...]
      let place = SongDiff.words(rest.first!.bars.lowerBound...rest.last!.bars.upperBound)
      rows.append(row(place, "in \(rest.count) places: \(counts(of: rest.flatMap(\.notes)))"))
    }
    return rows
  }

  /// Changed notes of bars that follow each other, or lie a bar apart.
  private var runs: [(bars: ClosedRange<Int>, notes: [NoteChange])] {
    var result: [(bars: ClosedRange<Int>, notes: [NoteChange])] = []
    for note in notes.enumerated().sorted(by: { ($0.element.bar, $0.offset) < ($1.element.bar, $1.offset) }).map(
      \.element)
    {
      if let last = result.last, note.bar <= last.bars.upperBound + 2 {
        result[result.count - 1].bars = last.bars.lowerBound...max(note.bar, last.bars.upperBound)
        result[result.count - 1].notes.append(note)
      } else {
        result.append((note.bar...note.bar, [note]))
      }
    }
    return result
  }

  private func text(of notes: [NoteChange]) -> String {
    notes.count <= mostNamed ? notes.map(\.text).joined(separator: "; ") : counts(of: notes)
  }

  private func counts(of notes: [NoteChange]) -> String {
    NoteChange.Kind.allCases.compactMap { kind in
      let count = notes.count { $0.kinds.contains(kind) }
      return count == 0 ? nil : "\(count) \(kind.word)"
    }.joined(separator: ", ")
  }
}

/// Notes of a stretch that are told one by one, and stretches of a part that are.
private let mostNamed = 3
private let mostRuns = 8

private func named(_ instrument: String) -> String { instrument.isEmpty ? "none" : instrument }

private func count(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

extension NoteChange.Kind {
  fileprivate var word: String {
    switch self {
    case .added: "new"
    case .repitched: "re-pitched"
    case .lengthened: "longer"
    case .shortened: "shorter"
    case .timed: "played earlier or later"
    case .marked: "articulated otherwise"
    case .sung: "with other words"
    default: rawValue
    }
  }
}

extension NoteChange {
  /// `C4 -> D4 at 12|3`.
  fileprivate var text: String {
    guard let old else { return "new \(new!.name) at \(new!.text)" }
    guard let new else { return "\(old.name) at \(old.text) removed" }
    var words = kinds.contains(.repitched) ? "\(old.name) -> \(new.name)" : new.name
    words += kinds.contains(.moved) || kinds.contains(.timed) ? " \(old.text) -> \(new.text)" : " at \(new.text)"
    if old.note.duration != new.note.duration {
      words += ", length \(shortest(old.note.duration.double, 4)) -> \(shortest(new.note.duration.double, 4))"
    }
    if kinds.contains(.louder) || kinds.contains(.softer) {
      words += ", velocity \(old.note.velocity ?? 0) -> \(new.note.velocity ?? 0)"
    }
    if kinds.contains(.respelled) { words += ", was \(old.name)" }
    if kinds.contains(.marked) { words += ", \(marks(old)) -> \(marks(new))" }
    if kinds.contains(.sung) { words += ", '\(old.note.syllable ?? "")' -> '\(new.note.syllable ?? "")'" }
    return words
  }

  private func marks(_ place: NotePlace) -> String {
    place.note.marks.isEmpty ? "plain" : place.note.marks.joined(separator: " ")
  }
}

extension NotePlace {
  /// `12|3.5`.
  var text: String { "\(bar)|\(shortest(beat, 3))" }
}
