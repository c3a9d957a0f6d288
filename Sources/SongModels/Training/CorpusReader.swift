// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials

/// A file of a corpus folder, read by the caller: this target does no input or output.
package struct CorpusFile: Sendable {
  /// The folder's name: `pop909`.
  package let folder: String
  /// The bytes of its JSON Lines.
  package let bytes: [UInt8]

  package init(folder: String, bytes: [UInt8]) {
    self.folder = folder
    self.bytes = bytes
  }
}

/// Why a model can't be trained.
package enum TrainingError: Error, Hashable {
  /// The style needs the file of this folder.
  case missingFolder(String)
  /// A line of a folder's file isn't a piece.
  case malformedLine(folder: String, line: Int)
  /// The pieces hold too little to train on.
  case tooFewPieces(Int)
  /// A viewpoint has more than 65,535 different symbols.
  case tooManySymbols(viewpoint: String)
  /// The caller asked to stop.
  case cancelled
}

/// A piece of a corpus as it stands in its file, with the fields that training reads. Times are in ticks of 1/`q`
/// quarter.
struct CorpusSong: Decodable {
  let id: String
  let q: Int
  let meter: [TimedText]
  let key: [TimedText]?
  let keyFifths: [[Int]]?
  let tonic: Tonic?
  let mode: String?
  let chords: [SpannedText]?
  let melody: [[Int]]?
  let voice: [[Int]]?
  let pianoUpper: [[Int]]?
  let pianoLower: [[Int]]?
  let soprano: [[Int]]?
  let alto: [[Int]]?
  let tenor: [[Int]]?
  let bass: [[Int]]?
  let bars: [Int]?
  let sections: [SpannedText]?
  let fermatas: [Int]?
  let end: Int?

  private enum CodingKeys: String, CodingKey {
    case id, q, meter, key, tonic, mode, chords, melody, voice, bars, sections, fermatas, end
    case keyFifths = "key_fifths"
    case pianoUpper = "piano_upper"
    case pianoLower = "piano_lower"
    case soprano = "S"
    case alto = "A"
    case tenor = "T"
    case bass = "B"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    q = try fields.decode(Int.self, forKey: .q)
    meter = try fields.decode([TimedText].self, forKey: .meter)
    key = try fields.decodeIfPresent([TimedText].self, forKey: .key)
    keyFifths = try fields.decodeIfPresent([[Int]].self, forKey: .keyFifths)
    tonic = try fields.decodeIfPresent(Tonic.self, forKey: .tonic)
    mode = try fields.decodeIfPresent(String.self, forKey: .mode)
    chords = try fields.decodeIfPresent([SpannedText].self, forKey: .chords)
    melody = try? fields.decodeIfPresent([[Int]].self, forKey: .melody)
    voice = try fields.decodeIfPresent([[Int]].self, forKey: .voice)
    pianoUpper = try fields.decodeIfPresent([[Int]].self, forKey: .pianoUpper)
    pianoLower = try fields.decodeIfPresent([[Int]].self, forKey: .pianoLower)
    soprano = try fields.decodeIfPresent([[Int]].self, forKey: .soprano)
    alto = try fields.decodeIfPresent([[Int]].self, forKey: .alto)
    tenor = try fields.decodeIfPresent([[Int]].self, forKey: .tenor)
    bass = try fields.decodeIfPresent([[Int]].self, forKey: .bass)
    bars = try fields.decodeIfPresent([Int].self, forKey: .bars)
    sections = try fields.decodeIfPresent([SpannedText].self, forKey: .sections)
    fermatas = try fields.decodeIfPresent([Int].self, forKey: .fermatas)
    end = try fields.decodeIfPresent(Int.self, forKey: .end)
    guard q > 0 else { throw DecodingError.dataCorruptedError(forKey: .q, in: fields, debugDescription: "q") }
  }

  /// `[onset, text]`.
  struct TimedText: Decodable {
    let onset: Int
    let text: String

    init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      onset = try fields.decode(Int.self)
      text = try fields.decode(String.self)
    }
  }

  /// `[onset, duration, text, ...]`.
  struct SpannedText: Decodable {
    let onset: Int
    let duration: Int
    let text: String

    init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      onset = try fields.decode(Int.self)
      duration = try fields.decode(Int.self)
      text = try fields.decode(String.self)
    }
  }

  /// One note name, or a list of them with their onsets.
  struct Tonic: Decodable {
    let entries: [(onset: Int, name: String)]

    init(from decoder: any Decoder) throws {
      if let list = try? [TimedText](from: decoder) {
        entries = list.map { ($0.onset, $0.text) }
      } else {
        entries = [(0, try decoder.singleValueContainer().decode(String.self))]
      }
    }
  }
}

/// The pieces of a folder in the order of the file.
func readCorpus(_ file: CorpusFile, isCancelled: () -> Bool) throws(TrainingError) -> [CorpusSong] {
  let decoder = JSONDecoder()
  var songs: [CorpusSong] = []
  for (index, line) in file.bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
    if isCancelled() { throw .cancelled }
    guard let song = try? decoder.decode(CorpusSong.self, from: Data(line)) else {
      throw .malformedLine(folder: file.folder, line: index + 1)
    }
    songs.append(song)
  }
  return songs
}
