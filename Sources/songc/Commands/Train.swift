// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongBase
import SongCompiler
import SongDiagnostics

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train models on a folder of music.",
    discussion: """
      A name of your own trains all models that a folder of MIDI, MusicXML, ABC and MMA files has enough for; a spec uses
      them by 'models: NAME'. The name of a model of the standard library trains that one on its corpora:
      \(trainableModels.joined(separator: ", ")).
      """)

  @Option(help: ArgumentHelp("A name of your own, or that of a model of the standard library.", valueName: "name"))
  var style: String
  @Argument(help: "The folder that holds the music, also in folders of its own, or the corpora.") var folder: String
  @Option(name: [.customShort("o"), .customLong("out")], help: "Where the folder of that name goes, or the model and its card.")
  var output = "."
  @Flag(help: "JSON instead of text; for a name of your own.") var json = false
  @OptionGroup var shared: SharedOptions

  private var isShipped: Bool { trainableModels.contains(style) }

  func validate() throws {
    guard isShipped || isStyleName(style) else {
      throw ValidationError("a style's name is a word of letters, digits, '-' and '_', which '\(style)' isn't")
    }
    if json, isShipped { throw ValidationError("--json goes with a name of your own, not with the model '\(style)'") }
  }

  func run() throws {
    var run = try Run(shared)
    var sink = run.newSink
    do {
      guard let text = try trained(run, &sink) else { throw run.interrupted() }
      run.console.say(text)
    } catch is ErrorsEmitted {}
    run.finish(sink)
    try run.exit()
  }

  /// The card of a model, or a line for each of a style's; nil where the user asked to stop.
  private func trained(_ run: Run, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> String? {
    if isShipped { return try train(style, folder: folder, output: output, world: run.world, sink: &sink) }
    let result = try trainStyle(style, folder: folder, output: output, world: run.world, sink: &sink)
    return result.map { json ? $0.json.text : $0.text }
  }
}
