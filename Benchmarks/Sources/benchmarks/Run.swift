// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// What one run of a program cost, from spawn to exit, its threads and waited-for children included.
struct Run {
  let wallSeconds: Double
  /// User and system time together.
  let cpuSeconds: Double
  /// The largest resident set. Linux counts the spawning process's own in, so this program has to stay the smaller one.
  let peakMiB: Double
}

/// Why a benchmark can't go on; the text is for the user.
struct Failure: Error {
  let text: String
}

/// Runs a program and measures it; its output goes to a file that is shown only when it fails.
///
/// - Throws: `Failure` where it can't be started, or doesn't exit with 0.
func run(_ program: String, _ arguments: [String], log: URL) throws(Failure) -> Run {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
  var words = ([program] + arguments).map { strdup($0) } + [nil]
  // What earlier runs kept would be measured in place of the work.
  let variables = ProcessInfo.processInfo.environment.merging(["SONGC_CACHE": ""]) { $1 }
  var environment = variables.map { strdup("\($0)=\($1)") } + [nil]
  defer { (words + environment).forEach { free($0) } }

  var child = pid_t()
  var status: Int32 = 0
  var usage = rusage()
  let start = ContinuousClock.now
  let problem = posix_spawn(&child, program, &actions, nil, &words, &environment)
  guard problem == 0 else { throw Failure(text: "can't start \(program): \(String(cString: strerror(problem)))") }
  while wait4(child, &status, 0, &usage) == -1 {
    guard errno == EINTR else { throw Failure(text: "can't wait for \(program)") }
  }
  let wall = start.duration(to: .now) / .seconds(1)
  guard status == 0 else {
    let output = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    throw Failure(text: "\(([program] + arguments).joined(separator: " ")) failed:\n\(output)")
  }
  return Run(
    wallSeconds: wall, cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
    peakMiB: Double(usage.ru_maxrss) / 1024)
}

private func seconds(_ time: timeval) -> Double {
  Double(time.tv_sec) + Double(time.tv_usec) / 1e6
}
