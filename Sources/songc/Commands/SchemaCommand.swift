// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the language as JSON Schema (draft 7), for editors.",
    discussion: """
      Save it beside your specs as song-1.schema.json and begin them with
      # yaml-language-server: $schema=./song-1.schema.json
      """)

  @Flag(help: "The language reference, as Markdown.") var reference = false
  @Flag(help: "Keys, values and names with what they are, as JSON for editors.") var completion = false
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if reference && completion { throw ValidationError("--reference and --completion are two outputs; choose one.") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    run.console.say(
      completion ? completionText(knowledge) : reference ? referenceText(knowledge) : schemaText(knowledge))
  }
}
