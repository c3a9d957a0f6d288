// SPDX-License-Identifier: Apache-2.0
/// What happens at a sync point (LANGUAGE, section 4).
package enum Hit: Sendable, Hashable, Codable {
  /// A section of this name begins.
  case section(String)
  case downbeat
  case beat
  /// Everyone who plays strikes at once, louder and fuller than around it.
  case accent
  /// A part's first note after at least a measure without it.
  case entry(String)
  /// A part's last note ends here.
  case exit(String)
  /// The loudest measure of the piece.
  case peak
  /// Silence from here on.
  case stop
  /// This chord begins here.
  case chord(ChordToken)
  /// Nothing musical, only reported.
  case marker

  /// The word of the language.
  package var word: String {
    switch self {
    case .section(let name): "section \(name)"
    case .downbeat: "downbeat"
    case .beat: "beat"
    case .accent: "accent"
    case .entry(let part): "entry \(part)"
    case .exit(let part): "exit \(part)"
    case .peak: "peak"
    case .stop: "stop"
    case .chord(let token): "chord \(token.text)"
    case .marker: "marker"
    }
  }
}

extension ChordToken {
  /// The token as it is written.
  package var text: String {
    switch self {
    case .chord(let chord): "\(chord)"
    case .roman(let numeral): numeral.text
    case .noChord: "N.C."
    case .hold: "."
    }
  }
}

/// How much a sync point is wanted.
package enum Want: String, Sendable, Hashable, Codable, CaseIterable {
  /// The build fails where it can't land.
  case must
  /// As near as may be.
  case prefer
  /// Only reported.
  case note
}
