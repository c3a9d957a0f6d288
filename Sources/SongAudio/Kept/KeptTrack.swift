// SPDX-License-Identifier: Apache-2.0
internal import SongCache

private let bytesPerChunk = chunkFrames * bytesPerFrame

/// The tracks of a session in the cache.
struct TrackShelf {
  /// Where one track is looked for.
  enum Place {
    case kept(KeptTrack)
    /// Nil where it can't be kept.
    case free(Keeper?)

    var kept: KeptTrack? { if case .kept(let track) = self { track } else { nil } }

    var keeper: Keeper? { if case .free(let keeper) = self { keeper } else { nil } }
  }

  private let cache: Cache
  private let addresses: [ContentHash]
  private let chunks: Int

  /// Nil where the cache has no room for all of them.
  init?(_ cache: Cache, addresses: [ContentHash], chunks: Int) {
    guard cache.hasRoom(for: Int64(addresses.count) * Int64(chunks) * Int64(bytesPerChunk)) else { return nil }
    self.cache = cache
    self.addresses = addresses
    self.chunks = chunks
  }

  func place(_ index: Int) -> Place {
    if let entry = cache.find(addresses[index]), entry.count == Int64(chunks) * Int64(bytesPerChunk) {
      return .kept(KeptTrack(entry))
    }
    return .free(cache.writer(for: addresses[index]).map { Keeper($0) })
  }

  /// Keeps the chunks of a track: the left side, then the right one of each.
  struct Keeper {
    private let writer: CacheWriter

    init(_ writer: CacheWriter) { self.writer = writer }

    func write(_ audio: borrowing Stereo) {
      audio.left.withUnsafeBytes { writer.write($0) }
      audio.right.withUnsafeBytes { writer.write($0) }
    }

    func finish() { writer.finish() }
  }
}

/// A track's chunks as they were rendered before.
struct KeptTrack {
  private let entry: CacheEntry

  init(_ entry: CacheEntry) { self.entry = entry }

  /// - Throws: `fileUnreadable`, when the disk fails.
  func read(chunk number: Int, into audio: inout Stereo) throws(AudioError) {
    let start = Int64(number) * Int64(bytesPerChunk)
    let isRead =
      audio.left.withUnsafeMutableBytes { entry.read(into: $0, at: start) }
      && audio.right.withUnsafeMutableBytes { entry.read(into: $0, at: start + Int64(bytesPerChunk / 2)) }
    guard isRead else { throw .fileUnreadable(path: "the cache", reason: "the disk fails") }
  }
}
