// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension XMLText {
  /// Adds a chord symbol as it is written for a part; nil is N.C.
  mutating func harmony(_ chord: Chord?, _ reading: Reading, offset: Int) {
    element("harmony") { xml in
      guard let chord else {
        // MusicXML wants a root even here.
        xml.element("root") { $0.leaf("root-step", "C", [("text", "")]) }
        xml.leaf("kind", "none", [("text", "N.C.")])
        if offset > 0 { xml.leaf("offset", offset) }
        return
      }
      xml.element("root") { $0.name(reading.written(chord.root), of: "root") }
      let (kind, degrees) = kind(of: chord.quality)
      xml.leaf("kind", kind, [("text", chord.quality.suffix)])
      if let bass = chord.bass {
        xml.element("bass") { $0.name(reading.written(bass), of: "bass") }
      }
      for degree in degrees {
        // The text of the kind says it already.
        xml.element("degree", [("print-object", "no")]) { xml in
          xml.leaf("degree-value", degree.tone.degree)
          xml.leaf("degree-alter", degree.alter)
          xml.leaf("degree-type", degree.type.rawValue)
        }
      }
      if offset > 0 { xml.leaf("offset", offset) }
    }
  }

  private mutating func name(_ name: PitchName, of role: String) {
    leaf("\(role)-step", name.letter)
    if name.alter != 0 { leaf("\(role)-alter", name.alter) }
  }
}

/// A difference between a chord and its kind.
private struct Degree {
  enum Kind: String {
    case add, alter, subtract
  }

  let type: Kind
  let tone: ChordTone
  /// Added tones count from the dominant chord's, others from the kind's own.
  let alter: Int
}

/// The kind that needs the fewest degrees for a chord, the earlier of two, and those degrees in order.
private func kind(of quality: ChordQuality) -> (name: String, degrees: [Degree]) {
  var best = (name: kinds[0].name, degrees: degrees(of: quality.tones, over: kinds[0].tones))
  for kind in kinds.dropFirst() {
    let degrees = degrees(of: quality.tones, over: kind.tones)
    if cost(degrees) < cost(best.degrees) { best = (kind.name, degrees) }
  }
  return best
}

private func degrees(of tones: [ChordTone], over kind: [ChordTone]) -> [Degree] {
  var result: [Degree] = []
  for tone in tones where !kind.contains(tone) {
    if let own = kind.first(where: { $0.degree == tone.degree }) {
      result.append(Degree(type: .alter, tone: tone, alter: tone.alter - own.alter))
    } else {
      result.append(Degree(type: .add, tone: tone, alter: tone.alter + (tone.degree == 7 ? 1 : 0)))
    }
  }
  for own in kind where !tones.contains(where: { $0.degree == own.degree }) {
    result.append(Degree(type: .subtract, tone: own, alter: 0))
  }
  return result
}

/// A missing tone reads worse than an added one.
private func cost(_ degrees: [Degree]) -> Int { degrees.reduce(0) { $0 + ($1.type == .subtract ? 3 : 1) } }

/// MusicXML's kinds and the tones that they stand for in chord symbols: a thirteenth chord has no eleventh.
private let kinds: [(name: String, tones: [ChordTone])] = [
  ("major", ""), ("minor", "m"), ("dominant", "7"), ("major-seventh", "maj7"), ("minor-seventh", "m7"),
  ("diminished", "dim"), ("augmented", "aug"), ("suspended-fourth", "sus4"), ("suspended-second", "sus2"),
  ("power", "5"), ("major-sixth", "6"), ("minor-sixth", "m6"), ("half-diminished", "m7b5"),
  ("diminished-seventh", "dim7"), ("major-minor", "mMaj7"), ("augmented-seventh", "aug7"), ("dominant-ninth", "9"),
  ("major-ninth", "maj9"), ("minor-ninth", "m9"), ("dominant-11th", "11"), ("minor-11th", "m11"),
  ("major-11th", "maj11"), ("dominant-13th", "13"), ("minor-13th", "m13"), ("major-13th", "maj13"),
].map { name, suffix in (name, ChordQuality.named(suffix)?.tones ?? []) }
