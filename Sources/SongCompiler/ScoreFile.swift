// SPDX-License-Identifier: Apache-2.0
internal import SongABC
internal import SongBase
internal import SongIR
internal import SongMIDI
internal import SongMusicXML

/// The notes that one file of an export holds: the whole piece, or one playing of a section.
struct ScoreFile {
  /// Nil is the whole piece.
  let section: String?
  let score: Score
  let performance: Performance

  /// The file of a kind that holds notes.
  func bytes(of export: Settings.Export) -> [UInt8] {
    switch export.kind {
    case .midi: writeSMF(performance)
    case .musicxml: Array(writeMusicXML(score.selection(of: export)).utf8)
    case .abc: Array(writeABC(score.selection(of: export)).utf8)
    case .wav, .aiff, .flac, .ogg, .opus, .mp3, .markers, .stems: preconditionFailure("not a file of notes")
    }
  }
}

extension Compilation {
  /// The files of an export of notes, in the order of the piece.
  func excerpts(for export: Settings.Export) -> [ScoreFile] {
    guard export.isBySection else { return [ScoreFile(section: nil, score: score, performance: performance)] }
    return zip(arrangement.sections, arrangement.playingNames).map { section, name in
      let start = arrangement.measures[section.first].start
      let end = start + arrangement.measures[section.measures].reduce(ScoreTime.zero) { $0 + $1.length }
      return ScoreFile(
        section: name, score: score.excerpt(section.measures),
        performance: performance.excerpt(from: Ticks(start), to: Ticks(end)))
    }
  }
}

extension Score {
  /// What an export writes of the score.
  fileprivate func selection(of export: Settings.Export) -> Score {
    var result = self
    if !export.parts.isEmpty { result.parts = parts.filter { part in export.parts.contains { utf8Equal($0, part.id) } } }
    if !export.hasChords { result.chords = [] }
    if !export.hasLyrics {
      for part in result.parts.indices {
        for note in result.parts[part].notes.indices { result.parts[part].notes[note].lyric = nil }
      }
    }
    return result
  }
}
