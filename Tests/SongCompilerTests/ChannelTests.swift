// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongLibrary
import SongMIDI
import Testing

/// Sounds, effects, levels, places, sends and mutes of parts: they reach the session and no note.
@Suite struct ChannelTests {
  private func piece(keys: String = "", lead: String = "") throws -> Compilation {
    func part(_ name: String, _ text: String, _ more: String) -> String {
      "  \(name): {\(text)\(more.isEmpty ? "" : ", \(more)")}\n"
    }
    let text = "song: 1\nseed: 7\nstyle: pop\nduration: 20s\nparts:\n"
      + part("keys", "role: chords, instrument: piano", keys) + part("lead", "role: melody, instrument: synth-lead", lead)
    let (compilation, diagnostics) = compiled(text)
    return try #require(compilation, "\(diagnostics.map(\.message))")
  }

  private func track(_ piece: Compilation, _ id: String = "keys") throws -> Session.Track {
    try #require(piece.session.tracks.first { $0.id == id })
  }

  private func value(_ piece: Compilation, _ key: String) -> String? {
    piece.settings.decisions.first { $0.key == key && $0.reason == .spec }?.value
  }

  /// Notes and MIDI are the same, and so are the tracks of the other parts.
  private func expectSameMusic(_ changed: Compilation, _ plain: Compilation) throws {
    #expect(changed.score == plain.score)
    #expect(changed.performance == plain.performance)
    #expect(try track(changed, "lead") == (try track(plain, "lead")))
  }

  @Test func aSoundOfTheInstrumentPlaysItsPart() throws {
    let plain = try piece()
    let bright = try piece(keys: "sound: bright")
    let sounds = try #require(knowledge.library.instrument("piano")).sounds
    let figures = try #require(sounds.first { $0.key == "bright" })
    #expect(try track(bright).sound == figures.preset)
    #expect(try track(plain).sound == sounds[0].preset)
    #expect(abs(try track(bright).gainDB - track(plain).gainDB - (figures.trimDB - sounds[0].trimDB)) < 1e-9)
    #expect(try track(bright).events == (try track(plain).events))
    #expect(value(bright, "parts.keys.sound") == "bright")
    try expectSameMusic(bright, plain)
  }

  @Test func aMixSaysWhichInstrumentsStandOut() throws {
    let mix = try #require(knowledge.library.mix("pop"))
    func level(of instrument: String) throws -> Double {
      let text = "song: 1\nseed: 7\nstyle: pop\nduration: 20s\nparts:\n  own: {role: chords, instrument: \(instrument)}\n"
      let trim = try #require(knowledge.library.instrument(instrument)).sounds[0].trimDB
      return try track(try #require(compiled(text).0), "own").gainDB - trim
    }
    let usual = try level(of: "piano")
    let chords = mix.instruments.filter { knowledge.library.instrument($0.instrument)?.kit == nil }
    #expect(chords.count >= 2 && !chords.contains { $0.instrument == "piano" })
    for own in chords { #expect(abs(try level(of: own.instrument) - usual - own.levelDB) < 1e-9, "\(own.instrument)") }
  }

  @Test func aPresetOfAnyFontPlaysAPart() throws {
    let plain = try piece()
    let other = try piece(keys: "sound: {file: FluidR3_GM, bank: 8, program: 4}")
    #expect(try track(other).sound == Session.Sound(soundFont: "FluidR3_GM", bank: 8, program: 4))
    #expect(value(other, "parts.keys.sound") == "FluidR3_GM 8:4")
    try expectSameMusic(other, plain)
    // What the library knows of a preset holds for it.
    let known = try piece(keys: "sound: {file: FluidR3_GM, program: 1}")
    #expect(try track(known) == (try track(piece(keys: "sound: bright"))))
    let file = try piece(keys: "sound: {file: sounds/mine.sf2}")
    #expect(try track(file).sound == Session.Sound(soundFont: "sounds/mine.sf2", bank: 0, program: 0))
  }

  @Test func aPluginPlaysAPart() throws {
    let uri = "http://drobilla.net/plugins/mda/DX10"
    let preset = "http://drobilla.net/plugins/mda/presets#DX10-jazz-e-piano"
    let known = try #require(knowledge.library.plugin(uri))
    let own = try piece(keys: "sound: {uri: \"\(uri)\", preset: \"\(preset)\", controls: {volume: 0.25, attack: 0.5}}")
    let plugin = try #require(try track(own).sound.plugin)
    #expect(plugin.uri == uri && plugin.preset == preset && plugin.bundle == known.bundle)
    #expect(plugin.controls == [.init("attack", 0.5), .init("volume", 0.25)])
    let foreign = try #require(try track(piece(keys: "sound: {uri: \"urn:mine\"}")).sound.plugin)
    #expect(foreign.uri == "urn:mine" && !foreign.hasKnownBundle && foreign.preset == nil)
  }

  @Test func effectsStandBehindTheEqualiserInTheirOrder() throws {
    let plain = try piece()
    let wet = try piece(keys: "effects: [echo, {uri: \"urn:mine\", controls: {b: 2, a: -1}}, hall]")
    let (before, after) = (try track(plain).inserts, try track(wet).inserts)
    #expect(Array(after.prefix(before.count)) == before && after.count == before.count + 3)
    let added = Array(after.suffix(3))
    // Delays fall on notes of the piece; everything else is the library's.
    func isLibrarys(_ effect: Session.Effect, _ key: String, but symbol: String) -> Bool {
      guard let insert = knowledge.library.effect(key)?.insert else { return false }
      let own = effect.controls.filter { $0.symbol == symbol }
      return own.count == 1 && effect == insert.setting(own) && effect != insert
    }
    #expect(isLibrarys(added[0], "echo", but: "ms"))
    #expect(added[1] == Session.Effect(uri: "urn:mine", bundle: "", debianPackage: "", controls: [.init("a", -1), .init("b", 2)]))
    #expect(isLibrarys(added[2], "hall", but: "delay"))
    #expect(value(wet, "parts.keys.effects") == "echo urn:mine b=2 a=-1 hall")
    try expectSameMusic(wet, plain)
  }

  /// A return is wet alone; a part that goes through a reverb is heard.
  @Test func aReverbLetsItsPartThrough() throws {
    let reverbs = knowledge.library.effects.filter { $0.tags.contains("reverb") }
    #expect(reverbs.count >= 3)
    for effect in reverbs {
      func dry(_ effect: Session.Effect) -> Double? { effect.controls.first { $0.symbol == "dry_level" }?.value }
      #expect(dry(effect.effect) == 0 && dry(effect.insert) == 100, "\(effect.key)")
      #expect(effect.effect.uri == effect.insert.uri, "\(effect.key)")
    }
  }

  @Test func levelPanAndSendsAreTheTracks() throws {
    let plain = try piece()
    let changed = try piece(keys: "level: -6 dB, pan: L40, sends: {reverb: -30 dB}")
    let (before, after) = (try track(plain), try track(changed))
    #expect(abs(after.gainDB - (before.gainDB - 6)) < 1e-9)
    #expect(after.pan == -0.4)
    #expect(after.sends == [.init(to: "reverb", gainDB: -30)] && before.sends.count == 1)
    #expect(after.sound == before.sound && after.inserts == before.inserts && after.events == before.events)
    let decided = ["level", "pan", "sends.reverb"].map { value(changed, "parts.keys.\($0)") }
    #expect(decided == ["-6 dB", "-40%", "-30 dB"])
    try expectSameMusic(changed, plain)
    for (text, pan) in [("C", 0.0), ("R100", 1), ("-12.5%", -0.125), ("25%", 0.25)] {
      #expect(try track(piece(keys: "pan: \(text)")).pan == pan, "\(text)")
    }
  }

  /// How much louder the right is than the left by the levels of the parts, dB.
  private func leanDB(_ piece: Compilation) -> Double {
    let powers = piece.settings.parts.map { (gain(decibels: 2 * $0.gainDB), turns: $0.pan / 4) }
    let (whole, side) = powers.reduce((0.0, 0.0)) { ($0.0 + $1.0, $0.1 + $1.0 * portableSin(turns: $1.turns)) }
    return 10 * log10((whole + side) / (whole - side))
  }

  /// Rock's guitars stand at both sides; one of them alone doesn't.
  @Test func aPartOfAPairStandsNearerToTheMiddle() throws {
    func piece(_ keys: String) throws -> Compilation {
      let parts = "  pad: {role: pad, instrument: harmonium}\n  keys: {role: chords, instrument: organ\(keys)}\n"
      return try #require(compiled("song: 1\nseed: 3\nstyle: rock\nduration: 10s\nparts:\n\(parts)").0)
    }
    let style = try #require(knowledge.library.style("rock"))
    let guitars = style.arrangement.band.filter { $0.role == .chords }.map(\.pan)
    #expect(guitars == [-0.75, 0.75])
    let alone = try piece("")
    #expect(abs(leanDB(alone)) < 1 && abs(leanDB(alone)) > 0.8)
    let place = try track(alone).pan
    #expect(place < 0 && place > -0.3)
    // Levels, places and mutes of one part move no other, and a place that is said stays.
    #expect(try track(piece(", pan: L75")).pan == -0.75)
    for more in [", pan: L75", ", level: -20 dB", ", mute: true"] {
      #expect(try track(piece(more), "pad").pan == (try track(alone, "pad")).pan, "\(more)")
    }
    #expect(try track(piece(", level: -20 dB")).pan == place)
  }

  @Test(arguments: knowledge.library.styles.map(\.key)) func theWholeBandOfAStyleStandsWhereTheStyleSays(style: String) throws {
    let band = try #require(knowledge.library.style(style)).arrangement.band
    let piece = try #require(compiled("song: 1\nseed: 3\nstyle: \(style)\nduration: 10s\n").0)
    #expect(piece.settings.parts.map(\.pan) == band.map(\.pan))
  }

  @Test func aMutedPartIsWrittenAndNotHeard() throws {
    let plain = try piece()
    let muted = try piece(keys: "mute: true")
    #expect(muted.session.tracks == plain.session.tracks.filter { $0.id != "keys" })
    #expect(muted.score.parts.first { $0.id == "keys" }?.notes.isEmpty == false)
    #expect(midiBytes(muted) == midiBytes(plain))
    try expectSameMusic(muted, plain)
    #expect(try piece(keys: "mute: false").session == plain.session)
  }

  private func midiBytes(_ piece: Compilation) -> [UInt8] { writeSMF(piece.performance) }

  @Test func whatABaseSaysOfSoundsIsKeptWithThem() {
    var base = Spec.Channel()
    base.level = Located(-3, at: nowhere)
    base.mute = Located(true, at: nowhere)
    base.sound = .named(Located("bright", at: nowhere))
    var own = Spec.Channel()
    own.level = Located(2, at: nowhere)
    let filled = own.filled(from: base)
    #expect(filled.level?.value == 2 && filled.mute?.value == true && filled.sound == base.sound)
  }

  private let nowhere = Span(file: FileID(0), start: 0, end: 0)
}
