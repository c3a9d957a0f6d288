// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary

extension SettingsMaker {
  /// Says who improvises in a section, and who makes room for it.
  ///
  /// Where the spec names nobody, a section that is called or meant as a solo is the soloist's, else the first tune's that
  /// plays there, unless the spec gives a tune for it. Beside a solo all other tunes and second voices rest; who plays
  /// solos alone rests everywhere else.
  func letImprovise(_ parts: [Settings.Part], in entry: inout Settings.FormEntry) {
    func play(of part: Settings.Part) -> Settings.Play? { entry.treatment.play(of: part.id) }
    if entry.treatment.soloists.isEmpty, isSolo(entry) {
      // A soloist that the section lets play, solos.
      let free = parts.filter { $0.role == .melody && play(of: $0) != .rest && $0.written(in: entry.name) == nil }
      if let chosen = free.first(where: \.isSoloist) ?? free.first {
        entry.treatment.plays.removeAll { $0.part == chosen.id }
        entry.treatment.plays.append(.init(part: chosen.id, play: .solo))
      }
    }
    let hasSolo = !entry.treatment.soloists.isEmpty
    for part in parts where play(of: part) == nil {
      let isLine = part.role.isLine
      if part.isSoloist || hasSolo && isLine { entry.treatment.plays.append(.init(part: part.id, play: .rest)) }
    }
  }

  /// Whether a section is one for a solo.
  private func isSolo(_ entry: Settings.FormEntry) -> Bool {
    let own = spec.sections.first { $0.name.value == entry.name }
    guard own?.melody == nil, own?.given.isEmpty ?? true else { return false }
    let name = Spec.material(of: entry.name).lowercased()
    let stem = name.reversed().drop { $0.isNumber || $0 == "-" || $0 == "_" }.reversed()
    return entry.function == soloFunction || utf8Equal(String(stem), soloFunction)
  }

  /// The band with its ornaments: what the spec asks of a part, and the style's kind where a variation or a solo calls
  /// for ornaments and no kind is named.
  mutating func ornamenting(
    _ parts: [Settings.Part], in form: [Settings.FormEntry], _ style: Style
  ) -> [Settings.Part] {
    parts.map { part in
      let said = spec.parts?.first { utf8Equal($0.name.value, part.id) }?.ornament
      let improvises = form.contains { $0.treatment.play(of: part.id) == .solo }
      let isVaried = part.role == .melody && form.contains { ($0.variation.ornament ?? 0) > 0 }
      if let said, !part.role.isLine, !improvises {
        settler.sink.report(
          .ornamentUnplayed(part.id, role: part.role.rawValue, at: said.kind.span).inside("parts.\(part.id).ornament"))
        return part
      }
      guard said != nil || improvises || isVaried else { return part }
      let kind = settler.decide(
        "parts.\(part.id).ornament", spec: said?.kind.value, otherwise: style.composition.ornament, reason: .style)
      var result = part
      result.ornament = .init(
        kind: kind, isAsked: said != nil, share: said?.share.map { ($0.value * 1000).rounded })
      return result
    }
  }
}

/// The function, and the name, of sections in which someone improvises.
private let soloFunction = "solo"
