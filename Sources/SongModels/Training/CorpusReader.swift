// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials

/// A file of a corpus folder, read by the caller: this target does no input or output.
package struct CorpusFile: Sendable {
  /// The folder's name: `pop909`.
  package let folder: String
  /// The file's name: `songs.jsonl`.
  package let name: String
  /// The bytes of its JSON Lines.
  package let bytes: [UInt8]

  package init(folder: String, name: String, bytes: [UInt8]) {
    self.folder = folder
    self.name = name
    self.bytes = bytes
  }
}

/// Why a model can't be trained.
package enum TrainingError: Error, Hashable {
  /// The model needs this file.
  case missingFile(String)
  /// A line of a file isn't a piece.
  case malformedLine(file: String, line: Int)
  /// The pieces hold too little to train on.
  case tooFewPieces(Int)
  /// A viewpoint has more than 65,535 different symbols.
  case tooManySymbols(viewpoint: String)
  /// The caller asked to stop.
  case cancelled
}

/// A piece of a corpus as it stands in its file, with the fields that training reads. Times are in ticks of 1/`q`
/// quarter, keys are MIDI's.
package struct CorpusSong: Sendable, Decodable {
  package let id: String
  package let q: Int
  package var meter: [TimedText] = []
  /// `D:min`, or a tonic alone.
  package var key: [TimedText]?
  package var keyFifths: [[Int]]?
  package var tonic: Tonic?
  /// `maj` or `min`.
  package var mode: String?
  package var chords: [SpannedText]?
  /// `[onset, duration, key, ...]`, as all lists of notes.
  package var melody: [[Int]]?
  package var voice: [[Int]]?
  /// A second tune.
  package var bridge: [[Int]]?
  package var bassPart: [[Int]]?
  package var piano: [[Int]]?
  package var pianoUpper: [[Int]]?
  package var pianoLower: [[Int]]?
  package var soprano: [[Int]]?
  package var alto: [[Int]]?
  package var tenor: [[Int]]?
  package var bass: [[Int]]?
  /// `[onset, General MIDI drum key, velocity]`.
  package var hits: [[Int]]?
  package var bars: [Int]?
  package var sections: [SpannedText]?
  package var fermatas: [Int]?
  package var end: Int?
  /// `rock/groove8`; its first word counts.
  package var style: String?
  /// `fill` or `beat`.
  package var type: String?
  /// Pieces of one session or tune are tested together.
  package var session: String?
  package var tune: Int?

  package init(id: String, q: Int) {
    self.id = id
    self.q = q
  }

  private enum CodingKeys: String, CodingKey {
    case id, q, meter, key, tonic, mode, chords, melody, voice, bridge, piano, hits, bars, sections, fermatas, end
    case style, type, session, tune
    case keyFifths = "key_fifths"
    case bassPart = "bass"
    case pianoUpper = "piano_upper"
    case pianoLower = "piano_lower"
    case soprano = "S"
    case alto = "A"
    case tenor = "T"
    case bass = "B"
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    // A file that only adds to another's pieces has no times of its own.
    q = try fields.decodeIfPresent(Int.self, forKey: .q) ?? 24
    guard q > 0 else { throw DecodingError.dataCorruptedError(forKey: .q, in: fields, debugDescription: "q") }
    if let text = try? fields.decodeIfPresent(String.self, forKey: .meter) {
      meter = [TimedText(onset: 0, text: text)]
    } else {
      meter = try fields.decodeIfPresent([TimedText].self, forKey: .meter) ?? []
    }
    key = try fields.decodeIfPresent([TimedText].self, forKey: .key)
    keyFifths = try fields.decodeIfPresent([[Int]].self, forKey: .keyFifths)
    tonic = try fields.decodeIfPresent(Tonic.self, forKey: .tonic)
    mode = try fields.decodeIfPresent(String.self, forKey: .mode)
    chords = try fields.decodeIfPresent([SpannedText].self, forKey: .chords)
    func notes(_ key: CodingKeys) throws -> [[Int]]? { try fields.decodeIfPresent([[Int]].self, forKey: key) }
    // Some melodies have gaps that aren't numbers; they count as none.
    melody = try? notes(.melody)
    voice = try notes(.voice)
    bridge = try notes(.bridge)
    bassPart = try notes(.bassPart)
    piano = try notes(.piano)
    pianoUpper = try notes(.pianoUpper)
    pianoLower = try notes(.pianoLower)
    soprano = try notes(.soprano)
    alto = try notes(.alto)
    tenor = try notes(.tenor)
    bass = try notes(.bass)
    hits = try notes(.hits)
    // In drum performances it is a length.
    bars = try? fields.decodeIfPresent([Int].self, forKey: .bars)
    sections = try fields.decodeIfPresent([SpannedText].self, forKey: .sections)
    fermatas = try fields.decodeIfPresent([Int].self, forKey: .fermatas)
    end = try fields.decodeIfPresent(Int.self, forKey: .end)
    style = try fields.decodeIfPresent(String.self, forKey: .style)
    type = try fields.decodeIfPresent(String.self, forKey: .type)
    session = try fields.decodeIfPresent(String.self, forKey: .session)
    tune = try fields.decodeIfPresent(Int.self, forKey: .tune)
  }

  /// `[onset, text]`.
  package struct TimedText: Sendable, Decodable {
    package let onset: Int
    package let text: String

    package init(onset: Int, text: String) {
      self.onset = onset
      self.text = text
    }

    package init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      onset = try fields.decode(Int.self)
      text = try fields.decode(String.self)
    }
  }

  /// `[onset, duration, text]` or `[onset, duration, text, label]`.
  package struct SpannedText: Sendable, Decodable {
    package let onset: Int
    package let duration: Int
    package let text: String
    package let label: String?

    package init(onset: Int, duration: Int, text: String) {
      self.onset = onset
      self.duration = duration
      self.text = text
      label = nil
    }

    package init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      onset = try fields.decode(Int.self)
      duration = try fields.decode(Int.self)
      text = try fields.decode(String.self)
      label = fields.isAtEnd ? nil : try fields.decode(String.self)
    }
  }

  /// One note name, or a list of them with their onsets.
  package struct Tonic: Sendable, Decodable {
    let entries: [(onset: Int, name: String)]

    package init(from decoder: any Decoder) throws {
      if let list = try? [TimedText](from: decoder) {
        entries = list.map { ($0.onset, $0.text) }
      } else {
        entries = [(0, try decoder.singleValueContainer().decode(String.self))]
      }
    }
  }
}

/// A folder's pieces.
package struct Corpus: Sendable {
  package let folder: String
  package var songs: [CorpusSong]

  package init(folder: String, songs: [CorpusSong]) {
    self.folder = folder
    self.songs = songs
  }

  /// The pieces of a folder in the order of its first file; further files add what they know of the same pieces.
  package init(_ files: [CorpusFile], isCancelled: () -> Bool = { false }) throws(TrainingError) {
    folder = files.first?.folder ?? ""
    songs = []
    var places: [String: Int] = [:]
    for (number, file) in files.enumerated() {
      for song in try read(file, isCancelled: isCancelled) {
        if number == 0 {
          places[song.id] = songs.count
          songs.append(song)
        } else if let place = places[song.id] {
          songs[place].piano = songs[place].piano ?? song.piano
          songs[place].bridge = songs[place].bridge ?? song.bridge
        }
      }
    }
  }
}

private func read(_ file: CorpusFile, isCancelled: () -> Bool) throws(TrainingError) -> [CorpusSong] {
  let decoder = JSONDecoder()
  var songs: [CorpusSong] = []
  for (index, line) in file.bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
    if isCancelled() { throw .cancelled }
    guard let song = try? decoder.decode(CorpusSong.self, from: Data(line)) else {
      throw .malformedLine(file: "\(file.folder)/\(file.name)", line: index + 1)
    }
    songs.append(song)
  }
  return songs
}
