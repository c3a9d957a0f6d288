// SPDX-License-Identifier: Apache-2.0
internal import SongDiagnostics
internal import SongIR

extension Checker {
  /// The sections and parts that sections name.
  mutating func checkVariations() {
    for section in spec.sections {
      let path = "sections.\(section.name.value)"
      if let of = section.vary?.of { checkSource(of, section.name.value, "\(path).vary.of") }
      guard let parts = spec.parts?.map(\.name.value) else { continue }
      for part in section.parts.map(\.part) where !parts.contains(part.value) {
        sink.report(.unknownPart(part.value, at: part.span, candidates: parts).inside("\(path).parts"))
      }
    }
  }

  /// What a section varies is another section, and in the end one that varies none.
  private mutating func checkSource(_ of: Located<String>, _ section: String, _ path: String) {
    let known = formNames + spec.sections.map(\.name.value).filter { !formNames.contains($0) }
    guard known.contains(of.value) else {
      sink.report(.unknownSection(of.value, at: of.span, candidates: known.filter { $0 != section }).inside(path))
      return
    }
    var names = [section]
    var next = of.value
    while let source = spec.sections.first(where: { $0.name.value == next })?.vary?.of?.value, !names.contains(next) {
      names.append(next)
      next = source
    }
    if names.contains(next) { sink.report(.variationCycle(section, at: of.span).inside(path)) }
  }
}
