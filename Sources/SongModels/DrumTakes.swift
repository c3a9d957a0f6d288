// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Takes of drummers in phrases of four bars, on sixteenths.
///
/// The file is text. Its first line is `songdrums 1`; then for each take a line `take GENRE TEMPO KICK SNARE NAME`, where
/// the tempo, in quarter notes a minute, is for people, and the usual bars of kick and loud snare are bits in hexadecimal, and a line for each phrase: four bars apart by spaces. A
/// bar is a row of voices, each a capital and for each of its strokes the sixteenth (`0` to `f`) and how loud it is (`0` to
/// `9`); `-` is a silent bar. `Benchmarks/music/phrases.py` writes it.
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

  /// - Throws: `.notAModel`, or `.invalid` with the byte that is at fault.
  package init(_ file: FileBytes) throws(ModelError) {
    var reader = TakeReader(bytes: file.buffer)
    try reader.read()
    takes = reader.takes
    strokes = reader.strokes
    ends = reader.ends
    checksum = contentHash(of: file.buffer[...])
  }

  /// The bars of a take.
  package func bars(of take: Take) -> [[Stroke]] {
    take.bars.map { Array(strokes[($0 > 0 ? ends[$0 - 1] : 0)..<ends[$0]]) }
  }
}

private struct TakeReader {
  let bytes: UnsafeRawBufferPointer
  var takes: [DrumTakes.Take] = []
  var strokes: [DrumTakes.Stroke] = []
  var ends: [Int] = []

  mutating func read() throws(ModelError) {
    var offset = 0
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if offset == 0 {
        guard bytes[..<end].elementsEqual("songdrums 1".utf8) else { throw .notAModel }
      } else if bytes[offset] == UInt8(ascii: "t") {
        takes.append(try take(offset..<end))
      } else {
        guard !takes.isEmpty else { throw .invalid(offset: offset) }
        try phrase(offset..<end)
        takes[takes.count - 1].bars = takes[takes.count - 1].bars.lowerBound..<ends.count
      }
      offset = end + 1
    }
    guard !takes.isEmpty, takes.allSatisfy({ !$0.bars.isEmpty }) else { throw .invalid(offset: bytes.count) }
  }

  private func take(_ line: Range<Int>) throws(ModelError) -> DrumTakes.Take {
    let words = String(decoding: bytes[line], as: UTF8.self).split(separator: " ", maxSplits: 5)
    guard words.count == 6, Int(words[2]).map((1...999).contains) == true, let kick = UInt32(words[3], radix: 16),
      let snare = UInt32(words[4], radix: 16)
    else { throw .invalid(offset: line.lowerBound) }
    return .init(genre: String(words[1]), kick: kick, snare: snare, bars: ends.count..<ends.count)
  }

  private mutating func phrase(_ line: Range<Int>) throws(ModelError) {
    var voice: DrumTakes.Voice?
    var offset = line.lowerBound
    let first = ends.count
    while offset < line.upperBound {
      let byte = bytes[offset]
      if byte == UInt8(ascii: " ") {
        ends.append(strokes.count)
        voice = nil
      } else if let next = DrumTakes.Voice(rawValue: byte) {
        voice = next
      } else if byte != UInt8(ascii: "-") {
        guard let voice, offset + 1 < line.upperBound, let step = digit(byte), let loudness = digit(bytes[offset + 1]), loudness < 10
        else { throw .invalid(offset: offset) }
        strokes.append(.init(step: step, voice: voice, loudness: loudness))
        offset += 1
      }
      offset += 1
    }
    ends.append(strokes.count)
    guard ends.count == first + DrumTakes.phraseLength else { throw .invalid(offset: line.lowerBound) }
  }

  private func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
