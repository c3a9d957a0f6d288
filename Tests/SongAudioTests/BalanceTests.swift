// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

@Suite(.serialized) struct BalanceTests {
  private static let octaves = 0..<OctaveBalance.count
  private static let free = octaves.map { _ in -60.0...6.0 }

  /// A guitar in mono (25) or strings in stereo (48), whose notes lie about 500 Hz.
  private func piece(_ balance: OctaveBalance?, program: Int = 25, pan: Double = 0, isLoop: Bool = false) -> Session {
    let base = session([track("part", program: program, phrase([60, 64, 67, 72, 71, 67, 64, 62]), pan: pan)], length: 192_000)
    return Session(
      title: base.title, sampleRate: base.sampleRate, length: base.length, isLoop: isLoop, tracks: base.tracks, returns: [],
      master: Session.Master(
        inserts: [], limiter: limiter, loudness: -30, truePeak: -1, fade: .zero, ditherSeed: 3, balance: balance))
  }

  private func power(_ samples: [Double]) -> Double { samples.reduce(0) { $0 + $1 * $1 } }

  /// Level of the side against the mid, dB.
  private func width(_ wave: [[Double]]) -> Double {
    decibels((power(zip(wave[0], wave[1]).map { $0 - $1 }) / power(zip(wave[0], wave[1]).map { $0 + $1 })).squareRoot())
  }

  private func lean(_ wave: [[Double]]) -> Double { decibels((power(wave[0]) / power(wave[1])).squareRoot()) }

  /// Power of the 400 Hz about a frequency against all of it, dB, by a plain transform of stretches.
  private func level(_ hertz: Double, _ samples: [Double]) -> Double {
    let size = 4800
    var (band, whole) = (0.0, 0.0)
    for start in stride(from: 0, to: samples.count - size, by: size) {
      let stretch = samples[start..<start + size].enumerated().map {
        $0.element * (0.5 - 0.5 * portableSin(turns: Double($0.offset) / Double(size) + 0.25))
      }
      whole += power(stretch)
      for step in -20...20 {
        let turns = (hertz + Double(step) * 10) / 48_000
        var (re, im) = (0.0, 0.0)
        for i in 0..<size {
          re += stretch[i] * portableSin(turns: Double(i) * turns + 0.25)
          im += stretch[i] * portableSin(turns: Double(i) * turns)
        }
        band += re * re + im * im
      }
    }
    return decibels((band / whole).squareRoot())
  }

  @Test func whatLiesInsideStaysButForTheMiddle() throws {
    let balance = OctaveBalance(levelsDB: Self.free, sidesDB: Self.octaves.map { _ in -60...20 })
    let plain = try rendered(piece(nil, program: 48, pan: -0.06), format: .float32).folder.wave("master.wav")
    let same = try rendered(piece(balance, program: 48, pan: -0.06), format: .float32).folder.wave("master.wav")
    #expect(abs(lean(plain)) > 0.5)
    #expect(abs(lean(same)) < 0.05)
    #expect(abs(width(same) - width(plain)) < 1)
  }

  @Test func aNarrowMixIsWidenedAndItsMonoSumStays() throws {
    let balance = OctaveBalance(levelsDB: Self.free, sidesDB: Self.octaves.map { _ in -8...0 })
    let middle = OctaveBalance(levelsDB: Self.free, sidesDB: Self.octaves.map { _ in -60...20 })
    let plain = try rendered(piece(middle), format: .float32)
    let wide = try rendered(piece(balance), format: .float32)
    let before = plain.folder.wave("master.wav")
    let after = wide.folder.wave("master.wav")
    #expect(width(before) < -12)
    #expect((-9.5 ... -6.5).contains(width(after)), "\(width(after)) dB")
    #expect(abs(lean(after)) < 0.3, "\(lean(after)) dB")
    let change = gain(decibels: wide.report.gainDB - plain.report.gainDB)
    let sums = [before, after].map { wave in zip(wave[0], wave[1]).map { $0 + $1 } }
    #expect(differenceDB([sums[0].map { $0 * change }, []], [sums[1], []]) < -35)
  }

  @Test func anOctaveThatIsTooLoudComesDown() throws {
    var levels = Self.free
    levels[4] = -60 ... -20
    let balance = OctaveBalance(levelsDB: levels, sidesDB: Self.octaves.map { _ in -60...20 })
    let before = try rendered(piece(nil), format: .float32).folder.wave("master.wav")[0]
    let after = try rendered(piece(balance), format: .float32).folder.wave("master.wav")[0]
    let change = level(500, after) - level(2000, after) - level(500, before) + level(2000, before)
    #expect((-4.5 ... -2).contains(change), "\(change) dB")
  }

  @Test func aLoopGoesOnAtItsSeam() throws {
    let balance = OctaveBalance(levelsDB: Self.octaves.map { _ in -12 ... -11 }, sidesDB: Self.octaves.map { _ in -8...0 })
    let wave = try rendered(piece(balance, isLoop: true), format: .float32).folder.wave("master.wav")
    for side in wave {
      let steepest = zip(side, side.dropFirst()).map { abs($0 - $1) }.max()!
      #expect(abs(side[0] - side[side.count - 1]) <= steepest)
    }
  }
}

@Suite(.serialized) struct DuckTests {
  @Test func theLevelFallsAtEachStrokeAndComesBack() throws {
    let organ = [
      Session.Event(at: .zero, kind: .noteOn(key: 60, velocity: 90)), Session.Event(at: Frames(190_000), kind: .noteOff(key: 60)),
    ]
    func piece(_ duck: Session.Duck?) -> Session {
      let plain = track("organ", program: 16, organ)
      return session([
        Session.Track(
          id: "organ", sound: plain.sound, events: organ, inserts: [], gainDB: 0, pan: 0, sends: [], duck: duck)
      ], length: 192_000, loudness: -30)
    }
    let duck = Session.Duck(strokes: [Frames(48_000), Frames(96_000)], gainDB: -6, fall: Frames(192), rise: Frames(9600))
    let plain = try rendered(piece(nil), format: .float32)
    let ducked = try rendered(piece(duck), format: .float32)
    let level = gain(decibels: ducked.report.gainDB - plain.report.gainDB)
    let before = plain.folder.wave("master.wav")[0].map { $0 * level }
    let after = ducked.folder.wave("master.wav")[0]
    func change(_ range: Range<Int>) -> Double {
      decibels((after[range].reduce(0) { $0 + $1 * $1 } / before[range].reduce(0) { $0 + $1 * $1 }).squareRoot())
    }
    for stroke in [48_000, 96_000] {
      #expect(abs(change(stroke - 2400..<stroke - 300)) < 0.05)
      #expect(abs(change(stroke..<stroke + 200) + 6) < 0.3)
      #expect((-3 ... -1).contains(change(stroke + 2700..<stroke + 2900)))
      #expect(abs(change(stroke + 9700..<stroke + 12_000)) < 0.05)
    }
  }
}
