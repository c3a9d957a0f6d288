// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongCache
internal import SongIR

/// Where a render looks for what was rendered before, and keeps what it renders.
///
/// Tracks are kept behind their effects, the mix, the mix with its octaves, and the files. Each has an address made of all
/// that it depends on, so that what is found is what would be rendered.
package struct RenderCache: Sendable {
  let cache: Cache
  /// Of all code that renders, the libraries' too.
  let engine: ContentHash
  /// Of every font's file and of the files of every plugin's bundle, by their paths.
  let resources: [String: ContentHash]

  package init(cache: Cache, engine: ContentHash, resources: [String: ContentHash]) {
    self.cache = cache
    self.engine = engine
    self.resources = resources
  }
}

/// The addresses of what one session comes to.
struct RenderAddresses {
  /// In the session's order: what a track gives to the bus.
  let tracks: [ContentHash]
  /// The bus, before its level ride.
  let mix: ContentHash
  /// The mix as the limiter gets it.
  let shaped: ContentHash

  /// - Precondition: the cache has a hash of every font and bundle.
  /// - Throws: `unresolved` for a font or bundle that has no file.
  init(_ session: Session, rollIn: RollIn, resources: AudioResources, cache: RenderCache) throws(AudioError) {
    let files = ResourceHashes(resources: resources, cache: cache)
    var tracks: [ContentHash] = []
    let mixHasher = ContentHasher("mix")
    for track in session.tracks {
      let hasher = ContentHasher("track")
      hasher.add(frame: session, rollIn, cache)
      hasher.add(track.sound)
      hasher.add(track.equaliser)
      hasher.add(track.inserts)
      hasher.add(track.gainDB)
      hasher.add(track.pan)
      hasher.add(track.duck)
      hasher.add(track.automation)
      for source in track.sound.sources {
        if let preset = source.fontPreset { hasher.add(try files.font(preset.soundFont)) }
        if let plugin = source.plugin { hasher.add(try files.bundle(plugin)) }
      }
      for effect in track.inserts { hasher.add(try files.bundle(effect)) }
      hasher.add(events: track.events)
      let address = hasher.finish()
      tracks.append(address)
      mixHasher.add(address)
      mixHasher.add(track.id)
      mixHasher.add(track.sends)
    }
    // A piece without tracks is something too.
    mixHasher.add(frame: session, rollIn, cache)
    mixHasher.add(session.returns)
    mixHasher.add(session.master.inserts)
    mixHasher.add(session.master.fade.value)
    mixHasher.add(session.master.ride)
    for effect in session.returns.flatMap(\.inserts) + session.master.inserts { mixHasher.add(try files.bundle(effect)) }
    mix = mixHasher.finish()
    let shapedHasher = ContentHasher("shaped")
    shapedHasher.add(mix)
    shapedHasher.add(session.master.balance)
    shapedHasher.add(session.master.automation)
    shapedHasher.add(session.master.dips)
    shaped = shapedHasher.finish()
    self.tracks = tracks
  }

  /// Of the files that a render writes.
  func files(
    _ session: Session, _ files: [AudioFile], _ options: RenderOptions, resources: AudioResources, cache: RenderCache
  ) throws(AudioError) -> ContentHash {
    let hasher = ContentHasher("files")
    let hashes = ResourceHashes(resources: resources, cache: cache)
    hasher.add(shaped)
    hasher.add(session.master.limiter)
    hasher.add(try hashes.bundle(session.master.limiter))
    hasher.add(session.master.loudness)
    hasher.add(session.master.truePeak)
    hasher.add(session.master.ditherSeed)
    hasher.add(options.tags)
    hasher.add(files.map(\.encoding))
    hasher.add(options.stems?.encoding)
    return hasher.finish()
  }
}

/// The hashes of fonts and bundles by the names that the session has for them.
private struct ResourceHashes {
  let resources: AudioResources
  let cache: RenderCache

  func font(_ name: String) throws(AudioError) -> ContentHash { hash(try resources.path(ofSoundFont: name)) }

  func bundle(_ effect: Session.Effect) throws(AudioError) -> ContentHash { hash(try resources.bundle(of: effect)) }

  private func hash(_ path: String) -> ContentHash {
    guard let hash = cache.resources[path] else { preconditionFailure("every font and bundle has a hash") }
    return hash
  }
}

extension ContentHasher {
  /// What every track and bus depends on.
  fileprivate func add(frame session: Session, _ rollIn: RollIn, _ cache: RenderCache) {
    add(cache.engine)
    add(session.sampleRate)
    add(session.length.value)
    add(session.isLoop)
    add(session.isDraft)
    add(rollIn.frames)
  }

  /// A track's events, of which there are many.
  fileprivate func add(events: [Session.Event]) {
    add(events.count)
    for event in events {
      add(event.at.value)
      switch event.kind {
      case .noteOn(let key, let velocity): add(0 << 32 | key << 16 | velocity)
      case .noteOff(let key): add(1 << 32 | key)
      case .control(let number, let value): add(2 << 32 | number << 16 | value)
      case .bend(let value): add(3 << 32 | value)
      }
    }
  }
}
