// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongModels
internal import SongMusic

/// What the pitches of a second tune keep against the first one and the roots of the chords.
///
/// Hard: no fifths or octaves in parallel with the tune or the bass, no semitones or major sevenths with a tune note that
/// sounds, the two don't cross. Mostly: where both move at once, they move in contrary directions. The bass stands for its
/// chord's lowest tone: what a bass player makes of it changes with the intensity, this line doesn't.
///
/// - Source: Fux (1725), "Gradus ad Parnassum", second to fourth species; Aldwell, Schachter & Cadwallader (2010), "Harmony
///   and Voice Leading", chapters 5 and 6.
struct Counterpoint {
  /// The first tune, where it sounds; sorted.
  private let tune: [LineNote]
  private let harmony: Harmony
  private let meter: Meter
  /// Whether the line lies below the tune.
  private let isBelow: Bool

  init(against tune: [LineNote], harmony: Harmony, meter: Meter, range: KeyRange) {
    self.tune = tune
    self.harmony = harmony
    self.meter = meter
    let sum = tune.reduce(0) { $0 + $1.key }
    isBelow = tune.isEmpty || range.middle * tune.count <= sum
  }

  /// The key of the tune that sounds at a time.
  func key(at time: ScoreTime) -> Int? {
    tune.last { $0.onset <= time }.flatMap { time < $0.onset + $0.duration ? $0.key : nil }
  }

  /// Keys among those allowed that go with the tune: with what sounds where the note begins, and with what begins on a beat
  /// while it is held. All of them where none does.
  func fitting(_ keys: [Int], _ onset: ScoreTime, _ duration: ScoreTime) -> [Int] {
    let sounding = key(at: onset)
    let later = tune.filter { $0.onset > onset && $0.onset < onset + duration && isHeavy($0) }.map(\.key)
    func isClear(_ key: Int, of other: Int) -> Bool {
      let distance = isBelow ? other - key : key - other
      return distance > 2 && distance % 12 != 1 && distance % 12 != 11
    }
    let clear = sounding.map { other in keys.filter { isClear($0, of: other) } } ?? keys
    let all = clear.filter { key in later.allSatisfy { isClear(key, of: $0) } }
    return !all.isEmpty ? all : clear.isEmpty ? keys : clear
  }

  /// Whether a note of the tune is heard against what is held.
  private func isHeavy(_ note: LineNote) -> Bool {
    meter.strength(at: note.onset % meter.length) >= 1 || note.duration >= meter.beatUnit
  }

  /// How welcome keys are: thirds and sixths with the tune most; what is held into another chord belongs to it.
  func weights(of keys: [Int], _ onset: ScoreTime, _ duration: ScoreTime) -> [Double] {
    let sounding = key(at: onset)
    let next = harmony.next(after: onset).flatMap { $0.onset + Rational(1, 2) < onset + duration ? $0.chord : nil }
    return keys.map { key in
      var weight = 1.0
      if let sounding { weight *= consonance[abs(sounding - key) % 12] }
      if let next, !next.pitchClasses.contains(key % 12) { weight *= foreignToNext }
      return weight
    }
  }

  /// The rule of a note and the one before: no parallels.
  ///
  /// - Parameter before: where the note before began.
  func allows(at onset: ScoreTime, after before: ScoreTime) -> @Sendable (_ previous: Int, _ value: Int) -> Bool {
    let now = key(at: onset)
    // Against what sounded when the note before began, and against what the tune moves from.
    let then = [key(at: before), tune.last { $0.onset < onset && $0.onset + $0.duration > before }?.key]
    let roots = (harmony.chord(at: before)?.lowest.pitchClass, harmony.chord(at: onset)?.lowest.pitchClass)
    return { previous, value in
      guard value != previous else { return true }
      if let now {
        for case let other? in then where other != now && isParallel(other - previous, now - value) { return false }
      }
      if let from = roots.0, let to = roots.1, from != to, isParallel(previous - from, value - to) { return false }
      return true
    }
  }

  /// What is better avoided: wide leaps, motion the same way where the tune moves at once, and on beats a way between roots and fifths
  /// by which the line would go with a bass that alternates them.
  ///
  /// - Parameter isContrary: whether motion the same way is avoided here.
  func prefers(at onset: ScoreTime, after before: ScoreTime, isContrary: Bool) -> @Sendable (_ previous: Int, _ value: Int) -> Bool {
    let then = tune.last { $0.onset < onset && $0.onset + $0.duration > before }?.key
    let begins = isContrary && tune.contains { $0.onset == onset }
    let moves = begins ? key(at: onset).flatMap { now in then.map { now - $0 } } ?? 0 : 0
    let isOnBeat = meter.strength(at: onset % meter.length) >= 1
    let roots = (harmony.chord(at: before)?.lowest.pitchClass, harmony.chord(at: onset)?.lowest.pitchClass)
    return { previous, value in
      guard value != previous else { return true }
      if abs(value - previous) > widestStep { return false }
      if isOnBeat, let from = roots.0, let to = roots.1 {
        let (old, new) = (modulo(previous - from), modulo(value - to))
        if old == 7 && new == 0 || from == to && old == 0 && new == 7 { return false }
      }
      return moves == 0 || (value > previous) != (moves > 0)
    }
  }
}

/// The rules of neighbours that a second tune keeps: the hard ones, and those that yield first.
struct VoiceRules {
  private(set) var hard: [Constraint] = []
  private(set) var soft: [Constraint] = []

  /// Adds those of a note.
  ///
  /// - Parameter before: where the note before begins.
  mutating func add(
    _ counterpoint: Counterpoint, at onset: ScoreTime, after before: ScoreTime, position: Int, _ stream: inout RandomStream
  ) {
    let isContrary = stream.chance(percent: contraryMotion)
    hard.append(.neighbours(at: position, counterpoint.allows(at: onset, after: before)))
    soft.append(.neighbours(at: position, counterpoint.prefers(at: onset, after: before, isContrary: isContrary)))
  }
}

/// Semitones that a second tune moves at most where it can: a fifth.
private let widestStep = 7
/// Percent of the notes together with the tune's that don't move the same way.
private let contraryMotion = 80

/// Whether two intervals that follow each other are both fifths, or both octaves.
private func isParallel(_ first: Int, _ second: Int) -> Bool {
  let kind = modulo(first)
  return (kind == 0 || kind == 7) && (abs(first) % 12 == abs(second) % 12) && modulo(second) == kind
}

private func modulo(_ semitones: Int) -> Int { (semitones % 12 + 12) % 12 }

/// How welcome an interval with the tune is, by semitones without octaves; set by hand.
private let consonance = [0.5, 0.0, 0.4, 1.3, 1.3, 0.6, 0.3, 0.8, 1.3, 1.3, 0.5, 0.0].map { max($0, 0.02) }
/// How welcome a tone is that is held into a chord that hasn't got it.
private let foreignToNext = 0.15
