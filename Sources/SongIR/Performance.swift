// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// What sounds: ticks, keys, velocities, controllers.
package struct Performance: Sendable, Hashable, Codable {
  package var title: String
  package var credits = Credits()
  /// The end of the piece; no note ends after it.
  package var length: Ticks
  package var tempo: TempoMap
  /// Time signatures, the first at 0; all on bar lines.
  package var meters: [MeterChange]
  /// Keys, the first at 0.
  package var keys: [KeyChange]
  /// A marker for each section, sorted.
  package var markers: [Marker]
  /// The force of each measure, sorted; empty where nothing is asked.
  package var powers: [PowerMark]
  package var parts: [Part]
  /// Where the sections of the form begin, in order; empty of a given performance.
  package var sections: [Ticks] = []
  /// Stops, in which nothing sounds, reverb neither; sorted.
  package var silences: [Silence] = []
  /// Voice-overs.
  package var voices: [Arrangement.VoiceWindow] = []

  package init(
    title: String, length: Ticks, tempo: TempoMap, meters: [MeterChange], keys: [KeyChange], markers: [Marker],
    parts: [Part], powers: [PowerMark] = []
  ) {
    self.title = title
    self.length = length
    self.tempo = tempo
    self.meters = meters
    self.keys = keys
    self.markers = markers
    self.parts = parts
    self.powers = powers
  }

  /// A measure's start and the power asked for, thousandths.
  package struct PowerMark: Sendable, Hashable, Codable {
    package let at: Ticks
    package let power: Int

    package init(at: Ticks, power: Int) {
      self.at = at
      self.power = power
    }
  }

  package struct MeterChange: Sendable, Hashable, Codable {
    package let at: Ticks
    package let meter: Meter

    package init(at: Ticks, meter: Meter) {
      self.at = at
      self.meter = meter
    }
  }

  package struct KeyChange: Sendable, Hashable, Codable {
    package let at: Ticks
    package let key: Key

    package init(at: Ticks, key: Key) {
      self.at = at
      self.key = key
    }
  }

  package struct Silence: Sendable, Hashable, Codable {
    package let from: Ticks
    package let to: Ticks

    package init(from: Ticks, to: Ticks) {
      self.from = from
      self.to = to
    }
  }

  package struct Marker: Sendable, Hashable, Codable {
    package let at: Ticks
    package let text: String

    package init(at: Ticks, text: String) {
      self.at = at
      self.text = text
    }
  }

  package struct Part: Sendable, Hashable, Codable {
    package let id: String
    /// The track name.
    package let name: String
    /// The key of the instrument in the library.
    package let instrument: String
    /// General MIDI program 0...127.
    package let program: Int
    package let isPercussion: Bool
    /// Sorted by onset, then key; notes of one key never overlap, but where a given performance is left as it is.
    package var notes: [Note]
    /// Sorted by tick, then controller; those of a given performance in the order in which they came.
    package var controls: [Control]
    /// Pitch bends, sorted by tick.
    package var bends: [Bend] = []

    package init(
      id: String, name: String, instrument: String, program: Int, isPercussion: Bool, notes: [Note], controls: [Control]
    ) {
      self.id = id
      self.name = name
      self.instrument = instrument
      self.program = program
      self.isPercussion = isPercussion
      self.notes = notes
      self.controls = controls
    }
  }

  package struct Note: Sendable, Hashable, Codable {
    package var onset: Ticks
    /// At least 1.
    package var duration: Ticks
    /// MIDI key 0...127.
    package let key: Int
    /// 1...127.
    package var velocity: Int
    /// Index into the score's origins.
    package let origin: Int
    /// What is sung on it.
    package var lyric: Syllable? = nil

    package init(onset: Ticks, duration: Ticks, key: Int, velocity: Int, origin: Int) {
      self.onset = onset
      self.duration = duration
      self.key = key
      self.velocity = velocity
      self.origin = origin
    }

    package var end: Ticks { onset + duration }
  }

  package struct Bend: Sendable, Hashable, Codable {
    package let at: Ticks
    /// 0...16383, 8192 in the middle.
    package let value: Int

    package init(at: Ticks, value: Int) {
      self.at = at
      self.value = value
    }
  }

  package struct Control: Sendable, Hashable, Codable {
    package let at: Ticks
    /// Controller number 0...119.
    package let controller: Int
    /// 0...127.
    package let value: Int

    package init(at: Ticks, controller: Int, value: Int) {
      self.at = at
      self.controller = controller
      self.value = value
    }
  }
}
