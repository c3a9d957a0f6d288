// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Runs a program of the machine in a folder. CMake waits for signals of its children, which test processes may block, so
/// no signal is blocked. What a make, a git or a continuous integration around the tests says to its children isn't meant for it.
func tool(_ arguments: [String], in folder: String) throws -> (code: Int32, out: String) {
  let tools = URL(fileURLWithPath: CommandTests.binary).deletingLastPathComponent().path
  let output = "\(folder)/output.txt"
  let environment = ["PATH=\(tools):/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "SONGC_CACHE=\(folder)/cache"]
  let unset = ["CI", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_CONFIG_GLOBAL"]
    .flatMap { ["-u", $0] }
  var words = (["/usr/bin/env", "-C", folder] + unset + environment + arguments).map { strdup($0) } + [nil]
  defer { words.forEach { free($0) } }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
  var process = pid_t()
  try #require(posix_spawn(&process, "/usr/bin/env", &actions, &attributes, &words, environ) == 0)
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  return (status >> 8 & 0xFF, try String(contentsOfFile: output, encoding: .utf8))
}
