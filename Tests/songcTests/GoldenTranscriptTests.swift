// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// The session in `Documentation/goldens.md` is what happens.
@Suite struct GoldenTranscriptTests {
  private static let page = "Documentation/goldens.md"

  @Test func theSessionIsWhatHappens() throws {
    let text = String(decoding: try contents(of: GoldenTranscriptTests.page), as: UTF8.self)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var out = ""
    var block: String?
    var commands = 0
    // Outside of blocks the page stays; a block of YAML is the spec, one of a console is run anew.
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```yaml" || line == "```console" {
        block = String(line)
      } else if line == "```", block != nil {
        block = nil
      } else if block == "```yaml" {
        let spec = "\(folder)/jingle.song.yaml"
        let before = (try? String(contentsOfFile: spec, encoding: .utf8)) ?? ""
        try (before + line + "\n").write(toFile: spec, atomically: true, encoding: .utf8)
      } else if block == "```console" {
        guard line.hasPrefix("$ ") else { continue }
        out += line + "\n" + (try run(String(line.dropFirst(2)), in: folder))
        commands += 1
        continue
      }
      out += line + "\n"
    }
    out.removeLast()
    #expect(commands >= 10)
    try expectGolden(out, at: GoldenTranscriptTests.page)
  }

  /// What a command of the shell says, on both streams.
  private func run(_ command: String, in folder: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let tools = URL(fileURLWithPath: CommandTests.binary).deletingLastPathComponent().path
    process.environment = ["PATH": "\(tools):/usr/bin:/bin", "LC_ALL": "C"]
    let out = Pipe()
    process.standardOutput = out
    process.standardError = out
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
