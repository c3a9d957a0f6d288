// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR

extension SuggestionKind: ExpressibleByArgument {}

struct Suggest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest", abstract: "Suggest chords, or a tune, for a place of a track, with their probabilities.",
    discussion: """
      'chords' ranks what may stand where a chord sounds, given the chords before and behind it. 'melody' draws other \
      pitches for the rhythm of a bar or a stretch, over its chords, as items of 'given' that the spec can take. Nothing \
      is written.
      """)

  @Argument(help: "chords or melody.") var kind: SuggestionKind
  @Argument(help: ArgumentHelp("A song spec; - is standard input.", valueName: "spec")) var spec: String
  @Option(help: ArgumentHelp("Where: 'bar 5 beat 3', 'B bar 2', 'B bars 1..2'.", valueName: "place")) var at: String
  @Option(name: .customLong("n"), help: "How many.") var count = 5
  @Option(help: "melody: the part whose line it is; who has the tune there if left out.") var part: String?
  @Option(help: "melody: a number or any text; another one draws others.") var seed: String?
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var variables: VariableOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if !(1...100).contains(count) { throw ValidationError("--n is 1 to 100") }
    if kind == .chords, part != nil || seed != nil { throw ValidationError("--part and --seed belong to 'melody'") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    let report = suggest(
      kind, spec, at: at, count: count, part: part, seed: seed.map(seedValue) ?? .number(0), variables: variables.values,
      knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
    if run.world.isCancelled { throw run.interrupted() }
    run.finish(sink, of: spec)
    if let report { run.console.say(json ? report.json.text : report.text) }
    try run.exit()
  }
}
