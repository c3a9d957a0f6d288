// SPDX-License-Identifier: Apache-2.0
package import SongAudio
internal import SongBase
internal import SongIR
package import SongLibrary
internal import SongMusic

/// What a sound of the library is when it is played alone: what `stdlib/instruments/` stores of it, and how well it is in tune.
package struct SoundFigures: Sendable, Hashable {
  /// What brings it to the level of its class, dB.
  package let trimDB: Double
  /// From note-on to the first frame above -60 dBFS, milliseconds.
  package let attackMS: Double
  /// Centre of its spectrum, Hz.
  package let brightnessHz: Double
  /// From the note that is asked for to the one that sounds, cents; nil where it has no clear pitch.
  package let cents: Double?
}

/// The loudness that trims bring sounds to, LUFS.
private let classLoudness = -23.0
/// Frames a second of what is measured.
private let rate = Spec.Export.standardRate

extension Library {
  /// Measures a sound of an instrument, but for attack and tuning.
  ///
  /// A pitched sound plays four notes at velocity 80, each 0.8 s long, at odd eighths of the comfortable range; a kit the
  /// groove of 66 % at 104 beats a minute of the pattern in 4/4 that shares most tags with the instrument.
  package func measure(
    _ sound: Instrument.Sound, of instrument: Instrument, resources: AudioResources
  ) throws(AudioError) -> SoundMeasure {
    if let kit = drumKit(of: instrument) {
      let events = groove(of: kit, on: instrument)
      let frames = Int(events.last?.at.value ?? 0) + rate
      return try measureSound(sound.preset, events: events, firstNote: frames, frames: frames, resources: resources)
    }
    let keys = [1, 3, 5, 7].map { instrument.comfortableKey($0) + 12 * sound.octaves }
    return try measureSound(sound.preset, keys: keys, velocity: 80, seconds: 0.8, resources: resources)
  }

  /// From the notes of a sound to what is heard, cents: the middle of three notes in the middle of the comfortable range; nil
  /// where one has no clear pitch, and for kits.
  package func cents(
    of sound: Instrument.Sound, _ instrument: Instrument, resources: AudioResources
  ) throws(AudioError) -> Double? {
    guard instrument.kit == nil else { return nil }
    var found: [Double] = []
    // Each alone: what rings on has a pitch of its own.
    for key in [3, 4, 5].map(instrument.comfortableKey) {
      let measure = try measureSound(
        sound.preset, key: key + 12 * sound.octaves, velocity: 80, seconds: 0.6, resources: resources)
      guard let hertz = measure.fundamentalHz else { return nil }
      found.append(1200 * portableLog2(hertz / 440) - Double(100 * (key - 69)))
    }
    return found.sorted()[1]
  }

  /// All figures of a sound.
  package func figures(
    of sound: Instrument.Sound, _ instrument: Instrument, resources: AudioResources
  ) throws(AudioError) -> SoundFigures {
    let measure = try measure(sound, of: instrument, resources: resources)
    return SoundFigures(
      trimDB: measure.trimDB, attackMS: try attackMS(of: sound, instrument, resources), brightnessHz: measure.centroidHz,
      cents: try cents(of: sound, instrument, resources: resources))
  }

  /// A sound's time to its first frame above -60 dBFS at velocity 100, the middle one of three keys: the ends and the middle
  /// of the comfortable range; of a kit that of its kick and crash together.
  private func attackMS(
    of sound: Instrument.Sound, _ instrument: Instrument, _ resources: AudioResources
  ) throws(AudioError) -> Double {
    var attacks: [Double] = []
    for keys in strikes(of: instrument) {
      let track = Session.Track(
        id: "sound", sound: sound.preset,
        events: keys.map { .init(at: .zero, kind: .noteOn(key: $0 + 12 * sound.octaves, velocity: 100)) }, inserts: [], gainDB: 0,
        pan: 0, sends: [])
      let frame = try onset(of: track, from: .zero, sampleRate: rate, resources: resources)
      attacks.append(frame.map { Double($0.value) * 1000 / Double(rate) } ?? .infinity)
    }
    return attacks.sorted()[attacks.count / 2]
  }

  /// What is struck at once: single keys, of a kit its kick and crash together, as they strike an accent.
  private func strikes(of instrument: Instrument) -> [[Int]] {
    guard let kit = drumKit(of: instrument) else {
      return [instrument.comfortable.low, instrument.comfortable.middle, instrument.comfortable.high].map { [$0] }
    }
    let accent = [["kick", "low"], ["crash", "cymbal"]].compactMap { names in
      kit.voices.first { names.contains($0.name) }?.key
    }
    return [accent.isEmpty ? [kit.voices[0].key] : accent]
  }

  /// Two bars of a kit's groove, or as many as it has.
  private func groove(of kit: DrumKit, on instrument: Instrument) -> [Session.Event] {
    func shared(_ set: PatternSet) -> Int { (instrument.tags + [instrument.key]).count { set.tags.contains($0) } }
    let sets = patterns(for: .drums, in: Meter(4, 4), on: instrument)
    let most = sets.map(shared).max()
    guard let groove = sets.first(where: { shared($0) == most })?.groove(at: 660) else { return [] }
    let framesPerQuarter = Double(rate) * 60 / 104
    return groove.hits.compactMap { hit -> Session.Event? in
      guard case .kit(let name) = hit.tone, let voice = kit.voices.first(where: { $0.name == name }) else { return nil }
      return Session.Event(
        at: Frames(Int64((hit.onset.double * framesPerQuarter).rounded())),
        kind: .noteOn(key: voice.key, velocity: velocity(of: hit.stroke)))
    }
  }
}

private func velocity(of stroke: PatternSet.Stroke) -> Int {
  switch stroke {
  case .accent: 97
  case .normal, .open, .flam: 83
  case .soft: 69
  case .ghost: 49
  }
}

extension Instrument {
  /// The key at some eighths of the comfortable range.
  fileprivate func comfortableKey(_ eighths: Int) -> Int {
    comfortable.low + (comfortable.high - comfortable.low) * eighths / 8
  }
}

extension SoundMeasure {
  /// What brings it to the level of its class, dB.
  package var trimDB: Double { classLoudness - loudness }
}
