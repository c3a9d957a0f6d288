// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import CFluidSynth
internal import SongBase
internal import SongIR
internal import Synchronization

/// FluidSynth keeps the samples of open fonts in one place for the whole process; one thread at a time opens and
/// closes.
private let fontAccess = Mutex<Void>(())

/// Loads the libraries that are loaded late otherwise, with all that they need.
///
/// - Throws: `resourcesExhausted`.
package func loadLibraries() throws(AudioError) {
  for problem in [songLoadFluidSynth(), songLoadSndFile()] {
    if let problem { throw .resourcesExhausted(String(cString: problem)) }
  }
}

/// One FluidSynth with one preset: a track's sound.
///
/// Making and destroying one is locked (the samples of a font are shared between synths); between the two it may be
/// played by any one thread at a time.
struct SoundFontSynth: ~Copyable {
  /// Frames a call renders; note-ons are heard on this grid. Never changed: other sizes give other bits.
  static let block = 64

  private let settings: OpaquePointer
  private let synth: OpaquePointer
  private let channel: Int32

  /// Loads the font and the samples of the preset.
  ///
  /// - Throws: `soundFontUnreadable`, `presetMissing`, `resourcesExhausted`.
  init(_ sound: Session.FontPreset, path: String, sampleRate: Int, isDraft: Bool = false) throws(AudioError) {
    let opened = fontAccess.withLock { _ in open(sound, path: path, sampleRate: sampleRate, isDraft: isDraft) }
    let (settings, synth) = try opened.get()
    self.settings = settings
    self.synth = synth
    channel = channelNumber(of: sound)
  }

  deinit {
    fontAccess.withLock { _ in
      delete_fluid_synth(synth)
      delete_fluid_settings(settings)
    }
  }

  /// Plays an event now, at the start of the next block.
  ///
  /// FluidSynth reports a note-off without a sounding note as failed; that isn't an error here.
  borrowing func send(_ event: Session.Event.Kind) {
    switch event {
    case .noteOn(let key, let velocity):
      fluid_synth_noteon(synth, channel, Int32(truncatingIfNeeded: key), Int32(truncatingIfNeeded: velocity))
    case .noteOff(let key): fluid_synth_noteoff(synth, channel, Int32(truncatingIfNeeded: key))
    case .control(let controller, let value):
      fluid_synth_cc(synth, channel, Int32(truncatingIfNeeded: controller), Int32(truncatingIfNeeded: value))
    case .bend(let value): fluid_synth_pitch_bend(synth, channel, Int32(truncatingIfNeeded: value))
    }
  }

  /// True while a voice sounds; the blocks of a synth without voices are silent and needn't be rendered.
  var isSounding: Bool { fluid_synth_get_active_voice_count(synth) > 0 }

  /// Adds the next block to the frames `offset..<offset + block` of both sides, which the caller has set to zero.
  borrowing func addBlock(to audio: inout Stereo, at offset: Int) {
    precondition(offset >= 0 && offset + Self.block <= audio.count, "a synth block lies within its buffer")
    let status = audio.withPointers { left, right in
      withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Float>?.self, capacity: 2) { sides in
        sides.initializeElement(at: 0, to: left + offset)
        sides.initializeElement(at: 1, to: right + offset)
        return fluid_synth_process(synth, Int32(Self.block), 0, nil, 2, sides.baseAddress)
      }
    }
    assert(status == FLUID_OK, "FluidSynth refused a block")
  }
}

/// A synth with the preset on its channel, and the settings that it lives on; the caller deletes both.
private func open(
  _ sound: Session.FontPreset, path: String, sampleRate: Int, isDraft: Bool
) -> Result<(settings: OpaquePointer, synth: OpaquePointer), AudioError> {
  if let reason = songLoadFluidSynth() { return .failure(.resourcesExhausted(String(cString: reason))) }
  for level in 0..<Int32(LAST_LOG_LEVEL.rawValue) { fluid_set_log_function(level, nil, nil) }
  guard let settings = new_fluid_settings() else { return .failure(.resourcesExhausted("FluidSynth settings")) }
  guard configure(settings, sampleRate: sampleRate), let synth = new_fluid_synth(settings) else {
    delete_fluid_settings(settings)
    return .failure(.resourcesExhausted("FluidSynth synth"))
  }
  if let error = load(sound, path: path, isDraft: isDraft, into: synth) {
    delete_fluid_synth(synth)
    delete_fluid_settings(settings)
    return .failure(error)
  }
  return .success((settings, synth))
}

/// Polyphony is so high that no voice is ever stolen: stealing would depend on details of the block structure.
private func configure(_ settings: OpaquePointer, sampleRate: Int) -> Bool {
  let integers: [(String, Int32)] = [
    ("synth.reverb.active", 0), ("synth.chorus.active", 0), ("synth.polyphony", 1024),
    ("synth.dynamic-sample-loading", 1), ("synth.threadsafe-api", 0), ("synth.lock-memory", 0),
    ("synth.cpu-cores", 1),
  ]
  for (name, value) in integers where fluid_settings_setint(settings, name, value) != FLUID_OK { return false }
  return fluid_settings_setnum(settings, "synth.sample-rate", Double(sampleRate)) == FLUID_OK
    && fluid_settings_setnum(settings, "synth.gain", 0.6) == FLUID_OK
}

private func load(_ sound: Session.FontPreset, path: String, isDraft: Bool, into synth: OpaquePointer) -> AudioError? {
  let interpolation = isDraft ? FLUID_INTERP_LINEAR : FLUID_INTERP_4THORDER
  guard fluid_synth_set_interp_method(synth, -1, Int32(interpolation.rawValue)) == FLUID_OK else {
    return .resourcesExhausted("FluidSynth interpolation")
  }
  let font = fluid_synth_sfload(synth, path, 0)
  guard font != FLUID_FAILED else { return .soundFontUnreadable(name: sound.soundFont, path: path) }
  let (channel, bank, program) = (channelNumber(of: sound), Int32(sound.bank), Int32(sound.program))
  guard fluid_synth_program_select(synth, channel, font, bank, program) == FLUID_OK else {
    return .presetMissing(soundFont: sound.soundFont, bank: sound.bank, program: sound.program)
  }
  return nil
}

/// Drum kits play on the channel that MIDI keeps for them.
private func channelNumber(of sound: Session.FontPreset) -> Int32 { sound.bank == 128 ? 9 : 0 }
