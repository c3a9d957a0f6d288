// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

@Suite(.serialized) struct MeasureTests {
  @Test(arguments: [41.2, 110, 440, 987.77, 2093])
  func findsTheFundamentalOfAToneWithOvertones(hertz: Double) throws {
    let samples = (0..<14400).map { i in
      let turns = Double(i) * hertz / 48000
      let overtones = 0.5 * portableSin(turns: 2 * turns) + 0.2 * portableSin(turns: 3 * turns)
      return Float(0.3 * portableSin(turns: turns) + overtones)
    }
    let found = try #require(fundamentalHz(of: samples, sampleRate: 48000))
    #expect(abs(1200 * portableLog2(found / hertz)) < 1)
  }

  @Test func noiseHasNoFundamental() {
    var stream = Seed(1).generator
    let samples = (0..<14400).map { _ in Float(stream.unit() - 0.5) }
    #expect(fundamentalHz(of: samples, sampleRate: 48000) == nil)
  }

  @Test func aPianoIsInTuneAndAnswersAtOnce() throws {
    let piano = Session.Sound(soundFont: "FluidR3_GM", bank: 0, program: 0)
    let measure = try measureSound(piano, key: 69, velocity: 80, seconds: 0.8, resources: installed)
    let hertz = try #require(measure.fundamentalHz)
    #expect(abs(1200 * portableLog2(hertz / 440)) < 10)
    #expect(try #require(measure.attackFrames) < 240)
    #expect((-40 ... -25).contains(measure.loudness))
    #expect(measure.peakDB > measure.rmsDB)
    let loud = try measureSound(piano, key: 69, velocity: 120, seconds: 0.8, resources: installed)
    #expect(loud.loudness > measure.loudness + 3)
  }
}
