// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

extension SettingsMaker {
  /// The names of the sections in playing order.
  mutating func decideForm(
    _ style: Style, _ tempo: Settings.Tempo, _ meter: Meter, _ duration: Microseconds?
  ) -> [String] {
    let asked = spec.form?.map(\.value) ?? (spec.sections.isEmpty ? nil : spec.sections.map(\.name.value))
    if let asked { return settler.decide("form", spec: NameList(asked), otherwise: NameList([]), reason: .spec).names }
    let wanted = duration ?? Microseconds(90_000_000)
    let forms = style.arrangement.forms
    // The style's forms for this duration, or longer ones where the tempo is too fast for the first of them.
    var index = forms.firstIndex { wanted <= $0.upTo } ?? forms.count - 1
    while index + 1 < forms.count, seconds(forms[index].sections, style, tempo, meter) < 0.7 * wanted.seconds { index += 1 }
    let choices = forms.filter { $0.upTo == forms[index].upTo }.map { form in
      let isShort = wanted > form.upTo || seconds(form.sections, style, tempo, meter) < 0.7 * wanted.seconds
      return NameList(isShort ? extended(form.sections, style, tempo, meter, to: wanted) : form.sections)
    }
    return settler.decide("form", spec: nil, among: choices.map { ($0, 1) }, reason: .style) {
      (1...formLimit).contains($0.names.count)
    }.names
  }

  /// The form with the style's cycle repeated before the last section until the duration is best filled.
  private func extended(
    _ names: [String], _ style: Style, _ tempo: Settings.Tempo, _ meter: Meter, to duration: Microseconds
  ) -> [String] {
    let missing = duration.seconds - seconds(names, style, tempo, meter)
    let count = Int((missing / seconds(style.arrangement.cycle, style, tempo, meter)).rounded())
    guard count > 0 else { return names }
    return names.dropLast() + Array(repeating: style.arrangement.cycle, count: count).flatMap { $0 } + names.suffix(1)
  }

  /// The length of sections at their usual bars and the preferred tempo.
  private func seconds(_ names: [String], _ style: Style, _ tempo: Settings.Tempo, _ meter: Meter) -> Double {
    let bars = names.reduce(0) { $0 + usualBars(defaultSection(style, function(of: $1, style)), meter) }
    return Double(bars) * barSeconds(meter, tempo).double
  }

  /// The bars of a section as the style counts them in 4/4; twice as many where a bar is half as long.
  private func usualBars(_ section: Style.Section, _ meter: Meter) -> Int {
    meter.length < 3 ? section.bars * 2 : section.bars
  }

  /// The settings of each section of the form.
  mutating func entries(
    _ names: [String], _ style: Style, _ moods: [Mood], key: Key, meter: Meter, duration: Microseconds?
  ) throws(ErrorsEmitted) -> [Settings.FormEntry] {
    let shift = moods.reduce(0) { $0 + $1.intensity }
    var result: [Settings.FormEntry] = []
    for name in names {
      let material = spec.material(of: name)
      let said = spec.section(name)
      let function = function(of: name, style)
      let standard = defaultSection(style, function)
      let sectionKey = said?.key?.value ?? key
      let sectionMeter = said?.meter?.value ?? meter
      var chords: [Settings.ChordBar]?
      if let given = said?.chords { chords = try divided(given, name, meter: sectionMeter, key: sectionKey) }
      chords = chords ?? chordsOverTune(said, sectionMeter, sectionKey)
      let tune = givenBars(said, sectionMeter)
      var preferred = usualBars(standard, sectionMeter)
      if let tune {
        preferred = tune
      } else if let count = chords?.count { preferred = multiple(of: count, near: usualBars(standard, sectionMeter)) }
      // A form of the user's own fills any duration; the compiler's is chosen to fit.
      let isLong = duration.map { $0 > longDuration } ?? false
      let most = spec.hasNoForm ? max(4, preferred * 4) : max(isLong ? 6000 : 512, preferred)
      var bars = 1...most
      switch said?.bars?.value {
      case .exact(let count):
        preferred = count
        bars = count...count
      case .range(let low, let high):
        // Given chords come out unaltered: the section is at least as long as they are.
        let least = max(low, chords?.count ?? 1, tune ?? 1)
        preferred = min(max(preferred, least), high)
        bars = least...high
      case .auto:
        bars = max(chords?.count ?? 1, tune ?? 1)...6000
      case nil:
        if let tune {
          preferred = max(tune, chords?.count ?? 1)
          bars = preferred...max(preferred, most)
        } else if let count = chords?.count {
          bars = count...max(count, most)
        }
      }
      let phrases = said?.phrases?.value ?? standard.phrases
      if let phrases, said?.bars == nil, tune == nil, chords == nil {
        preferred = phrases.nearestBars(to: preferred)
        bars = min(bars.lowerBound, preferred)...max(bars.upperBound, preferred)
      }
      let level: Settings.IntensityRamp?
      switch said?.intensity?.value {
      case .constant(let value): level = .init(from: (value * 1000).rounded, to: (value * 1000).rounded)
      case .ramp(let from, let to): level = .init(from: (from * 1000).rounded, to: (to * 1000).rounded)
      case nil:
        level = spec.intensity == nil
          ? .init(from: clamped(standard.intensity.from + shift), to: clamped(standard.intensity.to + shift)) : nil
      }
      let tempo = said?.tempo?.value
      var entry = Settings.FormEntry(
        name: name, material: material, function: function, bars: bars, preferredBars: preferred,
        chords: chords, intensity: level, key: sectionKey, meter: sectionMeter,
        isFlexible: said?.meter == nil ? spec.isFlexible : said?.isFlexible ?? false,
        tempo: tempo.map {
          Settings.Tempo(
            low: $0.low, high: $0.high, prefer: $0.prefer ?? ($0.low + $0.high) / 2,
            beatUnit: $0.beatUnit ?? sectionMeter.beatUnit,
            drift: $0.drift ?? Settings.Tempo.standardDrift)
        })
      entry.phrases = phrases
      entry.phrasesPlace = said?.phrases?.span
      if case .exact? = said?.bars?.value { entry.barsPlace = said?.bars?.span }
      let ordinal = result.count { $0.material == material }
      entry.treatment = treatment(
        of: name, standard, style, ordinal: ordinal, isLast: result.count == names.count - 1)
      // The first playing of a material is what later ones vary.
      if ordinal > 0 || name != material { entry.variation = variation(of: name) }
      result.append(entry)
    }
    return result
  }

  /// The chords of a section bar by bar.
  mutating func divided(
    _ chords: Spec.Chords, _ section: String, meter: Meter, key: Key
  ) throws(ErrorsEmitted) -> [Settings.ChordBar] {
    switch divide(chords, meter: meter, key: key) {
    case .success(let bars): return bars
    case .failure(let failure):
      throw settler.sink.fail(
        .chordCount(
          failure.bar.tokens.count, beats: meter.groups.count, dotted: dotted(failure.bar, beats: meter.groups.count),
          at: failure.bar.span
        ).inside("sections.\(section).chords"))
    }
  }

  /// What a section is for: its own name where the style knows it, else by its letter.
  func function(of name: String, _ style: Style) -> String {
    let plain = Spec.material(of: name).lowercased()
    let known = style.arrangement.sections.map(\.function)
    let stem = String(plain.reversed().drop { $0.isNumber || $0 == "-" || $0 == "_" }.reversed())
    if known.contains(plain) { return plain }
    if known.contains(stem) { return stem }
    switch plain {
    case "b": return known.first { $0 == "chorus" || $0 == "build" } ?? known[min(1, known.count - 1)]
    case "c", "d": return known.first { $0 == "bridge" } ?? known[min(1, known.count - 1)]
    default: return known.first { $0 == "verse" || $0 == "theme" } ?? known[0]
    }
  }

  private func defaultSection(_ style: Style, _ function: String) -> Style.Section {
    style.arrangement.sections.first { $0.function == function } ?? style.arrangement.sections[0]
  }

  private func multiple(of count: Int, near wanted: Int) -> Int { max(1, (wanted + count / 2) / count) * count }

  private func clamped(_ level: Int) -> Int { min(max(level, 50), 1000) }
}

/// From here on a form of few sections needs more bars in each than any has otherwise.
private let longDuration = Microseconds(1_200_000_000)

/// Sections that a form may have.
private let formLimit = 4_000

/// The bar with dots that hold the last chord to the end: what the user may have meant.
private func dotted(_ bar: Spec.ChordBar, beats: Int) -> String {
  guard bar.tokens.count <= beats else { return "" }
  let names = bar.tokens.map { token in
    switch token.value {
    case .chord(let chord): "\(chord)"
    case .roman(let numeral): numeral.text
    case .noChord: "N.C."
    case .hold: "."
    }
  }
  return (names + Array(repeating: ".", count: beats - names.count)).joined(separator: " ")
}
