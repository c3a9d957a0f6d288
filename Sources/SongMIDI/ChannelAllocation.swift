// SPDX-License-Identifier: Apache-2.0
package import SongIR

/// Where a part plays.
package struct MIDIAddress: Sendable, Hashable {
  /// From 0; each port has sixteen channels of its own.
  package let port: Int
  /// 0...15; 9 is percussion.
  package let channel: Int

  package init(port: Int, channel: Int) {
    self.port = port
    self.channel = channel
  }
}

/// An address of its own for each part, in their order.
///
/// Pitched parts fill the channels 0-8 and 10-15 of port 0, then of port 1 and on; percussion takes channel 9, a port
/// each.
package func midiAddresses(of parts: [Performance.Part]) -> [MIDIAddress] {
  var pitched = 0
  var percussion = 0
  return parts.map { part in
    if part.isPercussion {
      defer { percussion += 1 }
      return MIDIAddress(port: percussion, channel: percussionChannel)
    }
    defer { pitched += 1 }
    let slot = pitched % 15
    return MIDIAddress(port: pitched / 15, channel: slot < percussionChannel ? slot : slot + 1)
  }
}

private let percussionChannel = 9
