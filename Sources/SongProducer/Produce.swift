// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
package import SongIR
package import SongLibrary
internal import SongMusic

/// Plans the production: which sound plays each part, how it is equalised, placed and mixed, and the master.
///
/// Total: what is missing on the machine comes up when the session is rendered.
package func produce(
  _ performance: Performance, settings: Settings, library: Library, in context: inout Context
) -> Session {
  let rate = settings.exports.first { $0.kind.isMaster }?.rate ?? 48_000
  let length = Frames(performance.tempo.seconds(at: performance.length), sampleRate: rate)
  let mix = library.mix(settings.mix.name)
  guard let limiter = library.effect(Library.limiter)?.effect else { preconditionFailure("every library has a limiter") }
  let strokes = kicks(performance, settings.parts, library, rate: rate)
  let tracks = zip(performance.parts, settings.parts).filter { !$0.0.notes.isEmpty && !$0.1.channel.isMuted }.map { part, chosen in
    track(part, chosen, performance, settings, library, strokes, rate)
  }
  var dither = context.seed.child("produce").child("dither").generator
  var noise = context.seed.child("produce").child("sweeps").generator
  let sweeps = sweeps(
    performance, settings, mix?.sweeps, rate: rate, seed: noise.below(1 << 30))
  let wholeNote = performance.tempo.wholeNote(until: performance.length)
  var session = Session(
    title: settings.title, sampleRate: rate, length: length, isLoop: settings.ending == .loop, tracks: tracks + (sweeps.map { [$0] } ?? []),
    returns: mix.map { returns($0, library, wholeNote: wholeNote) } ?? [],
    master: Session.Master(
      inserts: (mix?.bus ?? []).compactMap { library.effect($0) }.map { brightened($0.effect, by: settings.mix.brightnessDB) },
      limiter: limiter, loudness: settings.master.loudness, truePeak: settings.master.truePeak,
      fade: fade(settings.ending, rate, length), ditherSeed: dither.below(1 << 30),
      ride: performance.powers.map {
        .init(
          at: Frames(performance.tempo.seconds(at: $0.at), sampleRate: rate),
          levelDB: IntensityMapping.levelDB(power: $0.power, range: mix?.rangeDB), trebleDB: IntensityMapping.trebleDB(power: $0.power))
      },
      balance: mix?.balance.brightened(by: settings.mix.brightnessDB),
      automation: mixAutomation(performance, rate: rate, length: length, isLoop: settings.ending == .loop),
      dips: bandDips(performance, rate: rate, length: length)))
  session.credits = settings.credits
  return session
}

/// The reverb, and the delay where the mix has one.
private func returns(_ mix: MixPlan, _ library: Library, wholeNote: Double) -> [Session.Return] {
  let planned = [(MixPlan.reverbReturn, mix.reverb, mix.reverbDB)]
    + (mix.delay.map { [(MixPlan.delayReturn, $0.effect, $0.levelDB)] } ?? [])
  return planned.compactMap { id, effect, level in
    library.effect(effect).map {
      .init(id: id, inserts: [$0.inTempo($0.effect, wholeNote: wholeNote)], gainDB: level)
    }
  }
}

/// The fade at the end: over what the spec asks for; of a cut only what keeps it from clicking; else over the last
/// second, or a quarter of a very short piece; a loop has no end.
private func fade(_ ending: Spec.Ending, _ rate: Int, _ length: Frames) -> Frames {
  switch ending {
  case .fade(let time): Frames(min(Frames(Rational(time.value, 1_000_000), sampleRate: rate).value, length.value))
  case .cut: Frames(Int64(rate) * 5 / 1000)
  case .loop: .zero
  case .ring, .button: Frames(min(Int64(rate), length.value / 4))
  }
}

private func track(
  _ part: Performance.Part, _ chosen: Settings.Part, _ performance: Performance, _ settings: Settings, _ library: Library,
  _ kicks: [Frames], _ rate: Int
) -> Session.Track {
  let mix = library.mix(settings.mix.name)
  let wholeNote = performance.tempo.wholeNote(until: performance.length)
  let instrument = library.instrument(chosen.instrument)
  let sound = chosen.channel.sound.map { library.figures(of: $0) } ?? instrument?.sounds.first { $0.key == chosen.sound }
  let channel = mix?.roles.first { $0.role == chosen.role }
  return Session.Track(
    id: part.id, sound: chosen.channel.sound ?? sound?.preset ?? generalMIDI(part, chosen),
    events: events(part, performance.tempo, rate, octaves: sound?.octaves ?? 0),
    equaliser: equaliser(channel, performance, rate: rate), inserts: inserts(chosen.channel, library, wholeNote: wholeNote), gainDB: chosen.gainDB + (sound?.trimDB ?? 0),
    pan: chosen.pan, sends: sends(plannedSends(chosen, mix, channel, spaceDB: settings.mix.spaceDB), chosen.channel),
    duck: duck(channel, by: kicks, rate: rate))
}

/// The part's sends as the mix has them.
private func plannedSends(
  _ chosen: Settings.Part, _ mix: MixPlan?, _ channel: MixPlan.Channel?, spaceDB: Double
) -> [Session.Send] {
  guard mix != nil else { return [] }
  let reverb = Session.Send(to: MixPlan.reverbReturn, gainDB: chosen.sendDB)
  let delay = channel?.delayDB.map { Session.Send(to: MixPlan.delayReturn, gainDB: $0 + spaceDB) }
  return [reverb] + (delay.map { [$0] } ?? [])
}

/// The General MIDI program of the part in the font that the settings name.
private func generalMIDI(_ part: Performance.Part, _ chosen: Settings.Part) -> Session.Sound {
  Session.Sound(
    soundFont: String(chosen.sound.dropFirst(Settings.Part.generalMIDI.count)), bank: part.isPercussion ? 128 : 0,
    program: part.program)
}

/// Notes and controllers in frames: note-offs before controls before note-ons.
///
/// - Parameter octaves: that the keys are raised by.
private func events(_ part: Performance.Part, _ tempo: TempoMap, _ rate: Int, octaves: Int) -> [Session.Event] {
  func frame(_ tick: Ticks) -> Frames { Frames(tempo.seconds(at: tick), sampleRate: rate) }
  var events: [Session.Event] = []
  for note in part.notes {
    let key = min(max(note.key + 12 * octaves, 0), 127)
    events.append(.init(at: frame(note.onset), kind: .noteOn(key: key, velocity: note.velocity)))
    events.append(.init(at: frame(note.end), kind: .noteOff(key: key)))
  }
  for control in part.controls {
    events.append(.init(at: frame(control.at), kind: .control(control.controller, value: control.value)))
  }
  for bend in part.bends { events.append(.init(at: frame(bend.at), kind: .bend(bend.value))) }
  return events.enumerated()
    .sorted { ($0.element.at.value, rank($0.element.kind), $0.offset) < ($1.element.at.value, rank($1.element.kind), $1.offset) }
    .map(\.element)
}

private func rank(_ kind: Session.Event.Kind) -> Int {
  switch kind {
  case .noteOff: 0
  case .control, .bend: 1
  case .noteOn: 2
  }
}

/// The channel's high-pass, bell, shelf and low-pass, as far as the mix asks for them.
private func equaliser(_ channel: MixPlan.Channel?, _ performance: Performance, rate: Int) -> [Session.EqualiserBand] {
  guard let channel else { return [] }
  var bands: [Session.EqualiserBand] = []
  if channel.highPassHz > 0 { bands.append(.init(.highPass, hertz: channel.highPassHz)) }
  if channel.bellDB != 0 { bands.append(.init(.bell, hertz: channel.bellHz, gainDB: channel.bellDB, quality: bellQuality)) }
  if channel.shelfDB != 0 { bands.append(.init(.highShelf, hertz: channel.shelfHz, gainDB: channel.shelfDB)) }
  if let lowPass = channel.lowPass {
    bands.append(.init(.lowPass, hertz: lowPass.mostHz, moves: lowPassMoves(lowPass, performance, rate: rate)))
  }
  return bands
}

/// Two octaves wide, as wide as bells on single tracks mostly are.
private let bellQuality = 2.0 / 3

/// The bus equaliser with the mood's treble on top of its own.
private func brightened(_ effect: Session.Effect, by decibels: Double) -> Session.Effect {
  guard effect.uri.contains("fil4"), decibels != 0 else { return effect }
  let own = effect.controls.first { utf8Equal($0.symbol, "HSgain") }?.value ?? 0
  return effect.setting([.init("HSsec", 1), .init("HSgain", min(max(own + decibels, -12), 12))])
}
