// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

/// One master in all encodings.
@Suite(.serialized) struct AudioFileTests {
  private static let lossless: [AudioEncoding] = [SampleFormat.integer16, .integer24].flatMap {
    [.wav($0), .aiff($0), .flac($0)]
  }
  private static let lossy: [AudioEncoding] = [.vorbis(quality: 6), .opus(bitrate: 160), .mp3(bitrate: 256)]
  private static let small: [AudioEncoding] = [.vorbis(quality: 0), .opus(bitrate: 64), .mp3(bitrate: 96)]
  private static let length: Int64 = 240_001

  /// A loud piece, whose peaks stand at the ceiling.
  private func piece(rate: Int = 48_000) -> Session {
    var piece = session(MasterTests.band, length: Self.length, loudness: -11, truePeak: -1)
    piece.sampleRate = rate
    return piece
  }

  private func rendered(
    _ piece: Session, _ encodings: [AudioEncoding], tags: AudioTags = AudioTags(), workers: Int = 2
  ) throws -> (folder: TemporaryFolder, report: MasterReport) {
    let folder = TemporaryFolder()
    let files = encodings.enumerated().map { AudioFile(path: "\(folder.path)/\($0).\($1.name)", encoding: $1) }
    let report = try render(
      piece, resources: installed, options: RenderOptions(workers: workers, tags: tags), to: files, scratch: folder.path)
    return (folder, report)
  }

  /// Interleaved.
  private func decoded(_ path: String) throws -> [Float] {
    let reader = try AudioFileReader(path: path)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 8192)
    while true {
      let frames = reader.read(into: &block)
      if frames == 0 { return samples }
      samples += block[..<(2 * frames)]
    }
  }

  private func loudness(_ samples: [Float]) throws -> Double {
    var meter = try LoudnessMeter(sampleRate: 48_000, extent: .integrated)
    try meter.add(interleaved: samples, frames: samples.count / 2)
    return meter.integratedLoudness()
  }

  private func truePeak(_ samples: [Float]) throws -> Double {
    var meter = try LoudnessMeter(sampleRate: 48_000, extent: .truePeak)
    try meter.add(interleaved: samples, frames: samples.count / 2)
    return meter.truePeak()
  }

  @Test func losslessFilesHoldTheSamplesOfTheWave() throws {
    let (folder, report) = try rendered(piece(), Self.lossless)
    #expect(report.lossyFiles.isEmpty)
    for first in [0, 3] {
      let wave = try decoded("\(folder.path)/\(first).wav")
      #expect(wave.count == 2 * Int(Self.length))
      #expect(wave == folder.wave("\(first).wav").interleaved)
      #expect(try decoded("\(folder.path)/\(first + 1).aiff") == wave)
      #expect(try decoded("\(folder.path)/\(first + 2).flac") == wave)
      #expect(folder.bytes("\(first + 2).flac").count < folder.bytes("\(first).wav").count * 9 / 10)
    }
  }

  @Test func lossyFilesKeepTheCeiling() throws {
    let encodings = Self.lossy + Self.small
    let (folder, report) = try rendered(piece(), [.wav(.float32)] + encodings)
    let wave = try decoded("\(folder.path)/0.wav")
    #expect(report.lossyFiles.map(\.encoding) == encodings.map(\.name))
    // The master's peaks stand at the ceiling, so codecs of few bits go over it.
    #expect(report.lossyFiles.contains { $0.gainDB < 0 })
    for (index, (file, encoding)) in zip(report.lossyFiles, encodings).enumerated() {
      let samples = try decoded("\(folder.path)/\(index + 1).\(encoding.name)")
      #expect(samples.count == wave.count, "\(encoding)")
      #expect(file.truePeak <= -1 && file.gainDB <= 0 && file.gainDB > -4, "\(encoding)")
      #expect(try abs(truePeak(samples) - file.truePeak) < 1e-6, "\(encoding)")
      #expect(try abs(loudness(samples) - file.loudness) < 1e-6, "\(encoding)")
      let isSmall = index >= Self.lossy.count
      #expect(abs(file.loudness - report.integratedLoudness - file.gainDB) < (isSmall ? 0.5 : 0.1), "\(encoding)")
      // Neither late nor early: the difference is far below the music.
      let level = Float(gain(decibels: file.gainDB))
      let difference = zip(samples, wave).map { $0 - $1 * level }
      #expect(try loudness(difference) < file.loudness - (isSmall ? 6 : 10), "\(encoding)")
    }
  }

  @Test func runsAndWorkersMakeNoDifference() throws {
    let encodings = Self.lossless + Self.lossy
    let one = try rendered(piece(), encodings, workers: 1)
    let two = try rendered(piece(), encodings, workers: 3)
    #expect(one.report == two.report)
    #expect(one.folder.names.count == encodings.count)
    for name in one.folder.names {
      #expect(one.folder.bytes(name) == two.folder.bytes(name), "\(name)")
    }
  }

  @Test func masters441AreEncodedToo() throws {
    let (folder, report) = try rendered(piece(rate: 44_100), [.flac(.integer16), .vorbis(quality: 4), .mp3(bitrate: 192)])
    for name in ["0.flac", "1.ogg", "2.mp3"] {
      #expect(try AudioFileReader(path: "\(folder.path)/\(name)").sampleRate == 44_100)
      #expect(try decoded("\(folder.path)/\(name)").count == 2 * Int(Self.length), "\(name)")
    }
    #expect(report.lossyFiles.allSatisfy { $0.truePeak <= -1 })
    #expect(!AudioEncoding.opus(bitrate: 160).allows(sampleRate: 44_100))
    #expect(!AudioEncoding.mp3(bitrate: 320).allows(sampleRate: 96_000))
  }

  /// Every container has title, composer, licence and the rest; without any there are no fields.
  @Test(arguments: AudioFileTests.lossless.dropFirst(3) + AudioFileTests.lossy) func tagsAreThere(_ encoding: AudioEncoding) throws {
    var tags = AudioTags()
    tags.title = "Grüße"
    tags.artist = "Ann"
    tags.copyright = "CC BY 4.0"
    tags.credits = ["lyricist: Bob"]
    tags.tempoBPM = 104.2
    tags.key = "F# minor"
    let comment = "lyricist: Bob, 104.2 BPM, F# minor"
    let fields: [String] =
      switch encoding {
      case .wav: ["INAM", "IART", "ICOP", "ICMT"]
      case .aiff: ["NAME", "AUTH", "(c) ", "ANNO"]
      case .flac: ["title=Grüße", "artist=Ann", "copyright=CC BY 4.0", "comment=\(comment)"]
      case .vorbis, .opus:
        ["TITLE=Grüße", "ARTIST=Ann", "COPYRIGHT=CC BY 4.0", "LICENSE=CC BY 4.0", "COMMENT=\(comment)"]
      case .mp3: ["ID3\u{4}", "TIT2", "TPE1", "TCOM", "TCOP", "TBPM", "\u{3}104", "TKEY", "\u{3}F#m", "COMM"]
      }
    for isTagged in [true, false] {
      let (folder, _) = try rendered(piece(), [encoding], tags: isTagged ? tags : AudioTags())
      let head = folder.bytes("0.\(encoding.name)").prefix(8192)
      for text in fields + ["Grüße", "Ann", "CC BY 4.0", comment] {
        #expect(head.contains(Array(text.utf8)) == isTagged, "\(text)")
      }
      #expect(try decoded("\(folder.path)/0.\(encoding.name)").count == 2 * Int(Self.length))
    }
  }

  /// Players find a stream by its number: all pages of a file have one, and it isn't drawn at random.
  @Test(arguments: [AudioEncoding.vorbis(quality: 6), .opus(bitrate: 160)])
  func allPagesHaveOneSerialNumber(_ encoding: AudioEncoding) throws {
    let (folder, _) = try rendered(piece(), [encoding])
    let bytes = folder.bytes("0.\(encoding.name)")
    var serials: Set<[UInt8]> = []
    var pages = 0
    var at = 0
    while at < bytes.count {
      try #require(bytes[at..<at + 4].elementsEqual("OggS".utf8))
      serials.insert(Array(bytes[at + 14..<at + 18]))
      let segments = Int(bytes[at + 26])
      at += 27 + segments + bytes[at + 27..<at + 27 + segments].reduce(0) { $0 + Int($1) }
      pages += 1
    }
    #expect(at == bytes.count && pages > 5 && serials.count == 1)
  }

  @Test func aFileThatCannotBeWrittenLeavesNoOther() throws {
    let folder = TemporaryFolder()
    let files = ["a.flac", "no/a.flac"].map { AudioFile(path: "\(folder.path)/\($0)", encoding: .flac(.integer16)) }
    #expect(throws: AudioError.self) {
      _ = try render(piece(), resources: installed, options: RenderOptions(), to: files, scratch: folder.path)
    }
    #expect(folder.names.isEmpty)
  }

  @Test func anAIFFFileHoldsFourGigabytes() throws {
    let folder = TemporaryFolder()
    #expect(throws: AudioError.fileUnwritable(path: "\(folder.path)/a.aiff", reason: "an AIFF file holds at most 4 GiB")) {
      _ = try AudioFileWriter(
        path: "\(folder.path)/a.aiff", encoding: .aiff(.integer24), sampleRate: 96_000, length: 800_000_000, isLoop: false,
        seed: Seed(1))
    }
    #expect(folder.names.isEmpty)
  }
}

extension [[Double]] {
  /// Of two channels.
  fileprivate var interleaved: [Float] { zip(self[0], self[1]).flatMap { [Float($0), Float($1)] } }
}
