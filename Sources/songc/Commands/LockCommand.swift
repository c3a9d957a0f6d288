// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct LockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Write the lock beside specs from what is decided now.",
    discussion: "The choices of a lock that stands there stand, as long as the spec doesn't contradict them.")

  @Argument(help: ArgumentHelp("Song specs.", valueName: "spec")) var specs: [String]
  @OptionGroup var shared: SharedOptions

  func validate() throws { try requireFiles(specs) }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    for spec in specs {
      var sink = run.newSink
      let result = writeLock(spec, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
      if run.world.isCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      guard let result else { continue }
      let change = result.changes.map { $0.isEmpty ? "nothing changed" : "\($0.count) changed" } ?? "new"
      run.console.say("\(result.path)  \(result.choices) choices, \(change)\n")
      guard !run.console.isQuiet else { continue }
      for change in result.changes ?? [] { run.console.note("  \(change.text)\n") }
    }
    try run.exit()
  }
}

/// Refuses standard input where a file is written beside the spec.
func requireFiles(_ specs: [String]) throws {
  if specs.contains("-") { throw ValidationError("standard input has no folder; name a file") }
}
