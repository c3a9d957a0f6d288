// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc produce` as a user runs it.
@Suite struct ProduceCommandTests {
  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(["produce", "--stdlib", "\(checkout)/stdlib"] + arguments, in: folder)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-produce-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.scale).write(to: folder.appendingPathComponent("scale.mid"))
    try Self.score.write(to: folder.appendingPathComponent("air.musicxml"), atomically: true, encoding: .utf8)
    try body(folder.path)
  }

  /// Eight quarters up a scale at 120, of format 0.
  private static let scale: [UInt8] = {
    var track: [UInt8] = [0, 0xC0, 0]
    for key: UInt8 in [60, 62, 64, 65, 67, 69, 71, 72] { track += [0, 0x90, key, 80, 96, 0x80, key, 0] }
    track += [0, 0xFF, 0x2F, 0]
    return Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 0, 96] + Array("MTrk".utf8) + [0, 0, 0, UInt8(track.count)] + track
  }()

  private static let score: String = {
    let notes = ["C", "E", "G", "E"].map {
      "<note><pitch><step>\($0)</step><octave>5</octave></pitch><duration>1</duration><type>quarter</type></note>"
    }.joined()
    return """
      <?xml version="1.0"?>
      <score-partwise version="4.0"><work><work-title>Air</work-title></work>
      <part-list><score-part id="P1"><part-name>Flute</part-name><midi-instrument id="I1"><midi-program>74</midi-program></midi-instrument></score-part></part-list>
      <part id="P1"><measure number="1"><attributes><divisions>1</divisions><key><fifths>0</fifths></key><time><beats>4</beats><beat-type>4</beat-type></time></attributes>
      <direction><direction-type><dynamics><p/></dynamics></direction-type><sound tempo="96"/></direction>\(notes)
      <barline location="right"><repeat direction="backward"/></barline></measure>
      <measure number="2"><note><pitch><step>C</step><octave>5</octave></pitch><duration>4</duration><type>whole</type></note></measure></part></score-partwise>
      """
  }()

  private func files(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  @Test func aScoreIsPlayedMixedAndMastered() throws {
    try withFolder { folder throws in
      let outcome = try run(["scale.mid", "-o", "out", "--emit", "midi,musicxml,wav,flac,stems"], in: folder)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(outcome.out.contains("120.0 BPM  C major  2 bars  1 parts  -14.0"), "\(outcome.out)")
      let names = ["flac", "mid", "musicxml", "report.json", "wav"].map { "scale-produced.\($0)" } + ["stems"]
      #expect(try files("\(folder)/out") == names)
      #expect(try files("\(folder)/out/stems") == ["piano.wav", "return-reverb.wav"])
      let report = try String(contentsOfFile: "\(folder)/out/scale-produced.report.json", encoding: .utf8)
      #expect(report.contains("\"produced\"") && report.contains("\"performed\": true"), "\(report)")
      #expect(try run(["scale.mid", "-o", "again", "--emit", "midi,musicxml,wav,flac,stems"], in: folder).code == 0)
      for name in names.dropLast() {
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out/\(name)")) == Data(contentsOf: URL(fileURLWithPath: "\(folder)/again/\(name)")), "\(name)")
      }
    }
  }

  @Test func theFileIsNeverReplaced() throws {
    try withFolder { folder throws in
      #expect(try run(["scale.mid", "--emit", "midi"], in: folder).code == 0)
      #expect(try files(folder) == ["air.musicxml", "scale-produced.mid", "scale-produced.report.json", "scale.mid"])
      let outcome = try run(["scale.mid", "--name", "scale", "--emit", "midi"], in: folder)
      #expect(outcome.code == 5 && outcome.err.contains("error[S9009]"), "\(outcome.err)")
      #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/scale.mid"))) == Self.scale)
    }
  }

  @Test func scoresInMusicXMLAreRead() throws {
    try withFolder { folder throws in
      let outcome = try run(["air.musicxml", "--as-is", "--emit", "midi,score"], in: folder)
      #expect(outcome.code == 0 && outcome.out.contains("96.0 BPM  C major  3 bars  1 parts"), "\(outcome.out)\(outcome.err)")
      #expect(try String(contentsOfFile: "\(folder)/air-produced.score.txt", encoding: .utf8).contains("flute"))
    }
  }

  /// A draft is quick and says what it is.
  @Test func aDraftIsNoMaster() throws {
    try withFolder { folder throws in
      for arguments in [["scale.mid", "-o", "one", "--draft"], ["scale.mid", "-o", "two", "--draft"]] {
        let outcome = try run(arguments, in: folder)
        #expect(outcome.code == 0 && outcome.out.hasSuffix("LUFS  draft\n"), "\(outcome.out)\(outcome.err)")
      }
      let wav = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/one/scale-produced.wav"))
      #expect(try wav == Data(contentsOf: URL(fileURLWithPath: "\(folder)/two/scale-produced.wav")))
      let format = try #require(wav.range(of: Data("fmt ".utf8)))
      let rate = (0..<4).reduce(0) { $0 | Int(wav[format.upperBound + 8 + $1]) << (8 * $1) }
      #expect(rate == 24_000)
      let report = try String(contentsOfFile: "\(folder)/one/scale-produced.report.json", encoding: .utf8)
      #expect(report.contains("\"draft\": true") && !report.contains("truePeak"), "\(report)")
      let spec = "song: 1\nstyle: piano\nduration: 6s\n"
      let arguments = ["build", "-", "--draft", "--emit", "wav,midi,mp3", "--stdlib", "\(checkout)/stdlib", "-o"]
      let built = try CommandTests().run(arguments + ["built"], input: spec, in: folder)
      #expect(built.code == 0 && built.out.contains("LUFS  draft"), "\(built.err)")
      #expect(try CommandTests().run(["build", "-", "--emit", "midi", "--stdlib", "\(checkout)/stdlib", "-o", "full"], input: spec, in: folder).code == 0)
      // The notes are those of the whole build.
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/built/song.mid")) == Data(contentsOf: URL(fileURLWithPath: "\(folder)/full/song.mid")))
    }
  }

  @Test func whatIsWrongIsSaid() throws {
    try withFolder { folder throws in
      for wrong in [["scale.mid", "--perform", "--as-is"], ["scale.mid", "--loudness", "3"], ["scale.mid", "--name", "a/b"], []] {
        #expect(try run(wrong, in: folder).code == 2, "\(wrong)")
      }
      let missing = try run(["none.mid"], in: folder)
      #expect(missing.code == 5 && missing.err.contains("error[S9001]"), "\(missing.err)")
      try Data(Self.scale.prefix(30)).write(to: URL(fileURLWithPath: "\(folder)/cut.mid"))
      let cut = try run(["cut.mid"], in: folder)
      #expect(cut.code == 5 && cut.err.contains("error[S9021]: 'cut.mid' can't be played as MIDI"), "\(cut.err)")
      let style = try run(["scale.mid", "--style", "fokl"], in: folder)
      #expect(style.code == 1 && style.err.contains("did you mean 'folk'?"), "\(style.err)")
    }
  }
}
