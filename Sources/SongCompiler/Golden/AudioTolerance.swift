// SPDX-License-Identifier: Apache-2.0
package import SongAudio
internal import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongSyntax

/// A figure by which two fingerprints are compared.
package enum AudioFigure: String, Sendable, Hashable, CaseIterable {
  case loudness, peak, range, tilt, correlation
  /// The octave that differs most.
  case octaves
  /// The window of 100 ms that differs most.
  case levels
  /// Clear beginnings that the other one hasn't.
  case onsets

  var unit: String {
    switch self {
    case .loudness, .range: "LU"
    case .peak, .octaves, .levels: "dB"
    case .tilt: "dB an octave"
    case .correlation, .onsets: ""
    }
  }

  /// Of tolerances and of what is said.
  package var decimals: Int {
    switch self {
    case .correlation: 5
    case .onsets: 0
    case .loudness, .peak, .range, .tilt, .octaves, .levels: 3
    }
  }
}

/// How far figures of the same sound may lie apart, as `songc test --calibrate` measured it.
package struct AudioTolerances: Sendable {
  /// Of every figure.
  let values: [AudioFigure: Double]

  static let version = 1

  /// Of the standard library.
  static func path(in folder: String) -> String { join(folder, "golden/tolerances.yaml") }

  package subscript(_ figure: AudioFigure) -> Double { values[figure]! }

  init(_ values: [AudioFigure: Double]) {
    precondition(AudioFigure.allCases.allSatisfy { values[$0] != nil }, "every figure has a tolerance")
    self.values = values
  }

  /// Reads those of the library.
  package init(
    _ knowledge: Knowledge, _ world: any World, _ sources: inout SourceMap, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) {
    let path = AudioTolerances.path(in: knowledge.folder)
    let source = try readSource(path, world, &sources, &sink)
    let value = SpecValue(parseYAML(source, sink: &sink))
    if let failure = sink.failure { throw failure }
    guard let version = value["tolerances"]?.text, version == "\(AudioTolerances.version)" else {
      throw sink.fail(.libraryInvalid("'\(path)' isn't a list of tolerances of version \(AudioTolerances.version)", at: nil))
    }
    var values: [AudioFigure: Double] = [:]
    for figure in AudioFigure.allCases {
      guard let number = value[figure.rawValue].flatMap({ Double($0.text) }), number >= 0, number < 100 else {
        throw sink.fail(.libraryInvalid("'\(path)' has no tolerance '\(figure.rawValue)' from 0 to 100", at: nil))
      }
      values[figure] = number
    }
    self.values = values
  }
}

/// How far two fingerprints lie apart, figure by figure.
package struct AudioDeviation: Sendable {
  /// Of a figure: how far, and what people are told.
  struct Value: Sendable {
    let distance: Double
    let text: String
  }

  private(set) var values: [AudioFigure: Value] = [:]
  /// What no tolerance is for: rate and length; empty where they are the same.
  private(set) var basics: [String] = []

  /// Levels and shares of octaves below it count as it, dB: what lies so deep is noise to the ear, and rounding moves it.
  static let floor = -60.0
  /// Beginnings so far apart are the same one, ms: a step of the finder, over whose line rounding may bring one.
  private static let reach = 5

  package init(_ old: AudioFingerprint, _ new: AudioFingerprint) {
    if old.sampleRate != new.sampleRate { basics.append("\(old.sampleRate) -> \(new.sampleRate) Hz") }
    if old.frames != new.frames { basics.append("\(old.frames) -> \(new.frames) frames") }
    func add(_ figure: AudioFigure, _ before: Double, _ after: Double, _ unit: String, _ decimals: Int = 2) {
      // Figures that look alike get more digits.
      let decimals = fixed(before, decimals) == fixed(after, decimals) ? decimals + 2 : decimals
      values[figure] = Value(
        distance: (after - before).magnitude,
        text: "\(figure.rawValue) \(fixed(before, decimals)) -> \(fixed(after, decimals)) \(unit)".trimmed)
    }
    add(.loudness, old.loudness, new.loudness, "LUFS")
    add(.peak, old.truePeak, new.truePeak, "dBTP")
    add(.range, old.loudnessRange, new.loudnessRange, "LU")
    add(.tilt, old.tiltDB, new.tiltDB, "dB an octave")
    add(.correlation, old.correlation, new.correlation, "", 4)
    let octave = AudioDeviation.farthest(old.octavesDB, new.octavesDB)
    values[.octaves] = Value(
      distance: octave.distance,
      text: "octave at \(shortest(31.25 * Double(1 << octave.index), 2)) Hz \(fixed(octave.old, 2)) -> \(fixed(octave.new, 2)) dB")
    let window = AudioDeviation.farthest(old.levelsDB, new.levelsDB)
    values[.levels] = Value(
      distance: window.distance,
      text: "level at \(fixed(Double(window.index) / 10, 1)) s \(fixed(window.old, 2)) -> \(fixed(window.new, 2)) dBFS")
    let gone = AudioDeviation.unmatched(old.onsets, new.onsets)
    let came = AudioDeviation.unmatched(new.onsets, old.onsets)
    let first = (gone + came).map(\.milliseconds).min() ?? 0
    values[.onsets] = Value(
      distance: Double(gone.count + came.count),
      text: "\(came.count) beginnings came and \(gone.count) went, the first at \(fixed(Double(first) / 1000, 3)) s")
  }

  private static func farthest(_ old: [Double], _ new: [Double]) -> (index: Int, distance: Double, old: Double, new: Double) {
    var found = (index: 0, distance: 0.0, old: old.first ?? floor, new: new.first ?? floor)
    for index in 0..<max(old.count, new.count) {
      let (before, after) = (index < old.count ? old[index] : floor, index < new.count ? new[index] : floor)
      let distance = (max(floor, after) - max(floor, before)).magnitude
      if distance > found.distance { found = (index, distance, before, after) }
    }
    return found
  }

  /// Clear beginnings of one that the other has none near, weak or clear.
  private static func unmatched(_ mine: [AudioFingerprint.Onset], _ theirs: [AudioFingerprint.Onset]) -> [AudioFingerprint.Onset] {
    var next = 0
    return mine.filter { $0.riseDB >= AudioFingerprint.Onset.clear }.filter { onset in
      while next < theirs.count, theirs[next].milliseconds < onset.milliseconds - reach { next += 1 }
      return next == theirs.count || theirs[next].milliseconds > onset.milliseconds + reach
    }
  }

  func distance(_ figure: AudioFigure) -> Double { values[figure]!.distance }

  /// Figures beyond their tolerances, in their order.
  func beyond(_ tolerances: AudioTolerances) -> [AudioFigure] {
    AudioFigure.allCases.filter { distance($0) > tolerances[$0] }
  }

  /// What lies beyond the tolerances, a line each; empty where nothing does.
  package func changes(_ tolerances: AudioTolerances) -> [String] {
    basics
      + beyond(tolerances).map { figure in
        let tolerance = "\(shortest(tolerances[figure], 6)) \(figure.unit)".trimmed
        return "\(values[figure]!.text) (tolerance \(tolerance))"
      }
  }
}
