// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongCache
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
      defer { files.removeMaster(world) }
      var goldens: [String: GoldenContent] = [:]
      for file in files.files where world.exists(place.path(file.name)) {
        goldens[file.name] = try golden(of: file, at: place.path(file.name), &sink)
      }
      try compare(files, goldens, place, &result, &sources, &sink)
      if request.paths.isEmpty {
        result.obsolete = unwanted(files, place).filter(world.exists)
        for path in result.obsolete { sink.report(.goldenObsolete(path)) }
      }
      try write(files, goldens, place, result, &sink)
      report(result, place, &sink)
      if files.keepsNothing { sink.report(.goldenAllIgnored(spec)) }
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

  private func golden(
    of file: GoldenFiles.File, at path: String, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> GoldenContent {
    guard case .bytes = file.content else {
      if let content = ContentHash(ofFileAt: path) { return .sound(path: path, content) }
      throw sink.fail(.goldenUnreadable(path, reason: "it is no file that can be opened"))
    }
    do { return .bytes(try world.read(path)) } catch { throw sink.fail(.goldenUnreadable(error.path, reason: error.reason)) }
  }

  // MARK: Comparison

  private func compare(
    _ new: GoldenFiles, _ old: [String: GoldenContent], _ place: GoldenPlace, _ test: inout GoldenTest,
    _ sources: inout SourceMap, _ sink: inout DiagnosticSink
  ) throws {
    var readable = old
    // What is wrong with one golden keeps nobody from comparing the others, so each reader has a sink of its own.
    var problems: [Diagnostic] = []
    var own = DiagnosticSink()
    defer { sink.report(problems + own.diagnostics) }
    for file in new.files {
      guard let golden = old[file.name], golden != file.content else { continue }
      if let problem = problem(of: golden, file, place) {
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
      let other = files.filter { old[$0.name] != $0.content }
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
  private func problem(of golden: GoldenContent, _ file: GoldenFiles.File, _ place: GoldenPlace) -> Diagnostic? {
    let path = place.path(file.name)
    func unreadable(_ reason: String) -> Diagnostic { .goldenUnreadable(path, reason: reason) }
    guard let bytes = golden.bytes else {
      // A pointer of Git LFS, say. Whether its samples are the right ones is another question.
      do { _ = try AudioFileReader(path: path, acceptsMono: true) } catch { return unreadable("it is no WAV file") }
      return nil
    }
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
    _ layer: GoldenLayer, _ other: [GoldenFiles.File], _ new: GoldenFiles, _ old: [String: GoldenContent],
    _ difference: GoldenDifference, _ place: GoldenPlace, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
  ) throws -> (GoldenVerdict, [String]) {
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
      guard let now = new.fingerprint, let bytes = old[GoldenFile.fingerprint.name(place.name)]?.bytes,
        let before = try? AudioFingerprint(text: String(decoding: bytes, as: UTF8.self)),
        let after = try? AudioFingerprint(text: now.text)
      else { return (.changed, []) }
      if let master = other.first(where: { $0.content.bytes == nil }), try digest(of: place.path(master.name)) != now.digest {
        return (.changed, ["other samples in \(master.name)"])
      }
      if before.digest == after.digest { return (.tolerated, ["the same samples"]) }
      let tolerances = try AudioTolerances(knowledge, world, &sources, &sink)
      let changes = AudioDeviation(before, after).changes(tolerances)
      if !changes.isEmpty { return (.changed, changes) }
      return (isExact ? .changed : .tolerated, ["other samples, no figure beyond its tolerance"])
    }
  }

  /// Of the samples of a file; nil where it can't be decoded.
  private func digest(of path: String) throws -> UInt64? {
    do throws(AudioError) {
      return try audioFingerprint(of: path, isCancelled: { world.isCancelled }).digest
    } catch .cancelled {
      throw Cancelled()
    } catch {
      return nil
    }
  }

  /// The first lines that differ, of files that are text.
  private func lines(of files: [GoldenFiles.File], _ old: [String: GoldenContent]) -> [String] {
    files.flatMap { file -> [String] in
      guard file.layer != .notes, let before = old[file.name]?.bytes, let now = file.content.bytes else {
        return ["\(file.name) has other events"]
      }
      let text = SongCompiler.difference(
        String(decoding: before, as: UTF8.self), String(decoding: now, as: UTF8.self), name: file.name)
      let lines = text.split(separator: "\n").dropFirst().map { String($0) }
      return lines.count > mostLines ? lines.prefix(mostLines) + ["..."] : lines
    }
  }

  // MARK: Files

  private func write(
    _ new: GoldenFiles, _ old: [String: GoldenContent], _ place: GoldenPlace, _ result: GoldenTest, _ sink: inout DiagnosticSink
  ) throws {
    if request.isCI { return }
    var pending: [(path: String, content: GoldenContent)] = []
    for file in new.files {
      let path = place.path(file.name) + GoldenPlace.pendingEnding
      let isMet = result.layers.first { $0.layer == file.layer }?.verdict.isMet ?? true
      if isMet || old[file.name] == file.content {
        if world.exists(path) { world.remove(path) }
      } else {
        pending.append((path, file.content))
      }
    }
    // What waited of an output that isn't kept any more would be accepted into nothing.
    for path in unwanted(new, place).map({ $0 + GoldenPlace.pendingEnding }) where world.exists(path) { world.remove(path) }
    do throws(WorldError) {
      var outputs = PendingOutputs(world: world)
      for (path, content) in pending {
        switch content {
        case .bytes(let bytes): try outputs.write(bytes, to: path)
        case .sound(let master, _): try outputs.copy(master, to: path)
        }
      }
      try outputs.commit()
    } catch {
      if world.isCancelled { throw Cancelled() }
      throw sink.fail(.fileUnwritable(error.path, reason: error.reason))
    }
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
