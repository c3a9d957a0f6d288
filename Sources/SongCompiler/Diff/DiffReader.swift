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
    let left = try side(old, beside: areSpecs ? nil : new, request.oldKnowledge ?? knowledge)
    let right = try side(new, beside: areSpecs ? nil : old, knowledge)
    if !areSpecs, left.layers(with: right).isDisjoint(with: request.levels) {
      let which = request.levels.count < DiffLevel.allCases.count ? " at these levels" : ""
      throw sink.fail(
        .incomparable("'\(old.shown)' and '\(new.shown)' have nothing in common that can be compared\(which)"))
    }
    var levels = request.levels
    if areSpecs, !request.rendersAudio { levels.remove(.audio) }
    var result = SongCompiler.compare(left, right, levels: request.levels)
    if levels.contains(.audio) {
      let sounds = areSpecs ? try rendered(old, new) : Sounds(left.audio, right.audio)
      (result.audioOnlyOld, result.audioOnlyNew, result.audioSkipped) = (sounds.onlyOld, sounds.onlyNew, sounds.skipped)
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
    if request.makesPage {
      result.sides = [left, right]
      result.pageNames = [old.pageName, new.pageName]
    }
    if areSpecs, request.findsCauses, let mine = left.spec, let theirs = right.spec {
      result.causes = CauseFinder(
        result, mine, theirs, levels: request.levels, knowledge: (request.oldKnowledge ?? knowledge, knowledge),
        world: world
      ).causes(of: result.layers)
    }
    return result
  }

  // MARK: Sides

  /// - Parameter other: what a spec is compared with as files; nil beside a spec.
  private mutating func side(
    _ input: DiffInput, beside other: DiffInput?, _ knowledge: Knowledge
  ) throws(ErrorsEmitted) -> DiffSide {
    switch input.kind {
    case .spec:
      let track = try readTrack(input.path, variables: request.variables, input.world, &sources, &sink)
      let compilation = try compile(
        track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
      var side = DiffSide(track, compilation, name: input.shown, library: knowledge.checksum)
      if let other {
        side.written = nil
        side.played = nil
        if other.holdsScore {
          side.written = try piece(Array(writeMusicXML(compilation.score).utf8), .musicXML, input.shown)
        }
        if other.holdsNotes { side.played = try piece(writeSMF(compilation.performance), .midi, input.shown) }
      }
      return side
    case .midi, .musicXML:
      var side = DiffSide(name: input.shown)
      let piece = try piece(at: input.path, input.kind, input)
      if case .midi = input.kind { side.played = piece } else { side.written = piece }
      return side
    case .audio:
      var side = DiffSide(name: input.shown)
      side.audio = [.init(name: "master", path: input.path)]
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
    if let score = file(".musicxml") { side.written = try piece(at: score, .musicXML, input) }
    if let notes = file(".mid") { side.played = try piece(at: notes, .midi, input) }
    if let report = file(".report.json") {
      side.sync = syncs(in: try document(report, input.world))
    }
    if request.levels.contains(.audio) {
      side.audio = try sounds(of: input, master: input.master ?? audioEndings.lazy.compactMap(file).first)
    }
    return side
  }

  /// The master and the stems of a build.
  private mutating func sounds(of input: DiffInput, master: String?) throws(ErrorsEmitted) -> [DiffSide.Sound] {
    // Sound is read in place, so what git keeps has only its name.
    let isReadable = !(input.world is RevisionWorld)
    func sound(_ name: String, _ path: String) -> DiffSide.Sound { .init(name: name, path: isReadable ? path : nil) }
    var result = master.map { [sound("master", $0)] } ?? []
    let stems = join(input.path, "stems")
    guard input.world.exists(stems) else { return result }
    do {
      for stem in try input.world.list(stems) where audioEndings.contains(where: stem.hasSuffix) {
        result.append(sound(importName(of: stem), join(stems, stem)))
      }
    } catch {
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
    return result
  }

  private mutating func bytes(_ path: String, _ world: any World) throws(ErrorsEmitted) -> [UInt8] {
    do { return try world.read(path) } catch { throw sink.fail(.fileUnreadable(error.path, reason: error.reason)) }
  }

  /// A file of notes of a side.
  private mutating func piece(
    at path: String, _ kind: DiffInput.Kind, _ input: DiffInput
  ) throws(ErrorsEmitted) -> Piece {
    let bytes = try bytes(path, input.world)
    guard bytes.count <= Limits.importBytes else {
      throw sink.fail(.fileUnreadable(input.shown, reason: "it has more than \(Limits.importBytes >> 20) MiB"))
    }
    return try piece(bytes, kind, input.shown)
  }

  private mutating func piece(_ bytes: [UInt8], _ kind: DiffInput.Kind, _ name: String) throws(ErrorsEmitted) -> Piece {
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
    private(set) var files: [(name: String, old: String, new: String)] = []
    /// Names of what only one of two sides that have sound has.
    private(set) var onlyOld: [String] = []
    private(set) var onlyNew: [String] = []
    /// Names of what both have and can't be read.
    private(set) var skipped: [String] = []
    /// All files of each side.
    private let sides: [[DiffSide.Sound]]
    /// What the sum of each side's stems needs to be as loud as its master, dB.
    var stemGainsDB: [Double] = [0, 0]
    var made: [String] = []
    var world: (any World)?

    init(_ old: [DiffSide.Sound], _ new: [DiffSide.Sound]) {
      sides = [old, new]
      if old.isEmpty || new.isEmpty { return }
      func contains(_ sounds: [DiffSide.Sound], _ name: String) -> Bool { sounds.contains { utf8Equal($0.name, name) } }
      for mine in old {
        guard let theirs = new.first(where: { utf8Equal($0.name, mine.name) }) else {
          onlyOld.append(mine.name)
          continue
        }
        if let left = mine.path, let right = theirs.path {
          files.append((mine.name, left, right))
        } else {
          skipped.append(mine.name)
        }
      }
      onlyNew = new.map(\.name).filter { !contains(old, $0) }
    }

    /// Nothing where a side has no master that can be read.
    func forPage(workers: Int, _ world: any World) throws(AudioError) -> [PageSound] {
      let readable = sides.map { side in side.compactMap { sound in sound.path.map { (name: sound.name, path: $0) } } }
      let masters = readable.compactMap { side in side.first { utf8Equal($0.name, "master") } }
      guard masters.count == 2 else { return [] }
      var result: [PageSound] = []
      for (side, master) in masters.enumerated() {
        result.append(
          try pageSound(
            master: master.path, stems: readable[side].filter { !utf8Equal($0.name, "master") },
            stemGainDB: stemGainsDB[side], folder: world.scratch + ".page", workers: workers, world: world))
      }
      return result
    }

    func remove() { for path in made { world?.remove(path) } }
  }

  /// Both specs rendered, with a stem of each part.
  private mutating func rendered(_ old: DiffInput, _ new: DiffInput) throws(ErrorsEmitted) -> Sounds {
    var made: [String] = []
    var sides: [[DiffSide.Sound]] = []
    var stemGainsDB = [0.0, 0.0]
    let folder = new.world.scratch + ".diff"
    // Folders behind what was written into them; where a build fails, some are there too.
    let folders = ["old/stems", "new/stems", "old", "new", ""].map { join(folder, $0) }
    for (name, input, knowledge) in [("old", old, request.oldKnowledge ?? knowledge), ("new", new, knowledge)] {
      var options = BuildOptions()
      options.outputFolder = join(folder, name)
      options.emit = [.wav, .stems]
      options.workers = request.workers
      options.soundFontFolders = request.soundFontFolders
      options.pluginFolders = request.pluginFolders
      options.cache = request.cache
      options.keepsRecord = false
      options.variables = request.variables
      var own = DiagnosticSink()
      let result = SongCompiler.build(
        input.path, options: options, knowledge: knowledge, world: input.world, sources: &sources, sink: &own)
      made += result.outputs
      if let master = result.master { stemGainsDB[sides.count] = master.gainDB - (master.stemGainDB ?? 0) }
      sides.append(result.sounds.map { .init(name: $0.stem ?? "master", path: $0.path) })
      if own.hasErrors {
        for path in made + folders { new.world.remove(path) }
        sink.report(own.diagnostics.filter { $0.severity == .error })
        throw sink.failure!
      }
    }
    var sounds = Sounds(sides[0], sides[1])
    sounds.stemGainsDB = stemGainsDB
    sounds.made = made + folders
    sounds.world = new.world
    return sounds
  }
}

extension DiffInput {
  /// Whether it is or has a score in MusicXML.
  fileprivate var holdsScore: Bool {
    switch kind {
    case .musicXML: true
    case .build(let files): files.contains(name + ".musicxml")
    case .spec, .midi, .audio, .lock: false
    }
  }

  /// Whether it is or has a MIDI file.
  fileprivate var holdsNotes: Bool {
    switch kind {
    case .midi: true
    case .build(let files): files.contains(name + ".mid")
    case .spec, .musicXML, .audio, .lock: false
    }
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
