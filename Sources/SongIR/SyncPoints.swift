// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

extension Spec {
  package struct SyncPoint: Sendable, Hashable, Codable {
    package let at: Located<TimeValue>
    package var name: Located<String>?
    package var hit: Located<Hit>?
    package var want: Located<Want>?
    /// 0...1.
    package var weight: Located<Rational>?
    /// A length of time.
    package var tolerance: Located<TimeValue>?
    /// How long a stop lasts.
    package var length: Located<TimeValue>?

    package init(at: Located<TimeValue>) { self.at = at }
  }

  /// Sync points from the cue list of an editor.
  package struct SyncImport: Sendable, Hashable, Codable {
    /// Relative to the spec's folder.
    package let path: Located<String>
    /// What cues become, by name or colour; `*` is every other one. In the order of the spec.
    package var map: [Rule] = []
    /// Added to every time.
    package var offset: Located<TimeValue>?
    /// The timecode at which the piece begins.
    package var start: Located<TimeValue>?

    package init(path: Located<String>) { self.path = path }

    package struct Rule: Sendable, Hashable, Codable {
      /// The name or colour of cues.
      package let cue: Located<String>
      package let hit: Located<Hit>
      package var want: Located<Want>?

      package init(cue: Located<String>, hit: Located<Hit>, want: Located<Want>? = nil) {
        self.cue = cue
        self.hit = hit
        self.want = want
      }
    }
  }

  /// A voice-over: the writing is thinned and the mix ducked.
  package struct VoiceWindow: Sendable, Hashable, Codable {
    package let from: Located<TimeValue>
    package let to: Located<TimeValue>
    /// dB, 0 or below.
    package var duck: Located<Rational>?
    /// The band that the music leaves to the voice, Hz.
    package var leave: Located<ClosedRange<Rational>>?

    package init(from: Located<TimeValue>, to: Located<TimeValue>) {
      self.from = from
      self.to = to
    }
  }
}

extension Settings {
  /// The point that a time names; what is only called after its hit can't be named.
  package func syncIndex(named name: String) -> Int? { syncs.firstIndex { $0.isNamed && utf8Equal($0.name, name) } }

  /// The names that a time may start from.
  package var anchors: [String] { form.map(\.name) + syncs.filter(\.isNamed).map(\.name) + ["end"] }

  package struct SyncPoint: Sendable, Hashable, Codable {
    /// The key under which the lock holds an imported point of a name.
    package static func key(_ name: String) -> String { "sync.\(name)" }

    package let name: String
    /// Whether the spec says the name: only then times may start from it.
    package let isNamed: Bool
    package let at: TimeValue
    package let hit: Hit
    package let want: Want
    /// 0...1, for `prefer`.
    package let weight: Rational
    package let tolerance: Microseconds
    /// How long a stop lasts; nil is a measure.
    package let length: TimeValue?
    package let place: Span?

    package init(
      name: String, isNamed: Bool = true, at: TimeValue, hit: Hit, want: Want, weight: Rational, tolerance: Microseconds,
      length: TimeValue?, place: Span?
    ) {
      self.name = name
      self.isNamed = isNamed
      self.at = at
      self.hit = hit
      self.want = want
      self.weight = weight
      self.tolerance = tolerance
      self.length = length
      self.place = place
    }
  }

  package struct VoiceWindow: Sendable, Hashable, Codable {
    package let from: TimeValue
    package let to: TimeValue
    /// dB.
    package let duckDB: Double
    /// The band that the music leaves to the voice.
    package let leaveHz: ClosedRange<Rational>?
    package let place: Span?

    package init(from: TimeValue, to: TimeValue, duckDB: Double, leaveHz: ClosedRange<Rational>? = nil, place: Span?) {
      self.from = from
      self.to = to
      self.duckDB = duckDB
      self.leaveHz = leaveHz
      self.place = place
    }
  }
}

extension Arrangement {
  /// Where an asked point in time landed.
  package struct SyncPoint: Sendable, Hashable, Codable {
    package let name: String
    package let hit: Hit
    package let want: Want
    package let asked: Microseconds
    package let placed: Microseconds
    package let at: ScoreTime
    /// Where what happens here ends: of a stop.
    package let end: ScoreTime
    /// By what means it landed: `section lift`, `accent; tempo -1.3 %`.
    package let means: String
    /// Whether it lies within its tolerance.
    package let isMet: Bool

    package init(
      name: String, hit: Hit, want: Want, asked: Microseconds, placed: Microseconds, at: ScoreTime, end: ScoreTime,
      means: String, isMet: Bool
    ) {
      self.name = name
      self.hit = hit
      self.want = want
      self.asked = asked
      self.placed = placed
      self.at = at
      self.end = end
      self.means = means
      self.isMet = isMet
    }

    /// With another end.
    package func ending(at end: ScoreTime) -> SyncPoint {
      SyncPoint(name: name, hit: hit, want: want, asked: asked, placed: placed, at: at, end: end, means: means, isMet: isMet)
    }

    /// How late it is.
    package var error: Microseconds { placed - asked }
  }

  package struct VoiceWindow: Sendable, Hashable, Codable {
    package let from: Microseconds
    package let to: Microseconds
    package let duckDB: Double
    /// The band that the music leaves to the voice.
    package let leaveHz: ClosedRange<Rational>?

    package init(from: Microseconds, to: Microseconds, duckDB: Double, leaveHz: ClosedRange<Rational>? = nil) {
      self.from = from
      self.to = to
      self.duckDB = duckDB
      self.leaveHz = leaveHz
    }
  }

  /// Where a part may sound: notes begin and end inside.
  package struct Presence: Sendable, Hashable, Codable {
    package let from: ScoreTime
    package let to: ScoreTime

    package init(from: ScoreTime, to: ScoreTime) {
      self.from = from
      self.to = to
    }
  }
}
