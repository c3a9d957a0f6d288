// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongCache
import SongCompiler
import SongDiagnostics
import Synchronization

/// Where it comes from that files may have changed. What it says needn't be so, but nothing that happens may go unsaid.
///
/// Its paths are its own names for places, good for telling one from another.
protocol ChangeSource: Sendable {
  /// Replaces what is looked at.
  func watch(_ places: [WatchedPlace]) throws(WatchError)
  /// What has happened, without waiting for it.
  func events() -> [FileEvent]
  /// What happens until a time: ends with the first, or where the user asks to stop.
  ///
  /// - Parameter deadline: by `FileWorld.seconds`; nil for none.
  func events(until deadline: Double?) -> [FileEvent]
}

/// Why files can't be watched.
struct WatchError: Error {
  /// The system's number.
  let number: Int32
  /// Nil where it is no matter of a folder.
  let folder: String?

  /// Of the call that has just failed.
  static var current: WatchError { WatchError(number: errno, folder: nil) }

  var diagnostic: Diagnostic {
    let limit: String? =
      switch number {
      case EMFILE: "fs.inotify.max_user_instances"
      case ENOSPC: "fs.inotify.max_user_watches"
      default: nil
      }
    return .filesUnwatchable(folder, reason: String(cString: strerror(number)), limit: limit)
  }
}

/// Looks at files again and again, for file systems that tell nothing.
final class PolledFiles: ChangeSource {
  private let interval: Double
  private let alarm: Int32
  private let world = FileWorld()
  private let looked = Mutex(Looked())

  private struct Looked {
    var paths: [String] = []
    var states: [String: FileWorld.FileState] = [:]
    /// When to look next, by the clock.
    var next = 0.0
  }

  /// - Parameters:
  ///   - interval: seconds.
  ///   - alarm: that of `FileWorld.openAlarm`.
  init(interval: Double, alarm: Int32) {
    self.interval = interval
    self.alarm = alarm
  }

  func watch(_ places: [WatchedPlace]) {
    looked.withLock { looked in
      var states: [String: FileWorld.FileState] = [:]
      var paths: [String] = []
      var seen: Set<String> = []
      func add(_ path: String) {
        guard seen.insert(path).inserted else { return }
        paths.append(path)
        states[path] = looked.states[path] ?? world.state(of: path)
      }
      for place in places {
        add(place.path)
        guard place.isOutput else { continue }
        var folder = split(place.path).folder
        while !folder.isEmpty, folder != "/" {
          add(folder)
          folder = split(folder).folder
        }
        if folder.isEmpty { add(".") }
      }
      looked.paths = paths
      looked.states = states
      // Something may have happened to them since they were read.
      looked.next = 0
    }
  }

  func events() -> [FileEvent] {
    looked.withLock { looked in
      guard world.seconds >= looked.next else { return [] }
      var events: [FileEvent] = []
      for path in looked.paths {
        let state = world.state(of: path)
        guard state != looked.states[path] else { continue }
        looked.states[path] = state
        // A file that is gone or empty is likely to be written.
        events.append(FileEvent(path: path, kind: state == nil || state?.size == 0 ? .begun : .completed))
      }
      // In a burst it is looked at as often as the end of the burst needs it.
      looked.next = world.seconds + (events.isEmpty ? interval : min(interval, Debouncer.quietSeconds))
      return events
    }
  }

  func events(until deadline: Double?) -> [FileEvent] {
    while !world.isCancelled {
      let next = looked.withLock { $0.next }
      world.wait(for: -1, until: min(next, deadline ?? next), alarm: alarm)
      let events = self.events()
      if !events.isEmpty { return events }
      if let deadline, world.seconds >= deadline { break }
    }
    return []
  }
}

/// Hashes of files, remembered as long as the files are what they were.
final class FileMemory: Sendable {
  private let world = FileWorld()
  private let known = Mutex<[String: (state: FileWorld.FileState, content: ContentHash)]>([:])

  /// Of a file's bytes; nil where there is none that can be read.
  func hash(_ path: String) -> ContentHash? {
    guard let state = world.state(of: path), state.isFile else { return nil }
    if let known = known.withLock({ $0[path] }), known.state == state { return known.content }
    let now = world.fileNanoseconds
    guard let content = ContentHash(ofFileAt: path) else { return nil }
    if state.hasRested(at: now) { known.withLock { $0[path] = (state, content) } }
    return content
  }
}

/// Listens to a source of events and says when a burst of them is over.
final class ChangeWatch: Sendable {
  private let source: any ChangeSource
  private let world = FileWorld()
  private let debouncer = Mutex(Debouncer())

  init(_ source: any ChangeSource) { self.source = source }

  func watch(_ places: [WatchedPlace]) throws(WatchError) { try source.watch(places) }

  /// Whether a burst is over by now.
  func isBurstOver() -> Bool { note(source.events()) }

  /// Waits for the end of a burst; false where the user asks to stop.
  func waitForBurst() -> Bool {
    while !world.isCancelled {
      let due = debouncer.withLock { $0.due }
      if note(source.events(until: due)) { return true }
    }
    return false
  }

  /// Waits for the end of a burst that has begun; false where there is none, or the user asks to stop.
  func finishBurst() -> Bool {
    if isBurstOver() { return true }
    return debouncer.withLock { $0.due } != nil && waitForBurst()
  }

  private func note(_ events: [FileEvent]) -> Bool {
    debouncer.withLock { debouncer in
      let now = world.seconds
      for event in events { debouncer.note(event, at: now) }
      return debouncer.take(at: now)
    }
  }
}
