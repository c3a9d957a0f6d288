// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Retime: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retime", abstract: "Write a spec that is an edit of a track for another duration.",
    discussion: "The new spec says 'from', 'keep' and 'duration', and a 'form' where the track's own can't fill it well.")

  @Argument(help: ArgumentHelp("A song spec.", valueName: "spec")) var spec: String
  @Option(help: "The new duration, as a spec says it: 20s, 0:20.000, 20s..25s.") var duration: String
  @Option(name: [.customShort("o"), .customLong("out")], help: "The new spec; NAME-20s.song.yaml beside the old one if left out.")
  var output: String?
  @OptionGroup var shared: SharedOptions

  func validate() throws { try requireFiles([spec]) }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    let result = retime(
      spec, to: duration, output: output, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
    if run.world.isCancelled { throw run.interrupted() }
    run.finish(sink, of: spec)
    if let result {
      run.console.say("\(result.path)  \(result.summary.text)  \(result.keptBars) of \(result.bars) bars as before\n")
    }
    try run.exit()
  }
}
