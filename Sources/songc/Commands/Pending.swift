// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

/// Options of commands about goldens that wait.
struct PendingOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Specs, or folders of specs; the current folder if left out.", valueName: "path"))
  var paths: [String] = []
  @Option(help: ArgumentHelp("Only these specs, by name.", valueName: "name")) var only: [String] = []
  @Option(help: ArgumentHelp("Only these layers, with commas: lock, score, notes, audio.", valueName: "list"))
  var layer: CommaList<GoldenLayer>?

  var request: PendingRequest {
    var request = PendingRequest()
    request.paths = paths
    request.only = only.isEmpty ? nil : only
    if let layer { request.layers = Set(layer.values) }
    return request
  }

  /// What waits, or the end of the run where that can't be told.
  func goldens(_ run: inout Run) throws -> [PendingGolden] {
    var sink = run.newSink
    let goldens = try? pendingGoldens(request, world: run.world, sink: &sink)
    run.finish(sink)
    guard let goldens else {
      try run.exit()
      return []
    }
    return goldens
  }
}

struct Pending: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pending", abstract: "List what 'songc test' got and nobody has accepted yet.")

  @OptionGroup var options: PendingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let goldens = try options.goldens(&run)
    for golden in goldens { run.console.say("\(golden.path)  \(golden.layer.rawValue)  \(golden.isNew ? "new" : "changed")\n") }
    if goldens.isEmpty { run.console.note("nothing is pending\n") }
    try run.exit()
  }
}

struct Accept: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Make what 'songc test' got the goldens.")

  @OptionGroup var options: PendingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let goldens = try options.goldens(&run)
    var sink = run.newSink
    for golden in accept(goldens, world: run.world, sink: &sink) { run.console.say("accepted \(golden.path)\n") }
    if goldens.isEmpty { run.console.note("nothing is pending\n") }
    run.finish(sink)
    try run.exit()
  }
}

struct Reject: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Remove what 'songc test' got; the goldens stay.")

  @OptionGroup var options: PendingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let goldens = try options.goldens(&run)
    reject(goldens, world: run.world)
    for golden in goldens { run.console.say("rejected \(golden.path)\n") }
    if goldens.isEmpty { run.console.note("nothing is pending\n") }
    try run.exit()
  }
}
