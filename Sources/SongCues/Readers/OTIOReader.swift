// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Reads the markers of an OpenTimelineIO timeline: its own, those of its tracks, stacks, clips and gaps, at any depth.
///
/// A marker's range is on the clock of its item, which `source_range` trims; items of a track follow one another,
/// those of a stack begin together, transitions take no time. Markers in what is trimmed away are hidden. Effects that
/// change the speed aren't followed. `global_start_time` is the start, and zero is `00:00:00:00`.
/// - Source: OpenTimelineIO documentation, "Time ranges" and "Serialized data"; Marker.1 to Marker.3.
func readOTIO(_ text: [UInt8]) throws(CueError) -> CueDraft {
  let root = try JSONNode(text)
  guard let schema = schema(of: root) else { throw CueError(.otherFormat(expected: .otio), line: 1) }
  var timeline = root
  if schema == "SerializableCollection" {
    let timelines = (root["children"]?.array ?? []).filter { SongCues.schema(of: $0) == "Timeline" }
    guard timelines.count == 1, let only = timelines.first else { throw CueError(.timelines(timelines.count)) }
    timeline = only
  }
  var reader = OTIOReader()
  let start = try timeline["global_start_time"].map(time) ?? .zero
  reader.draft.start = start
  let isTimeline = SongCues.schema(of: timeline) == "Timeline"
  guard let top = isTimeline ? timeline["tracks"] : timeline, item(top) else { throw CueError(.timelines(0)) }
  if isTimeline { try reader.readMarkers(of: timeline, shift: start, window: nil) }
  try reader.read(top, at: start, window: nil)
  return reader.draft
}

/// `Clip` for `Clip.2`; nil where it isn't said.
private func schema(of node: JSONNode) -> String? {
  node["OTIO_SCHEMA"]?.string.flatMap { $0.split(separator: ".").first.map(String.init) }
}

/// Whether the node is something with a place and a length.
private func item(_ node: JSONNode) -> Bool { ["Clip", "Gap", "Stack", "Track", "Sequence"].contains(schema(of: node)) }

private struct OTIOReader {
  var draft = CueDraft()

  /// - Parameters:
  ///   - begin: where the item begins on the timeline's clock.
  ///   - outer: what its parent shows of it; nil for all.
  mutating func read(_ node: JSONNode, at begin: ExactTime, window outer: Range<ExactTime>?) throws(CueError) {
    let trim = try range(of: node)
    let shift = begin - (trim?.start ?? .zero)
    var window = outer
    if let length = trim?.length {
      let own = begin..<max(begin, begin + length)
      window = outer.map { own.clamped(to: $0) } ?? own
    }
    try readMarkers(of: node, shift: shift, window: window)
    let isTrack = ["Track", "Sequence"].contains(schema(of: node))
    var place = shift
    for child in node["children"]?.array ?? [] where item(child) {
      try read(child, at: place, window: window)
      if isTrack { place = place + (try length(of: child)) }
    }
  }

  mutating func readMarkers(of node: JSONNode, shift: ExactTime, window: Range<ExactTime>?) throws(CueError) {
    for marker in node["markers"]?.array ?? [] {
      guard let marked = marker["marked_range"] ?? marker["range"] else {
        throw CueError(.noValue("marked_range"), line: marker.line)
      }
      guard let start = marked["start_time"] else { throw CueError(.noValue("start_time"), line: marked.line) }
      let at = try time(start) + shift
      if let window, !window.contains(at) {
        draft.hidden += 1
        continue
      }
      let comment = marker["comment"]?.string.flatMap(nonempty) ?? marker["metadata"]?["Resolve_OTIO"]?["Note"]?.string
      try draft.add(
        name: marker["name"]?.string ?? "", at: at, length: try markedLength(marked), colour: colour(of: marker),
        comment: comment, line: marker.line)
    }
  }

  /// Nil for a point, which most programs write as one frame.
  private func markedLength(_ marked: JSONNode) throws(CueError) -> ExactTime? {
    guard let duration = marked["duration"] else { return nil }
    let frame = try frameTime(duration)
    let length = try time(duration)
    return frame < length ? length : nil
  }

  /// `RED`, or since OTIO 0.19 a colour with a name.
  private func colour(of marker: JSONNode) -> String? { marker["color"]?.string ?? marker["color"]?["name"]?.string }
}

/// What is shown of an item, on its own clock; nil for a composition that isn't trimmed.
private func range(of node: JSONNode) throws(CueError) -> (start: ExactTime, length: ExactTime)? {
  guard let range = node["source_range"] ?? availableRange(of: node) else { return nil }
  guard let start = range["start_time"] else { throw CueError(.noValue("start_time"), line: range.line) }
  guard let length = range["duration"] else { throw CueError(.noValue("duration"), line: range.line) }
  return (try time(start), try time(length))
}

/// The range of the clip's media, which an untrimmed clip shows.
private func availableRange(of node: JSONNode) -> JSONNode? {
  let key = node["active_media_reference_key"]?.string ?? "DEFAULT_MEDIA"
  return (node["media_reference"] ?? node["media_references"]?[key])?["available_range"]
}

/// How long an item is in its track.
private func length(of node: JSONNode) throws(CueError) -> ExactTime {
  if let range = try range(of: node) { return range.length }
  let children = (node["children"]?.array ?? []).filter(item)
  var total = ExactTime.zero
  for child in children {
    let own = try length(of: child)
    total = schema(of: node) == "Stack" ? max(total, own) : total + own
  }
  return total
}

/// A RationalTime in seconds.
private func time(_ node: JSONNode) throws(CueError) -> ExactTime {
  guard let value = node["value"] else { throw CueError(.noValue("value"), line: node.line) }
  guard case .number(let text) = value.kind else {
    throw CueError(.badValue(name: "value", text: ""), line: value.line)
  }
  guard let number = DecimalNumber(text) else {
    throw CueError(.badValue(name: "value", text: quotable(text)), line: value.line)
  }
  let rate = try rate(of: node)
  return ExactTime(number.numerator * rate.denominator, over: number.denominator * rate.numerator)
}

/// The length of one frame of a RationalTime.
private func frameTime(_ node: JSONNode) throws(CueError) -> ExactTime {
  let rate = try rate(of: node)
  return ExactTime(rate.denominator, over: rate.numerator)
}

/// Frames a second; 29.97 and its like are the exact fractions that they stand for.
private func rate(of node: JSONNode) throws(CueError) -> (numerator: Int128, denominator: Int128) {
  guard let rate = node["rate"] else { throw CueError(.noValue("rate"), line: node.line) }
  guard case .number(let text) = rate.kind, let number = DecimalNumber(text), number.numerator > 0 else {
    throw CueError(.badValue(name: "rate", text: rate.numberText), line: rate.line)
  }
  if number.denominator == 1 { return (number.numerator, 1) }
  for whole: Int128 in [24, 30, 48, 60, 120] {
    // 23.98 and 23.976 are the same rate: within 0.005 of it.
    let difference = number.numerator * 1001 - whole * 1000 * number.denominator
    if difference.magnitude * 200 <= UInt128(1001 * number.denominator) { return (whole * 1000, 1001) }
  }
  return (number.numerator, number.denominator)
}

extension JSONNode {
  /// The number as it is written; empty for other values.
  fileprivate var numberText: String {
    guard case .number(let text) = kind else { return "" }
    return quotable(text)
  }
}
