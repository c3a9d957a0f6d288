// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics
internal import SongBase
internal import SongModels

/// The models that `songc train` knows.
package var trainableModels: [String] { ShippedModel.allCases.map(\.rawValue) }

/// Trains a model on a folder of music in the project's corpus format and writes it with its card.
///
/// - Parameters:
///   - name: one of `trainableModels`.
///   - folder: holds the corpora's folders.
///   - output: where `NAME.songmodel`, `NAME.card.md` and for tunes `NAME.songruns` go.
/// - Returns: the card; nil where the user asked to stop before it was written.
package func train(
  _ name: String, folder: String, output: String, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String? {
  guard let shipped = ShippedModel(rawValue: name) else { preconditionFailure("the caller asks for a known model") }
  var files: [CorpusFile] = []
  for input in shipped.inputs {
    do {
      let bytes = try world.read(join(folder, "\(input.folder)/\(input.file)"))
      files.append(CorpusFile(folder: input.folder, name: input.file, bytes: bytes))
    } catch {
      if world.isCancelled { return nil }
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
  }
  let model: TrainedModel
  do {
    let corpora = try shipped.corpora(files, isCancelled: { world.isCancelled })
    model = try trainModel(name, shipped.role, corpora, isCancelled: { world.isCancelled })
  } catch .cancelled {
    return nil
  } catch {
    throw sink.fail(.modelInvalid(name, reason: describe(error)))
  }
  do {
    var outputs = PendingOutputs(world: world)
    try outputs.write(model.bytes, to: join(output, modelFile(name)))
    try outputs.write(Array(model.card.utf8), to: join(output, "\(name).card.md"))
    if let bytes = model.guardBytes { try outputs.write(bytes, to: join(output, guardFile(name))) }
    if world.isCancelled { return nil }
    try outputs.commit()
  } catch {
    throw sink.fail(.fileUnwritable(error.path, reason: error.reason))
  }
  return model.card
}

func describe(_ error: TrainingError) -> String {
  switch error {
  case .cancelled: "training was broken off"
  case .missingFile(let file): "the file '\(file)' is missing"
  case .malformedLine(let file, let line): "line \(line) of '\(file)' isn't a piece of the corpus format"
  case .tooFewPieces(let count): "\(count) pieces are too few"
  case .tooManySymbols(let viewpoint): "the viewpoint '\(viewpoint)' has too many different symbols"
  }
}
