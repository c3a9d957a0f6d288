// SPDX-License-Identifier: Apache-2.0

/// Something that happened to a name in a folder.
package struct FileEvent: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// More is to come: the name is gone, new, or its file is being written.
    case begun
    /// The file was closed after it was written, or has got its name.
    case completed
    /// Something that says nothing of that.
    case other
  }

  package let path: String
  package let kind: Kind

  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

/// Tells when a burst of events is over, so that what an editor does in one save makes one build.
///
/// It knows no clock: each event comes with its time, in seconds.
package struct Debouncer: Sendable {
  /// How long nothing must happen after the last event: editors rename, write and close within milliseconds.
  package static let quietSeconds = 0.05
  /// How long a burst lasts at most, and how long a file is waited for that was emptied or taken away.
  package static let patienceSeconds = 0.5

  private var first: Double?
  private var last = 0.0
  /// The paths with which somebody isn't done.
  private var begun: Set<String> = []

  package init() {}

  package mutating func note(_ event: FileEvent, at seconds: Double) {
    first = first ?? seconds
    last = seconds
    switch event.kind {
    case .begun: begun.insert(event.path)
    case .completed: begun.remove(event.path)
    case .other: break
    }
  }

  /// When the burst is over if nothing more happens; nil where nothing has happened.
  package var due: Double? {
    guard let first else { return nil }
    let patience = first + Debouncer.patienceSeconds
    return begun.isEmpty ? min(last + Debouncer.quietSeconds, patience) : patience
  }

  /// Whether a burst is over at a time. It is told once.
  package mutating func take(at seconds: Double) -> Bool {
    guard let due, due <= seconds else { return false }
    self = Debouncer()
    return true
  }
}
