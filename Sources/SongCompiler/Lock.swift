// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongIR
internal import SongSyntax

/// The lock file: all the choices of a track, enough to make it again.
///
/// It is YAML, one choice a line, the same bytes on every machine: no time, date or path.
struct Lock {
  /// The text for a track.
  ///
  /// - Parameter earlier: the lock that the track was made by: a choice that stands keeps the reason it has there.
  static func text(of compilation: Compilation, library: UInt64, earlier: [LockChoice]) -> String {
    var out = "# Every choice of this track, with its reason. Copy what you want to keep into the spec: songc pin.\n"
    out += "lock: \(Version.lock)\nsongc: \(Version.songc)\nstdlib: \(quoted(hex(library)))\nmodels:\n"
    for model in compilation.models { out += "  \(yamlScalar(model.name)): \(quoted(hex(model.value)))\n" }
    out += "choices:\n"
    for decision in compilation.settings.decisions {
      var reason = decision.reason.rawValue
      var seedPath = decision.seedPath
      if decision.reason == .lock, let known = earlier.first(where: { $0.key == decision.key && $0.value == decision.value }) {
        if !known.reason.isEmpty { reason = known.reason }
        seedPath = known.seedPath
      }
      out += "  \(quoted(decision.key)): {value: \(quoted(decision.value)), reason: \(yamlScalar(reason))"
      if !seedPath.isEmpty { out += ", from: \(quoted(seedPath))" }
      out += "}\n"
    }
    return out
  }
}

/// What a build does with the lock beside its spec.
package enum LockUse: Sendable, Hashable {
  /// Reads it and leaves it as it is.
  case keep
  /// Fails where it would change.
  case require
  /// Writes it again.
  case update
}

/// A decision that isn't the one of the lock.
package struct LockChange: Sendable, Hashable {
  package let key: String
  /// Nil where the lock hasn't the key.
  package let old: String?
  /// Nil where nothing is decided under the key any more.
  package let new: String?

  /// `key: 'D major' -> 'F# minor'`.
  package var text: String {
    "\(key): \(old.map { "'\($0)'" } ?? "not in the lock") -> \(new.map { "'\($0)'" } ?? "no longer decided")"
  }
}

/// What the lock of a track would change into, sorted by key: choices, and the user's own models; reasons, versions and the
/// library's models are no change. Nil where there is no lock.
///
/// - Parameter models: those that write the piece.
func changes(of track: Track, to settings: Settings, _ models: [ModelChecksum]) -> [LockChange]? {
  guard let lock = track.lock else { return nil }
  let decided = settings.decisions.map { ($0.key, $0.value) }
  let own = models.filter { OwnModels.isOwn($0.name) }.map { ("models.\($0.name)", hex($0.value)) }
  let old = Dictionary(lock.map { ($0.key, $0.value) } + track.lockedModels.map { ("models.\($0.name)", $0.checksum) }) {
    first, _ in first
  }
  let new = Dictionary(decided + own) { first, _ in first }
  let keys = Set(old.keys).union(new.keys).sorted(by: utf8Precedes)
  return keys.filter { old[$0] != new[$0] }.map { LockChange(key: $0, old: old[$0], new: new[$0]) }
}

/// Fails where the lock beside a spec isn't that of its decisions.
func requireLock(
  of track: Track, _ settings: Settings, _ models: [ModelChecksum], _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) {
  let changes = changes(of: track, to: settings, models)
  if let changes, changes.isEmpty { return }
  throw sink.fail(
    .lockOutdated(
      track.lockPath, changes: (changes ?? []).prefix(shownChanges).map(\.text), count: changes?.count ?? 0,
      isMissing: changes == nil))
}

/// Changes that a message names.
private let shownChanges = 5

/// What came of `songc lock`.
package struct LockResult: Sendable {
  package let path: String
  package let choices: Int
  /// Against the lock that stood there; nil where there was none.
  package let changes: [LockChange]?
}

/// Writes the lock beside a spec from its decisions; the choices of one that stands there stand.
///
/// - Returns: nil where something was wrong, or the user asked to stop.
package func writeLock(
  _ path: String, knowledge: Knowledge, world: any World, sources: inout SourceMap, sink: inout DiagnosticSink
) -> LockResult? {
  guard let track = try? readTrack(path, world, &sources, &sink),
    let compilation = try? compile(
      track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
  else { return nil }
  let text = Lock.text(of: compilation, library: knowledge.checksum, earlier: track.lock ?? [])
  guard replace([(track.lockPath, Array(text.utf8))], world, &sink) else { return nil }
  return LockResult(
    path: track.lockPath, choices: compilation.settings.decisions.count,
    changes: changes(of: track, to: compilation.settings, compilation.models))
}

/// Writes files, all or none; a file that has these bytes already keeps its time.
func replace(_ files: [(path: String, bytes: [UInt8])], _ world: any World, _ sink: inout DiagnosticSink) -> Bool {
  do {
    var outputs = PendingOutputs(world: world)
    for file in files where (try? world.read(file.path)) != file.bytes { try outputs.write(file.bytes, to: file.path) }
    if world.isCancelled { return false }
    try outputs.commit()
    return true
  } catch {
    sink.report(.fileUnwritable(error.path, reason: error.reason))
    return false
  }
}

private func quoted(_ text: String) -> String { JSONValue.string(text).line }

/// Sixteen hexadecimal digits.
func hex(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
