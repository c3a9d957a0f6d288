// SPDX-License-Identifier: Apache-2.0
/// What a Standard MIDI File holds: events at exact ticks, without system exclusive messages.
package struct SMFFile: Sendable, Hashable {
  /// 0 or 1.
  package let format: Int
  package let division: Division
  /// The events of each track in file order, which is the order of time; the end of the track is the last.
  package let tracks: [[SMFEvent]]

  package init(format: Int, division: Division, tracks: [[SMFEvent]]) {
    self.format = format
    self.division = division
    self.tracks = tracks
  }

  /// What a tick is.
  package enum Division: Sendable, Hashable {
    case ticksPerQuarter(Int)
    /// 24, 25, 29 (29.97 drop-frame) or 30 frames a second.
    case timecode(framesPerSecond: Int, ticksPerFrame: Int)
  }

  /// A note-on with its note-off.
  package struct Note: Sendable, Hashable {
    package let onset: Int
    package let duration: Int
    /// 0...15.
    package let channel: Int
    package let key: Int
    /// 1...127.
    package let velocity: Int

    package init(onset: Int, duration: Int, channel: Int, key: Int, velocity: Int) {
      self.onset = onset
      self.duration = duration
      self.channel = channel
      self.key = key
      self.velocity = velocity
    }
  }

  /// The notes of a track by onset, then channel, then key.
  ///
  /// A note-off ends the oldest sounding note of its key; a note that nothing ends lasts as long as the track.
  package func notes(inTrack index: Int) -> [Note] {
    var sounding: [[(onset: Int, velocity: Int)]] = Array(repeating: [], count: 16 * 128)
    // How many of each key have ended.
    var ended = Array(repeating: 0, count: 16 * 128)
    var notes: [Note] = []
    func close(_ slot: Int, at tick: Int) {
      guard ended[slot] < sounding[slot].count else { return }
      let start = sounding[slot][ended[slot]]
      ended[slot] += 1
      notes.append(
        Note(
          onset: start.onset, duration: tick - start.onset, channel: slot / 128, key: slot % 128,
          velocity: start.velocity))
    }
    for event in tracks[index] {
      switch event.message {
      case .noteOn(let channel, let key, let velocity) where velocity > 0:
        sounding[channel * 128 + key].append((event.tick, velocity))
      case .noteOn(let channel, let key, _), .noteOff(let channel, let key, _):
        close(channel * 128 + key, at: event.tick)
      default: break
      }
    }
    let end = tracks[index].last?.tick ?? 0
    for slot in sounding.indices {
      while ended[slot] < sounding[slot].count { close(slot, at: end) }
    }
    return notes.sorted { ($0.onset, $0.channel, $0.key) < ($1.onset, $1.channel, $1.key) }
  }
}

/// A message at a tick of its track.
package struct SMFEvent: Sendable, Hashable {
  /// Ticks from the start of the track, in the division of the file.
  package let tick: Int
  package let message: SMFMessage

  package init(tick: Int, message: SMFMessage) {
    self.tick = tick
    self.message = message
  }
}

/// A channel or meta message; channels are 0...15, data 0...127.
package enum SMFMessage: Sendable, Hashable {
  case noteOff(channel: Int, key: Int, velocity: Int)
  case noteOn(channel: Int, key: Int, velocity: Int)
  case keyPressure(channel: Int, key: Int, value: Int)
  case control(channel: Int, controller: Int, value: Int)
  case program(channel: Int, program: Int)
  case channelPressure(channel: Int, value: Int)
  /// 0...16383, 8192 in the middle.
  case pitchBend(channel: Int, value: Int)
  case meta(MetaType, [UInt8])

  /// A meta message whose content is text in UTF-8.
  static func text(_ type: MetaType, _ text: String) -> SMFMessage { .meta(type, Array(text.utf8)) }
}

/// The number of a meta message.
///
/// - Source: Standard MIDI Files 1.0, RP-001; the port is not in it, sequencers agree on it.
package struct MetaType: Sendable, Hashable {
  package let number: UInt8

  package init(number: UInt8) { self.number = number }

  package static let text = MetaType(number: 0x01)
  package static let copyright = MetaType(number: 0x02)
  package static let trackName = MetaType(number: 0x03)
  package static let lyric = MetaType(number: 0x05)
  package static let marker = MetaType(number: 0x06)
  package static let port = MetaType(number: 0x21)
  package static let endOfTrack = MetaType(number: 0x2F)
  package static let tempo = MetaType(number: 0x51)
  package static let timeSignature = MetaType(number: 0x58)
  package static let keySignature = MetaType(number: 0x59)
}
