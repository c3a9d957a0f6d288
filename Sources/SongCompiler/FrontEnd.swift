// SPDX-License-Identifier: Apache-2.0
internal import SongArranger
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongIR
internal import SongSyntax

/// A spec that was found sound, with what it takes over from the track that it is an edit of.
struct FrontEnd {
  /// The spec's own tree as text.
  let tree: String
  /// With the holes that its base fills.
  let spec: Spec
  let checked: CheckedSpec
  /// The decisions of the base that are kept, under those of the spec's own lock.
  let lock: [String: String]
  let seed: Spec.SeedValue
  /// The seeds of the base's chords and tunes, where they are kept and its seed is not.
  let harmonySeed: Spec.SeedValue?
  let melodySeed: Spec.SeedValue?
  /// The user's own models: the spec's, else those of its base where its style is kept.
  let models: OwnModels?
  /// What stands for the variables of the spec.
  let substitutions: [Substitution]
  /// Where diagnostics stand in the spec and in the piece.
  let places: PlaceFinder
}

/// A spec's tree with values for its variables.
func specTree(_ source: SourceFile, _ settings: [Spec.VariableValue], _ sink: inout DiagnosticSink) -> ExpandedTree {
  expand(parseSpec(source, sink: &sink), settings: settings, sink: &sink)
}

/// Source -> tree -> Spec, for a spec and the tracks that it is made from.
func readSpec(
  _ source: SourceFile, knowledge: Knowledge, options: CompileOptions, isLenient: Bool, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> FrontEnd {
  let expanded = specTree(source, options.variables, &sink)
  let tree = expanded.tree
  let places = PlaceFinder(tree)
  var own = bind(tree, isLenient: isLenient, sink: &sink)
  let outline = places.outline(own)
  defer {
    sink.revise { places.placed($0, in: outline) }
    sink.explain(expanded.substitutions)
  }
  importCues(&own, file: options.cues, lock: options.lock, sink: &sink)
  importNotes(&own, files: options.given, sink: &sink)
  let models = ownModels(own.models, in: options.models, sink: &sink)
  if let seed = options.seed { own.seed = Located(seed, at: source.span.sub(0..<0)) }
  guard let asked = own.base else {
    guard let checked = check(own, vocabulary: knowledge.vocabulary, isLenient: isLenient, sink: &sink) else {
      throw sink.failure!
    }
    return FrontEnd(
      tree: tree.dump(), spec: own, checked: checked, lock: options.lock, seed: own.seed?.value ?? .number(0),
      harmonySeed: nil, melodySeed: nil, models: models, substitutions: expanded.substitutions, places: places)
  }
  let (base, settings) = try readBase(asked, knowledge, options, isLenient, &sink)
  let kept = own.kept(of: base.spec)
  var form: [Located<String>]?
  if !kept.contains(.form), own.form == nil, own.sections.isEmpty {
    form = fittedForms(settings, to: own.duration?.value)[0].map { Located($0, at: asked.path.span) }
  }
  var stretch = Rational(1)
  if let new = own.duration?.value.middle, base.spec.duration?.value != .free {
    stretch = Rational(new.value, settings.duration.value)
  }
  let spec = own.filled(from: base.spec, keeping: kept, form: form, stretch: stretch)
  guard let checked = check(spec, vocabulary: knowledge.vocabulary, isLenient: isLenient, sink: &sink) else {
    throw sink.failure!
  }
  let roles = { (name: String) in settings.parts.first { $0.id == name }?.role }
  var lock = options.lock
  for decision in settings.decisions where lock[decision.key] == nil {
    // A title that is only the base's file name is no choice.
    if decision.key == "title" { continue }
    if let aspect = Spec.Aspect.of(decision.key, roles: roles), !kept.contains(aspect) { continue }
    lock[decision.key] = decision.value
  }
  // Without a seed of its own the piece has the base's, also where that one comes from a third.
  let isOther = own.seed != nil
  return FrontEnd(
    tree: tree.dump(), spec: spec, checked: checked, lock: lock, seed: spec.seed?.value ?? base.seed,
    harmonySeed: kept.contains(.chords) ? base.harmonySeed ?? (isOther ? base.seed : nil) : nil,
    melodySeed: kept.contains(.melody) ? base.melodySeed ?? (isOther ? base.seed : nil) : nil,
    models: own.models == nil && kept.contains(.style) ? base.models : models, substitutions: expanded.substitutions, places: places)
}

/// The nearest base and its settings.
private func readBase(
  _ asked: Spec.Base, _ knowledge: Knowledge, _ options: CompileOptions, _ isLenient: Bool, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> (base: FrontEnd, settings: Settings) {
  switch options.bases.first?.content {
  case nil: throw sink.fail(.baseUnreadable(asked.path.value, reason: "No such file or directory", at: asked.path.span))
  case .unreadable(let reason): throw sink.fail(.baseUnreadable(asked.path.value, reason: reason, at: asked.path.span))
  case .cycle: throw sink.fail(.editCycle(asked.path.value, at: asked.path.span))
  case .loaded(let source, let name, let lock):
    var inner = CompileOptions()
    inner.lock = lock
    inner.bases = Array(options.bases.dropFirst())
    inner.given = options.bases[0].given
    inner.models = options.bases[0].models
    let base = try readSpec(source, knowledge: knowledge, options: inner, isLenient: isLenient, sink: &sink)
    var context = Context(seed: base.seed.seed)
    defer { sink.report(context.sink.diagnostics) }
    return (base, try settle(base.checked, name: name, library: knowledge.library, lock: base.lock, in: &context))
  }
}

extension Spec.Duration {
  /// The length that is aimed at; nil where the form decides.
  var middle: Microseconds? {
    switch self {
    case .exact(let time): time
    case .range(let low, let high): Microseconds((low.value + high.value) / 2)
    case .free: nil
    }
  }
}
