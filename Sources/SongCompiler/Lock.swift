// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// The lock file: all the choices of a track, enough to make it again.
///
/// It is YAML, one choice a line, the same bytes on every machine: no time, date or path.
struct Lock {
  /// The text for a track.
  static func text(of settings: Settings, library: UInt64, models: [ModelChecksum]) -> String {
    var out = "# Every choice of this track, with its reason. Copy what you want to keep into the spec.\n"
    out += "lock: \(Version.lock)\nsongc: \(Version.songc)\nstdlib: \(quoted(hex(library)))\nmodels:\n"
    for model in models { out += "  \(model.name): \(quoted(hex(model.value)))\n" }
    out += "choices:\n"
    for decision in settings.decisions {
      out += "  \(quoted(decision.key)): {value: \(quoted(decision.value)), reason: \(decision.reason.rawValue)"
      if !decision.seedPath.isEmpty { out += ", from: \(quoted(decision.seedPath))" }
      out += "}\n"
    }
    return out
  }
}

private func quoted(_ text: String) -> String { JSONValue.string(text).line }

/// Sixteen hexadecimal digits.
func hex(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
