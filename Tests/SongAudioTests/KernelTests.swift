// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import Testing

@Suite struct KernelTests {
  @Test func panKeepsThePowerAndTheMiddle() {
    #expect(panGains(0) == (1, 1))
    for step in -10...10 {
      let (left, right) = panGains(Double(step) / 10)
      #expect(abs(left * left + right * right - 2) < 1e-12)
      #expect((left >= right) == (step <= 0))
    }
    #expect(abs(panGains(-1).right) < 1e-12)
    #expect(panGains(5).right == panGains(1).right)
  }

  @Test(arguments: [(0, 0), (31, 0), (32, 64), (64, 64), (95, 64), (96, 128), (48000, 48000), (48031, 48000)])
  func eventsGoToTheNearestBlock(asked: Int64, played: Int64) {
    #expect(gridFrame(Frames(asked)) == played)
  }

  @Test func theFadeEndsAtExactZero() {
    var samples = [Float](repeating: 1, count: 2000)
    fadeOut(&samples, frames: 1000, start: 500, length: 1500, fade: 400)
    #expect(samples[0..<1200].allSatisfy { $0 == 1 })
    #expect(samples[1998] == 0 && samples[1999] == 0)
    #expect(abs(samples[2 * (1000 - 200)] - 0.5) < 0.01)
    #expect((600..<999).allSatisfy { samples[2 * $0] >= samples[2 * $0 + 2] })
  }

  @Test func aFadeInPiecesIsTheFadeInOne() {
    var whole = (0..<600).map { Float($0 + 1) }
    var pieces = [Array(whole[0..<200]), Array(whole[200..<600])]
    fadeOut(&whole, frames: 300, start: 0, length: 300, fade: 250)
    fadeOut(&pieces[0], frames: 100, start: 0, length: 300, fade: 250)
    fadeOut(&pieces[1], frames: 200, start: 100, length: 300, fade: 250)
    #expect(whole == pieces[0] + pieces[1])
  }

  @Test func theClipperKeepsBelowItsCeiling() {
    var samples: [Float] = [0, 0.3, -0.4, 0.41, -0.6, 1, -40, 1e9]
    softClip(&samples, ceiling: 0.5)
    #expect(Array(samples[0..<3]) == [0, 0.3, -0.4])
    #expect(samples.allSatisfy { $0.magnitude <= 0.5 })
    #expect(samples[3] > 0.4 && samples[4] < -0.4 && samples[3] < samples[5])
  }
}

@Suite struct DitherTests {
  /// Triangular noise of one step and the rounding error have variances of 1/6 and 1/12 of a square step.
  @Test func silenceBecomesNoiseOfAQuarterSquareStep() {
    let count = 200_000
    let levels = quantised([Float](repeating: 0, count: 2 * count), seed: 1)
    let mean = Double(levels.reduce(0) { $0 + Int($1) }) / Double(levels.count)
    let square = Double(levels.reduce(0) { $0 + Int($1) * Int($1) }) / Double(levels.count)
    #expect(abs(mean) < 0.005)
    #expect(abs(square - 0.25) < 0.005)
    #expect(levels.allSatisfy { abs($0) <= 1 })
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.77])
  func aLevelBetweenStepsIsKeptInTheMean(steps: Double) {
    let levels = quantised([Float](repeating: Float(steps / 32768), count: 400_000), seed: 2)
    let mean = Double(levels.reduce(0) { $0 + Int($1) }) / Double(levels.count)
    #expect(abs(mean - steps) < 0.006)
  }

  @Test func channelsAndSeedsDifferAndRunsDoNot() {
    let silence = [Float](repeating: 0, count: 20_000)
    let levels = quantised(silence, seed: 3)
    #expect(levels == quantised(silence, seed: 3))
    #expect(levels != quantised(silence, seed: 4))
    var product = 0
    for i in 0..<10_000 { product += Int(levels[2 * i]) * Int(levels[2 * i + 1]) }
    #expect(abs(Double(product)) / 10_000 < 0.02)
  }

  @Test func fullScaleIsClipped() {
    let levels = quantised([1, -1, 2, -2], seed: 5)
    #expect(levels[0] >= 32766 && levels[0] <= 32767 && levels[1] <= -32767)
    #expect(levels[2] == 32767 && levels[3] == -32768)
  }

  private func quantised(_ samples: [Float], seed: Int) -> [Int32] {
    var noise = Seed(seed).generator
    var levels: [Int32] = []
    quantise(samples, frames: samples.count / 2, bits: 16, noise: &noise, into: &levels)
    return levels
  }
}

@Suite struct LoudnessSearchTests {
  /// A limiter that takes away more the harder it is driven, as dpl does.
  @Test(arguments: [-23.0, -16, -14, -11, -8])
  func findsTheGainInFewSteps(target: Double) {
    var search = LoudnessSearch(target: target, unlimited: -15.6)
    var steps = 0
    while true {
      let gain = search.gainDB
      let loudness = -15.6 + gain - 0.02 * max(0, gain + 2) * max(0, gain + 2)
      steps += 1
      if abs(loudness - target) <= 0.02 || steps > 20 { break }
      search.add(loudness: loudness)
    }
    #expect(steps <= 6)
  }
}
