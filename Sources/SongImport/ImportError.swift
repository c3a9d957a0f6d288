// SPDX-License-Identifier: Apache-2.0
package import SongMIDI
package import SongMusicXML

/// Why a file of another program can't be made a spec.
package struct ImportError: Error, Sendable, Hashable {
  package let cause: Cause
  /// The line of the file, from 1; nil where the fault is the whole file's.
  package let line: Int?

  package init(_ cause: Cause, line: Int? = nil) {
    self.cause = cause
    self.line = line
  }

  package enum Cause: Sendable, Hashable {
    /// Control characters, or nothing at all.
    case notText
    /// No notes and no chords.
    case noMusic
    /// Neither a Standard MIDI File nor XML.
    case noScore
    /// A file without `X:` and `K:`.
    case noTune
    /// So many tunes, not the one asked for.
    case tuneMissing(Int, of: Int)
    case tooLong(bars: Int, limit: Int)
    case midi(SMFError)
    /// Ticks of timecode instead of notes.
    case timecode
    case musicXML(MusicXMLError)
  }
}

extension ImportError {
  /// The cause in a sentence.
  package var words: String {
    switch cause {
    case .notText: "it is no text"
    case .noMusic: "it has neither notes nor chords"
    case .noScore: "it is neither a Standard MIDI File nor MusicXML"
    case .noTune: "no tune begins in it with 'X:' or 'K:'"
    case .tuneMissing(let wanted, let count): "it has no tune \(wanted), as \(count == 1 ? "1 tune stands" : "\(count) tunes stand") in it"
    case .tooLong(let bars, let limit): "it has \(bars) bars with its repeats, more than the \(limit) of a piece"
    case .midi(let error): "it is no Standard MIDI File: \(error.words)"
    case .timecode: "its time is counted in frames, not in notes"
    case .musicXML(.malformed): "it isn't well-formed XML"
    case .musicXML(.compressed): "it is compressed"
    case .musicXML(.wrongRoot(let name)): "it is '\(name)', not 'score-partwise'"
    case .musicXML(.noNotes): "it has no notes"
    case .musicXML: "it holds something that isn't read"
    }
  }

  /// What the user can do.
  package var remedy: String {
    switch cause {
    case .noScore: "give a MIDI file (.mid) or an uncompressed score (.musicxml); 'songc import' reads other formats"
    case .notText, .noMusic, .noTune: "check that it is the right file, and of this format"
    case .tuneMissing(_, let count): count == 1 ? "leave '--tune' out" : "name a tune from 1 to \(count) with '--tune'"
    case .tooLong: "cut the file"
    case .midi, .musicXML(.malformed): "export it again from the program that wrote it"
    case .timecode: "export it with ticks a quarter note"
    case .musicXML(.compressed): "export it as uncompressed .musicxml, or unpack it: unzip FILE.mxl"
    case .musicXML: "export it as a partwise score (.musicxml)"
    }
  }
}

extension SMFError {
  fileprivate var words: String {
    switch self {
    case .noHeader: "it doesn't begin with 'MThd'"
    case .truncated(let at): "it ends in the middle, at byte \(at)"
    case .unsupportedFormat(let format): "its format \(format) isn't read"
    case .badDivision: "its division is none"
    case .wrongTrackCount(let promised, let found): "\(promised) tracks are promised and \(found) are there"
    case .longQuantity(let at): "a number of more than four bytes at byte \(at)"
    case .missingStatus(let at): "a message without a status at byte \(at)"
    case .badStatus(_, let at): "a status that isn't one at byte \(at)"
    case .badData(_, let at): "a data byte that isn't one at byte \(at)"
    case .noEndOfTrack(let track): "track \(track + 1) has no end"
    }
  }
}
