// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongCache

/// What a build asked of the file system, and was told: as long as the answers are the same, so are its outputs.
package struct WatchList: Sendable {
  private let observations: [Observation]

  init(_ observations: [Observation]) { self.observations = observations }

  /// What a build hangs on, and the places that it couldn't write to. What it has made itself is no change.
  ///
  /// - Parameters:
  ///   - outputs: of this build, or of the last one that went well.
  ///   - hash: of a file's bytes; nil where there is none.
  package init(
    _ result: BuildResult, outputs: [String], world: any World, hash: (String) -> ContentHash?
  ) {
    observations = result.observations.compactMap { observation -> Observation? in
      guard isOwn(observation.path, outputs) else { return observation }
      switch observation.kind {
      case .existence, .place, .room: return nil
      case .file, .names:
        let answer = world.answer(to: observation, hash: hash)
        return Observation(kind: observation.kind, path: observation.path, answer: answer)
      }
    } + result.unwritable.map { Observation(kind: .room, path: $0, answer: world.room(at: $0)) }
  }

  /// A spec that wasn't read yet.
  package init(spec: String) { observations = [Observation(kind: .file, path: spec, answer: nil)] }

  /// Where something must happen for an answer to change.
  package var places: [WatchedPlace] {
    observations.map { WatchedPlace(path: $0.path, isListed: $0.kind == .names, isOutput: $0.kind == .room) }
  }

  /// The number of files that were read.
  package var fileCount: Int { inputFiles(observations).count }

  /// What has another answer now, each path once, in the order in which it was asked for: files, or else folders and names.
  ///
  /// - Parameter hash: of a file's bytes; nil where there is none.
  package func changes(world: any World, hash: (String) -> ContentHash?) -> [WatchedChange] {
    var files: [WatchedChange] = []
    var names: [WatchedChange] = []
    for observation in observations {
      let before = observation.answer ?? ContentHash.missing
      let now = world.answer(to: observation, hash: hash) ?? ContentHash.missing
      guard now != before else { continue }
      let absent = observation.kind == .existence ? ContentHash(ofExistence: false) : ContentHash.missing
      let kind: WatchedChange.Kind = before == absent ? .created : now == absent ? .removed : .changed
      let change = WatchedChange(path: observation.path, kind: observation.kind == .room ? .retried : kind)
      if observation.kind == .file { files.append(change) } else { names.append(change) }
    }
    return (files.isEmpty ? names : files).reduce(into: []) { changes, change in
      if !changes.contains(where: { utf8Equal($0.path, change.path) }) { changes.append(change) }
    }
  }
}

/// A path whose answer may change.
package struct WatchedPlace: Sendable, Hashable {
  package let path: String
  /// Whether it is a folder whose names were asked for.
  package let isListed: Bool
  /// Whether it counts, too, what may be done in the folders that lead there.
  package let isOutput: Bool

  package init(path: String, isListed: Bool, isOutput: Bool = false) {
    self.path = path
    self.isListed = isListed
    self.isOutput = isOutput
  }
}

/// What has become of a file since a build asked for it.
package struct WatchedChange: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case changed, created, removed
    /// Of a file that couldn't be written: something is another way there.
    case retried = "tried again"
  }

  package let path: String
  package let kind: Kind

  /// `cues.srt changed`, `cues.srt changed and 2 more`; empty where there is none.
  package static func text(_ changes: [WatchedChange]) -> String {
    guard let first = changes.first else { return "" }
    return "\(first.path) \(first.kind.rawValue)" + (changes.count > 1 ? " and \(changes.count - 1) more" : "")
  }
}
