// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongIR
internal import SongModels
internal import SongMusic
internal import SongSyntax

/// The folder of models that a spec names, as it was read.
package struct ModelFolder: Sendable {
  enum Content: Sendable {
    /// Those of its files that a piece can use, in the order of `OwnModels.Use`.
    case loaded([(role: TrainingRole, file: FileBytes)])
    case unreadable(String)
  }

  let content: Content
}

/// The user's own models of one folder, each for what it writes.
struct OwnModels: Sendable {
  struct Entry: Sendable {
    let checksum: ModelChecksum
    let model: ViewpointModel
  }

  /// What models write of a piece.
  enum Use: CaseIterable {
    case chords, melody, rhythm, counter

    /// The roles that can, best first: a tune that was learned without chords is the second choice.
    var roles: [TrainingRole] {
      switch self {
      case .chords: [.chords, .choraleChords]
      case .melody: [.melody, .tune]
      case .rhythm: [.rhythm]
      case .counter: [.counter]
      }
    }
  }

  private var entries: [(use: Use, entry: Entry)] = []

  var models: [Entry] { entries.map(\.entry) }

  mutating func add(_ entry: Entry, for use: Use) { entries.append((use, entry)) }

  /// Whether a model's name is that of the user's own: it names a folder.
  static func isOwn(_ name: String) -> Bool { name.utf8.contains(UInt8(ascii: "/")) }

  private func name(_ use: Use) -> String? { entries.first { $0.use == use }?.entry.checksum.name }

  /// Puts the models in the places of the style's, whose progressions have no place beside chords of one's own; a rhythm stays the style's where the model knows no bar of the meter.
  func take(in settings: inout Settings) {
    let meter = "\(settings.meter.numerator)/\(settings.meter.denominator)"
    let rhythm = entries.first { $0.use == .rhythm && !$0.entry.model.alphabet(meter: meter).isEmpty }
    settings.harmony = Settings.Harmony(
      model: name(.chords) ?? settings.harmony.model, temperature: settings.harmony.temperature,
      cadences: settings.harmony.cadences, progressions: name(.chords) == nil ? settings.harmony.progressions : nil,
      wish: settings.harmony.wish)
    let counter = settings.melody.counterModel
    let cells = rhythm == nil ? settings.melody.rhythmCells : nil
    settings.melody = Settings.Melody(
      model: name(.melody) ?? settings.melody.model,
      rhythmModel: rhythm?.entry.checksum.name ?? settings.melody.rhythmModel, density: settings.melody.density,
      temperature: settings.melody.temperature, register: settings.melody.register, plans: settings.melody.plans,
      repetition: settings.melody.repetition, repeats: settings.melody.repeats, passing: settings.melody.passing,
      variesEndings: settings.melody.variesEndings)
    settings.melody.counterModel = name(.counter) ?? counter
    settings.melody.rhythmCells = cells
  }

  /// Those that the settings name.
  func checksums(in settings: Settings) -> [ModelChecksum] {
    let names = [settings.harmony.model, settings.melody.model, settings.melody.rhythmModel]
      + (settings.hasSecondTune ? [settings.melody.counterModel] : [])
    return models.map(\.checksum).filter { own in names.contains { utf8Equal($0, own.name) } }
  }
}

/// Reads the folder of models that a spec names; nil where it names none.
func readModelFolder(of tree: SyntaxTree, folder: String, _ world: any World) -> ModelFolder? {
  guard let path = modelsPath(tree)?.value else { return nil }
  let place = join(folder, path)
  do {
    let names = try world.list(place)
    var files: [(role: TrainingRole, file: FileBytes)] = []
    for role in OwnModels.Use.allCases.flatMap(\.roles) where names.contains(where: { utf8Equal($0, modelFile(role)) }) {
      files.append((role, try world.map(join(place, modelFile(role)))))
    }
    return ModelFolder(content: .loaded(files))
  } catch {
    return ModelFolder(content: .unreadable(error.reason))
  }
}

/// The name of a role's file in a style's folder.
func modelFile(_ role: TrainingRole) -> String { modelFile(role.rawValue) }

/// The models that a spec asks for; nil where it asks for none, or where they can't be used, which is reported.
func ownModels(_ asked: Located<String>?, in folder: ModelFolder?, sink: inout DiagnosticSink) -> OwnModels? {
  guard let asked else { return nil }
  func fail(_ cause: String, _ remedy: String) -> OwnModels? {
    sink.report(.modelsUnusable(asked.value, cause: cause, remedy: remedy, at: asked.span))
    return nil
  }
  let files: [(role: TrainingRole, file: FileBytes)]
  switch folder?.content {
  case .loaded(let read): files = read
  case .unreadable(let reason): return fail(reason, "check the path; it is relative to the spec")
  case nil: return fail("they weren't read", "name a folder in the spec that is built")
  }
  guard !files.isEmpty else {
    let names = OwnModels.Use.allCases.flatMap(\.roles).map(modelFile).joined(separator: ", ")
    return fail("the folder has none of \(names)", "train them: songc train --style NAME FOLDER")
  }
  let name = asked.value.split(separator: "/").last.map { String($0) } ?? ""
  var result = OwnModels()
  for use in OwnModels.Use.allCases {
    guard let (role, file) = use.roles.lazy.compactMap({ role in files.first { $0.role == role } }).first else { continue }
    let model: ViewpointModel
    do {
      model = try ViewpointModel(file)
    } catch {
      return fail("'\(modelFile(role))': \(describe(error))", "train them again")
    }
    guard model.kind == role.kind else {
      return fail("'\(modelFile(role))' is a model of another kind", "train them again, and leave the files their names")
    }
    let own = ["", ".", ".."].contains(name) ? "models" : name
    result.add(
      .init(checksum: ModelChecksum(name: "\(own)/\(role.rawValue)", value: model.checksum), model: model),
      for: use)
  }
  return result
}
