// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// Effects one after the other on a stereo signal, in blocks of `Plugin.block` frames.
///
/// A chain that has heard nothing and said nothing for longer than an echo takes rests until it hears something: parts are
/// silent for much of a piece. The rule counts blocks, so it is the same in every run. Where one of the effects isn't the
/// library's, nobody knows how long an echo takes, and the chain never rests.
final class EffectChain {
  /// Seconds of silence before and behind a chain before it rests: the longest delays have echoes two seconds apart.
  private static let secondsBeforeRest = 2.5
  /// Output below -140 dBFS counts as nothing.
  private static let restLevel = Float(1e-7)

  private let effects: [any StereoProcessor]
  /// What uses the chain: the id of a track or return, or `master`.
  private let user: String
  /// Nil where it never rests.
  private let blocksBeforeRest: Int?
  /// Blocks without input or output so far.
  private var silentBlocks = 0
  private var isResting = false

  /// - Throws: `unresolved`, `pluginMissing`, `pluginRefused`, `pluginCrashed`, `pluginHung`, `resourcesExhausted`.
  init(
    _ effects: [Session.Effect], user: String, sampleRate: Int, world: PluginWorld, resources: AudioResources
  ) throws(AudioError) {
    var chain: [any StereoProcessor] = []
    var failures: [AudioError] = []
    for effect in effects {
      do throws(AudioError) {
        if let remote = try resources.remote(effect, sampleRate: sampleRate, isInstrument: false) {
          chain.append(RemoteEffect(remote))
        } else {
          chain.append(try StereoEffect(effect, sampleRate: sampleRate, world: world, resources: resources))
        }
      } catch {
        failures.append(error)
      }
    }
    if let error = AudioError.together(failures) { throw error }
    self.effects = chain
    self.user = user
    let isKnown = effects.allSatisfy { !$0.debianPackage.isEmpty }
    blocksBeforeRest = isKnown ? Int(Self.secondsBeforeRest * Double(sampleRate)) / Plugin.block : nil
  }

  /// Frames by which the output is late; known after the first block.
  var latency: Int { effects.reduce(0) { $0 + $1.latency } }

  /// Replaces a block by the chain's output for it.
  ///
  /// - Throws: `pluginBadOutput`, `pluginCrashed`, `pluginHung`.
  func process(_ block: inout Stereo) throws(AudioError) {
    guard !effects.isEmpty else { return }
    let isSilent = level(of: block) == 0
    if isResting, isSilent { return }
    for effect in effects {
      guard try effect.process(&block) else { throw .pluginBadOutput(uri: effect.uri, whereUsed: user) }
    }
    silentBlocks = isSilent && level(of: block) < Self.restLevel ? silentBlocks + 1 : 0
    isResting = blocksBeforeRest.map { silentBlocks >= $0 } ?? false
  }

  private func level(of block: borrowing Stereo) -> Float {
    max(peak(of: block.left, count: block.count), peak(of: block.right, count: block.count))
  }
}

/// An effect of a chain.
protocol StereoProcessor: AnyObject {
  var uri: String { get }
  /// Frames by which the output is late; known after the first block.
  var latency: Int { get }

  /// Replaces a block of `Plugin.block` frames; false when an output isn't finite.
  ///
  /// - Throws: `pluginCrashed`, `pluginHung`.
  func process(_ block: inout Stereo) throws(AudioError) -> Bool
}

/// A plugin fitted to two channels: a mono one runs twice; one with a single input and two outputs hears the middle.
final class StereoEffect: StereoProcessor {
  private let plugins: [Plugin]
  private let silence = [Float](repeating: 0, count: Plugin.block)

  var uri: String { plugins[0].uri }
  var latency: Int { plugins[0].latency }

  init(
    _ effect: Session.Effect, sampleRate: Int, world: PluginWorld, resources: AudioResources
  ) throws(AudioError) {
    let plugin = try world.makePlugin(effect, sampleRate: sampleRate, resources: resources)
    switch (plugin.inputCount, plugin.outputCount) {
    case (1, 1): plugins = [plugin, try world.makePlugin(effect, sampleRate: sampleRate, resources: resources)]
    case (1..., 2): plugins = [plugin]
    case (let inputs, let outputs):
      throw .pluginRefused(uri: effect.uri, reason: .unsuitableAudioPorts(inputs: inputs, outputs: outputs))
    }
  }

  /// False when an output isn't finite.
  func process(_ block: inout Stereo) -> Bool {
    if plugins.count == 2 {
      plugins[0].feed(block.left, toInput: 0)
      plugins[1].feed(block.right, toInput: 0)
      guard plugins[0].run(), plugins[1].run() else { return false }
      plugins[0].take(output: 0, into: &block.left)
      plugins[1].take(output: 0, into: &block.right)
      return true
    }
    let plugin = plugins[0]
    if plugin.inputCount == 1 {
      add(block.right, times: 1, to: &block.left)
      scale(&block.left, by: 0.5)
    } else {
      plugin.feed(block.right, toInput: 1)
    }
    plugin.feed(block.left, toInput: 0)
    // Side chains hear nothing: the session has no routes to them.
    for input in 2..<max(2, plugin.inputCount) { plugin.feed(silence, toInput: input) }
    guard plugin.run() else { return false }
    plugin.take(output: 0, into: &block.left)
    plugin.take(output: 1, into: &block.right)
    return true
  }
}
