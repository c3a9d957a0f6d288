// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongModels
internal import SongMusic

/// A name of the library with what it is, in one line.
struct Row {
  let name: String
  let text: String
  let tags: [String]
}

/// A trained model of the standard library, by its file.
struct ListedModel {
  let name: String
  let kind: ModelKind
  /// How many values it tells apart.
  let valueCount: Int
}

/// The objects of a kind, by name; of tags none.
func rows(_ kind: ListKind, _ library: Library, trained: [ListedModel] = []) -> [Row] {
  switch kind {
  case .styles:
    library.styles.map {
      let tempo = $0.arrangement.tempo
      return Row(
        name: $0.key,
        text: "\($0.name): \(tempo.low)..\(tempo.high) BPM, \($0.arrangement.band.map(\.name).joined(separator: ", "))", tags: $0.tags)
    }
  case .moods: library.moods.map { Row(name: $0.key, text: $0.name, tags: library.tags(of: $0)) }
  case .patterns:
    library.patterns.map { Row(name: $0.key, text: "for \($0.role.rawValue) in \($0.meter)", tags: library.tags(of: $0)) }
  case .models: modelRows(library, trained)
  case .instruments:
    library.instruments.map {
      let range = $0.kit.map { "kit \($0)" } ?? "\(name($0.range.low))..\(name($0.range.high))"
      return Row(
        name: $0.key, text: "\($0.name), \($0.family), \(range), \($0.roles.map(\.rawValue).joined(separator: " "))",
        tags: library.tags(of: $0))
    }
  case .drumkits:
    library.drumKits.map { kit in
      Row(name: kit.key, text: kit.voices.map(\.name).joined(separator: " "), tags: library.tags(of: kit))
    }
  case .sounds:
    library.instruments.flatMap { instrument in
      instrument.sounds.map {
        Row(
          name: "\(instrument.key)/\($0.key)",
          text: "\(words(of: $0.preset)), \($0.licence), trim \(fixed($0.trimDB, 1)) dB, centre \(fixed($0.brightnessHz, 0)) Hz",
          tags: library.tags(of: instrument))
      }
    }
  case .effects:
    library.effects.map { Row(name: $0.key, text: "\($0.effect.bundle) of \($0.effect.debianPackage)", tags: $0.tags) }
  case .mixes:
    library.mixes.map {
      Row(
        name: $0.key, text: "reverb \($0.reverb) at \(fixed($0.reverbDB, 1)) dB, bus \($0.bus.joined(separator: " "))", tags: $0.tags)
    }
  case .tags: []
  }
}

/// Where a sound comes from; of a plugin's preset the last part of its URI.
func words(of sound: Session.Sound) -> String {
  switch sound {
  case .font(let preset): "\(preset.soundFont) \(preset.bank):\(preset.program)"
  case .oscillator: "oscillator"
  case .layered(let base, let layers): "\(words(of: base)), \(layers.count) layers"
  case .plugin(let plugin): "\(plugin.bundle) \(plugin.preset?.split(separator: "#").last ?? "")"
  }
}

/// Models that people wrote and trained ones; a name may have both.
private func modelRows(_ library: Library, _ trained: [ListedModel]) -> [Row] {
  let written = library.models.map { model in
    let form = switch model.body {
    case .weights: "weights"
    case .grammar: "grammar"
    case .cells: "cells"
    }
    return Row(
      name: model.key, text: "\(model.name): \(form) of \(model.subject.rawValue)",
      tags: distinct(model.tags + library.stylesWritten(by: model.key)))
  }
  let learned = trained.map {
    Row(name: $0.name, text: "trained on \($0.kind), \($0.valueCount) values", tags: library.stylesWritten(by: $0.name))
  }
  return (written + learned).sorted { utf8Precedes($0.name, $1.name) }
}

private func name(_ key: Int) -> String { "\(Pitch(Key(tonic: PitchName(fifths: 0), mode: .major).spelling(of: key % 12), key: key))" }
