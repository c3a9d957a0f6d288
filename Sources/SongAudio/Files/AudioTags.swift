// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What an audio file says of its music. What is empty or nil isn't written.
package struct AudioTags: Sendable, Hashable, Codable {
  package var title = ""
  /// The composer.
  package var artist = ""
  /// The licence or notice.
  package var copyright = ""
  /// All but the composer, as `lyricist: Bob`.
  package var credits: [String] = []
  /// Beats a minute of the beginning.
  package var tempoBPM: Double?
  /// `D minor`.
  package var key = ""

  package init() {}

  /// What has no field of its own in most containers, in one line: `lyricist: Bob, 96 BPM, D minor`.
  var comment: String {
    (credits + (tempoBPM.map { ["\(shortest($0, 1)) BPM"] } ?? []) + (key.isEmpty ? [] : [key])).joined(separator: ", ")
  }
}
