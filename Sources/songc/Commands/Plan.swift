// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongBase
import SongCompiler
import SongDiagnostics

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show everything that is decided, where sync points land, and what would be written.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Flag(help: "JSON instead of text.") var json = false
  @Option(name: [.customShort("o"), .customLong("out")], help: "Write NAME.plan.txt or NAME.plan.json into this folder.")
  var folder: String?
  @Option(help: "A seed instead of the spec's.") var seed: String?
  @OptionGroup var variables: VariableOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    for spec in specs {
      var sink = run.newSink
      let plan = plan(
        spec, seed: seed.map(seedValue), variables: variables.values, outputFolder: folder, knowledge: knowledge, world: run.world,
        sources: &run.sources, sink: &sink)
      var path: String?
      if let plan, let folder {
        path = write(plan, of: spec, asJSON: json, to: folder, world: run.world, sink: &sink)
      }
      if run.world.isCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      guard let plan else { continue }
      if folder == nil { run.console.say(json ? plan.json.text : plan.text) } else if let path { run.console.say("\(path)\n") }
    }
    try run.exit()
  }
}
