// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A format of cue lists.
package enum CueFormat: String, Sendable, Hashable, CaseIterable {
  /// CMX3600 with Resolve's marker lines or Avid's locators.
  case edl
  /// A table with a header: Premiere's marker list, Audition's.
  case markerTable
  /// Final Cut Pro X.
  case fcpxml
  /// OpenTimelineIO's JSON.
  case otio
  /// SubRip subtitles.
  case srt
  /// Standard MIDI File with markers.
  case midi
  /// Audacity's labels.
  case audacity

  /// The format by the end of a file's name; a `.txt` is a marker table if it has the header of one, else labels.
  ///
  /// - Returns: nil for an end that no format has.
  package init?(path: String, bytes: [UInt8]) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "edl": self = .edl
    case "csv", "tsv": self = .markerTable
    case "fcpxml": self = .fcpxml
    case "otio": self = .otio
    case "srt": self = .srt
    case "mid", "midi": self = .midi
    case "txt": self = isMarkerTable(bytes) ? .markerTable : .audacity
    default: return nil
    }
  }

  /// What a file of the format is called in messages.
  package var name: String {
    switch self {
    case .edl: "an EDL"
    case .markerTable: "a marker list"
    case .fcpxml: "FCPXML"
    case .otio: "OpenTimelineIO"
    case .srt: "SRT subtitles"
    case .midi: "a MIDI file"
    case .audacity: "Audacity labels"
    }
  }
}
