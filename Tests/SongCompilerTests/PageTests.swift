// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import SongTestSupport
import Testing

/// The pages of `songc report` and `songc diff --html`: their data against the IRs, and what no text of a spec may do.
@Suite struct PageTests {
  private let song = """
    song: 1
    title: TITLE
    seed: 5
    style: pop
    tempo: 110
    fps: 25
    form: A B
    sections:
      A: {bars: 4, chords: "C | Am | F | G", intensity: 40%}
      B: {bars: 4, chords: "F | G | C | C", intensity: 80%}
    parts:
      lead: {role: melody, instrument: flute}
      bass: {role: bass, instrument: upright-bass}
      drums: {role: drums}

    """

  private func written(_ text: String, path: String = "tune.song.yaml", folder: String? = nil) throws -> String {
    let world = MemoryWorld([path: text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = folder
    let result = writeReportPage(
      of: path, options: options, hasSound: false, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    let output = try #require(result.outputs.first, "\(sink.diagnostics.map(\.message))")
    return try #require(world.text(output))
  }

  /// The data of a page.
  private func data(_ html: String) throws -> [String: Any] {
    let opening = "<script type=\"application/json\" id=\"data\">"
    let start = try #require(html.range(of: opening)).upperBound
    let end = try #require(html.range(of: "</script>", range: start..<html.endIndex)).lowerBound
    let object = try JSONSerialization.jsonObject(with: Data(html[start..<end].utf8))
    return try #require(object as? [String: Any])
  }

  private func pair(_ html: String) throws -> [String: Any] {
    try #require((try data(html)["pairs"] as? [[String: Any]])?.first)
  }

  private func take(_ html: String, _ side: String = "new") throws -> [String: Any] {
    try #require(try pair(html)[side] as? [String: Any])
  }

  private func compared(
    _ old: String, _ new: String, _ folders: (String, String) = ("a", "b"), file: String = "tune.song.yaml"
  ) throws -> String {
    let paths = ("\(folders.0)/\(file)", "\(folders.1)/\(file)")
    let world = MemoryWorld([paths.0: old, paths.1: new])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var request = DiffRequest()
    request.makesPage = true
    let result = try #require(
      diff(paths.0, paths.1, request, knowledge: knowledge, world: world, sources: &sources, sink: &sink))
    result.writePage(to: "page.html", knowledge: knowledge, world: world, sink: &sink)
    return try #require(world.text("page.html"), "\(sink.diagnostics.map(\.message))")
  }

  @Test func notesAreThoseOfThePerformance() throws {
    let parts = try #require(try take(written(song))["parts"] as? [[String: Any]])
    let compilation = try #require(compiled(song, name: "tune").compilation)
    #expect(parts.compactMap { $0["id"] as? String } == compilation.performance.parts.map(\.id))
    for (part, played) in zip(parts, compilation.performance.parts) {
      let notes = try #require(part["notes"] as? [Double])
      #expect(notes.count == 5 * played.notes.count && !played.notes.isEmpty)
      let sorted = played.notes.sorted { ($0.onset, $0.key, $0.duration) < ($1.onset, $1.key, $1.duration) }
      for (index, note) in sorted.enumerated() {
        let tempo = compilation.performance.tempo
        #expect(abs(notes[5 * index] - tempo.seconds(at: note.onset).double) < 1e-4)
        let length = (tempo.seconds(at: note.end) - tempo.seconds(at: note.onset)).double
        #expect(abs(notes[5 * index + 1] - length) < 2e-4)
        #expect(Int(notes[5 * index + 2]) == note.key && Int(notes[5 * index + 3]) == note.velocity)
      }
      #expect(part["drums"] as? Bool == played.isPercussion)
      let rows = (part["rows"] as? [[String: Any]] ?? []).compactMap { $0["key"] as? Int }
      #expect(rows == (played.isPercussion ? Set(played.notes.map(\.key)).sorted() : []))
    }
  }

  @Test func barsSectionsChordsAndTempoAreThoseOfTheScore() throws {
    let text = song + "sync:\n  - {at: \"0:08.500\", name: door, hit: accent, want: prefer}\n"
    let take = try take(written(text))
    let compilation = try #require(compiled(text, name: "tune").compilation)
    let (arrangement, score) = (compilation.arrangement, compilation.score)
    func time(_ at: ScoreTime) -> Double { score.tempo.seconds(at: Ticks(at)).double }
    let bars = try #require(take["bars"] as? [[String: Any]])
    #expect(bars.count == score.measures.count)
    let measured = MeasuredIntensity.measures(of: arrangement, compilation.performance)
    for (index, bar) in bars.enumerated() {
      #expect(abs((bar["t"] as? Double ?? -1) - time(score.measures[index].start)) < 1e-4)
      #expect(bar["asked"] as? Double == Double(arrangement.measures[index].intensity) / 1000)
      #expect(abs((bar["onsets"] as? Double ?? -1) - measured[index].onsets) < 0.006)
      #expect(bar["sounding"] as? Int == measured[index].parts)
      #expect((bar["beats"] as? [Double])?.count == score.measures[index].meter.beats.count)
    }
    let sections = try #require(take["sections"] as? [[String: Any]])
    #expect(sections.compactMap { $0["name"] as? String } == score.sections.map(\.name))
    #expect(sections.compactMap { $0["bar"] as? Int } == arrangement.sections.map { $0.first + 1 })
    let chords = try #require(take["chords"] as? [[String: Any]])
    #expect(chords.compactMap { $0["name"] as? String } == score.chords.map { $0.chord.map { "\($0)" } ?? "N.C." })
    let tempo = try #require(take["tempo"] as? [[String: Any]])
    #expect(tempo.count == score.tempo.events.count)
    let sync = try #require((take["sync"] as? [[String: Any]])?.first)
    #expect(sync["name"] as? String == "door")
    #expect(sync["placed"] as? Double == arrangement.syncs[0].placed.seconds)
    #expect(sync["errorMS"] as? Double == Double(arrangement.syncs[0].error.value) / 1000)
  }

  @Test func noTextOfASpecIsMarkup() throws {
    let title = "</script><img src=x onerror=alert(1)> <!--data--> /*style*/ & \\\"q\\\" ]]>"
    let html = try written(song.replacing("title: TITLE", with: "title: \"\(title)\""))
    #expect(!html.contains("<img"))
    // One element each for the data and the program.
    #expect(html.components(separatedBy: "</script>").count == 3)
    #expect(html.components(separatedBy: "<!--data-->").count == 1)
    #expect(try data(html)["title"] as? String == title.replacing("\\\"", with: "\""))
    #expect(html.contains("<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"))
  }

  @Test func thePageIsTheSameEveryTimeAndKnowsNoPlace() throws {
    let html = try written(song)
    #expect(try written(song, path: "there/tune.song.yaml", folder: "elsewhere") == html)
    #expect(!html.contains(checkout) && !html.contains("elsewhere"))
    #expect(try compared(song, song.replacing("seed: 5", with: "seed: 6"), ("a", "b"))
      == compared(song, song.replacing("seed: 5", with: "seed: 6"), ("far/c", "d")))
  }

  @Test func aColonInAFolderIsNoRevision() throws {
    let html = try compared(song, song, ("some:where/else:entirely", "b"))
    #expect(!html.contains("some:where") && !html.contains("else:entirely"))
    #expect(try take(html, "old")["label"] as? String == "tune.song.yaml")
    let own = try compared(song, song, file: "at:dusk.song.yaml")
    #expect(try data(own)["title"] as? String == "at:dusk.song.yaml, old and new")
  }

  /// What comes into a page needs all four places, and each is asked for.
  @Test(arguments: ["<!--title-->", "/*style*/", "<!--data-->", "/*script*/"])
  func aDamagedFrameIsReported(_ mark: String) throws {
    let frame = String(decoding: try contents(of: "stdlib/report/page.html"), as: UTF8.self)
    let world = MemoryWorld([
      "tune.song.yaml": song, "\(checkout)/stdlib/report/page.html": frame.replacing(mark, with: ""),
    ])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = writeReportPage(
      of: "tune.song.yaml", options: BuildOptions(), hasSound: false, knowledge: knowledge, world: world,
      sources: &sources, sink: &sink)
    #expect(result.outputs.isEmpty && sink.diagnostics.last?.code == .libraryInvalid)
    #expect(sink.diagnostics.last?.message.contains("has no place '\(mark)'") == true, "\(sink.diagnostics)")
    #expect(world.text("tune.report.html") == nil)
  }

  @Test func thePageNeedsNothingElse() throws {
    let html = try written(song)
    for word in ["http:", "https:", "src=\"", "@import", "url(", "<link", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html.contains("default-src 'none'"))
    for file in try FileManager.default.contentsOfDirectory(atPath: "\(checkout)/stdlib/report") where file.hasSuffix(".js") {
      #expect(String(decoding: try contents(of: "stdlib/report/\(file)"), as: UTF8.self).hasPrefix("\"use strict\";\n"), "\(file)")
      #expect(html.contains(String(decoding: try contents(of: "stdlib/report/\(file)"), as: UTF8.self)), "\(file) isn't in the page")
    }
    // Without sound there is none to play.
    #expect(try take(html)["sound"] == nil)
  }

  private let tune = """
    song: 1
    style: pop
    tempo: 120
    form: A
    sections:
      A: {bars: 4, chords: "C | C | G | C", melody: {lily: "c''4 d'' e'' f'' | g''2 e'' | d''4 e'' f'' d'' | c''1"}}
    parts:
      lead: {role: melody, instrument: flute}

    """

  @Test func aChangedNoteIsDrawnOnceOnEachSide() throws {
    let html = try compared(tune, tune.replacing("g''2", with: "a''2"))
    let changes = try #require(try pair(html)["changes"] as? [[String: Any]])
    let change = try #require(changes.first)
    #expect(changes.count == 1 && change["kinds"] as? [String] == ["repitched"])
    let old = try #require(change["old"] as? [String: Any])
    let new = try #require(change["new"] as? [String: Any])
    #expect(old["name"] as? String == "G5" && new["name"] as? String == "A5" && new["at"] as? String == "2|1")
    // 120 beats a minute: bar 2 begins after two seconds.
    #expect(old["t"] as? Double == 2 && new["d"] as? Double == 1 && old["key"] as? Int == 79)
    for side in ["old", "new"] {
      let part = try #require((try take(html, side)["parts"] as? [[String: Any]])?.first)
      let notes = try #require(part["notes"] as? [Double])
      let held = stride(from: 0, to: notes.count, by: 5).filter { notes[$0 + 4] == 1 }
      #expect(held.count == 1 && notes[held[0]] == 2, "\(side)")
    }
  }

  @Test func aPartThatMovedAsAWholeIsToldNoteByNote() throws {
    let html = try compared(tune, tune.replacing(
      "c''4 d'' e'' f'' | g''2 e'' | d''4 e'' f'' d'' | c''1", with: "d''4 e'' fis'' g'' | a''2 fis'' | e''4 fis'' g'' e'' | d''1"))
    let changes = try #require(try pair(html)["changes"] as? [[String: Any]])
    #expect(changes.count == 11 && changes.allSatisfy { $0["kinds"] as? [String] == ["repitched"] }, "\(changes.count)")
  }

  @Test func aPartThatCameIsAddedAndItsCauseIsTold() throws {
    let html = try compared(tune, tune + "  bass: {role: bass}\n")
    let changes = try #require(try pair(html)["changes"] as? [[String: Any]])
    let parts = try #require(try take(html)["parts"] as? [[String: Any]])
    let row = try #require(parts.first { $0["id"] as? String == "bass" }?["row"] as? Int)
    let added = changes.filter { $0["row"] as? Int == row }
    #expect(!added.isEmpty && added.allSatisfy { $0["kinds"] as? [String] == ["added"] && $0["old"] is NSNull })
    let facts = try #require(try pair(html)["facts"] as? [[String: String]])
    #expect(facts.contains { $0["name"] == "bass" && $0["cause"] == "parts.bass" }, "\(facts)")
    #expect(facts.contains { $0["layer"] == "keys" && $0["cause"] == "" })
  }

  /// A score of parts that are all called Violin; each plays a whole note a bar.
  private func violins(_ parts: [[String]]) -> String {
    let list = parts.indices.map { "<score-part id=\"P\($0)\"><part-name>Violin</part-name></score-part>" }.joined()
    let music = parts.enumerated().map { number, steps in
      let first = "<attributes><divisions>1</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
      let bars = steps.enumerated().map { bar, step in
        "<measure number=\"\(bar + 1)\">\(bar == 0 ? first : "")"
          + "<note><pitch><step>\(step)</step><octave>4</octave></pitch><duration>4</duration></note></measure>"
      }
      return "<part id=\"P\(number)\">\(bars.joined())</part>"
    }
    let head = "<?xml version=\"1.0\"?><score-partwise version=\"4.0\"><part-list>\(list)</part-list>"
    return head + music.joined() + "</score-partwise>"
  }

  @Test func partsOfOneNameStandInRowsOfTheirOwn() throws {
    let old = violins([["C", "D", "E", "F"], ["G", "A", "B", "G"]])
    let new = violins([["C", "D", "E", "F"], ["G", "A", "A", "G"]])
    let html = try compared(old, new, file: "duo.musicxml")
    let changes = try #require(try pair(html)["changes"] as? [[String: Any]])
    #expect(changes.count == 1)
    for side in ["old", "new"] {
      let parts = try #require(try take(html, side)["parts"] as? [[String: Any]])
      #expect(parts.map { $0["id"] as? String } == ["Violin", "Violin"])
      #expect(parts.map { $0["row"] as? Int } == [0, 1])
      let held = try parts.map { part in
        let notes = try #require(part["notes"] as? [Double])
        return stride(from: 4, to: notes.count, by: 5).filter { notes[$0] == 1 }.count
      }
      #expect(held == [0, 1], "\(side)")
    }
    #expect(changes.first?["row"] as? Int == 1)
    // One of them went: the one that plays what isn't there any more.
    let gone = try compared(old, violins([["G", "A", "B", "G"]]), file: "duo.musicxml")
    let rows = try ["old", "new"].map { side in
      try #require(try take(gone, side)["parts"] as? [[String: Any]]).map { $0["row"] as? Int }
    }
    #expect(rows == [[1, 0], [0]])
    let removed = try #require(try pair(gone)["changes"] as? [[String: Any]])
    #expect(removed.count == 4 && removed.allSatisfy { $0["row"] as? Int == 1 })
    #expect(removed.allSatisfy { $0["kinds"] as? [String] == ["removed"] })
  }

  @Test func onePieceTwiceHasNothingToTell() throws {
    let html = try compared(tune, tune)
    #expect(try pair(html)["identical"] as? Bool == true)
    let changes = try #require(try pair(html)["changes"] as? [Any])
    #expect(changes.isEmpty)
  }
}
