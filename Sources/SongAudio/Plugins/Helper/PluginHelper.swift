// SPDX-License-Identifier: Apache-2.0
/// How plugins that aren't the library's are run: each in a process of its own, so that one that crashes takes nothing
/// else with it.
package struct PluginHelper: Sendable, Hashable {
  /// The program that serves a plugin when it is started with `command`.
  package let executable: String
  /// How long a plugin may work on one block, or on getting ready, before it counts as hung.
  package let patienceSeconds: Int

  /// What the program is told to do.
  package static let command = "serve-plugin"

  package init(executable: String, patienceSeconds: Int = 60) {
    self.executable = executable
    self.patienceSeconds = patienceSeconds
  }
}
