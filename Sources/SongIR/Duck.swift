// SPDX-License-Identifier: Apache-2.0
package import SongBase

extension Session {
  /// A level that falls at each stroke of another part.
  package struct Duck: Sendable, Hashable, Codable {
    /// Where it is lowest, sorted.
    package let strokes: [Frames]
    /// How far it falls; 0 or below.
    package let gainDB: Double
    /// The way down, which ends at the stroke.
    package let fall: Frames
    /// The way up again.
    package let rise: Frames

    package init(strokes: [Frames], gainDB: Double, fall: Frames, rise: Frames) {
      self.strokes = strokes
      self.gainDB = gainDB
      self.fall = fall
      self.rise = rise
    }
  }
}
