// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What is left of a file of sound when another is taken from it, sample by sample.
package struct AudioSubtraction: Sendable, Hashable {
  package let sampleRate: Int
  package let oldFrames: Int64
  package let newFrames: Int64
  /// The largest magnitude of a sample that is left; 1 is full scale, and what is larger was cut off.
  package let peak: Float

  /// dBFS; `silenceDB` where nothing is left.
  package var peakDB: Double { decibels(Double(peak)) }
}

/// Takes an old file of sound from a new one and writes what is left as a WAV file of 24 bits; the shorter one goes on with
/// silence.
///
/// Files may have any length: they are read and written in pieces. Nothing is dithered, so that of files of 24 bits or fewer
/// every sample is exact.
/// - Parameters:
///   - new: at its beginning, as is `old`, whose sample rate is the same.
///   - progress: told the part that is done, 0...1, a hundred times at most.
/// - Throws: `fileUnreadable` of samples that aren't numbers, `fileUnwritable`, `cancelled`. What was written until then stays.
package func subtract(
  _ old: AudioFileReader, from new: AudioFileReader, to path: String, isCancelled: () -> Bool = { false },
  progress: (Double) -> Void = { _ in }
) throws(AudioError) -> AudioSubtraction {
  precondition(old.sampleRate == new.sampleRate, "samples of different times can't be subtracted")
  let length = max(old.frames, new.frames)
  let writer = try AudioFileWriter(
    path: path, encoding: .wav(.integer24), sampleRate: new.sampleRate, length: length, isLoop: false, isDithered: false,
    seed: Seed(0))
  var mine = [Float](repeating: 0, count: 2 * blockFrames)
  var theirs = mine
  var rest = mine
  var (oldFrames, newFrames) = (Int64(0), Int64(0))
  var peak: Float = 0
  var percent = -1
  while true {
    if isCancelled() { throw .cancelled }
    let oldCount = try old.block(&mine)
    let newCount = try new.block(&theirs)
    let frames = max(oldCount, newCount)
    if frames == 0 { break }
    for index in 0..<2 * frames {
      rest[index] = (index < 2 * newCount ? theirs[index] : 0) - (index < 2 * oldCount ? mine[index] : 0)
      peak = max(peak, rest[index].magnitude)
    }
    try writer.write(rest, frames: frames)
    oldFrames += Int64(oldCount)
    newFrames += Int64(newCount)
    let done = min(1, Double(max(oldFrames, newFrames)) / Double(max(1, length)))
    if Int(done * 100) > percent {
      percent = Int(done * 100)
      progress(done)
    }
  }
  try writer.close()
  return AudioSubtraction(sampleRate: new.sampleRate, oldFrames: oldFrames, newFrames: newFrames, peak: peak)
}

/// Of a read and a write.
private let blockFrames = 1 << 15

extension AudioFileReader {
  /// Fills the array as far as the file goes; returns the frames.
  fileprivate func block(_ samples: inout [Float]) throws(AudioError) -> Int {
    let count = fill(&samples)
    // Files of floats may say anything.
    guard samples[..<(2 * count)].allSatisfy({ $0.magnitude <= 1e6 }) else {
      throw .fileUnreadable(path: path, reason: "it has samples that aren't numbers, or are a million times full scale")
    }
    return count
  }
}
