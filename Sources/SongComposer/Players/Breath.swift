// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Lets players of wind instruments and singers breathe: nothing that is composed lasts longer than a breath.
///
/// A breath is taken before each phrase of a section, of four bars or of as many as it lasts, where the note before is long
/// enough to end earlier: so what is played elsewhere changes none. Where that isn't enough it is taken before a bar line,
/// behind a long note, where there is a gap already; it is cut from the note before, and where all notes are too short for
/// that, one is left out.
struct Breath {
  /// Seconds.
  let limit: Rational
  let arrangement: Arrangement

  /// What the limit is, in words.
  var reason: String { "one breath lasts \(shortest(limit.double, 1)) s" }

  /// Notes that begin together.
  private struct Column {
    let onset: ScoreTime
    var notes: Range<Int>
  }

  func fit(_ notes: inout [Score.Note], isGiven: (Score.Note) -> Bool) {
    let columns = columns(notes)
    var isLeft = Array(repeating: false, count: notes.count)
    func end(_ column: Int) -> ScoreTime {
      columns[column].notes.filter { !isLeft[$0] }.map { notes[$0].end }.max() ?? columns[column].onset
    }
    let openings = phraseStarts(columns)
    var first = 0
    var index = 0
    while index < columns.count {
      if let last = (first..<index).map(end).max(), rests(from: last, to: columns[index].onset) { first = index }
      if first < index, openings.contains(index) {
        let latest = columns[index].onset - breathLength(at: columns[index].onset)
        let sounding = (first..<index).flatMap { columns[$0].notes }.filter { !isLeft[$0] && notes[$0].end > latest }
        if sounding.allSatisfy({ !isGiven(notes[$0]) && latest - notes[$0].onset >= notes[$0].duration / 2 }) {
          for number in sounding { notes[number].duration = latest - notes[number].onset }
          first = index
        }
      }
      let start = columns[first].onset
      guard seconds(from: start, to: end(index)) > limit.double else {
        index += 1
        continue
      }
      // Before the column at which the breath is taken.
      let places = (first + 1..<max(first + 1, index + 1)).filter { seconds(from: start, to: columns[$0].onset) <= limit.double }
      var best: (place: Int, leavesOut: Bool, score: Double)?
      // Where no note off the beats can go, one on a weak beat does.
      for strength in [1, 2] where best == nil {
        for place in places {
          let rest = breathLength(at: columns[place].onset)
          let latest = columns[place].onset - rest
          let sounding = (first..<place).flatMap { columns[$0].notes }.filter { !isLeft[$0] && notes[$0].end > latest }
          guard sounding.allSatisfy({ !isGiven(notes[$0]) }) else { continue }
          let leavesOut = sounding.contains { latest - notes[$0].onset < notes[$0].duration / 2 }
          if leavesOut, !mayGo(sounding.filter { latest - notes[$0].onset < notes[$0].duration / 2 }, below: strength, notes) { continue }
          let before = sounding.map { notes[$0].duration.double }.max() ?? 4
          let score = self.score(columns[place].onset, share: seconds(from: start, to: columns[place].onset) / limit.double)
            + 0.75 * min(4, before) + (sounding.isEmpty ? 2 : 0) - (leavesOut ? 4 : 0)
          if best.map({ score > $0.score }) ?? true { best = (place, leavesOut, score) }
        }
      }
      if let best {
        let latest = columns[best.place].onset - breathLength(at: columns[best.place].onset)
        for number in (first..<best.place).flatMap({ columns[$0].notes }) where !isLeft[number] && notes[number].end > latest {
          if best.leavesOut, latest - notes[number].onset < notes[number].duration / 2 {
            isLeft[number] = true
          } else {
            notes[number].duration = latest - notes[number].onset
          }
        }
        first = best.place
        index = best.place
        continue
      }
      // A single long note: it ends when the breath does.
      let last = self.last(from: start)
      for number in columns[index].notes where !isGiven(notes[number]) && notes[number].end > last && last > notes[number].onset {
        notes[number].duration = last - notes[number].onset
      }
      index += 1
      first = index
    }
    notes = notes.enumerated().filter { !isLeft[$0.offset] }.map(\.element)
  }

  /// The place where a breath is too short.
  func firstProblem(_ notes: [Score.Note]) -> ScoreTime? {
    var start: ScoreTime?
    var end = ScoreTime.zero
    for note in notes {
      let rest = start == nil ? 0 : clockSeconds(from: min(end, note.onset), to: note.onset)
      if start == nil || rest >= shortestBreath - tolerance { start = note.onset }
      end = max(end, note.end)
      if let start, clockSeconds(from: start, to: end) > limit.double + tolerance { return note.onset }
    }
    return nil
  }

  private func columns(_ notes: [Score.Note]) -> [Column] {
    var result: [Column] = []
    for (index, note) in notes.enumerated() {
      if result.last?.onset == note.onset {
        result[result.count - 1].notes = result[result.count - 1].notes.lowerBound..<index + 1
      } else {
        result.append(Column(onset: note.onset, notes: index..<index + 1))
      }
    }
    return result
  }

  /// The columns with which phrases begin: four measures of a section, or as many as a breath lasts.
  private func phraseStarts(_ columns: [Column]) -> Set<Int> {
    let starts = arrangement.sections.flatMap { section -> [ScoreTime] in
      let opening = arrangement.measures[section.first]
      let count = [4, 2].first { count in
        seconds(from: opening.start, to: opening.start + opening.length * Rational(count)) <= limit.double
      }
      return stride(from: 0, to: section.count, by: count ?? 1).map { arrangement.measures[section.first + $0].start }
    }
    return Set(starts.compactMap { start in columns.firstIndex { $0.onset >= start } })
  }

  /// Whether notes can be missed: none stands where the meter has a strength or more, on a sync point, or carries a syllable.
  private func mayGo(_ numbers: [Int], below strength: Int, _ notes: [Score.Note]) -> Bool {
    numbers.allSatisfy { number in
      let note = notes[number]
      let measure = arrangement.measures[arrangement.measure(at: note.onset)]
      return measure.meter.strength(at: note.onset - measure.start) < strength && note.lyric == nil
        && !arrangement.syncs.contains { $0.at == note.onset }
    }
  }

  /// How good a place is to breathe in front of.
  private func score(_ onset: ScoreTime, share: Double) -> Double {
    let index = arrangement.measure(at: onset)
    let measure = arrangement.measures[index]
    let strength = measure.meter.strength(at: onset - measure.start)
    let bar = index - arrangement.sections[measure.section].first
    let phrase = strength == 3 ? (bar % 4 == 0 ? 2.0 : bar % 2 == 0 ? 1 : 0) : 0
    return Double(max(0, strength)) * 0.7 + 1.5 * phrase + 0.5 * share
  }

  /// The shortest of a sixteenth, an eighth and a quarter note in which one can breathe.
  private func breathLength(at onset: ScoreTime) -> ScoreTime {
    let lengths = [Rational(1, 4), Rational(1, 2), Rational(1)]
    return lengths.first { seconds(from: max(.zero, onset - $0), to: onset, slowly: false) >= shortestBreath } ?? Rational(1)
  }

  /// The last sixteenth up to which a breath lasts that is taken at a place.
  private func last(from start: ScoreTime) -> ScoreTime {
    var end = start
    while seconds(from: start, to: end + Rational(1, 4)) <= limit.double { end += Rational(1, 4) }
    return end
  }

  private func rests(from end: ScoreTime, to onset: ScoreTime) -> Bool {
    onset > end && seconds(from: end, to: onset, slowly: false) >= shortestBreath - tolerance
  }

  /// As the tempo may be at its slowest or fastest: where it bends, far from a sync point, no breath is moved.
  private func seconds(from start: ScoreTime, to end: ScoreTime, slowly: Bool = true) -> Double {
    let section = arrangement.measures[arrangement.measure(at: start)].section
    let tempo = arrangement.settings.form[section].tempo ?? arrangement.settings.tempo
    let asked = ((end - start) / tempo.beatUnit).double * 60 / (slowly ? tempo.low : tempo.high).double
    let played = clockSeconds(from: start, to: end)
    return slowly ? max(asked, played) : min(asked, played)
  }

  private func clockSeconds(from start: ScoreTime, to end: ScoreTime) -> Double {
    Double(arrangement.tempo.microseconds(at: Ticks(end)).value - arrangement.tempo.microseconds(at: Ticks(start)).value) / 1_000_000
  }
}

/// Seconds in which a player breathes between two phrases.
private let shortestBreath = 0.2
/// Seconds by which ticks may round.
private let tolerance = 0.002
