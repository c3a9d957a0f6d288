// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Takes of drummers in phrases of four bars, on sixteenths.
///
/// The file is text. Its first line is `songdrums 1`; then for each take a line `take GENRE TEMPO KICK SNARE NAME`, where
/// the tempo, in quarter notes a minute, is for people, and the usual bars of kick and loud snare are bits in hexadecimal;
/// and a line for each phrase: four bars apart by spaces. A bar is a row of voices, each a capital and for each of its strokes
/// the sixteenth (`0` to `f`) and how loud it is (`0` to `9`); `-` is a silent bar. `Benchmarks/music/phrases.py` writes it.
package struct DrumTakes: Sendable {
  package struct Take: Sendable, Hashable {
    package let genre: String
    /// The usual bar of the kick, sixteenths as bits, the first is the lowest.
    package let kick: UInt32
    /// That of the snare and its side stick, soft strokes left out.
    package let snare: UInt32
    /// Its bars among those of the file, four for each phrase.
    package fileprivate(set) var bars: Range<Int>

    package var phraseCount: Int { bars.count / DrumTakes.phraseLength }
  }

  package enum Voice: UInt8, Sendable, CaseIterable {
    case kick = 0x4B, snare = 0x53, sideStick = 0x58, hat = 0x48, open = 0x4F, ride = 0x44, bell = 0x42, crash = 0x43
    case tomHigh = 0x54, tomMid = 0x4D, tomLow = 0x4C
  }

  package struct Stroke: Sendable, Hashable {
    /// The sixteenth of the bar.
    package let step: UInt8
    package let voice: Voice
    /// 0...9, the softest to the loudest; between 4 and 5 lies what is usual in the take.
    package let loudness: UInt8

    package init(step: UInt8, voice: Voice, loudness: UInt8) {
      self.step = step
      self.voice = voice
      self.loudness = loudness
    }
  }

  package let takes: [Take]
  /// Of all bars, one bar's behind the other's.
  private let strokes: [Stroke]
  /// Where each bar ends among the strokes.
  private let ends: [Int]
  /// Of the file's bytes.
  package let checksum: UInt64

  /// Bars of a phrase.
  package static let phraseLength = 4

  /// - Throws: `.notAModel`, or `.invalid` with the byte behind what is at fault.
  /// - Complexity: linear; the file of the standard library takes some milliseconds.
  package init(_ file: FileBytes) throws(ModelError) {
    var reader = LineReader(file)
    guard try reader.next() == "songdrums", try reader.number() == 1 else { throw .notAModel }
    try reader.endLine()
    var takes: [Take] = []
    var strokes: [Stroke] = []
    var ends: [Int] = []
    while let word = try reader.next() {
      if word == "take" {
        takes.append(try reader.take(from: ends.count))
      } else {
        guard let take = takes.indices.last else { throw reader.invalid }
        for number in 0..<DrumTakes.phraseLength {
          strokes += try reader.strokes(number == 0 ? word : reader.word())
          ends.append(strokes.count)
        }
        takes[take].bars = takes[take].bars.lowerBound..<ends.count
      }
      try reader.endLine()
    }
    guard !takes.isEmpty, takes.allSatisfy({ !$0.bars.isEmpty }) else { throw reader.invalid }
    self.takes = takes
    self.strokes = strokes
    self.ends = ends
    checksum = contentHash(of: file.buffer[...])
  }

  /// The bars of a take.
  package func bars(of take: Take) -> [[Stroke]] {
    take.bars.map { Array(strokes[($0 > 0 ? ends[$0 - 1] : 0)..<ends[$0]]) }
  }
}

extension LineReader {
  /// What a take's line says behind its first word.
  fileprivate mutating func take(from bar: Int) throws(ModelError) -> DrumTakes.Take {
    let genre = try word()
    let tempo = try number()
    let kick = try bits()
    let snare = try bits()
    guard (1...999).contains(tempo), try !word().isEmpty else { throw invalid }
    return .init(genre: genre, kick: kick, snare: snare, bars: bar..<bar)
  }

  /// The strokes of a bar.
  fileprivate func strokes(_ word: String) throws(ModelError) -> [DrumTakes.Stroke] {
    guard word != "-" else { return [] }
    var voice: DrumTakes.Voice?
    var strokes: [DrumTakes.Stroke] = []
    var bytes = word.utf8.makeIterator()
    while let byte = bytes.next() {
      if let next = DrumTakes.Voice(rawValue: byte) {
        voice = next
      } else {
        guard let voice, let step = digit(byte), let loudness = bytes.next().flatMap(digit), loudness < 10 else { throw invalid }
        strokes.append(.init(step: step, voice: voice, loudness: loudness))
      }
    }
    return strokes
  }

  private func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
