// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCache
internal import SongIR

/// What the cache has of one render, from the files down to the tracks.
struct KeptRender {
  let cache: Cache
  let addresses: RenderAddresses
  private let files: KeptFiles
  private let paths: [String]

  /// Nil where no cache is used.
  ///
  /// - Throws: `unresolved`.
  init?(_ session: Session, files: [AudioFile], resources: AudioResources, options: RenderOptions) throws(AudioError) {
    guard let render = options.cache else { return nil }
    cache = render.cache
    addresses = try RenderAddresses(session, rollIn: RollIn(session), resources: resources, cache: render)
    self.files = KeptFiles(
      try addresses.files(session, files, options, resources: resources, cache: render), cache: render.cache)
    paths = files.map(\.path) + (options.stems.map { stems in session.stemNames.map { stems.path(of: $0) } } ?? [])
  }

  /// Writes all files as they were written before; nil where they weren't.
  ///
  /// - Throws: `fileUnwritable`.
  func report() throws(AudioError) -> MasterReport? { try files.write(to: paths) }

  /// The mix that is furthest on its way.
  ///
  /// - Throws: `fileUnwritable`.
  func mix(of session: Session, scratch: String) throws(AudioError) -> (mix: KeptMix, isShaped: Bool)? {
    let length = session.length.value
    if let mix = try KeptMix(addresses.shaped, length: length, cache: cache, scratch: scratch) { return (mix, true) }
    return try KeptMix(addresses.mix, length: length, cache: cache, scratch: scratch).map { ($0, false) }
  }

  /// - Throws: `fileUnwritable`, when the mix can't be read.
  func keep(_ mix: Premaster, _ channels: MixChannels, isShaped: Bool) throws(AudioError) {
    try KeptMix.store(mix, channels, at: isShaped ? addresses.shaped : addresses.mix, cache: cache)
  }

  func keep(_ report: MasterReport) { files.store(report, paths: paths) }
}
