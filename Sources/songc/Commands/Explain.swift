// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Explain a diagnostic, with an example and its repair.")

  @Argument(help: "The code of a diagnostic: S2001.") var code: String
  @OptionGroup var shared: SharedOptions

  func run() throws {
    guard let known = DiagnosticCode(rawValue: code.uppercased()) else {
      let near = nearest(to: code.uppercased(), among: DiagnosticCode.allCases.map(\.rawValue))
      throw ValidationError("there is no diagnostic '\(code)'" + (near.isEmpty ? "" : "; did you mean \(near[0])?"))
    }
    var run = Run(shared)
    var sink = DiagnosticSink()
    if let page = try? explanation(of: known, world: run.world, stdlib: shared.stdlib, sink: &sink) { run.console.say(page) }
    run.finish(sink)
    try run.exit()
  }
}
