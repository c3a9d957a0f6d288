// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

/// A band that the music leaves to a voice.
@Suite(.serialized) struct BandDipTests {
  private static let rate = 48_000
  /// From 2 to 4 seconds.
  private static let dip = Session.Master.BandDip(
    lowHz: 1000, highHz: 4000, depthDB: -6, spans: [Frames(96_000)..<Frames(192_000)], fade: Frames(7200))

  /// A sine of six seconds, on both sides; the level of each second after the dip against that before, dB.
  private func change(at hertz: Double, _ dip: Session.Master.BandDip = dip, rate: Int = rate) -> [Double] {
    let frames = 6 * rate
    let tone = (0..<frames).map { Float(0.5 * portableSin(turns: Double($0) * hertz / Double(rate))) }
    var samples = tone.flatMap { [$0, $0] }
    var kernel = BandDip(dip, sampleRate: rate, period: nil)
    kernel.process(&samples, frames: frames, at: 0)
    return (0..<6).map { second in
      let range = second * rate..<(second + 1) * rate
      func power(_ sample: (Int) -> Float) -> Double { range.reduce(0) { $0 + Double(sample($1) * sample($1)) } }
      return decibels((power { samples[2 * $0] } / power { tone[$0] }).squareRoot())
    }
  }

  /// The mean power of 24 tones, an equal number in each octave.
  private func meanChange(_ low: Double, _ high: Double, second: Int, _ dip: Session.Master.BandDip = dip, rate: Int = rate) -> Double {
    let octaves = portableLog2(high / low)
    let powers = (0..<24).map { step in
      let level = change(at: low * portableExp2(octaves * (Double(step) + 0.5) / 24), dip, rate: rate)[second]
      return portablePow(10, level / 10)
    }
    return 10 * portableLog2(powers.reduce(0, +) / 24) / portableLog2(10)
  }

  @Test func theBandFallsByTheFigure() {
    #expect(abs(meanChange(1000, 4000, second: 3) + 6) < 0.1)
    let narrow = Session.Master.BandDip(
      lowHz: 300, highHz: 420, depthDB: -9, spans: [Frames(88_200)..<Frames(176_400)], fade: Frames(6615))
    #expect(abs(meanChange(300, 420, second: 3, narrow, rate: 44_100) + 9) < 0.1)
  }

  @Test func nothingElseFalls() {
    // Outside the stretch every sample stays as it is: the fades end within 150 ms.
    let middle = change(at: 2000)
    #expect(middle[0] == 0 && middle[5] == 0)
    // Even over the band, and little three octaves below it and two above.
    for hertz in [1000.0, 1300, 2000, 3100, 4000] { #expect(abs(change(at: hertz)[3] + 6) < 0.7, "\(hertz) Hz") }
    for hertz in [125.0, 16_000] { #expect((-0.3...0).contains(change(at: hertz)[3]), "\(hertz) Hz") }
  }

  @Test func theFadesAreSmooth() {
    let frames = 6 * Self.rate
    // A constant on top of which nothing lies: a jump of the depth would be a corner of the tone's envelope.
    var samples = (0..<frames).flatMap { index -> [Float] in
      let sample = Float(0.5 * portableSin(turns: Double(index) / 24))
      return [sample, sample]
    }
    let steepest = zip(samples, samples.dropFirst(2)).map { abs($0 - $1) }.max()!
    var kernel = BandDip(Self.dip, sampleRate: Self.rate, period: nil)
    kernel.process(&samples, frames: frames, at: 0)
    #expect(zip(samples, samples.dropFirst(2)).map { abs($0 - $1) }.max()! <= steepest * 1.001)
  }

  /// In a rendered piece: the band's level in the window against that without the dip, and everything outside.
  @Test func theMixLeavesTheBand() throws {
    func piece(_ dips: [Session.Master.BandDip]) -> Session {
      var events: [Session.Event] = []
      for start in stride(from: Int64(0), to: 288_000, by: 24_000) { events += phrase([42, 38, 49], from: start) }
      events.sort { $0.at < $1.at }
      let base = session([track("drums", bank: 128, program: 0, events)], length: 288_000, loudness: -35)
      return Session(
        title: base.title, sampleRate: base.sampleRate, length: base.length, tracks: base.tracks, returns: [],
        master: Session.Master(
          inserts: [], limiter: limiter, loudness: -35, truePeak: -1, fade: .zero, ditherSeed: 3, dips: dips))
    }
    let (plain, plainReport) = try rendered(piece([]), format: .float32)
    let (dipped, dippedReport) = try rendered(piece([Self.dip]), format: .float32)
    let level = gain(decibels: dippedReport.gainDB - plainReport.gainDB)
    let before = plain.wave("master.wav")[0].map { $0 * level }
    let after = dipped.wave("master.wav")[0]
    // Nothing changes before the dip but the gain that brings the whole to its loudness.
    #expect(differenceDB([Array(before[..<88_000]), []], [Array(after[..<88_000]), []]) < -90)
    #expect(differenceDB([Array(before[200_000...]), []], [Array(after[200_000...]), []]) < -90)
    let inside = 100_000..<188_000
    let drop = bandDB(Array(after[inside])) - bandDB(Array(before[inside]))
    #expect(abs(drop + 6) < 0.5, "\(drop) dB")
  }

  /// Level from 1 to 4 kHz, each octave alike: the mean of the power of 48 narrow bands.
  private func bandDB(_ samples: [Double]) -> Double {
    let size = 8000
    var power = 0.0
    for start in stride(from: 0, to: samples.count - size, by: size / 2) {
      for step in 0..<48 {
        let hertz = 1000 * portableExp2(2 * (Double(step) + 0.5) / 48)
        var (re, im) = (0.0, 0.0)
        for i in 0..<size {
          let window = 0.5 - 0.5 * portableSin(turns: Double(i) / Double(size) + 0.25)
          let turns = Double(i) * hertz / 48_000
          re += samples[start + i] * window * portableSin(turns: turns + 0.25)
          im += samples[start + i] * window * portableSin(turns: turns)
        }
        // Pink: an octave's power is that of a line times its width.
        power += (re * re + im * im) * hertz
      }
    }
    return decibels(power.squareRoot())
  }
}
