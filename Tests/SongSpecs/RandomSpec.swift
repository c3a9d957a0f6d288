// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A valid spec that a number stands for: the same number gives the same text for ever.
///
/// The grammar covers the whole language but what stands in other files (`from`, `models`, cue lists, tunes of MIDI and
/// MusicXML) and what isn't built yet. Times of sync points come from a plan that meets them, so a spec that is refused
/// because of them is a finding, except where `isLoose` says that they were drawn.
package struct RandomSpec: Sendable {
  /// What the spec asks of its outputs.
  package struct Targets: Sendable {
    package struct SyncPoint: Sendable {
      package let name: String
      /// Milliseconds; nil of a place in the music.
      package let asked: Int?
      package let want: String
      /// Milliseconds; nil of a point whose tolerance follows from the frame rate.
      package let tolerance: Int?
    }

    /// Milliseconds between which the duration lies; nil where the form decides.
    package var duration: ClosedRange<Int>?
    /// About how many milliseconds of music it is.
    package var estimate = 0
    /// Tenths of LUFS and dBTP.
    package var loudness = -140
    package var peak = -10
    package var sampleRate = 48000
    package var syncs: [SyncPoint] = []
    /// Kinds of `export`, sorted; empty where the spec has none.
    package var exports: [String] = []
    /// Whether sync points stand at times that nobody has tried to meet.
    package var isLoose = false
  }

  package let number: Int
  package let text: String
  package let targets: Targets

  package init(_ number: Int) {
    self.number = number
    var grammar = SpecGrammar(Seed(number).child("random spec"))
    grammar.write()
    text = grammar.text
    targets = grammar.targets
  }

  /// The targets as one line of JSON, with sorted keys.
  package var targetsJSON: String {
    let syncs = targets.syncs.map { point in
      "{\"asked\":\(point.asked.map(String.init) ?? "null"),\"name\":\"\(point.name)\","
        + "\"tolerance\":\(point.tolerance.map(String.init) ?? "null"),\"want\":\"\(point.want)\"}"
    }
    let ends = targets.duration.map { "[\($0.lowerBound),\($0.upperBound)]" } ?? "null"
    return "{\"duration\":\(ends),\"estimate\":\(targets.estimate),\"exports\":[\(targets.exports.map { "\"\($0)\"" }.joined(separator: ","))],"
      + "\"loose\":\(targets.isLoose),\"loudness\":\(targets.loudness),\"number\":\(number),\"peak\":\(targets.peak),"
      + "\"sampleRate\":\(targets.sampleRate),\"syncs\":[\(syncs.joined(separator: ","))]}"
  }
}
