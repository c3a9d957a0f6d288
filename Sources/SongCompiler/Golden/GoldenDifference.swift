// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongDiff

/// What differs between goldens and what a spec gives now, by the machinery of `songc diff`.
struct GoldenDifference {
  private var difference: Difference?

  /// - Parameter old: goldens that can be read, by their names.
  /// - Throws: what the comparison throws.
  init(
    new: GoldenFiles, old: [String: GoldenContent], place: GoldenPlace, spec: String, _ knowledge: Knowledge,
    _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    let bytes = new.files.compactMap { file in file.content.bytes.map { (file.name, $0) } }
    try self.init(
      old: old.compactMapValues(\.bytes), new: Dictionary(bytes) { first, _ in first }, place: place, shown: spec, knowledge, world,
      &sources, &sink)
  }

  /// Compares the files that both sides have and that aren't the same.
  init(
    old: [String: [UInt8]], new: [String: [UInt8]], place: GoldenPlace, shown: String, _ knowledge: Knowledge,
    _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    let layers = [GoldenLayer.lock, .score, .notes].filter { layer in
      layer.files(place.name).contains { name in old[name] != nil && new[name] != nil && old[name] != new[name] }
    }
    // Beside a score, players are told of only where it stands; so both are read if either differs.
    let wanted = layers.flatMap { $0 == .lock ? [$0] : [.score, .notes] }.flatMap { $0.files(place.name) }
    let names = wanted.filter { old[$0] != nil && new[$0] != nil && !$0.hasSuffix(".txt") }
    guard !names.isEmpty else { return }
    var request = DiffRequest()
    request.levels = [.settings, .score, .notes]
    request.findsCauses = false
    var reader = DiffReader(request: request, knowledge: knowledge, world: world, sources: sources, sink: sink)
    defer { (sources, sink) = (reader.sources, reader.sink) }
    difference = try reader.compare(
      DiffInput(goldens: old, names, of: place, world, shown: place.folder),
      DiffInput(goldens: new, names, of: place, world, shown: shown))
  }

  /// Whether two scores were compared, beside what is played.
  var hasScores: Bool { difference?.score != nil }

  /// Without the line of the two names, which the reader knows.
  var text: String {
    guard let difference, !difference.isEmpty else { return "" }
    // There is no JSON of a test; the lock has all decisions.
    return difference.text.split(separator: "\n").dropFirst()
      .map { "\($0.replacing(" more (see --json)", with: " more (see the lock)"))\n" }.joined()
  }

  var hasOtherChoices: Bool { !(difference?.settings ?? []).isEmpty }

  /// `songc 0.1.0 -> 0.2.0`.
  var versions: String {
    (difference?.versions ?? []).map { "\($0.key) \($0.old ?? "none") -> \($0.new ?? "none")" }.joined(separator: ", ")
  }

  /// Whether what differs in a layer is among what is told.
  func isTold(_ layer: GoldenLayer) -> Bool {
    switch layer {
    case .score: difference?.score.map { !$0.isEmpty } ?? false
    // A change of the score is one of the notes too, and is told there.
    case .notes: difference.map { !($0.score?.isEmpty ?? true) || !($0.playing?.isEmpty ?? true) } ?? false
    case .lock, .audio: false
    }
  }
}

extension DiffInput {
  /// Goldens as `songc diff` reads what a build left.
  ///
  /// - Parameters:
  ///   - goldens: by their names.
  ///   - names: of those that are read.
  ///   - master: the path of samples that belong to them.
  init(
    goldens: [String: [UInt8]], _ names: [String], of place: GoldenPlace, master: String? = nil, _ world: any World, shown: String
  ) {
    let own = names.compactMap { name in goldens[name].map { (place.path(name), $0) } }
    self.init(
      kind: .build(files: names), path: place.folder, name: place.name,
      world: OverlayWorld(base: world, files: Dictionary(own) { first, _ in first }), shown: shown, master: master)
  }
}

/// A world in which some files are others; it knows of no git.
struct OverlayWorld: World {
  let base: any World
  /// By their paths.
  let files: [String: [UInt8]]

  var scratch: String { base.scratch }
  var executable: String { base.executable }
  var isCancelled: Bool { base.isCancelled }
  var seconds: Double { base.seconds }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    if let bytes = files[path] { return bytes }
    return try base.read(path)
  }

  func list(_ folder: String) throws(WorldError) -> [String] { try base.list(folder) }
  func exists(_ path: String) -> Bool { files[path] != nil || base.exists(path) }
  func write(_ bytes: [UInt8], to path: String) throws(WorldError) { try base.write(bytes, to: path) }
  func checkTarget(_ path: String) throws(WorldError) { try base.checkTarget(path) }
  func rename(_ path: String, to other: String) throws(WorldError) { try base.rename(path, to: other) }
  func remove(_ path: String) { base.remove(path) }
  func makeFolder(_ path: String) throws(WorldError) { try base.makeFolder(path) }
  func resolve(_ path: String) -> String? { base.resolve(path) }
}
