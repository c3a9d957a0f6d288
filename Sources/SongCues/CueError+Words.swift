// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension CueError {
  /// What is wrong, in lower case without a full stop, for the message of a diagnostic.
  package var words: String {
    switch cause {
    case .notText: "it is neither UTF-8 nor UTF-16 text"
    case .otherFormat(let format): "it doesn't look like \(format.name)"
    case .noCues: "it has no markers"
    case .allHidden(let count): "its \(count) markers are all in parts of clips that the cut doesn't show"
    case .noFrameRate: "it has timecodes, and no frame rate is given"
    case .badTimecode(let text): "'\(text)' isn't a timecode"
    case .frameOutOfRange(let text, let rate):
      "'\(text)' has a frame above \(rate.numbersPerSecond - 1), the last at \(rate)"
    case .droppedTimecode(let text, let rate): "'\(text)' doesn't exist at \(rate): drop-frame leaves it out"
    case .dropFrameList(let rate): "its timecodes are drop-frame, which \(rate) can't be"
    case .fullFrameList(let rate): "it says that it isn't drop-frame, and the frame rate is \(rate)"
    case .badTime(let text): "'\(text)' is neither a timecode nor a time"
    case .timeTooLarge: "a time is more than 100 hours from zero"
    case .badEvent: "an event line has not all of its four timecodes"
    case .markerWithoutEvent: "a marker line has no event line before it"
    case .noColumn(let name): "it has no column '\(name)'"
    case .openQuote: "a quote isn't closed"
    case .malformed(let fault): fault.words
    case .timelines(0): "it has no timeline"
    case .timelines(let count): "it has \(count) timelines"
    case .fittedClip(let rate):
      "a marker is in a clip of \(rate) frames a second, and where that puts it in this timeline isn't known"
    case .noValue(let name): "'\(name)' is missing"
    case .badValue(let name, let text): "'\(text)' can't be the value of '\(name)'"
    case .midi(let error): "it isn't a Standard MIDI File (\(error))"
    case .outOfDay: "a cue has no timecode within a day"
    }
  }
}

extension DocumentFault {
  /// As `CueError.words`.
  package var words: String {
    switch self {
    case .endsEarly: "the file ends too early"
    case .textBehindEnd: "something follows the end of the document"
    case .unexpectedCharacter: "a character has no place here"
    case .badNumber: "a number can't be read"
    case .badString: "a string can't be read"
    case .badEntity: "an entity isn't known"
    case .badName: "a name can't be read"
    case .duplicateKey(let key): "'\(key)' is there twice"
    case .wrongEndTag(let name): "'\(name)' ends what hasn't begun"
    case .tooDeep: "it is nested too deep"
    case .declaresEntities: "it declares entities of its own"
    }
  }
}

extension CueError.Remedy {
  /// What to do, as an imperative in lower case without a full stop.
  package var words: String {
    switch self {
    case .saveAsUTF8: "save the file as UTF-8"
    case .chooseFormat: "export the markers as EDL, CSV, FCPXML, OTIO, SRT or MIDI under the name that fits"
    case .addMarkers: "set markers in the editor and export them again"
    case .sayFrameRate: "write the frame rate of the picture as 'fps'"
    case .sayOtherFrameRate: "write the frame rate that the list was exported at as 'fps'"
    case .correctLine: "correct the line or export the list again"
    case .exportAgain: "export the file again"
    case .exportOneTimeline: "export one timeline by itself"
    case .exportAsTimecode: "move the marker to the timeline, or export the markers as an EDL"
    case .moveStart: "choose an earlier start timecode"
    }
  }
}
