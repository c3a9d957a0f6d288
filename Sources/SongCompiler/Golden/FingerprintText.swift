// SPDX-License-Identifier: Apache-2.0
package import SongAudio
internal import SongBase

/// Why a golden isn't what it should be.
package struct GoldenError: Error {
  package enum Fault {
    case version(Int)
    case malformed(String)
  }

  package let fault: Fault
}

extension AudioFingerprint {
  /// As goldens hold it: a figure a line, levels by seconds.
  package var text: String {
    func list(_ values: some Sequence<Double>, _ decimals: Int) -> String {
      values.map { fixed($0, decimals) }.joined(separator: " ")
    }
    var out = GoldenFormat.header("audio")
    out += "pcm \(hex(digest))\nrate \(sampleRate)\nframes \(frames)\n"
    out += "loudness \(fixed(loudness, 4))\npeak \(fixed(truePeak, 4))\nrange \(fixed(loudnessRange, 4))\n"
    out += "tilt \(fixed(tiltDB, 4))\ncorrelation \(fixed(correlation, 6))\noctaves \(list(octavesDB, 4))\n"
    out += "# what begins, by seconds: milliseconds and rise in dB\n"
    for second in Set(onsets.map { $0.milliseconds / 1000 }).sorted() {
      let own = onsets.filter { $0.milliseconds / 1000 == second }
      out += "onsets " + own.map { "\($0.milliseconds):\(fixed($0.riseDB, 1))" }.joined(separator: " ") + "\n"
    }
    out += "# levels of 100 ms in dBFS, a second a line\n"
    for start in stride(from: 0, to: levelsDB.count, by: 10) {
      out += "levels \(list(levelsDB[start..<min(start + 10, levelsDB.count)], 3))\n"
    }
    return out
  }

  /// Reads what `text` writes.
  ///
  /// - Throws: what is wrong with it, and in which line.
  package init(text: String) throws(GoldenError) {
    guard let version = GoldenFormat.version(of: text) else { throw GoldenError(fault: .malformed("it isn't a fingerprint of songc")) }
    guard version == GoldenFormat.version else { throw GoldenError(fault: .version(version)) }
    var values: [String: [String]] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let words = line.split(separator: " ").map { String($0) }
      guard let key = words.first, FingerprintKey(rawValue: key) != nil, words.count > 1 else {
        throw GoldenError(fault: .malformed("line \(index + 1) isn't a figure"))
      }
      values[key, default: []] += words.dropFirst()
    }
    func bad(_ key: FingerprintKey) -> GoldenError { GoldenError(fault: .malformed("'\(key.rawValue)' is missing or can't be read")) }
    func words(_ key: FingerprintKey) -> [String] { values[key.rawValue] ?? [] }
    func whole(_ key: FingerprintKey) throws(GoldenError) -> Int64 {
      guard words(key).count == 1, let value = Int64(words(key)[0]), value >= 0 else { throw bad(key) }
      return value
    }
    func numbers(_ key: FingerprintKey) throws(GoldenError) -> [Double] {
      let values = words(key).compactMap(Double.init)
      guard values.count == words(key).count, values.allSatisfy({ $0.magnitude < 1000 }) else { throw bad(key) }
      return values
    }
    func number(_ key: FingerprintKey) throws(GoldenError) -> Double {
      let values = try numbers(key)
      guard values.count == 1 else { throw bad(key) }
      return values[0]
    }
    guard words(.pcm).count == 1, let digest = UInt64(words(.pcm)[0], radix: 16) else { throw bad(.pcm) }
    let rate = try whole(.rate)
    guard (1...1_000_000).contains(rate) else { throw bad(.rate) }
    var onsets: [Onset] = []
    for word in words(.onsets) {
      let parts = word.split(separator: ":")
      guard parts.count == 2, let at = Int(parts[0]), let rise = Double(parts[1]), rise.magnitude < 1000,
        (0...longest).contains(at)
      else { throw bad(.onsets) }
      onsets.append(Onset(milliseconds: at, riseDB: rise))
    }
    let octaves = try numbers(.octaves)
    guard octaves.count == AudioFingerprint.octaveCount else { throw bad(.octaves) }
    let levels = try numbers(.levels)
    guard !levels.isEmpty else { throw bad(.levels) }
    self.init(
      digest: digest, sampleRate: Int(rate), frames: try whole(.frames), loudness: try number(.loudness),
      truePeak: try number(.peak), loudnessRange: try number(.range), tiltDB: try number(.tilt),
      correlation: try number(.correlation), octavesDB: octaves, levelsDB: levels, onsets: onsets)
  }
}

/// No piece is so long, ms.
private let longest = 100_000_000

/// What a line of a fingerprint begins with.
private enum FingerprintKey: String {
  case pcm, rate, frames, loudness, peak, range, tilt, correlation, octaves, onsets, levels
}
