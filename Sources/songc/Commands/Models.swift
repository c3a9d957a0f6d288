// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the trained models of the standard library: what they predict and how large they are.")

  @Flag(help: "As JSON.") var json = false
  @Flag(help: "Also show how long each takes to load, in milliseconds.") var timings = false
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    var sink = run.newSink
    do {
      let models = try listModels(folder: shared.stdlib, isTimed: timings, world: run.world, sink: &sink)
      run.console.say(json ? models.json : models.text)
    } catch {}
    run.finish(sink)
    try run.exit()
  }
}
