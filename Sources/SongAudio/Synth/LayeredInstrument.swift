// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A sound with others on top of some of its keys, each through an equaliser of its own.
final class LayeredInstrument: Instrument {
  /// An instrument that doubles a key.
  final class Layer {
    let instrument: any Instrument
    var equaliser: TrackEqualiser
    let level: Float

    init(_ instrument: any Instrument, equaliser: TrackEqualiser, gainDB: Double) {
      self.instrument = instrument
      self.equaliser = equaliser
      level = Float(gain(decibels: gainDB))
    }
  }

  private let base: any Instrument
  private let layers: [Layer]
  private var block = Stereo(frames: Plugin.block)

  init(_ base: any Instrument, layers: [Layer]) {
    self.base = base
    self.layers = layers
  }

  func render(into audio: inout Stereo) throws(AudioError) {
    try base.render(into: &audio)
    for layer in layers {
      for offset in stride(from: 0, to: audio.count, by: Plugin.block) {
        try layer.instrument.render(into: &block)
        layer.equaliser.process(&block)
        add(block.left, times: layer.level, to: &audio.left, at: offset)
        add(block.right, times: layer.level, to: &audio.right, at: offset)
      }
    }
  }
}

extension Session.Layer {
  /// The events of a track that the layer plays.
  func events(of track: [Session.Event]) -> [Session.Event] {
    track.filter { event in
      switch event.kind {
      case .noteOn(key, _), .noteOff(key): true
      case .noteOn, .noteOff, .control, .bend: false
      }
    }
  }
}
