// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc report` and `songc diff --html` as a user runs them.
@Suite(.serialized) struct ReportCommandTests {
  private let song = "song: 1\nseed: 3\nstyle: pop\nduration: 6s\nparts:\n  tune: {role: melody}\n  bass: {role: bass}\n"

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try song.write(toFile: "\(folder)/a.song.yaml", atomically: true, encoding: .utf8)
    try song.replacing("seed: 3", with: "seed: 4").write(toFile: "\(folder)/b.song.yaml", atomically: true, encoding: .utf8)
    try body(folder)
  }

  private func page(_ path: String) throws -> String {
    String(decoding: try #require(FileManager.default.contents(atPath: path), "\(path)"), as: UTF8.self)
  }

  /// The encoded bytes of each element that holds sound, by its name.
  private func sounds(_ html: String) -> [String: Data] {
    var result: [String: Data] = [:]
    for piece in html.components(separatedBy: "<script type=\"text/plain\" id=\"").dropFirst() {
      let parts = piece.components(separatedBy: "\">")
      result[parts[0]] = parts[1].components(separatedBy: "</script>").first.flatMap { Data(base64Encoded: $0) }
    }
    return result
  }

  @Test func aReportHoldsItsSoundAndIsTheSameEveryTime() throws {
    try withFolder { folder throws in
      let first = try CommandTests().run(["report", "a.song.yaml", "-o", "one"], in: folder)
      #expect(first.code == 0 && first.out.hasPrefix("one/a.report.html  0:06.000"), "\(first.err)")
      let html = try page("\(folder)/one/a.report.html")
      let sounds = sounds(html)
      // The master, two parts and what returns the style has.
      #expect(sounds.count >= 3 && sounds.values.allSatisfy { $0.starts(with: Data("OggS".utf8)) })
      // 6 s at 112 and 64 kbit/s.
      #expect(try #require(sounds["sound-0-1-0"]).count < 110_000)
      let again = try CommandTests().run(["report", "a.song.yaml", "-o", "two", "-j", "1"], in: folder)
      #expect(again.code == 0)
      #expect(try page("\(folder)/two/a.report.html") == html)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/one") == ["a.report.html"])
    }
  }

  @Test func withoutSoundNothingIsRendered() throws {
    try withFolder { folder throws in
      let outcome = try CommandTests().run(["report", "a.song.yaml", "--no-audio"], in: folder)
      #expect(outcome.code == 0 && outcome.out.hasPrefix("a.report.html  0:06.000"))
      let html = try page("\(folder)/a.report.html")
      #expect(sounds(html).isEmpty && !html.contains("\"spectrogram\":"))
      #expect(try CommandTests().run(["report", "none.song.yaml"], in: folder).code == 5)
    }
  }

  @Test func aComparisonHoldsBothMasters() throws {
    try withFolder { folder throws in
      let outcome = try CommandTests().run(["diff", "a.song.yaml", "b.song.yaml", "--html", "page.html"], in: folder)
      #expect(outcome.code == 0 && outcome.out.contains("1 key changed: seed"), "\(outcome.err)")
      let sounds = sounds(try page("\(folder)/page.html"))
      #expect(sounds["sound-0-0-0"] != nil && sounds["sound-0-1-0"] != nil && sounds["sound-0-0-0"] != sounds["sound-0-1-0"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.song.yaml", "b.song.yaml", "page.html"])
      let silent = try CommandTests().run(["diff", "a.song.yaml", "b.song.yaml", "--html", "silent.html", "--no-audio"], in: folder)
      let silentPage = try page("\(folder)/silent.html")
      #expect(silent.code == 0 && self.sounds(silentPage).isEmpty)
      #expect(silent.out.contains("\n mix ") == outcome.out.contains("\n mix "))
      #expect(try CommandTests().run(["diff", "a.song.yaml", "b.song.yaml", "--no-audio"], in: folder).code == 2)
    }
  }
}
