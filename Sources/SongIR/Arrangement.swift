// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// Who plays what when: sections of exact start and length, tempo and meter map, intensity and activity by measure.
package struct Arrangement: Sendable, Hashable, Codable {
  package var settings: Settings
  package var tempo: TempoMap
  package var measures: [Measure]
  package var sections: [Section]
  package var parts: [Part]
  /// Where the asked points in time landed, by place.
  package var syncs: [SyncPoint]
  /// Sorted, without overlap.
  package var voices: [VoiceWindow]
  /// Fixed notes and viewpoints.
  package var given: [Given] = []

  package init(
    settings: Settings, tempo: TempoMap, measures: [Measure], sections: [Section], parts: [Part], syncs: [SyncPoint],
    voices: [VoiceWindow] = []
  ) {
    self.settings = settings
    self.tempo = tempo
    self.measures = measures
    self.sections = sections
    self.parts = parts
    self.syncs = syncs
    self.voices = voices
  }

  /// The end of the last measure.
  package var end: ScoreTime { measures.last.map { $0.start + $0.length } ?? .zero }

  /// The index of the measure that a place lies in; the last one for the end.
  package func measure(at place: ScoreTime) -> Int { measures.last(notAfter: place) { $0.start } }

  package struct Measure: Sendable, Hashable, Codable {
    /// From 1.
    package let number: Int
    package let start: ScoreTime
    package let meter: Meter
    package let key: Key
    /// Index into `sections`.
    package let section: Int
    /// The intensity asked for, in thousandths, at the middle of the measure.
    package var intensity: Int
    /// Its split, thousandths: rhythmic activity, number of voices, force and register; each is the intensity where the
    /// spec splits nothing.
    package var momentum: Int
    package var depth: Int
    package var power: Int
    /// The split before a peak raises the measure: what follows the curve's run goes by it.
    package var curve: Levels
    /// Whether a peak raises it.
    package var isPeak = false
    /// The last measure: one chord that rings to the end.
    package let isRing: Bool

    /// Thousandths.
    package struct Levels: Sendable, Hashable, Codable {
      package let momentum: Int
      package let depth: Int
      package let power: Int
    }

    package init(
      number: Int, start: ScoreTime, meter: Meter, key: Key, section: Int, intensity: Int, momentum: Int? = nil,
      depth: Int? = nil, power: Int? = nil, isRing: Bool
    ) {
      self.number = number
      self.start = start
      self.meter = meter
      self.key = key
      self.section = section
      self.intensity = intensity
      self.momentum = momentum ?? intensity
      self.depth = depth ?? intensity
      self.power = power ?? intensity
      curve = Levels(momentum: self.momentum, depth: self.depth, power: self.power)
      self.isRing = isRing
    }

    package var length: ScoreTime { meter.length }

    /// Without the peak that raises it.
    package var unraised: Measure {
      var result = self
      result.momentum = curve.momentum
      result.depth = curve.depth
      result.power = curve.power
      result.isPeak = false
      return result
    }
  }

  package enum Cadence: String, Sendable, Hashable, Codable {
    /// Ends on the tonic.
    case authentic
    /// Ends on the dominant.
    case half
    /// Ends on the tonic, from the subdominant.
    case plagal
    /// Ends on any chord but the tonic.
    case open
    /// Leads to the chord that the piece begins with: the end of a loop.
    case turnaround
    /// Ends as it comes.
    case free

    /// Whether it ends on the tonic.
    package var endsAtHome: Bool { self == .authentic || self == .plagal }
  }

  package struct Section: Sendable, Hashable, Codable {
    package let name: String
    /// The material: sections of the same material and length are the same segment.
    package let segment: String
    package let function: String
    /// Index of the first measure.
    package let first: Int
    package let count: Int
    /// Exact clock time of the start.
    package let time: Microseconds
    package let key: Key
    package let cadence: Cadence
    package let chords: [Settings.ChordBar]?

    package init(
      name: String, segment: String, function: String, first: Int, count: Int, time: Microseconds, key: Key,
      cadence: Cadence, chords: [Settings.ChordBar]?
    ) {
      self.name = name
      self.segment = segment
      self.function = function
      self.first = first
      self.count = count
      self.time = time
      self.key = key
      self.cadence = cadence
      self.chords = chords
    }

    package var measures: Range<Int> { first..<(first + count) }
  }

  package enum Activity: String, Sendable, Hashable, Codable {
    case silent, thin, full, fill
  }

  package struct Part: Sendable, Hashable, Codable {
    package let settings: Settings.Part
    /// One for each measure.
    package let activity: [Activity]
    /// Where it may sound, to the tick; nil is everywhere.
    package let presence: [Presence]?

    package init(settings: Settings.Part, activity: [Activity], presence: [Presence]? = nil) {
      self.settings = settings
      self.activity = activity
      self.presence = presence
    }
  }
}
