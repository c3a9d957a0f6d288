// SPDX-License-Identifier: Apache-2.0
internal import SongArranger
internal import SongBase
package import SongDiagnostics
internal import SongImport
package import SongIR
internal import SongLibrary
internal import SongMusicXML
internal import SongPerformer
internal import SongProducer
internal import SongSyntax

/// What `songc produce` was asked for.
package struct ProduceRequest: Sendable {
  /// Whether the user's notes are played by the rules of the style.
  package enum Playing: Sendable, Hashable {
    /// Times and velocities of the file stand.
    case asTheyAre
    /// Players of the style play what is written.
    case performed
  }

  /// The style that says how it is played and mixed; nil is told by the instruments.
  package var style: String?
  package var moods: [String] = []
  /// Nil performs what is written and leaves what was played.
  package var playing: Playing?
  /// LUFS; nil is the language's default.
  package var loudness: Double?
  package var seed = Spec.SeedValue.number(0)
  /// The name of the outputs; nil is the file's with `-produced`.
  package var name: String?

  package init() {}
}

/// What was done with a given score, for the report.
package struct Production: Sendable {
  package let format: String
  package let isPerformed: Bool
  /// What of the file isn't played.
  package let losses: [String]
}

/// Plays, mixes and masters a score or a performance of the user's own and writes the outputs.
///
/// No note is changed: pitches, order and places in the score are the file's.
/// - Parameter options: the output folder, nil for that of the file; the kinds of outputs.
package func produceFile(
  _ path: String, _ request: ProduceRequest, options: BuildOptions, knowledge: Knowledge, world: any World,
  sources: inout SourceMap, sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
) -> BuildResult {
  let name = request.name ?? "\(importName(of: path))-produced"
  guard let file = try? readSource(path, world, &sources, &sink) else { return BuildResult(wasCancelled: world.isCancelled) }
  return running(world, &sink) { sink, result throws in
    let piece = try compileScore(
      file, name: name, request, isDraft: options.isDraft, emit: options.emit, knowledge: knowledge, sources: &sources, sink: &sink)
    if world.isCancelled { throw Cancelled() }
    let folder = split(path).folder
    let place = OutputPlace(name: name, folder: options.outputFolder ?? folder, inputFolder: folder, inputs: [path])
    try writeOutputs(of: piece, to: place, options, knowledge, world, &sink, progress, &result)
  }
}

/// Every IR of a given score.
///
/// - Throws: where the file isn't a score, or a name isn't the library's.
package func compileScore(
  _ file: SourceFile, name: String, _ request: ProduceRequest, isDraft: Bool = false, emit: [OutputKind]? = nil,
  knowledge: Knowledge, sources: inout SourceMap, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> Compilation {
  let library = knowledge.library
  try checkNames(request, library, &sink)
  let played = try read(file, &sink)
  let tempo = tempoMap(of: played)
  try checkLength(played, tempo, file, &sink)
  let style = request.style ?? usualStyle(of: played)
  if request.style == nil { sink.report(.importChoice("the style is '\(style)', by the instruments; say another with --style", at: nil)) }
  let isPerformed = request.playing.map { $0 == .performed } ?? !played.isPlayed
  let text = specText(request, style: style, title: played.title ?? importName(of: file.name))
  let source = sources.add(name: "songc produce", bytes: Array(text.utf8))
  let front = try readSpec(source, knowledge: knowledge, options: CompileOptions(), isLenient: false, sink: &sink)
  var context = Context(seed: front.seed.seed)
  var settings: Settings
  do throws(ErrorsEmitted) {
    // What it says of the style's band isn't about this piece.
    settings = try settle(front.checked, name: name, library: library, in: &context)
  } catch {
    sink.report(context.sink.diagnostics)
    throw error
  }
  let band = GivenBand(played, style: style, settings: settings, library: library)
  take(played, band, into: &settings)
  let score = band.score(of: played, settings: settings, tempo: tempo)
  let performance = performance(of: played, score, band, isPerformed: isPerformed, settings: settings, in: &context)
  settings.duration = performance.tempo.microseconds(at: performance.length)
  let arrangement = arrangement(of: score, settings: settings)
  var session = produce(performance, settings: isDraft ? settings.draft(emit: emit) : settings, library: library, in: &context)
  if isDraft { session = session.draft }
  return Compilation(
    tree: front.tree, spec: front.spec, settings: settings, arrangement: arrangement, score: score, performance: performance,
    session: session, models: [], ownModels: nil,
    production: Production(
      format: played.format.title, isPerformed: isPerformed,
      losses: played.log.remarks.filter { $0.kind == .lost }.map(\.text)))
}

// MARK: Reading

private func checkNames(_ request: ProduceRequest, _ library: Library, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) {
  if let style = request.style, library.style(style) == nil {
    sink.report(.unknownArgument(style, what: "a style", candidates: library.styles.map(\.key)))
  }
  for mood in request.moods where library.mood(mood) == nil {
    sink.report(.unknownArgument(mood, what: "a mood", candidates: library.moods.map(\.key)))
  }
  if let failure = sink.failure { throw failure }
}

private func read(_ file: SourceFile, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> PlayedScore {
  let format = playedFormat(file.bytes)
  // Lines can be shown of what is in UTF-8.
  let isText = format != .midi && !isUTF16(file.bytes)
  guard file.bytes.count <= Limits.importBytes else {
    throw sink.fail(
      .scoreUnreadable(
        file.name, format: format.title, cause: "it has \(file.bytes.count) bytes, and \(Limits.importBytes) are the most",
        remedy: "cut the file", at: nil))
  }
  let played: PlayedScore
  do {
    played = try playedScore(file.bytes)
  } catch {
    let span = isText ? error.line.map { file.span(ofLine: $0) } : nil
    throw sink.fail(
      .scoreUnreadable(file.name, format: format.title, cause: error.words, remedy: error.remedy, at: span))
  }
  for remark in played.log.remarks {
    let span = isText ? remark.firstLine.map { file.span(ofLine: $0) } : nil
    sink.report(remark.kind == .lost ? .scoreLoss(remark.text, at: span) : .importChoice(remark.text, at: span))
  }
  return played
}

/// What has more parts, or lasts longer, than any spec's piece may isn't one.
private func checkLength(
  _ played: PlayedScore, _ tempo: TempoMap, _ file: SourceFile, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) {
  guard played.parts.count <= Limits.parts else {
    throw sink.fail(
      .scoreUnreadable(
        file.name, format: played.format.title, cause: "it has \(played.parts.count) parts, and \(Limits.parts) are the most",
        remedy: "leave parts out of the file", at: nil))
  }
  let length = tempo.microseconds(at: Ticks(played.end))
  guard length > longestPiece else { return }
  throw sink.fail(
    .scoreUnreadable(
      file.name, format: played.format.title, cause: "it lasts \(length), more than the \(longestPiece) of a piece",
      remedy: "cut the file", at: nil))
}

/// As of specs.
private let longestPiece = Microseconds(10_800_000_000)

/// The style whose mix suits the instruments, where the user names none.
private func usualStyle(of played: PlayedScore) -> String {
  let families = played.parts.filter { !$0.isPercussion }.map { $0.program / 8 }
  if played.parts.contains(where: \.isPercussion) { return played.parts.contains { (29...30).contains($0.program) } ? "rock" : "pop" }
  if families.allSatisfy({ $0 == 0 }) { return "piano" }
  // Strings, ensembles, brass, reeds and pipes.
  return families.count { (5...9).contains($0) } > 2 ? "cinematic" : "folk"
}

/// What a spec would say of the production.
private func specText(_ request: ProduceRequest, style: String, title: String) -> String {
  let seed = switch request.seed {
  case .number(let number): "\(number)"
  case .text(let text): quoted(text)
  }
  var lines = ["song: 1", "title: \(quoted(title))", "seed: \(seed)", "style: \(styleValue(style))"]
  if !request.moods.isEmpty { lines.append("mood: [\(request.moods.map(yamlScalar).joined(separator: ", "))]") }
  if let loudness = request.loudness { lines.append("master: {loudness: \(yamlScalar("\(shortest(loudness, 2)) LUFS"))}") }
  return lines.map { $0 + "\n" }.joined()
}

/// A text of the user's, in which nothing is a variable.
private func quoted(_ text: String) -> String { yamlQuoted(text.replacing("${", with: "$${")) }

// MARK: Stages

private func take(_ played: PlayedScore, _ band: GivenBand, into settings: inout Settings) {
  settings.key = played.keys.first?.value ?? settings.key
  settings.meter = played.meters.first?.value ?? settings.meter
  settings.parts = band.parts
  settings.isDurationFree = true
  settings.form = []
  for credit in played.credits where !settings.credits.all.contains(where: { $0.role == credit.role }) {
    settings.credits.all.append(.init(role: credit.role, name: credit.name))
  }
  settings.credits.license = played.copyright
  let kept = settings.decisions.filter { decision in
    ["style", "mood", "mix", "title"].contains(decision.key) || ["humanize.", "master."].contains { decision.key.hasPrefix($0) }
  }
  let own = band.parts.flatMap { part in
    [("role", part.role.rawValue), ("instrument", part.instrument), ("sound", part.sound)].map {
      Settings.Decision(key: "parts.\(part.id).\($0.0)", value: $0.1, reason: .derived)
    }
  }
  settings.decisions = (kept + own).sorted { utf8Precedes($0.key, $1.key) }
}

/// What sounds: the players of the style, or the file's own performance, each with the file's controllers, and time
/// for the end to die away.
private func performance(
  of played: PlayedScore, _ score: Score, _ band: GivenBand, isPerformed: Bool, settings: Settings, in context: inout Context
) -> Performance {
  var playing = settings
  // The end rings on behind the last bar, so that nobody needs to let go before it.
  playing.ending = .loop
  if !isPerformed {
    playing.humanize = Settings.Humanize(timing: 0, velocity: 0, swing: 500, length: 0)
  }
  var result = perform(score, settings: playing, in: &context)
  for index in result.parts.indices {
    if !isPerformed, played.format == .midi { result.parts[index].notes = band.notes(of: index, played) }
    let file = played.parts[index]
    let own = file.controllers.contains { $0.value.number == expression } ? [] : result.parts[index].controls
    result.parts[index].controls = file.controllers.map {
      .init(at: Ticks($0.at), controller: $0.value.number, value: $0.value.value)
    }
    if isPerformed {
      result.parts[index].controls = (result.parts[index].controls + own).enumerated()
        .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
    // Players bend nothing where the file does, or where it says how far its bends reach.
    if !isPerformed || !file.bends.isEmpty || file.controllers.contains(where: { $0.value.number == dataEntry }) {
      result.parts[index].bends = file.bends.map { .init(at: Ticks($0.at), value: $0.value) }
    }
  }
  result.meters = played.meters.map { .init(at: Ticks($0.at), meter: $0.value) }
  result.keys = played.keys.map { .init(at: Ticks($0.at), key: $0.value) }
  result.markers = played.markers.map { .init(at: Ticks($0.at), text: $0.value) }
  // The user's dynamics stand: no measure is brought to a level.
  result.powers = []
  let end = max(Ticks(score.end), result.parts.flatMap { $0.notes.map(\.end) }.max() ?? .zero)
  let ring = Rational(ringMicroseconds * Ticks.perQuarter, result.tempo.microsecondsPerQuarter(at: end)).rounded
  result.length = end + Ticks(ring)
  return result
}

/// The controller that sets a registered parameter, such as the range of bends.
private let dataEntry = 6
/// The controller of a part's level while it plays.
private let expression = 11

/// Releases and reverb die away in it.
private let ringMicroseconds = 2_500_000

/// The tempo map of the file, to the tick.
private func tempoMap(of played: PlayedScore) -> TempoMap {
  var events: [TempoMap.Event] = []
  for tempo in played.tempos {
    let at = Ticks(tempo.at)
    if events.last?.at == at { events.removeLast() }
    if events.last?.microsecondsPerQuarter == tempo.value { continue }
    events.append(.init(at: at, microsecondsPerQuarter: tempo.value))
  }
  return TempoMap(events)
}

private func arrangement(of score: Score, settings: Settings) -> Arrangement {
  var starts = score.sections
  if starts.first?.start != .zero { starts.insert(.init(name: starts.isEmpty ? "A" : "intro", start: .zero), at: 0) }
  let firsts = starts.map { mark in score.measures.lastIndex { $0.start <= mark.start } ?? 0 }
  let ends = firsts.dropFirst() + [score.measures.count]
  let sections = zip(starts, zip(firsts, ends)).map { mark, bounds in
    Arrangement.Section(
      name: mark.name, segment: mark.name, function: "", first: bounds.0, count: bounds.1 - bounds.0,
      time: score.tempo.microseconds(at: Ticks(mark.start)), key: score.measures[bounds.0].key, cadence: .free, chords: nil)
  }
  let measures = score.measures.enumerated().map { index, measure in
    Arrangement.Measure(
      number: measure.number, start: measure.start, meter: measure.meter, key: measure.key,
      section: firsts.lastIndex { $0 <= index } ?? 0, intensity: measure.power, isRing: false)
  }
  let parts = settings.parts.map {
    Arrangement.Part(settings: $0, activity: Array(repeating: .full, count: measures.count))
  }
  return Arrangement(settings: settings, tempo: score.tempo, measures: measures, sections: sections, parts: parts, syncs: [])
}
