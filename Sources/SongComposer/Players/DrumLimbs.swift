// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// The hands and feet at a kit: each player strikes with two hands at once, and treads with two feet; what the kit's file
/// says others play (claps, shakers) has two hands of its own.
struct DrumLimbs {
  let kit: [Score.KitVoice]
  let players: Int

  /// What the limit is, in words.
  var reason: String {
    players == 1 ? "a drummer has two hands and two feet" : "\(players) players have \(2 * players) hands"
  }

  /// The strokes without those for which no hand is left; of a kit's voices those that keep time go first.
  ///
  /// - Parameter isGiven: which notes stay as they are.
  func played(_ notes: [Score.Note], isGiven: (Score.Note) -> Bool) -> [Score.Note] {
    var isLeft = Array(repeating: false, count: notes.count)
    for cluster in clusters(notes) {
      for limb in Score.KitVoice.Limb.allCases {
        var strokes = cluster.filter { limb == self.limb(notes[$0]) }
        while strokes.count > most(limb),
          let least = strokes.filter({ !isGiven(notes[$0]) }).min(by: { weight(notes[$0]) < weight(notes[$1]) })
        {
          isLeft[least] = true
          strokes.removeAll { $0 == least }
        }
      }
    }
    return notes.enumerated().filter { !isLeft[$0.offset] }.map(\.element)
  }

  /// The place of the first strokes for which there are too few hands or feet.
  func firstProblem(_ notes: [Score.Note]) -> ScoreTime? {
    clusters(notes).first { cluster in
      Score.KitVoice.Limb.allCases.contains { limb in cluster.count { limb == self.limb(notes[$0]) } > most(limb) }
    }.map { notes[$0[0]].onset }
  }

  /// Strokes that fall together, a flam's two among them.
  private func clusters(_ notes: [Score.Note]) -> [[Int]] {
    var result: [[Int]] = []
    for index in notes.indices {
      if let first = result.last?.first, notes[index].onset - notes[first].onset <= graceLength {
        result[result.count - 1].append(index)
      } else {
        result.append([index])
      }
    }
    return result
  }

  private func most(_ limb: Score.KitVoice.Limb) -> Int { limb == .other ? 2 : 2 * players }

  private func limb(_ note: Score.Note) -> Score.KitVoice.Limb? {
    if case .kit(let voice) = note.sound { kit[voice].limb } else { nil }
  }

  /// How much a stroke is missed.
  private func weight(_ note: Score.Note) -> Int {
    guard case .kit(let voice) = note.sound else { return 0 }
    return note.emphasis + (importance.first { $0.name == kit[voice].name }?.weight ?? 10)
  }
}

/// A flam's grace note before its stroke, quarters.
private let graceLength = Rational(1, 24)

/// In steps of velocity: cymbals that mark a place and drums before what keeps time.
private let importance = [
  ("crash", 50), ("snare", 40), ("tom-high", 36), ("tom-mid", 36), ("tom-low", 36), ("open", 20), ("bell", 12), ("ride", 6),
  ("hat", 0), ("cowbell", 0),
].map { (name: $0, weight: $1) }
