// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongMusic

/// Reads a cue list; a fault in one place refuses the whole list.
///
/// Cues come by time, those of one time in the order of the list; the same cue twice counts once, as editors write it
/// for linked picture and sound.
/// - Parameter frameRate: what timecodes are read by: needed by `.edl` and by tables of timecodes. A list that says
///   whether it is drop-frame decides that itself.
/// - Throws: where the list isn't what its format says, with the line where it has lines.
package func readCues(_ bytes: [UInt8], format: CueFormat, frameRate: FrameRate? = nil) throws(CueError) -> CueList {
  let draft: CueDraft
  switch format {
  case .edl: draft = try readEDL(try textBytes(bytes), frameRate)
  case .markerTable: draft = try readMarkerTable(try textBytes(bytes), frameRate)
  case .fcpxml: draft = try readFCPXML(try textBytes(bytes))
  case .otio: draft = try readOTIO(try textBytes(bytes))
  case .srt: draft = try readSRT(try textBytes(bytes))
  case .midi: draft = try readMIDIMarkers(bytes)
  case .audacity: draft = try readAudacityLabels(try textBytes(bytes))
  }
  return try draft.finished()
}

/// What a reader has found so far.
struct CueDraft {
  private var found: [(cue: Cue, time: ExactTime)] = []
  var start: ExactTime?
  var frameRate: FrameRate?
  var hidden = 0

  /// Adds a cue; a length that isn't positive, or rounds to nothing, is none.
  mutating func add(
    name: String, at time: ExactTime, length: ExactTime? = nil, colour: String? = nil, comment: String? = nil,
    line: Int?
  ) throws(CueError) {
    guard let seconds = time.seconds else { throw CueError(.timeTooLarge, line: line) }
    var lengthSeconds: Rational?
    if let length, ExactTime.zero < length {
      guard let own = length.seconds else { throw CueError(.timeTooLarge, line: line) }
      lengthSeconds = own > 0 ? own : nil
    }
    let cue = Cue(
      name: oneLine(name), time: seconds, length: lengthSeconds,
      colour: colour.flatMap { nonempty(oneLine($0).lowercased()) }, comment: comment.flatMap { nonempty(oneLine($0)) })
    found.append((cue, time))
  }

  func finished() throws(CueError) -> CueList {
    guard !found.isEmpty else { throw CueError(hidden > 0 ? .allHidden(hidden) : .noCues) }
    var seen: Set<Cue> = []
    let order = found.indices.sorted { (found[$0].time, $0) < (found[$1].time, $1) }
    let cues = order.map { found[$0].cue }.filter { seen.insert($0).inserted }
    return CueList(cues: cues, start: start?.seconds, frameRate: frameRate, hidden: hidden)
  }
}
