// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongDiff
internal import SongImport
internal import SongIR
internal import SongMIDI
internal import SongMusicXML
internal import SongSyntax

/// Reads both sides of comparisons, compiles specs, and compares.
struct DiffReader {
  let request: DiffRequest
  let knowledge: Knowledge
  let world: any World
  var sources: SourceMap
  var sink: DiagnosticSink

  mutating func compare(_ old: DiffInput, _ new: DiffInput) throws(ErrorsEmitted) -> Difference {
    let areSpecs = old.kind.isSpec && new.kind.isSpec
    // Beside what isn't a spec, a spec is compared as the files that it would become.
    let left = try side(old, asFiles: !areSpecs, request.oldKnowledge ?? knowledge)
    let right = try side(new, asFiles: !areSpecs, knowledge)
    if !areSpecs, left.layers.isDisjoint(with: right.layers) {
      throw sink.fail(.incomparable("'\(old.shown)' and '\(new.shown)' have nothing in common that can be compared"))
    }
    var levels = request.levels
    if areSpecs, !request.rendersAudio { levels.remove(.audio) }
    var result = SongCompiler.compare(left, right, levels: request.levels)
    if levels.contains(.audio) {
      let sounds = areSpecs ? try rendered(old, new) : try paired(left, right)
      for (name, mine, theirs) in sounds.files {
        do {
          result.audio.append((name, try compareAudio(mine, theirs, isCancelled: { new.world.isCancelled })))
        } catch {
          sounds.remove()
          throw sink.fail(.audio(error))
        }
      }
      if request.makesPage, request.pageHasSound {
        do { result.sounds = try sounds.forPage(workers: request.workers, new.world) } catch {
          sounds.remove()
          throw sink.fail(.audio(error))
        }
      }
      sounds.remove()
    }
    if request.makesPage { result.sides = [left, right] }
    if areSpecs, request.findsCauses, let mine = left.spec, let theirs = right.spec {
      result.causes = CauseFinder(
        result, mine, theirs, levels: request.levels, knowledge: (request.oldKnowledge ?? knowledge, knowledge),
        world: world
      ).causes(of: result.layers)
    }
    return result
  }

  // MARK: Sides

  private mutating func side(_ input: DiffInput, asFiles: Bool, _ knowledge: Knowledge) throws(ErrorsEmitted)
    -> DiffSide
  {
    switch input.kind {
    case .spec:
      let track = try readTrack(input.path, variables: request.variables, input.world, &sources, &sink)
      let compilation = try compile(
        track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
      var side = DiffSide(track, compilation, name: input.shown, library: knowledge.checksum)
      if asFiles {
        side.written = try piece(Array(writeMusicXML(compilation.score).utf8), .musicXML, input.shown)
        side.played = try piece(writeSMF(compilation.performance), .midi, input.shown)
      }
      return side
    case .midi, .musicXML:
      var side = DiffSide(name: input.shown)
      let piece = try piece(try bytes(input.path, input.world), input.kind, input.shown)
      if case .midi = input.kind { side.played = piece } else { side.written = piece }
      return side
    case .audio:
      var side = DiffSide(name: input.shown)
      side.audio = [("master", input.path)]
      if input.world is RevisionWorld {
        throw sink.fail(.incomparable("'\(input.shown)' is sound at a revision, which can't be read in place"))
      }
      return side
    case .lock:
      var side = DiffSide(name: input.shown)
      try readLock(input.path, input.world, into: &side)
      return side
    case .build(let files): return try build(input, files)
    }
  }

  private mutating func build(_ input: DiffInput, _ files: [String]) throws(ErrorsEmitted) -> DiffSide {
    var side = DiffSide(name: input.shown)
    func file(_ ending: String) -> String? {
      files.contains(input.name + ending) ? join(input.path, input.name + ending) : nil
    }
    if let lock = file(".song.lock") { try readLock(lock, input.world, into: &side) }
    if let score = file(".musicxml") { side.written = try piece(try bytes(score, input.world), .musicXML, input.shown) }
    if let notes = file(".mid") { side.played = try piece(try bytes(notes, input.world), .midi, input.shown) }
    if let report = file(".report.json") {
      side.sync = syncs(in: try document(report, input.world))
    }
    if !(input.world is RevisionWorld) {
      if let master = audioEndings.lazy.compactMap(file).first { side.audio.append(("master", master)) }
      let stems = join(input.path, "stems")
      for stem in (try? input.world.list(stems)) ?? [] where audioEndings.contains(where: stem.hasSuffix) {
        side.audio.append((importName(of: stem), join(stems, stem)))
      }
    }
    return side
  }

  private mutating func bytes(_ path: String, _ world: any World) throws(ErrorsEmitted) -> [UInt8] {
    do { return try world.read(path) } catch { throw sink.fail(.fileUnreadable(error.path, reason: error.reason)) }
  }

  private mutating func piece(_ bytes: [UInt8], _ kind: DiffInput.Kind, _ name: String) throws(ErrorsEmitted) -> Piece {
    guard bytes.count <= Limits.importBytes else {
      throw sink.fail(.fileUnreadable(name, reason: "it has more than \(Limits.importBytes >> 20) MiB"))
    }
    do {
      if case .midi = kind { return try Piece(midi: bytes) }
      return try Piece(musicXML: bytes)
    } catch {
      let format: ImportFormat = if case .midi = kind { .midi } else { .musicxml }
      throw sink.fail(
        .importUnreadable(name, format: format.title, cause: error.words, remedy: error.remedy, at: nil))
    }
  }

  /// A YAML or JSON file as a value.
  private mutating func document(_ path: String, _ world: any World) throws(ErrorsEmitted) -> SpecValue {
    let source = try readSource(path, world, &sources, &sink)
    return SpecValue(parseYAML(source, sink: &sink))
  }

  private mutating func readLock(_ path: String, _ world: any World, into side: inout DiffSide) throws(ErrorsEmitted) {
    side.choices = try readLockFile(path, world, &sources, &sink)?.choices
    let value = try document(path, world)
    var models: [String: String] = [:]
    if case .map(let members)? = value["models"] {
      for member in members { models[member.key] = member.value.text }
    }
    side.versions = BuildVersions(
      songc: value["songc"]?.text ?? "", stdlib: value["stdlib"]?.text ?? "", models: models)
  }

  private func syncs(in report: SpecValue) -> [SyncPlace]? {
    guard case .list(let items)? = report["sync"] else { return nil }
    return items.compactMap { item in
      guard let name = item["name"]?.text, let asked = item["asked"]?.seconds, let placed = item["placed"]?.seconds
      else { return nil }
      return SyncPlace(name: name, asked: asked, placed: placed, how: item["how"]?.text ?? "")
    }
  }

  // MARK: Sound

  /// Pairs of files of sound, and what removes those that were made for this.
  private struct Sounds {
    var files: [(name: String, old: String, new: String)] = []
    /// All files of each side.
    var sides: [[(name: String, path: String)]] = []
    /// What the sum of each side's stems needs to be as loud as its master, dB.
    var stemGainsDB: [Double] = [0, 0]
    var made: [String] = []
    var world: (any World)?

    /// Nothing where a side has no master.
    func forPage(workers: Int, _ world: any World) throws(AudioError) -> [PageSound] {
      let masters = sides.compactMap { side in side.first { utf8Equal($0.name, "master") } }
      guard masters.count == 2 else { return [] }
      var result: [PageSound] = []
      for (side, master) in masters.enumerated() {
        result.append(
          try pageSound(
            master: master.path, stems: sides[side].filter { !utf8Equal($0.name, "master") },
            stemGainDB: stemGainsDB[side], folder: world.scratch + ".page", workers: workers, world: world))
      }
      return result
    }

    func remove() { for path in made { world?.remove(path) } }
  }

  private func paired(_ old: DiffSide, _ new: DiffSide) throws(ErrorsEmitted) -> Sounds {
    Sounds(
      files: old.audio.compactMap { mine in
        new.audio.first { utf8Equal($0.name, mine.name) }.map { (mine.name, mine.path, $0.path) }
      }, sides: [old.audio, new.audio])
  }

  /// Both specs rendered, with a stem of each part.
  private mutating func rendered(_ old: DiffInput, _ new: DiffInput) throws(ErrorsEmitted) -> Sounds {
    var sounds = Sounds(world: new.world)
    var sides: [[(name: String, path: String)]] = []
    let folder = new.world.scratch + ".diff"
    for (name, input, knowledge) in [("old", old, request.oldKnowledge ?? knowledge), ("new", new, knowledge)] {
      var options = BuildOptions()
      options.outputFolder = join(folder, name)
      options.emit = [.wav, .stems]
      options.workers = request.workers
      options.soundFontFolders = request.soundFontFolders
      options.pluginFolders = request.pluginFolders
      options.variables = request.variables
      var own = DiagnosticSink()
      let result = SongCompiler.build(
        input.path, options: options, knowledge: knowledge, world: input.world, sources: &sources, sink: &own)
      let files = result.outputs.filter { $0.hasSuffix(".wav") }
      sounds.made += result.outputs
      if let master = result.master {
        sounds.stemGainsDB[sides.count] = master.gainDB - (master.stemGainDB ?? 0)
      }
      sides.append(files.map { (split($0).folder.hasSuffix("stems") ? importName(of: $0) : "master", $0) })
      if own.hasErrors {
        sounds.remove()
        sink.report(own.diagnostics.filter { $0.severity == .error })
        throw sink.failure!
      }
    }
    for place in ["old/stems", "new/stems", "old", "new", ""] { sounds.made.append(join(folder, place)) }
    sounds.sides = sides
    sounds.files = sides[0].compactMap { mine in
      sides[1].first { utf8Equal($0.name, mine.name) }.map { (mine.name, mine.path, $0.path) }
    }
    return sounds
  }
}

extension DiffInput.Kind {
  var isSpec: Bool { if case .spec = self { true } else { false } }
}

extension SpecValue {
  /// The value of a key of a map.
  subscript(_ key: String) -> SpecValue? {
    if case .map(let members) = self { members.first { utf8Equal($0.key, key) }?.value } else { nil }
  }

  /// A number of seconds with up to six decimals.
  fileprivate var seconds: Microseconds? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = Int(parts[0]), (0...1_000_000).contains(whole) else { return nil }
    let digits = parts.count == 2 ? parts[1] + String(repeating: "0", count: max(0, 6 - parts[1].count)) : "000000"
    return Int(digits).map { Microseconds(whole * 1_000_000 + $0) }
  }
}
