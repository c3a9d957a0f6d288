// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongAudio
import SongBase
import Testing

/// What pages draw of sound, and the small files that they play.
@Suite(.serialized) struct PictureTests {
  /// A folder with a WAV file: silence for a second, then a sine of full scale.
  private func withSine(
    _ hertz: Double, rate: Int = 48_000, seconds: Int = 5, _ body: (String, String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let writer = try AudioFileWriter(
      path: "\(folder)/sine.wav", encoding: .wav(.float32), sampleRate: rate, length: Int64(seconds * rate), isLoop: false,
      seed: Seed(1))
    var samples = [Float](repeating: 0, count: seconds * rate * 2)
    for i in rate..<seconds * rate {
      let value = Float(portableSin(turns: Double(i) * hertz / Double(rate)))
      (samples[2 * i], samples[2 * i + 1]) = (value, value)
    }
    try writer.write(samples, frames: seconds * rate)
    try writer.close()
    try body("\(folder)/sine.wav", folder)
  }

  @Test(arguments: [63.0, 1000, 7000])
  func aSineIsOneBandAtFullScale(hertz: Double) throws {
    try withSine(hertz) { path, _ throws in
      let picture = try picture(ofFileAt: path)
      let (bands, columns) = (AudioPicture.bandCount, AudioPicture.columnCount)
      #expect(picture.spectrogram.count == bands * columns && picture.seconds == 5)
      func column(_ index: Int) -> [UInt8] { Array(picture.spectrogram[index * bands..<(index + 1) * bands]) }
      #expect(column(columns / 10).allSatisfy { $0 == 0 })
      let heard = column(columns / 2)
      let loudest = try #require(heard.indices.max { heard[$0] < heard[$1] })
      let ratio = portableLog2(hertz / AudioPicture.lowestHz) / portableLog2(AudioPicture.highestHz / AudioPicture.lowestHz)
      #expect(abs(Double(loudest) - ratio * Double(bands - 1)) <= 1.5, "\(loudest)")
      // Two bands may share it, and three dB are eight steps.
      #expect(heard[loudest] > 240, "\(heard[loudest])")
      let far = hertz < 500 ? bands - 8 : 2
      #expect(heard[far] < 60, "\(heard[far])")
    }
  }

  @Test func waveformAndLoudnessFollowTheSamples() throws {
    try withSine(997) { path, _ throws in
      let picture = try picture(ofFileAt: path)
      let columns = AudioPicture.waveColumnCount
      #expect(picture.waveform.count == 2 * columns)
      #expect(picture.waveform[2 * (columns / 10)] == 128 && picture.waveform[2 * (columns / 10) + 1] == 128)
      #expect(picture.waveform[columns] <= 2 && picture.waveform[columns + 1] >= 254)
      #expect(picture.momentary.count == 50 && picture.shortTerm.count == 50)
      #expect(picture.momentary[5] == silenceDB)
      // A sine of 997 Hz at full scale on both sides has 0 LUFS (BS.1770-4, section 2.8, times two channels).
      #expect(abs(picture.momentary[40]) < 0.1 && abs(picture.shortTerm[45]) < 0.1)
      #expect(abs(picture.loudness) < 0.5)
    }
  }

  @Test(arguments: [(48_000, AudioEncoding.opus(bitrate: 64)), (44_100, .vorbis(quality: 1)), (22_050, .vorbis(quality: 1))])
  func smallFilesAreTheSameEveryTimeAndAsLong(rate: Int, encoding: AudioEncoding) throws {
    try withSine(440, rate: rate) { path, folder throws in
      let small = "\(folder)/small"
      #expect(try encodeCompactly(path, to: small, bitrate: 64, seed: Seed(3)) == encoding)
      let bytes = try #require(FileManager.default.contents(atPath: small))
      #expect(bytes.count < 5 * 12_000, "\(bytes.count)")
      _ = try encodeCompactly(path, to: small, bitrate: 64, seed: Seed(3))
      #expect(FileManager.default.contents(atPath: small) == bytes)
      let decoded = try picture(ofFileAt: small)
      let whole = try picture(ofFileAt: path)
      #expect(abs(decoded.seconds - 5) < 0.02 && abs(decoded.loudness - whole.loudness) < 0.5)
    }
  }

  @Test func aPictureOfLowRatesAndShortFilesIsComplete() throws {
    try withSine(440, rate: 8000, seconds: 2) { path, _ throws in
      let picture = try picture(ofFileAt: path)
      #expect(picture.spectrogram.count == AudioPicture.bandCount * AudioPicture.columnCount)
      #expect(picture.spectrogram.contains { $0 > 200 })
    }
  }

  @Test func aBrokenOffPictureStops() throws {
    try withSine(440, seconds: 2) { path, folder throws in
      #expect(throws: AudioError.cancelled) { try picture(ofFileAt: path, isCancelled: { true }) }
      #expect(throws: AudioError.cancelled) {
        try encodeCompactly(path, to: "\(folder)/x", bitrate: 64, seed: Seed(1), isCancelled: { true })
      }
    }
  }
}
