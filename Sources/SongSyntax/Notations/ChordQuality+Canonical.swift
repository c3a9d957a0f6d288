// SPDX-License-Identifier: Apache-2.0
internal import SongMusic

extension ChordQuality {
  /// The quality with these tones and its canonical suffix; nil where the language has no name for them.
  ///
  /// The suffix is a function of the tones alone: that of the quality with these tones, else of the one that needs
  /// the fewest changes, with the changes in the order altered fifths and tensions, suspensions, additions, omissions.
  static func canonical(_ tones: [ChordTone]) -> ChordQuality? {
    let tones = sorted(tones)
    if let named = all.first(where: { sorted($0.tones) == tones }) { return named }
    var best: (cost: Int, suffix: String)?
    for base in all where base.suffix != "5" && (base.suffix == "aug" || !base.suffix.hasPrefix("aug")) {
      guard let changes = Changes(from: base.tones, to: tones) else { continue }
      if changes.cost < best?.cost ?? .max { best = (changes.cost, changes.suffix(on: base.suffix)) }
    }
    return best.map { ChordQuality(suffix: $0.suffix, tones: tones) }
  }
}

/// What turns a named quality into another one.
private struct Changes {
  private var altered: [ChordTone] = []
  private var suspended: [Int] = []
  private var added: [Int] = []
  private var omitted: [Int] = []

  init?(from base: [ChordTone], to target: [ChordTone]) {
    for tone in target where !base.contains(tone) {
      switch (tone.degree, tone.alter) {
      case (2, 0), (4, 0): suspended.append(tone.degree)
      case (5, -1), (5, 1), (6, -1), (9, -1), (9, 1), (11, 1), (13, -1): altered.append(tone)
      case (6, 0), (9, 0), (11, 0), (13, 0): added.append(tone.degree)
      default: return nil
      }
    }
    for tone in base where !target.contains(tone) {
      let isReplaced = altered.contains { $0.degree == tone.degree }
      switch (tone.degree, tone.alter) {
      case (3, _): if suspended.isEmpty { omitted.append(3) }
      case (5, 0): if !isReplaced { omitted.append(5) }
      case (9, 0), (11, 0), (13, 0): if !isReplaced { return nil }
      default: return nil
      }
    }
    // An alteration replaces the natural tone, so both can't come from one suffix; nor can a third and a suspension.
    let clashes = altered.contains { tone in
      target.contains(ChordTone(tone.degree)) && tone.degree != 6 && !added.contains(tone.degree)
    }
    if clashes || (!suspended.isEmpty && target.contains { $0.degree == 3 }) { return nil }
  }

  /// Alterations are the usual way to write a chord, omissions the rarest.
  var cost: Int { 10 * altered.count + 10 * suspended.count + 11 * added.count + 12 * omitted.count }

  func suffix(on base: String) -> String {
    let alterations = altered.map { ($0.alter < 0 ? "b" : "#") + String($0.degree) }.joined()
    // Behind a bare root an accidental would be read as the root's own.
    return base + (base.isEmpty && !alterations.isEmpty ? "(\(alterations))" : alterations)
      + suspended.map { "sus\($0)" }.joined() + added.map { "add\($0)" }.joined()
      + omitted.map { "no\($0)" }.joined()
  }
}

private func sorted(_ tones: [ChordTone]) -> [ChordTone] {
  var unique: [ChordTone] = []
  for tone in tones where !unique.contains(tone) { unique.append(tone) }
  return unique.sorted { ($0.degree, $0.alter) < ($1.degree, $1.alter) }
}
