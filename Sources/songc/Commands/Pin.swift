// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Pin: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Write decided values into a spec; comments and layout stay.",
    discussion: """
      A key is one of the lock's: key, tempo, form, parts.bass.instrument, humanize.timing; parts.bass and humanize mean \
      all of theirs that the language can say. The spec makes the same piece afterwards. Named parts are the whole band, \
      so a spec without 'parts' gets all of them.
      """)

  @Argument(help: ArgumentHelp("A song spec.", valueName: "spec")) var spec: String
  @Argument(help: ArgumentHelp("Keys of choices.", valueName: "key")) var keys: [String]
  @Option(name: [.customShort("o"), .customLong("out")], help: "A file for the changed spec, or - for stdout.")
  var output: String?
  @Flag(help: "Show the change and write nothing.") var dryRun = false
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if output == nil, !dryRun { try requireFiles([spec]) }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    let target: PinTarget = dryRun || output == "-" ? .none : output.map { .file($0) } ?? .spec
    let result = pin(
      spec, keys: keys, target: target, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
    if run.world.isCancelled { throw run.interrupted() }
    run.finish(sink, of: spec)
    if let result {
      if output == "-" {
        run.console.say(result.text)
      } else {
        run.console.say(result.difference)
      }
      if !run.console.isQuiet {
        for key in result.known { run.console.note("\(key): the spec says it already\n") }
        for key in result.besides { run.console.note("\(key): written too, as it would change otherwise\n") }
      }
    }
    try run.exit()
  }
}
