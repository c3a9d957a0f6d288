// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongDiff

extension DiffResult {
  /// Writes the page of a comparison; what stops it is reported.
  package func writePage(to path: String, knowledge: Knowledge, world: any World, sink: inout DiagnosticSink) {
    guard let page = try? html(library: knowledge.folder, world: world, sink: &sink) else { return }
    _ = replace([(path, page)], world, &sink)
  }

  /// - Throws: where a file of the page can't be read or used.
  private func html(
    library folder: String, world: any World, sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> [UInt8] {
    var sounds: [(id: String, bytes: [UInt8])] = []
    var pairs: [JSONValue] = []
    for (index, difference) in differences.enumerated() {
      pairs.append(difference.pair(index))
      for (side, sound) in difference.sounds.enumerated() { sounds += sound.elements(id: soundID(index, side)) }
    }
    let names = differences.map(\.pageNames)
    let isOne = names.count == 1
    let isRenamed = isOne && !utf8Equal(names[0][0], names[0][1])
    let title =
      isRenamed ? names[0].joined(separator: " \u{2192} ") : isOne ? "\(names[0][1]), old and new" : "\(names.count) pieces compared"
    let data = JSONValue.object([
      "kind": .string("diff"), "songc": .string(Version.songc), "title": .string(title), "pairs": .array(pairs),
      "onlyOld": .array(pageNamesOnlyOld.map { .string($0) }),
      "onlyNew": .array(pageNamesOnlyNew.map { .string($0) }),
    ])
    return try Page(title: title, data: data, sounds: sounds).html(library: folder, world: world, sink: &sink)
  }
}

private func soundID(_ pair: Int, _ side: Int) -> String { "sound-\(pair)-\(side)" }

extension Difference {
  fileprivate func pair(_ index: Int) -> JSONValue {
    let shown = shown
    var takes = sides.enumerated().map { side, content in
      PageTake(
        label: pageNames[side], frame: shown.isPlayed ? content.played : content.written,
        notes: shown.isPlayed ? content.played : content.written, compilation: content.spec?.compilation,
        sync: .array((content.sync ?? []).map(\.pageJSON)), sound: sounds.indices.contains(side) ? sounds[side] : nil)
    }
    // A performance has no chords and sections of its own.
    for side in takes.indices where shown.isPlayed {
      if let written = sides[side].written, written.bars == takes[side].notes?.bars { takes[side].frame = written }
    }
    var changes: [JSONValue] = []
    if let old = takes[0].notes, let new = takes[1].notes {
      // Parts stand in rows also where notes aren't what is compared.
      let list = PageChanges(shown.difference ?? compare(old, new), old, new)
      takes[0].rows = list.rows.old
      takes[1].rows = list.rows.new
      if shown.difference != nil {
        takes[0].changed = list.held(isOld: true)
        takes[1].changed = list.held(isOld: false)
        changes = list.json
      }
    }
    return .object([
      "old": takes[0].json(id: soundID(index, 0)), "new": takes[1].json(id: soundID(index, 1)),
      "identical": .bool(isEmpty), "changes": .array(changes),
      "facts": .array(
        pageRows.map {
          .object([
            "layer": .string($0.layer), "name": .string($0.name), "place": .string($0.place), "text": .string($0.text),
            "cause": .string($0.cause),
          ])
        }),
    ])
  }

  /// What is drawn: the score, or the notes that are played where only these differ or are all there is.
  private var shown: (isPlayed: Bool, difference: PieceDifference?) {
    if let score, !score.isEmpty { return (false, score) }
    if let playing, !playing.isEmpty || score == nil { return (true, playing) }
    return (false, score)
  }
}

extension SyncPlace {
  fileprivate var pageJSON: JSONValue {
    let error = Double(placed.value - asked.value) / 1000
    return .object([
      "name": .string(name), "asked": .number(asked.seconds, decimals: 6), "placed": .number(placed.seconds, decimals: 6),
      "errorMS": .number(error, decimals: 3), "how": .string(how),
    ])
  }
}

/// What became of each note, with its times on both sides.
struct PageChanges {
  private struct Change {
    let row: Int
    let kinds: [String]
    let bar: Int
    let old: NotePlace?
    let new: NotePlace?
  }

  /// The row of each part of both sides. Parts that are taken for one share theirs, and no others do.
  let rows: (old: [Int], new: [Int])
  private var changes: [Change] = []
  private let old: Piece
  private let new: Piece

  init(_ difference: PieceDifference, _ old: Piece, _ new: Piece) {
    self.old = old
    self.new = new
    rows = PageChanges.rows(difference, oldCount: old.parts.count, newCount: new.parts.count)
    for (row, part) in difference.parts.enumerated() {
      for change in part.grouped + part.notes {
        changes.append(
          Change(row: row, kinds: change.kinds.map(\.rawValue), bar: change.bar, old: change.old, new: change.new))
      }
      // A part that came or went is told as a whole.
      if part.old == nil, let index = part.newIndex { alone(new.parts[index], in: new, row: row, isOld: false) }
      if part.new == nil, let index = part.oldIndex { alone(old.parts[index], in: old, row: row, isOld: true) }
    }
  }

  /// A difference may leave parts out that stand in no score.
  private static func rows(
    _ difference: PieceDifference, oldCount: Int, newCount: Int
  ) -> (old: [Int], new: [Int]) {
    var next = difference.parts.count
    func rows(_ count: Int, _ index: KeyPath<PartDifference, Int?>) -> [Int] {
      (0..<count).map { place in
        if let row = difference.parts.firstIndex(where: { $0[keyPath: index] == place }) { return row }
        next += 1
        return next - 1
      }
    }
    let new = rows(newCount, \.newIndex)
    return (rows(oldCount, \.oldIndex), new)
  }

  private mutating func alone(_ part: Piece.Part, in piece: Piece, row: Int, isOld: Bool) {
    for note in part.notes {
      let place = piece.notePlace(note, in: part)
      changes.append(
        Change(
          row: row, kinds: [isOld ? "removed" : "added"], bar: place.bar, old: isOld ? place : nil,
          new: isOld ? nil : place))
    }
  }

  /// The notes of each part of a side that changes hold.
  func held(isOld: Bool) -> [[Piece.Note]] {
    (isOld ? rows.old : rows.new).map { row in
      changes.compactMap { $0.row == row ? (isOld ? $0.old : $0.new)?.note : nil }
    }
  }

  var json: [JSONValue] {
    changes.map { change in
      .object([
        "row": .integer(change.row), "kinds": .array(change.kinds.map { .string($0) }), "bar": .integer(change.bar),
        "old": change.old.map { place($0, old) } ?? .null, "new": change.new.map { place($0, new) } ?? .null,
      ])
    }
  }

  private func place(_ place: NotePlace, _ piece: Piece) -> JSONValue {
    let start = piece.seconds(at: place.note.onset)
    return .object([
      "t": .number(start, decimals: 4),
      "d": .number(piece.seconds(at: place.note.onset + place.note.duration) - start, decimals: 4),
      "key": .integer(place.note.key), "velocity": place.note.velocity.map { .integer($0) } ?? .null,
      "name": .string(place.name), "at": .string("\(place.bar)|\(shortest(place.beat, 3))"),
    ])
  }
}
