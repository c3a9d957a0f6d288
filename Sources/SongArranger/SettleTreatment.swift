// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary

extension SettingsMaker {
  /// How a playing of a section is arranged: as the style has it for the section's function and for its returns, and as
  /// the spec has it.
  ///
  /// The last of the style's returns is for the section that ends the piece, also where it is the first of its material:
  /// so the end stays what it is when sections before it are left out.
  ///
  /// - Parameters:
  ///   - ordinal: how often the material was played before.
  ///   - isLast: whether the piece ends with it.
  func treatment(
    of name: String, _ standard: Style.Section, _ style: Style, ordinal: Int, isLast: Bool
  ) -> Settings.Treatment {
    let said = spec.sections.first { $0.name.value == name }
    let isKept = said?.vary.map { $0.isArrangementKept || $0.keep.contains(.arrangement) } ?? false
    let returns = style.arrangement.returns
    let isFinale = isLast && !isKept && !returns.isEmpty && !["intro", "outro", "break"].contains(standard.function)
    let turn = isKept ? 0 : isFinale ? returns.count : ordinal
    var result = Settings.Treatment()
    result.ordinal = turn
    result.first = standard.first
    result.last = standard.last
    result.into = isFinale ? standard.into.last! : standard.into[turn % standard.into.count]
    // Where the spec asks for a curve, every measure is as loud as it says: nothing rests before a section.
    if spec.intensity != nil, result.into == .drop || result.into == .breath { result.into = .fill }
    result.hasPickup = standard.hasPickup
    if turn > 0, !returns.isEmpty {
      let change = isFinale ? returns.last! : returns[(turn - 1) % max(1, returns.count - 1)]
      result.first = change.first + result.first.filter { !change.first.contains($0) && !change.last.contains($0) }
      result.last = result.last.filter { !change.last.contains($0) && !change.first.contains($0) } + change.last
      result.density = change.density
      result.register = change.register
      result.rides = change.rides
    }
    result.fillsAtEnd = said?.vary?.fillsAtEnd
    return result
  }

  /// What a section changes of the material that it varies; a prime alone changes some of the tune.
  func variation(of name: String) -> Settings.Variation {
    var result = Settings.Variation()
    let said = spec.sections.first { $0.name.value == name }?.vary
    let isVariation = said != nil || Spec.material(of: name) != name
    guard isVariation else { return result }
    // A tune that the spec gives is changed only where it says so.
    let isGiven = spec.section(name).map { $0.melody != nil || !$0.given.isEmpty } ?? false
    result.melody = said?.melody.map { ($0.value * 1000).rounded } ?? (isGiven ? 0 : Settings.Variation.standardMelody)
    result.chords = said?.chords.map { ($0.value * 1000).rounded } ?? 0
    let keep = said?.keep ?? []
    if keep.contains(.melody) { result.melody = 0 }
    if keep.contains(.chords) { result.chords = 0 }
    result.keepsBeats = keep.contains(.onbeat)
    result.keepsRhythm = keep.contains(.rhythm)
    result.ornament = said?.ornament.map { ($0.value * 1000).rounded }
    return result
  }

  /// What the spec lets the parts of the band do in each section.
  ///
  /// - Parameter form: with treatments that say nothing of single parts yet.
  mutating func lettingPlay(_ parts: [Settings.Part], in form: [Settings.FormEntry]) -> [Settings.FormEntry] {
    let names = parts.map(\.id)
    var result = form
    for index in form.indices {
      if let said = spec.section(form[index].name), !said.parts.isEmpty {
        for part in said.parts.map(\.part) where !names.contains(part.value) {
          settler.sink.report(
            .unknownPart(part.value, at: part.span, candidates: names).inside("sections.\(said.name.value).parts"))
        }
        for own in said.parts where own.play?.value == .solo {
          guard parts.contains(where: { $0.id == own.part.value && $0.role == .drums }) else { continue }
          settler.sink.report(
            .soloUnplayable(own.part.value, at: own.part.span).inside("sections.\(said.name.value).parts"))
        }
        result[index].treatment.plays = names.compactMap { name in
          if let own = said.parts.first(where: { $0.part.value == name }) {
            return .init(part: name, play: own.play?.value ?? .full)
          }
          return said.hasOnlyTheseParts ? .init(part: name, play: .rest) : nil
        }
      }
      letImprovise(parts, in: &result[index])
    }
    return result
  }
}
