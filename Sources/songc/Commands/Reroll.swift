// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Reroll: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reroll",
    abstract: "Draw a part anew, in the whole piece or in one section; all that doesn't follow it stays note for note.",
    discussion: """
      PART is the name of a part, or 'chords' for the harmony; PART@SECTION draws it anew in that section alone. A tune \
      gets other notes, an accompaniment another pattern; parts that follow it change with it and are named. Without --n the lock beside the spec is written; with it \
      candidates NAME.1, NAME.2 … stand side by side, each as MIDI with its lock.
      """)

  @Argument(help: ArgumentHelp("A song spec.", valueName: "spec")) var spec: String
  @Argument(help: ArgumentHelp("What is drawn anew: lead, lead@chorus, chords@A.", valueName: "part[@section]"))
  var part: String
  @Option(name: .customLong("n"), help: "Candidates to write side by side.") var count: Int?
  @Option(name: [.customShort("o"), .customLong("out")], help: "The folder for candidates; the spec's own if left out.")
  var folder: String?
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    try requireFiles([spec])
    if let count, !(1...100).contains(count) { throw ValidationError("--n is 1 to 100") }
    if folder != nil, count == nil { throw ValidationError("-o is for the candidates of --n") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    let result = reroll(
      spec, part, count: count, folder: folder, knowledge: knowledge, world: run.world, sources: &run.sources,
      sink: &sink)
    if run.world.isCancelled { throw run.interrupted() }
    run.finish(sink, of: spec)
    if let result {
      for candidate in result.candidates {
        let files = candidate.outputs.joined(separator: " ")
        let followers = candidate.followers.isEmpty ? "" : ", with \(candidate.followers.joined(separator: ", "))"
        run.console.say(
          "\(files)  \(part) draw \(candidate.number)  \(candidate.changedBars) of \(candidate.bars) bars differ\(followers)\n")
      }
      if result.candidates.count < result.wanted {
        run.console.note("there are no more that differ\n")
      }
    }
    try run.exit()
  }
}
