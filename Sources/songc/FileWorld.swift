// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongBase
import SongCache
import SongCompiler
import Synchronization

/// What came by standard input, pipes and the like, by their paths, for whoever reads it again.
private let streams = Mutex<[String: [UInt8]]>([:])

/// Whether nothing but regular files, and standard input, may be read.
private let requiresFiles = Atomic<Bool>(false)

/// Set by the handler of signals that ask to stop.
private let interrupted = Atomic<Bool>(false)

/// Set beside it by signals that nothing goes on after: all but SIGINT.
private let ended = Atomic<Bool>(false)

/// The end of a pipe that the handler writes to, so that whoever waits at the other end wakes up; -1 where nobody does.
private let alarmEnd = Atomic<Int32>(-1)

/// Asked once: a program that is replaced while it runs has another path, or none.
private let executablePath = FileWorld().resolve("/proc/self/exe") ?? CommandLine.arguments[0]

/// The executable and all libraries that are loaded when it is first asked for; plugins come later.
private let loadedCode: [String] = {
  guard let bytes = kernelFile("/proc/self/maps") else { return [FileWorld().executable] }
  // `7f1c…-7f1c… r-xp 00028000 fe:00 1234   /usr/lib/x86_64-linux-gnu/libc.so.6`
  let paths = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line -> String? in
    let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    guard fields.count == 6, fields[1].contains("x"), let start = fields[5].firstIndex(of: "/") else { return nil }
    return String(fields[5][start...])
  }
  return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
}()

/// What the kernel says in a file, which it gives in pieces and of no known size.
private func kernelFile(_ path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    if count <= 0 { return bytes }
    bytes += piece[..<count]
  }
}

/// The file system, the clock and the signals of this process.
struct FileWorld: World {
  /// Makes SIGINT and SIGTERM a wish to stop instead of an end, also where the parent has them blocked.
  static func catchInterrupts() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    for signal in [SIGINT, SIGTERM] { catchSignal(signal) }
  }

  /// Makes the end of the terminal a wish to stop too, unless whoever started this process has it ignored.
  static func catchHangups() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGHUP)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    var action = sigaction()
    guard sigaction(SIGHUP, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil else { return }
    catchSignal(SIGHUP)
  }

  private static func catchSignal(_ signal: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      if signal != SIGINT { ended.store(true, ordering: .relaxed) }
      interrupted.store(true, ordering: .relaxed)
      let end = alarmEnd.load(ordering: .relaxed)
      guard end >= 0 else { return }
      let number = errno
      var byte: UInt8 = 1
      _ = Glibc.write(end, &byte, 1)
      errno = number
    }
    sigaction(signal, &action, nil)
  }

  /// Takes the wish to stop back, for a program that asks on after it; returns false where it is one that stays.
  static func forgetInterrupt() -> Bool {
    interrupted.store(false, ordering: .relaxed)
    // Whichever came before or comes meanwhile.
    guard ended.load(ordering: .relaxed) else { return true }
    interrupted.store(true, ordering: .relaxed)
    return false
  }

  /// Refuses from now on to read what isn't a regular file: for runs where others look at the same path later, and find another
  /// content there or wait for it.
  static func requireFiles() { requiresFiles.store(true, ordering: .relaxed) }

  var isCancelled: Bool { interrupted.load(ordering: .relaxed) }

  var executable: String { executablePath }

  var code: [String] { loadedCode }

  var scratch: String {
    "\(temporaryFolder)/songc.\(getpid())"
  }

  private var temporaryFolder: String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return folder.isEmpty ? "/tmp" : folder
  }

  /// Makes a new folder for temporary files that only this user can read and write.
  func makePrivateFolder() throws(WorldError) -> String {
    var name = Array("\(temporaryFolder)/songc.XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw failure(temporaryFolder) }
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder and all that is in it; links are removed, and what they lead to isn't.
  func removeFolder(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      for name in (try? list(path)) ?? [] { removeFolder("\(path)/\(name)") }
    }
    remove(path)
  }

  /// The folder of earlier results: `$SONGC_CACHE`, none where that is empty; else `songc` in the user's cache.
  var cacheFolder: String? {
    func path(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    if let own = path("SONGC_CACHE") { return own.isEmpty ? nil : own }
    if let caches = path("XDG_CACHE_HOME"), caches.hasPrefix("/") { return "\(caches)/songc" }
    return path("HOME").flatMap { $0.hasPrefix("/") ? "\($0)/.cache/songc" : nil }
  }

  /// How large the folder may be, by `$SONGC_CACHE_SIZE`.
  var cacheSize: String? { getenv("SONGC_CACHE_SIZE").map { String(cString: $0) } }

  var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// Waits until a descriptor has something to read, a time comes, or the user asks to stop.
  ///
  /// - Parameters:
  ///   - descriptor: -1 for none.
  ///   - deadline: by `seconds`; nil for none.
  ///   - alarm: that of `openAlarm`.
  func wait(for descriptor: Int32, until deadline: Double?, alarm: Int32) {
    var pipes = [descriptor, alarm].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let rest = deadline.map { max(0, ($0 - seconds) * 1000).rounded(.up) }
    // A signal that comes before the call is found in the pipe.
    if !isCancelled { poll(&pipes, 2, rest.map { Int32(min($0, 1e9)) } ?? -1) }
  }

  /// The end of a pipe that has something to read as soon as the user asks to stop; nil where there is none to be had.
  static func openAlarm() -> Int32? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    alarmEnd.store(ends[1], ordering: .relaxed)
    return ends[0]
  }

  /// What tells a file from what it was before: a write, another file of its name, other rights.
  struct FileState: Equatable {
    let device: UInt
    let inode: UInt
    let size: Int
    /// Of the last write and the last change, nanoseconds.
    let written: Int64
    let changed: Int64
    let isFile: Bool

    /// Whether the file has rested so long that a write from now on gives it other times.
    ///
    /// - Parameter now: nanoseconds.
    func hasRested(at now: Int64) -> Bool { now - max(written, changed) > 2_000_000_000 }
  }

  /// With links followed; nil where there is nothing.
  func state(of path: String) -> FileState? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileState(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
      written: nanoseconds(status.st_mtim), changed: nanoseconds(status.st_ctim), isFile: status.st_mode & S_IFMT == S_IFREG)
  }

  /// By the clock of the times of files.
  var fileNanoseconds: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return nanoseconds(now)
  }

  private func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }

  /// What stands under a name, links not followed.
  enum Entry {
    case folder, file, nothing
    case link(to: String)
  }

  func entry(at path: String) -> Entry {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFLNK:
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &target, target.count)
      return count > 0 ? .link(to: String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)) : .nothing
    default: return .file
    }
  }

  /// The file systems that are mounted.
  var mounts: MountTable { MountTable(mountinfo: kernelFile("/proc/self/mountinfo") ?? []) }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    if let bytes = streams.withLock({ $0[path] }) { return bytes }
    guard path != "-" else { return try read(STDIN_FILENO, path) }
    let file = try openToRead(path)
    defer { close(file) }
    return try read(file, path)
  }

  /// Maps a file read-only; what isn't a file, or has nothing in it, is read.
  func map(_ path: String) throws(WorldError) -> FileBytes {
    guard path != "-", streams.withLock({ $0[path] }) == nil else { return FileBytes(try read(path)) }
    let file = try openToRead(path)
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return FileBytes(try read(file, path)) }
    guard status.st_size <= Limits.fileBytes else { throw tooLarge(path) }
    let length = Int(status.st_size)
    guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE | Int32(MAP_POPULATE), file, 0), start != MAP_FAILED else {
      throw failure(path)
    }
    return FileBytes(mapped: UnsafeRawBufferPointer(start: start, count: length)) {
      munmap(UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count)
    }
  }

  private func openToRead(_ path: String) throws(WorldError) -> Int32 {
    // Whoever opens a pipe waits for who writes to it.
    if requiresFiles.load(ordering: .relaxed), let state = state(of: path), !state.isFile {
      throw WorldError(path: path, reason: "it isn't a regular file, and is to be read more than once")
    }
    while true {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      if file >= 0 { return file }
      guard errno == EINTR, !isCancelled else { throw failure(path) }
    }
  }

  private func read(_ file: Int32, _ path: String) throws(WorldError) -> [UInt8] {
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(path) }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    guard !isFile || status.st_size <= Limits.fileBytes else { throw tooLarge(path) }
    // The size of a file is known; a pipe is read in pieces.
    var bytes = [UInt8](repeating: 0, count: max(isFile ? Int(status.st_size) : 0, 1 << 12) + 1)
    var length = 0
    while true {
      if length == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
      if !isFile { try wait(for: file, path) }
      let start = length
      let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + start, $0.count - start) }
      if count < 0, errno == EINTR, !isCancelled { continue }
      guard count >= 0 else { throw failure(path) }
      length += count
      // A file that gives less than it has place for is at its end.
      if count == 0 || isFile && length < bytes.count && length >= Int(status.st_size) { break }
      guard length <= Limits.fileBytes else { throw tooLarge(path) }
    }
    bytes.removeLast(bytes.count - length)
    // What was read of it is gone for the next one.
    if !isFile || file == STDIN_FILENO { streams.withLock { $0[path] = bytes } }
    return bytes
  }

  /// Waits until a pipe or terminal has something to read or ends, or the user asks to stop.
  private func wait(for file: Int32, _ path: String) throws(WorldError) {
    var descriptor = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    // A signal that comes right before the call doesn't end it, so the wish to stop is looked at now and then.
    while poll(&descriptor, 1, waitMilliseconds) <= 0 {
      if isCancelled { throw WorldError(path: path, reason: String(cString: strerror(EINTR))) }
    }
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

  func names(in folder: String) throws(WorldError) -> [String]? {
    var status = stat()
    // What can't be looked at may be one.
    let isOther = stat(folder, &status) == 0 ? status.st_mode & S_IFMT != S_IFDIR : [ENOTDIR, ENOENT, ELOOP].contains(errno)
    return isOther ? nil : try list(folder)
  }

  func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  func write(_ bytes: [UInt8], to path: String) throws(WorldError) {
    let file = try openToWrite(path)
    defer { close(file) }
    try write(bytes[...], to: file, path)
  }

  func copy(_ path: String, to other: String) throws(WorldError) {
    let source = try openToRead(path)
    defer { close(source) }
    let target = try openToWrite(other)
    defer { close(target) }
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = piece.withUnsafeMutableBytes { Glibc.read(source, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR, !isCancelled { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return }
      try write(piece[..<count], to: target, other)
    }
  }

  private func openToWrite(_ path: String) throws(WorldError) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(path) }
    return file
  }

  private func write(_ bytes: ArraySlice<UInt8>, to file: Int32, _ path: String) throws(WorldError) {
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

  func isSame(_ path: String, as other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(path, &first) == 0, stat(other, &second) == 0, first.st_size == second.st_size,
      second.st_mode & S_IFMT == S_IFREG
    else { return false }
    return ContentHash(ofFileAt: path).map { $0 == ContentHash(ofFileAt: other) } ?? false
  }

  func firstDifference(_ path: String, _ other: String) throws(WorldError) -> Int? {
    switch FileComparison(ofFileAt: path, andFileAt: other) {
    case .same: return nil
    case .differs(let start): return Int(start)
    case .unreadable(let path, let number): throw WorldError(path: path, reason: String(cString: strerror(number)))
    }
  }

  func room(at path: String) -> ContentHash {
    var status = stat()
    let kind = lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    // The nearest folder around it, or what stands in the place of one.
    var folder = path
    repeat { folder = split(folder).folder } while !folder.isEmpty && folder != "/" && !exists(folder)
    let place = folder.isEmpty ? "." : folder
    let isOpen = stat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && access(place, W_OK | X_OK) == 0
    let hasher = ContentHasher("room")
    hasher.add(Int(kind))
    hasher.add(place)
    hasher.add(isOpen)
    return hasher.finish()
  }

  func remove(_ path: String) { if unlink(path) != 0 { rmdir(path) } }

  func removeAbandoned(in folder: String) {
    let folder = folder.isEmpty ? "." : folder
    let anHourAgo = time(nil) - 3600
    for name in (try? list(folder)) ?? [] where name.hasPrefix(".") && name.hasSuffix(".part") {
      // `.NAME.songc.PID.part`, as `scratch` says.
      let steps = name.split(separator: ".")
      guard steps.count >= 4, steps[steps.count - 3] == "songc", let process = pid_t(steps[steps.count - 2]) else { continue }
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mtim.tv_sec < anHourAgo, kill(process, 0) != 0, errno == ESRCH else { continue }
      for file in (try? list(path)) ?? [] { remove("\(path)/\(file)") }
      remove(path)
    }
  }

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

  func git(_ arguments: [String], in folder: String) throws(WorldError) -> [UInt8] {
    let git = ChildProcess(words: ["git", "-C", folder.isEmpty ? "." : folder] + arguments)
    do { return try git.output(isCancelled: { isCancelled }) } catch { throw WorldError(path: folder, reason: error.reason) }
  }

  private func tooLarge(_ path: String) -> WorldError {
    WorldError(path: path, reason: "it has more than \(Limits.fileBytes >> 20) MiB")
  }

  private func failure(_ path: String) -> WorldError { WorldError(path: path, reason: String(cString: strerror(errno))) }
}
