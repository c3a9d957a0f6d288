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
    track(part, chosen, performance, library, mix, strokes, rate)
  }
  var dither = context.seed.child("produce").child("dither").generator
  let reverb = mix.flatMap { library.effect($0.reverb) }
  var session = Session(
    title: settings.title, sampleRate: rate, length: length, isLoop: settings.ending == .loop, tracks: tracks,
    returns: reverb.map { [.init(id: MixPlan.reverbReturn, inserts: [$0.effect], gainDB: mix?.reverbDB ?? 0)] } ?? [],
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
  _ part: Performance.Part, _ chosen: Settings.Part, _ performance: Performance, _ library: Library, _ mix: MixPlan?,
  _ kicks: [Frames], _ rate: Int
) -> Session.Track {
  let instrument = library.instrument(chosen.instrument)
  let sound = chosen.channel.sound.map { library.figures(of: $0) } ?? instrument?.sounds.first { $0.key == chosen.sound }
  let channel = mix?.roles.first { $0.role == chosen.role }
  return Session.Track(
    id: part.id, sound: chosen.channel.sound ?? sound?.preset ?? generalMIDI(part, chosen),
    events: events(part, performance.tempo, rate, octaves: sound?.octaves ?? 0),
    inserts: equaliser(channel, library) + inserts(chosen.channel, library), gainDB: chosen.gainDB + (sound?.trimDB ?? 0),
    pan: chosen.pan, sends: sends(mix == nil ? [] : [.init(to: MixPlan.reverbReturn, gainDB: chosen.sendDB)], chosen.channel),
    duck: duck(channel, by: kicks, rate: rate))
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

/// The track's equaliser with the channel's high-pass, bell and shelf; none where the mix asks for none of them.
private func equaliser(_ channel: MixPlan.Channel?, _ library: Library) -> [Session.Effect] {
  guard let channel, let preset = library.effect("track-eq") else { return [] }
  guard channel.highPassHz > 0 || channel.bellDB != 0 || channel.shelfDB != 0 else { return [] }
  var controls: [Session.Control] = []
  if channel.highPassHz > 0 { controls += [.init("HighPass", 1), .init("HPfreq", channel.highPassHz)] }
  if channel.bellDB != 0 {
    // Each of fil4's four bells has its own range.
    let band = channel.bellHz < 150 ? 1 : channel.bellHz < 800 ? 2 : channel.bellHz < 3000 ? 3 : 4
    controls += [.init("sec\(band)", 1), .init("freq\(band)", channel.bellHz), .init("gain\(band)", channel.bellDB)]
  }
  if channel.shelfDB != 0 { controls += [.init("HSsec", 1), .init("HSfreq", channel.shelfHz), .init("HSgain", channel.shelfDB)] }
  return [preset.effect.setting(controls)]
}

/// The bus equaliser with the mood's treble on top of its own.
private func brightened(_ effect: Session.Effect, by decibels: Double) -> Session.Effect {
  guard effect.uri.contains("fil4"), decibels != 0 else { return effect }
  let own = effect.controls.first { utf8Equal($0.symbol, "HSgain") }?.value ?? 0
  return effect.setting([.init("HSsec", 1), .init("HSgain", min(max(own + decibels, -12), 12))])
}
