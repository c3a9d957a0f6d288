// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The version of songc and of its formats.
package enum Version {
  package static let songc = "0.1.0"
  /// The format version of song specs.
  package static let language = 1
  /// The format version of lock files.
  package static let lock = 1

  /// What `songc version --json` prints.
  package static var json: String {
    JSONValue.object([
      "songc": .string(songc), "language": .integer(language), "lock": .integer(lock),
    ]).text
  }
}
