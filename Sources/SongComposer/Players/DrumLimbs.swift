// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR

/// The hands and feet at a kit: each player strikes with two hands at once, and treads with two feet; what the kit's file
/// says others play (claps, shakers) has two hands of its own.
package struct DrumLimbs {
  private let kit: [Score.KitVoice]
  private let players: Int

  package init(kit: [Score.KitVoice], players: Int) {
    self.kit = kit
    self.players = players
  }

  /// What the limit is, in words.
  package var reason: String {
    players == 1 ? "a drummer has two hands and two feet" : "\(players) players have \(2 * players) hands"
  }

  /// The strokes without those for which no hand is left: what keeps time goes first; then flams and drags, which take two
  /// hands, become plain strokes; other drums and crashes go only for each other.
  ///
  /// - Parameter isGiven: which notes stay as they are.
  package func played(_ notes: [Score.Note], isGiven: (Score.Note) -> Bool) -> [Score.Note] {
    var notes = notes
    var isLeft = Array(repeating: false, count: notes.count)
    for cluster in clusters(notes) {
      for limb in Score.KitVoice.Limb.allCases {
        var strokes = cluster.filter { limb == self.limb(notes[$0]) }
        while strokes.reduce(0, { $0 + hands(notes[$1]) }) > most(limb) {
          let free = strokes.filter { !isGiven(notes[$0]) }
          let rudiment = free.first { hands(notes[$0]) > 1 }
          let others = free.filter { $0 != rudiment && (rudiment == nil || keepsTime(notes[$0])) }
          if let least = others.min(by: { weight(notes[$0]) < weight(notes[$1]) }) {
            isLeft[least] = true
            strokes.removeAll { $0 == least }
          } else if let rudiment {
            notes[rudiment].ornament = nil
          } else {
            break
          }
        }
      }
    }
    return notes.enumerated().filter { !isLeft[$0.offset] }.map(\.element)
  }

  /// The place of the first strokes for which there are too few hands or feet.
  package func firstProblem(_ notes: [Score.Note]) -> ScoreTime? {
    clusters(notes).first { cluster in
      Score.KitVoice.Limb.allCases.contains { limb in
        cluster.filter { limb == self.limb(notes[$0]) }.reduce(0) { $0 + hands(notes[$1]) } > most(limb)
      }
    }.map { notes[$0[0]].onset }
  }

  /// Hands that a stroke takes.
  private func hands(_ note: Score.Note) -> Int { (note.ornament?.smallStrokes ?? 0) > 0 ? 2 : 1 }

  /// Strokes that fall together.
  private func clusters(_ notes: [Score.Note]) -> [[Int]] {
    var result: [[Int]] = []
    for index in notes.indices {
      if let first = result.last?.first, notes[index].onset - notes[first].onset <= together {
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
  private func weight(_ note: Score.Note) -> Int { note.emphasis + rank(of: note) }

  /// Whether it is one of the strokes that keep time, loud or soft.
  private func keepsTime(_ note: Score.Note) -> Bool { rank(of: note) <= mostOfTimekeepers }

  private func rank(of note: Score.Note) -> Int {
    guard case .kit(let voice) = note.sound else { return 0 }
    return importance.first { $0.name == kit[voice].name }?.weight ?? 10
  }
}

/// Quarters within which one hand doesn't strike twice.
private let together = Rational(1, 24)

/// The importance of cymbals that keep time, at most.
private let mostOfTimekeepers = 20

/// In steps of velocity: cymbals that mark a place and drums before what keeps time.
private let importance = [
  ("crash", 50), ("snare", 40), ("tom-high", 36), ("tom-mid", 36), ("tom-low", 36), ("open", 20), ("bell", 12), ("ride", 6),
  ("hat", 0), ("cowbell", 0),
].map { (name: $0, weight: $1) }
