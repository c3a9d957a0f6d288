// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongDiagnostics
internal import SongDiff
internal import SongImport

/// One run of `songc test`: the specs that it tests, and the goldens that none of them has.
package struct GoldenRun: Sendable {
  package let specs: [String]
  /// Folders of goldens whose spec is gone; empty where the run was asked for paths, since it didn't look everywhere.
  package let obsolete: [String]
  private let request: GoldenRequest
  private let knowledge: Knowledge
  private let world: any World

  /// Looks for the specs.
  ///
  /// - Throws: where a path is no spec and holds none, or two specs have the same goldens.
  package init(
    _ request: GoldenRequest, knowledge: Knowledge, world: any World, sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    let search = try GoldenSearch(request.places, world, &sink)
    specs = search.specs
    self.request = request
    self.knowledge = knowledge
    self.world = world
    obsolete = request.paths.isEmpty ? search.orphans.map(\.folder) : []
    var taken: Set<String> = []
    for spec in specs where !taken.insert(world.place(of: GoldenPlace(spec: spec).folder)).inserted {
      throw sink.fail(.outputCollision(GoldenPlace(spec: spec).folder))
    }
    for folder in obsolete { sink.report(.goldenObsolete(folder)) }
  }

  /// Builds a spec and compares what it gives with its goldens, layer by layer.
  ///
  /// What isn't met is written beside its golden, unless this is continuous integration; what waited there and is met again is
  /// removed.
  package func test(
    _ spec: String, sources: inout SourceMap, sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
  ) -> GoldenTest {
    var result = GoldenTest(spec: spec)
    let place = GoldenPlace(spec: spec)
    do {
      let files = try GoldenFiles(spec, request, knowledge, world, &sources, &sink, progress: progress)
      var goldens: [String: [UInt8]] = [:]
      for file in files.files where world.exists(place.path(file.name)) {
        goldens[file.name] = try read(place.path(file.name), &sink)
      }
      try compare(files, goldens, place, &result, &sources, &sink)
      if request.paths.isEmpty {
        result.obsolete = unwanted(files, place).filter(world.exists)
        for path in result.obsolete { sink.report(.goldenObsolete(path)) }
      }
      try write(files, goldens, place, result, &sink)
      report(result, place, &sink)
    } catch {
      result.wasCancelled = world.isCancelled
      result.errors = result.wasCancelled ? [] : sink.diagnostics.filter { $0.severity == .error }
    }
    return result
  }

  /// Paths of goldens that the spec doesn't ask for, of the layers that this run looks at.
  private func unwanted(_ files: GoldenFiles, _ place: GoldenPlace) -> [String] {
    GoldenFile.allCases.filter { request.layers.contains($0.layer) && !files.wants($0) }.map { place.path($0.name(place.name)) }
  }

  private func read(_ path: String, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> [UInt8] {
    do { return try world.read(path) } catch { throw sink.fail(.goldenUnreadable(error.path, reason: error.reason)) }
  }

  // MARK: Comparison

  private func compare(
    _ new: GoldenFiles, _ old: [String: [UInt8]], _ place: GoldenPlace, _ test: inout GoldenTest, _ sources: inout SourceMap,
    _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    var readable = old
    // What is wrong with one golden keeps nobody from comparing the others, so each reader has a sink of its own.
    var problems: [Diagnostic] = []
    var own = DiagnosticSink()
    defer { sink.report(problems + own.diagnostics) }
    for file in new.files {
      guard let bytes = old[file.name], bytes != file.bytes else { continue }
      if let problem = problem(of: bytes, file, place) {
        readable[file.name] = nil
        problems.append(problem)
      }
    }
    let difference = try GoldenDifference(new: new, old: readable, place: place, spec: test.spec, knowledge, world, &sources, &own)
    test.difference = difference.text
    for layer in GoldenLayer.allCases {
      let files = new.files.filter { $0.layer == layer }
      guard !files.isEmpty else { continue }
      var result = GoldenTest.Layer(layer: layer, verdict: .identical)
      let other = files.filter { old[$0.name] != $0.bytes }
      result.files = other.map { place.path($0.name) }
      if other.contains(where: { old[$0.name] != nil && readable[$0.name] == nil }) {
        result.verdict = .unreadable
      } else if !other.isEmpty, files.allSatisfy({ old[$0.name] == nil }) {
        result.verdict = .missing
      } else if !other.isEmpty {
        (result.verdict, result.details) = try judged(layer, other, new, readable, difference, place, &sources, &own)
        if request.isExact, result.verdict == .tolerated { result.verdict = .changed }
      }
      test.layers.append(result)
    }
  }

  /// What is wrong with a golden that isn't what the spec gives; nil where it can be read.
  private func problem(of bytes: [UInt8], _ file: GoldenFiles.File, _ place: GoldenPlace) -> Diagnostic? {
    let path = place.path(file.name)
    func unreadable(_ reason: String) -> Diagnostic { .goldenUnreadable(path, reason: reason) }
    lazy var text = String(decoding: bytes, as: UTF8.self)
    switch file.layer {
    case .lock:
      var sources = SourceMap()
      var sink = DiagnosticSink()
      _ = try? readLockFile(path, world, &sources, &sink)
      return sink.diagnostics.first { $0.severity == .error }.map { unreadable($0.message) }
    case .score where file.name.hasSuffix(".txt"):
      guard let version = GoldenFormat.version(of: text) else { return unreadable("it isn't a score text of songc") }
      return version == GoldenFormat.version ? nil : .goldenVersion(path, found: version, known: GoldenFormat.version)
    case .score:
      do { _ = try Piece(musicXML: bytes) } catch { return unreadable(error.words) }
    case .notes:
      do { _ = try Piece(midi: bytes) } catch { return unreadable(error.words) }
    case .audio where file.name.hasSuffix(".wav"):
      // A pointer of Git LFS, say. Whether its samples are the right ones is another question.
      if !bytes.starts(with: "RIFF".utf8) { return unreadable("it is no WAV file") }
    case .audio:
      do { _ = try AudioFingerprint(text: text) } catch {
        switch error.fault {
        case .version(let version): return .goldenVersion(path, found: version, known: GoldenFormat.version)
        case .malformed(let reason): return unreadable(reason)
        }
      }
    }
    return nil
  }

  /// A layer of which some files aren't the goldens.
  private func judged(
    _ layer: GoldenLayer, _ other: [GoldenFiles.File], _ new: GoldenFiles, _ old: [String: [UInt8]],
    _ difference: GoldenDifference, _ place: GoldenPlace, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> (GoldenVerdict, [String]) {
    let isExact = other.contains(where: \.isExact)
    let absent = other.filter { old[$0.name] == nil }.map { "there is no golden \($0.name)" }
    guard absent.isEmpty else { return (.changed, absent) }
    switch layer {
    case .lock:
      if difference.hasOtherChoices { return (.changed, []) }
      let reason = "the same choices; " + (difference.versions.isEmpty ? "other reasons" : difference.versions)
      return (isExact ? .changed : .tolerated, [reason])
    case .score, .notes:
      if difference.isTold(layer) { return (.changed, []) }
      let reason = difference.hasScores ? ["the same notes to a reader; in the files:"] : []
      return (.changed, reason + lines(of: other, old))
    case .audio:
      guard let now = new.fingerprint, let bytes = old[GoldenFile.fingerprint.name(place.name)],
        let before = try? AudioFingerprint(text: String(decoding: bytes, as: UTF8.self)),
        let after = try? AudioFingerprint(text: now.text)
      else { return (.changed, []) }
      if let master = other.first(where: { $0.name.hasSuffix(".wav") }),
        (try? audioFingerprint(of: place.path(master.name), isCancelled: { world.isCancelled }))?.digest != now.digest
      {
        return (.changed, ["other samples in \(master.name)"])
      }
      if before.digest == after.digest { return (.tolerated, ["the same samples"]) }
      let tolerances = try AudioTolerances(knowledge, world, &sources, &sink)
      let changes = AudioDeviation(before, after).changes(tolerances)
      if !changes.isEmpty { return (.changed, changes) }
      return (isExact ? .changed : .tolerated, ["other samples, no figure beyond its tolerance"])
    }
  }

  /// The first lines that differ, of files that are text.
  private func lines(of files: [GoldenFiles.File], _ old: [String: [UInt8]]) -> [String] {
    files.flatMap { file -> [String] in
      guard file.layer != .notes, let before = old[file.name] else { return ["\(file.name) has other events"] }
      let text = SongCompiler.difference(
        String(decoding: before, as: UTF8.self), String(decoding: file.bytes, as: UTF8.self), name: file.name)
      let lines = text.split(separator: "\n").dropFirst().map { String($0) }
      return lines.count > mostLines ? lines.prefix(mostLines) + ["..."] : lines
    }
  }

  // MARK: Files

  private func write(
    _ new: GoldenFiles, _ old: [String: [UInt8]], _ place: GoldenPlace, _ result: GoldenTest, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    if request.isCI { return }
    var pending: [(path: String, bytes: [UInt8])] = []
    for file in new.files {
      let path = place.path(file.name) + GoldenPlace.pendingEnding
      let isMet = result.layers.first { $0.layer == file.layer }?.verdict.isMet ?? true
      if isMet || old[file.name] == file.bytes {
        if world.exists(path) { world.remove(path) }
      } else {
        pending.append((path, file.bytes))
      }
    }
    // What waited of an output that isn't kept any more would be accepted into nothing.
    for path in unwanted(new, place).map({ $0 + GoldenPlace.pendingEnding }) where world.exists(path) { world.remove(path) }
    if !replace(pending, world, &sink), let failure = sink.failure { throw failure }
  }

  private func report(_ result: GoldenTest, _ place: GoldenPlace, _ sink: inout DiagnosticSink) {
    let names = { (verdict: GoldenVerdict) in result.layers.filter { $0.verdict == verdict }.map(\.layer.rawValue) }
    let changed = names(.changed)
    let missing = names(.missing)
    if !changed.isEmpty { sink.report(.goldenChanged(result.spec, layers: changed, in: place.folder, isCI: request.isCI)) }
    if !missing.isEmpty { sink.report(.goldenMissing(result.spec, layers: missing, in: place.folder, isCI: request.isCI)) }
  }
}

/// Lines of a text that are shown of a difference which isn't one of music.
private let mostLines = 12
