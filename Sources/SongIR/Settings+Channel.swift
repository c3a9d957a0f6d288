// SPDX-License-Identifier: Apache-2.0
extension Settings.Part {
  /// What the spec says of the part's track beside its level, place and reverb.
  package struct Channel: Sendable, Hashable, Codable {
    /// What plays it where that is no sound of its instrument.
    package var sound: Session.Sound? = nil
    /// Behind its equaliser, in the order of the signal.
    package var inserts: [Insert] = []
    /// Levels into returns that stand above the mix's.
    package var sends: [Session.Send] = []
    /// Whether it is written and not heard.
    package var isMuted = false

    package init() {}
  }

  package enum Insert: Sendable, Hashable, Codable {
    /// An effect of the library.
    case named(String)
    case plugin(Session.Effect)
  }
}
