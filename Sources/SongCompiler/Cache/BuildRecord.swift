// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCache
internal import SongIR

/// What a build asked of its surroundings, and what it made: as long as the answers are the same, so are the outputs.
struct BuildRecord {
  let observations: [Observation]
  /// The files that were written, with the addresses of their bytes.
  let outputs: [(path: String, content: ContentHash)]
  let summary: Summary
  /// The files that it read.
  var inputs: [String] { inputFiles(observations) }

  /// Whether all answers are the same and all outputs stand where they were written.
  func holds(_ world: any World, cache: Cache) -> Bool {
    outputs.allSatisfy { cache.hash(ofFileAt: $0.path) == $0.content }
      && observations.allSatisfy { $0.answer != nil && world.answer(to: $0, hash: cache.hash(ofFileAt:)) == $0.answer }
  }

  init(observations: [Observation], outputs: [(path: String, content: ContentHash)], summary: Summary) {
    self.observations = observations
    self.outputs = outputs
    self.summary = summary
  }

  init(_ bytes: [UInt8]) throws(FieldReader.Mismatch) {
    var fields = FieldReader(bytes)
    observations = try fields.list { fields throws(FieldReader.Mismatch) in
      guard let kind = Observation.Kind(rawValue: try fields.integer()) else { throw FieldReader.Mismatch() }
      return Observation(kind: kind, path: try fields.text(), answer: try fields.hash())
    }
    outputs = try fields.list { fields throws(FieldReader.Mismatch) in (try fields.text(), try fields.hash()) }
    summary = Summary(
      duration: Microseconds(try fields.integer()), tempo: try fields.number(), key: try fields.text(),
      bars: try fields.integer(), parts: try fields.integer(), loudness: try fields.truth() ? try fields.number() : nil,
      truePeak: try fields.truth() ? try fields.number() : nil)
    try fields.end()
  }

  /// Nil where an answer can't be had again.
  var bytes: [UInt8]? {
    var fields = FieldWriter()
    fields.add(observations.count)
    for observation in observations {
      guard let answer = observation.answer else { return nil }
      fields.add(observation.kind.rawValue)
      fields.add(observation.path)
      fields.add(answer)
    }
    fields.add(outputs) { fields, output in
      fields.add(output.path)
      fields.add(output.content)
    }
    fields.add(summary.duration.value)
    fields.add(summary.tempo)
    fields.add(summary.key)
    fields.add(summary.bars)
    fields.add(summary.parts)
    for level in [summary.loudness, summary.truePeak] {
      fields.add(level != nil)
      if let level { fields.add(level) }
    }
    return fields.bytes
  }
}

/// Whether a path is that of an output, or of a folder that one stands in.
func isOwn(_ path: String, _ outputs: [String]) -> Bool {
  outputs.contains { utf8Equal($0, path) || $0.hasPrefix(path + "/") }
}

/// The files that were read, each once, sorted.
func inputFiles(_ observations: [Observation]) -> [String] {
  let paths = observations.filter { $0.kind == .file && $0.answer != ContentHash.missing }.map(\.path).sorted(by: utf8Precedes)
  return paths.reduce(into: []) { files, path in
    if files.last.map({ utf8Equal($0, path) }) != true { files.append(path) }
  }
}

extension BuildOptions {
  /// Where the record of a spec's build stands; nil of what comes by standard input.
  func record(of spec: String, library: String, world: any World, cache: Cache) -> ContentHash? {
    guard spec != "-", let program = cache.hash(ofFileAt: world.executable) else { return nil }
    let hasher = ContentHasher("build")
    hasher.add(program)
    hasher.add(world.resolve(".") ?? "")
    hasher.add(spec)
    hasher.add(world.resolve(library) ?? library)
    hasher.add(outputFolder)
    hasher.add(emit.map { $0.map(\.rawValue) })
    hasher.add(seed.map { "\($0)" })
    hasher.add(variables.map { "\($0)" })
    hasher.add(isDraft)
    hasher.add(soundFontFolders)
    hasher.add(pluginFolders)
    hasher.add("\(lockUse)")
    return hasher.finish()
  }
}

/// Remembers a build that went well.
func keep(
  _ result: BuildResult, of spec: String, _ options: BuildOptions, library: String, _ observations: [Observation], _ world: any World
) {
  guard let cache = options.cache, let summary = result.summary, result.contents.count == result.outputs.count,
    let address = options.record(of: spec, library: library, world: world, cache: cache)
  else { return }
  // The build itself has made its outputs and their folders; all else must still be as it was told.
  let settled = observations.map { observation in
    switch observation.kind {
    case .existence where isOwn(observation.path, result.outputs), .place where isOwn(observation.path, result.outputs):
      Observation(
        kind: observation.kind, path: observation.path, answer: world.answer(to: observation, hash: cache.hash(ofFileAt:)))
    case .file, .names, .existence, .place, .room: observation
    }
  }
  guard let bytes = BuildRecord(observations: settled, outputs: result.contents, summary: summary).bytes else { return }
  cache.store(bytes, at: address)
}

/// What came of an earlier build of the same spec, where nothing has changed since: not one file is written.
///
/// - Parameter library: the folder of the standard library.
package func unchanged(_ spec: String, options: BuildOptions, library: String, world: any World) -> BuildResult? {
  guard let cache = options.cache, let address = options.record(of: spec, library: library, world: world, cache: cache),
    let bytes = cache.bytes(address), let record = try? BuildRecord(bytes), record.holds(world, cache: cache)
  else { return nil }
  return BuildResult(
    outputs: record.outputs.map(\.path), summary: record.summary, inputs: record.inputs, observations: record.observations,
    isUnchanged: true)
}
