// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import CSndFile
internal import Glibc
package import SongBase
internal import SongIR

/// What a WAV file says of itself.
package struct WaveTags: Sendable {
  package var title = ""
  package var artist = ""
  package var copyright = ""

  package init() {}

  /// Those of a piece.
  init(_ session: Session) {
    title = session.title
    artist = session.credits.composer ?? ""
    copyright = session.credits.license
  }
}

/// A stereo WAV file that is being written: RF64 above 4 GiB, no PEAK chunk, no time stamp; a `smpl` chunk with one loop
/// over the whole file where it is a loop, in WAV files alone.
package final class WaveWriter {
  private let path: String
  private let format: SampleFormat
  private var file: OpaquePointer?
  private var noise: RandomStream
  private var integers: [Int32] = []
  private var shorts: [Int16] = []

  /// Opens the file, over one that stands there.
  ///
  /// - Parameters:
  ///   - length: the frames that will be written.
  ///   - isLoop: marks the whole file as a loop.
  ///   - tags: title, artist and copyright in a `LIST INFO` chunk; what is empty is left out.
  ///   - seed: keys the dither.
  /// - Throws: `fileUnwritable`.
  package init(
    path: String, format: SampleFormat, sampleRate: Int, length: Int64, isLoop: Bool, tags: WaveTags = WaveTags(), seed: Seed
  ) throws(AudioError) {
    self.path = path
    self.format = format
    noise = seed.generator
    let bytes = length * Int64(2 * format.byteCount)
    let container = bytes < 0xFFFF_FFFF - 0x1_0000 ? SF_FORMAT_WAV : SF_FORMAT_RF64
    var info = SF_INFO(
      frames: 0, samplerate: Int32(sampleRate), channels: 2, format: Int32(container) | format.subtype, sections: 0,
      seekable: 0)
    if let reason = songLoadSndFile() { throw .fileUnwritable(path: path, reason: String(cString: reason)) }
    guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw .fileUnwritable(path: path, reason: String(cString: sf_strerror(nil)))
    }
    self.file = file
    sf_command(file, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
    for (kind, text) in [(SF_STR_TITLE, tags.title), (SF_STR_ARTIST, tags.artist), (SF_STR_COPYRIGHT, tags.copyright)]
    where !text.isEmpty {
      sf_set_string(file, Int32(kind), text)
    }
    if isLoop, let end = UInt32(exactly: length) { songSetLoop(UnsafeMutableRawPointer(file), end) }
  }

  deinit {
    if let file { sf_close(file) }
  }

  /// Quantises and writes interleaved frames.
  ///
  /// - Throws: `fileUnwritable`.
  package func write(_ samples: borrowing [Float], frames: Int) throws(AudioError) {
    precondition(frames * 2 <= samples.count)
    let written: sf_count_t
    switch format {
    case .integer16:
      quantise(samples, frames: frames, bits: 16, noise: &noise, into: &integers)
      shorts.removeAll(keepingCapacity: true)
      for value in integers { shorts.append(Int16(truncatingIfNeeded: value)) }
      written = sf_writef_short(file, shorts, sf_count_t(frames))
    case .integer24:
      quantise(samples, frames: frames, bits: 24, noise: &noise, into: &integers)
      for i in integers.indices { integers[i] <<= 8 }
      written = sf_writef_int(file, integers, sf_count_t(frames))
    case .float32:
      written = samples.withUnsafeBufferPointer { sf_writef_float(file, $0.baseAddress, sf_count_t(frames)) }
    }
    guard written == sf_count_t(frames) else {
      throw .fileUnwritable(path: path, reason: String(cString: sf_strerror(file)))
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
    if format == .float32 { try emptyPeakChunk() }
  }

  /// Makes a PEAK chunk an empty JUNK chunk: libsndfile 1.2.0 writes one, with the time, into every RF64 file of floats,
  /// whatever it is told.
  private func emptyPeakChunk() throws(AudioError) {
    let descriptor = open(path, O_RDWR)
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

  /// Gives the file up and removes it.
  package func discard() {
    if let file { sf_close(file) }
    file = nil
    unlink(path)
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
