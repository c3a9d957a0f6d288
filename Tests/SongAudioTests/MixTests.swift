// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

/// What stems and a float master without limiting show of the mixer.
@Suite(.serialized) struct MixTests {
  @Test func aNoteSoundsWhereItIsAskedFor() throws {
    let asked: Int64 = 48000 + 40
    let sound = Session.Sound(soundFont: "FluidR3_GM", bank: 0, program: 0)
    let attack = try #require(
      try measureSound(sound, key: 72, velocity: 100, seconds: 0.5, resources: installed).attackFrames)
    let (folder, _) = try rendered(
      session([track("piano", program: 0, phrase([72], from: asked, velocity: 100))]), stems: true)
    let stem = folder.wave("piano.wav")
    let onset = try #require(stem[0].indices.first { max(abs(stem[0][$0]), abs(stem[1][$0])) > 0.001 })
    #expect(abs(onset - Int(asked) - attack) <= 32)
  }

  @Test func insertsAndLimiterKeepTheTime() throws {
    let notes = phrase([60, 64, 67])
    let (folder, report) = try rendered(
      session(
        [track("plain", program: 0, notes), track("late", program: 0, notes, inserts: [lookahead])],
        inserts: [lookahead], loudness: -40),
      stems: true, format: .float32)
    let plain = folder.wave("plain.wav")
    let late = folder.wave("late.wav")
    #expect(plain[0].count == 144_000 && late[0].count == 144_000)
    #expect(differenceDB(plain, late) < -100)
    // The master, through its own look-ahead and the limiter's, is the sum of both under the gain.
    let level = gain(decibels: report.gainDB)
    let sum = (0..<2).map { c in zip(plain[c], late[c]).map { ($0 + $1) * level } }
    #expect(differenceDB(sum, folder.wave("master.wav")) < -100)
  }

  @Test func stemsSumToTheInputOfTheMaster() throws {
    let tracks = [
      track(
        "piano", program: 0, phrase([60, 64, 67, 72]), gainDB: 3, pan: -0.4,
        sends: [Session.Send(to: "echo", gainDB: -6)]),
      track("bass", program: 33, phrase([36, 43]), gainDB: -2, sends: [Session.Send(to: "echo", gainDB: -12)]),
      track("drums", bank: 128, program: 0, phrase([36, 38, 42]), pan: 0.2),
    ]
    let bus = Session.Return(id: "echo", inserts: [lookahead], gainDB: -3)
    let (folder, report) = try rendered(
      session(tracks, returns: [bus], loudness: -40), stems: true, format: .float32)
    #expect(folder.names == ["bass.wav", "drums.wav", "master.wav", "piano.wav", "return-echo.wav"])
    let stems = ["piano", "bass", "drums", "return-echo"].map { folder.wave("\($0).wav") }
    let level = gain(decibels: report.gainDB - (report.stemGainDB ?? 0))
    let sum = (0..<2).map { c in stems[0][c].indices.map { i in stems.reduce(0) { $0 + $1[c][i] } * level } }
    #expect(differenceDB(sum, folder.wave("master.wav")) < -100)
    #expect(report.tracks.map(\.id) == ["piano", "bass", "drums"])
    #expect(report.returns.map(\.id) == ["echo"])
    for (stem, channel) in zip(stems, report.tracks + report.returns) {
      let peak = stem.flatMap { $0 }.reduce(0) { max($0, abs($1)) }
      #expect(abs(decibels(peak) - channel.peak) < 0.01)
    }
  }

  @Test func gainAndPanAreExact() throws {
    let notes = phrase([60, 67])
    let (folder, _) = try rendered(
      session([
        track("reference", program: 0, notes),
        track("half", program: 0, notes, gainDB: -6.020_599_913_279_624),
        track("left", program: 0, notes, pan: -1),
      ]), stems: true, format: .float32)
    let reference = folder.wave("reference.wav")
    let half = folder.wave("half.wav")
    let left = folder.wave("left.wav")
    #expect(differenceDB(reference, half.map { $0.map { $0 * 2 } }) < -120)
    #expect(left[1].allSatisfy { abs($0) < 1e-9 })
    #expect(differenceDB([reference[0], []], [left[0].map { $0 / 2.0.squareRoot() }, []]) < -120)
  }

  @Test func stemsThatWouldClipShareOneGain() throws {
    let (folder, report) = try rendered(
      session([track("loud", program: 0, phrase([60]), gainDB: 40), track("soft", program: 0, phrase([60]))]),
      stems: true)
    let level = try #require(report.stemGainDB)
    #expect(level < -3)
    let loud = folder.wave("loud.wav").flatMap { $0 }
    let soft = folder.wave("soft.wav").flatMap { $0 }
    #expect(abs(loud.map(abs).max()! - 1) < 1e-5)
    #expect(abs(decibels(soft.map(abs).max()!) - decibels(loud.map(abs).max()!) + 40) < 0.01)
  }

  /// The chain rests in the five seconds between; its delay still counts.
  @Test func aChainThatRestedWakesInTime() throws {
    let notes = phrase([60]) + phrase([64], from: 336_000)
    let (folder, _) = try rendered(
      session(
        [
          track("plain", bank: 128, program: 0, notes),
          track("late", bank: 128, program: 0, notes, inserts: [lookahead]),
        ],
        length: 384_000), stems: true, format: .float32)
    let plain = folder.wave("plain.wav")
    #expect(plain[0][300_000..<336_000].allSatisfy { $0 == 0 })
    #expect(plain[0][336_000...].contains { abs($0) > 0.01 })
    #expect(differenceDB(plain, folder.wave("late.wav")) < -100)
  }
}
