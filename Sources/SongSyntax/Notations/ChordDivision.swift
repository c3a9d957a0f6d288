package import SongBase
package import SongDiagnostics
package import SongMusic

/// Gives each token of a bar its beats.
///
/// As many tokens as beats: one each. A number of tokens that divides the beats: equal shares. Else an error that shows
/// the bar with one token a beat. A hold adds its share to the token before it; only one that begins the bar stays.
/// - Source: LANGUAGE, section 5: right for MMA and for iReal wherever both agree, asks where they don't.
package func divide(
  _ bar: ChordsNotation.Bar, beats: Int, sink: inout DiagnosticSink
) -> [(token: Located<ChordToken>, beats: Rational)]? {
  let count = bar.tokens.count
  guard count > 0, beats > 0, beats.isMultiple(of: count) else {
    let written = bar.tokens.map { symbol($0.value) }
    let filled = count < beats ? written + Array(repeating: ".", count: beats - count) : []
    sink.report(.chordCount(count, beats: beats, dotted: filled.joined(separator: " "), at: bar.span))
    return nil
  }
  let share = Rational(beats, count)
  var result: [(token: Located<ChordToken>, beats: Rational)] = []
  for token in bar.tokens {
    if token.value == .hold, let last = result.indices.last {
      result[last].beats += share
    } else {
      result.append((token, share))
    }
  }
  return result
}

/// A token as it is written.
private func symbol(_ token: ChordToken) -> String {
  switch token {
  case .chord(let chord): chord.description
  case .roman(let numeral): numeral.text
  case .noChord: "N.C."
  case .hold: "."
  }
}
