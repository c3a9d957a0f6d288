// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import SongIR

/// A plugin in a process of its own: what it is sent and what comes back, watched.
///
/// Used by any one thread at a time; its process ends with it.
final class RemotePlugin {
  let uri: String
  /// Frames by which the output is late; known after the first block.
  private(set) var latency = 0

  private let channel: Int32
  private let process: Int32
  private let helper: PluginHelper

  /// Starts the process, and waits until the plugin is ready to run.
  ///
  /// - Throws: `pluginMissing`, `pluginRefused`, `pluginCrashed`, `pluginHung`, `resourcesExhausted`.
  init(
    _ effect: Session.Effect, bundle: String, sampleRate: Int, isInstrument: Bool, helper: PluginHelper
  ) throws(AudioError) {
    uri = effect.uri
    self.helper = helper
    var channel: Int32 = -1
    var process: Int32 = -1
    guard songHelperStart(helper.executable, PluginHelper.command, &channel, &process) == 0 else {
      throw .resourcesExhausted("a process for the plugin \(effect.uri)")
    }
    self.channel = channel
    self.process = process
    let task = HelperTask(effect: effect, bundle: bundle, sampleRate: sampleRate, isInstrument: isInstrument)
    var answer = try ask(task.message)
    if case .failed(let error) = HelperAnswer(&answer, uri: uri) { throw error }
  }

  deinit { songHelperEnd(channel, process) }

  /// Replaces a block of `Plugin.block` frames by what the plugin makes of it; false when that isn't finite.
  ///
  /// - Parameter messages: by rising frame of the block.
  /// - Throws: `pluginCrashed`, `pluginHung`, `pluginRefused`.
  func process(_ block: inout Stereo, _ messages: [MIDIMessage] = []) throws(AudioError) -> Bool {
    var writer = MessageWriter()
    writer.write(messages.count)
    for message in messages {
      writer.write(message.frame)
      for byte in message.bytes { writer.write(Int(byte)) }
    }
    writer.write(block.left)
    writer.write(block.right)
    var answer = try ask(writer.bytes)
    switch HelperAnswer(&answer, uri: uri) {
    case .block(let latency):
      self.latency = latency
      answer.read(into: &block.left)
      answer.read(into: &block.right)
      return true
    case .badOutput, .ready: return false
    case .failed(let error): throw error
    }
  }

  private func ask(_ message: [UInt8]) throws(AudioError) -> MessageReader {
    guard sendMessage(message, over: channel) else { throw died() }
    var bytes: [UInt8] = []
    switch receiveMessage(&bytes, over: channel, milliseconds: Int32(clamping: helper.patienceSeconds * 1000)) {
    case songChannelOK: return MessageReader(bytes)
    case songChannelSilent: throw .pluginHung(uri: uri, seconds: helper.patienceSeconds)
    default: throw died()
    }
  }

  private func died() -> AudioError { .pluginCrashed(uri: uri, signal: Int(songHelperDied(process))) }
}

/// Sends a message behind its length; false where the other end is gone.
func sendMessage(_ message: [UInt8], over channel: Int32) -> Bool {
  var writer = MessageWriter()
  writer.write(message.count)
  return (writer.bytes + message).withUnsafeBytes { Int(songChannelSend(channel, $0.baseAddress, $0.count)) } == songChannelOK
}

/// Receives a message: `songChannelOK`, or why there is none.
func receiveMessage(_ message: inout [UInt8], over channel: Int32, milliseconds: Int32) -> Int {
  var length = [UInt8](repeating: 0, count: 8)
  let status = length.withUnsafeMutableBytes { Int(songChannelReceive(channel, $0.baseAddress, $0.count, milliseconds)) }
  guard status == songChannelOK else { return status }
  var reader = MessageReader(length)
  let count = reader.integer()
  guard (0...longestMessage).contains(count) else { return songChannelClosed }
  message = [UInt8](repeating: 0, count: count)
  return message.withUnsafeMutableBytes { Int(songChannelReceive(channel, $0.baseAddress, $0.count, milliseconds)) }
}

/// Bytes: more than any block with its notes, or any task, has.
private let longestMessage = 16 << 20

/// An effect in a process of its own.
final class RemoteEffect: StereoProcessor {
  private let plugin: RemotePlugin

  init(_ plugin: RemotePlugin) { self.plugin = plugin }

  var uri: String { plugin.uri }
  var latency: Int { plugin.latency }

  func process(_ block: inout Stereo) throws(AudioError) -> Bool { try plugin.process(&block) }
}
