// SPDX-License-Identifier: Apache-2.0
/// Why audio could not be made. The cases carry data; the sentences are written by the diagnostics that show them.
package enum AudioError: Error, Sendable, Hashable {
  /// The session names a font, a plugin or a return that it or the resources don't have; a bug of the caller.
  case unresolved(kind: UnresolvedKind, name: String)
  /// The file is missing, or isn't a SoundFont that FluidSynth reads.
  case soundFontUnreadable(name: String, path: String)
  case presetMissing(soundFont: String, bank: Int, program: Int)
  /// The bundle's folder is missing, or holds no plugin of this URI.
  case pluginMissing(uri: String, bundle: String, debianPackage: String)
  case pluginRefused(uri: String, reason: PluginRefusal)
  /// The plugin wrote a sample that isn't a number, or is infinite.
  case pluginBadOutput(uri: String, whereUsed: String)
  /// The plugin's process ended while it worked.
  ///
  /// - signal: of the system that ended it; 0 where it ended itself.
  case pluginCrashed(uri: String, signal: Int)
  /// The plugin worked on one block for longer than a plugin may.
  case pluginHung(uri: String, seconds: Int)
  /// - reason: the system's or the encoder's own words.
  case fileUnwritable(path: String, reason: String)
  /// An audio file that was just written can't be decoded.
  ///
  /// - reason: the decoder's own words.
  case fileUnreadable(path: String, reason: String)
  /// Nothing in the whole piece is louder than the meter's gate of -70 LUFS.
  case silent
  /// The limiter can't reach the loudness under the ceiling: what came nearest.
  ///
  /// Loudness in LUFS, true peak in dBTP.
  case loudnessUnreachable(target: Double, reached: Double, truePeak: Double)
  /// What a lossy file decodes to stays above the ceiling, however often it is turned down. dBTP.
  case codecOvershoots(encoding: String, ceiling: Double, truePeak: Double)
  /// Memory, threads or a library's own set-up failed.
  case resourcesExhausted(String)
  case cancelled
  /// Two or more of the others, in the order of the session.
  case several([AudioError])

  /// One error of many; nil of none.
  static func together(_ errors: [AudioError]) -> AudioError? {
    var different: [AudioError] = []
    for error in errors.flatMap(\.single) where !different.contains(error) { different.append(error) }
    if different.contains(.cancelled) { return .cancelled }
    return different.count > 1 ? .several(different) : different.first
  }

  /// Itself, or those that it is several of.
  package var single: [AudioError] {
    if case .several(let errors) = self { errors } else { [self] }
  }

  package enum UnresolvedKind: String, Sendable, Hashable {
    case pluginBundle, returnBus, soundFont
  }

  package enum PluginRefusal: Sendable, Hashable {
    /// The plugin requires a host feature that songc doesn't have.
    case featureRequired(String)
    /// lilv or the plugin gave no instance.
    case notInstantiated
    /// Its bundle has no preset of this URI.
    case noSuchPreset(String)
    /// An instrument without an input for notes.
    case noEventInput
    /// The session sets a control input that the plugin hasn't.
    case noSuchControl(symbol: String)
    /// The plugin doesn't have one or two audio inputs (or a side chain beside them) and one or two outputs.
    case unsuitableAudioPorts(inputs: Int, outputs: Int)
    /// A port that is neither audio, control nor atom and isn't optional.
    case unknownPort(symbol: String)
    /// More frames of latency than the mixer looks ahead.
    case latencyTooLong(frames: Int)
  }
}
