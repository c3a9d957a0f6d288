// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Train a model on a folder of music.")

  @Option(help: ArgumentHelp("The model: \(trainableModels.joined(separator: ", ")).", valueName: "name")) var style: String
  @Argument(help: "The folder that holds the corpora.") var folder: String
  @Option(name: [.customShort("o"), .customLong("out")], help: "Where the model and its card go.") var output = "."
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    guard trainableModels.contains(style) else {
      let near = nearest(to: style, among: trainableModels)
      throw ValidationError("there is no model '\(style)'; \(near.isEmpty ? trainableModels.joined(separator: ", ") : "did you mean \(near[0])?")")
    }
  }

  func run() throws {
    var run = try Run(shared)
    var sink = run.newSink
    do {
      guard let card = try train(style, folder: folder, output: output, world: run.world, sink: &sink) else {
        throw run.interrupted()
      }
      run.console.say(card)
    } catch is ErrorsEmitted {}
    run.finish(sink)
    try run.exit()
  }
}
