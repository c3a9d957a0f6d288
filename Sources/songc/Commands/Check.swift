// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check song specs without writing anything.")

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Flag(help: "Make the repairs that need no person's look, in the files.") var fix = false
  @OptionGroup var variables: VariableOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    guard fix else { return }
    try requireFiles(specs)
    if !variables.values.isEmpty { throw ValidationError("--fix repairs files as they stand, so --set can't go with it") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    for spec in specs {
      var sink = run.newSink
      if fix {
        let result = SongCompiler.fix(
          spec, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
        for fix in result?.applied ?? [] {
          let text = fix.replacement.isEmpty || fix.replacement.contains("\n") ? "" : ": \(fix.replacement)"
          run.console.say("\(spec):\(fix.line): \(fix.code.rawValue): \(fix.title)\(text)\n")
        }
      } else if let track = try? readTrack(spec, variables: variables.values, run.world, &run.sources, &sink) {
        var options = track.options
        // The spec is checked as it stands, whatever a lock says.
        options.lock = [:]
        checkSpec(track.source, name: track.name, knowledge: knowledge, options: options, sink: &sink)
      }
      if run.world.isCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
    }
    try run.exit()
  }
}
