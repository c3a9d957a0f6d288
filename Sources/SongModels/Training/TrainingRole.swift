// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What a model is to do: how it reads pieces, and what it is made of.
package enum TrainingRole: String, Sendable, Hashable, CaseIterable {
  /// Chord by chord, given key, duration and place, in three vocabularies.
  case chords, triads, functions
  /// Chords that are read from four voices.
  case choraleChords = "chorale-chords"
  /// The pitch of a tune over chords, and without them.
  case melody, tune
  /// The bars of a tune's rhythm.
  case rhythm
  /// The pitch of a second tune under the first.
  case counter
  case bass
  case bassRhythm = "bass-rhythm"
  /// The bars of a comping rhythm.
  case comping
  case voicing
  /// The voices under a soprano.
  case choraleBass = "chorale-bass"
  case choraleAlto = "chorale-alto"
  case choraleTenor = "chorale-tenor"
  /// The voices of a kit.
  case kick, snare, cymbal, tom
  case form
  /// Bars of the sections.
  case lengths

  package var kind: ModelKind {
    switch self {
    case .chords, .triads, .functions, .choraleChords: .chords
    case .melody, .tune: .melody
    case .rhythm, .comping: .rhythm
    case .counter, .choraleBass, .choraleAlto, .choraleTenor: .harmony
    case .bass: .bass
    case .bassRhythm, .kick, .snare, .cymbal, .tom: .strokes
    case .voicing: .voicing
    case .form: .form
    case .lengths: .length
    }
  }

  /// Whether its events are the sixteenths of a grid, most of them no notes.
  package var isStepwise: Bool { kind == .strokes }

  /// What the model does, for its card.
  var summary: String {
    switch self {
    case .chords: "Chord by chord, given key, duration and place in bar and section; fourteen types of chords."
    case .triads: "As `chords`, with triads alone."
    case .functions: "As `chords`, with tonic, subdominant and dominant alone."
    case .choraleChords:
      "Chord by chord in four-part chorales (read from the voices by templates), given key, duration and fermatas."
    case .melody: "The pitch of a tune note by note, given rhythm, key and chords."
    case .tune: "The pitch of a tune note by note, given rhythm and key; no chords."
    case .rhythm: "A tune's rhythm bar by bar, given meter and place in the section."
    case .counter: "The pitch of a second tune, given its rhythm, the first tune and the chords."
    case .bass: "The pitch of a bass, given its rhythm, this chord and the next, and the drums where there are any."
    case .bassRhythm: "A bass's rhythm by sixteenths, given where chords begin and, where there are any, kick and snare."
    case .comping: "The rhythm of chords bar by bar, given how many chords the bar has and how busy the tune is."
    case .voicing: "The tones of a chord that are struck together, given chord, place and tune."
    case .choraleBass: "The bass of a chorale beat by beat, given soprano and chords."
    case .choraleAlto: "The alto of a chorale beat by beat, given soprano, bass and chords."
    case .choraleTenor: "The tenor of a chorale beat by beat, given the other voices and chords."
    case .kick: "The kick by sixteenths in three loudnesses, given the style and whether it is a fill."
    case .snare: "The snare by sixteenths in three loudnesses and rim, given the kick, the style and whether it is a fill."
    case .cymbal: "Hi-hat, ride and crash by sixteenths, given kick and snare, the style and whether it is a fill."
    case .tom: "The toms by sixteenths, given the rest of the kit, the style and whether it is a fill."
    case .form: "The sections of a song one by one, given how many are left."
    case .lengths: "The bars of each section, given its label and how many sections are left."
    }
  }

  /// The piece as this role reads it; nil where it has too little of what is needed.
  func piece(_ song: CorpusSong, folder: String) -> TrainingPiece? {
    switch self {
    case .chords: chordPiece(song, folder: folder, .types)
    case .triads: chordPiece(song, folder: folder, .triads)
    case .functions: chordPiece(song, folder: folder, .functions)
    case .choraleChords: choralePiece(song, folder: folder)
    case .melody, .tune: melodyPiece(song, folder: folder)
    case .counter: partPiece(song, folder: folder, song.bridge, isBass: false)
    case .bass: partPiece(song, folder: folder, song.bassPart, isBass: true)
    case .bassRhythm: bassRhythmPiece(song, folder: folder)
    case .voicing: voicingPiece(song, folder: folder)
    case .choraleBass: voicePiece(song, folder: folder, .bass)
    case .choraleAlto: voicePiece(song, folder: folder, .alto)
    case .choraleTenor: voicePiece(song, folder: folder, .tenor)
    case .kick: drumPiece(song, folder: folder, .kick)
    case .snare: drumPiece(song, folder: folder, .snare)
    case .cymbal: drumPiece(song, folder: folder, .cymbal)
    case .tom: drumPiece(song, folder: folder, .tom)
    case .form: formPiece(song, folder: folder, lengths: false)
    case .lengths: formPiece(song, folder: folder, lengths: true)
    case .rhythm, .comping: preconditionFailure("bars of rhythm are read with their patterns")
    }
  }
}

/// The pieces of the corpora as a role reads them, and the bar patterns of a rhythm.
///
/// - Parameter minimumPieces: how many pieces must have a bar pattern.
func trainingPieces(
  _ role: TrainingRole, _ corpora: [Corpus], minimumPieces: Int, isCancelled: () -> Bool = { false }
) throws(TrainingError) -> (pieces: [TrainingPiece], patterns: [BarPattern]) {
  guard role.kind == .rhythm else {
    var pieces: [TrainingPiece] = []
    for corpus in corpora {
      for song in corpus.songs {
        if isCancelled() { throw .cancelled }
        if let piece = role.piece(song, folder: corpus.folder) { pieces.append(piece) }
      }
    }
    return (pieces, [])
  }
  var rhythms: [PieceRhythm] = []
  for corpus in corpora {
    // Where there are several corpora, pop has the 4/4 bars, art songs the other meters.
    let isPop = utf8Equal(corpus.folder, "pop909")
    let meters = corpora.count == 1 ? allMeters : isPop ? ["4/4"] : ["3/4", "6/8", "2/4"]
    for song in corpus.songs {
      if isCancelled() { throw .cancelled }
      let rhythm =
        role == .comping
        ? compingRhythm(song, folder: corpus.folder) : pieceRhythm(song, folder: corpus.folder, meters: meters)
      if let rhythm { rhythms.append(rhythm) }
    }
  }
  return rhythmPieces(rhythms, minimumPieces: minimumPieces)
}

private let allMeters = ["4/4", "3/4", "6/8", "2/4"]
