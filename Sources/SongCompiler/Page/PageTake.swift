// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongDiff
internal import SongIR
internal import SongMusic

/// One piece as a page shows it. Times are seconds from the start, to the tenth of a millisecond.
struct PageTake {
  /// What people call it.
  let label: String
  /// Bars, sections, tempo and chords; nil where there is only sound.
  var frame: Piece?
  /// The parts whose notes are drawn, in the bars of `frame`.
  var notes: Piece?
  var compilation: Compilation?
  var master: MasterReport?
  var sync: JSONValue = .array([])
  var sound: PageSound?
  /// The row that each part stands in, with the one of the other side that is taken for it; empty where each has its own.
  var rows: [Int] = []
  /// Notes that aren't drawn among the others, because a list of changes holds them, by part.
  var changed: [[Piece.Note]] = []

  /// - Parameter id: what its files of sound are called by.
  func json(id: String) -> JSONValue {
    var object: [String: JSONValue] = ["label": .string(label), "sync": sync]
    if let compilation {
      let settings = compilation.settings
      object["title"] = .string(settings.title)
      object["style"] = .string(settings.style)
      object["moods"] = .array(settings.moods.map { .string($0) })
      object["voices"] = .array(
        compilation.arrangement.voices.map {
          .object([
            "from": seconds($0.from.seconds), "to": seconds($0.to.seconds), "duckDB": .number($0.duckDB, decimals: 1),
          ])
        })
      object["beatUnit"] = .number(settings.tempo.beatUnit.double, decimals: 4)
    }
    if let frame {
      object["end"] = seconds(frame.seconds(at: frame.end))
      object["bars"] = .array(bars(frame))
      object["sections"] = .array(sections(frame))
      object["chords"] = .array(
        frame.chords.map {
          .object(["t": seconds(frame.seconds(at: $0.at)), "name": .string($0.chord.map { "\($0)" } ?? "N.C.")])
        })
      object["tempo"] = .array(
        frame.tempos.map {
          .object([
            "t": seconds(frame.seconds(at: $0.at)), "quarters": .number(60_000_000 / Double($0.microsecondsPerQuarter), decimals: 3),
          ])
        })
    }
    if let notes { object["parts"] = .array(notes.parts.indices.map { part($0, notes) }) }
    if let sound { object["sound"] = sound.json(id: id) }
    if let master { object["truePeak"] = .number(master.truePeak, decimals: 2) }
    return .object(object)
  }

  private func seconds(_ value: Double) -> JSONValue { .number(value, decimals: 4) }

  /// With what was asked of each bar and what came of it, where that is known.
  private func bars(_ frame: Piece) -> [JSONValue] {
    let measures = compilation?.arrangement.measures ?? []
    let measured = compilation.map { MeasuredIntensity.measures(of: $0.arrangement, $0.performance) } ?? []
    return frame.bars.enumerated().map { index, bar in
      var object: [String: JSONValue] = [
        "t": seconds(frame.seconds(at: bar.start)), "meter": .string("\(bar.meter)"),
        "beats": .array(bar.meter.beats.filter { $0.start < bar.length }.map { seconds(frame.seconds(at: bar.start + $0.start)) }),
      ]
      if let key = bar.key {
        object["key"] = .string("\(key)")
        object["flats"] = .bool(key.fifths < 0)
      }
      // A score that was given has no intensities.
      if measures.count == frame.bars.count, compilation?.production == nil {
        object["asked"] = .number(Double(measures[index].intensity) / 1000, decimals: 3)
        if measures[index].isRing { object["rings"] = .bool(true) }
        object["onsets"] = .number(measured[index].onsets, decimals: 2)
        object["sounding"] = .integer(measured[index].parts)
        if let master, master.rideLoudness.indices.contains(index) {
          object["loudness"] = .number(max(-70, master.rideLoudness[index]), decimals: 1)
        }
      }
      return .object(object)
    }
  }

  private func sections(_ frame: Piece) -> [JSONValue] {
    frame.sections.enumerated().map { index, section in
      var object: [String: JSONValue] = [
        "name": .string(section.name), "t": seconds(frame.seconds(at: section.start)),
        "bar": .integer(frame.bar(at: section.start) + 1),
      ]
      if let sections = compilation?.arrangement.sections, sections.count == frame.sections.count {
        object["segment"] = .string(sections[index].segment)
        object["key"] = .string("\(sections[index].key)")
      }
      return .object(object)
    }
  }

  /// Notes are a flat list of onset, length, key, velocity and whether a change holds it.
  private func part(_ index: Int, _ notes: Piece) -> JSONValue {
    let part = notes.parts[index]
    let held = Set(changed.indices.contains(index) ? changed[index] : [])
    var list: [JSONValue] = []
    for note in part.notes {
      let start = notes.seconds(at: note.onset)
      list += [
        seconds(start), seconds(notes.seconds(at: note.onset + note.duration) - start), .integer(note.key),
        .integer(note.velocity ?? usualVelocity), .integer(held.contains(note) ? 1 : 0),
      ]
    }
    var object: [String: JSONValue] = [
      "row": .integer(rows.isEmpty ? index : rows[index]), "id": .string(part.name), "instrument": .string(part.instrument), "drums": .bool(part.isPercussion),
      "notes": .array(list),
    ]
    if let written = compilation?.score.parts.first(where: { utf8Equal($0.id, part.name) }) {
      object["name"] = .string(written.name)
    }
    if let settings = compilation?.settings.parts.first(where: { utf8Equal($0.id, part.name) }) {
      object["role"] = .string(settings.roleWord)
    }
    if part.isPercussion {
      var keys: [Int] = []
      for note in part.notes where !keys.contains(note.key) { keys.append(note.key) }
      object["rows"] = .array(
        keys.sorted().map { .object(["key": .integer($0), "name": .string(part.drums[$0] ?? "key \($0)")]) })
    }
    return .object(object)
  }
}

/// Where a format says none.
private let usualVelocity = 80
