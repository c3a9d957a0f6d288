// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// The render graph: tracks, inserts, sends, returns, master; what a DAW session holds.
///
/// The mix is: each track's sound -> equaliser -> inserts -> gain, pan and duck -> bus; its sends -> returns -> bus; bus -> master inserts
/// -> treble, fade and level ride -> balance -> band dips -> automation -> loudness gain -> limiter.
package struct Session: Sendable, Hashable, Codable {
  package var title: String
  package var credits = Credits()
  /// Frames a second.
  package var sampleRate: Int
  /// The exact length of every output.
  package var length: Frames
  /// Whether the end leads back to the beginning: what sounds over the end is heard at the beginning.
  package var isLoop: Bool
  /// Whether it is rendered for a first listening: synthesisers interpolate less, one pass of the limiter comes near the
  /// loudness, and neither true peak nor single channels are measured.
  package var isDraft = false
  package var tracks: [Track]
  package var returns: [Return]
  package var master: Master

  package init(
    title: String, sampleRate: Int, length: Frames, isLoop: Bool = false, tracks: [Track], returns: [Return],
    master: Master
  ) {
    self.title = title
    self.sampleRate = sampleRate
    self.length = length
    self.isLoop = isLoop
    self.tracks = tracks
    self.returns = returns
    self.master = master
  }

  /// The names of its stems: a track's own, `return-NAME` of a return.
  package var stemNames: [String] { tracks.map(\.id) + returns.map { "return-\($0.id)" } }

  /// Every plugin that takes part: of the tracks' sounds and inserts, the returns and the master.
  package var plugins: [Effect] {
    tracks.flatMap(\.sound.sources).compactMap(\.plugin) + tracks.flatMap(\.inserts) + returns.flatMap(\.inserts) + master.inserts + [master.limiter]
  }

  package struct Track: Sendable, Hashable, Codable {
    /// The part's id, unique; names the stem.
    package let id: String
    package let sound: Sound
    /// Sorted by frame; at one frame note-offs before controls before note-ons.
    package let events: [Event]
    /// In front of the inserts.
    package let equaliser: [EqualiserBand]
    package let inserts: [Effect]
    package let gainDB: Double
    /// -1 left ... 1 right; constant-power law, 0 dB in the middle.
    package let pan: Double
    package let sends: [Send]
    /// How it gives way to another part; nil where it doesn't.
    package let duck: Duck?
    /// Its level over time, sorted; empty leaves it at 1.
    package let automation: [GainPoint]

    package init(
      id: String, sound: Sound, events: [Event], equaliser: [EqualiserBand] = [], inserts: [Effect], gainDB: Double, pan: Double, sends: [Send],
      duck: Duck? = nil, automation: [GainPoint] = []
    ) {
      self.id = id
      self.sound = sound
      self.events = events
      self.equaliser = equaliser
      self.inserts = inserts
      self.gainDB = gainDB
      self.pan = pan
      self.sends = sends
      self.duck = duck
      self.automation = automation
    }
  }

  /// A filter of a track's equaliser, of two poles.
  package struct EqualiserBand: Sendable, Hashable, Codable {
    package enum Shape: String, Sendable, Hashable, Codable {
      case highPass, lowPass, bell, highShelf
    }

    package let shape: Shape
    /// The middle of a bell, the corner of the others.
    package let hertz: Double
    /// Of bells and shelves.
    package let gainDB: Double
    /// Q; nil leaves a pass or shelf without a hump, and a bell an octave wide.
    package let quality: Double?
    /// Where the corner moves to, sorted; empty where it stays.
    package let moves: [Move]

    package init(_ shape: Shape, hertz: Double, gainDB: Double = 0, quality: Double? = nil, moves: [Move] = []) {
      self.shape = shape
      self.hertz = hertz
      self.gainDB = gainDB
      self.quality = quality
      self.moves = moves
    }

    /// The corner at a frame; between two moves it goes by as many octaves in each second.
    package struct Move: Sendable, Hashable, Codable {
      package let at: Frames
      package let hertz: Double

      package init(at: Frames, hertz: Double) {
        self.at = at
        self.hertz = hertz
      }
    }
  }

  /// What plays a track's notes.
  package indirect enum Sound: Sendable, Hashable, Codable {
    case font(FontPreset)
    /// An LV2 instrument.
    case plugin(Effect)
    case oscillator(Oscillator)
    /// A sound that others double on some keys.
    case layered(Sound, [Layer])

    package init(soundFont: String, bank: Int, program: Int) {
      self = .font(FontPreset(soundFont: soundFont, bank: bank, program: program))
    }

    /// The preset of a SoundFont that plays all keys; nil of other sounds.
    package var fontPreset: FontPreset? {
      switch self {
      case .font(let preset): preset
      case .layered(let base, _): base.fontPreset
      case .plugin, .oscillator: nil
      }
    }

    /// The plugin that plays all keys; nil of other sounds.
    package var plugin: Effect? {
      switch self {
      case .plugin(let plugin): plugin
      case .layered(let base, _): base.plugin
      case .font, .oscillator: nil
      }
    }

    var isOscillator: Bool {
      if case .oscillator = self { true } else { false }
    }

    /// The sounds that it is made of: itself, or what is layered.
    package var sources: [Sound] {
      if case .layered(let base, let layers) = self { base.sources + layers.flatMap(\.sound.sources) } else { [self] }
    }
  }

  /// One voice with a peak of -12 dBFS at velocity 127.
  package struct Oscillator: Sendable, Hashable, Codable {
    package enum Wave: Sendable, Hashable, Codable {
      /// White noise, another one at each side; the seed tells one noise from another.
      case noise(seed: Int)
      /// A sine that goes from one frequency to the other: two thirds of the way in each `glide` seconds.
      case sine(fromHz: Double, toHz: Double, glide: Double)
    }

    package let wave: Wave
    /// Seconds in which each stroke falls by 60 dB; nil where it lasts until its note-off.
    package let decay: Double?

    package init(_ wave: Wave, decay: Double?) {
      self.wave = wave
      self.decay = decay
    }
  }

  /// A sound that doubles one key of another.
  package struct Layer: Sendable, Hashable, Codable {
    package let sound: Sound
    /// The key that it doubles.
    package let key: Int
    package let gainDB: Double
    package let equaliser: [EqualiserBand]

    package init(_ sound: Sound, key: Int, gainDB: Double, equaliser: [EqualiserBand]) {
      self.sound = sound
      self.key = key
      self.gainDB = gainDB
      self.equaliser = equaliser
    }
  }

  /// The gain at a frame; between two points it goes straight from one to the other.
  package struct GainPoint: Sendable, Hashable, Codable {
    package let at: Frames
    /// Factor of the amplitude, 0...1.
    package let gain: Double

    package init(at: Frames, gain: Double) {
      self.at = at
      self.gain = gain
    }
  }

  /// A preset of a SoundFont.
  package struct FontPreset: Sendable, Hashable, Codable {
    /// The font's name in the library: `FluidR3_GM`; World resolves it to a file.
    package let soundFont: String
    /// 0...128; 128 holds the drum kits.
    package let bank: Int
    /// 0...127.
    package let program: Int

    package init(soundFont: String, bank: Int, program: Int) {
      self.soundFont = soundFont
      self.bank = bank
      self.program = program
    }
  }

  package struct Event: Sendable, Hashable, Codable {
    package enum Kind: Sendable, Hashable, Codable {
      /// Key 0...127, velocity 1...127.
      case noteOn(key: Int, velocity: Int)
      case noteOff(key: Int)
      /// Controller and value 0...127.
      case control(Int, value: Int)
      /// Pitch bend 0...16383, 8192 in the middle.
      case bend(Int)
    }

    package let at: Frames
    package let kind: Kind

    package init(at: Frames, kind: Kind) {
      self.at = at
      self.kind = kind
    }
  }

  /// An LV2 plugin with the values of its control ports; ports that aren't named keep their defaults.
  package struct Effect: Sendable, Hashable, Codable {
    package let uri: String
    /// The bundle's folder name: `dpl.lv2`; empty where the plugin is looked for by its URI.
    package let bundle: String
    /// The Debian package that brings it.
    package let debianPackage: String
    /// Port symbol and value, in the plugin's units, sorted by symbol.
    package let controls: [Control]
    /// The URI of a preset that is restored before the controls are set; nil leaves the plugin's defaults.
    package let preset: String?

    package init(uri: String, bundle: String, debianPackage: String, controls: [Control], preset: String? = nil) {
      self.uri = uri
      self.bundle = bundle
      self.debianPackage = debianPackage
      self.controls = controls
      self.preset = preset
    }

    /// The effect with these controls in place of its own of the same symbols.
    package func setting(_ controls: [Control]) -> Effect {
      let kept = self.controls.filter { old in !controls.contains { utf8Equal($0.symbol, old.symbol) } }
      return Effect(
        uri: uri, bundle: bundle, debianPackage: debianPackage,
        controls: (kept + controls).sorted { utf8Precedes($0.symbol, $1.symbol) }, preset: preset)
    }

    /// Whether the library has the plugin.
    package var hasKnownBundle: Bool { !bundle.isEmpty }
  }

  package struct Control: Sendable, Hashable, Codable {
    package let symbol: String
    package let value: Double

    package init(_ symbol: String, _ value: Double) {
      self.symbol = symbol
      self.value = value
    }
  }

  package struct Send: Sendable, Hashable, Codable {
    /// The id of a return.
    package let to: String
    /// After the track's gain and pan.
    package let gainDB: Double

    package init(to: String, gainDB: Double) {
      self.to = to
      self.gainDB = gainDB
    }
  }

  package struct Return: Sendable, Hashable, Codable {
    /// Unique; names the stem `return-NAME`.
    package let id: String
    package let inserts: [Effect]
    package let gainDB: Double

    package init(id: String, inserts: [Effect], gainDB: Double) {
      self.id = id
      self.inserts = inserts
      self.gainDB = gainDB
    }
  }

  package struct Master: Sendable, Hashable, Codable {
    /// Before the loudness gain.
    package let inserts: [Effect]
    /// x42 dpl with true peak; gain and threshold are set by the loudness search.
    package let limiter: Effect
    /// Integrated loudness, LUFS.
    package let loudness: Double
    /// Highest true peak, dBTP.
    package let truePeak: Double
    /// The end of the piece is faded to silence over this length.
    package let fade: Frames
    /// What level each measure is brought to, sorted, the first at 0; empty leaves the mix as it is.
    package let ride: [RidePoint]
    /// What the mix's octaves are brought to; nil leaves them.
    package let balance: OctaveBalance?
    /// The level of the mix over time, sorted, the first at 0; empty leaves it at 1.
    package let automation: [Session.GainPoint]
    /// Bands that are taken out of the mix for a while.
    package let dips: [BandDip]
    /// Keys the dither noise.
    package let ditherSeed: Int

    package init(
      inserts: [Effect], limiter: Effect, loudness: Double, truePeak: Double, fade: Frames, ditherSeed: Int,
      ride: [RidePoint] = [], balance: OctaveBalance? = nil, automation: [Session.GainPoint] = [], dips: [BandDip] = []
    ) {
      self.inserts = inserts
      self.limiter = limiter
      self.loudness = loudness
      self.truePeak = truePeak
      self.fade = fade
      self.ditherSeed = ditherSeed
      self.ride = ride
      self.balance = balance
      self.automation = automation
      self.dips = dips
    }

    /// A band whose level falls in some stretches.
    package struct BandDip: Sendable, Hashable, Codable {
      package let lowHz: Double
      package let highHz: Double
      /// Mean change of level over the band, each octave counting alike; 0 or below.
      package let depthDB: Double
      /// Where the dip is full.
      package let spans: [Range<Frames>]
      /// The way into a dip and out of it.
      package let fade: Frames

      package init(lowHz: Double, highHz: Double, depthDB: Double, spans: [Range<Frames>], fade: Frames) {
        self.lowHz = lowHz
        self.highHz = highHz
        self.depthDB = depthDB
        self.spans = spans
        self.fade = fade
      }
    }

    /// From here to the next point.
    package struct RidePoint: Sendable, Hashable, Codable {
      package let at: Frames
      /// The stretch's level against the other points': only differences matter.
      package let levelDB: Double
      /// Change of the treble.
      package let trebleDB: Double

      package init(at: Frames, levelDB: Double, trebleDB: Double) {
        self.at = at
        self.levelDB = levelDB
        self.trebleDB = trebleDB
      }
    }
  }
}
