// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// An LV2 instrument with its events at their frames.
///
/// It is sent notes and controllers, never a change of program: many synthesisers would take that for another preset.
final class PluginInstrument: Instrument {
  private let plugin: Plugin
  private let events: [Session.Event]
  private var nextEvent = 0
  /// Frames rendered so far; a multiple of the plugin's block.
  private var position: Int64 = 0
  private var block = Stereo(frames: Plugin.block)

  /// - Throws: `pluginRefused` for what takes no notes, or hasn't one or two outputs.
  init(_ plugin: Plugin, events: [Session.Event]) throws(AudioError) {
    guard plugin.takesNotes else { throw .pluginRefused(uri: plugin.uri, reason: .noEventInput) }
    guard plugin.inputCount == 0, (1...2).contains(plugin.outputCount) else {
      throw .pluginRefused(
        uri: plugin.uri, reason: .unsuitableAudioPorts(inputs: plugin.inputCount, outputs: plugin.outputCount))
    }
    self.plugin = plugin
    self.events = events
  }

  func render(into audio: inout Stereo) throws(AudioError) {
    precondition(audio.count.isMultiple(of: Plugin.block), "a plugin gives whole blocks")
    for offset in stride(from: 0, to: audio.count, by: Plugin.block) {
      guard plugin.run(messages()) else { throw .pluginBadOutput(uri: plugin.uri, whereUsed: "instrument") }
      // Notes would sound late: nothing makes up for that of an instrument.
      guard plugin.latency == 0 else {
        throw .pluginRefused(uri: plugin.uri, reason: .latencyTooLong(frames: plugin.latency))
      }
      plugin.take(output: 0, into: &block.left)
      plugin.take(output: plugin.outputCount - 1, into: &block.right)
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

/// A message on the first channel.
private func bytes(of event: Session.Event.Kind) -> [UInt8] {
  switch event {
  case .noteOn(let key, let velocity): [0x90, UInt8(key & 127), UInt8(velocity & 127)]
  case .noteOff(let key): [0x80, UInt8(key & 127), 0]
  case .control(let controller, let value): [0xB0, UInt8(controller & 127), UInt8(value & 127)]
  case .bend(let value): [0xE0, UInt8(value & 127), UInt8(value >> 7 & 127)]
  }
}
