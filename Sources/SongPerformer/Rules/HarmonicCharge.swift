// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// The farther a chord lies from the tonic, the louder: all parts grow into it.
  ///
  /// A chord's level is 1.5 k sqrt(CH) dB, less that of the dominant, so that a piece keeps its level; from 1.9 s before
  /// the next chord on the level goes to that one's in a straight line. Reads chords, keys and tempo, writes levels.
  /// - Source: Friberg, Bresin & Sundberg (2006): "harmonic charge"; CH by root and type as in the Director Musices program.
  static let harmonicCharge = PerformanceRule(.harmonicCharge) { playing, amount in
    let score = playing.score
    let chords = score.chords.filter { $0.chord != nil }
    guard !chords.isEmpty else { return }
    var measure = 0
    let levels = chords.map { symbol in
      while measure + 1 < score.measures.count, score.measures[measure + 1].start <= symbol.onset { measure += 1 }
      return symbol.chord.map { 1.5 * (charge(of: $0, in: score.measures[measure].key).squareRoot() - usual) } ?? 0
    }
    func seconds(_ time: ScoreTime) -> Double { score.tempo.seconds(at: Ticks(time)).double }
    let starts = chords.map { seconds($0.onset) }
    var place = 0
    for index in playing.notes.indices {
      let now = seconds(playing.notes[index].note.onset)
      while place + 1 < chords.count, starts[place + 1] <= now { place += 1 }
      var level = levels[place]
      if place + 1 < chords.count {
        let ramp = min(rampSeconds, starts[place + 1] - starts[place])
        level += (levels[place + 1] - level) * max(0, 1 - (starts[place + 1] - now) / ramp)
      }
      playing.notes[index].levelDB += amount * level
    }
  }
}

/// The root of the dominant's charge.
private let usual = 1.5.squareRoot()
private let rampSeconds = 1.9

/// How far a chord lies from the tonic.
private func charge(of chord: Chord, in key: Key) -> Double {
  if chord.quality.tones.contains(ChordTone(5, -1)) { return 5 }
  let root = ((chord.root.pitchClass - key.tonic.pitchClass) % 12 + 12) % 12
  return (chord.quality.isMinor ? minorCharges : majorCharges)[root]
}

/// By semitones above the tonic: I bII II bIII III IV #IV V bVI VI bVII VII. The source has no bIII, III, #IV and VII, and
/// of minor chords only i, ii, iii, iv, v, vi: what it lacks takes 4.5.
private let majorCharges = [0, 7, 4, 4.5, 4.5, 3, 4.5, 1.5, 4, 6, 3.5, 4.5]
private let minorCharges = [0.3, 4.5, 2.5, 4.5, 3, 3.5, 4.5, 2, 4.5, 1.5, 4.5, 4.5]
