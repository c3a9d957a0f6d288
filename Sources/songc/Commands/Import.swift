// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics
import SongImport

extension ImportFormat: ExpressibleByArgument {}

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a song spec of a file of another program.",
    discussion: """
      Reads ABC, ChordPro, MusicXML, MIDI and MMA. The spec compiles as it stands; what the file has and the spec hasn't is \
      a warning each and a comment at the spec's head. Without -o the spec goes to stdout.
      """)

  @Argument(help: ArgumentHelp("abc, chordpro, musicxml, midi or mma.", valueName: "format")) var format: ImportFormat
  @Argument(help: ArgumentHelp("The file; - is standard input.", valueName: "file")) var file: String
  @Option(
    name: [.customShort("o"), .customLong("out")],
    help: ArgumentHelp("The folder for NAME.song.yaml, or - for stdout.", valueName: "folder"))
  var output = "-"
  @Option(help: "Which of several tunes or songs of the file, from 1.") var tune: Int?
  @Flag(help: "Replace a spec that stands there already.") var force = false
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if let tune, tune < 1 { throw ValidationError("--tune needs a number from 1 on") }
    if tune != nil, format != .abc, format != .chordpro {
      throw ValidationError("--tune is for files with several tunes: abc and chordpro")
    }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    let target: ImportTarget = output == "-" ? .none : .folder(output, replaces: force)
    let result = importSpec(
      file, format: format, tune: tune, target: target, knowledge: knowledge, world: run.world, sources: &run.sources,
      sink: &sink)
    if run.world.isCancelled { throw run.interrupted() }
    run.finish(sink, of: file)
    if let result {
      if let path = result.path {
        let counts = [(result.sections, "section"), (result.bars, "bar"), (result.losses, "kind of loss")]
        run.console.say(path + counts.map { "  \($0) \(plural($1, $0))" }.joined() + "\n")
      } else {
        run.console.say(result.text)
      }
    }
    try run.exit()
  }
}

private func plural(_ noun: String, _ count: Int) -> String {
  count == 1 ? noun : noun == "kind of loss" ? "kinds of loss" : noun + "s"
}
