// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongCompiler
import Synchronization

/// What Linux tells of folders: inotify.
///
/// Folders are watched and never files, which editors replace by others. For each path these are all folders that lead
/// to it, links followed, so that a folder or link that is replaced, or isn't there yet, is noticed like a file.
///
/// - Source: inotify(7).
final class FolderEvents: ChangeSource {
  private let descriptor: Int32
  private let alarm: Int32
  private let world = FileWorld()
  /// The current folder, which stays.
  private let origin: String
  private let state = Mutex(State())

  fileprivate struct State {
    /// By the kernel's number; a folder that is mounted twice has two paths.
    var folders: [Int32: [WatchedFolder]] = [:]
  }

  fileprivate struct WatchedFolder {
    let path: String
    var names: Set<String> = []
    /// Whether any name counts.
    var isListed = false
    /// Whether what is written into its files counts, too.
    var hasFiles = false
    /// Whether the rights of what is in it count, too.
    var hasOutputs = false
    /// Whether it can't be done without.
    var isNeeded = false
  }

  /// - Parameter alarm: that of `FileWorld.openAlarm`.
  init(alarm: Int32) throws(WatchError) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard descriptor >= 0 else { throw WatchError(number: errno, folder: nil) }
    self.alarm = alarm
    origin = world.resolve(".") ?? "/"
  }

  deinit { close(descriptor) }

  func watch(_ places: [WatchedPlace]) throws(WatchError) {
    var map = FolderMap(origin: origin)
    for place in places { map.add(place) }
    var folders: [Int32: [WatchedFolder]] = [:]
    var failure: WatchError?
    // Always all of them: another folder may stand under the same path by now, and has another number then.
    for folder in map.folders {
      var mask = changesOfNames
      if folder.hasFiles { mask |= changesOfFiles }
      if folder.hasOutputs { mask |= IN_ATTRIB }
      let number = inotify_add_watch(descriptor, folder.path, UInt32(mask))
      let error = errno
      if number >= 0 {
        folders[number, default: []].append(folder)
      } else if error != ENOENT, error != ENOTDIR, error != EACCES || folder.isNeeded {
        // One that has just gone is told of by the one around it, and one that may not be read may lead to others.
        failure = failure ?? WatchError(number: error, folder: folder.path)
      }
    }
    state.withLock { state in
      for number in state.folders.keys where folders[number] == nil { inotify_rm_watch(descriptor, number) }
      state.folders = folders
    }
    if let failure { throw failure }
  }

  func events() -> [FileEvent] {
    state.withLock { state in
      var events: [FileEvent] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return events }
        buffer.withUnsafeBytes { bytes in
          var start = 0
          while start + headerLength <= count {
            let number = bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)
            let mask = Int32(bitPattern: bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self))
            let length = Int(bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
            let end = min(start + headerLength + length, count)
            let name = bytes[(start + headerLength)..<end].prefix { $0 != 0 }
            events += state.events(number, mask, String(decoding: name, as: UTF8.self))
            start = end
          }
        }
      }
    }
  }

  func events(until deadline: Double?) -> [FileEvent] {
    while !world.isCancelled {
      world.wait(for: descriptor, until: deadline, alarm: alarm)
      let events = self.events()
      if !events.isEmpty { return events }
      if let deadline, world.seconds >= deadline { break }
    }
    return []
  }
}

extension FolderEvents.State {
  /// What the kernel says of a folder, where it counts.
  fileprivate mutating func events(_ number: Int32, _ mask: Int32, _ name: String) -> [FileEvent] {
    // Events were lost, so anything may have happened.
    if mask & IN_Q_OVERFLOW != 0 { return [FileEvent(path: "", kind: .other)] }
    guard let watched = folders[number] else { return [] }
    if mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) != 0 {
      if mask & IN_IGNORED != 0 { folders[number] = nil }
      return [FileEvent(path: watched[0].path, kind: .other)]
    }
    return watched.compactMap { folder in
      let path = join(folder.path, name)
      guard folder.names.contains(name) else {
        return folder.isListed && mask & changesOfNames != 0 ? FileEvent(path: path, kind: .other) : nil
      }
      return FileEvent(path: path, kind: kind(of: mask))
    }
  }

  private func kind(of mask: Int32) -> FileEvent.Kind {
    if mask & (IN_CLOSE_WRITE | IN_MOVED_TO) != 0 { return .completed }
    if mask & IN_ATTRIB != 0 { return .other }
    // A folder is never closed.
    return mask & IN_ISDIR != 0 && mask & IN_CREATE != 0 ? .completed : .begun
  }
}

/// The folders that lead to places.
private struct FolderMap {
  let origin: String
  private let world = FileWorld()
  private var byPath: [String: FolderEvents.WatchedFolder] = [:]
  private var order: [String] = []
  private var entries: [String: FileWorld.Entry] = [:]

  init(origin: String) { self.origin = origin }

  /// In the order in which they were met.
  var folders: [FolderEvents.WatchedFolder] { order.compactMap { byPath[$0] } }

  mutating func add(_ place: WatchedPlace) {
    let path = place.path.hasPrefix("/") ? place.path : join(origin, place.path)
    // What is still to be walked, from the end.
    var steps = Array(path.split(separator: "/").reversed())
    var folder = "/"
    var links = 0
    while let step = steps.popLast() {
      let name = String(step)
      if name == "." { continue }
      if name == ".." {
        folder = split(folder).folder
        continue
      }
      let path = join(folder, name)
      let entry = entries[path] ?? world.entry(at: path)
      entries[path] = entry
      change(folder) {
        $0.names.insert(name)
        if place.isOutput { $0.hasOutputs = true }
      }
      switch entry {
      case .folder: folder = path
      case .link(let target):
        links += 1
        guard links <= mostLinks else { return }
        if target.hasPrefix("/") { folder = "/" }
        steps += target.split(separator: "/").reversed()
      case .file:
        change(folder) {
          $0.hasFiles = true
          $0.isNeeded = true
        }
        return
      case .nothing:
        // It may become a file or a folder.
        change(folder) { $0.hasFiles = true }
        return
      }
    }
    if place.isListed { change(folder) { $0.isListed = true } }
  }

  private mutating func change(_ path: String, _ change: (inout FolderEvents.WatchedFolder) -> Void) {
    if byPath[path] == nil { order.append(path) }
    change(&byPath[path, default: FolderEvents.WatchedFolder(path: path)])
  }
}

/// Of `struct inotify_event` before the name, bytes.
private let headerLength = 16
/// As many as Linux follows.
private let mostLinks = 40
/// More may be listened to already, for the sake of another path to the same folder.
private let changesOfNames =
  IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_MASK_ADD
private let changesOfFiles = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB
