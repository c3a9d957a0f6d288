// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongDiff

extension DiffResult {
  /// Writes the page of a comparison; what stops it is reported.
  package func writePage(to path: String, knowledge: Knowledge, world: any World, sink: inout DiagnosticSink) {
    do {
      _ = replace([(path, try html(library: knowledge.folder, world: world))], world, &sink)
    } catch {
      sink.report(.fileUnreadable(error.path, reason: error.reason))
    }
  }

  /// - Throws: where a file of the page can't be read.
  func html(library folder: String, world: any World) throws(WorldError) -> [UInt8] {
    var sounds: [(id: String, bytes: [UInt8])] = []
    var pairs: [JSONValue] = []
    for (index, difference) in differences.enumerated() {
      pairs.append(difference.pair(index))
      for (side, sound) in difference.sounds.enumerated() { sounds += sound.elements(id: soundID(index, side)) }
    }
    let names = differences.map { [PageName.of($0.old), PageName.of($0.new)] }
    let isOne = names.count == 1
    let isRenamed = isOne && !utf8Equal(names[0][0], names[0][1])
    let title =
      isRenamed ? names[0].joined(separator: " \u{2192} ") : isOne ? "\(names[0][1]), old and new" : "\(names.count) pieces compared"
    let data = JSONValue.object([
      "kind": .string("diff"), "songc": .string(Version.songc), "title": .string(title), "pairs": .array(pairs),
      "onlyOld": .array(onlyOld.map { .string(PageName.of($0)) }),
      "onlyNew": .array(onlyNew.map { .string(PageName.of($0)) }),
    ])
    return try Page(title: title, data: data, sounds: sounds).html(library: folder, world: world)
  }
}

/// The name of a side without its folders, so that no path of a machine is in a page.
enum PageName {
  static func of(_ shown: String) -> String {
    // A revision stands before the first colon.
    let parts = shown.split(separator: ":", maxSplits: 1).map { String($0) }
    guard parts.count == 2 else { return last(shown) }
    return "\(parts[0]):\(last(parts[1]))"
  }

  private static func last(_ path: String) -> String {
    path.split(separator: "/").last { $0 != "." }.map { String($0) } ?? path
  }
}

private func soundID(_ pair: Int, _ side: Int) -> String { "sound-\(pair)-\(side)" }

extension Difference {
  fileprivate func pair(_ index: Int) -> JSONValue {
    let shown = shown
    var takes = sides.enumerated().map { side, content in
      PageTake(
        label: PageName.of(content.name), frame: shown.isPlayed ? content.played : content.written,
        notes: shown.isPlayed ? content.played : content.written, compilation: content.spec?.compilation,
        sync: .array((content.sync ?? []).map(\.pageJSON)), sound: sounds.indices.contains(side) ? sounds[side] : nil)
    }
    // A performance has no chords and sections of its own.
    for side in takes.indices where shown.isPlayed {
      if let written = sides[side].written, written.bars == takes[side].notes?.bars { takes[side].frame = written }
    }
    var changes: [JSONValue] = []
    if let difference = shown.difference, let old = takes[0].notes, let new = takes[1].notes {
      let list = PageChanges(difference, old, new)
      takes[0].changed = list.held(of: old, isOld: true)
      takes[1].changed = list.held(of: new, isOld: false)
      changes = list.json
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
    let oldPart: String
    let newPart: String
    let kinds: [String]
    let bar: Int
    let old: NotePlace?
    let new: NotePlace?
  }

  private var changes: [Change] = []
  private let old: Piece
  private let new: Piece

  init(_ difference: PieceDifference, _ old: Piece, _ new: Piece) {
    self.old = old
    self.new = new
    for part in difference.parts {
      for change in part.grouped + part.notes {
        changes.append(
          Change(
            oldPart: part.old ?? "", newPart: part.new ?? "", kinds: change.kinds.map(\.rawValue), bar: change.bar,
            old: change.old, new: change.new))
      }
      // A part that came or went is told as a whole.
      if part.old == nil { alone(part.name, in: new, isOld: false) }
      if part.new == nil { alone(part.name, in: old, isOld: true) }
    }
  }

  private mutating func alone(_ name: String, in piece: Piece, isOld: Bool) {
    for part in piece.parts where utf8Equal(part.name, name) {
      for note in part.notes {
        let place = piece.notePlace(note, in: part)
        changes.append(
          Change(
            oldPart: isOld ? name : "", newPart: isOld ? "" : name, kinds: [isOld ? "removed" : "added"],
            bar: place.bar, old: isOld ? place : nil, new: isOld ? nil : place))
      }
    }
  }

  /// The notes of each part that changes hold.
  func held(of piece: Piece, isOld: Bool) -> [[Piece.Note]] {
    piece.parts.map { part in
      changes.compactMap { change in
        utf8Equal(isOld ? change.oldPart : change.newPart, part.name) ? (isOld ? change.old : change.new)?.note : nil
      }
    }
  }

  var json: [JSONValue] {
    changes.map { change in
      .object([
        "oldPart": .string(change.oldPart), "newPart": .string(change.newPart),
        "kinds": .array(change.kinds.map { .string($0) }), "bar": .integer(change.bar),
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
