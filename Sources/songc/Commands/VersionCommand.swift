// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

  @Flag(help: "As JSON.") var json = false

  func run() { print(json ? Version.json : "songc \(Version.songc)", terminator: json ? "" : "\n") }
}
