// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
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
  package let bases: [BaseTrack]
  /// The cue list that the spec imports.
  package let cues: CueFile?
  /// The files of given notes that the spec names.
  package let given: [GivenFile]

  package var lockPath: String { join(folder, "\(name).song.lock") }

  /// To compile it as it stands there.
  package var options: CompileOptions {
    var options = CompileOptions()
    options.lock = choices(lock ?? [])
    options.bases = bases
    options.cues = cues
    options.given = given
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

  init(content: Content, given: [GivenFile] = []) {
    self.content = content
    self.given = given
  }
}

/// Reads a spec, the lock beside it and the tracks that it is made from.
///
/// What is wrong with those tracks is said when the spec is compiled.
package func readTrack(
  _ path: String, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> Track {
  let source = try readSource(path, world, &sources, &sink)
  let folder = split(path).folder
  let name = outputName(of: path)
  let lock = try readLockChoices(join(folder, "\(name).song.lock"), world, &sources, &sink)
  let bases = try readBases(of: source, at: path, world, &sources, &sink)
  return Track(
    path: path, name: name, folder: folder, source: source, lock: lock, bases: bases,
    cues: readCueFile(of: source, folder: folder, world), given: readGivenFiles(of: source, folder: folder, world))
}

/// The files of given notes that a spec names.
private func readGivenFiles(of source: SourceFile, folder: String, _ world: any World) -> [GivenFile] {
  var ignored = DiagnosticSink()
  var files: [GivenFile] = []
  for path in givenPaths(parseYAML(source, sink: &ignored)) {
    do {
      files.append(GivenFile(path: path, content: .loaded(try world.read(path.hasPrefix("/") ? path : join(folder, path)))))
    } catch {
      files.append(GivenFile(path: path, content: .unreadable(error.reason)))
    }
  }
  return files
}

/// The cue list that a spec imports; nil where it imports none.
private func readCueFile(of source: SourceFile, folder: String, _ world: any World) -> CueFile? {
  var ignored = DiagnosticSink()
  guard let path = cuePath(parseYAML(source, sink: &ignored))?.value else { return nil }
  do {
    return .loaded(try world.read(path.hasPrefix("/") ? path : join(folder, path)))
  } catch {
    return .unreadable(error.reason)
  }
}

/// The tracks that a spec is made from, the nearest first.
package func readBases(
  of source: SourceFile, at path: String, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [BaseTrack] {
  var result: [BaseTrack] = []
  var source = source
  var path = path
  var places = [world.place(of: path)]
  while true {
    var ignored = DiagnosticSink()
    guard let from = basePath(parseYAML(source, sink: &ignored)) else { return result }
    path = from.value.hasPrefix("/") ? from.value : join(split(path).folder, from.value == "-" ? "./-" : from.value)
    let place = world.place(of: path)
    if places.contains(place) {
      result.append(BaseTrack(content: .cycle))
      return result
    }
    places.append(place)
    do {
      source = sources.add(name: path, bytes: try world.read(path))
    } catch {
      result.append(BaseTrack(content: .unreadable(error.reason)))
      return result
    }
    let name = outputName(of: path)
    let lock = try readLock(join(split(path).folder, "\(name).song.lock"), world, &sources, &sink)
    result.append(
      BaseTrack(
        content: .loaded(source, name: name, lock: lock),
        given: readGivenFiles(of: source, folder: split(path).folder, world)))
  }
}

/// The entries of a lock file; nil where there is no file.
func readLockChoices(
  _ path: String, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [LockChoice]? {
  guard world.exists(path) else { return nil }
  let file = try readSource(path, world, &sources, &sink)
  let choices = bindLockChoices(parseYAML(file, sink: &sink), sink: &sink)
  if let failure = sink.failure { throw failure }
  return choices
}

/// Values by key.
func choices(_ lock: [LockChoice]) -> [String: String] {
  Dictionary(lock.map { ($0.key, $0.value) }) { first, _ in first }
}
