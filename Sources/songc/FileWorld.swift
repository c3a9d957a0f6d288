import Glibc
import SongCompiler
import Synchronization

/// Set by the handler of SIGINT and SIGTERM.
private let interrupted = Atomic<Bool>(false)

/// The file system, the clock and the signals of this process.
struct FileWorld: World {
  /// Makes SIGINT and SIGTERM a wish to stop instead of an end, also where the parent has them blocked.
  static func catchInterrupts() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in interrupted.store(true, ordering: .relaxed) }
      sigaction(signal, &action, nil)
    }
  }

  var isCancelled: Bool { interrupted.load(ordering: .relaxed) }

  var executable: String { resolve("/proc/self/exe") ?? CommandLine.arguments[0] }

  var scratch: String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    return "\(folder)/songc.\(getpid())"
  }

  var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path) }
    defer { if file != STDIN_FILENO { close(file) } }
    var status = stat()
    fstat(file, &status)
    // The size of a file is known; a pipe is read in pieces.
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 1 << 12) + 1)
    var length = 0
    while true {
      if length == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
      let start = length
      let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + start, $0.count - start) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { break }
      length += count
    }
    bytes.removeLast(bytes.count - length)
    return bytes
  }

  func list(_ folder: String) throws(WorldError) -> [String] {
    guard let directory = opendir(folder) else { throw failure(folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  func write(_ bytes: [UInt8], to path: String) throws(WorldError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    var start = 0
    while start < bytes.count {
      let from = start
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + from, $0.count - from) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      start += count
    }
  }

  func checkTarget(_ path: String) throws(WorldError) {
    // A link to a folder is replaced as a file is.
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    throw WorldError(path: path, reason: String(cString: strerror(EISDIR)))
  }

  func rename(_ path: String, to other: String) throws(WorldError) {
    guard Glibc.rename(path, other) == 0 else { throw failure(other) }
  }

  func remove(_ path: String) { if unlink(path) != 0 { rmdir(path) } }

  func makeFolder(_ path: String) throws(WorldError) {
    if path.isEmpty || exists(path) { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure(path) }
  }

  func resolve(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private func failure(_ path: String) -> WorldError { WorldError(path: path, reason: String(cString: strerror(errno))) }
}
