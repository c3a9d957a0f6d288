// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

/// The level of each stretch of a session's ride.
@Suite(.serialized) struct RideTests {
  /// Six measures of one second; the piano plays them with these velocities.
  private func piece(_ velocities: [Int], levels: [Double], treble: Double = 0) -> Session {
    let events = velocities.enumerated().flatMap { index, velocity in
      phrase([60, 67], from: Int64(index) * 48_000, velocity: velocity)
    }
    let base = session([track("piano", program: 0, events)], length: 288_000, loudness: -20)
    return Session(
      title: base.title, sampleRate: base.sampleRate, length: base.length, tracks: base.tracks, returns: [],
      master: Session.Master(
        inserts: [], limiter: limiter, loudness: -20, truePeak: -1, fade: Frames(0), ditherSeed: 3,
        ride: levels.enumerated().map { .init(at: Frames(Int64($0) * 48_000), levelDB: $1, trebleDB: treble) }))
  }

  @Test func aFlatRideEvensTheMeasures() throws {
    let velocities = [60, 110, 75, 100, 60, 110]
    let free = try rendered(piece(velocities, levels: [])).report
    #expect(free.rideLoudness.isEmpty && free.rideDB.isEmpty)
    let report = try rendered(piece(velocities, levels: [6, 6, 6, 6, 6, 6])).report
    #expect(report.rideLoudness.count == 6)
    let mean = report.rideLoudness.reduce(0, +) / 6
    let deviation = (report.rideLoudness.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6).squareRoot()
    #expect(deviation <= 1.5)
    #expect(abs(report.integratedLoudness + 20) <= 0.05)
  }

  @Test func aStepOfOneHalfIsHeardInItsMeasure() throws {
    let report = try rendered(piece([80, 80, 80, 80, 80, 80], levels: [3, 3, 3, 9, 9, 9])).report
    #expect(report.rideLoudness[3] - report.rideLoudness[2] >= 4)
    #expect(abs(report.rideLoudness[2] - report.rideLoudness[1]) <= 1)
  }

  @Test func theReportMeasuresWhatIsInTheFile() throws {
    let (folder, report) = try rendered(piece([60, 110, 75, 100, 60, 110], levels: [0, 2, 4, 6, 8, 10]))
    let wave = folder.wave("master.wav")
    // K-weighting is nearly flat for these tones: differences of levels agree to a decibel.
    let levels = (0..<6).map { index in
      decibels((wave[0][(index * 48_000)..<((index + 1) * 48_000)].reduce(0) { $0 + $1 * $1 } / 48_000).squareRoot())
    }
    for index in 1..<6 {
      #expect(abs((levels[index] - levels[0]) - (report.rideLoudness[index] - report.rideLoudness[0])) < 1)
    }
  }

  @Test func trebleRisesWithTheRide() throws {
    func brightness(_ treble: Double) throws -> Double {
      let wave = try rendered(piece([90, 90, 90, 90, 90, 90], levels: [0, 0, 0, 0, 0, 0], treble: treble)).folder.wave("master.wav")
      let slope = zip(wave[0], wave[0].dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
      return slope / wave[0].reduce(0) { $0 + $1 * $1 }
    }
    #expect(try brightness(6) > brightness(0) && brightness(0) > brightness(-6))
  }
}
