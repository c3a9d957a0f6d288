// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

private func tone(_ hertz: Double) -> Session.Sound {
  .oscillator(.init(.sine(fromHz: hertz, toHz: hertz, glide: 0.01), decay: nil))
}

private let hold = [
  Session.Event(at: .zero, kind: .noteOn(key: 60, velocity: 127)), Session.Event(at: Frames(143_000), kind: .noteOff(key: 60)),
]

private func voice(
  _ id: String, _ sound: Session.Sound, _ events: [Session.Event] = hold, equaliser: [Session.EqualiserBand] = [],
  automation: [Session.GainPoint] = []
) -> Session.Track {
  Session.Track(
    id: id, sound: sound, events: events, equaliser: equaliser, inserts: [], gainDB: 0, pan: 0, sends: [],
    automation: automation)
}

/// Level of a stretch of a stem, dB.
private func level(_ stem: [[Double]], _ frames: Range<Int>) -> Double {
  decibels((frames.reduce(0) { $0 + stem[0][$1] * stem[0][$1] } / Double(frames.count)).squareRoot())
}

@Suite(.serialized) struct OscillatorTests {
  private func stem(_ track: Session.Track, workers: Int = 2) throws -> [[Double]] {
    try rendered(session([track, voice("other", tone(200))], loudness: -30), workers: workers, stems: true, format: .float32)
      .folder.wave("\(track.id).wav")
  }

  @Test func aStrokeFallsBySixtyDecibelsInItsDecay() throws {
    let noise = Session.Sound.oscillator(.init(.noise(seed: 1), decay: 1))
    let samples = try stem(voice("hat", noise))
    #expect(abs(level(samples, 4800..<9600) - level(samples, 52_800..<57_600) - 60) < 1)
    #expect(samples[0] != samples[1], "the sides differ")
    #expect(try stem(voice("hat", noise), workers: 1) == samples)
    let other = try stem(voice("hat", .oscillator(.init(.noise(seed: 2), decay: 1))))
    #expect(other != samples)
  }

  @Test func aHeldNoteLastsToItsEnd() throws {
    let samples = try stem(voice("tone", tone(1000)))
    #expect(abs(level(samples, 4800..<9600) - level(samples, 130_000..<140_000)) < 0.01)
    #expect(samples[0][143_200...].allSatisfy { $0 == 0 })
  }

  @Test func aSineFallsToItsPitch() throws {
    let kick = Session.Sound.oscillator(.init(.sine(fromHz: 200, toHz: 50, glide: 0.025), decay: 2))
    let samples = try stem(voice("kick", kick))[0].map(Float.init)
    func crossings(_ frames: Range<Int>) -> Int {
      frames.count { samples[$0] < 0 && samples[$0 + 1] >= 0 }
    }
    // From 0.5 s on 50 a second; at its beginning well above.
    #expect((49...51).contains(crossings(24_000..<72_000)))
    #expect(crossings(0..<2400) >= 4)
  }

  @Test func aLayerIsHeardOnItsKeyAlone() throws {
    let piano = Session.Sound(soundFont: "FluidR3_GM", bank: 0, program: 0)
    let layered = Session.Sound.layered(
      piano, [.init(tone(3000), key: 62, gainDB: -6, equaliser: [])])
    let plain = try stem(voice("keys", piano, phrase([60, 62, 64])))
    let doubled = try stem(voice("keys", layered, phrase([60, 62, 64])))
    #expect(plain[0][..<24_000] == doubled[0][..<24_000])
    #expect(plain[0][24_000..<47_000] != doubled[0][24_000..<47_000])
    #expect(plain[0][48_000..<71_000] == doubled[0][48_000..<71_000])
  }

  /// A font plays what comes at 24 010 with the nearest block, at 24 000, and so does what doubles it.
  @Test func aLayerBeginsWithItsBase() throws {
    let piano = Session.Sound(soundFont: "FluidR3_GM", bank: 0, program: 0)
    let layered = Session.Sound.layered(piano, [.init(tone(3000), key: 60, gainDB: -6, equaliser: [])])
    let plain = try stem(voice("keys", piano, phrase([60], from: 24_010)))[0]
    let doubled = try stem(voice("keys", layered, phrase([60], from: 24_010)))[0]
    let first = try #require(plain.indices.first { plain[$0] != doubled[$0] })
    #expect((24_000..<24_008).contains(first), "\(first)")
  }
}

@Suite(.serialized) struct TrackEqualiserTests {
  /// What the bands do to a tone, dB, in two stretches.
  private func change(
    _ hertz: Double, _ bands: [Session.EqualiserBand]
  ) throws -> (early: Double, late: Double) {
    let folder = try rendered(
      session([voice("plain", tone(hertz)), voice("band", tone(hertz), equaliser: bands)], loudness: -30), stems: true,
      format: .float32
    ).folder
    let (plain, band) = (folder.wave("plain.wav"), folder.wave("band.wav"))
    func change(_ frames: Range<Int>) -> Double { level(band, frames) - level(plain, frames) }
    return (change(24_000..<28_800), change(120_000..<124_800))
  }

  @Test func bandsAreWhatTheirNamesSay() throws {
    for (band, hertz, asked) in [
      (Session.EqualiserBand(.highPass, hertz: 500), 500.0, -3.01), (.init(.highPass, hertz: 500), 125, -24.1),
      (.init(.lowPass, hertz: 500), 500, -3.01), (.init(.lowPass, hertz: 500), 2000, -24.1),
      (.init(.bell, hertz: 500, gainDB: -6, quality: 0.5), 500, -6), (.init(.bell, hertz: 500, gainDB: 4), 500, 4),
      (.init(.highShelf, hertz: 1000, gainDB: -6), 8000, -6), (.init(.highShelf, hertz: 1000, gainDB: -6), 100, 0),
    ] {
      let found = try change(hertz, [band])
      #expect(abs(found.late - asked) < 0.15, "\(band) at \(hertz) Hz: \(found.late)")
    }
  }

  /// From 250 to 4000 Hz in three seconds: a tone of 1000 Hz is two octaves above the corner at first, then below it.
  @Test func aCornerMoves() throws {
    let moves = [Session.EqualiserBand.Move(at: .zero, hertz: 250), .init(at: Frames(144_000), hertz: 4000)]
    let found = try change(1000, [.init(.lowPass, hertz: 4000, moves: moves)])
    #expect(found.early < -12 && found.late > -1, "\(found)")
  }

  @Test func aTracksLevelFollowsItsPoints() throws {
    let points = [Session.GainPoint(at: Frames(48_000), gain: 1), .init(at: Frames(96_000), gain: 0.5)]
    let folder = try rendered(
      session([voice("plain", tone(1000)), voice("ridden", tone(1000), automation: points)], loudness: -30), stems: true,
      format: .float32
    ).folder
    let (plain, ridden) = (folder.wave("plain.wav"), folder.wave("ridden.wav"))
    for (frame, asked) in [(20_000, 0.0), (72_000, -2.5), (110_000, -6.02)] {
      let frames = frame..<frame + 480
      #expect(abs(level(ridden, frames) - level(plain, frames) - asked) < 0.1, "\(frame)")
    }
  }
}
