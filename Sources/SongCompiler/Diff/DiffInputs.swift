// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

/// What one argument of a comparison names: a path, as it is or at a revision.
struct DiffPlace {
  let path: String
  let world: any World
  /// As the user named it.
  let name: String
}

/// One thing to compare: what it is, and where it lies.
struct DiffInput {
  enum Kind {
    case spec
    /// The outputs of a build, in their folder.
    case build(files: [String])
    case midi, musicXML, audio, lock
  }

  let kind: Kind
  /// Of the file; of a build its folder.
  let path: String
  /// What it is paired by: its file name without its ending.
  let name: String
  let world: any World
  /// As the user is told of it.
  let shown: String
  /// Of a build the file of its master, where that has another name than a build gives it.
  var master: String?
}

extension DiffInput {
  /// As a page calls it: without folders, so that no path of a machine is in it.
  var pageName: String {
    // Of a file the colon is a part of its name or of a folder's.
    guard world is RevisionWorld, let colon = shown.firstIndex(of: ":") else { return lastName(of: shown[...]) }
    return String(shown[...colon]) + lastName(of: shown[shown.index(after: colon)...])
  }

  private func lastName(of path: Substring) -> String {
    path.split(separator: "/").last { $0 != "." }.map { String($0) } ?? String(path)
  }
}

/// Reads two arguments: paths that exist, `REV:path` as git has it, or `REV` alone with the other one's path.
func diffPlaces(
  _ old: String, _ new: String, _ world: any World, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> (DiffPlace, DiffPlace) {
  func isPath(_ argument: String) -> Bool {
    argument == "-" || world.exists(argument) || (try? world.list(argument)) != nil
  }
  func parts(_ argument: String) -> (revision: String, path: String?) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    return (parts[0], parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil)
  }
  func place(_ argument: String, beside other: String) throws(ErrorsEmitted) -> DiffPlace {
    if isPath(argument) { return DiffPlace(path: argument, world: world, name: argument) }
    let (name, own) = parts(argument)
    // A revision alone means the other one's path, which may be that of a revision too.
    let isBesideFile = own == nil && isPath(other)
    let tracked = own ?? (isBesideFile ? nil : parts(other).path)
    guard tracked != nil || isBesideFile && other != "-" else {
      throw sink.fail(
        .fileUnreadable(argument, reason: "there is no such file, and no file beside it that it is a revision of"))
    }
    let revision: RevisionWorld
    do {
      revision = try RevisionWorld(name, in: isBesideFile ? folder(of: other, world) : ".", world)
    } catch {
      // What can only be meant as a file.
      let isFile = kind(of: argument) != nil || argument.hasPrefix("/") || argument.hasPrefix(".")
      if isFile, !argument.contains(":") {
        throw sink.fail(.fileUnreadable(argument, reason: "No such file or directory"))
      }
      throw sink.fail(.revisionUnreadable(name, reason: error.reason))
    }
    // As git has it: from the top of the tree, but for paths that say otherwise.
    let path = tracked.map { $0.hasPrefix("./") || $0.hasPrefix("../") ? $0 : join(revision.top, $0) } ?? other
    guard revision.holds(path) else {
      throw sink.fail(
        .fileUnreadable(path, reason: "it lies outside of the working tree that '\(name)' is a revision of"))
    }
    return DiffPlace(path: path, world: revision, name: own == nil ? "\(name):\(tracked ?? other)" : argument)
  }
  return (try place(old, beside: new), try place(new, beside: old))
}

private func folder(of path: String, _ world: any World) -> String {
  if (try? world.list(path)) != nil { return path }
  let folder = split(path).folder
  return folder.isEmpty ? "." : folder
}

/// What lies at a place: a file, or all specs of a folder, or else all builds that left files in it.
func diffInputs(_ place: DiffPlace, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> [DiffInput] {
  let world = place.world
  let path = place.path
  if let kind = kind(of: path) {
    return [DiffInput(kind: kind, path: path, name: name(of: path), world: world, shown: place.name)]
  }
  guard path != "-", let names = try? world.list(path) else { return [try unnamed(place, &sink)] }
  func input(_ file: String, _ kind: DiffInput.Kind) -> DiffInput {
    DiffInput(kind: kind, path: join(path, file), name: name(of: file), world: world, shown: shown(place.name, file))
  }
  let specs = names.filter { file in
    [".song.yaml", ".song.yml", ".song"].contains { file.hasSuffix($0) && file.count > $0.count }
  }
  if !specs.isEmpty { return specs.map { input($0, .spec) } }
  var builds: [(name: String, files: [String])] = []
  for file in names {
    guard buildEndings.contains(where: { file.hasSuffix($0) && file.count > $0.count }) else { continue }
    let own = name(of: file)
    if let index = builds.firstIndex(where: { utf8Equal($0.name, own) }) {
      builds[index].files.append(file)
    } else {
      builds.append((own, [file]))
    }
  }
  guard !builds.isEmpty else {
    throw sink.fail(.incomparable("'\(place.name)' holds neither specs nor what a build leaves"))
  }
  return builds.map { build in
    DiffInput(
      kind: .build(files: build.files), path: path, name: build.name, world: world,
      shown: builds.count == 1 ? place.name : shown(place.name, build.name))
  }
}

private func shown(_ folder: String, _ file: String) -> String {
  folder == "."
    ? file : folder.hasSuffix(":") || folder.hasSuffix(":.") ? folder.trimmingDot + file : join(folder, file)
}

extension String {
  fileprivate var trimmingDot: String { hasSuffix(":.") ? String(dropLast()) : self }
}

/// A file without an ending that says what it is: by its first bytes, else a spec.
private func unnamed(_ place: DiffPlace, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> DiffInput {
  let bytes: [UInt8]
  do { bytes = try place.world.read(place.path) } catch {
    throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
  }
  let kind: DiffInput.Kind =
    bytes.starts(with: Array("MThd".utf8))
    ? .midi
    : bytes.prefix(64).contains(UInt8(ascii: "<")) ? .musicXML : .spec
  return DiffInput(kind: kind, path: place.path, name: name(of: place.path), world: place.world, shown: place.name)
}

/// What a file is by its ending; nil where it says nothing.
private func kind(of path: String) -> DiffInput.Kind? {
  let name = split(path).name
  if name.hasSuffix(".song.lock") { return .lock }
  if [".yaml", ".yml", ".song"].contains(where: name.hasSuffix) { return .spec }
  if [".mid", ".midi", ".MID"].contains(where: name.hasSuffix) { return .midi }
  if [".musicxml", ".xml", ".mxl"].contains(where: name.hasSuffix) { return .musicXML }
  return audioEndings.contains(where: name.hasSuffix) || name.hasSuffix(".aif") ? .audio : nil
}

/// Of a master, the best first.
let audioEndings = [".wav", ".aiff", ".flac", ".opus", ".ogg", ".mp3"]
/// Of files that only builds write, or that builds write too.
private let buildEndings = [".song.lock", ".report.json", ".mid", ".musicxml"] + audioEndings

private func name(of path: String) -> String {
  let name = split(path).name
  for ending in [".song.yaml", ".song.yml", ".song"] + buildEndings
  where name.hasSuffix(ending) && name.count > ending.count {
    return String(name.dropLast(ending.count))
  }
  return importName(of: path)
}
