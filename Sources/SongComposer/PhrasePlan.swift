// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// What the phrase form of a section asks of each of its measures.
struct PhrasePlan {
  /// How a measure inside the section ends.
  enum Ending {
    /// On the dominant, with the tune on the second, fifth or seventh degree.
    case open
    /// On the tonic, from the dominant, with the tune on the tonic or the third.
    case closed
    /// Off the tonic, with a rest.
    case question
  }

  let form: PhraseForm
  /// For each measure what its tune takes up; nil is new.
  private(set) var tune: [MotifPlan.Source?]
  /// For each measure the one whose chords it has; nil has its own.
  private(set) var chords: [Int?]
  /// For each measure how it ends, if a phrase does there; the section's last one has the section's cadence.
  private(set) var endings: [Ending?]
  /// For each measure the earlier one that it leaves: it begins on another chord.
  private(set) var departures: [Int?]
  /// First measures of phrases, 0 among them.
  private(set) var starts: [Int] = [0]

  /// Nil where the form can't be built of so many measures.
  init?(_ form: PhraseForm, count: Int) {
    guard form.suits(count), count > 0 else { return nil }
    self.form = form
    tune = Array(repeating: nil, count: count)
    chords = Array(repeating: nil, count: count)
    endings = Array(repeating: nil, count: count)
    departures = Array(repeating: nil, count: count)
    let quarter = count / 4
    switch form {
    case .throughComposed: break
    case .period: period(count)
    case .sentence: sentence(count, quarter)
    case .aaba: turns([0, 0, 1, 0], quarter, closed: [false, true, false, true])
    case .aabb: turns([0, 0, 1, 1], quarter, closed: [false, true, false, true])
    case .abab: turns([0, 1, 0, 1], quarter, closed: [false, true, false, true])
    case .callAndAnswer: calls(count)
    }
    endings[count - 1] = nil
  }

  /// Antecedent and consequent: the first half of the one comes again with its chords, its rhythm up to the close.
  private mutating func period(_ count: Int) {
    let half = count / 2
    starts = [0, half]
    endings[half - 1] = .open
    for place in 0..<half - 1 {
      let isIdea = place < half / 2
      tune[half + place] = .init(measure: place, likeness: isIdea ? .motif : .rhythm)
      if isIdea { chords[half + place] = place }
    }
  }

  /// A basic idea, its repetition over other chords, two fragments of half its length, and the close.
  private mutating func sentence(_ count: Int, _ idea: Int) {
    starts = [0, idea, 2 * idea]
    departures[idea] = 0
    for place in 0..<idea { tune[idea + place] = .init(measure: place, likeness: .motif) }
    let fragment = max(1, idea / 2)
    for place in 0..<2 * fragment where 2 * idea + place < count - 1 {
      let source = place < fragment ? place : 2 * idea + place - fragment
      tune[2 * idea + place] = .init(measure: source, likeness: .motif)
    }
  }

  /// Four phrases of two kinds; one that comes again is the same but for its last measure where it ends another way.
  private mutating func turns(_ kinds: [Int], _ length: Int, closed: [Bool]) {
    starts = (0..<4).map { $0 * length }
    for turn in 0..<4 {
      endings[(turn + 1) * length - 1] = closed[turn] ? .closed : .open
      guard let first = (0..<turn).last(where: { kinds[$0] == kinds[turn] }) else {
        if kinds[turn] == 1 { departures[turn * length] = 0 }
        continue
      }
      let isWhole = closed[first] == closed[turn]
      for place in 0..<(isWhole ? length : length - 1) {
        tune[turn * length + place] = .init(measure: first * length + place, likeness: .motif)
        chords[turn * length + place] = first * length + place
      }
    }
  }

  /// Calls of two measures that come again, answers of two that begin with one rhythm.
  private mutating func calls(_ count: Int) {
    starts = Array(stride(from: 0, to: count, by: 2))
    for first in stride(from: 0, to: count, by: 4) {
      endings[first + 1] = .question
      endings[first + 3] = .closed
      guard first > 0 else { continue }
      for place in 0..<2 {
        tune[first + place] = .init(measure: place, likeness: .motif)
        chords[first + place] = place
      }
      tune[first + 2] = .init(measure: 2, likeness: .rhythm)
    }
  }

  /// Whether a measure is part of an answer.
  static func isAnswer(_ measure: Int) -> Bool { measure % 4 >= 2 }

  /// The plan of motifs: what the form asks for and, in measures that it leaves open, what was drawn within the phrase.
  func motifs(drawn: MotifPlan) -> MotifPlan {
    guard form == .aaba || form == .aabb || form == .abab else { return MotifPlan(sources: tune) }
    return drawn.taking(
      tune.indices.map { measure in
        if let source = tune[measure] { return source }
        let start = starts.last { $0 <= measure } ?? 0
        guard endings[measure] == nil, measure < tune.count - 1 else { return nil }
        return drawn.sources[measure].flatMap { $0.measure >= start && tune[$0.measure] == nil ? $0 : nil }
      })
  }

  /// The measures whose rhythms a measure of another kind of phrase doesn't have; nil where it may have any.
  func contrasts(_ measure: Int) -> Range<Int>? {
    guard form != .sentence, let start = starts.last(where: { $0 <= measure }), departures[start] != nil else { return nil }
    return 0..<starts[1]
  }
}

extension SegmentPlan {
  /// Where a tune's last note of a measure goes; nil where it goes nowhere.
  func tuneEnding(_ measure: Int) -> TuneRules.Ending? {
    guard measure == count - 1 else {
      switch phrases?.endings[measure] {
      case .open, .question: return .open
      // What the section's end takes up ends as that does.
      case .closed: return phrases?.tune[count - 1]?.measure == measure ? .tonic : .home
      case nil: return nil
      }
    }
    if isLast || phrases?.form.closes == true && cadence == .authentic { return .tonic }
    return cadence.endsAtHome ? .home : .chordTone
  }
}
