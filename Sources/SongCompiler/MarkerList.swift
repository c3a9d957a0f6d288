// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCues
internal import SongDiagnostics
internal import SongIR
internal import SongMIDI
internal import SongMusic

/// The file of markers that an export asks for.
func markers(
  of piece: Compilation, as export: Settings.Export, to path: String, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [UInt8] {
  let cues = cues(of: piece.arrangement)
  do {
    switch (export.format, piece.settings.frameRate) {
    case (.edl, let rate?):
      return try writeMarkerEDL(
        cues, title: piece.settings.title, frameRate: rate, start: try start(export.startFrame, rate))
    case (.csv, let rate?):
      return try writeMarkerTable(cues, frameRate: rate, start: try start(export.startFrame, rate))
    case (.srt, let rate): return try writeSRT(cues, start: rate?.time(ofFrame: export.startFrame) ?? .zero)
    case (.midi, _): return writeSMF(piece.performance.withoutParts)
    case (.edl, nil), (.csv, nil): preconditionFailure("the binder asks for a frame rate")
    }
  } catch {
    throw sink.fail(.markersUnwritable(path, cause: error.words, remedy: error.remedy.words))
  }
}

private func start(_ frame: Int, _ rate: FrameRate) throws(CueError) -> Timecode {
  guard let timecode = rate.timecode(ofFrame: frame) else { throw CueError(.outOfDay) }
  return timecode
}

/// The sync points where they landed, and the sections' starts where no point stands, in order of time.
///
/// An editor has one marker a frame, so a section that begins at a point is named in the point's comment.
private func cues(of arrangement: Arrangement) -> [Cue] {
  func seconds(_ time: Microseconds) -> Rational { Rational(time.value, 1_000_000) }
  let points = arrangement.syncs.map { sync in
    let end = arrangement.tempo.microseconds(at: Ticks(sync.end))
    let section = arrangement.sections.first { $0.time == sync.placed && sync.hit != .section($0.name) }
    return Cue(
      name: sync.name, time: seconds(sync.placed), length: sync.hit == .stop ? seconds(end - sync.placed) : nil,
      colour: "red", comment: sync.hit.word + (section.map { "; section \($0.name)" } ?? ""))
  }
  let starts = arrangement.sections.filter { section in !arrangement.syncs.contains { $0.placed == section.time } }.map {
    Cue(name: $0.name, time: seconds($0.time), colour: "green", comment: "section")
  }
  return (points + starts).enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
    .map(\.element)
}

extension Performance {
  /// Its tempo map, meters, keys and markers.
  fileprivate var withoutParts: Performance {
    var result = self
    result.parts = []
    return result
  }
}
