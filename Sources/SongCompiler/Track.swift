// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
package import SongIR
internal import SongSyntax

/// A spec with what stands around it: its lock and the tracks that it is made from.
package struct Track: Sendable {
  package let path: String
  /// The name of its outputs.
  package let name: String
  package let folder: String
  package let source: SourceFile
  /// The entries of the lock beside it; nil where there is none.
  let lock: [LockChoice]?
  /// The user's own models in that lock, with their checksums.
  let lockedModels: [(name: String, checksum: String)]
  package let bases: [BaseTrack]
  /// The cue list that the spec imports.
  package let cues: CueFile?
  /// The files of given notes that the spec names.
  package let given: [GivenFile]
  /// The folder of models that the spec names.
  package let models: ModelFolder?
  /// Replace values of the spec's `vars`.
  package let variables: [Spec.VariableValue]

  package var lockPath: String { join(folder, "\(name).song.lock") }

  /// To compile it as it stands there.
  package var options: CompileOptions {
    var options = CompileOptions()
    options.lock = choices(lock ?? [])
    options.bases = bases
    options.cues = cues
    options.given = given
    options.models = models
    options.variables = variables
    return options
  }
}

/// A track that another is made from: `from`.
package struct BaseTrack: Sendable {
  package enum Content: Sendable {
    case loaded(SourceFile, name: String, lock: [String: String])
    case unreadable(String)
    /// It is one of the tracks that are made from it.
    case cycle
  }

  package let content: Content
  /// The files of given notes that its spec names.
  let given: [GivenFile]
  /// The folder of models that its spec names.
  let models: ModelFolder?

  init(content: Content, given: [GivenFile] = [], models: ModelFolder? = nil) {
    self.content = content
    self.given = given
    self.models = models
  }
}

/// Reads a spec, the lock beside it and the tracks that it is made from.
///
/// What is wrong with those tracks is said when the spec is compiled.
/// - Parameter variables: of the spec itself; the tracks that it is made from have their own.
package func readTrack(
  _ path: String, variables: [Spec.VariableValue] = [], _ world: any World, _ sources: inout SourceMap,
  _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> Track {
  let source = try readSource(path, world, &sources, &sink)
  let folder = split(path).folder
  let name = outputName(of: path)
  let lock = try readLockFile(join(folder, "\(name).song.lock"), world, &sources, &sink)
  let bases = try readBases(of: source, at: path, variables: variables, world, &sources, &sink)
  var ignored = DiagnosticSink()
  let tree = specTree(source, variables, &ignored).tree
  return Track(
    path: path, name: name, folder: folder, source: source, lock: lock?.choices, lockedModels: lock?.models ?? [], bases: bases,
    cues: readCueFile(of: tree, folder: folder, world), given: readGivenFiles(of: tree, folder: folder, world),
    models: readModelFolder(of: tree, folder: folder, world), variables: variables)
}

/// The files of given notes that a spec names.
private func readGivenFiles(of tree: SyntaxTree, folder: String, _ world: any World) -> [GivenFile] {
  var files: [GivenFile] = []
  for path in givenPaths(tree) {
    guard isInside(path, folder, world) else {
      files.append(GivenFile(path: path, content: .linkedOutside))
      continue
    }
    do {
      files.append(GivenFile(path: path, content: .loaded(try world.read(join(folder, path)))))
    } catch {
      files.append(GivenFile(path: path, content: .unreadable(error.reason)))
    }
  }
  return files
}

/// The cue list that a spec imports; nil where it imports none.
private func readCueFile(of tree: SyntaxTree, folder: String, _ world: any World) -> CueFile? {
  guard let path = cuePath(tree)?.value else { return nil }
  guard isInside(path, folder, world) else { return .linkedOutside }
  do {
    return .loaded(try world.read(join(folder, path)))
  } catch {
    return .unreadable(error.reason)
  }
}

/// Whether a file lies in the folder of its spec, or below it, with all links followed; also true of one that isn't there.
private func isInside(_ path: String, _ folder: String, _ world: any World) -> Bool {
  let root = split(world.place(of: join(folder, "spec"))).folder
  guard let real = world.resolve(join(folder, path)) else { return true }
  return root.isEmpty || root == "/" || real.hasPrefix(root + "/")
}

/// The tracks that a spec is made from, the nearest first.
package func readBases(
  of source: SourceFile, at path: String, variables: [Spec.VariableValue] = [], _ world: any World,
  _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [BaseTrack] {
  var result: [BaseTrack] = []
  var ignored = DiagnosticSink()
  var tree = specTree(source, variables, &ignored).tree
  var path = path
  var places = [world.place(of: path)]
  while true {
    guard let from = basePath(tree) else { return result }
    path = join(split(path).folder, from.value == "-" ? "./-" : from.value)
    let place = world.place(of: path)
    if places.contains(place) {
      result.append(BaseTrack(content: .cycle))
      return result
    }
    places.append(place)
    let base: SourceFile
    do {
      base = sources.add(name: path, bytes: try world.read(path))
    } catch {
      result.append(BaseTrack(content: .unreadable(error.reason)))
      return result
    }
    tree = specTree(base, [], &ignored).tree
    let name = outputName(of: path)
    let lock = try readLock(join(split(path).folder, "\(name).song.lock"), world, &sources, &sink)
    result.append(
      BaseTrack(
        content: .loaded(base, name: name, lock: lock),
        given: readGivenFiles(of: tree, folder: split(path).folder, world),
        models: readModelFolder(of: tree, folder: split(path).folder, world)))
  }
}

/// The entries of a lock file, and its models that the user trained; nil where there is no file.
func readLockFile(
  _ path: String, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> (choices: [LockChoice], models: [(name: String, checksum: String)])? {
  guard world.exists(path) else { return nil }
  let file = try readSource(path, world, &sources, &sink)
  let tree = parseYAML(file, sink: &sink)
  let choices = bindLockChoices(tree, sink: &sink)
  if let failure = sink.failure { throw failure }
  return (choices, bindLockModels(tree).filter { OwnModels.isOwn($0.name) })
}

/// Values by key.
func choices(_ lock: [LockChoice]) -> [String: String] {
  Dictionary(lock.map { ($0.key, $0.value) }) { first, _ in first }
}
