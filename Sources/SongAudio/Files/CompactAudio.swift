// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Encodes a file of sound small enough for a page: Opus at 48 kHz, Vorbis at other rates, both in Ogg.
///
/// - Parameters:
///   - bitrate: of Opus, kbit/s; Vorbis has the quality nearest to it.
///   - scratch: a path that nothing stands at; it is left empty.
///   - seed: keys the serial number of the stream.
/// - Throws: `fileUnreadable`, `fileUnwritable`, `cancelled`.
package func encodeCompactly(
  _ path: String, to scratch: String, bitrate: Int, seed: Seed, isCancelled: () -> Bool = { false }
) throws(AudioError) -> AudioEncoding {
  let reader = try AudioFileReader(path: path, acceptsMono: true)
  let opus = AudioEncoding.opus(bitrate: bitrate)
  let encoding =
    opus.allows(sampleRate: reader.sampleRate) ? opus : .vorbis(quality: max(0, min(10, (bitrate - 48) / 16)))
  let writer = try AudioFileWriter(
    path: scratch, encoding: encoding, sampleRate: reader.sampleRate, length: 0, isLoop: false, seed: seed)
  var samples = [Float](repeating: 0, count: 1 << 15)
  while true {
    if isCancelled() { throw .cancelled }
    let count = reader.read(into: &samples)
    if count == 0 { break }
    try writer.write(samples, frames: count)
  }
  try writer.close()
  return encoding
}
