// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
internal import SongImport
internal import SongModels

/// What came of training a style on the user's own music.
package struct StyleTraining: Sendable {
  /// A role's model, with what it was trained on and bits per event of held-out pieces.
  struct Row: Sendable {
    let role: String
    let path: String
    let pieces: Int
    let events: Int
    let bits: Double
    /// Of the predicted field alone, by how often each value comes, and in contexts of three.
    let orderZero: Double
    let orderThree: Double
  }

  let style: String
  /// Where the models stand.
  let folder: String
  /// Pieces that were read.
  let pieces: Int
  let rows: [Row]
  /// Roles that fewer than three pieces have.
  let tooLittle: [String]

  /// A line for each role, then the roles with too little.
  package var text: String {
    var out = table(
      [["role", "pieces", "events", "bits an event", "order 0", "order 3"]]
        + rows.map { row in
          [row.role, "\(row.pieces)", "\(row.events)"] + [row.bits, row.orderZero, row.orderThree].map { fixed($0, 3) }
        })
    if !tooLittle.isEmpty { out += " too little in \(pieces) pieces for: \(tooLittle.joined(separator: ", "))\n" }
    return out + " a spec uses them by: models: \(folder)\n"
  }

  package var json: JSONValue {
    .object([
      "style": .string(style), "folder": .string(folder), "pieces": .integer(pieces),
      "models": .array(
        rows.map { row in
          .object([
            "role": .string(row.role), "path": .string(row.path), "pieces": .integer(row.pieces),
            "events": .integer(row.events), "bits": .number(row.bits, decimals: 6),
            "orderZero": .number(row.orderZero, decimals: 6), "orderThree": .number(row.orderThree, decimals: 6),
          ])
        }),
      "tooLittle": .array(tooLittle.map { .string($0) }),
    ])
  }
}

/// Whether a text can be the name of a user's style: a word of letters, digits, `-` and `_`.
package func isStyleName(_ text: String) -> Bool {
  func isWord(_ scalar: UnicodeScalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
  }
  guard let first = text.unicodeScalars.first, isWord(first) else { return false }
  return text.unicodeScalars.allSatisfy { isWord($0) || $0 == "-" || $0 == "_" }
}

/// Trains all models that a folder of music has enough for, and writes each with its card; models of an earlier training
/// for other roles are removed.
///
/// A file that can't be read is a warning.
/// - Parameters:
///   - name: of the style, as `isStyleName` has it.
///   - folder: is searched with all folders in it.
///   - output: where the folder `NAME` goes.
/// - Returns: nil where the user asked to stop before anything was written.
package func trainStyle(
  _ name: String, folder: String, output: String, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> StyleTraining? {
  precondition(isStyleName(name), "the caller asks for a plain name")
  guard let songs = try readSongs(folder, world, &sink) else { return nil }
  let target = join(output, name)
  var rows: [StyleTraining.Row] = []
  var tooLittle: [TrainingRole] = []
  var models: [(role: TrainingRole, model: TrainedModel)] = []
  for role in TrainingRole.allCases {
    let known = role.needsChords ? songs.filter { $0.chords != nil } : songs
    do {
      let model = try trainModel(
        "\(name)/\(role.rawValue)", role, [Corpus(folder: "your files", songs: known)], rights: .own,
        isCancelled: { world.isCancelled })
      models.append((role, model))
      rows.append(
        .init(
          role: role.rawValue, path: join(target, modelFile(role)), pieces: model.pieceCount, events: model.eventCount,
          bits: model.heldOut.perEvent, orderZero: model.orderZero.perEvent, orderThree: model.orderThree.perEvent))
    } catch .cancelled {
      return nil
    } catch .tooFewPieces {
      tooLittle.append(role)
    } catch {
      throw sink.fail(.modelInvalid("\(name)/\(role.rawValue)", reason: describe(error)))
    }
  }
  guard !models.isEmpty else {
    throw sink.fail(
      .trainingMusicMissing(
        folder, cause: "no role has three pieces of a few bars among the \(songs.count) that were read",
        remedy: "add more pieces, or longer ones"))
  }
  // A warning that this run takes for an error leaves nothing behind.
  if let failure = sink.failure { throw failure }
  do {
    var outputs = PendingOutputs(world: world)
    for (role, model) in models {
      try outputs.write(model.bytes, to: join(target, modelFile(role)))
      try outputs.write(Array(model.card.utf8), to: join(target, "\(role.rawValue).card.md"))
    }
    if world.isCancelled { return nil }
    try outputs.commit()
  } catch {
    throw sink.fail(.fileUnwritable(error.path, reason: error.reason))
  }
  for role in tooLittle {
    for file in [modelFile(role), "\(role.rawValue).card.md"] where world.exists(join(target, file)) {
      world.remove(join(target, file))
    }
  }
  return StyleTraining(
    style: name, folder: target, pieces: songs.count, rows: rows, tooLittle: tooLittle.map(\.rawValue))
}

extension TrainingRole {
  /// Whether it learns pitches by the chords that they stand over.
  fileprivate var needsChords: Bool { [.melody, .counter, .bass].contains(self) }
}

/// The pieces of a folder in the order of their paths by UTF-8 bytes; nil where the user asked to stop.
private func readSongs(
  _ folder: String, _ world: any World, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [CorpusSong]? {
  var search = MusicSearch(world: world)
  do { try search.look(in: folder, as: "") } catch { throw sink.fail(.fileUnreadable(error.path, reason: error.reason)) }
  let files = search.files.sorted { utf8Precedes($0.path, $1.path) }
  guard !files.isEmpty else {
    throw sink.fail(
      .trainingMusicMissing(
        folder, cause: "no file in it ends in \(MusicSearch.endings.map { ".\($0.ending)" }.joined(separator: ", "))",
        remedy: "name the folder that holds the music"))
  }
  var songs: [CorpusSong] = []
  for file in files {
    if world.isCancelled { return nil }
    let path = join(folder, file.path)
    let bytes: [UInt8]
    do {
      bytes = try world.read(path)
    } catch {
      if world.isCancelled { return nil }
      sink.report(.trainingFileUnread(path, cause: error.reason, remedy: "check that it is a file that you may read"))
      continue
    }
    guard bytes.count <= Limits.importBytes else {
      let cause = "it has \(bytes.count) bytes, and \(Limits.importBytes) are the most"
      sink.report(.trainingFileUnread(path, cause: cause, remedy: "cut the file"))
      continue
    }
    do {
      let pieces = try trainingMusic(bytes, format: file.format)
      for (index, piece) in pieces.enumerated() {
        songs.append(corpusSong(of: piece, id: pieces.count > 1 ? "\(file.path) \(index + 1)" : file.path))
      }
    } catch {
      sink.report(.trainingFileUnread(path, cause: error.words, remedy: error.remedy))
    }
  }
  guard !songs.isEmpty else {
    throw sink.fail(
      .trainingMusicMissing(
        folder, cause: "none of its \(files.count) files of music can be read", remedy: "see what is said of each file"))
  }
  return songs
}

/// Finds the files of music in a folder and those inside it.
private struct MusicSearch {
  static let endings: [(ending: String, format: ImportFormat)] = [
    ("mid", .midi), ("midi", .midi), ("musicxml", .musicxml), ("xml", .musicxml), ("mxl", .musicxml), ("abc", .abc),
    ("mma", .mma),
  ]

  let world: any World
  /// Paths from the folder that was asked for.
  private(set) var files: [(path: String, format: ImportFormat)] = []
  /// Real paths, since links may lead in a ring.
  private var seen: [String] = []

  init(world: any World) { self.world = world }

  mutating func look(in folder: String, as path: String) throws(WorldError) {
    let names = try world.list(folder)
    if let real = world.resolve(folder) {
      if seen.contains(where: { utf8Equal($0, real) }) { return }
      seen.append(real)
    }
    for name in names where !name.hasPrefix(".") {
      let ending = name.split(separator: ".", omittingEmptySubsequences: false).last?.lowercased() ?? ""
      if let format = MusicSearch.endings.first(where: { utf8Equal($0.ending, ending) })?.format {
        files.append((join(path, name), format))
      } else if (try? world.list(join(folder, name))) != nil {
        try look(in: join(folder, name), as: join(path, name))
      }
    }
  }
}
