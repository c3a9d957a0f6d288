// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongDiff
internal import SongIR
internal import SongSyntax

/// One side of a comparison: a spec, what a build left, or a file of notes or sound.
struct DiffSide {
  /// As people are told of it: `HEAD:forest.song.yaml`.
  let name: String
  var spec: SpecSide?
  /// What was decided, with the reasons.
  var choices: [LockChoice]?
  var versions: BuildVersions?
  /// What is written: from a spec's score or a MusicXML file.
  var written: Piece?
  /// What sounds: from a MIDI file.
  var played: Piece?
  var sync: [SyncPlace]?
  var audio: [Sound] = []

  init(name: String) { self.name = name }

  /// A file of sound.
  struct Sound {
    /// What it is: `master`, the name of a stem.
    let name: String
    /// Nil where it can't be read in place.
    let path: String?
  }

  /// Every layer that it can be compared in with another side.
  func layers(with other: DiffSide) -> Set<DiffLevel> {
    var layers: Set<DiffLevel> = []
    if choices != nil && other.choices != nil || sync != nil && other.sync != nil { layers.insert(.settings) }
    if written != nil && other.written != nil { layers.insert(.score) }
    if played != nil && other.played != nil { layers.insert(.notes) }
    let isHeard = audio.contains { mine in
      mine.path != nil && other.audio.contains { $0.path != nil && utf8Equal($0.name, mine.name) }
    }
    if isHeard { layers.insert(.audio) }
    return layers
  }
}

/// A spec with everything that a build makes of it before sound.
struct SpecSide {
  let track: Track
  let compilation: Compilation
  /// What the spec says, variables and all.
  let value: SpecValue
}

/// What a build was made by.
struct BuildVersions: Hashable {
  let songc: String
  let stdlib: String
  let models: [String: String]
}

/// Where a sync point landed.
package struct SyncPlace: Sendable, Hashable {
  package let name: String
  package let asked: Microseconds
  package let placed: Microseconds
  package let how: String
}

extension DiffSide {
  /// A spec, compiled.
  init(_ track: Track, _ compilation: Compilation, name: String, library: UInt64) {
    self.name = name
    var ignored = DiagnosticSink()
    spec = SpecSide(
      track: track, compilation: compilation, value: SpecValue(parseSpec(track.source, sink: &ignored)))
    choices = compilation.settings.decisions.map {
      LockChoice(key: $0.key, value: $0.value, reason: $0.reason.rawValue, seedPath: $0.seedPath)
    }
    versions = BuildVersions(
      songc: Version.songc, stdlib: hex(library),
      models: Dictionary(compilation.models.map { ($0.name, hex($0.value)) }) { first, _ in first })
    let score = Piece(compilation.score)
    written = score
    played = Piece(compilation.performance, bars: score.bars, drums: score.parts.map(\.drums))
    sync = compilation.arrangement.syncs.map {
      SyncPlace(name: $0.name, asked: $0.asked, placed: $0.placed, how: $0.means)
    }
  }
}
