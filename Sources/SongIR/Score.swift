// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// What is written: exact score time, spelled pitches, chord symbols, articulations, dynamics.
package struct Score: Sendable, Hashable, Codable {
  package var title: String
  package var composer: String
  /// What the spec says of its makers and its licence.
  package var credits = Credits()
  /// All the measures, without gaps from time 0.
  package var measures: [Measure]
  package var sections: [SectionMark]
  /// By place.
  package var syncs: [SyncMark]
  /// Voice-overs.
  package var voices: [Arrangement.VoiceWindow] = []
  package var tempo: TempoMap
  /// Tempos as a player reads them, where they change for the eye.
  package var tempoMarks: [TempoMark]
  /// Chord symbols, sorted by onset, without overlap.
  package var chords: [ChordSymbol]
  /// In score order.
  package var parts: [Part]
  /// Where the notes came from; notes name them by index.
  package var origins: [Origin]

  package init(
    title: String, composer: String, measures: [Measure], sections: [SectionMark], syncs: [SyncMark] = [],
    tempo: TempoMap, tempoMarks: [TempoMark], chords: [ChordSymbol], parts: [Part], origins: [Origin]
  ) {
    self.title = title
    self.composer = composer
    self.measures = measures
    self.sections = sections
    self.syncs = syncs
    self.tempo = tempo
    self.tempoMarks = tempoMarks
    self.chords = chords
    self.parts = parts
    self.origins = origins
  }

  /// The end of the last measure.
  package var end: ScoreTime { measures.last.map { $0.start + $0.length } ?? .zero }

  package struct Measure: Sendable, Hashable, Codable {
    /// From 1.
    package let number: Int
    package let start: ScoreTime
    package let length: ScoreTime
    package let meter: Meter
    package let key: Key
    /// Force and register asked for, thousandths.
    package let power: Int

    package init(number: Int, start: ScoreTime, length: ScoreTime, meter: Meter, key: Key, power: Int = 500) {
      self.number = number
      self.start = start
      self.length = length
      self.meter = meter
      self.key = key
      self.power = power
    }
  }

  package struct SectionMark: Sendable, Hashable, Codable {
    package let name: String
    package let start: ScoreTime

    package init(name: String, start: ScoreTime) {
      self.name = name
      self.start = start
    }
  }

  /// A sync point: what strikes there is never moved.
  package struct SyncMark: Sendable, Hashable, Codable {
    package let name: String
    package let start: ScoreTime
    /// The end of a stop, else the start.
    package let end: ScoreTime
    package let hit: Hit

    package init(name: String, start: ScoreTime, end: ScoreTime, hit: Hit) {
      self.name = name
      self.start = start
      self.end = end
      self.hit = hit
    }
  }

  /// A metronome mark: so many of a beat unit a minute.
  package struct TempoMark: Sendable, Hashable, Codable {
    package let start: ScoreTime
    package let beatUnit: ScoreTime
    package let beatsPerMinute: Double
    /// Whether the last measure is held as long as the piece lasts.
    package let isFermata: Bool

    package init(start: ScoreTime, beatUnit: ScoreTime, beatsPerMinute: Double, isFermata: Bool = false) {
      self.start = start
      self.beatUnit = beatUnit
      self.beatsPerMinute = beatsPerMinute
      self.isFermata = isFermata
    }
  }

  /// A chord symbol; nil is N.C.
  package struct ChordSymbol: Sendable, Hashable, Codable {
    package let onset: ScoreTime
    package let duration: ScoreTime
    package let chord: Chord?

    package init(onset: ScoreTime, duration: ScoreTime, chord: Chord?) {
      self.onset = onset
      self.duration = duration
      self.chord = chord
    }
  }

  package struct Origin: Sendable, Hashable, Codable {
    /// The segment that the notes belong to: `A/melody`.
    package let segment: String
    /// `model melody`, `pattern pop-1`, `given`.
    package let source: String

    package init(segment: String, source: String) {
      self.segment = segment
      self.source = source
    }
  }

  package struct Part: Sendable, Hashable, Codable {
    /// The name in the spec, unique: `bass`.
    package let id: String
    /// The instrument's name as it stands in the score: `Upright Bass`.
    package let name: String
    package let abbreviation: String
    /// The key of the instrument in the library: `upright-bass`.
    package let instrument: String
    package let clef: Clef
    /// Chromatic semitones and diatonic steps from written to sounding pitch, octaves included; 0, 0 at concert pitch.
    package let transposition: Transposition
    /// General MIDI program 0...127.
    package let program: Int
    /// Percussion has kit voices and no pitches.
    package let kit: [KitVoice]
    /// Sorted by onset, then pitch from low to high. Notes of one voice never overlap unless they start together and end together.
    package var notes: [Note]
    /// Sorted by onset.
    package var dynamics: [DynamicMark]
    /// The velocity in force in each measure, 1...127: finer than the marks.
    package var levels: [Int]

    package init(
      id: String, name: String, abbreviation: String, instrument: String, clef: Clef, transposition: Transposition,
      program: Int, kit: [KitVoice], notes: [Note], dynamics: [DynamicMark], levels: [Int] = []
    ) {
      self.id = id
      self.name = name
      self.abbreviation = abbreviation
      self.instrument = instrument
      self.clef = clef
      self.transposition = transposition
      self.program = program
      self.kit = kit
      self.notes = notes
      self.dynamics = dynamics
      self.levels = levels
    }

    package var isPercussion: Bool { !kit.isEmpty }
  }

  package struct Transposition: Sendable, Hashable, Codable {
    /// Semitones from written to sounding.
    package let chromatic: Int
    /// Staff steps from written to sounding.
    package let diatonic: Int

    package init(chromatic: Int, diatonic: Int) {
      self.chromatic = chromatic
      self.diatonic = diatonic
    }

    package static let none = Transposition(chromatic: 0, diatonic: 0)
  }

  /// One sound of a drum kit.
  package struct KitVoice: Sendable, Hashable, Codable {
    /// `kick`.
    package let name: String
    /// The MIDI key that plays it, 0...127.
    package let key: Int
    /// Where it stands on the staff, as a pitch in treble clef: `F4`.
    package let display: Pitch
    /// MusicXML notehead: `normal`, `x`, `diamond`, `triangle`.
    package let notehead: String
    /// What strikes it.
    package let limb: Limb

    /// A hand or a foot of the kit's player, or somebody else's hand.
    package enum Limb: String, Sendable, Hashable, Codable, CaseIterable {
      case hand, foot, other
    }

    package init(name: String, key: Int, display: Pitch, notehead: String, limb: Limb = .hand) {
      self.limb = limb
      self.name = name
      self.key = key
      self.display = display
      self.notehead = notehead
    }
  }

  package enum Sound: Sendable, Hashable, Codable {
    /// Sounding pitch.
    case pitch(Pitch)
    /// Index into the part's kit.
    case kit(Int)
  }

  package enum Articulation: String, Sendable, Hashable, Codable, CaseIterable {
    case staccato, tenuto, accent, marcato
  }

  package struct Note: Sendable, Hashable, Codable {
    package var onset: ScoreTime
    /// Written length, positive.
    package var duration: ScoreTime
    package var sound: Sound
    /// From 1; each voice of a staff is a line of its own.
    package var voice: Int
    /// 1 = upper staff, 2 = lower staff of a grand staff.
    package var staff: Int
    package var articulations: [Articulation]
    /// Change of velocity against the dynamic in force, -64...64: ghost notes, accents of a pattern.
    package var emphasis: Int
    /// Index into `Score.origins`.
    package var origin: Int
    /// What is sung on it.
    package var lyric: Syllable? = nil
    package var ornament: Ornament? = nil

    package init(
      onset: ScoreTime, duration: ScoreTime, sound: Sound, voice: Int = 1, staff: Int = 1,
      articulations: [Articulation] = [], emphasis: Int = 0, origin: Int = 0
    ) {
      self.onset = onset
      self.duration = duration
      self.sound = sound
      self.voice = voice
      self.staff = staff
      self.articulations = articulations
      self.emphasis = emphasis
      self.origin = origin
    }

    package var end: ScoreTime { onset + duration }
  }

  package struct DynamicMark: Sendable, Hashable, Codable {
    package let onset: ScoreTime
    package let mark: Dynamic

    package init(onset: ScoreTime, mark: Dynamic) {
      self.onset = onset
      self.mark = mark
    }
  }
}
