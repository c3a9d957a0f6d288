// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongDiagnostics
internal import SongIR

/// How far figures of fingerprints move when a master is changed a little, and the tolerances that follow.
package struct Calibration: Sendable {
  /// What a change stands for.
  package enum Role: String, Sendable {
    /// What another machine's rounding may do: no figure may tell it.
    case rounding
    /// Between the two: the curve.
    case curve
    /// What someone may hear: some figure must tell it in every piece.
    case audible
  }

  /// One change of one piece.
  package struct Sample: Sendable {
    let piece: String
    let change: String
    let role: Role
    let distances: [AudioFigure: Double]

    package init(piece: String, change: String, role: Role, distances: [AudioFigure: Double]) {
      self.piece = piece
      self.change = change
      self.role = role
      self.distances = distances
    }
  }

  private(set) var samples: [Sample] = []
  private(set) var pieces: [String] = []

  /// The tolerance of a figure is that many times the farthest that rounding moved it in any piece.
  static let margin = 2.0

  package init() {}

  package init(samples: [Sample]) {
    self.samples = samples
    pieces = distinct(samples.map(\.piece))
  }

  /// Changes of the master itself.
  private static let changes: [(role: Role, name: String, change: Perturbation)] = [
    (.rounding, "dither of another seed, 24 bits", .dither(bits: 24)),
    (.rounding, "noise at -90 dBFS", .noise(dBFS: -90)),
    (.rounding, "noise at -80 dBFS", .noise(dBFS: -80)),
    (.curve, "noise at -70 dBFS", .noise(dBFS: -70)),
    (.curve, "noise at -60 dBFS", .noise(dBFS: -60)),
    (.audible, "noise at -50 dBFS", .noise(dBFS: -50)),
    (.curve, "gain +0.01 dB", .gain(dB: 0.01)),
    (.curve, "gain -0.01 dB", .gain(dB: -0.01)),
    (.curve, "gain +0.1 dB", .gain(dB: 0.1)),
    (.curve, "gain -0.1 dB", .gain(dB: -0.1)),
    (.audible, "gain +1 dB", .gain(dB: 1)),
    (.audible, "gain -1 dB", .gain(dB: -1)),
    (.curve, "tilt 0.01 dB", .tilt(dB: 0.01)),
    (.curve, "tilt 0.1 dB", .tilt(dB: 0.1)),
    (.audible, "tilt 1 dB", .tilt(dB: 1)),
    (.curve, "1 frame later", .shift(frames: 1)),
    (.curve, "48 frames later", .shift(frames: 48)),
    (.audible, "480 frames later", .shift(frames: 480)),
    (.curve, "to 44.1 kHz and back", .resampling(rate: 44100)),
  ]

  /// Measures all changes of a piece: of its master, and of what it plays.
  ///
  /// - Throws: `ErrorsEmitted`, or `Cancelled`.
  package mutating func measure(
    _ spec: String, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World, _ sources: inout SourceMap,
    _ sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
  ) throws {
    let track = try readTrack(spec, world, &sources, &sink)
    var options = track.options
    options.workers = request.workers
    let piece = try compile(track.source, name: track.name, knowledge: knowledge, options: options, sink: &sink)
    if let failure = sink.failure { throw failure }
    let finder = AudioFiles(
      world: world, soundFontFolders: request.soundFontFolders, pluginFolders: request.pluginFolders, specFolder: track.folder)
    let resources = try finder.resolve(piece.session, of: piece.spec, sink: &sink)
    let folder = world.scratch + ".calibrate"
    try world.makeFolder(folder)
    defer { world.remove(folder) }
    func master(_ session: Session) throws -> (samples: MasterSamples, report: MasterReport) {
      let path = join(folder, "master.wav")
      defer { world.remove(path) }
      do throws(AudioError) {
        let report = try render(
          session, resources: resources, options: RenderOptions(workers: request.workers),
          to: [AudioFile(path: path, encoding: .wav(.integer24))], scratch: folder, isCancelled: { world.isCancelled })
        return (try MasterSamples(path: path), report)
      } catch .cancelled {
        throw Cancelled()
      } catch {
        throw sink.fail(error, in: piece.spec)
      }
    }
    let seed = Seed(text: "calibration").child(track.name)
    let (samples, report) = try master(piece.session)
    let original = try samples.fingerprint(seed: seed)
    func add(_ name: String, _ role: Role, _ changed: AudioFingerprint) {
      let deviation = AudioDeviation(original, changed)
      let distances = Dictionary(AudioFigure.allCases.map { ($0, deviation.distance($0)) }) { first, _ in first }
      self.samples.append(Sample(piece: track.name, change: name, role: role, distances: distances))
    }
    for (index, (role, name, change)) in Calibration.changes.enumerated() {
      if world.isCancelled { throw Cancelled() }
      add(name, role, try samples.fingerprint(with: change, seed: seed.child("change", index)))
      progress(0.2 + 0.6 * Double(index) / Double(Calibration.changes.count))
    }
    // The quietest part is the hardest to miss, and a note of it the hardest to hear.
    let drums = Set(piece.performance.parts.filter(\.isPercussion).map(\.id))
    let heard = report.tracks.filter { $0.loudness > -70 }.sorted { ($0.loudness, $0.id) < ($1.loudness, $1.id) }
    if heard.count > 1 {
      add("the quietest part muted", .audible, try master(piece.session.without(heard[0].id)).samples.fingerprint(seed: seed))
    }
    if let part = heard.first(where: { !drums.contains($0.id) }), let other = piece.session.withAnotherNote(in: part.id) {
      add("a note of the quietest pitched part changed", .audible, try master(other).samples.fingerprint(seed: seed))
    }
    pieces.append(track.name)
    progress(1)
  }

  // MARK: Tolerances

  /// What follows for each figure: the margin times the farthest that rounding moved it, to one digit upwards.
  package var tolerances: AudioTolerances {
    AudioTolerances(
      Dictionary(
        AudioFigure.allCases.map { figure in
          let farthest = samples.filter { $0.role == .rounding }.map { $0.distances[figure]! }.max() ?? 0
          return (figure, Calibration.oneDigit(Calibration.margin * farthest, figure.decimals))
        }) { first, _ in first })
  }

  /// To one digit, upwards, and at least one unit of the last decimal; counts as they are.
  static func oneDigit(_ value: Double, _ decimals: Int) -> Double {
    guard decimals > 0 else { return value.rounded(.up) }
    var unit = 1.0
    for _ in 0..<decimals { unit /= 10 }
    while value > 10 * unit { unit *= 10 }
    return max(1, (value / unit).rounded(.up)) * unit
  }

  /// How far beyond a tolerance a change is in the piece where it is least: 1 is at the tolerance.
  func clarity(of change: String, _ tolerances: AudioTolerances) -> Double {
    samples.filter { utf8Equal($0.change, change) }.map { clarity($0, tolerances) }.min() ?? 0
  }

  private func clarity(_ sample: Sample, _ tolerances: AudioTolerances) -> Double {
    AudioFigure.allCases.map { figure in
      let (distance, tolerance) = (sample.distances[figure]!, tolerances[figure])
      // A count has no tolerance to be measured in.
      if tolerance == 0 { return distance > 0 ? Calibration.clear : 0 }
      return min(distance / tolerance, Calibration.clear)
    }.max() ?? 0
  }

  /// More is as good as this.
  private static let clear = 1000.0

  /// Reports where an audible change isn't told, or a figure tells none; true where the tolerances can be used.
  package func check(_ sink: inout DiagnosticSink) -> Bool {
    let tolerances = tolerances
    guard !samples.isEmpty else {
      sink.report(.calibrationFailed("there is nothing to calibrate by: no spec exports audio"))
      return false
    }
    for sample in samples where sample.role == .audible && clarity(sample, tolerances) <= 1 {
      sink.report(.calibrationFailed("'\(sample.change)' in '\(sample.piece)' moves no figure beyond its tolerance"))
    }
    for figure in AudioFigure.allCases
    where !samples.contains(where: { $0.role == .audible && $0.distances[figure]! > tolerances[figure] }) {
      sink.report(.calibrationFailed("no audible change moves '\(figure.rawValue)' beyond its tolerance"))
    }
    return !sink.hasErrors
  }

  /// The file that the library ships.
  package var fileText: String {
    let tolerances = tolerances
    var out = "# How far figures of the same sound may lie apart. Measured by 'songc test --calibrate' on\n"
    out += "# \(pieces.joined(separator: " "));\n# Documentation/goldens.md has the curves.\n"
    out += "tolerances: \(AudioTolerances.version)\n"
    for figure in AudioFigure.allCases {
      out += "\(figure.rawValue): \(shortest(tolerances[figure], figure.decimals))"
      out += figure.unit.isEmpty ? "\n" : " # \(figure.unit)\n"
    }
    return out
  }

  /// The curves as a table in Markdown: the farthest of each figure in any piece, and how many tolerances the change is beyond
  /// in the piece where it is least.
  package var table: String {
    let tolerances = tolerances
    var out = "| change | \(AudioFigure.allCases.map(\.rawValue).joined(separator: " | ")) | clarity |\n"
    out += "|---|" + String(repeating: "---|", count: AudioFigure.allCases.count + 1) + "\n"
    func row(_ name: String, _ values: (AudioFigure) -> Double, _ clarity: String) {
      let cells = AudioFigure.allCases.map { shortest(values($0), $0.decimals) }
      out += "| \(name) | \(cells.joined(separator: " | ")) | \(clarity) |\n"
    }
    for role in [Role.rounding, .curve, .audible] {
      for change in distinct(samples.filter { $0.role == role }.map(\.change)) {
        let own = samples.filter { utf8Equal($0.change, change) }
        row(
          role == .curve ? change : "\(change) (\(role.rawValue))", { figure in own.map { $0.distances[figure]! }.max() ?? 0 },
          fixed(clarity(of: change, tolerances), 1))
      }
    }
    row("**tolerance**", { tolerances[$0] }, "")
    return out
  }
}

/// Calibrates on specs and writes the tolerances.
///
/// - Parameter path: nil is the library's own file.
/// - Returns: the table of curves, and where the tolerances stand, nil where they can't be used; nil where something was wrong
///   with a spec, which is reported, or the user asked to stop.
package func calibrate(
  _ request: GoldenRequest, to path: String?, knowledge: Knowledge, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink, progress: @Sendable (String, Double) -> Void = { _, _ in }
) -> (table: String, path: String?)? {
  var calibration = Calibration()
  do {
    for spec in try GoldenSearch(request.places, world, &sink).specs {
      try calibration.measure(spec, request, knowledge, world, &sources, &sink, progress: { progress(spec, $0) })
    }
  } catch {
    return nil
  }
  let target = path ?? AudioTolerances.path(in: knowledge.folder)
  let isUsable = calibration.check(&sink) && replace([(target, Array(calibration.fileText.utf8))], world, &sink)
  return (calibration.table, isUsable ? target : nil)
}

extension Session {
  /// With a track that plays nothing.
  fileprivate func without(_ id: String) -> Session { changing(id) { _ in [] } }

  /// With the middle note of a track half a tone higher; nil where it has none.
  fileprivate func withAnotherNote(in id: String) -> Session? {
    guard let events = tracks.first(where: { utf8Equal($0.id, id) })?.events else { return nil }
    let notes = events.indices.filter { if case .noteOn = events[$0].kind { true } else { false } }
    guard !notes.isEmpty, case .noteOn(let key, let velocity) = events[notes[notes.count / 2]].kind, key < 127 else { return nil }
    let start = notes[notes.count / 2]
    return changing(id) { events in
      var result = events
      result[start] = Event(at: events[start].at, kind: .noteOn(key: key + 1, velocity: velocity))
      if let end = events.indices.first(where: { $0 > start && events[$0].kind == .noteOff(key: key) }) {
        result[end] = Event(at: events[end].at, kind: .noteOff(key: key + 1))
      }
      return result
    }
  }

  private func changing(_ id: String, _ change: ([Event]) -> [Event]) -> Session {
    var result = self
    result.tracks = tracks.map { track in
      guard utf8Equal(track.id, id) else { return track }
      return Track(
        id: track.id, sound: track.sound, events: change(track.events), equaliser: track.equaliser, inserts: track.inserts,
        gainDB: track.gainDB, pan: track.pan, sends: track.sends, duck: track.duck, automation: track.automation)
    }
    return result
  }
}
