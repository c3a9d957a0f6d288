// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// What an improvised line takes its pitches from, place by place.
struct SoloPitches {
  let plan: SegmentPlan
  let harmony: Harmony
  let range: KeyRange
  /// Whether blue notes belong to the style.
  let isBlue: Bool
  let seed: Seed

  /// Percent of the notes that may repeat the one before.
  static let repeatedNotes = 20

  /// The scale at a place, without what no note rests on there; nil over no chord.
  ///
  /// - Returns: pitch classes, and those among them that must be left by step.
  func scale(at onset: ScoreTime, for duration: ScoreTime) -> (classes: Set<Int>, restless: Set<Int>)? {
    guard let entry = harmony.entry(at: onset), let chord = entry.chord else { return nil }
    let scale = ChordScale(chord, in: plan.key, before: harmony.next(after: entry.onset)?.chord)
    let strength = plan.meter.strength(at: onset % plan.meter.length)
    let isShort = duration <= plan.meter.beatUnit / 2
    var classes = scale.classes
    if strength >= 1 || !isShort { classes.subtract(scale.avoided) }
    guard isBlue, isShort, strength < 3 else { return (classes, []) }
    let blue = blueNotes.subtracting(chord.pitchClasses)
    return (classes.union(blue), blue.subtracting(scale.classes))
  }

  /// The lowered third, fifth and seventh of the key.
  ///
  /// - Source: Titon (1977), "Early Downhome Blues", chapter 4.
  private var blueNotes: Set<Int> {
    let tonic = plan.key.tonic.pitchClass
    return Set([3, 6, 10].map { (tonic + $0) % 12 })
  }

  /// Whether a note of a motif may stand at a place.
  func welcomes(_ key: Int, at onset: ScoreTime, for duration: ScoreTime) -> Bool {
    guard let chord = harmony.chord(at: onset), let scale = scale(at: onset, for: duration) else {
      return plan.key.scale.contains(key % 12)
    }
    let strength = plan.meter.strength(at: onset % plan.meter.length)
    if duration >= plan.meter.beatUnit * 2 || strength == 3 { return chord.pitchClasses.contains(key % 12) }
    return scale.classes.contains(key % 12) && !scale.restless.contains(key % 12)
  }

  /// The tones that tell a chord from the one before, where it begins between two notes; nil where a line is to go on
  /// freely.
  func guides(at onset: ScoreTime, after before: ScoreTime?) -> Set<Int>? {
    guard let entry = harmony.entry(at: onset), let chord = entry.chord, before.map({ $0 < entry.onset }) ?? true else {
      return nil
    }
    var lot = seed.child("chord", Ticks(entry.onset).value).generator
    guard lot.chance(percent: guided) else { return nil }
    let tones = chord.quality.tones.filter { $0.degree == 3 || $0.degree == 7 }
    return tones.isEmpty ? nil : Set(tones.map { (chord.root.pitchClass + $0.semitones) % 12 })
  }

  /// The key about which the line moves: it climbs to four fifths of the section and falls a little to its end, in waves
  /// of two measures.
  func centre(at onset: ScoreTime) -> Double {
    let place = (onset / plan.length).double
    let climb = place < peak ? place / peak : 1 - 0.5 * (place - peak) / (1 - peak)
    let wave = (onset % (plan.meter.length * 2) / (plan.meter.length * 2)).double
    let swing = wave < 0.5 ? 4 * wave - 1 : 3 - 4 * wave
    let span = Double(range.high - range.low)
    return Double(range.low) + span * (0.36 + 0.32 * climb) + span * 0.12 * swing
  }

  /// How welcome each key is at a place. The models know next to no blue notes: what they would leave out is made up for.
  func weights(_ alphabet: [Int], at onset: ScoreTime, for duration: ScoreTime) -> [Double] {
    let centre = centre(at: onset)
    let restless = scale(at: onset, for: duration)?.restless ?? []
    return alphabet.map { key in
      let distance = (Double(key) - centre) / spread
      return portableExp2(-distance * distance) * (restless.contains(key % 12) ? blueness : 1)
    }
  }
}

/// Percent of the chords that are entered on their third or seventh.
private let guided = 60
/// Where in the section the line is highest.
private let peak = 0.8
/// Semitones from the centre at which a key is half as welcome.
private let spread = 8.0
/// The factor by which blue notes are more welcome than the models have them, so that they are one note in twenty.
private let blueness = 35.0
/// Semitones that a solo has where its instrument has them: what the solos of most styles use.
private let leastSoloRange = 19

extension Settings.Part {
  /// The keys in which a part improvises: wider than its tune, where its instrument sounds best; as the spec says where it
  /// does.
  ///
  /// Parts that accompany leave their register for that of a tune, a bass climbs out of its own. An instrument that lies
  /// elsewhere plays in its own register, as near as it comes.
  var soloRange: KeyRange {
    if hasOwnRange { return range }
    let base = switch role {
    case .melody, .harmony, .counter: range
    case .bass: KeyRange(low: range.low + 3, high: range.high + 5)
    case .chords, .pad, .arpeggio, .drums: KeyRange(low: 60, high: 77)
    }
    let wide = KeyRange(low: max(0, base.low - 3), high: min(127, base.high + 7))
    guard let comfortable else { return wide }
    let least = min(leastSoloRange, comfortable.high - comfortable.low)
    return KeyRange(
      low: min(max(wide.low, comfortable.low), comfortable.high - least),
      high: max(min(wide.high, comfortable.high), comfortable.low + least))
  }
}
