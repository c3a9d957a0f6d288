// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// The session for a first listening: the same notes and levels, without the tracks' equalisers and effects.
  package var draft: Session {
    var result = self
    result.isDraft = true
    result.tracks = tracks.map {
      Track(
        id: $0.id, sound: $0.sound, events: $0.events, inserts: [], gainDB: $0.gainDB, pan: $0.pan, sends: $0.sends,
        duck: $0.duck, automation: $0.automation)
    }
    return result
  }

  /// Frames a second of a draft: half of what masters have.
  package static let draftRate = 24_000
}
