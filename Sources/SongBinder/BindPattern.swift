// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

extension SpecBinder {
  /// A pattern by name, or line by line.
  mutating func bindPattern(_ field: Field?) -> Spec.Pattern? {
    guard let field else { return nil }
    var result = Spec.Pattern(span: field.span, path: field.path)
    guard reader.isMap(field) else {
      result.name = reader.text(field, "a pattern")
      return result.name == nil ? nil : result
    }
    guard let lanes = reader.names(field, of: "lines of a pattern") else { return nil }
    if lanes.isEmpty {
      reader.sink.report(
        .wrongKind(expected: "a line of a pattern", found: "an empty map", at: field.span).inside(field.path))
      return nil
    }
    if let rhythm = lanes.first(where: { $0.name.value == "rhythm" }) {
      return bindRhythmPattern(rhythm.field, lanes, result)
    }
    for (name, lane) in lanes {
      guard let lane = bindLane(name, lane) else { return nil }
      result.lanes.append(lane)
    }
    return result
  }

  /// `rhythm` with `tones` or `degrees`: a line that repeats.
  private mutating func bindRhythmPattern(
    _ rhythm: Field, _ lanes: [(name: Located<String>, field: Field)], _ pattern: Spec.Pattern
  ) -> Spec.Pattern? {
    var given = Spec.Given(span: pattern.span, path: pattern.path)
    guard let line = reader.read(rhythm, "a rhythm", parseRhythm) else { return nil }
    given.line = self.line(line)
    var target = Spec.Lane.Target.strum
    for (name, field) in lanes where name.value != "rhythm" {
      switch name.value {
      case "tones", "degrees":
        let parse = name.value == "tones" ? parseTones : parseDegrees
        guard given.pitches == nil, let notation = reader.read(field, name.value, parse) else { return nil }
        given.pitches = Spec.Pitches(pitches: notation.pitches, barLines: notation.barLines, span: notation.span)
        target = name.value == "tones" ? .tones : .degrees
      default:
        reader.sink.report(
          .unknownKey(name.value, in: "a pattern with a rhythm", at: name.span, candidates: ["tones", "degrees"])
            .inside(field.path))
        return nil
      }
    }
    guard let full = merged(given)?.line else { return nil }
    var result = pattern
    result.lanes = [
      Spec.Lane(key: Located("rhythm", at: rhythm.span), target: target, content: .line(full), span: rhythm.span)
    ]
    return result
  }

  private mutating func bindLane(_ name: Located<String>, _ field: Field) -> Spec.Lane? {
    if name.value == "mini" { return mini(field, name, .words) }
    let target: Spec.Lane.Target = switch name.value {
    case "strum": .strum
    case "tones": .tones
    case "degrees": .degrees
    default: .voice(name.value)
    }
    if reader.isMap(field) {
      guard let fields = reader.map(field, laneSchema) else { return nil }
      guard let inner = fields["mini"] else {
        if !reader.hasKey("mini", in: field) {
          reader.sink.report(.wrongKind(expected: "a grid or 'mini'", found: "an empty map", at: field.span).inside(field.path))
        }
        return nil
      }
      return mini(inner, name, target)
    }
    if target == .tones || target == .degrees {
      reader.sink.report(.laneNeedsRhythm(name.value, at: name.span).inside(field.path))
      return nil
    }
    return reader.read(field, "a grid", parseGrid).map {
      Spec.Lane(key: name, target: target, content: .grid($0.value), span: $0.span)
    }
  }

  private mutating func mini(_ field: Field, _ name: Located<String>, _ target: Spec.Lane.Target) -> Spec.Lane? {
    guard let notation = reader.read(field, "a pattern", parseMini) else { return nil }
    if target == .tones || target == .degrees {
      for word in notation.words where LinePitch(word.value, isChord: target == .tones) == nil {
        reader.sink.report(.degreeUnreadable(word.value, isChord: target == .tones, at: word.span).inside(field.path))
        return nil
      }
    }
    return Spec.Lane(
      key: name, target: target, content: .mini(notation.pattern, words: notation.words), span: notation.span)
  }

  /// `fill: before logo 1 bar`, or a list of places.
  mutating func bindFills(_ field: Field?) -> [Spec.Place]? {
    guard let field else { return nil }
    let items = reader.isList(field) ? reader.list(field, of: "places") ?? [] : [field]
    return items.compactMap { bindPlace($0) }
  }

  /// `tune`, `drums.kick`.
  mutating func bindFollow(_ field: Field?) -> Located<Spec.Follow>? {
    guard let text = reader.text(field, "a part"), let field else { return nil }
    let words = text.value.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
    guard words.count <= 2, words.allSatisfy({ !$0.isEmpty }) else {
      reader.sink.report(.unknownValue(text.value, what: "a part or a voice of it", at: text.span, candidates: []).inside(field.path))
      return nil
    }
    return text.map { _ in Spec.Follow(part: words[0], voice: words.count > 1 ? words[1] : nil) }
  }
}
