// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure sequence models on a bench: bits per event by cross-validation.",
    discussion: """
      A bench is a JSON file of pieces with fixed folds. Without --model the best system for its kind is measured, long-term \
      and short-term part together; 'entropies' is the same without corrected weights, 'four' the four viewpoints of Conklin \
      and Witten, 'eight' eight chosen on chorales, 'single' the pitch or the chord alone.

      With --chorales the voices are measured: bass, alto and tenor are written under the sopranos of chorales that weren't \
      trained on, and what breaks the rules of four-part writing is counted against what Bach wrote.
      """)

  @Option(help: "The bench.") var bench: String?
  @Option(help: "Four-part chorales in the corpus format.") var chorales: String?
  @Option(help: ArgumentHelp("The system: \(benchModels.joined(separator: ", ")).", valueName: "name")) var model = "best"
  @Option(help: ArgumentHelp("Which parts predict: \(benchParts.joined(separator: ", ")).", valueName: "parts")) var parts: String?
  @Flag(help: "One object with the numbers 'meanevent' and 'meancomp' and the list 'folds'.") var json = false
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    guard (bench == nil) != (chorales == nil) else { throw ValidationError("give either --bench or --chorales") }
    if chorales != nil, model != "best" || parts != nil { throw ValidationError("--model and --parts belong to --bench") }
    try check(model, "system", benchModels)
    if let parts { try check(parts, "part", benchParts) }
  }

  private func check(_ name: String, _ what: String, _ known: [String]) throws {
    guard known.contains(name) else {
      let near = nearest(to: name, among: known)
      throw ValidationError("there is no \(what) '\(name)'; \(near.isEmpty ? known.joined(separator: ", ") : "did you mean \(near[0])?")")
    }
  }

  func run() throws {
    var run = try Run(shared)
    var sink = run.newSink
    do {
      guard let text = try text(run.world, &sink) else { throw run.interrupted() }
      run.console.say(text)
    } catch is ErrorsEmitted {}
    run.finish(sink)
    try run.exit()
  }

  /// Nil where the user asked to stop.
  private func text(_ world: any World, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> String? {
    if let chorales { return try evaluate(chorales: chorales, world: world, sink: &sink).map { json ? $0.json : $0.text } }
    guard let bench else { return nil }
    return try evaluate(bench: bench, model: model, parts: parts, world: world, sink: &sink).map { json ? $0.json : $0.text }
  }
}
