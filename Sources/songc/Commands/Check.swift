// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check song specs without writing anything.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @OptionGroup var variables: VariableOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = Run(shared)
    let knowledge = try run.knowledge(shared)
    for spec in specs {
      var sink = DiagnosticSink()
      if let track = try? readTrack(spec, variables: variables.values, run.world, &run.sources, &sink) {
        var options = track.options
        // The spec is checked as it stands, whatever a lock says.
        options.lock = [:]
        checkSpec(track.source, name: track.name, knowledge: knowledge, options: options, sink: &sink)
      }
      if run.world.isCancelled { throw run.interrupted() }
      run.finish(sink)
    }
    try run.exit()
  }
}
