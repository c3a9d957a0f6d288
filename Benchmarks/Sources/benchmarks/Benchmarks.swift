// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Measures a built songc: `benchmarks SONGC [--json FILE] [--bench FILE] [--only models] [--enforce]`.
///
/// `--bench` predicts the pieces of a real bench, `--only models` leaves out what needs FluidSynth.
/// Exit codes: 0 all ran, 1 something couldn't run, 2 bad usage, 3 over a limit with `--enforce`.
@main
struct Benchmarks {
  static func main() {
    var rest = Array(CommandLine.arguments.dropFirst())
    let isEnforcing = rest.contains("--enforce")
    rest.removeAll { $0 == "--enforce" }
    func take(_ option: String) -> String? {
      guard let place = rest.firstIndex(of: option), place + 1 < rest.count else { return nil }
      defer { rest.removeSubrange(place...(place + 1)) }
      return rest[place + 1]
    }
    let json = take("--json")
    let bench = take("--bench")
    let only = take("--only")
    guard rest.count == 1, !rest[0].hasPrefix("-"), only == nil || only == "models" else {
      complain("usage: benchmarks SONGC [--json FILE] [--bench FILE] [--only models] [--enforce]")
      exit(2)
    }
    do {
      let report = try measureAll(songc: URL(filePath: rest[0]).path, file: bench, isModelsOnly: only != nil)
      print(report.table)
      if let json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(report).write(to: URL(filePath: json))
      }
      exit(isEnforcing && !report.figures.allSatisfy(\.isWithinLimit) ? 3 : 0)
    } catch {
      complain("benchmarks: \((error as? Failure)?.text ?? "\(error)")")
      exit(1)
    }
  }

  /// Everything in one run.
  private static func measureAll(songc: String, file: String?, isModelsOnly: Bool) throws -> Report {
    let programs = isModelsOnly ? nil : try fluidsynth()
    let files = FileManager.default
    let scratch = files.temporaryDirectory.appending(path: "songc-benchmarks-\(UUID().uuidString)")
    try files.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: scratch) }

    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let bench = Bench(songc: songc, root: root, scratch: scratch)
    let before = loadAverages()
    complain("measuring the models; about a minute")
    var figures = try bench.prediction(on: file) + bench.loading() + bench.training()
    if let programs {
      complain("measuring the symbolic build, the audio build and its memory; about two minutes")
      figures = try bench.symbolic() + bench.audio(fluidsynth: programs.program, font: programs.font) + bench.memory() + figures
    }
    return Report(
      cores: ProcessInfo.processInfo.activeProcessorCount, load: .init(before: before, after: loadAverages()),
      figures: figures)
  }

  /// FluidSynth and its font, looked for before anything runs, so that what is missing is known at once.
  private static func fluidsynth() throws -> (program: String, font: String) {
    let files = FileManager.default
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let fluidsynth = folders.map({ "\($0)/fluidsynth" }).first(where: files.isExecutableFile) else {
      throw Failure(text: "fluidsynth isn't installed: apt-get install fluidsynth")
    }
    let font = URL(filePath: "/usr/share/sounds/sf2/FluidR3_GM.sf2").resolvingSymlinksInPath().path
    guard files.isReadableFile(atPath: font) else {
      throw Failure(text: "\(font) isn't there: apt-get install fluid-soundfont-gm")
    }
    return (fluidsynth, font)
  }

  /// Progress and problems go to stderr; stdout has the table alone.
  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }
}
