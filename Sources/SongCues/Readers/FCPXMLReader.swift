// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Reads the markers and chapter markers of the one timeline of an FCPXML file.
///
/// Every clip has a clock of its own: `start` is where it begins on that clock, `offset` where it stands on its
/// parent's. A marker's start is on the clock of its clip, retimed or fitted to the timeline's frame rate as that may
/// be; here it is brought up to the sequence. Colours are what Final Cut shows: blue, red for a task, green for a done
/// one, orange for a chapter.
/// - Source: Apple, FCPXML reference, "Timing Attributes", "marker" and "conform-rate"; exports of Final Cut Pro 10.6.
func readFCPXML(_ text: [UInt8]) throws(CueError) -> CueDraft {
  let document: XMLDocument
  do { document = try XMLDocument(text) } catch { throw CueError(error) }
  guard let root = document.elements.first, root.name == "fcpxml" else {
    throw CueError(.otherFormat(expected: .fcpxml), line: 1)
  }
  let sequences = document.timelines(under: 0)
  guard sequences.count == 1, let index = sequences.first else { throw CueError(.timelines(sequences.count)) }
  let sequence = document.elements[index]
  let start = try time("tcStart", of: sequence) ?? .zero
  var reader = FCPXMLReader(document: document, start: start, frameDuration: try document.frameDuration(of: sequence))
  for child in sequence.children where document.elements[child].name == "spine" {
    try reader.readSpine(child, shift: try reader.shift(ofPrimary: child), from: start, window: nil)
  }
  return reader.draft
}

extension XMLDocument {
  /// The sequences of projects; those in `resources` are parts of others.
  fileprivate func timelines(under index: Int) -> [Int] {
    elements[index].children.flatMap { child in
      switch elements[child].name {
      case "library", "event": timelines(under: child)
      case "project": elements[child].children.filter { elements[$0].name == "sequence" }
      default: [Int]()
      }
    }
  }
}

extension XMLDocument {
  /// Seconds a frame of a sequence; nil where its format doesn't say.
  fileprivate func frameDuration(of sequence: Element) throws(CueError) -> Rational? {
    guard let id = sequence["format"], let format = elements.first(where: { $0.name == "format" && $0["id"] == id })
    else { return nil }
    return try time("frameDuration", of: format)?.seconds
  }
}

/// What takes time in a spine, or is attached to what does.
private let storyElements: Set = [
  "clip", "asset-clip", "ref-clip", "sync-clip", "mc-clip", "video", "audio", "title", "gap", "audition",
  "live-drawing",
]

private struct FCPXMLReader {
  let document: XMLDocument
  /// Where the timeline begins.
  let start: ExactTime
  /// Seconds a frame of the timeline; nil where it isn't known.
  let frameDuration: Rational?
  var draft = CueDraft()

  init(document: XMLDocument, start: ExactTime, frameDuration: Rational?) {
    self.document = document
    self.start = start
    self.frameDuration = frameDuration
    draft.start = start
  }

  /// What to add to the offsets of the primary storyline: nothing, as they count from 00:00:00:00 like `tcStart`; or
  /// `tcStart`, where the first offset is before it, as some converters write.
  func shift(ofPrimary spine: Int) throws(CueError) -> ExactTime {
    for child in document.elements[spine].children where storyElements.contains(document.elements[child].name) {
      guard let first = try time("offset", of: document.elements[child]) else { return .zero }
      return first < start ? start : .zero
    }
    return .zero
  }

  /// - Parameters:
  ///   - shift: what brings the spine's clock to the sequence's.
  ///   - first: where an element without offset stands that nothing precedes, on the spine's clock.
  ///   - window: what of the sequence is visible; nil for all.
  mutating func readSpine(
    _ index: Int, shift: ExactTime, from first: ExactTime, window: Range<ExactTime>?
  ) throws(CueError) {
    var end = first
    for child in document.elements[index].children {
      let element = document.elements[child]
      if element.name == "transition" { try readTransition(element, shift: shift, window: window) }
      guard storyElements.contains(element.name) else { continue }
      let offset = try time("offset", of: element) ?? end
      try readStory(child, at: shift + offset, window: window)
      end = offset + (try duration(of: child) ?? .zero)
    }
  }

  /// A transition has no `start`: its clock begins with the sequence's or, where markers aren't in its length by that,
  /// at an hour, like that of titles.
  private mutating func readTransition(
    _ transition: XMLDocument.Element, shift: ExactTime, window: Range<ExactTime>?
  ) throws(CueError) {
    let begin = shift + (try time("offset", of: transition) ?? .zero)
    let length = try time("duration", of: transition) ?? .zero
    for child in transition.children where isMarker(child) {
      let marker = document.elements[child]
      let own = try time("start", of: marker) ?? .zero
      let base = own < start || start + length < own ? ExactTime(3600) : start
      let clock = FCPXMLClock(begin: begin, start: base, scale: 1)
      try readMarker(marker, clock, narrowed(window, from: begin, length))
    }
  }

  private func isMarker(_ index: Int) -> Bool {
    document.elements[index].name == "marker" || document.elements[index].name == "chapter-marker"
  }

  /// The length of an element in its spine; that of an audition is that of its chosen take.
  private func duration(of index: Int) throws(CueError) -> ExactTime? {
    let element = document.elements[index]
    guard element.name == "audition" else { return try time("duration", of: element) }
    return try chosenTake(of: element).map(duration) ?? nil
  }

  /// The first of an audition's takes.
  private func chosenTake(of audition: XMLDocument.Element) -> Int? {
    audition.children.first { storyElements.contains(document.elements[$0].name) }
  }

  /// - Parameters:
  ///   - at: where the element begins on the sequence's clock.
  ///   - outer: what its parent shows.
  private mutating func readStory(_ index: Int, at begin: ExactTime, window outer: Range<ExactTime>?) throws(CueError) {
    let element = document.elements[index]
    if element.name == "audition" {
      if let take = chosenTake(of: element) { try readStory(take, at: begin, window: outer) }
      return
    }
    let scale = fit(of: element)
    let clock = FCPXMLClock(begin: begin, start: try time("start", of: element) ?? .zero, scale: scale.value ?? 1)
    let window = narrowed(outer, from: begin, try time("duration", of: element))
    for child in element.children {
      let inner = document.elements[child]
      if isMarker(child) {
        if scale.value == nil { throw CueError(.fittedClip(framesPerSecond: scale.media), line: inner.line) }
        try readMarker(inner, clock, window)
        continue
      }
      guard inner.name == "spine" || storyElements.contains(inner.name) else { continue }
      let at = clock.timeline(try time("offset", of: inner) ?? .zero)
      // What has a lane is attached to the clip and may be longer; what has none is its content.
      let visible = inner["lane"].map { $0 == "0" } ?? true ? window : nil
      if inner.name == "spine" {
        try readSpine(child, shift: at, from: .zero, window: visible)
      } else {
        try readStory(child, at: at, window: visible)
      }
    }
  }

  /// How much longer a clip lasts than by itself, where its `conform-rate` fits it; no value where that isn't known.
  private func fit(of element: XMLDocument.Element) -> (value: Rational?, media: String) {
    let conform = element.children.map { document.elements[$0] }.first { $0.name == "conform-rate" }
    guard let conform, conform["scaleEnabled"] != "0", let media = conform["srcFrameRate"] else { return (1, "") }
    return (frameDuration.flatMap { conformScale(media: media, timeline: $0) }, quotable(media))
  }

  /// The part of a window that an element shows; without a length all of it.
  private func narrowed(
    _ window: Range<ExactTime>?, from begin: ExactTime, _ length: ExactTime?
  ) -> Range<ExactTime>? {
    guard let length else { return window }
    let own = begin..<max(begin, begin + length)
    return window.map { own.clamped(to: $0) } ?? own
  }

  private mutating func readMarker(
    _ marker: XMLDocument.Element, _ clock: FCPXMLClock, _ window: Range<ExactTime>?
  ) throws(CueError) {
    guard let start = try time("start", of: marker) else { throw CueError(.noValue("start"), line: marker.line) }
    let at = clock.timeline(start)
    if let window, !window.contains(at) {
      draft.hidden += 1
      return
    }
    try draft.add(
      name: marker["value"] ?? "", at: at, colour: colour(of: marker), comment: marker["note"], line: marker.line)
  }

  private func colour(of marker: XMLDocument.Element) -> String {
    if marker.name == "chapter-marker" { return "orange" }
    switch marker["completed"] {
    case "0": return "red"
    case "1": return "green"
    default: return "blue"
    }
  }
}

/// The time of an attribute, `3003/1000s`, `5s` or `2.5s`; nil where there is none.
private func time(_ name: String, of element: XMLDocument.Element) throws(CueError) -> ExactTime? {
  guard let text = element[name] else { return nil }
  let bad = CueError(.badValue(name: name, text: quotable(text)), line: element.line)
  guard text.utf8.last == UInt8(ascii: "s") else { throw bad }
  let parts = text.dropLast().split(separator: "/", omittingEmptySubsequences: false)
  if parts.count == 1, let number = DecimalNumber(parts[0]) { return number.time }
  guard parts.count == 2, let numerator = Int(parts[0]), let denominator = Int(parts[1]), denominator > 0 else {
    throw bad
  }
  return ExactTime(Int128(numerator), over: Int128(denominator))
}
