// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A note of a line with all that says which ornaments it can have.
struct OrnamentPlace {
  /// In the part's notes, and among the notes of its line.
  let index: Int
  let order: Int
  let onset: ScoreTime
  let duration: ScoreTime
  let pitch: Pitch
  let before: Pitch?
  let after: Pitch?
  let key: Key
  let chord: Chord?
  /// Keys that can be played.
  let range: KeyRange
  /// Of the place in its measure, -1...3.
  let strength: Int
  let beat: ScoreTime
  /// Microseconds that the note lasts, and that small notes before it may take.
  var lasts = 0
  var room = 0
  /// Whether an ornament may stand here at all.
  var isFree = false
  /// Whether a phrase ends with it, or with the next one.
  var isEnd = false
  var leadsToEnd = false
}

/// A sign with its weight among those that can stand in a place.
struct WeightedSign {
  let sign: Score.Ornament
  let weight: Int
}

extension OrnamentPlace {
  /// How welcome an ornament is: on long notes, on strong beats, at cadences, and where a note comes again.
  func rank(_ kind: OrnamentKind) -> Int {
    var result = strength + min(4, (duration * 2 / beat).floor)
    if before?.key == pitch.key { result += 2 }
    if kind == .baroque, leadsToEnd { result += 6 }
    return result
  }

  /// The signs of a tradition that can stand here: those that have the time and the keys, with their weights.
  ///
  /// - Source: Irish: Larsen (2003), "The Essential Guide to Irish Flute and Tin Whistle", sections 2 and 3: cuts from
  ///   above and taps from below part notes of one pitch, rolls stand on dotted quarters. Baroque: C. P. E. Bach (1753),
  ///   "Versuch über die wahre Art das Clavier zu spielen", part 1, chapter 2: trills on the note before a cadence, from
  ///   the note above; appoggiaturas on the beat take half of the note; mordents where a line rises, short trills where
  ///   it falls a step. Blues: Titon (1977), "Early Downhome Blues", chapter 4: pitches between minor and major third
  ///   and about the fifth.
  func signs(of kind: OrnamentKind) -> [WeightedSign] {
    let all: [(Score.Ornament?, Int)] = switch kind {
    case .irish: irish
    case .folk: folk
    case .baroque: baroque
    case .pop: pop
    case .blues: blues
    }
    return all.compactMap { sign, weight in
      guard let sign, hasTime(for: sign), kind == .irish || !isHasty(sign),
        sign.pitches.allSatisfy({ range.contains($0.key) })
      else { return nil }
      return WeightedSign(sign: sign, weight: weight)
    }
  }

  private func hasTime(for sign: Score.Ornament) -> Bool { lasts >= sign.shortestNote && room >= sign.lead }

  /// Whether small notes would stand before a note that is itself hardly longer; cuts do in fast reels.
  private func isHasty(_ sign: Score.Ornament) -> Bool { sign.lead > 0 && lasts < 3 * Score.Ornament.grace }

  // MARK: Traditions

  private var irish: [(Score.Ornament?, Int)] {
    let isLong = duration >= beat * Rational(3, 2) || duration >= beat && lasts >= longNote
    return [
      (isLong ? both { .roll(above: $0, below: $1) } : nil, 8), (cut, repeats ? 6 : 4), (tap, repeats ? 2 : 1),
    ]
  }

  private var folk: [(Score.Ornament?, Int)] {
    [
      (cut, repeats ? 5 : 3), (slide, 3),
      (duration >= beat ? step(above: true).map { .shortTrill($0) } : nil, 3),
    ]
  }

  private var baroque: [(Score.Ornament?, Int)] {
    let above = step(above: true)
    let below = step(above: false)
    if leadsToEnd, let trill = above.map({ Score.Ornament.trill($0) }), hasTime(for: trill) { return [(trill, 1)] }
    let falls = before.map { $0.key > pitch.key } ?? false
    let fits = chord?.pitchClasses.contains(pitch.key % 12) ?? true
    let leans = strength >= 1 && duration >= beat && fits && before.map { abs($0.key - pitch.key) <= 4 } ?? false
    return [
      (leans ? above.map { .appoggiatura($0) } : nil, falls ? 5 : 2), (falls ? nil : below.map { .mordent($0) }, 4),
      (falls ? above.map { .shortTrill($0) } : nil, 4),
      (duration >= beat ? both { .turn(above: $0, below: $1) } : nil, 2),
    ]
  }

  private var pop: [(Score.Ornament?, Int)] {
    let run = [-3, -2, -1].compactMap { move(pitch.key, by: $0, in: key) }.map { spell($0, chord: chord, key: key) }
    return [
      (slide, 6), (duration >= beat * Rational(3, 2) && run.count == 3 ? freed(.graces(run)) : nil, 2),
      (duration >= beat ? step(above: true).map { .shortTrill($0) } : nil, 1),
    ]
  }

  private var blues: [(Score.Ornament?, Int)] {
    let degree = chord.map { ((pitch.key - $0.root.pitchClass) % 12 + 12) % 12 }
    // The minor third into the major one, the flat fifth into the fifth.
    let crush = degree == 4 || degree == 7 ? freed(.graces([Pitch(key.spelling(of: (pitch.key + 11) % 12), key: pitch.key - 1)])) : nil
    let run = [-2, -1].compactMap { move(pitch.key, by: $0, in: key) }.map { spell($0, chord: chord, key: key) }
    return [
      (crush, 8), (slide, 3), (duration >= beat && run.count == 2 ? freed(.graces(run)) : nil, 1),
    ]
  }

  // MARK: Signs

  private var repeats: Bool { before?.key == pitch.key }

  /// A small note from above, which parts a note from the one before.
  private var cut: Score.Ornament? { step(above: true).flatMap { freed(.graces([$0])) } }

  /// A small note from below, where the line doesn't come from there.
  private var tap: Score.Ornament? {
    guard let before, before.key >= pitch.key else { return nil }
    return step(above: false).flatMap { freed(.graces([$0])) }
  }

  /// A small note a step below, from which the note is reached; not where the line comes from nearby below.
  private var slide: Score.Ornament? {
    if let before, (1...2).contains(pitch.key - before.key) { return nil }
    return step(above: false).flatMap { freed(.graces([$0])) }
  }

  /// Small notes that don't begin with the note before.
  private func freed(_ sign: Score.Ornament) -> Score.Ornament? {
    sign.pitches.first?.key == before?.key ? nil : sign
  }

  /// The neighbour in the scale, with the tones that the chord alters; no more than a whole step away.
  private func step(above: Bool) -> Pitch? {
    let scale = Set(key.scale + (chord?.pitchClasses ?? [])).subtracting(chord?.clashes(in: key) ?? [])
    let found = (1...2).map { pitch.key + (above ? $0 : -$0) }.first { scale.contains($0 % 12) }
    guard let found, (0...127).contains(found) else { return nil }
    let name = spell(found, chord: chord, key: key)
    // A sign means the next place on the staff.
    return abs(name.staffPosition - pitch.staffPosition) == 1 ? name : nil
  }

  private func both(_ sign: (Pitch, Pitch) -> Score.Ornament) -> Score.Ornament? {
    guard let above = step(above: true), let below = step(above: false) else { return nil }
    return sign(above, below)
  }
}

/// Microseconds from which a beat is long enough to be divided in three.
private let longNote = 500_000
