// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a diagnostic, with an example and its repair.")

  @Argument(help: "The code of a diagnostic: S2001.") var code: String
  @OptionGroup var shared: SharedOptions

  func run() throws {
    let known = try diagnosticCode(code)
    var run = try Run(shared)
    var sink = run.newSink
    if let page = try? explanation(of: known, world: run.world, stdlib: shared.stdlib, sink: &sink) { run.console.say(page) }
    run.finish(sink)
    try run.exit()
  }
}
