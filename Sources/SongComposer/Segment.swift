// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
package import SongModels
internal import SongMusic

/// The models that the composer draws from.
package struct ComposerModels: Sendable {
  package let chords: any SequenceModel
  /// What composed chords are made of; nil where the model alone says that.
  package let progressions: Progressions?
  package let melody: ViewpointModel
  package let rhythm: RhythmModel
  /// What tunes in 4/4 are made of; nil where the rhythm model alone says that.
  package let rhythmCells: RhythmCells?
  /// How tunes take up their own measures.
  package let tunePlans: TunePlans
  /// What writes tunes against another one; nil where no part plays one.
  package let counter: ViewpointModel?
  /// What tunes mustn't copy.
  package let copyGuard: CopyGuard?
  /// What drummers played; nil where no part takes it up.
  package let drumTakes: DrumTakes?

  package init(
    chords: any SequenceModel, melody: ViewpointModel, rhythm: RhythmModel, tunePlans: TunePlans, counter: ViewpointModel? = nil,
    copyGuard: CopyGuard? = nil, rhythmCells: RhythmCells? = nil, progressions: Progressions? = nil,
    drumTakes: DrumTakes? = nil
  ) {
    self.rhythmCells = rhythmCells
    self.progressions = progressions
    self.drumTakes = drumTakes
    self.copyGuard = copyGuard
    self.counter = counter
    self.chords = chords
    self.melody = melody
    self.rhythm = rhythm
    self.tunePlans = tunePlans
  }
}

/// What a section's chords and tune depend on; sections that agree in it are the same segment.
struct SegmentPlan {
  /// The material's name: `A`. Seeds come from it, so that a longer section begins as a shorter one.
  let material: String
  /// The section's name: `A'`.
  let section: String
  let function: String
  let measures: [Arrangement.Measure]
  private(set) var key: Key
  let meter: Meter
  let cadence: Arrangement.Cadence
  /// What composed chords are asked to be.
  let wish: HarmonyWish
  /// Whether the section says so itself.
  private let hasOwnWish: Bool
  /// The pitch class that a loop's first chord stands on: where a turnaround leads.
  let openingRoot: Int
  /// Whether the material opens the piece.
  let opensPiece: Bool
  /// Whether a loop comes back to the material's first chord.
  let opensLoop: Bool
  let given: [Settings.ChordBar]?
  /// Chords that sync points ask for, from the section's start.
  let forced: [ForcedChord]
  /// Fixed notes and viewpoints, from the section's start.
  let tunes: [Arrangement.Given]
  /// Whether its last measure rings.
  let isLast: Bool
  let settings: Settings
  /// What the section changes of its material.
  let variation: Settings.Variation
  /// How often the material was played before.
  let ordinal: Int
  /// The key of the next section, where it is another and nothing that the spec asks for ends this one.
  let nextKey: Key?
  /// Measures that are written; of a plan as it is, those of the section.
  private(set) var count: Int
  /// The means over its measures in tenths, thousandths: a little more or less of the curve writes nothing else.
  private(set) var momentum: Int
  private(set) var power: Int
  /// Measures of the written material.
  private let writtenCount: Int
  /// For each measure the one of the written material that it plays.
  let sources: [Int]
  private let writtenPhrases: PhrasePlan?
  /// How the phrases are built; nil where they are drawn, and where the material is played in another length than written.
  var phrases: PhrasePlan? { count == writtenCount ? writtenPhrases : nil }

  /// The identity of the segment: `A.8`.
  let name: String

  init(_ arrangement: Arrangement, section index: Int) {
    let section = arrangement.sections[index]
    material = arrangement.settings.form[index].material
    self.section = section.name
    name = section.segment
    function = section.function
    measures = Array(arrangement.measures[section.measures])
    key = section.key
    meter = measures[0].meter
    cadence = section.cadence
    let own = arrangement.settings.form[index].harmony
    wish = own ?? arrangement.settings.harmony.wish
    hasOwnWish = own != nil
    openingRoot = arrangement.openingRoot
    opensPiece = material == arrangement.settings.form[0].material
    opensLoop = arrangement.settings.ending == .loop && opensPiece
    given = section.chords
    let start = measures[0].start
    let end = measures.last.map { $0.start + $0.length } ?? start
    forced = arrangement.syncs.compactMap { sync in
      guard case .chord(let token) = sync.hit, sync.want != .note, sync.at >= start, sync.at < end else { return nil }
      return ForcedChord(onset: sync.at - start, token: token, key: section.key)
    }
    tunes = arrangement.given.filter { $0.section == index }
    let entry = arrangement.settings.form[index]
    variation = entry.variation
    ordinal = entry.treatment.ordinal
    let next = index + 1 < arrangement.sections.count ? arrangement.sections[index + 1].key : key
    let playing = arrangement.playing(of: index)
    writtenPhrases = entry.phrases.flatMap { PhrasePlan($0, count: playing.written) }
    let isOpen = given == nil && tunes.isEmpty && wish.cadence == .auto && writtenPhrases == nil
    nextKey = next != key && isOpen ? next : nil
    isLast = measures.last?.isRing ?? false
    settings = arrangement.settings
    count = measures.count
    func mean(_ levels: [Int]) -> Int { (levels.reduce(0, +) / levels.count + 50) / 100 * 100 }
    momentum = mean(measures.map(\.curve.momentum))
    power = mean(measures.map(\.curve.power))
    writtenCount = playing.written
    sources = playing.measures
  }

  /// The plan in the length in which the material is written.
  var written: SegmentPlan {
    var result = self
    result.count = writtenCount
    return result
  }

  /// The same material in another key.
  func inKey(_ other: Key) -> SegmentPlan {
    var result = self
    result.key = other
    return result
  }

  /// The plan at the middle of the intensity curve where it lies near it: between a fifth and nine tenths.
  var withoutNuance: SegmentPlan {
    var result = self
    if (200...900).contains(momentum) { result.momentum = 500 }
    if (200...900).contains(power) { result.power = 500 }
    return result
  }

  var length: ScoreTime { meter.length * Rational(count) }

  /// The start of a measure counted from the section's first.
  func start(of measure: Int) -> ScoreTime { meter.length * Rational(measure) }

  /// The last measure, when it rings, is no place for movement.
  func isRing(_ measure: Int) -> Bool { isLast && measure == count - 1 }

  /// Sections with the same identity share chords and tune.
  var identity: String {
    "\(name)|\(key)|\(meter)|\(given.map { "\($0.hashValueStable)" } ?? "")"
      + (hasOwnWish ? "|\(wish.rate.text)|\(wish.colour.text)|\(cadence)|\(wish.avoid.map(\.text))" : "")
      + tunes.map { "|\($0.identity)" }.joined()
  }
}

extension [Settings.ChordBar] {
  /// A stable number for the given chords.
  fileprivate var hashValueStable: UInt64 {
    stableHash(flatMap(\.chords).map { "\($0.chord.map { "\($0)" } ?? "N.C."):\($0.length)" }.joined(separator: " "))
  }
}

extension Arrangement {
  /// The pitch class of the root of the first chord; that of the key where it is to be composed, or is N.C.
  fileprivate var openingRoot: Int {
    let first = sections[0]
    let given = first.chords?.first?.chords.first?.chord?.root.pitchClass
    return given ?? (first.key.tonic.pitchClass + openingDegree(of: first.function, in: first.key)) % 12
  }
}

/// Semitones above the tonic at which a section begins: bridges and builds on the relative key, the others at home.
func openingDegree(of function: String, in key: Key) -> Int {
  function == "bridge" || function == "build" ? (key.mode.isMinor ? 8 : 9) : 0
}

extension Arrangement.Given {
  /// A stable number for what is given, without the section that it stands in.
  fileprivate var identity: String {
    let notes = notes.map { "\($0.onset) \($0.duration) \($0.pitches) \($0.syllable?.text ?? "")" }.joined(separator: ";")
    return "\(part) \(from) \(to) \(stableHash("\(notes)|\(pitches)|\(contour.map(\.text))"))"
  }
}

extension Harmony {
  /// The measures of this harmony that a section plays.
  func taking(_ measures: [Int], _ meter: Meter) -> Harmony {
    let length = meter.length
    return Harmony(
      measures.enumerated().flatMap { place, measure in
        let start = length * Rational(measure)
        let end = start + length
        return entries.filter { $0.onset < end && $0.end > start }.map { entry in
          let from = max(entry.onset, start)
          return Entry(
            onset: from - start + length * Rational(place), duration: min(entry.end, end) - from, chord: entry.chord)
        }
      })
  }
}

extension [LineNote] {
  /// The measures of this line that a section plays; a note is held over a bar line only into the measure that follows.
  func taking(_ measures: [Int], _ meter: Meter) -> [LineNote] {
    let length = meter.length
    return measures.enumerated().flatMap { place, measure in
      let start = length * Rational(measure)
      let end = start + length
      let goesOn = place + 1 < measures.count && measures[place + 1] == measure + 1
      return filter { $0.onset >= start && $0.onset < end }.map { note in
        var taken = note
        taken.onset = note.onset - start + length * Rational(place)
        taken.duration = goesOn ? note.duration : Swift.min(note.duration, end - note.onset)
        return taken
      }
    }
  }
}

/// A chord that begins at a sync point.
struct ForcedChord: Equatable {
  /// From the section's start.
  let onset: ScoreTime
  /// Nil is N.C.
  let chord: Chord?

  init?(onset: ScoreTime, token: ChordToken, key: Key) {
    self.onset = onset
    switch token {
    case .chord(let chord): self.chord = chord
    case .roman(let numeral): chord = numeral.chord(in: key)
    case .noChord: chord = nil
    case .hold: return nil
    }
  }
}

extension SegmentPlan {
  /// Where the chords of sync points sound, from the section's start.
  func windows(_ harmony: Harmony) -> [Range<ScoreTime>] {
    forced.compactMap { chord in harmony.entry(at: chord.onset).map { chord.onset..<max(chord.onset, min($0.end, measureEnd(chord.onset))) } }
  }

  /// The measures that peaks raise, from the section's start.
  var peaks: [Range<ScoreTime>] {
    measures.indices.filter { measures[$0].isPeak }.map { start(of: $0)..<start(of: $0 + 1) }
  }

  /// Where a part improvises, from the section's start: all of it, or with others four measures in turn. What the spec gives
  /// one of them stands in anybody's turn, and the others leave it.
  func turns(of part: String, among soloists: [String]) -> [Range<ScoreTime>] {
    guard soloists.count > 1, let number = soloists.firstIndex(of: part) else { return [.zero..<length] }
    let turns = stride(from: 4 * number, to: count, by: 4 * soloists.count).map { first in
      start(of: first)..<start(of: min(first + 4, count))
    }
    let given = tunes.filter { soloists.contains($0.part) }
    let own = given.filter { $0.part == part }.map(stretch)
    let others = given.filter { $0.part != part }.map(stretch)
    return (others.reduce(turns) { $0.without($1) } + own).joined
  }

  /// What of a section a given line takes of an improvised one. Where it fixes no rhythm, that is a turn, or a quarter for
  /// each of its notes: solos have more.
  private func stretch(_ given: Arrangement.Given) -> Range<ScoreTime> {
    guard given.notes.isEmpty else { return given.from..<max(given.to, given.notes.map(\.end).max() ?? given.to) }
    let count = max(given.pitches.count, given.contour.count + 1)
    return given.from..<min(length, given.from + max(meter.length * 4, Rational(count)))
  }

  fileprivate func measureEnd(_ onset: ScoreTime) -> ScoreTime {
    meter.length * Rational((onset / meter.length).floor + 1)
  }
}

extension Harmony {
  /// The harmony with other chords from their places to the next change, or the end of their measure.
  func forced(_ chords: [ForcedChord], _ plan: SegmentPlan) -> Harmony {
    var result = entries
    for forced in chords {
      guard let index = result.firstIndex(where: { $0.onset <= forced.onset && forced.onset < $0.end }) else { continue }
      let old = result[index]
      let end = min(old.end, plan.measureEnd(forced.onset))
      result.replaceSubrange(
        index...index,
        with: [
          Entry(onset: old.onset, duration: forced.onset - old.onset, chord: old.chord),
          Entry(onset: forced.onset, duration: end - forced.onset, chord: forced.chord),
          Entry(onset: end, duration: old.end - end, chord: old.chord),
        ].filter { $0.duration > .zero })
    }
    return Harmony(result)
  }
}

extension [LineNote] {
  /// The line with chord tones where chords of sync points sound: what doesn't fit moves to the nearest one; given notes
  /// stay.
  func fitting(_ chords: Harmony, in windows: [Range<ScoreTime>], _ range: KeyRange) -> [LineNote] {
    guard !windows.isEmpty else { return self }
    return map { note in
      guard note.pitch == nil else { return note }
      func fits(_ key: Int, at place: ScoreTime) -> Bool { chords.chord(at: place)?.pitchClasses.contains(key % 12) ?? true }
      if windows.contains(where: { $0.contains(note.onset) }), !fits(note.key, at: note.onset) {
        let keys = (range.low...range.high).filter { fits($0, at: note.onset) }
        return LineNote(
          onset: note.onset, duration: note.duration,
          key: keys.min { abs($0 - note.key) < abs($1 - note.key) } ?? note.key)
      }
      // What sounds into such a chord and doesn't fit ends there.
      guard let next = windows.first(where: { note.onset < $0.lowerBound && $0.lowerBound < note.onset + note.duration }),
        !fits(note.key, at: next.lowerBound)
      else { return note }
      return LineNote(onset: note.onset, duration: next.lowerBound - note.onset, key: note.key)
    }
  }
}

extension [Range<ScoreTime>] {
  /// What of these stretches lies outside of another.
  fileprivate func without(_ other: Range<ScoreTime>) -> Self {
    flatMap { stretch in
      [
        stretch.lowerBound..<Swift.min(stretch.upperBound, Swift.max(stretch.lowerBound, other.lowerBound)),
        Swift.max(stretch.lowerBound, Swift.min(stretch.upperBound, other.upperBound))..<stretch.upperBound,
      ]
    }.filter { !$0.isEmpty }
  }

  /// These stretches in order; what meets or overlaps is one.
  fileprivate var joined: Self {
    sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { result, next in
      guard let last = result.last, next.lowerBound <= last.upperBound else { return result.append(next) }
      result[result.count - 1] = last.lowerBound..<Swift.max(last.upperBound, next.upperBound)
    }
  }
}

extension [LineNote] {
  /// What begins inside of stretches and sounds there.
  func inside(_ stretches: [Range<ScoreTime>]) -> [LineNote] {
    compactMap { note in
      guard let stretch = stretches.first(where: { $0.contains(note.onset) }) else { return nil }
      var kept = note
      kept.duration = Swift.min(note.duration, stretch.upperBound - note.onset)
      return kept
    }
  }
}

extension [Score.Note] {
  /// These notes louder by steps of velocity.
  func raised(by steps: Int) -> [Score.Note] {
    map { note in
      var raised = note
      raised.emphasis += steps
      return raised
    }
  }

  /// These notes, and others where chords of sync points sound; what sounds into those ends there.
  func replaced(in windows: [Range<ScoreTime>], by others: [Score.Note]) -> [Score.Note] {
    let kept = filter { note in !windows.contains { $0.contains(note.onset) } }.map { note in
      var kept = note
      for window in windows where note.onset < window.lowerBound {
        kept.duration = Swift.min(kept.duration, window.lowerBound - note.onset)
      }
      return kept
    }
    let put = others.compactMap { note -> Score.Note? in
      guard let window = windows.first(where: { $0.contains(note.onset) }) else { return nil }
      var put = note
      put.duration = Swift.min(note.duration, window.upperBound - note.onset)
      return put
    }
    return (kept + put).sorted { $0.onset < $1.onset }
  }
}

/// A note of a line before it is spelled and placed: relative to its section.
struct LineNote {
  var onset: ScoreTime
  var duration: ScoreTime
  let key: Int
  /// The spelling of a given note.
  var pitch: Pitch?
  /// The lower notes of a given chord.
  var others: [Pitch] = []
  var syllable: Syllable?
}

extension [LineNote] {
  /// The line by octaves moved to where most of it lies in a range; single notes follow alone where it is too wide for it.
  func moved(into range: KeyRange) -> [LineNote] {
    func fitting(_ shift: Int) -> Int { count { range.contains($0.key + shift) } }
    let shift = [0, 12, -12, 24, -24, 36, -36].reduce(0) { fitting($1) > fitting($0) ? $1 : $0 }
    return map { note in
      LineNote(onset: note.onset, duration: note.duration, key: note.key + shift, others: note.others, syllable: note.syllable)
        .moved(into: range)
    }
  }
}

extension LineNote {
  /// The note by octaves moved into a range, or as near as they lead.
  func moved(into range: KeyRange) -> LineNote {
    var key = key
    while key > range.high { key -= 12 }
    while key < range.low { key += 12 }
    return LineNote(onset: onset, duration: duration, key: key, others: others, syllable: syllable)
  }
}
