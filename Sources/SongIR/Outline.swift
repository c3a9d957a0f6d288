// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// Where sections and bars stand in the piece, as far as it is known: what messages need to name a musical place.
package struct Outline: Sendable {
  /// One playing of a section.
  package struct Section: Sendable {
    package let name: String
    /// The index of its first bar; nil where the bars before aren't counted yet.
    package let first: Int?
    package let count: Int?
    package let meter: Meter?
    /// Seconds from the piece's start; nil where the tempo isn't known.
    let start: Double?
    let secondsPerQuarter: Double?
  }

  /// In playing order.
  package let sections: [Section]
  /// The first bar that each part plays, as far as it is known.
  package var entries: [String: Int] = [:]
  /// The bars and their tempo, once they are laid out.
  private var layout: (starts: [ScoreTime], meters: [Meter], tempo: TempoMap)?

  /// What a spec says before anything is decided: sections whose bars, time and tempo are all exact have a place.
  ///
  /// - Parameter isKnown: whether a section's key could be read where it has it.
  package init(_ spec: Spec, form: [String], isKnown: (String, String) -> Bool) {
    var sections: [Section] = []
    var first: Int? = 0
    var start: Double? = 0
    for name in form {
      let said = spec.section(name)
      func known<Value>(_ key: String, _ value: Value?) -> Value? { isKnown(name, key) ? value : nil }
      let count = known("bars", said?.bars?.value.exact)
      let meter = known("time", (said?.meter ?? spec.meter)?.value)
      let tempo = known("tempo", (said?.tempo ?? spec.tempo)?.value)
      var quarter: Double?
      if let tempo, tempo.isExact, let beat = tempo.beatUnit ?? meter?.beatUnit {
        quarter = 60 / tempo.low.double / beat.double
      }
      sections.append(
        Section(name: name, first: first, count: count, meter: meter, start: start, secondsPerQuarter: quarter))
      // Where a shorter bar may come in, nothing behind it is known.
      let isFlexible = spec.isFlexible || said?.isFlexible == true
      guard !isFlexible, let count, let before = first else {
        first = nil
        start = nil
        continue
      }
      first = before + count
      if let meter, let quarter, let from = start {
        start = from + Double(count) * meter.length.double * quarter
      } else {
        start = nil
      }
    }
    self.sections = sections
  }

  /// The bars as they are laid out.
  ///
  /// - Parameter sections: name, index of the first bar and number of bars, in playing order.
  package init(
    sections: [(name: String, first: Int, count: Int)], starts: [ScoreTime], meters: [Meter], tempo: TempoMap
  ) {
    self.sections = sections.map { section in
      Section(
        name: section.name, first: section.first, count: section.count,
        meter: meters.indices.contains(section.first) ? meters[section.first] : nil, start: nil, secondsPerQuarter: nil)
    }
    layout = (starts, meters, tempo)
  }

  /// A place in a section; nil where it isn't known, or lies behind the section's end.
  ///
  /// - Parameters:
  ///   - bar: from the section's first, from 0.
  ///   - offset: quarter notes from the bar's start; nil where only the bar is known.
  package func place(section index: Int, bar: Int, offset: ScoreTime?) -> MusicalPlace? {
    guard sections.indices.contains(index), let first = sections[index].first, bar >= 0 else { return nil }
    let section = sections[index]
    if let count = section.count, bar >= count { return nil }
    if layout != nil { return place(bar: first + bar, offset: offset) }
    let beat = beat(offset, section.meter)
    guard let offset, let start = section.start else { return MusicalPlace(bar: first + bar + 1, beat: beat, time: nil) }
    if bar == 0, offset == .zero { return MusicalPlace(bar: first + 1, beat: beat, time: microseconds(start)) }
    guard let meter = section.meter, let quarter = section.secondsPerQuarter else {
      return MusicalPlace(bar: first + bar + 1, beat: beat, time: nil)
    }
    let time = start + (Double(bar) * meter.length.double + offset.double) * quarter
    return MusicalPlace(bar: first + bar + 1, beat: beat, time: microseconds(time))
  }

  private func microseconds(_ seconds: Double) -> Microseconds? {
    (0..<1e9).contains(seconds) ? Microseconds(Int((seconds * 1_000_000).rounded())) : nil
  }

  /// A place in a bar of the piece, from 0.
  package func place(bar: Int, offset: ScoreTime?) -> MusicalPlace? {
    if let layout {
      guard layout.starts.indices.contains(bar) else { return nil }
      let time = offset.map { layout.tempo.microseconds(at: Ticks(layout.starts[bar] + $0)) }
      return MusicalPlace(bar: bar + 1, beat: beat(offset, layout.meters[bar]), time: time)
    }
    // The first bar is known even where no section's length is.
    guard let index = section(ofBar: bar) ?? (bar == 0 ? 0 : nil), let first = sections[index].first else { return nil }
    return place(section: index, bar: bar - first, offset: offset)
  }

  /// The section that a bar of the piece, from 0, lies in.
  package func section(ofBar bar: Int) -> Int? {
    sections.firstIndex { section in
      guard let first = section.first, let count = section.count else { return false }
      return (first..<(first + count)).contains(bar)
    }
  }

  private func beat(_ offset: ScoreTime?, _ meter: Meter?) -> Rational? {
    if offset == .zero { return 1 }
    guard let offset, let meter else { return nil }
    return offset / meter.beatUnit + 1
  }
}

extension Spec.Bars {
  /// The number of bars, where there is one.
  fileprivate var exact: Int? {
    if case .exact(let count) = self { count } else { nil }
  }
}
