// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler

extension ListKind: ExpressibleByArgument {}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List what a spec can name.")

  @Argument(help: "styles, moods, instruments or sounds.") var kind: ListKind
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    run.console.say(listing(kind, of: knowledge, asJSON: json))
  }
}
