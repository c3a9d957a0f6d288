// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler

/// What songc starts itself as, to run a plugin in a process of its own; no command for people.
struct ServePlugin: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-plugin", abstract: "Run a plugin for another songc.", shouldDisplay: false)

  func run() { servePluginOfProcess() }
}
