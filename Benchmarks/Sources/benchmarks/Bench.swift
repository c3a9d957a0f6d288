// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The measurements; each gives its lines of the table. Every run writes to a folder of its own, so nothing is reused.
struct Bench {
  /// The program under test.
  let songc: String
  /// Of this package.
  let root: URL
  /// Removed by the caller.
  let scratch: URL

  /// Start-up alone, and pieces of 90 s to MIDI and MusicXML, from process start and in turns; then one of 3 hours.
  func symbolic() throws -> [Figure] {
    let spec = root.deletingLastPathComponent().appending(path: "specs/minimal.song.yaml").path
    let styled = root.appending(path: "specs/pop.song.yaml").path
    var version: [Double] = []
    var build: [Double] = []
    var named: [Double] = []
    for turn in 0...symbolicRuns {
      let started = try measure(songc, ["version"]).wallSeconds * 1000
      let built = try symbolicBuild(spec)
      let other = try symbolicBuild(styled)
      guard turn > 0 else { continue }  // The first turn only warms the page cache.
      version.append(started)
      build.append(built)
      named.append(other)
    }
    let long = try (0..<longRuns).map { _ in try symbolicBuild(root.appending(path: "specs/three-hours.song.yaml").path) }
    return [
      Figure(name: "start-up, `songc version`, minimum", value: version.min()!, unit: "ms"),
      Figure(name: "start-up, `songc version`, median", value: median(version), unit: "ms"),
      Figure(name: "symbolic build of 90 s, minimum", value: build.min()!, unit: "ms"),
      Figure(name: "symbolic build of 90 s, median", value: median(build), unit: "ms", limit: 25),
      Figure(name: "symbolic build / start-up, medians", value: median(build) / median(version), unit: "x"),
      Figure(name: "symbolic build of 90 s that names its style, median", value: median(named), unit: "ms", limit: 25),
      Figure(name: "its ratio to the limit", value: median(named) / 25, unit: "x"),
      Figure(name: "symbolic build of 3 h, median", value: median(long), unit: "ms"),
      Figure(name: "symbolic build, 3 h / 90 s, medians", value: median(long) / median(named), unit: "x", limit: 30),
    ]
  }

  /// Milliseconds.
  private func symbolicBuild(_ spec: String) throws -> Double {
    try measure(songc, ["build", spec, "-o", folder(), "--emit", "midi,musicxml"]).wallSeconds * 1000
  }

  /// The mastered build of a pop song of 180 s to FLAC, against FluidSynth alone on the MIDI file of the same build.
  ///
  /// Synthesis alone is what the instruments take of the processor, shared out over two cores, as the build does it.
  func audio(fluidsynth: String, font: String) throws -> [Figure] {
    let spec = root.appending(path: "specs/\(song).song.yaml").path
    let notes = folder()
    _ = try measure(songc, ["build", spec, "-o", notes, "--emit", "midi,flac"])  // Also warms the page cache: the font has 141 MiB.
    let midi = "\(notes)/\(song).mid"
    let wave = scratch.appending(path: "fluidsynth.wav").path
    let timings = scratch.appending(path: "timings.json")
    var ours: [Run] = []
    var theirs: [Run] = []
    var synthesis: [Double] = []
    for _ in 0..<audioPairs {
      ours.append(try measure(songc, ["build", spec, "-o", folder(), "--emit", "midi,flac", "--timings", timings.path]))
      synthesis.append(try synthesisSeconds(timings))
      theirs.append(try measure(fluidsynth, ["-ni", "-F", wave, "-r", "48000", font, midi]))
      try requireAudio(wave)
    }
    let cores = Double(min(2, ProcessInfo.processInfo.activeProcessorCount))
    let pairs = zip(ours, theirs)
    return [
      Figure(name: "audio build of 180 s, wall, median", value: median(ours.map(\.wallSeconds)), unit: "s"),
      Figure(name: "fluidsynth -F, wall, median", value: median(theirs.map(\.wallSeconds)), unit: "s"),
      Figure(
        name: "audio / fluidsynth, wall, median of pairs",
        value: median(pairs.map { $0.wallSeconds / $1.wallSeconds }), unit: "x", limit: 1.3),
      Figure(
        name: "synthesis over two cores / fluidsynth, CPU, median of pairs",
        value: median(zip(synthesis, theirs).map { $0 / cores / $1.cpuSeconds }), unit: "x", limit: 0.6),
      Figure(name: "audio build of 180 s, CPU, median", value: median(ours.map(\.cpuSeconds)), unit: "s"),
      Figure(name: "fluidsynth -F, CPU, median", value: median(theirs.map(\.cpuSeconds)), unit: "s"),
      Figure(
        name: "audio / fluidsynth, CPU, median of pairs",
        value: median(pairs.map { $0.cpuSeconds / $1.cpuSeconds }), unit: "x"),
    ]
  }

  /// What the instruments took, of the file that `--timings` wrote.
  private func synthesisSeconds(_ file: URL) throws -> Double {
    struct Timings: Decodable {
      struct Build: Decodable { let stages: [String: Cost] }
      struct Cost: Decodable { let cpuSeconds: Double }
      let builds: [Build]
    }
    let timings = try JSONDecoder().decode(Timings.self, from: Data(contentsOf: file))
    guard let cost = timings.builds.first?.stages["synthesis"] else { throw Failure(text: "--timings has no synthesis") }
    return cost.cpuSeconds
  }

  /// The peak memory of the audio build of the same parts, short and ten times as long.
  func memory() throws -> [Figure] {
    let short = try measure(songc, ["build", spec(seconds: 60), "-o", folder()]).peakMiB
    let long = try measure(songc, ["build", spec(seconds: 600), "-o", folder()]).peakMiB
    return [
      Figure(name: "peak memory, audio build of 60 s", value: short, unit: "MiB"),
      Figure(name: "peak memory, audio build of 600 s", value: long, unit: "MiB"),
      Figure(name: "peak memory, 600 s / 60 s", value: long / short, unit: "x", limit: 1.2),
    ]
  }

  private func measure(_ program: String, _ arguments: [String]) throws -> Run {
    try run(program, arguments, log: scratch.appending(path: "log.txt"))
  }

  /// A name that no run has had yet.
  private func folder() -> String { scratch.appending(path: UUID().uuidString).path }

  /// A copy of the spec of eight parts that lasts so long.
  private func spec(seconds: Int) throws -> String {
    let line = "duration: 90s\n"
    let text = try String(contentsOf: root.appending(path: "specs/\(stem).song.yaml"), encoding: .utf8)
    guard text.contains(line) else { throw Failure(text: "specs/\(stem).song.yaml has no line 'duration: 90s'") }
    let home = scratch.appending(path: "\(seconds)")
    let file = home.appending(path: "\(stem).song.yaml")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    try Data(text.replacing(line, with: "duration: \(seconds)s\n").utf8).write(to: file)
    return file.path
  }

  /// FluidSynth exits with 0 even where it couldn't read the MIDI file or the font; then the file is short or missing.
  private func requireAudio(_ wave: String) throws {
    let bytes = try? FileManager.default.attributesOfItem(atPath: wave)[.size] as? Int
    guard let bytes, bytes >= 180 * 48000 * 4 else { throw Failure(text: "fluidsynth wrote less than 180 s of audio") }
    try FileManager.default.removeItem(atPath: wave)
  }
}

private let stem = "eight-parts"
private let song = "pop-180"
private let symbolicRuns = 20
private let longRuns = 5
private let audioPairs = 3
