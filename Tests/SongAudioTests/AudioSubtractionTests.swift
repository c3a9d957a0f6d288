// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import Testing

/// What is left of one file of sound when another is taken from it.
@Suite struct AudioSubtractionTests {
  private let folder = TemporaryFolder()

  private func file(_ name: String, _ samples: [Float], _ format: SampleFormat = .integer24, rate: Int = 48_000) throws -> String {
    let path = "\(folder.path)/\(name).wav"
    let frames = samples.count / 2
    let writer = try AudioFileWriter(
      path: path, encoding: .wav(format), sampleRate: rate, length: Int64(frames), isLoop: false, isDithered: false, seed: Seed(1))
    try writer.write(samples, frames: frames)
    try writer.close()
    return path
  }

  private func samples(_ path: String) throws -> [Float] {
    let reader = try AudioFileReader(path: path)
    var samples = [Float](repeating: 0, count: 2 * Int(reader.frames))
    #expect(reader.read(into: &samples) == Int(reader.frames))
    return samples
  }

  private func difference(_ old: String, _ new: String, isCancelled: () -> Bool = { false }) throws -> (AudioSubtraction, [Float]) {
    let path = "\(folder.path)/difference.wav"
    var parts: [Double] = []
    let result = try subtract(
      AudioFileReader(path: old), from: AudioFileReader(path: new), to: path, isCancelled: isCancelled, progress: { parts.append($0) })
    #expect(parts.last == 1 && parts == parts.sorted() && parts.count <= 101)
    return (result, try samples(path))
  }

  /// Of 24 bits, and more than one block.
  private func noise(_ seed: Int, frames: Int) -> [Float] {
    var stream = Seed(seed).generator
    return (0..<2 * frames).map { _ in (stream.unit() - 0.5).rounded(toBits: 23) }
  }

  @Test(arguments: [(70_000, 70_000), (70_000, 40_001), (40_001, 70_000), (0, 9)])
  func everySampleIsExact(_ lengths: (Int, Int)) throws {
    let (old, new) = (noise(1, frames: lengths.0), noise(2, frames: lengths.1))
    let (result, rest) = try difference(file("old", old), file("new", new))
    let count = max(old.count, new.count)
    let expected = (0..<count).map { ($0 < new.count ? new[$0] : 0) - ($0 < old.count ? old[$0] : 0) }
    #expect(rest == expected)
    #expect(result.peak == expected.map(\.magnitude).max())
    #expect(result.oldFrames == lengths.0 && result.newFrames == lengths.1 && result.sampleRate == 48_000)
  }

  @Test func theSameLeavesNothing() throws {
    let sound = noise(3, frames: 1000)
    let (result, rest) = try difference(file("old", sound), file("new", sound))
    #expect(result.peak == 0 && rest.allSatisfy { $0 == 0 } && rest.count == sound.count)
    // As the samples of 16 bits are.
    let coarse = sound.map { $0.rounded(toBits: 15) }
    #expect(try difference(file("old", coarse, .integer16), file("new", coarse)).0.peak == 0)
  }

  @Test func whatIsAboveFullScaleIsCutOffAndTold() throws {
    let (result, rest) = try difference(file("old", [-0.75, 0.75], .float32), file("new", [0.75, -0.75], .float32))
    #expect(result.peak == 1.5 && rest == [1 - 0x1p-23, -1])
    #expect((result.peakDB - 3.5218).magnitude < 0.001)
  }

  @Test func whatIsNoNumberIsRefused() throws {
    let bad = try file("bad", [0, .nan], .float32)
    let good = try file("good", [0, 0.5])
    #expect(throws: AudioError.self) { _ = try difference(bad, good) }
    #expect(throws: AudioError.self) { _ = try difference(good, bad) }
  }

  @Test func itCanBeStopped() throws {
    let path = try file("old", noise(4, frames: 10))
    #expect(throws: AudioError.cancelled) { _ = try difference(path, path, isCancelled: { true }) }
  }
}

extension Double {
  fileprivate func rounded(toBits bits: Int) -> Float { Float((self * Double(1 << bits)).rounded() / Double(1 << bits)) }
}

extension Float {
  fileprivate func rounded(toBits bits: Int) -> Float { Double(self).rounded(toBits: bits) }
}
