// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials

/// Pieces with fixed folds: what a system is measured on.
///
/// `{dataset, timebase: 96, fields: [...], pieces: [{events: [[...]]}], folds: [[piece, ...], ...]}`, a row of numbers for
/// each event. Melodies have the fields onset, dur, cpitch, keysig, mode, barlength, pulses, phrase and tonic, with
/// chordroot and chordtype where chords are known; chords have onset, dur, root, type, tonic, mode and barlength, and
/// the names of their types in `types`.
package struct BenchSet: Sendable {
  package let name: String
  package let kind: ModelKind
  /// Whether melodies stand over chords.
  package let hasChords: Bool
  package let pieces: [[Event]]
  /// The pieces that are tested in each fold; the others are trained on.
  package let folds: [[Int]]
  /// The values that come anywhere, rising.
  package let values: [Int]

  /// - Throws: `.notABench` with what is wrong.
  package init(json: [UInt8]) throws(ModelError) {
    let file: BenchFile
    do {
      file = try JSONDecoder().decode(BenchFile.self, from: Data(json))
    } catch {
      throw .notABench("it isn't JSON of the form {dataset, fields, pieces, folds}")
    }
    guard file.timebase == 96 else { throw .notABench("its timebase isn't 96") }
    let kind: ModelKind = file.types == nil ? .melody : .chords
    let needed = kind == .melody ? ["onset", "dur", "cpitch", "mode", "barlength", "pulses", "phrase", "tonic"]
      : ["onset", "dur", "root", "type", "tonic", "mode", "barlength"]
    if let missing = needed.first(where: { !file.fields.contains($0) }) { throw .notABench("it has no field '\(missing)'") }
    var pieces: [[Event]] = []
    for (number, piece) in file.pieces.enumerated() {
      var events: [Event] = []
      for row in piece.events {
        guard row.count == file.fields.count, let event = file.event(row, kind) else {
          throw .notABench("piece \(number) has an event that can't be read")
        }
        events.append(event)
      }
      pieces.append(events)
    }
    guard file.folds.count >= 2, file.folds.allSatisfy({ !$0.isEmpty && $0.allSatisfy(pieces.indices.contains) }),
      pieces.allSatisfy({ !$0.isEmpty })
    else { throw .notABench("its folds don't name its pieces") }
    name = file.dataset
    self.kind = kind
    hasChords = kind == .melody && file.fields.contains("chordroot")
    self.pieces = pieces
    folds = file.folds
    values = Set(pieces.joined().map { kind.field.value(of: $0) }).sorted()
  }
}

private struct BenchFile: Decodable {
  struct Piece: Decodable {
    let events: [[Field]]
  }

  /// A number or a word.
  enum Field: Decodable {
    case number(Int)
    case word(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Int.self) { self = .number(number) } else { self = .word(try value.decode(String.self)) }
    }
  }

  let dataset: String
  let timebase: Int
  let fields: [String]
  let types: [String]?
  let pieces: [Piece]
  let folds: [[Int]]

  func event(_ row: [Field], _ kind: ModelKind) -> Event? {
    func number(_ name: String) -> Int? {
      guard let index = fields.firstIndex(of: name), case .number(let value) = row[index], abs(value) < 1 << 30 else { return nil }
      return value
    }
    guard let onset = number("onset"), let duration = number("dur"), let bar = number("barlength"), bar > 0, onset >= 0,
      let tonic = number("tonic"), let mode = number("mode")
    else { return nil }
    var event = Event(
      onset: onset, duration: duration, barLength: bar, position: onset % bar, phraseBar: onset / bar % 4,
      tonic: pitchClass(tonic), mode: mode == 0 ? 0 : 1)
    if kind == .chords {
      guard let root = number("root"), let type = number("type"), let types, types.indices.contains(type),
        let known = chordType(types[type])
      else { return nil }
      event.chordRoot = pitchClass(root)
      event.chordType = known.rawValue
      return event
    }
    guard let pitch = number("cpitch"), (0..<128).contains(pitch), let pulses = number("pulses"), pulses > 0 else { return nil }
    event.pitch = pitch
    event.phrase = number("phrase") ?? 0
    event.beatLength = max(1, bar / pulses)
    if let root = number("chordroot"), root >= 0, let index = fields.firstIndex(of: "chordtype"),
      case .word(let word) = row[index], let type = chordType(word)
    {
      event.chordRoot = pitchClass(root)
      event.chordType = type.rawValue
    }
    return event
  }

  private func chordType(_ name: String) -> ChordType? {
    switch name {
    case "maj": .major
    case "min": .minor
    default: ChordType.allCases.first { $0.suffix == name }
    }
  }
}
