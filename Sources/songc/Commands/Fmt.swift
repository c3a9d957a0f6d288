// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics
import SongSyntax

struct Fmt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Lay song specs out in the canonical form, or turn YAML into lead sheets and back; comments stay.",
    discussion: """
      Files are rewritten in place; standard input comes out on standard output. Two blanks a level, 'song' first, bars of \
      chords and rows of grids under each other, clock times in quotes, chords by their long names. The music stays the same.
      """)

  @Argument(help: ArgumentHelp("Song specs; - is standard input.", valueName: "spec")) var specs: [String]
  @Flag(help: "Write nothing; exit code 3 where a file would change.") var check = false
  @Flag(help: "Write nothing; show what would change.") var diff = false
  @Option(help: ArgumentHelp("Write each spec beside itself in this syntax: yaml, or song for a lead sheet.", valueName: "syntax"))
  var to: SpecSyntax?
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if to != nil, check || diff { throw ValidationError("--to writes a new file; it has no --check and no --diff") }
  }

  func run() throws {
    var run = try Run(shared)
    if let to { return try run.converting(specs, to: to) }
    var isChanged = false
    for spec in specs {
      var sink = run.newSink
      let result = format(
        spec, writes: !check && !diff && spec != "-", world: run.world, sources: &run.sources, sink: &sink)
      if run.world.isCancelled { throw run.interrupted() }
      run.finish(sink, of: spec)
      guard let result else { continue }
      if diff {
        run.console.say(result.difference)
      } else if check {
        if result.isChanged { run.console.say("\(spec)\n") }
      } else if spec == "-" {
        run.console.say(result.text)
      } else if result.isChanged, !run.console.isQuiet {
        run.console.note("\(spec): laid out anew\n")
      }
      isChanged = isChanged || result.isChanged
    }
    // A spec that can't be read is graver than one that would change.
    if check, isChanged, run.code == 0 { run.note(code: 3) }
    try run.exit()
  }
}

extension Run {
  fileprivate mutating func converting(_ specs: [String], to syntax: SpecSyntax) throws {
    for spec in specs {
      var sink = newSink
      let result = convert(spec, to: syntax, writes: spec != "-", world: world, sources: &sources, sink: &sink)
      if world.isCancelled { throw interrupted() }
      finish(sink, of: spec)
      guard let result else { continue }
      if spec == "-" {
        console.say(result.text)
      } else if !console.isQuiet {
        console.note("\(spec): written as \(result.path)\n")
      }
    }
    try exit()
  }
}

extension SpecSyntax: ExpressibleByArgument {}
