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
  @Option(help: "How diagnostics are written: human, short, json, sarif, github or junit.")
  var errorFormat = Console.ErrorFormat.human
  @Option(help: ArgumentHelp("Take warnings for errors: 'warnings' means all, a code its own.", valueName: "warnings|code"))
  var deny: [String] = []
  @Option(help: ArgumentHelp("Show no warnings of a code.", valueName: "code")) var allow: [String] = []
  @Option(help: "Show so many errors of the run at most.") var maxErrors: Int?
  @Option(help: "Colours on stderr: auto, always or never.") var color = Console.Color.auto
  @Flag(name: .shortAndLong, help: "Only diagnostics and results.") var quiet = false

  func validate() throws {
    if let maxErrors, maxErrors < 1 { throw ValidationError("--max-errors needs a number from 1 on") }
    _ = try policy()
  }

  /// What `--deny` and `--allow` say.
  func policy() throws -> DiagnosticPolicy {
    var policy = DiagnosticPolicy(deniesWarnings: deny.contains("warnings"))
    policy.denied = Set(try deny.filter { $0 != "warnings" }.map { try diagnosticCode($0) })
    policy.allowed = Set(try allow.map { try diagnosticCode($0) })
    if let error = allow.first(where: { DiagnosticCode(rawValue: $0.uppercased())?.severity == .error }) {
      throw ValidationError("\(error.uppercased()) is an error, and errors can't be switched off")
    }
    return policy
  }

  var console: Console { Console(format: errorFormat, color: color, isQuiet: quiet) }
}

/// The diagnostic that a code on the command line names.
func diagnosticCode(_ text: String) throws -> DiagnosticCode {
  let code = text.uppercased()
  if let known = DiagnosticCode(rawValue: code) { return known }
  let near = nearest(to: code, among: DiagnosticCode.allCases.map(\.rawValue))
  throw ValidationError("there is no diagnostic '\(text)'" + (near.isEmpty ? "" : "; did you mean \(near[0])?"))
}

/// Names of values with commas between them, each value once.
struct CommaList<Value: RawRepresentable<String> & CaseIterable & Hashable & Sendable>: ExpressibleByArgument {
  let values: [Value]

  init?(argument: String) {
    var values: [Value] = []
    for name in argument.split(separator: ",") {
      guard let value = Value(rawValue: String(name)) else { return nil }
      if !values.contains(value) { values.append(value) }
    }
    guard !values.isEmpty else { return nil }
    self.values = values
  }

  static var allValueStrings: [String] { Value.allCases.map(\.rawValue) }
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
  private let policy: DiagnosticPolicy
  /// Errors that may still be shown; nil for any number.
  private var errorsLeft: Int?
  private var errorsHidden = 0
  private var cases: [JUnitRenderer.Case] = []

  init(_ options: SharedOptions) throws {
    console = options.console
    policy = try options.policy()
    errorsLeft = options.maxErrors
    FileWorld.catchInterrupts()
  }

  /// Collects what a step reports, as this run judges it.
  var newSink: DiagnosticSink { DiagnosticSink(policy: policy) }

  /// Reads the standard library, or ends the run.
  ///
  /// - Parameter specs: those that alone are compiled, with values for their variables; nil for anything else.
  mutating func knowledge(
    _ options: SharedOptions, for specs: (paths: [String], variables: [Spec.VariableValue])? = nil
  ) throws -> Knowledge {
    var sink = newSink
    do {
      guard let specs else {
        return try Knowledge(world: world, folder: options.stdlib, sources: &sources, sink: &sink)
      }
      return try Knowledge(
        for: specs.paths, variables: specs.variables, world: world, folder: options.stdlib, sources: &sources, sink: &sink)
    } catch {
      finish(sink)
      throw end()
    }
  }

  /// Shows what a step reported and remembers its exit code.
  ///
  /// - Parameter spec: what it was about.
  mutating func finish(_ sink: DiagnosticSink, of spec: String = "songc") {
    let diagnostics = sink.diagnostics.filter(policy.shows)
    for diagnostic in diagnostics where diagnostic.severity == .error { code = max(code, diagnostic.code.exitCode) }
    var shown: [Diagnostic] = []
    var hidden = 0
    for diagnostic in diagnostics {
      if diagnostic.severity == .error, let left = errorsLeft {
        guard left > 0 else {
          hidden += 1
          continue
        }
        errorsLeft = left - 1
      }
      shown.append(diagnostic)
    }
    errorsHidden += hidden
    cases.append(JUnitRenderer.Case(name: spec, diagnostics: shown, hiddenErrors: hidden))
    let (listed, more) = console.isForPeople ? abridged(shown) : (shown, [])
    console.show(listed, sources: sources)
    if !console.isQuiet {
      for (code, count) in more { console.note("\(count) more like \(code.rawValue); '--error-format json' shows all\n") }
    }
    let summary = TerminalRenderer.summary(diagnostics)
    if console.format == .human, !summary.isEmpty, !console.isQuiet { console.note(summary + "\n") }
  }

  /// Remembers an exit code that no diagnostic stands for.
  mutating func note(code other: Int32) { code = max(code, other) }

  /// Ends the run as a program that was interrupted does.
  func interrupted() -> ExitCode {
    console.note("interrupted\n")
    return ExitCode(130)
  }

  func exit() throws {
    let ending = end()
    if ending != .success { throw ending }
  }

  /// Shows what is shown at the end of a run, and gives its exit code.
  func end() -> ExitCode {
    console.show(cases, sources: sources)
    if errorsHidden > 0, !console.isQuiet { console.note("\(errorsHidden) more errors aren't shown (--max-errors)\n") }
    return ExitCode(code)
  }
}

/// A seed from the command line: a number or any text.
func seedValue(_ text: String) -> Spec.SeedValue { Int(text).map { .number($0) } ?? .text(text) }

/// The number of processors.
var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
