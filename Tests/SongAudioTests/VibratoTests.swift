// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongAudio
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

/// What players do with the pitch, as it sounds: performed, rendered and followed again.
@Suite(.serialized) struct VibratoTests {
  /// One A4 of four seconds, at the level 80.
  private func performance(_ tone: Settings.ToneControl, _ rules: [Settings.RuleAmount]) -> Performance.Part {
    let key = Key(tonic: PitchName(fifths: 0), mode: .major)
    let meter = Meter(4, 4)
    let note = Score.Note(onset: 0, duration: 8, sound: .pitch(Pitch(PitchName(fifths: 3), key: 69)))
    let part = Score.Part(
      id: "tune", name: "tune", abbreviation: "tune", instrument: "x", clef: .treble, transposition: .none, program: 0, kit: [],
      notes: [note], dynamics: [])
    let score = Score(
      title: "test", composer: "",
      measures: (0..<3).map {
        .init(number: $0 + 1, start: Rational(4 * $0), length: 4, meter: meter, key: key)
      },
      sections: [.init(name: "A", start: 0)], tempo: TempoMap([.init(at: .zero, microsecondsPerQuarter: 500_000)]),
      tempoMarks: [], chords: [], parts: [part], origins: [])
    var own = Settings.Part(
      id: "tune", role: .melody, instrument: "x", sound: "", patterns: [], range: KeyRange(low: 0, high: 127), threshold: 0,
      enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: 0)
    own.tone = tone
    var settings = Settings(
      title: "test", style: "pop", moods: [], duration: Microseconds(6_000_000), isDurationFree: false, ending: .ring, key: key,
      meter: meter, tempo: .init(low: 120, high: 120, prefer: 120, beatUnit: 1), form: [], intensity: [], parts: [own],
      harmony: .init(model: "", temperature: 100, cadences: 100),
      melody: .init(model: "", rhythmModel: "", density: 100, temperature: 100, register: 0, plans: ""),
      humanize: .init(timing: 1000, velocity: 0, swing: 500, length: 0), articulation: 100,
      mix: .init(name: "", brightnessDB: 0, spaceDB: 0), master: .init(loudness: -14, truePeak: -1), exports: [],
      sounds: .init(licence: .permissive, soundFonts: []), decisions: [])
    settings.humanize.rules = rules
    var context = Context(seed: Seed(7))
    return perform(score, settings: settings, in: &context).parts[0]
  }

  /// Cents against 440 Hz every 10 ms.
  private func cents(_ part: Performance.Part, program: Int) throws -> [Double] {
    func frame(_ tick: Ticks) -> Frames { Frames(Int64(tick.value * 25)) }
    let notes = part.notes.flatMap {
      [
        Session.Event(at: frame($0.onset), kind: .noteOn(key: $0.key, velocity: $0.velocity)),
        Session.Event(at: frame($0.end), kind: .noteOff(key: $0.key)),
      ]
    }
    let events = notes + part.bends.map { Session.Event(at: frame($0.at), kind: .bend($0.value)) }
    let piece = session([track("tune", program: program, events.sorted { $0.at.value < $1.at.value })], length: 240_000)
    let wave = try rendered(piece, format: .float32).folder.wave("master.wav")
    return follow(zip(wave[0], wave[1]).map { $0 + $1 })
  }

  /// The phase of the fundamental against one of 440 Hz, in windows of 40 ms, as a pitch.
  private func follow(_ samples: [Double]) -> [Double] {
    let size = 1920
    var last = 0.0
    return stride(from: 0, to: samples.count - size, by: 480).map { start in
      var (re, im) = (0.0, 0.0)
      for i in 0..<size {
        let weight = samples[start + i] * (0.5 - 0.5 * portableSin(turns: Double(i) / Double(size) + 0.25))
        let turns = Double(start + i) * 440 / 48_000
        re += weight * portableSin(turns: turns + 0.25)
        im -= weight * portableSin(turns: turns)
      }
      let turns = atan2(im, re) / (2 * .pi)
      let change = turns - last - (turns - last).rounded()
      last = turns
      return 1200 * portableLog2(1 + change / 0.01 / 440)
    }
  }

  /// Sounds without a vibrato of their own: harmonica, overdriven guitar, muted trumpet.
  @Test(arguments: [22, 29, 59]) func aLongNoteVibratesAsAsked(program: Int) throws {
    var tone = Settings.ToneControl()
    tone.vibrato = .init(depthCents: 22, rateHz: 5.2, afterMS: 350)
    let part = performance(tone, [.init(.vibrato, 100)])
    let level = try cents(performance(tone, []), program: program)
    let moved = zip(try cents(part, program: program), level).map { $0 - $1 }
    let full = Array(moved[100..<300])
    let depth = (full.max()! - full.min()!) / 2
    let asked = 22 * (0.7 + 0.6 * 80 / 127)
    #expect((depth / asked - 1).magnitude < 0.2, "\(depth) cents, \(asked) asked")
    let ups = full.indices.dropFirst().filter { full[$0 - 1] < 0 && full[$0] >= 0 }
    let rate = Double(ups.count - 1) * 100 / Double(ups.last! - ups.first!)
    #expect((rate - 5.2).magnitude < 0.5, "\(rate) Hz")
    #expect(moved[5..<32].allSatisfy { $0.magnitude < 2 }, "still before")
  }

  /// The range of General MIDI: two semitones to either side, so that half of the way is one.
  @Test func bendsReachTwoSemitones() throws {
    var part = performance(Settings.ToneControl(), [])
    let level = try cents(part, program: 22)
    part.bends = [.init(at: .zero, value: 4096), .init(at: Ticks(960), value: 8192), .init(at: Ticks(1920), value: 12_288)]
    let moved = zip(try cents(part, program: 22), level).map { $0 - $1 }
    for (range, expected) in [(10..<40, -100.0), (60..<90, 0), (110..<140, 100)] {
      #expect(moved[range].allSatisfy { ($0 - expected).magnitude < 3 }, "\(expected): \(moved[range])")
    }
  }
}
