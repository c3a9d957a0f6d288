// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A model of the standard library: what it does, and the corpora that it is trained on.
package enum ShippedModel: String, Sendable, Hashable, CaseIterable {
  case chordsPop = "chords-pop"
  case triadsPop = "triads-pop"
  case functionsPop = "functions-pop"
  case chordsChorale = "chords-chorale"
  case melody
  case melodyLied = "melody-lied"
  case melodyFiddle = "melody-fiddle"
  case rhythm
  case counter
  case bass
  case bassRhythm = "bass-rhythm"
  case comping
  case voicing
  case choraleBass = "chorale-bass"
  case choraleAlto = "chorale-alto"
  case choraleTenor = "chorale-tenor"
  case kick = "drums-kick"
  case snare = "drums-snare"
  case cymbal = "drums-cymbal"
  case tom = "drums-tom"
  case form
  case lengths = "section-lengths"

  package var role: TrainingRole {
    switch self {
    case .chordsPop: .chords
    case .triadsPop: .triads
    case .functionsPop: .functions
    case .chordsChorale: .choraleChords
    case .melody, .melodyFiddle: .melody
    case .melodyLied: .tune
    case .rhythm: .rhythm
    case .counter: .counter
    case .bass: .bass
    case .bassRhythm: .bassRhythm
    case .comping: .comping
    case .voicing: .voicing
    case .choraleBass: .choraleBass
    case .choraleAlto: .choraleAlto
    case .choraleTenor: .choraleTenor
    case .kick: .kick
    case .snare: .snare
    case .cymbal: .cymbal
    case .tom: .tom
    case .form: .form
    case .lengths: .lengths
    }
  }

  /// The files, in the order in which training reads them; those of a folder stand together.
  package var inputs: [(folder: String, file: String)] {
    switch self {
    case .chordsPop, .triadsPop, .functionsPop:
      [("pop909", "songs.jsonl"), ("billboard", "songs.jsonl"), ("rock_corpus", "songs.jsonl")]
    case .chordsChorale, .choraleBass, .choraleAlto, .choraleTenor: [("bach_chorales", "chorales.jsonl")]
    case .melody, .bass, .bassRhythm: [("pop909", "songs.jsonl")]
    case .melodyLied: [("openscore_lieder", "songs.jsonl")]
    case .melodyFiddle: [("fiddle_tunes", "tunes.jsonl")]
    case .rhythm: [("pop909", "songs.jsonl"), ("openscore_lieder", "songs.jsonl")]
    case .counter, .comping, .voicing: [("pop909", "songs.jsonl"), ("pop909", "piano.jsonl")]
    case .kick, .snare, .cymbal, .tom: [("groove_midi", "drums.jsonl")]
    case .form, .lengths: [("billboard", "songs.jsonl"), ("rock_corpus", "songs.jsonl")]
    }
  }

  /// The corpora of the files.
  ///
  /// - Parameter files: in any order.
  package func corpora(
    _ files: [CorpusFile], isCancelled: () -> Bool = { false }
  ) throws(TrainingError) -> [Corpus] {
    var folders: [[CorpusFile]] = []
    for input in inputs {
      let path = "\(input.folder)/\(input.file)"
      guard let file = files.first(where: { utf8Equal("\($0.folder)/\($0.name)", path) }) else { throw .missingFile(path) }
      if let last = folders.last, utf8Equal(last[0].folder, input.folder) {
        folders[folders.count - 1].append(file)
      } else {
        folders.append([file])
      }
    }
    var corpora: [Corpus] = []
    for folder in folders { corpora.append(try Corpus(folder, isCancelled: isCancelled)) }
    return corpora
  }
}
