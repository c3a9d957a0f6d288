// SPDX-License-Identifier: Apache-2.0
internal import SongCache

/// A mix as it was rendered before, with what was measured on the way.
struct KeptMix {
  let premaster: Premaster
  let channels: MixChannels

  /// The mix at an address; nil where there is none.
  ///
  /// - Parameters:
  ///   - length: frames.
  ///   - scratch: an existing folder, for the mix.
  /// - Throws: `fileUnwritable`.
  init?(_ address: ContentHash, length: Int64, cache: Cache, scratch: String) throws(AudioError) {
    guard let fields = cache.bytes(KeptMix.figures(of: address)), let figures = try? Figures(fields),
      let entry = cache.find(address), entry.count == length * Int64(bytesPerFrame)
    else { return nil }
    let file = try ScratchFile(in: scratch)
    var samples = [Float](repeating: 0, count: chunkFrames * 2)
    var start: Int64 = 0
    while start < length {
      let frames = Int(min(Int64(chunkFrames), length - start))
      let isRead = samples.withUnsafeMutableBytes {
        entry.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<(frames * bytesPerFrame)]), at: start * Int64(bytesPerFrame))
      }
      guard isRead else { return nil }
      try file.write(samples, frames: frames, at: start)
      start += Int64(frames)
    }
    premaster = Premaster(
      file: file, length: length, loudness: figures.loudness, peakAmplitude: figures.peakAmplitude, windows: figures.windows)
    channels = figures.channels
  }

  /// Keeps a mix, where the cache has room for it.
  ///
  /// - Throws: `fileUnwritable`, when the mix can't be read.
  static func store(_ mix: Premaster, _ channels: MixChannels, at address: ContentHash, cache: Cache) throws(AudioError) {
    guard cache.hasRoom(for: mix.length * Int64(bytesPerFrame)), let writer = cache.writer(for: address) else { return }
    var samples = [Float](repeating: 0, count: chunkFrames * 2)
    var start: Int64 = 0
    while start < mix.length {
      let frames = Int(min(Int64(chunkFrames), mix.length - start))
      try mix.file.read(into: &samples, frames: frames, at: start)
      samples.withUnsafeBytes { writer.write(UnsafeRawBufferPointer(rebasing: $0[..<(frames * bytesPerFrame)])) }
      start += Int64(frames)
    }
    writer.finish()
    let figures = Figures(
      loudness: mix.loudness, peakAmplitude: mix.peakAmplitude, windows: mix.windows, channels: channels)
    cache.store(figures.bytes, at: Self.figures(of: address))
  }

  private static func figures(of address: ContentHash) -> ContentHash {
    let hasher = ContentHasher("figures")
    hasher.add(address)
    return hasher.finish()
  }

  private struct Figures {
    let loudness: Double
    let peakAmplitude: Double
    let windows: [Double]
    let channels: MixChannels

    init(loudness: Double, peakAmplitude: Double, windows: [Double], channels: MixChannels) {
      self.loudness = loudness
      self.peakAmplitude = peakAmplitude
      self.windows = windows
      self.channels = channels
    }

    init(_ bytes: [UInt8]) throws(FieldReader.Mismatch) {
      var fields = FieldReader(bytes)
      loudness = try fields.number()
      peakAmplitude = try fields.number()
      windows = try fields.numbers()
      channels = MixChannels(tracks: try fields.channels(), returns: try fields.channels())
      try fields.end()
    }

    var bytes: [UInt8] {
      var fields = FieldWriter()
      fields.add(loudness)
      fields.add(peakAmplitude)
      fields.add(windows)
      fields.add(channels.tracks)
      fields.add(channels.returns)
      return fields.bytes
    }
  }
}

extension FieldWriter {
  mutating func add(_ numbers: [Double]) { add(numbers) { $0.add($1) } }

  mutating func add(_ channels: [MasterReport.Channel]) {
    add(channels) { fields, channel in
      fields.add(channel.id)
      fields.add(channel.peak)
      fields.add(channel.loudness)
    }
  }
}

extension FieldReader {
  mutating func numbers() throws(Mismatch) -> [Double] { try list { fields throws(Mismatch) in try fields.number() } }

  mutating func channels() throws(Mismatch) -> [MasterReport.Channel] {
    try list { fields throws(Mismatch) in
      MasterReport.Channel(id: try fields.text(), peak: try fields.number(), loudness: try fields.number())
    }
  }
}
