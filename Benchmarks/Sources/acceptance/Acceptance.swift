// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Builds pieces by curves of intensity and compares what was asked with what songc measured: `acceptance SONGC`.
///
/// Ten curves, a step and a flat level in three styles, 60 s each; the figures are those of the builds' reports.
/// Exit codes: 0 all hold, 1 something couldn't run, 2 bad usage, 3 a figure is missed.
@main
struct Acceptance {
  static func main() {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: acceptance SONGC\n".utf8))
      exit(2)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "songc-acceptance-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let isMet = try run(songc: URL(filePath: CommandLine.arguments[1]), in: folder)
      if !isMet {
        try? FileManager.default.removeItem(at: folder)
        exit(3)
      }
    } catch {
      FileHandle.standardError.write(Data("acceptance: \(error)\n".utf8))
      try? FileManager.default.removeItem(at: folder)
      exit(1)
    }
  }

  /// Prints a line for each piece as it is done.
  private static func run(songc: URL, in folder: URL) throws -> Bool {
    print("style      curve         bars  loudness  onsets  parts   range LU")
    var isMet = true
    for style in ["cinematic", "folk", "pop"] {
      for curve in Curve.all {
        let measures = try build(curve, style: style, songc: songc, in: folder)
        let result = Result(curve, measures)
        isMet = isMet && result.misses.isEmpty
        let name = [style.padding(toLength: 10, withPad: " ", startingAt: 0), curve.name.padding(toLength: 12, withPad: " ", startingAt: 0)]
        let misses = result.misses.isEmpty ? "" : "  MISSED: \(result.misses.joined(separator: ", "))"
        print("\(name.joined(separator: " ")) \(result.line)\(misses)")
      }
    }
    return isMet
  }

  private static func build(_ curve: Curve, style: String, songc: URL, in folder: URL) throws -> [Measure] {
    let name = "\(style)-\(curve.name)"
    let spec = folder.appending(path: "\(name).song.yaml")
    let text = "song: 1\nstyle: \(style)\nduration: 60s\nintensity: \"\(curve.text)\"\n"
    try text.write(to: spec, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = songc
    process.arguments = ["build", spec.path, "--emit", "wav,midi", "--quiet"]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BuildFailure(spec: name, status: process.terminationStatus) }
    try? FileManager.default.removeItem(at: folder.appending(path: "\(name).wav"))
    let report = try Data(contentsOf: folder.appending(path: "\(name).report.json"))
    return try JSONDecoder().decode(Report.self, from: report).intensity
  }
}

struct BuildFailure: Error {
  let spec: String
  let status: Int32
}

/// What is read of a report.
struct Report: Decodable {
  let intensity: [Measure]
}

/// A measure as the report has it.
struct Measure: Decodable {
  /// Share.
  let asked: Double
  /// LUFS.
  let loudness: Double
  /// A second.
  let onsets: Double
  let parts: Int
}
