// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMIDI
package import SongMusic

/// Why a cue list can't be read or written.
package struct CueError: Error, Sendable, Hashable {
  package let cause: Cause
  /// The line of the cue file, from 1; nil where the format has no lines or the fault is the whole file's.
  package let line: Int?

  package init(_ cause: Cause, line: Int? = nil) {
    self.cause = cause
    self.line = line
  }

  package enum Cause: Sendable, Hashable {
    /// Not UTF-8, nor UTF-16 with a byte order mark.
    case notText
    /// The file doesn't look like its format.
    case otherFormat(expected: CueFormat)
    /// No marker, label or subtitle in the file.
    case noCues
    /// So many markers, all in parts of clips that the cut doesn't show.
    case allHidden(Int)
    /// Timecodes without the rate that says what they are.
    case noFrameRate
    /// No hours, minutes, seconds and frames, or not of a day.
    case badTimecode(String)
    /// The frames of the timecode are beyond those of a second.
    case frameOutOfRange(String, FrameRate)
    /// Drop-frame leaves the timecode out.
    case droppedTimecode(String, FrameRate)
    /// The list is drop-frame, the rate can't be.
    case dropFrameList(FrameRate)
    /// The list says that it isn't drop-frame, the rate is.
    case fullFrameList(FrameRate)
    /// Neither timecode nor seconds.
    case badTime(String)
    /// More than 100 hours from zero.
    case timeTooLarge
    /// An event line without its four timecodes.
    case badEvent
    /// A marker line that no event line stands before.
    case markerWithoutEvent
    /// A table without a column that it needs.
    case noColumn(String)
    /// A quote that nothing ends.
    case openQuote
    /// XML or JSON that isn't well formed.
    case malformed(DocumentFault)
    /// No timeline, or not exactly one, as a piece has.
    case timelines(Int)
    /// Markers in a clip whose frame rate is fitted to the timeline's in a way that isn't known.
    case fittedClip(framesPerSecond: String)
    /// An attribute or key that must be there.
    case noValue(String)
    /// A value that isn't what its attribute or key holds.
    case badValue(name: String, text: String)
    /// No Standard MIDI File.
    case midi(SMFError)
    /// A timecode to write before 00:00:00:00 or after 23:59:59.
    case outOfDay
  }

  /// What the user can do.
  package enum Remedy: Sendable, Hashable, CaseIterable {
    case saveAsUTF8, chooseFormat, addMarkers, sayFrameRate, sayOtherFrameRate, correctLine, exportAgain
    case exportOneTimeline, exportAsTimecode, moveStart
  }

  package var remedy: Remedy {
    switch cause {
    case .notText: .saveAsUTF8
    case .otherFormat, .noColumn: .chooseFormat
    case .noCues, .allHidden: .addMarkers
    case .noFrameRate: .sayFrameRate
    case .frameOutOfRange, .droppedTimecode, .dropFrameList, .fullFrameList: .sayOtherFrameRate
    case .badTimecode, .badTime, .timeTooLarge, .badEvent, .markerWithoutEvent, .openQuote: .correctLine
    case .malformed, .noValue, .badValue, .midi: .exportAgain
    case .timelines: .exportOneTimeline
    case .fittedClip: .exportAsTimecode
    case .outOfDay: .moveStart
    }
  }
}

/// The user's own words for a message, not longer than a line.
func quotable(_ text: some StringProtocol) -> String {
  let line = oneLine(String(text))
  return line.count <= 60 ? line : line.prefix(57) + "..."
}

extension CueError {
  /// A document that isn't well formed, with names that fit a message.
  init(_ error: DocumentError) {
    let fault: DocumentFault = switch error.fault {
    case .duplicateKey(let key): .duplicateKey(quotable(key))
    case .wrongEndTag(let name): .wrongEndTag(quotable(name))
    default: error.fault
    }
    self.init(.malformed(fault), line: error.line)
  }
}
