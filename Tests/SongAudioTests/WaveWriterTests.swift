// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import Testing

/// Files of any length: RIFF counts to 4 GiB, RF64 beyond.
///
/// - Source: EBU Tech 3306, "RF64: an extended file format for audio", 2009.
@Suite struct WaveWriterTests {
  /// A file that is opened for `length` frames and gets `written`.
  private func file(_ format: SampleFormat, length: Int64, written: Int = 1000, isLoop: Bool = false) throws -> [UInt8] {
    let folder = TemporaryFolder()
    let writer = try AudioFileWriter(
      path: "\(folder.path)/a.wav", encoding: .wav(format), sampleRate: 96_000, length: length, isLoop: isLoop, seed: Seed(1))
    let samples = (0..<2 * written).map { Float($0 % 100) / 100 }
    try writer.write(samples, frames: written)
    try writer.close()
    return folder.bytes("a.wav")
  }

  private func integer(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }

  private func name(_ bytes: [UInt8], _ at: Int) -> String { String(decoding: bytes[at..<at + 4], as: UTF8.self) }

  /// Three hours at 96 kHz in single precision take 8.3 GB.
  @Test func aLongFileIsRF64() throws {
    let bytes = try file(.float32, length: 3 * 3600 * 96_000)
    #expect(name(bytes, 0) == "RF64" && name(bytes, 8) == "WAVE" && name(bytes, 12) == "ds64")
    // The sizes of 32 bits say nothing, those of 64 bits all: the file, the samples, the frames.
    #expect(integer(bytes, 4, 4) == 0xFFFF_FFFF)
    #expect(integer(bytes, 20, 8) == bytes.count - 8)
    #expect(integer(bytes, 28, 8) == 8000)
    #expect(integer(bytes, 36, 8) == 1000)
    let data = try #require(bytes.indices.dropLast(8).first { name(bytes, $0) == "data" })
    #expect(integer(bytes, data + 4, 4) == 0xFFFF_FFFF)
    #expect(data + 8 + 8000 == bytes.count)
    // No chunk that holds the time.
    #expect(!bytes.indices.prefix(data).contains { name(bytes, $0) == "PEAK" })
  }

  /// The header counts too: what would exceed 32 bits by it is RF64 as well.
  @Test(arguments: [SampleFormat.integer16, .integer24, .float32]) func theBoundIsKeptClear(format: SampleFormat) throws {
    let width: Int64 = format == .integer16 ? 4 : format == .integer24 ? 6 : 8
    let most: Int64 = 0xFFFF_FFFF
    #expect(name(try file(format, length: (most - 0x2_0000) / width), 0) == "RIFF")
    #expect(name(try file(format, length: most / width), 0) == "RF64")
    #expect(name(try file(format, length: most / width + 1), 0) == "RF64")
  }

  /// Title, artist and copyright stand in front of the samples; a file without them has no such chunk.
  ///
  /// - Source: Multimedia Programming Interface and Data Specifications 1.0, 1991, "INFO List Chunk".
  @Test func tagsStandBeforeTheSamples() throws {
    var tags = AudioTags()
    tags.title = "A title"
    tags.artist = "Ann"
    tags.copyright = "CC BY 4.0"
    let folder = TemporaryFolder()
    for isTagged in [true, false] {
      let writer = try AudioFileWriter(
        path: "\(folder.path)/a.wav", encoding: .wav(.integer24), sampleRate: 48_000, length: 100, isLoop: false,
        tags: isTagged ? tags : AudioTags(), seed: Seed(1))
      try writer.write([Float](repeating: 0, count: 200), frames: 100)
      try writer.close()
      let bytes = folder.bytes("a.wav")
      let data = try #require(bytes.indices.dropLast(8).first { name(bytes, $0) == "data" })
      func text(_ tag: String) -> String? {
        bytes.indices.prefix(data).first { name(bytes, $0) == tag }.map { at in
          String(decoding: bytes[at + 8..<at + 8 + integer(bytes, at + 4, 4)].prefix { $0 != 0 }, as: UTF8.self)
        }
      }
      #expect(text("INAM") == (isTagged ? "A title" : nil))
      #expect(text("IART") == (isTagged ? "Ann" : nil))
      #expect(text("ICOP") == (isTagged ? "CC BY 4.0" : nil))
      #expect(integer(bytes, data + 4, 4) == 600)
    }
  }

  @Test func aShortFileCountsItself() throws {
    let bytes = try file(.integer24, length: 1000)
    #expect(name(bytes, 0) == "RIFF" && integer(bytes, 4, 4) == bytes.count - 8)
    let data = try #require(bytes.indices.dropLast(8).first { name(bytes, $0) == "data" })
    #expect(integer(bytes, data + 4, 4) == 6000)
  }
}
