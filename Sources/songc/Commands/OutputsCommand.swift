// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler

struct OutputsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs", abstract: "List the files that a build of specs writes, without building.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Option(name: [.customShort("o"), .customLong("out")], help: "The output folder; the spec's own if left out.")
  var folder: String?
  @Option(help: ArgumentHelp("Kinds to write instead of the spec's export, as in 'build'.", valueName: "list"))
  var emit: CommaList<OutputKind>?
  @Option(help: "A seed instead of the spec's.") var seed: String?
  @Flag(name: .customShort("0"), help: "End each name with a zero byte instead of a line break.") var zero = false
  @OptionGroup var variables: VariableOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = emit?.values
    options.seed = seed.map(seedValue)
    options.variables = variables.values
    for spec in specs {
      var sink = run.newSink
      let outputs = try? listOutputs(
        spec, options: options, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
      run.finish(sink, of: spec)
      for output in outputs ?? [] {
        options.taken.insert(run.world.place(of: output))
        run.console.say(output + (zero ? "\0" : "\n"))
      }
    }
    try run.exit()
  }
}
