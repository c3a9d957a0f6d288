// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import CSndFile
internal import Glibc
package import SongBase

/// A stereo audio file that is being written, without anything that differs from run to run: no PEAK chunk, no time stamp,
/// no random serial number. A WAV file of a loop has a `smpl` chunk with one loop over the whole file.
package final class AudioFileWriter {
  private let path: String
  private let encoding: AudioEncoding
  private let tags: AudioTags
  private let isDithered: Bool
  private let seed: Seed
  private var file: OpaquePointer?
  private var noise: RandomStream
  private var integers: [Int32] = []
  private var shorts: [Int16] = []

  /// Opens the file, over one that stands there.
  ///
  /// - Parameters:
  ///   - length: the frames that will be written.
  ///   - isLoop: marks the whole of a WAV file as a loop.
  ///   - isDithered: whether noise is added where samples become integers.
  ///   - seed: keys the dither, and the serial number of an Ogg stream.
  /// - Throws: `fileUnwritable`.
  package init(
    path: String, encoding: AudioEncoding, sampleRate: Int, length: Int64, isLoop: Bool, tags: AudioTags = AudioTags(),
    isDithered: Bool = true, seed: Seed
  ) throws(AudioError) {
    self.path = path
    self.encoding = encoding
    self.tags = tags
    self.isDithered = isDithered
    self.seed = seed
    noise = seed.generator
    if case .aiff(let format) = encoding, !fits32Bits(length, format) {
      throw .fileUnwritable(path: path, reason: "an AIFF file holds at most 4 GiB")
    }
    var info = SF_INFO(
      frames: 0, samplerate: Int32(sampleRate), channels: 2, format: encoding.code(length: length), sections: 0, seekable: 0)
    if let reason = songLoadSndFile() { throw .fileUnwritable(path: path, reason: String(cString: reason)) }
    guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw .fileUnwritable(path: path, reason: String(cString: sf_strerror(nil)))
    }
    self.file = file
    sf_command(file, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
    try setRate()
    setTags()
    if isLoop, case .wav = encoding, let end = UInt32(exactly: length) {
      songSetLoop(UnsafeMutableRawPointer(file), end)
    }
  }

  /// Sets how much a lossy encoder may spend, in libsndfile's measure of compression, 0...1.
  private func setRate() throws(AudioError) {
    var compression: Double
    switch encoding {
    case .wav, .aiff, .flac: return
    case .vorbis(let quality): compression = 1 - Double(quality) / 10
    // 6 to 256 kbit/s a channel.
    case .opus(let bitrate): compression = 1 - (Double(bitrate) / 2 - 6) / 250
    case .mp3(let bitrate):
      compression = Double(320 - bitrate) / 288
      var mode = Int32(SF_BITRATE_MODE_CONSTANT)
      // The command's own answer says nothing in libsndfile 1.2.0.
      sf_command(file, Int32(SFC_SET_BITRATE_MODE), &mode, Int32(MemoryLayout<Int32>.size))
      guard sf_command(file, Int32(SFC_GET_BITRATE_MODE), nil, 0) == mode else {
        throw .fileUnwritable(path: path, reason: "the encoder refuses a constant bit rate")
      }
    }
    guard sf_command(file, Int32(SFC_SET_COMPRESSION_LEVEL), &compression, Int32(MemoryLayout<Double>.size)) == SF_TRUE
    else { throw .fileUnwritable(path: path, reason: "the encoder refuses its bit rate") }
  }

  /// MP3 files get theirs at the end, before the first frame.
  private func setTags() {
    if case .mp3 = encoding { return }
    var texts = [
      (SF_STR_TITLE, tags.title), (SF_STR_ARTIST, tags.artist), (SF_STR_COPYRIGHT, tags.copyright),
      (SF_STR_COMMENT, tags.comment),
    ]
    if encoding.isOgg { texts.append((SF_STR_LICENSE, tags.copyright)) }
    for (kind, text) in texts where !text.isEmpty { sf_set_string(file, Int32(kind), text) }
  }

  deinit {
    if let file { sf_close(file) }
  }

  /// Writes interleaved frames, quantised where the file holds integers.
  ///
  /// - Throws: `fileUnwritable`.
  package func write(_ samples: borrowing [Float], frames: Int) throws(AudioError) {
    precondition(frames * 2 <= samples.count)
    let written: sf_count_t
    switch encoding.sampleFormat {
    case .integer16:
      quantise(samples, frames: frames, bits: 16)
      shorts.removeAll(keepingCapacity: true)
      for value in integers { shorts.append(Int16(truncatingIfNeeded: value)) }
      written = sf_writef_short(file, shorts, sf_count_t(frames))
    case .integer24:
      quantise(samples, frames: frames, bits: 24)
      for i in integers.indices { integers[i] <<= 8 }
      written = sf_writef_int(file, integers, sf_count_t(frames))
    case .float32:
      written = samples.withUnsafeBufferPointer { sf_writef_float(file, $0.baseAddress, sf_count_t(frames)) }
    }
    guard written == sf_count_t(frames) else {
      throw .fileUnwritable(path: path, reason: String(cString: sf_strerror(file)))
    }
  }

  /// Fills `integers`.
  private func quantise(_ samples: borrowing [Float], frames: Int, bits: Int) {
    if isDithered {
      SongAudio.quantise(samples, frames: frames, bits: bits, noise: &noise, into: &integers)
    } else {
      SongAudio.quantise(samples, frames: frames, bits: bits, into: &integers)
    }
  }

  /// Writes frames of a scratch file from its first on, all times a gain.
  ///
  /// - Parameter checkpoint: called often; throws to stop.
  /// - Throws: `fileUnwritable`, and what `checkpoint` throws.
  func write(
    _ file: ScratchFile, length: Int64, gain: Float, checkpoint: () throws(AudioError) -> Void = {}
  ) throws(AudioError) {
    var samples = [Float](repeating: 0, count: chunkFrames * 2)
    var position: Int64 = 0
    while position < length {
      try checkpoint()
      let frames = Int(min(Int64(chunkFrames), length - position))
      try file.read(into: &samples, frames: frames, at: position)
      if gain != 1 { scale(&samples, by: gain) }
      try write(samples, frames: frames)
      position += Int64(frames)
    }
  }

  /// Ends the file.
  ///
  /// - Throws: `fileUnwritable`.
  package func close() throws(AudioError) {
    guard let file else { return }
    self.file = nil
    let status = sf_close(file)
    guard status == 0 else { throw .fileUnwritable(path: path, reason: String(cString: sf_error_number(status))) }
    switch encoding {
    case .wav(.float32): try emptyPeakChunk()
    case .vorbis, .opus:
      var stream = seed.child("ogg").generator
      try setSerial(UInt32(truncatingIfNeeded: stream.next()), ofOggFile: path)
    case .mp3: try prepend(tags.id3Tag, to: path)
    case .wav, .aiff, .flac: break
    }
  }

  /// Makes a PEAK chunk an empty JUNK chunk: libsndfile 1.2.0 writes one, with the time, into every RF64 file of floats,
  /// whatever it is told.
  private func emptyPeakChunk() throws(AudioError) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fileUnwritable(path: path, reason: String(cString: strerror(errno))) }
    defer { _ = Glibc.close(descriptor) }
    var head = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &head, head.count, 0)
    // Chunks begin behind the form's name; each is a name and a size of 32 bits before its content.
    var at = 12
    while at + 8 <= count, !head[at..<at + 4].elementsEqual("data".utf8) {
      let size = (0..<4).reduce(0) { $0 | Int(head[at + 4 + $1]) << (8 * $1) }
      if head[at..<at + 4].elementsEqual("PEAK".utf8), at + 8 + size <= count {
        let chunk = Array("JUNK".utf8) + head[at + 4..<at + 8] + [UInt8](repeating: 0, count: size)
        guard pwrite(descriptor, chunk, chunk.count, off_t(at)) == chunk.count else {
          throw .fileUnwritable(path: path, reason: String(cString: strerror(errno)))
        }
      }
      at += 8 + size + size % 2
    }
  }
}

/// Whether the sizes of a file with so many frames can be said in 32 bits, with room for its other chunks.
private func fits32Bits(_ frames: Int64, _ format: SampleFormat) -> Bool {
  frames * Int64(2 * format.byteCount) < 0xFFFF_FFFF - 0x1_0000
}

extension AudioEncoding {
  /// libsndfile's number of container and coding.
  fileprivate func code(length: Int64) -> Int32 {
    switch self {
    case .wav(let format): Int32(fits32Bits(length, format) ? SF_FORMAT_WAV : SF_FORMAT_RF64) | format.subtype
    case .aiff(let format): Int32(SF_FORMAT_AIFF) | format.subtype
    case .flac(let format): Int32(SF_FORMAT_FLAC) | format.subtype
    case .vorbis: Int32(SF_FORMAT_OGG | SF_FORMAT_VORBIS)
    case .opus: Int32(SF_FORMAT_OGG | SF_FORMAT_OPUS)
    case .mp3: Int32(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
    }
  }

  /// What libsndfile is given.
  fileprivate var sampleFormat: SampleFormat {
    switch self {
    case .wav(let format), .aiff(let format), .flac(let format): format
    case .vorbis, .opus, .mp3: .float32
    }
  }
}

extension SampleFormat {
  fileprivate var byteCount: Int {
    switch self {
    case .integer16: 2
    case .integer24: 3
    case .float32: 4
    }
  }

  fileprivate var subtype: Int32 {
    switch self {
    case .integer16: Int32(SF_FORMAT_PCM_16)
    case .integer24: Int32(SF_FORMAT_PCM_24)
    case .float32: Int32(SF_FORMAT_FLOAT)
    }
  }
}
