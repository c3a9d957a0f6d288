// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongCompiler
import SongDiagnostics
import SongIR

extension Console.ErrorFormat: ExpressibleByArgument {}
extension Console.Color: ExpressibleByArgument {}

/// Options that every command takes.
struct SharedOptions: ParsableArguments {
  @Option(help: "The folder of the standard library.") var stdlib: String?
  @Option(help: "How diagnostics are written: human or json.") var errorFormat = Console.ErrorFormat.human
  @Option(help: "Colours on stderr: auto, always or never.") var color = Console.Color.auto
  @Flag(name: .shortAndLong, help: "Only diagnostics and results.") var quiet = false

  var console: Console { Console(format: errorFormat, color: color, isQuiet: quiet) }
}

extension Spec.VariableValue: ExpressibleByArgument {
  package init?(argument: String) { self.init(text: argument) }
}

/// Options of commands that read specs.
struct VariableOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A value for a variable of the spec's 'vars'; more than one may be set.", valueName: "name=value"))
  var values: [Spec.VariableValue] = []
}

/// One run of a command: its console, its sources and the worst exit code so far.
struct Run {
  let console: Console
  let world = FileWorld()
  var sources = SourceMap()
  private(set) var code: Int32 = 0

  init(_ options: SharedOptions) {
    console = options.console
    FileWorld.catchInterrupts()
  }

  /// Reads the standard library, or ends the run.
  mutating func knowledge(_ options: SharedOptions) throws -> Knowledge {
    var sink = DiagnosticSink()
    do {
      return try Knowledge(world: world, folder: options.stdlib, sources: &sources, sink: &sink)
    } catch {
      finish(sink)
      throw ExitCode(code)
    }
  }

  /// Shows what a step reported and remembers its exit code.
  mutating func finish(_ sink: DiagnosticSink) {
    let diagnostics = sink.diagnostics
    console.show(diagnostics, sources: sources)
    for diagnostic in diagnostics where diagnostic.severity == .error { code = max(code, diagnostic.code.exitCode) }
  }

  /// Ends the run as a program that was interrupted does.
  func interrupted() -> ExitCode {
    console.note("interrupted\n")
    return ExitCode(130)
  }

  func exit() throws { if code != 0 { throw ExitCode(code) } }
}

/// A seed from the command line: a number or any text.
func seedValue(_ text: String) -> Spec.SeedValue { Int(text).map { .number($0) } ?? .text(text) }

/// The number of processors.
var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
