// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongBase

/// Why a program that was called has no result.
enum ChildError: Error {
  /// It couldn't be started, or nothing could be had of it: a matter of this machine. The system's words.
  case unstarted(String)
  /// It failed; the first line on its standard error.
  case failed(String)
  /// The user asked to stop.
  case interrupted

  var reason: String {
    switch self {
    case .unstarted(let reason), .failed(let reason): reason
    case .interrupted: String(cString: strerror(EINTR))
    }
  }
}

/// A program that is run to its end, and what it writes.
struct ChildProcess {
  /// Its name, or its path, and its arguments.
  let words: [String]
  /// What people call it; nil is the first of the words.
  var name: String?
  /// A file that it reads as its standard input.
  var input = "/dev/null"
  /// What it finds in its environment beside what this process has, or in place of it.
  var environment: [String: String] = [:]
  /// The folder that it finds itself in; nil is that of this process.
  var folder: String?
  /// Whether it has only one processor to run on.
  var hasOneProcessor = false
  /// Whether it has no part in this terminal: its keys aren't meant for the process, nor for what that starts, all of which is
  /// ended with it.
  var hasOwnSession = false

  /// Runs it; it is ended when the user asks to stop.
  ///
  /// - Returns: what it wrote on its standard output.
  /// - Throws: where it can't be started, is ended, or fails.
  func output(isCancelled: () -> Bool) throws(ChildError) -> [UInt8] {
    var out: [Int32] = [0, 0]
    var err: [Int32] = [0, 0]
    guard pipe(&out) == 0 else { throw failure() }
    guard pipe(&err) == 0 else {
      out.forEach { close($0) }
      throw failure()
    }
    for end in out + err { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer {
      close(out[0])
      close(err[0])
    }
    let started = Result { () throws(ChildError) in try start(out[1], err[1]) }
    close(out[1])
    close(err[1])
    let process = try started.get()
    var answer: [UInt8] = []
    var said: [UInt8] = []
    var problem: ChildError?
    do { try drain(out[0], err[0], &answer, &said, isCancelled) } catch { problem = error }
    guard problem == nil, let result = result(of: process, isCancelled) else {
      end(process)
      throw problem ?? .interrupted
    }
    guard result == 0 else {
      let line = String(decoding: said, as: UTF8.self).split(separator: "\n").first.map { String($0) }
      let signal = result & 0x7F
      let way = signal == 0 ? "with code \(result >> 8 & 0xFF)" : "by signal \(signal)"
      throw .failed(String((line ?? "\(name ?? words[0]) ended \(way)").prefix(200)))
    }
    return answer
  }

  /// What `waitpid` says of a process when it has ended; nil where the user asks to stop before.
  private func result(of process: pid_t, _ isCancelled: () -> Bool) -> Int32? {
    var result: Int32 = 0
    var pause: useconds_t = 500
    // Most have ended when their pipes did; others work on without them.
    while waitpid(process, &result, WNOHANG) != process {
      if isCancelled() { return nil }
      usleep(pause)
      pause = min(2 * pause, useconds_t(waitMilliseconds) * 1000)
    }
    return result
  }

  /// Starts it and leaves it to itself; it reads nothing, and what it says goes nowhere.
  ///
  /// - Throws: where it can't be started.
  func launch() throws(ChildError) -> pid_t {
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard nowhere >= 0 else { throw failure() }
    defer { close(nowhere) }
    return try start(nowhere, nowhere)
  }

  /// It begins with the folder and the processors that this thread has while it is started.
  private func start(_ out: Int32, _ err: Int32) throws(ChildError) -> pid_t {
    let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if home >= 0 { close(home) } }
    if let folder {
      guard home >= 0, chdir(folder) == 0 else { throw failure() }
    }
    defer { if folder != nil { _ = fchdir(home) } }
    let processors = hasOneProcessor ? ProcessorSet.own : nil
    if hasOneProcessor {
      guard let processors, processors.first.use() else { throw failure() }
    }
    defer { _ = processors?.use() }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if hasOwnSession { posix_spawnattr_setflags(&attributes, newSession) }
    var process: pid_t = 0
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = surroundings.map { strdup($0) } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    let status = posix_spawnp(&process, words[0], &actions, &attributes, &argv, &envp)
    guard status == 0 else { throw .unstarted("\(words[0]) can't be started: \(String(cString: strerror(status)))") }
    return process
  }

  /// Asks a process to end, and ends it where it doesn't within five seconds.
  private func end(_ process: pid_t) {
    // The first process of a session gives a group its number.
    let all = hasOwnSession ? -process : process
    kill(all, SIGTERM)
    for _ in 0..<50 {
      if waitpid(process, nil, WNOHANG) == process {
        // What it started may not end when it does.
        if hasOwnSession { kill(all, SIGKILL) }
        return
      }
      usleep(100_000)
    }
    kill(all, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }

  /// `NAME=value`, each name once.
  private var surroundings: [String] {
    var lines: [String] = []
    var next = environ
    while let line = next.pointee {
      let text = String(cString: line)
      if environment[String(text.prefix { $0 != "=" })] == nil { lines.append(text) }
      next = next.advanced(by: 1)
    }
    return lines + environment.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// Reads two pipes until both end, whichever has something: who finds one of them full waits and never ends the other.
  ///
  /// - Parameter said: what a message has at most of the second pipe; the rest is dropped.
  private func drain(
    _ out: Int32, _ err: Int32, _ answer: inout [UInt8], _ said: inout [UInt8], _ isCancelled: () -> Bool
  ) throws(ChildError) {
    var pipes = [out, err].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while pipes.contains(where: { $0.fd >= 0 }) {
      if isCancelled() { throw .interrupted }
      guard poll(&pipes, 2, waitMilliseconds) > 0 else { continue }
      for index in pipes.indices where pipes[index].fd >= 0 && pipes[index].revents != 0 {
        let file = pipes[index].fd
        let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress!, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw failure() }
        // A pipe that ended isn't asked any more.
        if count == 0 { pipes[index].fd = -1 }
        if index == 0 {
          guard answer.count + count <= Limits.fileBytes else {
            throw .failed("it has more than \(Limits.fileBytes >> 20) MiB")
          }
          answer += piece[..<count]
        } else if said.count < 1 << 12 {
          said += piece[..<count]
        }
      }
    }
  }

  private func failure() -> ChildError { .unstarted(String(cString: strerror(errno))) }
}

/// POSIX_SPAWN_SETSID of glibc 2.26 and later, which `spawn.h` declares for programs in C that ask for it.
private let newSession: Int16 = 0x80

/// How long a wait for input lasts at most before the wish to stop is looked at.
let waitMilliseconds: Int32 = 100
