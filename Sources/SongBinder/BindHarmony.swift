// SPDX-License-Identifier: Apache-2.0
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

extension TreeReader {
  /// What `harmony` says, of the piece or of a section.
  mutating func harmony(_ field: Field?) -> Spec.Harmony {
    var result = Spec.Harmony()
    guard let field, let fields = map(field, harmonySchema) else { return result }
    result.rate = read(fields["rate"], "a harmonic rhythm", parseHarmonicRate)
    result.colour = read(fields["colour"], "a colour", parseHarmonyColour)
    result.cadence = word(
      fields["cadence"], "a cadence", among: HarmonyWish.Cadence.allCases.map(\.rawValue))?
      .map { HarmonyWish.Cadence(rawValue: $0)! }
    if let avoid = fields["avoid"] { result.avoid = list(avoid, of: "chords")?.compactMap { avoided($0) } }
    return result
  }

  /// A chord that can come: composed ones have their root in the bass.
  private mutating func avoided(_ item: Field) -> Located<ChordToken>? {
    guard let token = read(item, "a chord", parseChordSymbol) else { return nil }
    let problem: String? = switch token.value {
    case .chord(let chord): chord.bass.map { "composed chords have no other bass than their root, such as \($0)" }
    case .roman(let numeral): numeral.bassDegree.map { "composed chords have no other bass than their root, such as degree \($0)" }
    case .noChord: "composed bars always have a chord"
    case .hold: "it names no chord"
    }
    guard let problem else { return token }
    sink.report(.avoidedChord(token.value.text, reason: problem, at: token.span).inside(item.path))
    return nil
  }
}
