// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongSyntax

extension SpecBinder {
  /// `vary`: a share of the tune, or a map.
  mutating func bindVariation(_ field: Field) -> Spec.Variation? {
    var result = Spec.Variation()
    guard reader.isMap(field) else {
      guard let share = share(field) else { return nil }
      result.melody = share
      result.isArrangementKept = share.value == .zero
      return result
    }
    guard let map = reader.map(field, varySchema) else { return nil }
    result.of = reader.text(map["of"], "the name of a section")
    result.melody = share(map["melody"])
    result.chords = share(map["chords"])
    result.isArrangementKept = reader.word(map["arrangement"], "an arrangement", among: ["same", "new"])?.value == "same"
    let drums = reader.word(map["drums"], "what drums do", among: ["fill-at-end", "no-fill"])
    result.fillsAtEnd = drums.map { $0.value == "fill-at-end" }
    let names = Spec.Variation.Kept.allCases.map(\.rawValue)
    for item in map["keep"].flatMap({ reader.list($0, of: "what stays") }) ?? [] {
      guard let word = reader.word(item, "what a variation can keep", among: names) else { continue }
      result.keep.append(Spec.Variation.Kept(rawValue: word.value)!)
    }
    for (key, kept) in [("melody", Spec.Variation.Kept.melody), ("chords", .chords)] {
      if let field = map[key], result.keep.contains(kept) {
        reader.sink.report(.keysExclude(key, "keep", at: field.span).inside(field.path))
      }
    }
    result.ornament = share(map["ornament"])
    // An ornamented tune is the same tune, unless the spec says how much of it is new.
    if result.melody == nil, result.keep.contains(.melody) || reader.hasKey("ornament", in: field) {
      result.melody = Located(.zero, at: field.span)
    }
    return result
  }

  private mutating func share(_ field: Field?) -> Located<Rational>? {
    reader.read(field, "a percentage") { parsePercent($0, sink: &$1) }
  }

  /// `parts` of a section: what each does, or a list of the only ones that play.
  mutating func bindSectionParts(_ field: Field, _ section: inout Spec.Section) {
    guard !reader.isList(field) else {
      section.hasOnlyTheseParts = true
      for item in reader.list(field, of: "parts") ?? [] {
        guard let name = reader.text(item, "the name of a part") else { continue }
        section.parts.append(.init(part: name, play: Located(.full, at: name.span)))
      }
      return
    }
    let words = Settings.Play.allCases.map(\.rawValue)
    for (name, value) in reader.names(field, of: "parts") ?? [] {
      if reader.isMap(value) {
        guard let fields = reader.map(value, sectionPartSchema) else { continue }
        let play = fields["play"].flatMap { reader.word($0, "what a part does", among: words) }
        section.parts.append(
          .init(part: name, play: play?.map { Settings.Play(rawValue: $0)! }, pattern: bindPattern(fields["pattern"])))
        continue
      }
      guard let word = reader.word(value, "what a part does", among: words) else { continue }
      section.parts.append(.init(part: name, play: word.map { Settings.Play(rawValue: $0)! }))
    }
  }
}
