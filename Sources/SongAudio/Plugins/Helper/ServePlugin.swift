// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import SongIR

/// The other end of a `RemotePlugin`: runs the plugin that it is told until songc lets go of the channel.
package func servePlugin() {
  let channel = songHelperChannel()
  guard channel >= 0 else { return }
  let mode = FlushToZero()
  serve(over: channel)
  mode.restore()
}

private func serve(over channel: Int32) {
  var message: [UInt8] = []
  guard receiveMessage(&message, over: channel, milliseconds: -1) == songChannelOK else { return }
  let task = HelperTask(message: message)
  let served: ServedPlugin
  do throws(AudioError) {
    served = try ServedPlugin(task)
  } catch {
    answer(.failed(error), over: channel)
    return
  }
  guard answer(.ready, over: channel) else { return }
  var block = Stereo(frames: Plugin.block)
  while receiveMessage(&message, over: channel, milliseconds: -1) == songChannelOK {
    var reader = MessageReader(message)
    let messages = (0..<max(0, reader.integer())).map { _ in
      MIDIMessage(frame: reader.integer(), bytes: (0..<3).map { _ in UInt8(truncatingIfNeeded: reader.integer()) })
    }
    reader.read(into: &block.left)
    reader.read(into: &block.right)
    let isFinite: Bool
    do throws(AudioError) {
      isFinite = try served.process(&block, messages)
    } catch {
      answer(.failed(error), over: channel)
      return
    }
    guard isFinite ? answer(.block(latency: served.latency), over: channel, block) : answer(.badOutput, over: channel) else {
      return
    }
  }
}

@discardableResult
private func answer(_ answer: HelperAnswer, over channel: Int32, _ block: Stereo? = nil) -> Bool {
  var writer = MessageWriter()
  answer.write(to: &writer)
  if let block {
    writer.write(block.left)
    writer.write(block.right)
  }
  return sendMessage(writer.bytes, over: channel)
}

/// A plugin as an effect or an instrument.
private struct ServedPlugin {
  private let effect: StereoEffect?
  private let instrument: Plugin?

  init(_ task: HelperTask) throws(AudioError) {
    let world = try PluginWorld()
    let resources = AudioResources(soundFonts: [:], pluginBundles: [:], plugins: [task.effect.uri: task.bundle])
    if task.isInstrument {
      let plugin = try world.makePlugin(task.effect, sampleRate: task.sampleRate, resources: resources)
      try plugin.checkInstrument()
      (effect, instrument) = (nil, plugin)
    } else {
      effect = try StereoEffect(task.effect, sampleRate: task.sampleRate, world: world, resources: resources)
      instrument = nil
    }
  }

  var latency: Int { effect?.latency ?? instrument?.latency ?? 0 }

  func process(_ block: inout Stereo, _ messages: [MIDIMessage]) throws(AudioError) -> Bool {
    if let effect { return effect.process(&block) }
    return instrument?.play(messages, into: &block) ?? false
  }
}
