// SPDX-License-Identifier: Apache-2.0
internal import SongImport
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// What plays a part of a General MIDI program: the library's instrument of the program, else a sound of the program of
/// another one, else the program in the standard SoundFont.
struct InstrumentChoice {
  let instrument: Instrument
  /// The name in the instrument's file, or the SoundFont whose program plays.
  let sound: String
  /// What brings a sound without a file to the level of those that have one, dB.
  private(set) var trimDB = 0.0

  init(_ part: PlayedScore.Part, style: String, library: Library) {
    if part.isPercussion {
      let kits = library.instruments.filter { $0.kit != nil }
      let programs = [part.program, 0]
      func size(_ kit: Instrument) -> Int { library.drumKit(of: kit)?.voices.count ?? 0 }
      let found = programs.lazy.compactMap { program in
        kits.filter { $0.preset?.bank == 128 && $0.preset?.program == program }.max { size($0) < size($1) }
      }.first ?? kits.max { size($0) < size($1) }
      guard let found else { preconditionFailure("the library has a drum kit") }
      instrument = found
      sound = found.usualSound
      return
    }
    let pitched = library.instruments.filter { $0.kit == nil }
    if let own = best(pitched.filter { $0.program == part.program }, for: part, style: style) {
      instrument = own
      sound = own.usualSound
      return
    }
    let sounds = pitched.flatMap { instrument in instrument.sounds.map { (instrument: instrument, sound: $0) } }
    let like = sounds.first { !$0.sound.bindsOutput && $0.sound.preset.fontPreset?.bank == 0 && $0.sound.preset.fontPreset?.program == part.program }
    if let like {
      instrument = like.instrument
      sound = like.sound.key
      return
    }
    // By families of eight, then by distance.
    func distance(_ other: Instrument) -> Int {
      (other.program / 8 == part.program / 8 ? 0 : 1000) + abs(other.program - part.program)
    }
    guard let near = pitched.min(by: { distance($0) < distance($1) }) else { preconditionFailure("the library has instruments") }
    instrument = near
    sound = "\(Settings.Part.generalMIDI)\(standardFont)"
    trimDB = near.sounds.first { $0.preset.fontPreset?.soundFont == standardFont }?.trimDB ?? 0
  }
}

/// Of several instruments of one program the one whose first sound is that program, then the one that reaches most
/// notes, then one of the style.
private func best(_ instruments: [Instrument], for part: PlayedScore.Part, style: String) -> Instrument? {
  func cost(_ instrument: Instrument) -> Int {
    let isOwn = instrument.preset.map { $0.bank == 0 && $0.program == part.program } ?? false
    let outside = part.notes.count { !instrument.comfortable.contains($0.key) }
    return (isOwn ? 0 : 1000) + 100 * outside / max(1, part.notes.count) + (instrument.tags.contains(style) ? 0 : 1)
  }
  return instruments.min { cost($0) < cost($1) }
}

extension Instrument {
  /// The first sound of a SoundFont, which plays any controllers and chords, whose licence doesn't bind what is played with it.
  private var usual: Sound? {
    let free = sounds.filter { !$0.bindsOutput }
    return free.first { $0.preset.fontPreset != nil } ?? free.first
  }
  fileprivate var usualSound: String { usual?.key ?? "" }
  fileprivate var preset: Session.FontPreset? { usual?.preset.fontPreset }
}

/// The General MIDI SoundFont that the library's sounds come from.
private let standardFont = "FluidR3_GM"
