// SPDX-License-Identifier: Apache-2.0
package import SongAudio
internal import SongBase
package import SongBinder
package import SongDiff
internal import SongIR

/// What a comparison may look at.
package enum DiffLevel: String, Sendable, Hashable, CaseIterable {
  /// Keys, decisions, versions and sync points.
  case settings
  /// What is written: bars, tempo, chords and notes of scores.
  case score
  /// What sounds: the notes of MIDI files and performances.
  case notes
  /// Sounds, mix and audio files.
  case audio
}

/// What differs between two sides, layer by layer; a layer that only one of them has is nil.
package struct Difference: Sendable {
  /// A decision, a version or a model that isn't the same.
  package struct Setting: Sendable, Hashable {
    package let key: String
    /// Nil where nothing was decided under that key.
    package let old: String?
    package let new: String?
    /// Why each was decided; empty where that isn't known.
    package let oldReason: String
    package let newReason: String
  }

  package struct Sync: Sendable, Hashable {
    package let name: String
    /// Nil where the point came.
    package let old: SyncPlace?
    package let new: SyncPlace?
  }

  /// A part's sound, effects, level or place in the mix; a return's; the master's.
  package struct Mix: Sendable, Hashable {
    package let name: String
    package let changes: [String]
  }

  package let old: String
  package let new: String
  /// Keys of the spec.
  package internal(set) var keys: [KeyChange]?
  /// Files that a spec reads and that changed.
  package internal(set) var files: [String] = []
  package internal(set) var settings: [Setting]?
  package internal(set) var versions: [Setting] = []
  package internal(set) var score: PieceDifference?
  package internal(set) var playing: PieceDifference?
  package internal(set) var sync: [Sync]?
  package internal(set) var mix: [Mix]?
  package internal(set) var audio: [(name: String, difference: AudioDifference)] = []
  /// Names of sounds that only one of two sides that have sound has.
  package internal(set) var audioOnlyOld: [String] = []
  package internal(set) var audioOnlyNew: [String] = []
  /// Names of sounds that both have and that weren't compared: one is git's.
  package internal(set) var audioSkipped: [String] = []
  /// What made each layer differ, by the layer's name.
  package internal(set) var causes: [String: [String]] = [:]

  /// Both sides, what a page calls them, and their sound.
  var sides: [DiffSide] = []
  var pageNames: [String] = []
  var sounds: [PageSound] = []

  init(old: String, new: String) {
    self.old = old
    self.new = new
  }

  /// Whether both sides are the same in all that was compared.
  package var isEmpty: Bool {
    (keys ?? []).isEmpty && files.isEmpty && (settings ?? []).isEmpty && versions.isEmpty && score?.isEmpty ?? true
      && playing?.isEmpty ?? true && (sync ?? []).isEmpty && (mix ?? []).isEmpty
      && audio.allSatisfy(\.difference.isIdentical) && audioOnlyOld.isEmpty && audioOnlyNew.isEmpty
  }

  /// Names of layers that differ, as causes are kept under them.
  var layers: [String] {
    var names: [String] = (settings ?? []).map { "settings.\($0.key)" }
    if let score { names += score.layers.map { "score.\($0)" } }
    if let playing { names += playing.layers.map { "notes.\($0)" } }
    names += (sync ?? []).map { "sync.\($0.name)" } + (mix ?? []).map { "mix.\($0.name)" }
    return names
  }
}

extension PieceDifference {
  /// Names of what differs.
  var layers: [String] {
    var names: [String] = []
    if !bars.isEmpty { names.append("bars") }
    if !meters.isEmpty { names.append("meters") }
    if !keys.isEmpty { names.append("keys") }
    if !signs.isEmpty { names.append("signs") }
    if !sections.isEmpty { names.append("sections") }
    if !tempos.isEmpty { names.append("tempo") }
    if !chords.isEmpty { names.append("chords") }
    return names + parts.filter { !$0.isSame }.map { "part.\($0.name)" }
  }
}
