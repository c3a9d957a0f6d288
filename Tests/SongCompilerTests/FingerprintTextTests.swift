// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongCompiler
import Testing

/// Fingerprints as text, and what is wrong with one that can't be read.
@Suite struct FingerprintTextTests {
  private let print = AudioFingerprint(
    digest: 0x0123_4567_89AB_CDEF, sampleRate: 48000, frames: 57600, loudness: -14.0012, truePeak: -1.25, loudnessRange: 3.5,
    tiltDB: -4.25, correlation: 0.75, octavesDB: [-20, -15, -10, -8, -9, -10, -12, -20, -30],
    levelsDB: (0..<12).map { -20 - Double($0) / 8 }, onsets: [.init(milliseconds: 0, riseDB: 30), .init(milliseconds: 1005, riseDB: 9.5)])

  @Test func itIsReadAsItWasWritten() throws {
    #expect(try AudioFingerprint(text: print.text) == print)
    #expect(print.text.hasPrefix("# songc golden 1: audio\npcm 0123456789abcdef\nrate 48000\nframes 57600\n"))
    #expect(print.text.contains("\nonsets 1005:9.5\n"))
  }

  @Test(arguments: [
    ("pcm 0123456789abcdef\n", "pcm xyz\n"), ("rate 48000", "rate 0"), ("frames 57600", "frames many"), ("range ", "length "),
    ("octaves -20.0000 ", "octaves "), ("0:30.0", "0"), ("# songc golden 1: audio\n", ""), ("loudness -14.0012", "loudness 1e9"),
    ("loudness -14.0012", "loudness nan"), ("levels ", "# levels "),
    ("frames 57600\n", "frames 57600\n \n"), ("1005:9.5", "-9223372036854775808:9.5"),
  ])
  func whatIsDamagedIsRefused(_ old: String, _ new: String) {
    let damaged = print.text.replacing(old, with: new)
    #expect(damaged != print.text)
    #expect(throws: GoldenError.self) { try AudioFingerprint(text: damaged) }
  }
}
