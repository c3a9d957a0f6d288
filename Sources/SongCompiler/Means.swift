// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// By which musical means a piece fills its duration: what isn't as the form and its tempo would have it by themselves.
struct Means {
  let arrangement: Arrangement
  let library: Library

  /// One of the means.
  enum Mean: Hashable {
    /// The style's cycle, put into its form so many times.
    case cycle([String], times: Int, before: String)
    /// A section of another length than its usual one, so many times in the form.
    case section(Length, times: Int)
    /// A shorter bar that was put in at the end of a section.
    case shortBar(bar: Int, meter: Meter)
    /// Percent of the preferred tempo.
    case tempo(percent: Double)
    /// The last bar against what it takes at the tempo before it, seconds.
    case lastBar(seconds: Double, usual: Double)
  }

  struct Length: Hashable {
    let section: String
    let bars: Int
    let usual: Int
    /// Bars of its material.
    let written: Int
    /// Bars of the material that come once more, or not at all; none where it is written in its own length.
    let ranges: [ClosedRange<Int>]
    /// Whether its chords are given, and go round.
    let hasChords: Bool
  }

  private var settings: Settings { arrangement.settings }

  /// In the order in which they are told: form, sections, bars, tempo, end.
  var all: [Mean] {
    if settings.isDurationFree && settings.syncs.isEmpty { return [] }
    return cycle + sections + shortBars + tempo + lastBar
  }

  /// The style's cycle in a form that the compiler chose.
  private var cycle: [Mean] {
    guard let style = library.style(settings.style)?.arrangement,
      settings.decisions.first(where: { $0.key == "form" })?.reason != .spec
    else { return [] }
    let names = settings.form.map(\.name)
    let cycle = style.cycle
    for form in style.forms.map(\.sections).sorted(by: { $0.count > $1.count }) {
      let added = names.count - form.count
      guard added > 0, added % cycle.count == 0, !form.isEmpty else { continue }
      let times = added / cycle.count
      if names == form.dropLast() + Array(repeating: cycle, count: times).flatMap({ $0 }) + form.suffix(1) {
        return [.cycle(cycle, times: times, before: form.last!)]
      }
    }
    return []
  }

  private var sections: [Mean] {
    var found: [Length] = []
    var times: [Length: Int] = [:]
    for (index, section) in arrangement.sections.enumerated() {
      let usual = settings.form[index].preferredBars
      guard section.count != usual else { continue }
      let length = Length(section: section.name, bars: section.count, usual: usual, written: arrangement.playing(of: index).written,
        ranges: ranges(index, usual), hasChords: section.chords != nil)
      if times[length] == nil { found.append(length) }
      times[length, default: 0] += 1
    }
    return found.map { .section($0, times: times[$0]!) }
  }

  /// Bars of the material, from 1: those that a longer section plays again, or a shorter one leaves out.
  private func ranges(_ index: Int, _ usual: Int) -> [ClosedRange<Int>] {
    let playing = arrangement.playing(of: index)
    guard playing.written == usual else { return [] }
    var left = Array(repeating: 1, count: usual)
    var bars: [Int] = []
    for measure in playing.measures {
      left[measure] -= 1
      if left[measure] < 0 { bars.append(measure + 1) }
    }
    if playing.measures.count < usual { bars = left.indices.filter { left[$0] > 0 }.map { $0 + 1 } }
    var result: [ClosedRange<Int>] = []
    for bar in bars {
      if let last = result.last, last.upperBound + 1 == bar {
        result[result.count - 1] = last.lowerBound...bar
      } else {
        result.append(bar...bar)
      }
    }
    return result
  }

  private var shortBars: [Mean] {
    arrangement.measures.filter { $0.meter != settings.form[$0.section].meter }
      .map { .shortBar(bar: $0.number, meter: $0.meter) }
  }

  /// The clock time of some measures.
  private func seconds(_ from: ScoreTime, _ to: ScoreTime) -> Double {
    (arrangement.tempo.microseconds(at: Ticks(to)) - arrangement.tempo.microseconds(at: Ticks(from))).seconds
  }

  /// The whole piece against its preferred tempos; the bar that rings has none.
  private var tempo: [Mean] {
    let played = arrangement.measures.filter { !$0.isRing }
    guard let last = played.last else { return [] }
    let usual = played.reduce(0.0) { sum, measure in
      let tempo = settings.form[measure.section].tempo ?? settings.tempo
      return sum + (measure.length / tempo.beatUnit * Rational(60) / tempo.prefer).double
    }
    let percent = (usual / seconds(.zero, last.start + last.length) - 1) * 100
    return percent.magnitude < 0.05 ? [] : [.tempo(percent: percent)]
  }

  private var lastBar: [Mean] {
    guard let last = arrangement.measures.last, last.isRing else { return [] }
    let tempo = settings.form[last.section].tempo ?? settings.tempo
    let preferred = (last.length / tempo.beatUnit * Rational(60) / tempo.prefer).double
    // As fast as the bar before, where there is one.
    let before = arrangement.measures.dropLast().last
    let usual = before.map { seconds($0.start, $0.start + $0.length) * (last.length / $0.length).double } ?? preferred
    let length = seconds(last.start, last.start + last.length)
    return (length / usual - 1).magnitude < 0.01 ? [] : [.lastBar(seconds: length, usual: usual)]
  }

  // MARK: For people

  /// A line for each; empty where nothing had to be done.
  var text: String {
    let rows = all.map { mean in [title(mean), words(mean)] }
    return rows.isEmpty ? "" : table([["filled", "by"]] + rows)
  }

  private func title(_ mean: Mean) -> String {
    switch mean {
    case .cycle: "form"
    case .section(let length, let times): times == 1 ? length.section : "\(length.section) x\(times)"
    case .shortBar(let bar, _): "bar \(bar)"
    case .tempo: "tempo"
    case .lastBar: "last bar"
    }
  }

  private func words(_ mean: Mean) -> String {
    switch mean {
    case .cycle(let names, let times, let last):
      return "'\(names.joined(separator: " "))' \(times == 1 ? "once" : "\(times) times") more before '\(last)'"
    case .section(let length, _):
      let bars = "\(length.bars) bars for \(length.usual)"
      if length.hasChords { return "\(bars): its chords go round" }
      if length.written == length.bars { return "\(bars): written in that length" }
      if length.written != length.usual { return "\(bars): \(length.written) are written and go round" }
      let list = length.ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)" }
      return "\(bars): bars \(list.joined(separator: ", ")) \(length.bars > length.usual ? "come again" : "left out")"
    case .shortBar(_, let meter): return "a bar of \(meter) put in"
    case .tempo(let percent):
      return "\(fixed(percent.magnitude, 1)) % \(percent > 0 ? "faster" : "slower") than preferred"
    case .lastBar(let seconds, let usual):
      let change = fixed((seconds - usual).magnitude, 3)
      return seconds > usual ? "lengthened by \(change) s, its chord rings" : "cut by \(change) s"
    }
  }

  // MARK: For programs

  var json: JSONValue { .array(all.map(json)) }

  private func json(_ mean: Mean) -> JSONValue {
    switch mean {
    case .cycle(let names, let times, let last):
      .object([
        "means": .string("cycle"), "sections": .array(names.map { .string($0) }), "times": .integer(times),
        "before": .string(last),
      ])
    case .section(let length, let times):
      .object([
        "means": .string(length.bars > length.usual ? "longerSection" : "shorterSection"),
        "section": .string(length.section), "times": .integer(times), "bars": .integer(length.bars),
        "usualBars": .integer(length.usual), "writtenBars": .integer(length.written),
        length.bars > length.usual ? "repeatedBars" : "leftOutBars":
          .array(length.ranges.flatMap { Array($0) }.map { .integer($0) }),
      ])
    case .shortBar(let bar, let meter):
      .object(["means": .string("shortBar"), "bar": .integer(bar), "time": .string("\(meter)")])
    case .tempo(let percent): .object(["means": .string("tempo"), "percent": .number(percent, decimals: 3)])
    case .lastBar(let seconds, let usual):
      .object([
        "means": .string("lastBar"), "seconds": .number(seconds, decimals: 6), "usualSeconds": .number(usual, decimals: 6),
      ])
    }
  }
}
