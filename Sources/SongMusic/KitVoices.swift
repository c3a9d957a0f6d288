// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The voice of a kit that a name means: its own, or one of the short names of mini-notations.
///
/// - Returns: nil where the kit has no such voice.
package func kitVoice(_ name: String, in voices: [String]) -> String? {
  if let own = voices.first(where: { utf8Equal($0, name) }) { return own }
  let meant = shortNames.first { utf8Equal($0.short, name) }?.voices ?? []
  return meant.first { wanted in voices.contains { utf8Equal($0, wanted) } }
}

/// The drum names of Tidal and Strudel.
private let shortNames: [(short: String, voices: [String])] = [
  ("bd", ["kick", "low"]), ("sd", ["snare", "mid"]), ("sn", ["snare", "mid"]), ("hh", ["hat", "shaker"]), ("oh", ["open"]),
  ("cp", ["clap"]), ("rim", ["rim"]), ("rs", ["rim"]), ("cr", ["crash", "cymbal"]), ("rd", ["ride"]), ("lt", ["tom-low", "low"]),
  ("mt", ["tom-mid", "mid"]), ("ht", ["tom-high", "high"]), ("sh", ["shaker"]), ("cb", ["cowbell"]), ("tb", ["tambourine"]),
]
