// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongComposer
package import SongDiagnostics
package import SongIR
package import SongLibrary
internal import SongModels

/// What the compiler knows about music: the standard library and its models.
package struct Knowledge: Sendable {
  package let library: Library
  /// Over the bytes of all files of the library but models, for the lock.
  let checksum: UInt64
  /// What of the library was read.
  let request: LibraryRequest
  /// Reads the models.
  private var world: any World
  /// What was asked of the world so far.
  let observations: [Observation]
  /// Where it was read from.
  let folder: String

  /// Reads `stdlib/`.
  ///
  /// - Parameters:
  ///   - folder: `--stdlib`; nil looks beside the executable and upwards.
  ///   - request: what is read of it.
  /// - Throws: where the library isn't found or one of its files is invalid.
  package init(
    world: any World, folder: String?, request: LibraryRequest = .everything, sources: inout SourceMap,
    sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    let folder = try Knowledge.locate(world, folder, &sink)
    self.folder = folder
    self.world = world
    let world = ObservingWorld(world)
    self.request = request
    var files: [(path: String, bytes: [UInt8])] = []
    var checksum: UInt64 = 0
    do {
      for name in Library.folders {
        for file in try world.list(join(folder, name)) where file.hasSuffix(".yaml") {
          let bytes = try world.read(join(folder, "\(name)/\(file)"))
          // Models have checksums of their own.
          if name != Library.modelFolder {
            checksum = stableHash("\(name)/\(file) \(hex(checksum)) \(hex(stableHash(bytes)))")
          }
          files.append(("stdlib/\(name)/\(file)", bytes))
        }
      }
    } catch {
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
    self.checksum = checksum
    observations = world.observations
    guard let library = Library.decode(files: files, for: request, sources: &sources, sink: &sink) else { throw sink.failure! }
    guard library.effect(Library.limiter) != nil else {
      throw sink.fail(.libraryInvalid("the library has no effect '\(Library.limiter)', which ends every master", at: nil))
    }
    self.library = library
  }

  /// The same with the whole library.
  func whole(sources: inout SourceMap, sink: inout DiagnosticSink) throws(ErrorsEmitted) -> Knowledge {
    try Knowledge(world: world, folder: folder, sources: &sources, sink: &sink)
  }

  /// The same for the sake of one build, whose world hears of the models too.
  func read(by world: any World) -> Knowledge {
    var copy = self
    copy.world = world
    return copy
  }

  /// The names that specs may use.
  package var vocabulary: Vocabulary {
    Vocabulary(
      styles: library.styles.map(\.key), moods: library.moods.map(\.key), instruments: library.instruments.map(\.key),
      effects: library.effects.map(\.key))
  }

  /// The trained models of the library.
  func trainedModels(sink: inout DiagnosticSink) throws(ErrorsEmitted) -> [ListedModel] {
    try listModels(folder: folder, isTimed: false, world: world, sink: &sink).rows.map {
      ListedModel(name: $0.name, kind: $0.model.kind, valueCount: $0.model.alphabet().count)
    }
  }

  /// The models that the settings name, and the checksum of each for the lock, sorted by name.
  ///
  /// - Parameter own: the user's own, which the settings name too.
  func models(
    for settings: Settings, own: OwnModels?, sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> (models: ComposerModels, checksums: [ModelChecksum]) {
    var checksums: [ModelChecksum] = []
    let models = ComposerModels(
      chords: try chordModel(settings.harmony.model, own, &checksums, &sink),
      melody: try model(settings.melody.model, .melody, own, &checksums, &sink),
      rhythm: try rhythmModel(settings.melody.rhythmModel, own, &checksums, &sink),
      tunePlans: try file(
        tunePlansFile(settings.melody.plans), &checksums, &sink, { bytes throws(ModelError) in try TunePlans(bytes) }, \.checksum),
      counter: settings.hasSecondTune ? try model(settings.melody.counterModel, .harmony, own, &checksums, &sink) : nil,
      copyGuard: try copyGuard(of: settings.melody.model, own, &checksums, &sink),
      rhythmCells: try settings.melody.rhythmCells.map { name throws(ErrorsEmitted) in
        try file(rhythmCellsFile(name), &checksums, &sink, { bytes throws(ModelError) in try RhythmCells(bytes) }, \.checksum)
      },
      progressions: try settings.harmony.progressions.map { name throws(ErrorsEmitted) in
        try file(progressionsFile(name), &checksums, &sink, { bytes throws(ModelError) in try Progressions(bytes) }, \.checksum)
      },
      drumTakes: settings.hasDrummers ? try file(takesFile, &checksums, &sink, { bytes throws(ModelError) in try DrumTakes(bytes) }, \.checksum) : nil)
    return (models, checksums.sorted { utf8Precedes($0.name, $1.name) })
  }

  /// A trained model, or else one that people wrote.
  private func chordModel(
    _ name: String, _ own: OwnModels?, _ checksums: inout [ModelChecksum], _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> any SequenceModel {
    guard let written = try written(name, &checksums, &sink) else { return try model(name, .chords, own, &checksums, &sink) }
    guard written.subject == .chords, let model = written.sequenceModel else {
      throw sink.fail(.modelInvalid(name, reason: "it is a model of another kind"))
    }
    return model
  }

  private func rhythmModel(
    _ name: String, _ own: OwnModels?, _ checksums: inout [ModelChecksum], _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> RhythmModel {
    guard let written = try written(name, &checksums, &sink) else {
      return RhythmModel(try model(name, .rhythm, own, &checksums, &sink))
    }
    guard let model = written.rhythmModel else {
      throw sink.fail(.modelInvalid(name, reason: "it is a model of another kind"))
    }
    return model
  }

  /// The model that people wrote; nil where there is a trained one.
  private func written(
    _ name: String, _ checksums: inout [ModelChecksum], _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> WrittenModel? {
    guard let written = library.model(name), !world.exists(join(folder, "models/\(modelFile(name))")) else { return nil }
    do {
      let bytes = try world.read(join(folder, "models/\(name).yaml"))
      checksums.append(ModelChecksum(name: name, value: stableHash(bytes)))
    } catch {
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
    return written
  }

  private func model(
    _ name: String, _ kind: ModelKind, _ own: OwnModels?, _ checksums: inout [ModelChecksum], _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> ViewpointModel {
    if let known = own?.models.first(where: { utf8Equal($0.checksum.name, name) }) {
      checksums.append(known.checksum)
      return known.model
    }
    let (model, _) = try Knowledge.load(name, in: join(folder, "models"), world, &sink)
    guard model.kind == kind else { throw sink.fail(.modelInvalid(name, reason: "it is a model of another kind")) }
    checksums.append(ModelChecksum(name: name, value: model.checksum))
    return model
  }

  /// What the tunes of a model mustn't copy; nil for the user's own models, whose pieces are the user's.
  private func copyGuard(
    of name: String, _ own: OwnModels?, _ checksums: inout [ModelChecksum], _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> CopyGuard? {
    if let own, own.models.contains(where: { utf8Equal($0.checksum.name, name) }) { return nil }
    return try file(guardFile(name), &checksums, &sink, { bytes throws(ModelError) in try CopyGuard(bytes) }, \.checksum)
  }

  /// What a file beside the models holds.
  private func file<Value>(
    _ name: String, _ checksums: inout [ModelChecksum], _ sink: inout DiagnosticSink, _ read: (FileBytes) throws(ModelError) -> Value,
    _ checksum: KeyPath<Value, UInt64>
  ) throws(ErrorsEmitted) -> Value {
    let file: FileBytes
    do {
      file = try world.map(join(folder, "models/\(name)"))
    } catch {
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
    do throws(ModelError) {
      let value = try read(file)
      checksums.append(ModelChecksum(name: name, value: value[keyPath: checksum]))
      return value
    } catch {
      throw sink.fail(.modelInvalid(name, reason: describe(error)))
    }
  }

  /// Takes a model in place from its file in a folder.
  static func load(
    _ name: String, in folder: String, _ world: any World, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> (model: ViewpointModel, byteCount: Int) {
    let file: FileBytes
    do {
      file = try world.map(join(folder, modelFile(name)))
    } catch {
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
    do throws(ModelError) {
      return (try ViewpointModel(file), file.buffer.count)
    } catch {
      throw sink.fail(.modelInvalid(name, reason: describe(error)))
    }
  }

  /// The folder of the standard library: `--stdlib`, or what is found from the executable.
  package static func locate(_ folder: String?, _ world: any World) -> String? {
    var ignored = DiagnosticSink()
    return try? locate(world, folder, &ignored)
  }

  static func locate(
    _ world: any World, _ folder: String?, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> String {
    if let folder {
      guard world.exists(join(folder, "styles")) else { throw sink.fail(.libraryMissing([folder])) }
      return folder
    }
    var tried: [String] = []
    let start = split(world.resolve(world.executable) ?? world.executable).folder
    let installed = join(split(start).folder, "share/songc/stdlib")
    if world.exists(installed) { return installed }
    tried.append(installed)
    var place = start
    while !place.isEmpty {
      if world.exists(join(place, "Package.swift")), world.exists(join(place, "stdlib")) { return join(place, "stdlib") }
      tried.append(join(place, "stdlib"))
      if place == "/" { break }
      place = split(place).folder
    }
    throw sink.fail(.libraryMissing(tried))
  }
}

/// The name of a model's file.
func modelFile(_ name: String) -> String { name + modelEnding }

/// The model that a file's name says; nil for other files.
func modelName(_ file: String) -> String? { file.hasSuffix(modelEnding) ? String(file.dropLast(modelEnding.count)) : nil }

/// The name of the file of what a model's tunes mustn't copy.
func guardFile(_ name: String) -> String { name + ".songruns" }

/// The name of a file of progressions.
func progressionsFile(_ name: String) -> String { name + ".progressions" }

/// The name of a file of cells of rhythms.
func rhythmCellsFile(_ name: String) -> String { name + ".rhythmcells" }

/// The name of a file of tunes' plans.
func tunePlansFile(_ name: String) -> String { name + ".tuneplans" }

private let modelEnding = ".songmodel"
private let takesFile = "drummers.songdrums"

/// What a model's file was, for the lock.
package struct ModelChecksum: Sendable, Hashable {
  package let name: String
  package let value: UInt64
}

func describe(_ error: ModelError) -> String {
  switch error {
  case .notAModel: "it isn't a model of songc"
  case .unsupportedVersion(let version): "it has the format version \(version), which this songc doesn't know"
  case .truncated: "it ends too early"
  case .wrongChecksum: "its checksum is wrong"
  case .unknownViewpoint(let name): "it uses the viewpoint '\(name)', which this songc doesn't know"
  case .invalid(let offset): "it is damaged at byte \(offset)"
  case .notABench(let reason): reason
  }
}
