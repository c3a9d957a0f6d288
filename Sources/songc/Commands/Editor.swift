// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongBase
import SongCompiler
import SongDiagnostics

/// `FILE:LINE:COLUMN`, both from 1, columns in Unicode scalars: as diagnostics name a place.
struct TextPlace: ExpressibleByArgument {
  let path: String
  let line: Int
  let column: Int

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]), line > 0, column > 0
    else { return nil }
    path = parts.dropLast(2).joined(separator: ":")
    self.line = line
    self.column = column
  }
}

struct Complete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete", abstract: "List what may be written at a place of a spec.")

  @Argument(help: ArgumentHelp("Where, as FILE:LINE:COLUMN, both from 1.", valueName: "place")) var place: TextPlace
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    if let source = try? readSource(place.path, run.world, &run.sources, &sink) {
      let offset = source.offset(line: place.line, column: place.column)
      let found = completions(at: offset, in: source, knowledge: knowledge)
      run.console.say(
        json ? JSONValue.array(found.map(\.json)).text
          : found.map { $0.detail.isEmpty ? "\($0.label)\n" : "\($0.label)\t\($0.detail)\n" }.joined())
    }
    run.finish(sink)
    try run.exit()
  }
}

struct HoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "hover", abstract: "Say what a place of a spec means.")

  @Argument(help: ArgumentHelp("Where, as FILE:LINE:COLUMN, both from 1.", valueName: "place")) var place: TextPlace
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    if let track = try? readTrack(place.path, variables: [], run.world, &run.sources, &sink) {
      let offset = track.source.offset(line: place.line, column: place.column)
      let found = hover(at: offset, in: track.source, name: track.name, knowledge: knowledge, options: track.options)
      run.console.say(json ? (found?.json ?? .null).text : (found?.lines ?? []).map { "\($0)\n" }.joined())
    }
    run.finish(sink)
    try run.exit()
  }
}
