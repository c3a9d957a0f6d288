// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

extension ListKind: ExpressibleByArgument {}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what a spec can name, and find the library's settings by tags.",
    discussion: """
      Without KIND all settings objects are shown by group: arrangement, composition and audio; styles and moods have \
      settings of each. --tags leaves those that carry every one of the tags. 'songc list tags' shows the tags.
      """)

  @Argument(help: ArgumentHelp("\(ListKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"))
  var kind: ListKind?
  @Option(help: ArgumentHelp("Only what carries all of these tags: pop,dark.", valueName: "tags")) var tags: NameList?
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    do {
      run.console.say(try listing(kind, tagged: tags?.names ?? [], of: knowledge, asJSON: json, sink: &sink))
    } catch {}
    run.finish(sink)
    try run.exit()
  }
}

/// Names with commas between them, none empty.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.names = names
  }
}
