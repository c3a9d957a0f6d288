// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// An LV2 instrument with its events at their frames.
///
/// It is sent notes and controllers, never a change of program: many synthesisers would take that for another preset.
final class PluginInstrument: Instrument {
  private let player: any NotePlayer
  private let events: [Session.Event]
  private var nextEvent = 0
  /// Frames rendered so far; a multiple of the plugin's block.
  private var position: Int64 = 0
  private var block = Stereo(frames: Plugin.block)

  init(_ player: any NotePlayer, events: [Session.Event]) {
    self.player = player
    self.events = events
  }

  func render(into audio: inout Stereo) throws(AudioError) {
    precondition(audio.count.isMultiple(of: Plugin.block), "a plugin gives whole blocks")
    for offset in stride(from: 0, to: audio.count, by: Plugin.block) {
      guard try player.play(messages(), into: &block) else {
        throw .pluginBadOutput(uri: player.uri, whereUsed: "instrument")
      }
      // Notes would sound late: nothing makes up for that of an instrument.
      guard player.latency == 0 else {
        throw .pluginRefused(uri: player.uri, reason: .latencyTooLong(frames: player.latency))
      }
      audio.copy(from: block, at: 0, to: offset, count: Plugin.block)
      position += Int64(Plugin.block)
    }
  }

  /// The events of the next block.
  private func messages() -> [MIDIMessage] {
    var messages: [MIDIMessage] = []
    let end = position + Int64(Plugin.block)
    while nextEvent < events.count, events[nextEvent].at.value < end {
      let event = events[nextEvent]
      messages.append(MIDIMessage(frame: Int(max(0, event.at.value - position)), bytes: bytes(of: event.kind)))
      nextEvent += 1
    }
    return messages
  }
}

/// A plugin that plays notes.
protocol NotePlayer: AnyObject {
  var uri: String { get }
  /// Frames by which its output is late; known after the first block.
  var latency: Int { get }

  /// Plays a block of `Plugin.block` frames; false when it isn't finite.
  ///
  /// - Throws: `pluginCrashed`, `pluginHung`, `pluginRefused`.
  func play(_ messages: [MIDIMessage], into block: inout Stereo) throws(AudioError) -> Bool
}

extension Plugin: NotePlayer {
  /// - Throws: `pluginRefused` for what takes no notes, or hasn't one or two outputs.
  func checkInstrument() throws(AudioError) {
    guard takesNotes else { throw .pluginRefused(uri: uri, reason: .noEventInput) }
    guard inputCount == 0, (1...2).contains(outputCount) else {
      throw .pluginRefused(uri: uri, reason: .unsuitableAudioPorts(inputs: inputCount, outputs: outputCount))
    }
  }

  func play(_ messages: [MIDIMessage], into block: inout Stereo) -> Bool {
    guard run(messages) else { return false }
    take(output: 0, into: &block.left)
    take(output: outputCount - 1, into: &block.right)
    return true
  }
}

extension RemotePlugin: NotePlayer {
  func play(_ messages: [MIDIMessage], into block: inout Stereo) throws(AudioError) -> Bool {
    try process(&block, messages)
  }
}

/// A message on the first channel.
private func bytes(of event: Session.Event.Kind) -> [UInt8] {
  switch event {
  case .noteOn(let key, let velocity): [0x90, UInt8(key & 127), UInt8(velocity & 127)]
  case .noteOff(let key): [0x80, UInt8(key & 127), 0]
  case .control(let controller, let value): [0xB0, UInt8(controller & 127), UInt8(value & 127)]
  case .bend(let value): [0xE0, UInt8(value & 127), UInt8(value >> 7 & 127)]
  }
}
