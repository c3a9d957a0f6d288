// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCache
internal import Synchronization

/// Something that was asked of the file system, and the address of the answer.
struct Observation: Sendable {
  enum Kind: Int, Sendable {
    /// The bytes of a file.
    case file
    /// The names in a folder.
    case names
    case existence
    /// The real path.
    case place
    /// Whether something can be made there.
    case room
  }

  let kind: Kind
  let path: String
  /// Nil where nothing can be said of it twice: what stood on standard input, what git answered.
  let answer: ContentHash?

  /// Paths are told apart by their bytes.
  fileprivate var address: ContentHash {
    let hasher = ContentHasher("observation")
    hasher.add(kind.rawValue)
    hasher.add(path)
    if let answer { hasher.add(answer) }
    return hasher.finish()
  }
}

extension ContentHash {
  /// Where a question has no answer.
  static let missing = ContentHasher("missing").finish()

  init(ofNames names: [String]) {
    let hasher = ContentHasher("names")
    for name in names { hasher.add(name) }
    self = hasher.finish()
  }

  init(ofExistence exists: Bool) { self.init(of: [exists ? 1 : 0]) }

  init(ofPlace place: String?) { self = place.map { ContentHash(of: Array($0.utf8)) } ?? ContentHash.missing }
}

/// A world that notes all that is asked of it.
struct ObservingWorld: World {
  let base: any World
  private let log: Log
  /// Whether the result is to be given up, as what was read for it has changed.
  private let isOutdated: (@Sendable (WatchList) -> Bool)?

  private final class Log: Sendable {
    let entries = Mutex((list: [Observation](), known: Set<ContentHash>()))
  }

  /// - Parameter earlier: what was asked before on behalf of the same result.
  init(_ base: any World, earlier: [Observation] = [], isOutdated: (@Sendable (WatchList) -> Bool)? = nil) {
    self.base = base
    self.isOutdated = isOutdated
    log = Log()
    for observation in earlier { note(observation) }
  }

  var observations: [Observation] { log.entries.withLock { $0.list } }

  func note(_ observation: Observation) {
    log.entries.withLock { if $0.known.insert(observation.address).inserted { $0.list.append(observation) } }
  }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    do {
      let bytes = try base.read(path)
      note(Observation(kind: .file, path: path, answer: path == "-" ? nil : ContentHash(of: bytes)))
      return bytes
    } catch {
      note(Observation(kind: .file, path: path, answer: ContentHash.missing))
      throw error
    }
  }

  func map(_ path: String) throws(WorldError) -> FileBytes {
    do {
      let bytes = try base.map(path)
      note(Observation(kind: .file, path: path, answer: path == "-" ? nil : ContentHash(of: bytes.buffer)))
      return bytes
    } catch {
      note(Observation(kind: .file, path: path, answer: ContentHash.missing))
      throw error
    }
  }

  func list(_ folder: String) throws(WorldError) -> [String] {
    do {
      let names = try base.list(folder)
      note(Observation(kind: .names, path: folder, answer: ContentHash(ofNames: names)))
      return names
    } catch {
      note(Observation(kind: .names, path: folder, answer: ContentHash.missing))
      throw error
    }
  }

  func exists(_ path: String) -> Bool {
    let exists = base.exists(path)
    note(Observation(kind: .existence, path: path, answer: ContentHash(ofExistence: exists)))
    return exists
  }

  func resolve(_ path: String) -> String? {
    let place = base.resolve(path)
    note(Observation(kind: .place, path: path, answer: ContentHash(ofPlace: place)))
    return place
  }

  func willUse(_ path: String, content: ContentHash?) { note(Observation(kind: .file, path: path, answer: content)) }

  func git(_ arguments: [String], in folder: String) throws(WorldError) -> [UInt8] {
    note(Observation(kind: .file, path: folder, answer: nil))
    return try base.git(arguments, in: folder)
  }

  // What is written is no question.
  func write(_ bytes: [UInt8], to path: String) throws(WorldError) { try base.write(bytes, to: path) }
  func checkTarget(_ path: String) throws(WorldError) { try base.checkTarget(path) }
  func rename(_ path: String, to other: String) throws(WorldError) { try base.rename(path, to: other) }
  func isSame(_ path: String, as other: String) -> Bool { base.isSame(path, as: other) }
  func copy(_ path: String, to other: String) throws(WorldError) { try base.copy(path, to: other) }
  func remove(_ path: String) { base.remove(path) }
  func removeAbandoned(in folder: String) { base.removeAbandoned(in: folder) }
  func makeFolder(_ path: String) throws(WorldError) { try base.makeFolder(path) }
  var scratch: String { base.scratch }
  var executable: String { base.executable }
  var code: [String] { base.code }
  var isCancelled: Bool { base.isCancelled || isOutdated?(WatchList(observations)) ?? false }
  var seconds: Double { base.seconds }
}

extension World {
  /// The answer to a question as it is now.
  ///
  /// - Parameter hash: of a file's bytes; nil where there is none.
  func answer(to observation: Observation, hash: (String) -> ContentHash?) -> ContentHash? {
    let path = observation.path
    switch observation.kind {
    case .file: return path == "-" ? nil : hash(path) ?? ContentHash.missing
    case .names: return (try? list(path)).map { ContentHash(ofNames: $0) } ?? ContentHash.missing
    case .existence: return ContentHash(ofExistence: exists(path))
    case .place: return ContentHash(ofPlace: resolve(path))
    case .room: return room(at: path)
    }
  }
}
