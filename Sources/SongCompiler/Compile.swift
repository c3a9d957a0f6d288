// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
package import SongIR
internal import SongArranger
internal import SongComposer
internal import SongLibrary
internal import SongMusic
internal import SongPerformer
internal import SongProducer

/// Every IR of one spec.
package struct Compilation: Sendable {
  package let tree: String
  package let spec: Spec
  package internal(set) var settings: Settings
  package let arrangement: Arrangement
  package let score: Score
  package let performance: Performance
  package let session: Session
  /// The models that wrote it.
  package let models: [ModelChecksum]
  /// The user's own among them.
  let ownModels: OwnModels?
  /// What was done with a score of the user's own; nil where songc composed.
  package var production: Production?
}

/// What the command line says about a compilation.
package struct CompileOptions: Sendable {
  /// Replaces the spec's seed.
  package var seed: Spec.SeedValue?
  /// Entries of an earlier lock by key.
  package var lock: [String: String] = [:]
  /// The tracks that the spec is made from, the nearest first.
  package var bases: [BaseTrack] = []
  /// The cue list that the spec imports.
  package var cues: CueFile?
  /// The files of given notes that the spec names.
  package var given: [GivenFile] = []
  /// The folder of models that the spec names.
  package var models: ModelFolder?
  /// Replace values of the spec's `vars`.
  package var variables: [Spec.VariableValue] = []
  /// What isn't built yet is only warned of, as `songc check` does.
  package var isLenient = false
  /// Threads that compose.
  package var workers = 1
  /// Whether its audio is for a first listening.
  package var isDraft = false
  /// The kinds of outputs, where they aren't the spec's; only drafts ask.
  package var emit: [OutputKind]?

  package init() {}
}

/// The one pipeline: source -> tree -> Spec -> Settings -> Arrangement -> Score -> Performance -> Session.
///
/// - Parameter name: the spec's file name without its extension.
/// - Throws: where a stage reported an error to the sink.
package func compile(
  _ source: SourceFile, name: String, knowledge: Knowledge, options: CompileOptions, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> Compilation {
  let piece = try layOut(
    source, name: name, knowledge: knowledge, options: options, isLenient: options.isLenient, sink: &sink)
  let arrangement = piece.arrangement
  let settings = arrangement.settings
  var context = Context(seed: piece.front.seed.seed, workers: options.workers, sink: sink)
  defer { sink = context.sink }
  let (models, checksums) = try knowledge.models(for: settings, own: piece.front.models, sink: &context.sink)
  let score = compose(arrangement, library: knowledge.library, models: models, in: &context)
  let performance = perform(score, settings: settings, in: &context)
  var session = produce(
    performance, settings: options.isDraft ? settings.draft(emit: options.emit) : settings, library: knowledge.library, in: &context)
  if options.isDraft { session = session.draft }
  return Compilation(
    tree: piece.front.tree, spec: piece.front.spec, settings: settings, arrangement: arrangement, score: score, performance: performance,
    session: session, models: checksums, ownModels: piece.front.models)
}

/// The front end and the arrangement alone: everything that can be wrong with a spec, without its notes.
package func checkSpec(
  _ source: SourceFile, name: String, knowledge: Knowledge, options: CompileOptions, sink: inout DiagnosticSink
) {
  _ = try? layOut(source, name: name, knowledge: knowledge, options: options, isLenient: true, sink: &sink)
}

/// A spec up to its arrangement.
struct LaidOut {
  let front: FrontEnd
  let arrangement: Arrangement
}

/// Source -> tree -> Spec -> Settings -> Arrangement: everything that needs no models.
func layOut(
  _ source: SourceFile, name: String, knowledge: Knowledge, options: CompileOptions, isLenient: Bool,
  sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> LaidOut {
  let front = try readSpec(source, knowledge: knowledge, options: options, isLenient: isLenient, sink: &sink)
  var context = Context(seed: front.seed.seed, sink: sink)
  defer {
    sink = context.sink
    let outline = context.outline ?? front.places.outline(front.spec)
    sink.revise { front.places.placed($0, in: outline) }
    sink.explain(front.substitutions)
  }
  var settings = try settle(front.checked, name: name, library: knowledge.library, lock: front.lock, in: &context)
  settings.streams.harmonySeed = front.harmonySeed
  settings.streams.melodySeed = front.melodySeed
  front.models?.take(in: &settings)
  try checkPlaces(front.spec, settings, sink: &context.sink)
  let arrangement = try arrange(settings, in: &context)
  reportUnplayable(arrangement, library: knowledge.library, in: &context)
  return LaidOut(front: front, arrangement: arrangement)
}

/// Reports the names in `enter` and `leave` that the chosen form doesn't have, where the spec says none.
private func checkPlaces(_ spec: Spec, _ settings: Settings, sink: inout DiagnosticSink) throws(ErrorsEmitted) {
  guard spec.hasNoForm else { return }
  var names: [String] = []
  for entry in settings.form where !names.contains(entry.name) { names.append(entry.name) }
  names += settings.syncs.filter(\.isNamed).map(\.name)
  for part in spec.parts ?? [] {
    for (key, time) in [("enter", part.enter), ("leave", part.leave)] {
      guard let time, case .anchor(let name, _) = time.value, name != "end", !names.contains(name) else { continue }
      sink.report(.unknownSection(name, at: time.span, candidates: names).inside("parts.\(part.name.value).\(key)"))
    }
  }
  if let failure = sink.failure { throw failure }
}
