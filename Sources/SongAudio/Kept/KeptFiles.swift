// SPDX-License-Identifier: Apache-2.0
internal import SongCache

/// The files of a render as they were written before, and what was measured of them.
struct KeptFiles {
  private let cache: Cache
  private let address: ContentHash

  init(_ address: ContentHash, cache: Cache) {
    self.cache = cache
    self.address = address
  }

  /// Writes all files again; nil where one of them, or what was measured, isn't there.
  ///
  /// - Throws: `fileUnwritable`.
  func write(to paths: [String]) throws(AudioError) -> MasterReport? {
    guard let bytes = cache.bytes(address), let report = try? MasterReport(bytes) else { return nil }
    var entries: [CacheEntry] = []
    for index in paths.indices {
      guard let entry = cache.find(file(index)) else { return nil }
      entries.append(entry)
    }
    for (path, entry) in zip(paths, entries) {
      if let reason = entry.copy(to: path) { throw .fileUnwritable(path: path, reason: reason) }
    }
    return report
  }

  /// Keeps files that were written, where the cache has room for them.
  func store(_ report: MasterReport, paths: [String]) {
    for (index, path) in paths.enumerated() {
      guard cache.store(fileAt: path, at: file(index)) else { return }
    }
    cache.store(report.bytes, at: address)
  }

  private func file(_ index: Int) -> ContentHash {
    let hasher = ContentHasher("file of a render")
    hasher.add(address)
    hasher.add(index)
    return hasher.finish()
  }
}

extension MasterReport {
  fileprivate init(_ bytes: [UInt8]) throws(FieldReader.Mismatch) {
    var fields = FieldReader(bytes)
    integratedLoudness = try fields.number()
    truePeak = try fields.number()
    loudnessRange = try fields.number()
    gainDB = try fields.number()
    limiterThreshold = try fields.number()
    limiterPasses = try fields.integer()
    softClipped = try fields.truth()
    premasterLoudness = try fields.number()
    rideDB = try fields.numbers()
    rideLoudness = try fields.numbers()
    stemGainDB = try fields.truth() ? try fields.number() : nil
    lossyFiles = try fields.list { fields throws(FieldReader.Mismatch) in
      LossyFile(
        encoding: try fields.text(), gainDB: try fields.number(), loudness: try fields.number(), truePeak: try fields.number())
    }
    tracks = try fields.channels()
    returns = try fields.channels()
    try fields.end()
  }

  fileprivate var bytes: [UInt8] {
    var fields = FieldWriter()
    fields.add(integratedLoudness)
    fields.add(truePeak)
    fields.add(loudnessRange)
    fields.add(gainDB)
    fields.add(limiterThreshold)
    fields.add(limiterPasses)
    fields.add(softClipped)
    fields.add(premasterLoudness)
    fields.add(rideDB)
    fields.add(rideLoudness)
    fields.add(stemGainDB != nil)
    if let stemGainDB { fields.add(stemGainDB) }
    fields.add(lossyFiles) { fields, file in
      fields.add(file.encoding)
      fields.add(file.gainDB)
      fields.add(file.loudness)
      fields.add(file.truePeak)
    }
    fields.add(tracks)
    fields.add(returns)
    return fields.bytes
  }
}
