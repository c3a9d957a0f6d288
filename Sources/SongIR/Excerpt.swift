// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongMusic

extension Arrangement {
  /// A name for each playing of a section: its own, from the second playing on with its number (`A`, `B`, `A-2`).
  package var playingNames: [String] {
    sections.enumerated().map { index, section in
      let before = sections[..<index].count { $0.name == section.name }
      return before == 0 ? section.name : "\(section.name)-\(before + 1)"
    }
  }
}

extension Score {
  /// Some measures as a score of their own, which begins at 0: what sounds over its bounds is cut off there.
  package func excerpt(_ range: Range<Int>) -> Score {
    let from = measures[range.lowerBound].start
    let to = range.upperBound < measures.count ? measures[range.upperBound].start : end
    var result = self
    result.measures = measures[range].enumerated().map { index, measure in
      Measure(
        number: index + 1, start: measure.start - from, length: measure.length, meter: measure.meter, key: measure.key,
        power: measure.power)
    }
    result.sections = sections.filter { from <= $0.start && $0.start < to }.map { .init(name: $0.name, start: $0.start - from) }
    result.syncs = syncs.filter { from <= $0.start && $0.start < to }.map {
      .init(name: $0.name, start: $0.start - from, end: min($0.end, to) - from, hit: $0.hit)
    }
    result.voices = []
    result.tempo = tempo.excerpt(from: Ticks(from), to: Ticks(to))
    result.tempoMarks = inForce(tempoMarks, from, to, \.start).map {
      .init(
        start: max($0.start, from) - from, beatUnit: $0.beatUnit, beatsPerMinute: $0.beatsPerMinute,
        isFermata: $0.isFermata)
    }
    result.chords = chords.filter { $0.onset < to && $0.onset + $0.duration > from }.map {
      let onset = max($0.onset, from)
      return .init(onset: onset - from, duration: min($0.onset + $0.duration, to) - onset, chord: $0.chord)
    }
    for part in parts.indices {
      result.parts[part].notes = parts[part].notes.filter { $0.onset < to && $0.end > from }.map { note in
        var cut = note
        cut.onset = max(note.onset, from) - from
        cut.duration = min(note.end, to) - from - cut.onset
        // The syllable was sung where the note began, and there it was ornamented.
        if note.onset < from {
          cut.lyric = nil
          cut.ornament = nil
        }
        return cut
      }
      result.parts[part].dynamics = inForce(parts[part].dynamics, from, to, \.onset).map {
        .init(onset: max($0.onset, from) - from, mark: $0.mark)
      }
      if !parts[part].levels.isEmpty { result.parts[part].levels = Array(parts[part].levels[range]) }
    }
    return result
  }
}

extension Performance {
  /// A stretch as a performance of its own, which begins at 0.
  ///
  /// A note that is played up to a 64th before a bound belongs to what is behind it: players are early. Notes that began
  /// before are left out, those that sound over the end are cut off.
  package func excerpt(from: Ticks, to: Ticks) -> Performance {
    var result = self
    result.length = to - from
    result.tempo = tempo.excerpt(from: from, to: to)
    result.meters = inForce(meters, from, to, \.at).map { .init(at: max($0.at, from) - from, meter: $0.meter) }
    result.keys = inForce(keys, from, to, \.at).map { .init(at: max($0.at, from) - from, key: $0.key) }
    result.markers = markers.filter { from <= $0.at && $0.at < to }.map { .init(at: $0.at - from, text: $0.text) }
    result.powers = inForce(powers, from, to, \.at).map { .init(at: max($0.at, from) - from, power: $0.power) }
    result.silences = silences.filter { $0.from < to && $0.to > from }.map {
      .init(from: max($0.from, from) - from, to: min($0.to, to) - from)
    }
    result.voices = []
    let isLast = to >= length
    for part in parts.indices {
      result.parts[part].notes = parts[part].notes.filter { note in
        (from == .zero || note.onset.value >= from.value - early) && (isLast || note.onset.value < to.value - early)
      }.map { note in
        var cut = note
        cut.onset = max(note.onset, from) - from
        cut.duration = Ticks(max(1, min(note.end, to).value - from.value - cut.onset.value))
        return cut
      }
      result.parts[part].controls = controls(of: parts[part], from, to)
      result.parts[part].bends = inForce(parts[part].bends, from, to, \.at).map { .init(at: max($0.at, from) - from, value: $0.value) }
    }
    return result
  }

  /// The controls of a stretch, with the last value of each before it.
  private func controls(of part: Part, _ from: Ticks, _ to: Ticks) -> [Control] {
    var known: [Int] = []
    var result: [Control] = []
    for control in part.controls.reversed() where control.at <= from && !known.contains(control.controller) {
      known.append(control.controller)
      result.append(.init(at: .zero, controller: control.controller, value: control.value))
    }
    result.sort { $0.controller < $1.controller }
    return result + part.controls.filter { $0.at > from && $0.at < to }
      .map { .init(at: $0.at - from, controller: $0.controller, value: $0.value) }
  }
}

/// Ticks of a 64th: further before the beat no player comes in, and no note is written.
private let early = Ticks.perQuarter / 16

extension TempoMap {
  /// The map of a stretch, from 0.
  fileprivate func excerpt(from: Ticks, to: Ticks) -> TempoMap {
    let inside = events.filter { $0.at > from && $0.at < to }
      .map { Event(at: $0.at - from, microsecondsPerQuarter: $0.microsecondsPerQuarter) }
    return TempoMap([Event(at: .zero, microsecondsPerQuarter: microsecondsPerQuarter(at: from))] + inside)
  }
}

/// What lies in a stretch, with what is in force at its start.
private func inForce<Mark, Place: Comparable>(
  _ marks: [Mark], _ from: Place, _ to: Place, _ place: (Mark) -> Place
) -> [Mark] {
  let first = marks.last { place($0) <= from }
  return (first.map { [$0] } ?? []) + marks.filter { place($0) > from && place($0) < to }
}
