// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic
package import SongSyntax

/// Where a place of the source stands in the tree: the keys that lead to it.
struct WrittenPlace {
  /// A key or an index, the map or list that it stands in, and its value.
  struct Step {
    let name: String
    let isIndex: Bool
    let value: NodeID
  }

  private(set) var steps: [Step] = []

  /// Nil where the place lies in no value of the tree.
  init?(_ span: Span, in tree: SyntaxTree) {
    if span.isEmpty { return nil }
    self.init(touching: span, in: tree)
  }

  /// Also a place without length, inside a value or at its end.
  init?(touching span: Span, in tree: SyntaxTree) {
    guard tree.file == span.file, let root = tree.root, let steps = WrittenPlace.steps(to: span, from: root, in: tree) else {
      return nil
    }
    self.steps = steps
  }

  /// The steps from a node to the innermost key or value that holds a place; nil where neither it nor what is in it does.
  ///
  /// Maps needn't hold what is in them: the sections of a lead sheet stand apart from its keys.
  private static func steps(to span: Span, from node: NodeID, in tree: SyntaxTree) -> [Step]? {
    switch tree[node].kind {
    case .scalar: break
    case .sequence(let items):
      for (index, item) in items.enumerated() {
        if let rest = steps(to: span, from: item, in: tree) { return [Step(name: "[\(index)]", isIndex: true, value: item)] + rest }
      }
    case .mapping(let entries):
      for entry in entries {
        let step = Step(name: entry.key.text, isIndex: false, value: entry.value)
        if entry.key.span.holds(span) { return [step] }
        if let rest = steps(to: span, from: entry.value, in: tree) { return [step] + rest }
      }
    }
    return tree[node].span.holds(span) ? [] : nil
  }

  /// `sections.A.given[0].rhythm`
  var path: String {
    steps.reduce("") { $0 + ($0.isEmpty || $1.isIndex ? $1.name : ".\($1.name)") }
  }

  /// The name of a step, empty behind the last.
  func name(_ index: Int) -> String { steps.indices.contains(index) ? steps[index].name : "" }
}

extension Span {
  fileprivate func holds(_ other: Span) -> Bool { start <= other.start && other.end <= end }
}

/// Says of diagnostics where they stand in the spec and where in the piece that is played for the first time.
package struct PlaceFinder: Sendable {
  let tree: SyntaxTree

  package init(_ tree: SyntaxTree) { self.tree = tree }

  /// What the spec says of bars and times before anything is decided; nil where its form is open or couldn't be read.
  package func outline(_ spec: Spec) -> Outline? {
    guard spec.base == nil, !spec.hasNoForm, let root = tree.root, has("form", root) == (spec.form != nil) else { return nil }
    let form = (spec.form ?? spec.sections.map(\.name)).map(\.value)
    let sections = value("sections", root)
    return Outline(spec, form: form) { name, key in
      // A hole is a key that stands there and wasn't read.
      let names = [name, spec.material(of: name)]
      let said = spec.section(name)
      let isRead = switch key {
      case "bars": said?.bars != nil
      case "time": said?.meter != nil
      default: said?.tempo != nil
      }
      let stands = names.contains { name in sections.flatMap { value(name, $0) }.map { has(key, $0) } ?? false }
      if stands { return isRead }
      let isReadAbove = key == "time" ? spec.meter != nil : spec.tempo != nil
      return key == "bars" || !has(key, root) || isReadAbove
    }
  }

  /// The diagnostic with the keys that lead to its place and with its place in the piece.
  package func placed(_ diagnostic: Diagnostic, in outline: Outline?) -> Diagnostic {
    guard let span = diagnostic.span, let place = WrittenPlace(span, in: tree) else { return diagnostic }
    var result = diagnostic
    let path = place.path
    if path.utf8.count > result.path.utf8.count, path.hasPrefix(result.path) { result.path = path }
    guard let outline else { return result }
    switch place.name(0) {
    case "sections": result.place = section(place, span, outline)
    case "parts": result.place = part(place, span, outline)
    default: break
    }
    return result
  }

  // MARK: Sections and parts

  private func section(_ place: WrittenPlace, _ span: Span, _ outline: Outline) -> MusicalPlace? {
    guard place.steps.count >= 2, let index = firstPlaying(place.name(1), key: place.name(2), outline) else { return nil }
    let meter = outline.sections[index].meter
    let section = place.steps[1].value
    let position: NotationPosition?
    switch place.name(2) {
    case "chords": position = text(place, 2, span).flatMap { chordPosition($0.text, $0.offset, meter) }
    case "lyrics":
      let tune = value("melody", section).flatMap { line(in: $0) }
      position = text(place, 2, span).flatMap { lyricsPosition($0.prefix, tune, meter) }
    case "melody": position = viewpoint(place, 3, span, meter)
    case "given":
      guard place.steps.count > 3 else { return outline.place(section: index, bar: 0, offset: .zero) }
      guard let start = start(of: place.steps[3].value, meter) else { return nil }
      position = viewpoint(place, 4, span, meter)?.after(start)
    default: position = .start
    }
    return position.flatMap { outline.place(section: index, bar: $0.bar, offset: $0.offset) }
  }

  private func part(_ place: WrittenPlace, _ span: Span, _ outline: Outline) -> MusicalPlace? {
    guard place.steps.count >= 2 else { return nil }
    let name = place.name(1)
    switch place.name(2) {
    case "given":
      guard place.steps.count > 3, let item = value("where", place.steps[3].value).flatMap({ tree[$0].scalar }),
        let where_ = read(item, parsePlace)?.value, where_.before == nil
      else { return nil }
      guard let section = where_.section?.value else {
        let bar = (where_.bar ?? 1) - 1
        guard let index = outline.section(ofBar: bar), let start = start(of: place.steps[3].value, outline.sections[index].meter),
          let found = viewpoint(place, 4, span, outline.sections[index].meter)?.after(start)
        else { return nil }
        return outline.place(bar: found.bar, offset: found.offset)
      }
      guard let index = firstPlaying(section, key: "", outline), let start = start(of: place.steps[3].value, outline.sections[index].meter)
      else { return nil }
      return viewpoint(place, 4, span, outline.sections[index].meter)?.after(start)
        .in(outline, section: index)
    case "enter", "leave", "fill": return nil
    default:
      guard let first = outline.entries[name] ?? firstBar(ofPart: name, place.steps[1].value, outline) else { return nil }
      let meter = outline.section(ofBar: first).flatMap { outline.sections[$0].meter } ?? outline.sections.first?.meter
      let position = place.name(2) == "pattern" ? pattern(place, span, meter) : .start
      return position.flatMap { outline.place(bar: first + $0.bar, offset: $0.offset) }
    }
  }

  /// The first section of the form that plays what a section says under a key.
  private func firstPlaying(_ name: String, key: String, _ outline: Outline) -> Int? {
    let sections = tree.root.flatMap { value("sections", $0) }
    return outline.sections.firstIndex { playing in
      if utf8Equal(playing.name, name) { return true }
      guard utf8Equal(Spec.material(of: playing.name), name) || varied(playing.name, sections) == name else { return false }
      let own = sections.flatMap { value(playing.name, $0) }
      return key.isEmpty || own.map { !has(key, $0) } ?? true
    }
  }

  private func varied(_ name: String, _ sections: NodeID?) -> String? {
    sections.flatMap { value(name, $0) }.flatMap { value("vary", $0) }.flatMap { value("of", $0) }.flatMap { tree[$0].scalar?.text }
  }

  /// A pattern that is written out is played from the first bar, where nothing lets its part in later.
  private func firstBar(ofPart name: String, _ part: NodeID, _ outline: Outline) -> Int? {
    guard let pattern = value("pattern", part), tree[pattern].entries != nil, !has("enter", part), let root = tree.root else {
      return nil
    }
    // Entries at sync points, and sections that let it rest, are known when the piece is laid out.
    let hits = value("sync", root).map { tree[$0].items ?? [] } ?? []
    let isMoved = hits.contains { value("hit", $0).flatMap { tree[$0].scalar?.text }?.hasSuffix(" \(name)") ?? false }
    let sections = value("sections", root).flatMap { tree[$0].entries } ?? []
    if isMoved || value("sync", root).map({ tree[$0].items == nil }) ?? false { return nil }
    if sections.contains(where: { has("parts", $0.value) }) { return nil }
    return outline.sections.isEmpty ? nil : 0
  }

  // MARK: Notations

  /// Where the line that a map gives begins: its section's first bar, or the place that it names.
  private func start(of item: NodeID, _ meter: Meter?) -> NotationPosition? {
    guard let node = value("where", item) else { return .start }
    guard let scalar = tree[node].scalar, let place = read(scalar, parsePlace)?.value, place.before == nil else { return nil }
    var offset: ScoreTime? = .zero
    if let beat = place.beat, beat != 1 { offset = meter.map { (beat - 1) * $0.beatUnit } }
    return NotationPosition(bar: (place.bar ?? 1) - 1, offset: offset)
  }

  /// A place in one of the viewpoints of a map.
  private func viewpoint(_ place: WrittenPlace, _ index: Int, _ span: Span, _ meter: Meter?) -> NotationPosition? {
    guard let text = text(place, index, span) else { return .start }
    switch place.name(index) {
    case "rhythm", "lily", "abc": return linePosition(text.prefix, place.name(index), meter)
    case "degrees", "tones":
      let rhythm = value("rhythm", place.steps[index - 1].value).flatMap { tree[$0].scalar }.flatMap { read($0, parseRhythm)?.line }
      return pitchPosition(text.prefix, rhythm, isChord: place.name(index) == "tones")
    case "contour": return text.offset == 0 ? .start : nil
    default: return .start
    }
  }

  /// A place in a pattern, from its first bar.
  private func pattern(_ place: WrittenPlace, _ span: Span, _ meter: Meter?) -> NotationPosition? {
    guard place.steps.count > 3, let text = text(place, place.steps.count - 1, span) else { return .start }
    switch place.steps.last?.name {
    // One cycle is a bar, where nothing takes turns.
    case "mini": return text.prefix.contains { "</?|".contains($0) } ? nil : NotationPosition(bar: 0, offset: text.offset == 0 ? .zero : nil)
    case "rhythm", "degrees", "tones": return viewpoint(place, place.steps.count - 1, span, meter)
    default: return gridPosition(text.text, text.offset, meter)
    }
  }

  /// The text of the scalar that is a path's last step, and how far into it a place lies.
  private func text(_ place: WrittenPlace, _ index: Int, _ span: Span) -> (text: String, offset: Int, prefix: String)? {
    guard place.steps.count == index + 1, let scalar = tree[place.steps[index].value].scalar, tree[place.steps[index].value].span.contains(span)
    else { return nil }
    let low = scalar.offset(of: Int(span.start))
    return (scalar.text, low, String(decoding: scalar.text.utf8.prefix(low), as: UTF8.self))
  }

  /// The full notes or the rhythm that a map gives.
  private func line(in map: NodeID) -> NoteLine? {
    func scalar(_ key: String) -> Scalar? { value(key, map).flatMap { tree[$0].scalar } }
    if let found = scalar("abc") { return read(found, parseABC)?.tune.line }
    if let found = scalar("lily") { return read(found, parseLily)?.line }
    return scalar("degrees") == nil ? scalar("rhythm").flatMap { read($0, parseRhythm)?.line } : nil
  }

  // MARK: The tree

  private func value(_ key: String, _ node: NodeID) -> NodeID? {
    tree[node].entries?.first { utf8Equal($0.key.text, key) }?.value
  }

  private func has(_ key: String, _ node: NodeID) -> Bool { value(key, node) != nil }
}

extension Span {
  fileprivate func contains(_ other: Span) -> Bool { start <= other.start && other.start <= end }
}
