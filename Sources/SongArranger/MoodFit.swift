// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// A parameter that moods move.
struct MoodParameter: Sendable {
  let name: String
  /// The least move that is heard.
  let unit: Double
  /// Whether moves are multiplied and not added.
  let isFactor: Bool
  /// How far a mood moves it: percent for a factor.
  let move: @Sendable (Mood) -> Double

  /// All of them but the mode; the least moves are set by hand, about a third of the largest.
  static let all = [
    MoodParameter(name: "tempo", unit: 8, isFactor: true) { Double($0.tempo - 100) },
    MoodParameter(name: "density", unit: 10, isFactor: true) { Double($0.density - 100) },
    MoodParameter(name: "intensity", unit: 50, isFactor: false) { Double($0.intensity) },
    MoodParameter(name: "register", unit: 2, isFactor: false) { Double($0.register) },
    MoodParameter(name: "brightness", unit: 1.5, isFactor: false) { $0.brightnessDB },
    MoodParameter(name: "space", unit: 2, isFactor: false) { $0.spaceDB },
    MoodParameter(name: "articulation", unit: 6, isFactor: true) { Double($0.articulation - 100) },
  ]

  /// How far moods together move it.
  func move(_ moods: [Mood]) -> Double {
    guard isFactor else { return moods.reduce(0) { $0 + move($1) } }
    return moods.reduce(1) { $0 * (100 + move($1)) / 100 } * 100 - 100
  }
}

/// What the others of a piece's moods take from one.
struct MoodLoss {
  /// The mood whose modes hold in place of the mood's own, which has none of them.
  let mode: Mood?
  /// How many parameters the mood moves, and which of them move less than half as far with the others, or the other way.
  let moved: Int
  let lost: [String]

  init(of mood: Mood, among moods: [Mood]) {
    let first = moods.first { !$0.modes.isEmpty }
    mode = first.flatMap { first in
      !mood.modes.isEmpty && !mood.modes.contains { own in first.modes.contains { $0.value == own.value } } ? first : nil
    }
    let parameters = MoodParameter.all.filter { $0.move(mood).magnitude >= $0.unit }
    moved = parameters.count
    lost = parameters.filter { parameter in
      let own = parameter.move(mood)
      let all = parameter.move(moods)
      return (own > 0 ? all : -all) < own.magnitude / 2
    }.map(\.name)
  }

  /// Whether the mode or most of the rest is gone.
  var isUnheard: Bool { mode != nil || lost.count * 2 > moved }
}

extension Mood {
  /// The styles that it is made for; empty where it suits all.
  var styles: [String] { tags.filter { !utf8Equal($0, key) } }

  /// Whether it is made for a style, or for one of the two of a blend.
  func suits(_ style: Style) -> Bool { styles.isEmpty || styles.contains(where: style.tags.contains) }

  /// How unlike two moods are: over all parameters in units that are heard, and over modes.
  func distance(to other: Mood) -> Double {
    let moves = MoodParameter.all.reduce(0) { sum, parameter in
      let steps = (parameter.move(self) - parameter.move(other)) / parameter.unit
      return sum + steps * steps
    }
    return moves + 10 * modeDistance(to: other)
  }

  /// 0 for the same shares of modes, 2 for none in common.
  private func modeDistance(to other: Mood) -> Double {
    guard !modes.isEmpty, !other.modes.isEmpty else { return 1 }
    let all = modes.map(\.value) + other.modes.map(\.value).filter { mode in !modes.contains { $0.value == mode } }
    func share(_ choices: [Style.Choice<Mode>], _ mode: Mode) -> Double {
      let sum = choices.reduce(0) { $0 + $1.weight }
      return Double(choices.first { $0.value == mode }?.weight ?? 0) / Double(sum)
    }
    return all.reduce(0) { $0 + (share(modes, $1) - share(other.modes, $1)).magnitude }
  }
}

extension Library {
  /// The mood most like another that a condition holds for; nil where it holds for none.
  func nearestMood(to mood: Mood, where isFitting: (Mood) -> Bool) -> Mood? {
    moods.filter { $0.key != mood.key && isFitting($0) }.min { $0.distance(to: mood) < $1.distance(to: mood) }
  }
}
