// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import CSndFile

/// An audio file of any of our encodings that is being decoded, as stereo.
package final class AudioFileReader {
  package let sampleRate: Int
  /// As the file has them, 1 or 2.
  package let channels: Int
  /// As the file's head says.
  package let frames: Int64
  package let path: String
  private let file: OpaquePointer
  private let isMono: Bool

  /// - Parameter acceptsMono: whether one channel stands for both sides.
  /// - Throws: `fileUnreadable`.
  package init(path: String, acceptsMono: Bool = false) throws(AudioError) {
    if let reason = songLoadSndFile() { throw .fileUnreadable(path: path, reason: String(cString: reason)) }
    var info = SF_INFO()
    guard let file = sf_open(path, Int32(SFM_READ), &info) else {
      throw .fileUnreadable(path: path, reason: String(cString: sf_strerror(nil)))
    }
    self.file = file
    self.path = path
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    frames = Int64(info.frames)
    isMono = info.channels == 1 && acceptsMono
    guard info.channels == 2 || isMono else { throw .fileUnreadable(path: path, reason: "it isn't stereo") }
  }

  deinit { sf_close(file) }

  package var seconds: Double { Double(frames) / Double(sampleRate) }

  /// Decodes the next frames, interleaved, to the beginning of the array; returns how many, 0 at the end.
  package func read(into samples: inout [Float]) -> Int {
    let room = sf_count_t(samples.count / 2)
    let count = Int(samples.withUnsafeMutableBufferPointer { sf_readf_float(file, $0.baseAddress, room) })
    if isMono {
      for frame in (0..<count).reversed() { (samples[2 * frame], samples[2 * frame + 1]) = (samples[frame], samples[frame]) }
    }
    return count
  }

  /// As above, until the array is full or the file ends.
  func fill(_ samples: inout [Float]) -> Int {
    var count = read(into: &samples)
    while count > 0, count < samples.count / 2 {
      var rest = [Float](repeating: 0, count: samples.count - 2 * count)
      let read = read(into: &rest)
      if read == 0 { break }
      for index in 0..<2 * read { samples[2 * count + index] = rest[index] }
      count += read
    }
    return count
  }
}
