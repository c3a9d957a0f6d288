// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import Testing

/// Fingerprints of closed forms: what they hold, and what moves them.
@Suite struct FingerprintTests {
  private static let rate = 48000
  private let seed = Seed(text: "fingerprints")

  /// Ticks of a decaying 2 kHz tone, one each half second, over a soft 220 Hz tone.
  private func ticks(seconds: Int = 4, gain: Double = 1) -> [Float] {
    (0..<seconds * Self.rate).flatMap { frame -> [Float] in
      let time = Double(frame % (Self.rate / 2)) / Double(Self.rate)
      let tick = 0.4 * portableExp2(-time * 40) * portableSin(turns: 2000 * time)
      let tone = 0.02 * portableSin(turns: 220 * Double(frame) / Double(Self.rate))
      return [Float(gain * (tick + tone)), Float(gain * (tick - tone))]
    }
  }

  private func fingerprint(_ samples: [Float], _ change: Perturbation? = nil) throws -> AudioFingerprint {
    try MasterSamples(samples, sampleRate: Self.rate).fingerprint(with: change, seed: seed)
  }

  @Test func beginningsAreFoundWhereTheyAre() throws {
    let found = try fingerprint(ticks()).onsets
    #expect(found.map(\.milliseconds) == (0..<8).map { $0 * 500 }, "\(found)")
    #expect(found.allSatisfy { $0.riseDB >= AudioFingerprint.Onset.clear })
  }

  @Test func sameSamplesHaveTheSameHashAndOthersDont() throws {
    let samples = ticks()
    let one = try fingerprint(samples)
    let again = try fingerprint(samples)
    #expect(one == again && one.frames == 4 * 48000 && one.levelsDB.count == 40)
    var other = samples
    other[100_001] += 0x1p-23
    #expect(try fingerprint(other).digest != one.digest)
    #expect(try fingerprint(samples, .dither(bits: 24)).digest != one.digest)
  }

  @Test func figuresMoveByWhatWasDone() throws {
    let samples = ticks()
    let one = try fingerprint(samples)
    let louder = try fingerprint(samples, .gain(dB: 1))
    #expect((louder.loudness - one.loudness - 1).magnitude < 0.001 && (louder.truePeak - one.truePeak - 1).magnitude < 0.001)
    #expect(zip(louder.octavesDB, one.octavesDB).allSatisfy { ($0 - $1).magnitude < 0.001 })
    let brighter = try fingerprint(samples, .tilt(dB: 3))
    // From 220 Hz to 2 kHz, of 3 dB around 1 kHz: less than 3, more than 1.
    let rise = (brighter.octavesDB[6] - brighter.octavesDB[3]) - (one.octavesDB[6] - one.octavesDB[3])
    #expect((1...3).contains(rise), "\(rise)")
    let later = try fingerprint(samples, .shift(frames: 2400))
#expect(later.onsets.map(\.milliseconds) == one.onsets.map { $0.milliseconds + 50 }, "\(later.onsets)")
    #expect(later.frames == one.frames)
    let noisy = try fingerprint([Float](repeating: 0, count: 2 * Self.rate), .noise(dBFS: -40))
    #expect(noisy.levelsDB.allSatisfy { ($0 + 40).magnitude < 0.3 })
  }

  @Test func resamplingThereAndBackKeepsTheSound() throws {
    let samples = ticks(seconds: 2)
    let one = try fingerprint(samples)
    let other = try fingerprint(samples, .resampling(rate: 44100))
    #expect(other.frames == one.frames && (other.loudness - one.loudness).magnitude < 0.01)
    #expect(zip(other.octavesDB, one.octavesDB).allSatisfy { ($0 - $1).magnitude < 0.1 })
  }
}
