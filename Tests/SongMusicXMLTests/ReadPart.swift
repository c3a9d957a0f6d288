// SPDX-License-Identifier: Apache-2.0
import SongBase

/// A part as a reader of the file takes it, all times from the start of the piece.
struct ReadPart {
  struct Note {
    var onset: ScoreTime
    var duration: ScoreTime
    var voice: Int
    var staff: Int
    /// 0 = C ... 6 = B; nil for a rest.
    var step: Int?
    var octave = 0
    var alter = 0
    var accidental: String?
    var isChord: Bool
    var tieStart: Bool
    var tieStop: Bool
    var instrument: String?
    /// Written length of the symbol by type, dots and tuplet; nil without a type.
    var symbol: ScoreTime?
    var type: String
    var dots: Int
    var actual: Int?
    var beams: [String] = []
    var tuplets: [String] = []

    var end: ScoreTime { onset + duration }
  }

  struct Measure {
    let start: ScoreTime
    let length: ScoreTime
    let fifths: Int
    let chromatic: Int
    var notes: [Note] = []
    /// How much of the measure each voice fills.
    var filled: [Int: ScoreTime] = [:]
    /// Whether each backup led to the start of the measure.
    var backsUpToStart = true
  }

  var measures: [Measure] = []

  init?(_ part: XMLNode) {
    var divisions = 1
    var length = ScoreTime.zero
    var fifths = 0
    var chromatic = 0
    var start = ScoreTime.zero
    for node in part.all("measure") {
      if let attributes = node["attributes"] {
        divisions = attributes.number("divisions") ?? divisions
        fifths = attributes.number("key", "fifths") ?? fifths
        if let beats = attributes.text("time", "beats"), let type = attributes.number("time", "beat-type") {
          length = Rational(4 * beats.split(separator: "+").compactMap { Int($0) }.reduce(0, +), type)
        }
        if let transpose = attributes["transpose"] {
          chromatic = (transpose.number("chromatic") ?? 0) + 12 * (transpose.number("octave-change") ?? 0)
        }
      }
      var measure = Measure(start: start, length: length, fifths: fifths, chromatic: chromatic)
      var now = start
      for child in node.children {
        guard let count = child.number("duration") else { continue }
        let duration = Rational(count, divisions)
        switch child.name {
        case "backup":
          now -= duration
          if now != start { measure.backsUpToStart = false }
        case "forward":
          measure.filled[child.number("voice") ?? 1, default: .zero] += duration
          now += duration
        default:
          let note = Note(child, now, duration)
          if note.isChord {
            measure.notes.append(Note(child, measure.notes.last!.onset, duration))
          } else {
            measure.notes.append(note)
            measure.filled[note.voice, default: .zero] += duration
            now += duration
          }
        }
      }
      measures.append(measure)
      start += length
    }
  }

  /// All the notes, tied ones joined; nil where a tie lacks its other end.
  func joined() -> [(note: Note, measure: Measure)]? {
    var open: [(note: Note, measure: Measure)] = []
    var result: [(note: Note, measure: Measure)] = []
    for measure in measures {
      for note in measure.notes where note.step != nil {
        var whole = (note: note, measure: measure)
        if note.tieStop {
          guard
            let index = open.firstIndex(where: {
              $0.note.end == note.onset && $0.note.voice == note.voice && $0.note.step == note.step
                && $0.note.octave == note.octave && $0.note.alter == note.alter && $0.note.instrument == note.instrument
            })
          else { return nil }
          whole = open.remove(at: index)
          whole.note.duration += note.duration
        }
        if note.tieStart { open.append(whole) } else { result.append(whole) }
      }
    }
    return open.isEmpty ? result : nil
  }
}

extension ReadPart.Note {
  fileprivate init(_ node: XMLNode, _ onset: ScoreTime, _ duration: ScoreTime) {
    self.onset = onset
    self.duration = duration
    voice = node.number("voice") ?? 1
    staff = node.number("staff") ?? 1
    if let letter = node.text("pitch", "step") ?? node.text("unpitched", "display-step") {
      step = Array("CDEFGAB").firstIndex(of: Character(letter))
      octave = node.number("pitch", "octave") ?? node.number("unpitched", "display-octave") ?? 0
      alter = node.number("pitch", "alter") ?? 0
    }
    accidental = node.text("accidental")
    isChord = node["chord"] != nil
    tieStart = node.all("tie").contains { $0.attributes["type"] == "start" }
    tieStop = node.all("tie").contains { $0.attributes["type"] == "stop" }
    instrument = node["instrument"]?.attributes["id"]
    type = node.text("type") ?? ""
    dots = node.all("dot").count
    actual = node.number("time-modification", "actual-notes")
    let name = type
    if var length = lengths.first(where: { $0.0 == name })?.1 {
      if dots == 1 { length = length * Rational(3, 2) }
      if let actual, let normal = node.number("time-modification", "normal-notes") {
        length = length * Rational(normal, actual)
      }
      symbol = length
    }
    beams = node.all("beam").map(\.text)
    tuplets = node["notations"]?.all("tuplet").compactMap { $0.attributes["type"] } ?? []
  }
}

private let lengths: [(String, ScoreTime)] = [
  ("breve", 8), ("whole", 4), ("half", 2), ("quarter", 1), ("eighth", Rational(1, 2)), ("16th", Rational(1, 4)),
  ("32nd", Rational(1, 8)), ("64th", Rational(1, 16)), ("128th", Rational(1, 32)), ("256th", Rational(1, 64)),
  ("512th", Rational(1, 128)), ("1024th", Rational(1, 256)),
]
