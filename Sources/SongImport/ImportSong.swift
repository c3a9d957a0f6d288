// SPDX-License-Identifier: Apache-2.0

/// A format of another program.
package enum ImportFormat: String, Sendable, Hashable, CaseIterable {
  case abc, chordpro, musicxml, midi, mma

  /// How people call it.
  package var title: String {
    switch self {
    case .abc: "ABC"
    case .chordpro: "ChordPro"
    case .musicxml: "MusicXML"
    case .midi: "MIDI"
    case .mma: "MMA"
    }
  }
}

/// Reads a file of another program as a song.
///
/// - Parameters:
///   - tune: which of several tunes or songs of a file, from 1; nil is the first.
///   - band: the instruments of the library.
/// - Throws: where it isn't of that format or holds no music; all else that is lost stands in the song's log.
package func importSong(
  _ bytes: [UInt8], format: ImportFormat, tune: Int?, band: [ImportInstrument]
) throws(ImportError) -> ImportedSong {
  let score: ImportedScore
  switch format {
  case .abc: score = try importABC(bytes, tune: tune)
  case .chordpro: score = try importChordPro(bytes, song: tune)
  case .musicxml: score = try importMusicXML(bytes)
  case .midi: score = try importMIDI(bytes)
  case .mma: score = try importMMA(bytes)
  }
  guard score.bars.count <= mostImportedBars else {
    throw ImportError(.tooLong(bars: score.bars.count, limit: mostImportedBars))
  }
  var result = song(of: score, band: band)
  result.isABC = format == .abc
  return result
}
