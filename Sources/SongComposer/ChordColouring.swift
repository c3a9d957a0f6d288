// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Gives drawn chords the colour that is asked for; their roots stay.
struct ChordColouring {
  let wish: HarmonyWish
  let key: Key
  let seed: Seed

  /// - Parameter place: in the phrase: the same chord in the same place has the same colour.
  func coloured(_ chord: Chord, place: Int) -> Chord {
    var stream = seed.child("\(chord)", place).generator
    switch wish.colour {
    case .auto: return chord
    case .share(let percent):
      return stream.chance(percent: percent) ? first(of: [chord].filter(isColoured) + sevenths(chord), else: chord) : plain(chord)
    case .rich:
      let rich = allowed(sevenths(chord).flatMap(extensions))
      return rich.isEmpty ? first(of: sevenths(chord), else: chord) : stream.element(of: rich)
    }
  }

  /// Whether there is more than a triad, or a fourth or second for its third.
  private func isColoured(_ chord: Chord) -> Bool { chord.quality.tones.contains { [6, 7].contains($0.degree) } }

  /// The triad below a chord; the scale's where a fourth or second stands for the third.
  private func plain(_ chord: Chord) -> Chord {
    let triad = triad(chord)
    return first(of: [triad], else: chord)
  }

  private func triad(_ chord: Chord) -> Chord {
    if !chord.quality.tones.contains(where: { $0.degree == 3 }), let degree = key.scale.firstIndex(of: chord.root.pitchClass) {
      return key.triad(degree + 1)
    }
    let fifth = chord.quality.tones.first { $0.degree == 5 }?.alter ?? 0
    return with(chord, fifth == -1 ? "dim" : chord.quality.isMinor ? "m" : "")
  }

  /// Chords of four tones over a triad, those of the scale first.
  private func sevenths(_ chord: Chord) -> [Chord] {
    let triad = triad(chord)
    let suffixes = switch triad.quality.suffix {
    case "dim": ["m7b5", "dim7"]
    case "m": ["m7", "m6"]
    default: ["maj7", "7", "6"]
    }
    let all = suffixes.map { with(triad, $0) }
    // What the scale doesn't have takes the seventh of a dominant.
    return all.filter { isInScale($0, over: triad) } + all.filter { $0.quality.suffix == "7" }
  }

  /// A seventh chord with ninths and more that the scale has.
  private func extensions(_ chord: Chord) -> [Chord] {
    let suffixes: [String] = switch chord.quality.suffix {
    case "maj7": ["maj9", "69"]
    case "7": ["9", "13", "9sus4"]
    case "m7": ["m9", "m11"]
    default: []
    }
    return suffixes.map { with(chord, $0) }.filter { isInScale($0, over: chord) }
  }

  private func isInScale(_ chord: Chord, over base: Chord) -> Bool {
    Set(chord.pitchClasses).subtracting(base.pitchClasses).allSatisfy(key.scale.contains)
  }

  private func allowed(_ chords: [Chord]) -> [Chord] { chords.filter { !wish.avoids($0, in: key) } }

  private func first(of chords: [Chord], else chord: Chord) -> Chord { allowed(chords).first ?? chord }

  private func with(_ chord: Chord, _ suffix: String) -> Chord {
    Chord(root: chord.root, quality: ChordQuality.named(suffix) ?? chord.quality)
  }
}
