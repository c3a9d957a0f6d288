// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension XMLText {
  /// Adds the list of parts with their instruments; parts have the ids P1, P2 and on.
  mutating func partList(_ parts: [Score.Part]) {
    element("part-list") { xml in
      var pitched = 0
      for (index, part) in parts.enumerated() {
        let slot = pitched % 15
        let channel = part.isPercussion ? percussionChannel : slot + 1 < percussionChannel ? slot + 1 : slot + 2
        if !part.isPercussion { pitched += 1 }
        xml.scorePart(part, index: index, channel: channel)
      }
    }
  }

  private mutating func scorePart(_ part: Score.Part, index: Int, channel: Int) {
    element("score-part", [("id", partID(index))]) { xml in
      xml.leaf("part-name", part.name)
      xml.leaf("part-abbreviation", part.abbreviation)
      let names = part.isPercussion ? part.kit.map(\.name) : [part.name]
      for (voice, name) in names.enumerated() {
        xml.element("score-instrument", [("id", instrumentID(index, voice))]) { $0.leaf("instrument-name", name) }
      }
      for voice in names.indices {
        xml.element("midi-instrument", [("id", instrumentID(index, voice))]) { xml in
          xml.leaf("midi-channel", channel)
          xml.leaf("midi-program", part.program + 1)
          if part.isPercussion { xml.leaf("midi-unpitched", part.kit[voice].key + 1) }
        }
      }
    }
  }
}

/// The id of a part by its place in the score.
func partID(_ part: Int) -> String { "P\(part + 1)" }

/// The id of an instrument of a part: its only one, or a voice of its kit.
func instrumentID(_ part: Int, _ voice: Int) -> String { "P\(part + 1)-I\(voice + 1)" }

/// MusicXML counts channels from 1.
private let percussionChannel = 10
