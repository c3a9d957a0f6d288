// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongAudio
import SongBase
import Testing

/// What two files of sound differ in, of signals whose figures are known.
@Suite struct AudioComparisonTests {
  private let rate = 48_000

  /// Frames of a sine of 1 kHz that is the same on both sides, whose amplitude depends on the second.
  private func sine(seconds: Double, _ amplitude: (Double) -> Double) -> [Float] {
    (0..<Int(seconds * Double(rate))).flatMap { frame in
      let time = Double(frame) / Double(rate)
      let value = Float(amplitude(time) * sin(2 * .pi * 1000 * time))
      return [value, value]
    }
  }

  private func compared(_ old: [Float], _ new: [Float]) throws -> AudioDifference {
    let folder = TemporaryFolder()
    for (name, samples) in [("old", old), ("new", new)] {
      let writer = try AudioFileWriter(
        path: "\(folder.path)/\(name).wav", encoding: .wav(.float32), sampleRate: rate, length: Int64(samples.count / 2),
        isLoop: false, seed: Seed(1))
      try writer.write(samples, frames: samples.count / 2)
      try writer.close()
    }
    return try compareAudio("\(folder.path)/old.wav", "\(folder.path)/new.wav")
  }

  @Test func whatIsLouderIsToldWithItsPlace() throws {
    let old = sine(seconds: 3) { _ in 0.25 }
    let new = sine(seconds: 3) { (1.0..<1.5).contains($0) ? 0.5 : 0.25 }
    #expect(try compared(old, old).isIdentical)
    let there = try compared(old, new)
    #expect(!there.isIdentical && there.differs == 1.0...1.5)
    #expect(there.louder == [1.0...1.5] && there.softer.isEmpty)
    // What came is as loud as what was, and lasts a sixth as long: 10 log10(1/6) dB.
    #expect((there.residualDB! + 7.78).magnitude < 0.01)
    let back = try compared(new, old)
    #expect(back.louder.isEmpty && back.softer == [1.0...1.5])
  }

  @Test func figuresAreThoseOfTheSignal() throws {
    let old = sine(seconds: 3) { _ in 0.25 }
    let opposite = old.enumerated().map { $0.offset % 2 == 0 ? $0.element : -$0.element }
    let difference = try compared(old, opposite)
    #expect((difference.old.correlation - 1).magnitude < 1e-9 && (difference.new.correlation + 1).magnitude < 1e-9)
    // A sine of 1 kHz at -12 dBFS on both sides: BS.1770 counts it as -12.04 LUFS, within its filter's 0.1 dB.
    #expect((difference.old.loudness + 12.04).magnitude < 0.1 && (difference.old.truePeak + 12.04).magnitude < 0.05)
    #expect(difference.old.seconds == 3 && difference.old.octavesDB.firstIndex { $0 > -0.01 } == 5)
    #expect(difference.residualDB! > 2.9 && difference.residualDB! < 3.1)
  }

  /// Silence behind the end is no change of level.
  @Test func aSilentTailIsNeitherLouderNorSofter() throws {
    let old = sine(seconds: 2) { _ in 0.25 }
    let difference = try compared(old, old + [Float](repeating: 0, count: 2 * rate))
    #expect(difference.differs == 2.0...3.0 && difference.louder.isEmpty && difference.softer.isEmpty)
    #expect(difference.residualDB == silenceDB)
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan, 1e30]) func whatIsNoNumberIsRefused(_ value: Float) throws {
    var samples = sine(seconds: 1) { _ in 0.25 }
    samples[70_001] = value
    #expect(throws: AudioError.self) { try compared(samples, samples) }
  }
}
