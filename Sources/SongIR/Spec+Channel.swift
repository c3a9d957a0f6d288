// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

extension Spec {
  /// What a part is played with and how it stands in the mix; what is nil or empty is left to the compiler.
  package struct Channel: Sendable, Hashable, Codable {
    package var sound: Sound?
    /// Behind the part's equaliser, in the order of the signal.
    package var effects: [Insert] = []
    /// Against what the mix decides, dB.
    package var level: Located<Rational>?
    /// -1 left ... 1 right.
    package var pan: Located<Rational>?
    package var sends: [Send] = []
    package var mute: Located<Bool>?

    package init() {}

    /// With what another one says where this one says nothing.
    package func filled(from other: Channel) -> Channel {
      var result = self
      result.sound = sound ?? other.sound
      if effects.isEmpty { result.effects = other.effects }
      result.level = level ?? other.level
      result.pan = pan ?? other.pan
      if sends.isEmpty { result.sends = other.sends }
      result.mute = mute ?? other.mute
      return result
    }
  }

  /// What plays a part's notes.
  package enum Sound: Sendable, Hashable, Codable {
    /// One of its instrument's.
    case named(Located<String>)
    case font(FontPreset)
    case plugin(Plugin)
  }

  /// A preset of any SoundFont.
  package struct FontPreset: Sendable, Hashable, Codable {
    /// A file, or the name of an installed font.
    package let file: Located<String>
    /// 0...128; nil is the drum kits' for drums, else the first.
    package let bank: Int?
    /// 0...127.
    package let program: Int

    package init(file: Located<String>, bank: Int?, program: Int) {
      self.file = file
      self.bank = bank
      self.program = program
    }
  }

  /// An LV2 plugin that the spec names.
  package struct Plugin: Sendable, Hashable, Codable {
    package let uri: Located<String>
    /// The URI of a preset.
    package var preset: Located<String>?
    /// In the order of the spec.
    package var controls: [Control] = []
    /// Where it stands in the spec.
    package let path: String

    package init(uri: Located<String>, path: String) {
      self.uri = uri
      self.path = path
    }
  }

  /// A control port's symbol and value, in the plugin's units.
  package struct Control: Sendable, Hashable, Codable {
    package let symbol: Located<String>
    package let value: Located<Rational>

    package init(symbol: Located<String>, value: Located<Rational>) {
      self.symbol = symbol
      self.value = value
    }
  }

  /// An effect that a part goes through.
  package enum Insert: Sendable, Hashable, Codable {
    /// One of the library's.
    case named(Located<String>)
    case plugin(Plugin)
  }

  /// A level into a return, dB.
  package struct Send: Sendable, Hashable, Codable {
    package let to: Located<String>
    package let level: Located<Rational>

    package init(to: Located<String>, level: Located<Rational>) {
      self.to = to
      self.level = level
    }
  }
}

extension Spec.Part {
  /// The plugins that it names by their URIs, its instrument first.
  package var plugins: [Spec.Plugin] {
    var found: [Spec.Plugin] = []
    if case .plugin(let plugin)? = channel.sound { found.append(plugin) }
    for case .plugin(let plugin) in channel.effects { found.append(plugin) }
    return found
  }
}
