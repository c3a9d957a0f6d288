// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongDiff
internal import SongIR
internal import SongLibrary
internal import SongSyntax

/// One thing that isn't the same in two specs and what they read, and that can be changed alone.
private enum Unit {
  case keys([KeyChange], name: String)
  case file(FileChange)
  /// Files of the standard library, by their paths in it.
  case library([String], name: String)

  var name: String {
    switch self {
    case .keys(_, let name), .library(_, let name): name
    case .file(let change): change.name
    }
  }
}

/// A file that a spec reads, whose content isn't the same.
enum FileChange {
  case lock(path: String)
  case base(String)
  case cues(String)
  case given(path: String)
  case models(String)

  var name: String {
    switch self {
    case .lock(let path), .base(let path), .cues(let path), .given(let path), .models(let path): path
    }
  }
}

/// The files that two specs read and that aren't the same; one that only one of them names goes with its key.
func fileChanges(_ old: Track, _ new: Track) -> [FileChange] {
  var result: [FileChange] = []
  if choices(old.lock ?? []) != choices(new.lock ?? []) { result.append(.lock(path: "\(new.name).song.lock")) }
  if let left = old.bases.first, let right = new.bases.first, !isSame(old.bases, new.bases) {
    result.append(.base(name(of: right) ?? name(of: left) ?? "from"))
  }
  if case .loaded(let left)? = old.cues, case .loaded(let right)? = new.cues, left != right {
    var ignored = DiagnosticSink()
    result.append(.cues(cuePath(specTree(new.source, new.variables, &ignored).tree)?.value ?? "cue list"))
  }
  for file in new.given {
    guard case .loaded(let right) = file.content,
      case .loaded(let left)? = old.given.first(where: { utf8Equal($0.path, file.path) })?.content, left != right
    else { continue }
    result.append(.given(path: file.path))
  }
  if let left = old.models, let right = new.models, !isSame(left, right) { result.append(.models("models")) }
  return result
}

private func isSame(_ old: [BaseTrack], _ new: [BaseTrack]) -> Bool {
  guard old.count == new.count else { return false }
  return zip(old, new).allSatisfy { left, right in
    switch (left.content, right.content) {
    case (.loaded(let mine, _, let lock), .loaded(let theirs, _, let other)):
      mine.bytes == theirs.bytes && lock == other
    case (.cycle, .cycle): true
    case (.unreadable, .unreadable): true
    default: false
    }
  }
}

private func isSame(_ old: ModelFolder, _ new: ModelFolder) -> Bool {
  guard case .loaded(let left) = old.content, case .loaded(let right) = new.content, left.count == right.count else {
    return false
  }
  return zip(left, right).allSatisfy { $0.role == $1.role && $0.file.buffer.elementsEqual($1.file.buffer) }
}

private func name(of base: BaseTrack) -> String? {
  if case .loaded(let source, _, _) = base.content { source.name } else { nil }
}

/// A spec that says a value, bound; nil where it can't be read.
func boundSpec(_ value: SpecValue) -> Spec? {
  var sink = DiagnosticSink()
  let spec = bind(specTree(source(of: value), [], &sink).tree, isLenient: true, sink: &sink)
  return sink.hasErrors ? nil : spec
}

/// A spec that says a value.
private func source(of value: SpecValue) -> SourceFile {
  SourceFile(id: FileID(0), name: "spec.song.yaml", bytes: Array(value.json.line.utf8))
}

/// Finds what made each layer of a difference, by trying.
///
/// Each changed key and file alone is put into the old spec. Where those that have an effect on a layer don't make it what it
/// became, each change is taken back alone too. What nothing alone brings about stays without a cause.
struct CauseFinder {
  let old: SpecSide
  let new: SpecSide
  let levels: Set<DiffLevel>
  /// The library of each side.
  let knowledge: (old: Knowledge, new: Knowledge)
  let world: any World
  private let units: [Unit]

  init(
    _ difference: Difference, _ old: SpecSide, _ new: SpecSide, levels: Set<DiffLevel>,
    knowledge: (old: Knowledge, new: Knowledge), world: any World
  ) {
    self.old = old
    self.new = new
    self.levels = levels
    self.knowledge = knowledge
    self.world = world
    units =
      SongCompiler.units(difference.keys ?? keyChanges(old.value, new.value), fileChanges(old.track, new.track))
      + libraryUnits(knowledge.old.folder, knowledge.new.folder, world)
  }

  /// What made each of these layers differ, by their names.
  ///
  /// - Complexity: two compilations for each change and one for each set of causes, at most.
  func causes(of layers: [String]) -> [String: [String]] {
    guard !layers.isEmpty, !units.isEmpty else { return [:] }
    if units.count == 1 { return Dictionary(layers.map { ($0, [units[0].name]) }) { first, _ in first } }
    let (before, after) = (side(old, knowledge.old), side(new, knowledge.new))
    var found: [String: [Int]] = [:]
    func add(_ unit: Int, to layers: [String], _ effect: [String]?) {
      for layer in layers where effect?.contains(where: { utf8Equal($0, layer) }) ?? true {
        found[layer, default: []].append(unit)
      }
    }
    for index in units.indices {
      if world.isCancelled { return [:] }
      if let trial = compiled([units[index]]) { add(index, to: layers, effect(before, trial)) }
    }
    // Where what has an effect doesn't explain all of it, the rest has one only together.
    var open = layers.filter { found[$0] == nil }
    var sets: [[Int]] = []
    for layer in layers { if let set = found[layer], set.count < units.count, !sets.contains(set) { sets.append(set) } }
    for set in sets {
      if world.isCancelled { return [:] }
      let trial = compiled(set.map { units[$0] })
      let rest = trial.map { effect($0, after) }
      open += layers.filter { layer in found[layer] == set && rest?.contains { utf8Equal($0, layer) } ?? true }
    }
    for index in units.indices where !open.isEmpty {
      if world.isCancelled { return [:] }
      var others = units
      others.remove(at: index)
      let trial = compiled(others)
      let missing = open.filter { !(found[$0] ?? []).contains(index) }
      // Without what all the rest hangs on it can't even be compiled.
      add(index, to: missing, trial.map { effect($0, after) })
    }
    return found.mapValues { $0.sorted().map { units[$0].name } }
  }

  private func side(_ spec: SpecSide, _ knowledge: Knowledge) -> DiffSide {
    var side = DiffSide(spec.track, spec.compilation, name: "", library: knowledge.checksum)
    side.spec = spec
    return side
  }

  /// The layers in which two sides differ.
  private func effect(_ old: DiffSide, _ new: DiffSide) -> [String] {
    compareResults(old, new, levels: levels).layers
  }

  /// The old spec with some of the changes made; nil where it can't be compiled.
  private func compiled(_ units: [Unit]) -> DiffSide? {
    var value = old.value
    var options = old.track.options
    let other = new.track.options
    var files: [String] = []
    for unit in units {
      switch unit {
      case .keys(let changes, _): for change in changes { value = value.applying(change) }
      case .library(let paths, _): files += paths
      case .file(.lock): options.lock = other.lock
      case .file(.base): options.bases = other.bases
      case .file(.cues): options.cues = other.cues
      case .file(.given(let path)):
        options.given.removeAll { utf8Equal($0.path, path) }
        options.given += other.given.filter { utf8Equal($0.path, path) }
      case .file(.models): options.models = other.models
      }
    }
    // What a changed key names comes with it: the new spec has read it.
    options.given += other.given.filter { file in !options.given.contains { utf8Equal($0.path, file.path) } }
    func isNewly(_ path: (SpecValue) -> String?) -> Bool {
      path(value) != path(old.value) && path(value) == path(new.value)
    }
    if isNewly(cuePath) { options.cues = other.cues }
    if isNewly({ $0["from"]?.text }) { options.bases = other.bases }
    if isNewly({ $0["models"]?.text }) { options.models = other.models }
    var sink = DiagnosticSink()
    guard let knowledge = library(with: files),
      let compilation = try? compile(
        source(of: value), name: old.track.name, knowledge: knowledge, options: options, sink: &sink)
    else { return nil }
    return side(SpecSide(track: old.track, compilation: compilation, value: value), knowledge)
  }

  /// The old library with some files of the new one; nil where the two don't go together.
  private func library(with files: [String]) -> Knowledge? {
    if files.isEmpty { return knowledge.old }
    let mixed = MixedLibraryWorld(base: world, old: knowledge.old.folder, new: knowledge.new.folder, files: files)
    var sources = SourceMap()
    var sink = DiagnosticSink()
    return try? Knowledge(world: mixed, folder: knowledge.old.folder, sources: &sources, sink: &sink)
  }
}

/// Changes one by one, or by the maps that they stand in where there are many.
private func units(_ keys: [KeyChange], _ files: [FileChange]) -> [Unit] {
  var result: [Unit] = []
  if keys.count <= mostUnits {
    result = keys.map { .keys([$0], name: $0.text) }
  } else {
    var groups: [(name: String, keys: [KeyChange])] = []
    for depth in [2, 1] {
      groups = []
      for key in keys {
        let name = KeyChange.text(of: key.path.prefix(depth))
        if let index = groups.firstIndex(where: { utf8Equal($0.name, name) }) {
          groups[index].keys.append(key)
        } else {
          groups.append((name, [key]))
        }
      }
      if groups.count <= mostUnits { break }
    }
    result = groups.map { .keys($0.keys, name: $0.name) }
  }
  return result + files.map { .file($0) }
}

/// Files of the library that differ, or their folders where many do.
private func libraryUnits(_ old: String, _ new: String, _ world: any World) -> [Unit] {
  if utf8Equal(world.place(of: old), world.place(of: new)) { return [] }
  var files: [String] = []
  for folder in Library.folders {
    let names = ((try? world.list(join(old, folder))) ?? []) + ((try? world.list(join(new, folder))) ?? [])
    for name in Set(names).sorted(by: utf8Precedes) {
      let path = "\(folder)/\(name)"
      if (try? world.read(join(old, path))) != (try? world.read(join(new, path))) { files.append(path) }
    }
  }
  if files.count <= mostUnits { return files.map { .library([$0], name: "stdlib/\($0)") } }
  return Library.folders.compactMap { folder in
    let own = files.filter { $0.hasPrefix(folder + "/") }
    return own.isEmpty ? nil : .library(own, name: "stdlib/\(folder)")
  }
}

/// Changes that are tried one by one.
private let mostUnits = 16

/// The cue list that a spec imports.
private func cuePath(_ value: SpecValue) -> String? {
  var ignored = DiagnosticSink()
  return cuePath(specTree(source(of: value), [], &ignored).tree)?.value
}
