// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// The session for a first listening: the same notes and levels, without the tracks' equalisers and effects. Noise keeps
  /// its filters, which are what is heard of it.
  package var draft: Session {
    var result = self
    result.isDraft = true
    result.tracks = tracks.map {
      Track(
        id: $0.id, sound: $0.sound, events: $0.events, equaliser: $0.sound.isOscillator ? $0.equaliser : [], inserts: [], gainDB: $0.gainDB, pan: $0.pan, sends: $0.sends,
        duck: $0.duck, automation: $0.automation)
    }
    return result
  }

  /// Frames a second of a draft: half of what masters have.
  package static let draftRate = 24_000
}
