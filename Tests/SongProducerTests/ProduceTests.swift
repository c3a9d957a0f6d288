// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongIR
import SongLibrary
import SongMusic
import SongProducer
import SongTestSupport
import Testing

/// A library of one mix, made for these tests.
private let library: Library = {
  let equaliser = """
    uri: http://gareus.org/oss/lv2/fil4#stereo
    bundle: fil4.lv2
    package: x42-plugins
    tags: [equaliser]
    """
  let files = [
    "effects/bus.yaml": equaliser + "\ncontrols: {enable: 1, HSfreq: 9000, HSgain: 2}\n",
    "effects/plain-bus.yaml": equaliser + "\ncontrols: {enable: 1}\n",
    "effects/glue.yaml": "uri: urn:glue\nbundle: glue.lv2\npackage: glue\ncontrols: {ratio: 2}\ntags: [glue]\n",
    "effects/room.yaml": "uri: urn:room\nbundle: room.lv2\npackage: room\ncontrols: {size: 16}\ntags: [reverb]\n",
    "effects/echo.yaml": "uri: urn:echo\nbundle: echo.lv2\npackage: echo\ncontrols: {ms: 350, mix: 1}\ntempo: {ms: 3/16 ms up to 2000}\ntags: [delay]\n",
    "effects/limiter.yaml": """
      uri: http://gareus.org/oss/lv2/dpl#stereo
      bundle: dpl.lv2
      package: x42-plugins
      controls: {enable: 1, truepeak: 1}
      tags: [limiter]

      """,
    "instruments/flute.yaml": """
      name: Flute
      abbreviation: Fl.
      family: woodwinds
      roles: [melody]
      range: c4..c7
      comfortable: d4..g6
      clef: treble
      program: 73
      polyphony: 1
      sustained: true
      sounds:
        - {name: fluid, font: FluidR3_GM, bank: 0, program: 73, licence: MIT, trim: 1.5 dB, attack: 1ms, brightness: 900 Hz}
        - {name: muse, font: MuseScore_General, bank: 2, program: 75, licence: MIT, trim: -3 dB, attack: 1ms, brightness: 900 Hz}
      tags: [folk]

      """,
    "drumkits/two.yaml": """
      kick:  {key: 36, display: f4, notehead: normal, limb: foot}
      snare: {key: 38, display: c5, notehead: normal}

      """,
    "instruments/kit.yaml": """
      name: Kit
      abbreviation: Kt.
      family: percussion
      roles: [drums]
      program: 0
      kit: two
      sounds:
        - {name: fluid, font: FluidR3_GM, bank: 128, program: 0, licence: MIT, trim: 0 dB, attack: 1ms, brightness: 900 Hz}
      tags: [folk]

      """,
    "mixes/folk.yaml": """
      tags: [folk]
      roles:
        melody:   {level: 0 dB, send: -12 dB, delay: -15 dB, highpass: 160 Hz, bell: {at: 2800 Hz, gain: 1 dB}}
        harmony:  {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
        counter:  {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
        chords:   {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 100 Hz, gain: -2 dB}}
        pad:      {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: -2 dB}, lowpass: {least: 500 Hz, most: 8000 Hz}}
        arpeggio: {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 3500 Hz, gain: -2 dB}}
        bass:     {level: 0 dB, send: -24 dB, highpass: 35 Hz, bell: {at: 400 Hz, gain: 0 dB}, duck: -4 dB}
        drums:    {level: 0 dB, send: -24 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, shelf: {at: 5000 Hz, gain: -6 dB}}
      reverb: {effect: room, level: -3 dB}
      delay: {effect: echo, level: -5 dB}
      bus: [bus, glue, plain-bus]
      range: 12 dB
      sweeps: {rise: -12 dB, fall: -15 dB, bars: 2, send: -9 dB}
      octaves:
        least:     -30 -14 -10 -10 -13 -16 -20 -25 -30
        most:      -10 -4 -4 -5 -6 -8 -12 -15 -18
        narrowest: -25 -25 -18 -12 -9 -9 -9 -10 -14
        widest:    -4 -4 -2 -1 -1 -1 -1 -1 -2

      """,
  ]
  var sources = SourceMap()
  var sink = DiagnosticSink()
  let list = files.keys.sorted().map { ($0, Array(files[$0]!.utf8)) }
  guard let library = Library.decode(files: list, sources: &sources, sink: &sink) else {
    fatalError("\(sink.diagnostics.map(\.message))")
  }
  return library
}()

private func chosen(
  _ id: String, _ role: Role = .melody, instrument: String = "flute", sound: String = "fluid", gain: Double = 0, pan: Double = 0,
  send: Double = -12
) -> Settings.Part {
  Settings.Part(
    id: id, role: role, instrument: instrument, sound: sound, patterns: [], range: KeyRange(low: 60, high: 84), threshold: 0,
    enter: nil, leave: nil, gainDB: gain, pan: pan, sendDB: send)
}

private func settings(
  _ parts: [Settings.Part], mix: String = "folk", brightness: Double = 0, exports: [Settings.Export] = [],
  form: [Settings.FormEntry] = []
) -> Settings {
  let key = Key(tonic: PitchName(fifths: 0), mode: .major)
  return Settings(
    title: "test", style: "folk", moods: [], duration: Microseconds(8_000_000), isDurationFree: false, ending: .ring,
    key: key, meter: Meter(4, 4), tempo: .init(low: 120, high: 120, prefer: 120, beatUnit: 1), form: form, intensity: [],
    parts: parts, harmony: .init(model: "", temperature: 100, cadences: 100),
    melody: .init(model: "", rhythmModel: "", density: 100, temperature: 100, register: 0, plans: ""),
    humanize: .init(timing: 0, velocity: 0, swing: 500, length: 0), articulation: 100,
    mix: .init(name: mix, brightnessDB: brightness, spaceDB: 0), master: .init(loudness: -16, truePeak: -2),
    exports: exports, sounds: .init(licence: .permissive, soundFonts: []), decisions: [])
}

private func part(
  _ id: String, _ notes: [Performance.Note], controls: [Performance.Control] = [], isPercussion: Bool = false, program: Int = 73
) -> Performance.Part {
  Performance.Part(
    id: id, name: id, instrument: "flute", program: program, isPercussion: isPercussion, notes: notes, controls: controls)
}

private func note(_ onset: Int, _ duration: Int, key: Int = 60, velocity: Int = 80) -> Performance.Note {
  Performance.Note(onset: Ticks(onset), duration: Ticks(duration), key: key, velocity: velocity, origin: 0)
}

/// Eight seconds in two tempos.
private func performance(_ parts: [Performance.Part]) -> Performance {
  let tempo = TempoMap([
    .init(at: .zero, microsecondsPerQuarter: 500_000), .init(at: Ticks(7680), microsecondsPerQuarter: 666_667),
  ])
  return Performance(
    title: "test", length: Ticks(13440), tempo: tempo, meters: [], keys: [], markers: [], parts: parts)
}

private func produced(_ parts: [Performance.Part], _ settings: Settings, _ library: Library = library, seed: Int = 0) -> Session {
  produced(performance(parts), settings, library, seed: seed)
}

private func produced(
  _ piece: Performance, _ settings: Settings, _ library: Library = library, seed: Int = 0
) -> Session {
  var context = Context(seed: Seed(seed))
  return produce(piece, settings: settings, library: library, in: &context)
}

private func value(_ symbol: String, of effect: Session.Effect?) -> Double? {
  effect?.controls.first { $0.symbol == symbol }?.value
}

@Suite struct EventTests {
  @Test func offsComeBeforeControlsBeforeOns() throws {
    let notes = [note(0, 960), note(960, 960), note(960, 480, key: 64)]
    let controls = [Performance.Control(at: Ticks(960), controller: 64, value: 127), .init(at: Ticks(960), controller: 65, value: 1)]
    let track = try #require(produced([part("a", notes, controls: controls)], settings([chosen("a")])).tracks.first)
    #expect(
      track.events == [
        .init(at: .zero, kind: .noteOn(key: 60, velocity: 80)),
        .init(at: Frames(24_000), kind: .noteOff(key: 60)),
        .init(at: Frames(24_000), kind: .control(64, value: 127)),
        .init(at: Frames(24_000), kind: .control(65, value: 1)),
        .init(at: Frames(24_000), kind: .noteOn(key: 60, velocity: 80)),
        .init(at: Frames(24_000), kind: .noteOn(key: 64, velocity: 80)),
        .init(at: Frames(36_000), kind: .noteOff(key: 64)),
        .init(at: Frames(48_000), kind: .noteOff(key: 60)),
      ])
  }

  @Test func framesComeFromTheTempoMap() throws {
    for rate in [44_100, 48_000, 96_000] {
      let wav = Settings.Export(kind: .wav, path: "", rate: rate, bits: 24)
      let midi = Settings.Export(kind: .midi, path: "", rate: 1, bits: 1)
      let session = produced([part("a", [note(8641, 7)])], settings([chosen("a")], exports: [midi, wav]))
      #expect(session.sampleRate == rate)
      // 4 s, and 961 ticks of 666667/960 microseconds each.
      func frame(_ ticks: Int) -> Int64 { Int64((Rational(4) + Rational(ticks * 666_667, 960_000_000)).double * Double(rate) + 0.5) }
      #expect(session.tracks[0].events.map(\.at.value) == [frame(961), frame(968)], "\(rate)")
      #expect(session.length.value == frame(5760), "\(rate)")
      #expect(session.master.fade.value == Int64(rate), "\(rate)")
    }
    #expect(produced([part("a", [note(0, 1)])], settings([chosen("a")])).sampleRate == 48_000)
  }

  @Test func noEventLiesBehindTheEndAndEveryNoteEnds() {
    for seed in 0..<50 {
      var stream = Seed(seed).generator
      let notes = (0..<100).map { _ in
        let onset = stream.below(13_000)
        return note(onset, 1 + stream.below(13_440 - onset), key: stream.below(128), velocity: 1 + stream.below(127))
      }
      let session = produced([part("a", notes)], settings([chosen("a")]))
      let events = session.tracks[0].events
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at }, "seed \(seed)")
      #expect(events.allSatisfy { $0.at <= session.length }, "seed \(seed)")
      var ons = [Int: Int]()
      for event in events {
        switch event.kind {
        case .noteOn(let key, _): ons[key, default: 0] += 1
        case .noteOff(let key): ons[key, default: 0] -= 1
        case .control, .bend: break
        }
      }
      #expect(ons.values.allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }
}

@Suite struct TrackTests {
  @Test func theChosenSoundPlaysWithItsTrim() {
    let session = produced(
      [part("a", [note(0, 9)]), part("b", [note(0, 9)])],
      settings([chosen("a", gain: -2), chosen("b", sound: "muse", gain: -2, pan: 0.3)]))
    #expect(session.tracks[0].sound == .init(soundFont: "FluidR3_GM", bank: 0, program: 73))
    #expect(session.tracks[1].sound == .init(soundFont: "MuseScore_General", bank: 2, program: 75))
    #expect(session.tracks.map(\.gainDB) == [-0.5, -5] && session.tracks.map(\.pan) == [0, 0.3])
  }

  @Test func aForeignFontPlaysTheGeneralMIDIProgram() {
    let session = produced(
      [part("a", [note(0, 9)]), part("kit", [note(0, 9)], isPercussion: true, program: 8)],
      settings([chosen("a", sound: "gm:My Font", gain: -2), chosen("kit", .drums, sound: "gm:My Font")]))
    #expect(session.tracks[0].sound == .init(soundFont: "My Font", bank: 0, program: 73))
    #expect(session.tracks[1].sound == .init(soundFont: "My Font", bank: 128, program: 8))
    #expect(session.tracks[0].gainDB == -2)
  }

  @Test func silentPartsHaveNoTrackAndTheOthersKeepTheirOwnSettings() {
    let session = produced(
      [part("a", []), part("b", [note(0, 9)])], settings([chosen("a", sound: "fluid"), chosen("b", sound: "muse", pan: 0.5)]))
    #expect(session.tracks.map(\.id) == ["b"])
    #expect(session.tracks[0].sound.fontPreset?.soundFont == "MuseScore_General" && session.tracks[0].pan == 0.5)
  }

  private func equaliser(_ role: Role, instrument: String = "flute") -> [Session.EqualiserBand] {
    produced([part("a", [note(0, 9)])], settings([chosen("a", role, instrument: instrument)])).tracks[0].equaliser
  }

  @Test func theEqualiserHasTheChannelsBands() {
    #expect(
      equaliser(.melody) == [.init(.highPass, hertz: 160), .init(.bell, hertz: 2800, gainDB: 1, quality: 2.0 / 3)])
    #expect(equaliser(.chords) == [.init(.bell, hertz: 100, gainDB: -2, quality: 2.0 / 3)])
    #expect(equaliser(.bass) == [.init(.highPass, hertz: 35)])
    #expect(equaliser(.drums, instrument: "kit") == [.init(.highShelf, hertz: 5000, gainDB: -6)])
    #expect(equaliser(.harmony).isEmpty)
  }

  /// As many octaves for each step of the intensity: the middle of 500 and 8000 Hz is 2000.
  @Test func aLowPassOpensWithTheIntensity() throws {
    var piece = performance([part("a", [note(0, 9)])])
    piece.powers = [.init(at: .zero, power: 0), .init(at: Ticks(3840), power: 500), .init(at: Ticks(7680), power: 1000)]
    let band = try #require(produced(piece, settings([chosen("a", .pad)])).tracks[0].equaliser.last)
    #expect(band.shape == .lowPass && band.moves.map(\.at) == [.zero, Frames(96_000), Frames(192_000)])
    #expect(zip(band.moves.map(\.hertz), [500, 2000, 8000]).allSatisfy { abs($0 - $1) < 0.01 })
  }

  @Test func theBassGivesWayToTheKickAlone() {
    let bass = part("bass", [note(0, 9, key: 36)])
    let kit = part("kit", [note(0, 9, key: 36), note(960, 9, key: 38), note(1920, 9, key: 36)], isPercussion: true)
    let parts = settings([chosen("bass", .bass), chosen("kit", .drums, instrument: "kit")])
    let tracks = produced([bass, kit], parts).tracks
    #expect(
      tracks[0].duck == .init(strokes: [.zero, Frames(48_000)], gainDB: -4, fall: Frames(192), rise: Frames(8640)))
    #expect(tracks[1].duck == nil)
    #expect(produced([bass, part("kit", [], isPercussion: true)], parts).tracks[0].duck == nil)
  }

  @Test func theMoodsBrightnessMovesTheOctaves() throws {
    let plain = try #require(produced([part("a", [note(0, 9)])], settings([chosen("a")])).master.balance)
    let bright = try #require(produced([part("a", [note(0, 9)])], settings([chosen("a")], brightness: 2)).master.balance)
    #expect(plain.levelsDB[5...] == [-16 ... -8, -20 ... -12, -25 ... -15, -30 ... -18])
    #expect(bright.levelsDB[5...] == [-16 ... -8, -19 ... -11, -23 ... -13, -28 ... -16])
    #expect(bright.sidesDB == plain.sidesDB)
  }

  @Test func partsSendIntoTheReverb() {
    let session = produced([part("a", [note(0, 9)])], settings([chosen("a", send: -7.5)]))
    #expect(session.tracks[0].sends == [.init(to: "reverb", gainDB: -7.5), .init(to: "delay", gainDB: -15)])
    #expect(session.returns.map(\.id) == ["reverb", "delay"] && session.returns.map(\.gainDB) == [-3, -5])
    let bass = produced([part("a", [note(0, 9)])], settings([chosen("a", .bass)])).tracks[0]
    #expect(bass.sends.map(\.to) == ["reverb"])
    #expect(session.returns[0].inserts.map(\.uri) == ["urn:room"])
    for send in session.tracks.flatMap(\.sends) { #expect(session.returns.contains { $0.id == send.to }) }
  }

  /// Fourteen quarters in 8 s: a dotted eighth of the mean tempo lasts 3/16 of 16/7 s.
  @Test func aDelayFallsOnNotes() throws {
    let returns = produced([part("a", [note(0, 9)])], settings([chosen("a")])).returns
    let delay = try #require(returns.first { $0.id == "delay" }?.inserts.first)
    let milliseconds = try #require(value("ms", of: delay))
    #expect(milliseconds == 429 && value("mix", of: delay) == 1)
    #expect(returns[0].inserts[0].controls == [.init("size", 16)])
  }

  @Test func withoutAMixThereIsNoSendAndNoReturn() {
    let session = produced([part("a", [note(0, 9)])], settings([chosen("a")], mix: "none"))
    #expect(session.tracks[0].sends.isEmpty && session.returns.isEmpty && session.master.inserts.isEmpty)
  }
}

@Suite struct SweepTests {
  /// Seven measures of 2/4 at 120, the second section from the fifth on.
  private func piece(
    _ powers: [Int], into: Settings.Transition, ids: [String] = ["a"], starts: [Int] = [0, 4]
  ) -> Session {
    var piece = performance(ids.map { part($0, [note(0, 9)]) })
    piece.powers = powers.enumerated().map { .init(at: Ticks($0 * 1920), power: $1) }
    piece.sections = starts.map { Ticks($0 * 1920) }
    let key = Key(tonic: PitchName(fifths: 0), mode: .major)
    var form = starts.map { start in
      Settings.FormEntry(
        name: "A\(start)", material: "A", function: "A", bars: 4...4, preferredBars: 4, chords: nil, intensity: nil, key: key,
        meter: Meter(2, 4), tempo: nil)
    }
    for index in form.indices { form[index].treatment.into = into }
    return produced(piece, settings(ids.map { chosen($0) }, form: form))
  }

  private let lift = [300, 300, 400, 500, 900, 900, 900]

  @Test func aRiseEndsWhereItsSectionBegins() throws {
    let track = try #require(piece(lift, into: .roll).tracks.last)
    #expect(track.id == "sweeps" && track.sends == [.init(to: "reverb", gainDB: -9)])
    // Two measures up from 2 s on, and two down behind 4 s: quarters last half a second, after 4 s two thirds.
    let strokes = track.events.compactMap { event in if case .noteOn = event.kind { event.at } else { nil } }
    let ends = track.events.compactMap { event in if case .noteOff = event.kind { event.at } else { nil } }
    #expect(strokes == [Frames(96_000), Frames(192_000)] && ends == [Frames(192_000), Frames(320_000)])
    let loudest = try #require(track.automation.max { $0.gain < $1.gain })
    #expect(loudest.at == Frames(191_999) && abs(loudest.gain - 0.2512) < 0.001)
    #expect(zip(track.automation, track.automation.dropFirst()).allSatisfy { $0.at < $1.at })
    let corners = track.equaliser[1].moves
    #expect(corners.map(\.at) == [Frames(96_000), Frames(191_999), Frames(192_000), Frames(320_000)])
    #expect(corners[0].hertz < corners[1].hertz && corners[2].hertz > corners[3].hertz)
  }

  @Test func onlyWhatLeadsOnRises() {
    for transition in [Settings.Transition.fill, .push, .plain] {
      #expect(piece(lift, into: transition).tracks.map(\.id) == ["a"], "\(transition)")
    }
    // No rise into what is softer; what falls back by a quarter is heard to.
    #expect(piece([500, 500, 500, 500, 400, 400, 400], into: .roll).tracks.count == 1)
    let back = piece([900, 900, 900, 900, 400, 400, 400], into: .roll).tracks
    #expect(back.count == 2 && back[1].events.count == 2 && back[1].events[0].at == Frames(192_000))
  }

  /// Up slowly at first: of 40 dB a quarter is behind half of the way.
  @Test func aRiseIsSoftForLong() throws {
    let track = try #require(piece(lift, into: .roll).tracks.last)
    let middle = try #require(track.automation.first { $0.at.value >= 143_999 })
    #expect(abs(middle.gain - 0.00794) < 0.0001)
  }

  /// Sections of two measures and of one: what falls has ended where the next rise begins, and everything stands in order.
  @Test func sweepsOfShortSectionsFollowEachOther() throws {
    let piece = piece([900, 900, 300, 300, 900, 300, 900], into: .drop, starts: [0, 2, 4, 5, 6])
    let track = try #require(piece.tracks.last)
    #expect(track.id == "sweeps" && zip(track.events, track.events.dropFirst()).allSatisfy { $0.at <= $1.at })
    #expect(zip(track.automation, track.automation.dropFirst()).allSatisfy { $0.at <= $1.at })
    for band in track.equaliser { #expect(zip(band.moves, band.moves.dropFirst()).allSatisfy { $0.at <= $1.at }) }
    // Down at the third measure, up from the fourth, down at the fifth, the sixth and the last.
    let strokes = track.events.compactMap { event in if case .noteOn = event.kind { event.at.value } else { nil } }
    #expect(strokes == [96_000, 144_000, 192_000, 256_000, 320_000])
  }

  @Test func aPartOfTheNameKeepsIt() {
    #expect(piece(lift, into: .drop, ids: ["sweeps", "b"]).tracks.map(\.id) == ["sweeps", "b", "sweeps-"])
  }
}

@Suite struct MasterTests {
  @Test func theMasterHasTheBusTheLimiterAndTheAims() {
    let master = produced([part("a", [note(0, 9)])], settings([chosen("a")])).master
    #expect(master.inserts.map(\.bundle) == ["fil4.lv2", "glue.lv2", "fil4.lv2"])
    #expect(master.limiter.uri == "http://gareus.org/oss/lv2/dpl#stereo" && value("truepeak", of: master.limiter) == 1)
    #expect(master.loudness == -16 && master.truePeak == -2)
  }

  @Test func theLimiterIsTheLibrarys() throws {
    let limiter = try #require(library.effect(Library.limiter)).effect
    #expect(produced([part("a", [note(0, 9)])], settings([chosen("a")])).master.limiter == limiter)
  }

  @Test func theMoodsBrightnessStandsOnTheBusEqualisersAlone() {
    let plain = produced([part("a", [note(0, 9)])], settings([chosen("a")])).master.inserts
    #expect(value("HSgain", of: plain[0]) == 2 && value("HSgain", of: plain[2]) == nil)
    let bright = produced([part("a", [note(0, 9)])], settings([chosen("a")], brightness: 1.5)).master.inserts
    #expect(value("HSgain", of: bright[0]) == 3.5 && value("HSsec", of: bright[0]) == 1 && value("HSfreq", of: bright[0]) == 9000)
    #expect(bright[1] == plain[1])
    #expect(value("HSgain", of: bright[2]) == 1.5)
    let brightest = produced([part("a", [note(0, 9)])], settings([chosen("a")], brightness: 11)).master.inserts
    #expect(value("HSgain", of: brightest[0]) == 12)
  }

  @Test func controlsAreSortedAndNamedOnce() {
    let session = produced([part("a", [note(0, 9)])], settings([chosen("a")], brightness: -3))
    let effects = session.tracks.flatMap(\.inserts) + session.returns.flatMap(\.inserts) + session.master.inserts
    #expect(effects.count == 5)
    for effect in effects + [session.master.limiter] {
      let symbols = effect.controls.map(\.symbol)
      #expect(symbols == symbols.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } && Set(symbols).count == symbols.count)
    }
  }

  @Test func theDitherFollowsTheSeed() {
    func seed(_ number: Int) -> Int { produced([part("a", [note(0, 9)])], settings([chosen("a")]), seed: number).master.ditherSeed }
    #expect(seed(1) == seed(1) && seed(1) != seed(2))
  }
}
