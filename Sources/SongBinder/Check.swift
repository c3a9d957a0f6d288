// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic

/// Checks what a spec says against itself and the library; nil where there is an error, here or before.
package func check(
  _ spec: Spec, vocabulary: Vocabulary, isLenient: Bool = false, sink: inout DiagnosticSink
) -> CheckedSpec? {
  var checker = Checker(spec: spec, vocabulary: vocabulary, isLenient: isLenient)
  // The other checks hold all against all.
  guard checker.isWithinLimits() else {
    sink.report(checker.sink.diagnostics)
    return nil
  }
  checker.checkNames()
  checker.checkForm()
  checker.checkTempos()
  checker.checkIntensity()
  checker.checkParts()
  checker.checkChords()
  checker.checkVariations()
  checker.checkSyncs()
  checker.checkTimes()
  sink.report(checker.sink.diagnostics)
  return sink.hasErrors ? nil : CheckedSpec(checked: spec)
}

struct Checker {
  let spec: Spec
  let vocabulary: Vocabulary
  let isLenient: Bool
  var sink = DiagnosticSink()

  init(spec: Spec, vocabulary: Vocabulary, isLenient: Bool) {
    self.spec = spec
    self.vocabulary = vocabulary
    self.isLenient = isLenient
  }

  /// The names that the form plays, in order, without repeats.
  var formNames: [String] {
    var names: [String] = []
    for name in (spec.form ?? spec.sections.map(\.name)).map(\.value) where !names.contains(name) { names.append(name) }
    return names
  }

  mutating func checkNames() {
    for style in spec.style?.names ?? [] {
      checkName(style, "a style", "style", known: vocabulary.styles, planned: PlannedNames.styles)
    }
    for mood in spec.moods {
      checkName(mood, "a mood", "mood", known: vocabulary.moods, planned: PlannedNames.moods)
    }
  }

  private mutating func checkName(
    _ name: Located<String>, _ what: String, _ path: String, known: [String], planned: [String]
  ) {
    if known.contains(name.value) { return }
    if planned.contains(name.value) {
      sink.report(.notBuiltYet("the \(path) '\(name.value)'", at: name.span, isWarning: isLenient).inside(path))
    } else {
      sink.report(.unknownValue(name.value, what: what, at: name.span, candidates: known).inside(path))
    }
  }

  mutating func checkForm() {
    if let form = spec.form {
      let played = Set(form.flatMap { [$0.value, spec.material(of: $0.value)] })
      // Sections that the form plays and nobody describes: one of them may be the same name, misspelt.
      let described = spec.sections.map(\.name.value)
      let bare = form.map(\.value).filter { !described.contains($0) && !described.contains(spec.material(of: $0)) }
      for section in spec.sections where !played.contains(section.name.value) {
        sink.report(
          .sectionNotInForm(
            section.name.value, at: section.name.span, misspelt: nearest(to: section.name.value, among: bare)).inside("sections.\(section.name.value)"))
      }
    }
    for section in spec.sections {
      guard let chords = section.chords, let bars = section.bars?.value.most, chords.bars.count > bars else { continue }
      let span = Span(
        file: chords.span.file, start: Int(chords.bars[bars].span.start), end: Int(chords.bars.last!.span.end))
      sink.report(
        .tooManyChordBars(bars: chords.bars.count, section: section.name.value, limit: bars, at: span)
          .inside("sections.\(section.name.value).chords"))
    }
  }

  mutating func checkTempos() {
    check(spec.tempo, spec.meter?.value, "tempo")
    checkOrder((spec.tempo?.value.curve ?? []).map(\.at), "tempo.curve")
    for section in spec.sections {
      let meter = spec.section(section.name.value)?.meter ?? spec.meter
      check(section.tempo, meter?.value, "sections.\(section.name.value).tempo")
    }
  }

  /// Without a note value the meter's beat is counted; the meters that styles choose have beats that always fit.
  private mutating func check(_ tempo: Located<Spec.Tempo>?, _ meter: Meter?, _ path: String) {
    guard let tempo, let beat = tempo.value.beatUnit ?? meter?.beatUnit else { return }
    let slowest = Rational(60_000_000, mostMicroseconds) / beat
    if tempo.value.low < slowest {
      let low = Rational((slowest * 1000).ceiling, 1000)
      sink.report(.tempoTooSlow(low: shortest(low.double), at: tempo.span).inside(path))
    }
    let fastest = Rational(60_000_000) / beat
    if tempo.value.high > fastest {
      sink.report(.tempoTooFast(high: shortest(fastest.double), at: tempo.span).inside(path))
    }
  }

  mutating func checkIntensity() {
    let isSplit = spec.split.named.contains { $0.curve != nil }
    check(spec.intensity, isSplit ? "intensity.all" : "intensity")
    for (name, curve) in spec.split.named { check(curve, "intensity.\(name)") }
    // Each side has its own curve where the piece's is split, and sections know one level only.
    if case .curve? = spec.intensity?.value, let span = spec.intensity?.span, !isSplit, !spec.hasNoForm,
      formNames.allSatisfy({ spec.section($0)?.intensity != nil })
    {
      sink.report(.intensityUnheard(at: span).inside("intensity"))
    }
  }

  private mutating func check(_ curve: Located<Spec.Intensity>?, _ path: String) {
    guard case .curve(let stops)? = curve?.value else { return }
    let end: Rational? = switch spec.duration?.value {
    case .exact(let duration): Rational(duration.value, 1_000_000)
    case .range(_, let longest): Rational(longest.value, 1_000_000)
    default: nil
    }
    for (index, stop) in stops.enumerated() {
      let time = stop.at.value
      // Behind a time that can't be compared the order goes on from the last one that can.
      let earlier = stops[..<index].last { isAfter(time, $0.at.value, end: end) != nil }
      if let earlier, isAfter(time, earlier.at.value, end: end) == false {
        sink.report(.intensityOrder(at: stop.at.span, before: earlier.at.span).inside(path))
      } else if let end, let seconds = time.seconds, seconds > end, !stops[index...].contains(where: { isEnd($0.at.value) }) {
        sink.report(
          .intensityOutside(
            time: Microseconds(seconds: seconds).description, duration: Microseconds(seconds: end).description,
            at: stop.at.span
          ).inside(path))
      }
    }
  }

  /// Stops of a curve whose times can be compared stand in their order.
  private mutating func checkOrder(_ stops: [Located<TimeValue>], _ path: String) {
    for (index, stop) in stops.enumerated() {
      let earlier = stops[..<index].last { isAfter(stop.value, $0.value, end: nil) != nil }
      if let earlier, isAfter(stop.value, earlier.value, end: nil) == false {
        sink.report(.intensityOrder(at: stop.span, before: earlier.span).inside(path))
      }
    }
  }

  private func isEnd(_ time: TimeValue) -> Bool { time == .anchor(name: "end", offset: nil) }

  /// Whether a time lies after another; nil where that depends on the music.
  ///
  /// - Parameter end: the longest that the piece may last, in seconds; nil where the form decides.
  private func isAfter(_ time: TimeValue, _ earlier: TimeValue, end: Rational?) -> Bool? {
    if isEnd(earlier) { return false }
    if isEnd(time) { return earlier.seconds.flatMap { seconds in end.map { seconds < $0 } } }
    if let left = time.seconds, let right = earlier.seconds { return left > right }
    switch (time, earlier) {
    case (.position(let bar, let beat), .position(let earlierBar, let earlierBeat)):
      return (bar, beat) > (earlierBar, earlierBeat)
    case (.amount(let left), .amount(let right)) where left.unit == right.unit: return left.number > right.number
    default: return nil
    }
  }

  mutating func checkParts() {
    for part in spec.parts ?? [] {
      let path = "parts.\(part.name.value)"
      if let instrument = part.instrument, !vocabulary.instruments.contains(instrument.value) {
        sink.report(
          .unknownValue(
            instrument.value, what: "an instrument", at: instrument.span, candidates: vocabulary.instruments
          ).inside("\(path).instrument"))
      }
      if let follow = part.follow, let parts = spec.parts?.map(\.name.value), !parts.contains(follow.value.part) {
        sink.report(.unknownPart(follow.value.part, at: follow.span, candidates: parts).inside("\(path).follow"))
      }
      checkEffects(part.channel, path)
      for (key, time) in [("enter", part.enter), ("leave", part.leave)] {
        guard let time else { continue }
        switch time.value {
        case .anchor(let name, _):
          // Where the spec has no form, the sections are known when one is chosen.
          if !spec.hasNoForm, !anchors.contains(name) {
            sink.report(.unknownSection(name, at: time.span, candidates: formNames).inside("\(path).\(key)"))
          }
        default: break
        }
      }
    }
  }

  private mutating func checkEffects(_ channel: Spec.Channel, _ path: String) {
    for (index, effect) in channel.effects.enumerated() {
      guard case .named(let name) = effect, !vocabulary.effects.contains(where: { utf8Equal($0, name.value) }) else { continue }
      sink.report(
        .unknownValue(name.value, what: "an effect", at: name.span, candidates: vocabulary.effects)
          .inside("\(path).effects[\(index)]"))
    }
  }

  mutating func checkChords() {
    for section in spec.sections {
      guard let chords = section.chords, let key = (section.key ?? spec.key)?.value else { continue }
      for token in chords.bars.flatMap(\.tokens) {
        if case .roman(let numeral) = token.value, let meant = numeral.withoutSecondFlat(in: key) {
          sink.report(
            .loweredTwice(
              numeral.text, key: "\(key)", meant: meant.text, chord: "\(meant.chord(in: key))",
              sounding: "\(numeral.chord(in: key))", at: token.span
            ).inside("sections.\(section.name.value).chords"))
        }
        guard case .chord(let chord) = token.value else { continue }
        if !chord.pitchClasses.contains(where: key.scale.contains) {
          sink.report(
            .foreignChord("\(chord)", key: "\(key)", at: token.span).inside("sections.\(section.name.value).chords"))
        }
      }
      checkUsual(chords, key, "sections.\(section.name.value).chords")
    }
  }

  /// Says once a section of each chord that the key explains in no way, and of none that was said to be foreign.
  private mutating func checkUsual(_ chords: Spec.Chords, _ key: Key, _ path: String) {
    let sounding = chords.bars.flatMap(\.tokens).compactMap { token -> Located<Chord>? in
      switch token.value {
      case .chord(let chord): Located(chord, at: token.span)
      case .roman(let numeral): Located(numeral.chord(in: key), at: token.span)
      case .noChord, .hold: nil
      }
    }
    var said: [Chord] = []
    for (index, chord) in sounding.enumerated() where !said.contains(chord.value) {
      let next = sounding[(index + 1)...].first { $0.value != chord.value } ?? sounding.first
      guard chord.value.pitchClasses.contains(where: key.scale.contains), !key.explains(chord.value, before: next?.value) else {
        continue
      }
      said.append(chord.value)
      sink.report(.unexplainedChord("\(chord.value)", key: "\(key)", at: chord.span).inside(path))
    }
  }
}

extension RomanNumeral {
  /// The numeral that was meant where a flat stands before a degree that the key's mode has lowered against major, as
  /// in `bVI` in minor; nil for all others.
  fileprivate func withoutSecondFlat(in key: Key) -> RomanNumeral? {
    func isLowered(_ degree: Int) -> Bool { key.mode.semitones[degree - 1] < Mode.major.semitones[degree - 1] }
    if let target = appliedTo {
      // The degrees of an applied chord are those of its target's key.
      guard target.alter == -1, isLowered(target.degree) else { return nil }
      return RomanNumeral(
        degree: degree, alter: alter, quality: quality, bassDegree: bassDegree,
        appliedTo: Target(degree: target.degree, alter: 0, isMinor: target.isMinor))
    }
    guard alter == -1, isLowered(degree) else { return nil }
    return RomanNumeral(degree: degree, alter: 0, quality: quality, bassDegree: bassDegree)
  }
}

/// Microseconds a quarter note: a tempo event of MIDI has 24 bits for them.
private let mostMicroseconds = 16_777_215

extension Spec.Bars {
  /// The largest number of bars; nil where it is left open.
  fileprivate var most: Int? {
    switch self {
    case .exact(let count): count
    case .range(_, let high): high
    case .auto: nil
    }
  }
}
