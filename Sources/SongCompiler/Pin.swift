// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongIR
internal import SongSyntax

/// What becomes of the changed text of a spec.
package enum PinTarget: Sendable, Hashable {
  /// The spec itself is replaced.
  case spec
  case file(String)
  /// Nothing is written.
  case none
}

/// What came of `songc pin`.
package struct PinResult: Sendable {
  /// The changed text.
  package let text: String
  /// The keys that were written, sorted.
  package let pinned: [String]
  /// Those of them that nobody asked for: without them the asked ones would change them.
  package let besides: [String]
  /// The keys that the spec says already.
  package let known: [String]
  /// The change, as `diff` shows it.
  package let difference: String
}

/// Writes decided values into a spec as the language says them, with all else as it stands there.
///
/// The changed spec makes the same piece: where a key that is said changes another choice, that one is written too.
/// `parts` is the whole band, so a spec without it gets all parts.
/// - Parameter keys: decision keys; one of a group means all of it that can be said: `parts.bass`, `humanize`.
/// - Returns: nil where something was wrong, or the user asked to stop.
package func pin(
  _ path: String, keys: [String], target: PinTarget, knowledge: Knowledge, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink
) -> PinResult? {
  guard let track = try? readTrack(path, world, &sources, &sink),
    let piece = try? compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
  else { return nil }
  var pinner = Pinner(track: track, piece: piece, knowledge: knowledge)
  guard pinner.pin(keys, &sink), pinner.settle(&sink) else { return nil }
  let result = PinResult(
    text: String(decoding: pinner.bytes, as: UTF8.self), pinned: pinner.pinned.sorted(by: utf8Precedes),
    besides: pinner.besides.sorted(by: utf8Precedes), known: pinner.known.sorted(by: utf8Precedes),
    difference: difference(
      track.source.text(track.source.span), String(decoding: pinner.bytes, as: UTF8.self), name: split(path).name))
  switch target {
  case .none: break
  case .file(let file): guard replace([(file, pinner.bytes)], world, &sink) else { return nil }
  case .spec:
    // What someone else wrote meanwhile isn't overwritten.
    guard (try? world.read(path)) == track.source.bytes else {
      sink.report(.fileUnwritable(path, reason: "it was changed while songc worked on it"))
      return nil
    }
    guard replace([(path, pinner.bytes)], world, &sink) else { return nil }
  }
  return result
}

private struct Pinner {
  let track: Track
  let piece: Compilation
  let knowledge: Knowledge
  private(set) var bytes: [UInt8]
  private(set) var pinned: Set<String> = []
  private(set) var besides: Set<String> = []
  private(set) var known: Set<String> = []

  init(track: Track, piece: Compilation, knowledge: Knowledge) {
    self.track = track
    self.piece = piece
    self.knowledge = knowledge
    bytes = track.source.bytes
  }

  private var decisions: [Settings.Decision] { piece.settings.decisions }

  // MARK: Keys

  /// Writes what was asked for; false where one of it can't be said.
  mutating func pin(_ keys: [String], _ sink: inout DiagnosticSink) -> Bool {
    for key in keys {
      if let decision = decisions.first(where: { utf8Equal($0.key, key) }) {
        guard write(decision, key, &sink) else { return false }
        continue
      }
      let group = decisions.filter { $0.key.hasPrefix(key + ".") }
      guard !group.isEmpty else {
        sink.report(.unknownArgument(key, what: "a choice of this track", candidates: decisions.map(\.key)))
        return false
      }
      let sayable = group.filter { (try? saying($0, of: piece.settings)) != nil }
      guard !sayable.isEmpty else {
        sink.report(.choiceUnsayable(key, reason: "the language has no keys for it that this version plays"))
        return false
      }
      for decision in sayable { guard write(decision, decision.key, &sink) else { return false } }
    }
    return true
  }

  private mutating func write(_ decision: Settings.Decision, _ key: String, _ sink: inout DiagnosticSink) -> Bool {
    if pinned.contains(key) { return true }
    if isSaid(decision) {
      known.insert(key)
      return true
    }
    do {
      var saying = try saying(decision, of: piece.settings)
      var keys = [key]
      if saying.path[0] == "parts", piece.spec.parts == nil {
        saying = bandSaying(piece.settings)
        keys = bandKeys
      }
      bytes = try setting(saying.path, to: saying.value, order: specSchema.keys.map(\.name), in: file)
      pinned.formUnion(keys)
      return true
    } catch let error as Unsayable {
      sink.report(.choiceUnsayable(key, reason: error.reason, help: error.help))
    } catch let error as TreeEditError {
      sink.report(.choiceUnsayable(key, reason: describe(error), help: ["write it by hand"]))
    } catch {}
    return false
  }

  private var bandKeys: [String] {
    decisions.filter { $0.key.hasPrefix("parts.") && (try? saying($0, of: piece.settings)) != nil }.map(\.key)
  }

  /// Whether the spec says the key itself: as a decision of the spec's, and not by the order of its sections or by an
  /// export.
  private func isSaid(_ decision: Settings.Decision) -> Bool {
    guard decision.reason == .spec else { return false }
    return decision.key != "form" || piece.spec.form != nil
  }

  private var file: SourceFile { SourceFile(id: track.source.id, name: track.source.name, bytes: bytes) }

  private func describe(_ error: TreeEditError) -> String {
    switch error {
    case .unreadable: "the spec isn't one map"
    case .notAMap(let path): "'\(path)' isn't a map here"
    case .shared(let path): "'\(path)' is shared by an alias, and an edit would change the other place too"
    case .failed: "it can't stand where the spec has its place"
    }
  }

  // MARK: The same piece

  /// Pins what the asked keys would change besides, until the text makes the piece that it is pinned to.
  mutating func settle(_ sink: inout DiagnosticSink) -> Bool {
    for _ in 0..<decisions.count {
      var own = DiagnosticSink()
      let new = try? compile(file, name: track.name, knowledge: knowledge, options: track.options, sink: &own)
      guard let new else {
        sink.report(own.diagnostics)
        return false
      }
      let values = Dictionary(new.settings.decisions.map { ($0.key, $0.value) }) { first, _ in first }
      let other = decisions.first { decision in
        values[decision.key] != decision.value && !pinned.contains(decision.key)
          && (try? saying(decision, of: piece.settings)) != nil
      }
      guard let other else { return true }
      guard write(other, other.key, &sink), pinned.contains(other.key) else { return false }
      besides.insert(other.key)
    }
    return true
  }
}
