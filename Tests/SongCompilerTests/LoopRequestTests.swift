// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusic
import Testing

/// Loops of a few bars that are asked for without a spec.
@Suite struct LoopRequestTests {
  private static let styles = [
    "ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "pop", "rock", "synth_pop",
  ]

  private func spec(_ request: LoopRequest) throws -> String {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let text = try? loopSpec(request, knowledge: knowledge, sources: &sources, sink: &sink)
    return try #require(text, "\(sink.diagnostics.map(\.message))")
  }

  private func made(_ change: (inout LoopRequest) -> Void) throws -> Compilation {
    var request = LoopRequest()
    change(&request)
    let text = try spec(request)
    let outcome = compiled(text)
    #expect(outcome.diagnostics.isEmpty, "\(text)\(outcome.diagnostics.map(\.message))")
    return try #require(outcome.compilation, "\(text)\(outcome.diagnostics.map(\.message))")
  }

  /// Every style, every length: exactly that many bars, the whole band plays, and nothing sounds beyond the end.
  @Test(arguments: styles) func everyStyleLoopsInEveryLength(style: String) throws {
    for bars in LoopRequest.lengths {
      for (tonic, tonality) in [(0, LoopRequest.Tonality.major), (6, .minor)] {
        let piece = try made {
          $0.bars = bars
          $0.style = style
          $0.tonic = tonic
          $0.tonality = tonality
          $0.seed = .number(bars)
        }
        let name = "\(style) \(bars) \(tonality)"
        #expect("\(piece.settings.key)" == (tonality == .major ? "C major" : "F# minor"))
        #expect(piece.score.measures.count == bars && piece.session.isLoop, "\(name)")
        #expect(piece.score.measures.allSatisfy { $0.length == $0.meter.length }, "\(name)")
        let length = piece.performance.length
        #expect(length == Ticks(piece.score.end))
        for part in piece.score.parts { #expect(!part.notes.isEmpty, "\(name) \(part.id)") }
        for part in piece.performance.parts { #expect(part.notes.allSatisfy { $0.onset < length && $0.end <= length }, "\(name)") }
        // 48 frames a millisecond, rounded once.
        #expect(abs(Int(piece.session.length.value) * 1000 - Int(piece.settings.duration.value) * 48) <= 500, "\(name)")
        let file = try readSMF(writeSMF(piece.performance))
        for track in file.tracks { #expect(track.last?.tick == length.value) }
      }
    }
  }

  /// A bar that is turned round stands on the tonic; longer loops lead back by a chord that isn't it.
  @Test(arguments: styles) func theHarmonyGoesRound(style: String) throws {
    for bars in LoopRequest.lengths {
      let piece = try made {
        $0.bars = bars
        $0.style = style
        $0.tonic = 9
        $0.tonality = .minor
      }
      let roots = piece.score.chords.compactMap(\.chord?.root.pitchClass)
      #expect(roots.first == 9, "\(style) \(bars)")
      #expect(bars == 1 ? roots == [9] : roots.last != 9, "\(style) \(bars): \(roots)")
      let drums = piece.arrangement.parts.filter { $0.settings.role == .drums }
      if bars < 4 { #expect(drums.allSatisfy { !$0.activity.contains(.fill) }, "\(style) \(bars)") }
    }
  }

  /// Parts that are made one by one are those of the whole band.
  @Test(arguments: ["pop", "rock", "folk"]) func partsFitTogether(style: String) throws {
    let band = try made { $0.style = style; $0.bars = 4 }
    for part in band.score.parts {
      let alone = try made { $0.style = style; $0.bars = 4; $0.parts = [part.id] }
      #expect(alone.score.parts.map(\.id) == [part.id])
      #expect(alone.score.chords == band.score.chords && alone.performance.length == band.performance.length)
      func notes(_ part: Score.Part) -> [String] { part.notes.map { "\($0.onset) \($0.duration) \($0.sound)" } }
      // Second voices and tunes are written with the first, which is missing where they play alone.
      if let role = band.settings.parts.first(where: { $0.id == part.id })?.role, role != .harmony, role != .counter {
        #expect(notes(alone.score.parts[0]) == notes(part), "\(style) \(part.id)")
      }
    }
  }

  @Test func aLoopMayBlendTwoStyles() throws {
    let piece = try made { $0.style = "folk 70%, pop 30%"; $0.bars = 2 }
    #expect(piece.settings.style == "folk 70%, pop 30%")
    #expect(piece.score.parts.contains { $0.id == "pad" } && piece.score.parts.contains { $0.id == "bodhran" })
    // As a spec says it, in brackets and with shares left out.
    for (style, known) in [("[folk 70%,pop]", "folk 70%, pop 30%"), ("folk, pop", "folk 50%, pop 50%")] {
      #expect(try made { $0.style = style; $0.bars = 2 }.settings.style == known)
    }
    for style in ["folk 70%, pap 30%", "folk 70%, pop 40%", "folk, pop]\nduration: 9s #", "folk,"] {
      var request = LoopRequest()
      request.style = style
      var sources = SourceMap()
      var sink = DiagnosticSink()
      #expect(throws: ErrorsEmitted.self) { try loopSpec(request, knowledge: knowledge, sources: &sources, sink: &sink) }
      #expect(!sink.diagnostics.isEmpty && sink.diagnostics.allSatisfy { $0.path.hasPrefix("style") }, "\(sink.diagnostics)")
    }
  }

  /// Files are named without blanks and signs.
  @Test func aBlendNamesItsFiles() {
    var request = LoopRequest()
    request.style = "folk 70%, pop 30%"
    request.bars = 2
    let world = MemoryWorld()
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = "out"
    options.emit = [.midi]
    _ = loop(request, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    #expect(world.names.contains("out/folk-70-pop-30-2.mid"), "\(world.names)")
  }

  @Test func rolesMeanAllThatPlayThem() throws {
    let piece = try made { $0.style = "chillout"; $0.parts = ["drums", "melody", "bass"] }
    #expect(piece.score.parts.map(\.id) == ["lead", "bass", "beat", "shaker"])
    var request = LoopRequest()
    request.style = "folk"
    request.parts = ["basss", "pad"]
    var sources = SourceMap()
    var sink = DiagnosticSink()
    #expect(throws: ErrorsEmitted.self) { try loopSpec(request, knowledge: knowledge, sources: &sources, sink: &sink) }
    #expect(sink.diagnostics.map(\.code) == [.unknownValue, .unknownValue])
    #expect(sink.diagnostics[0].help == ["did you mean 'bass'?"])
    request.style = "flok"
    #expect(throws: ErrorsEmitted.self) { try loopSpec(request, knowledge: knowledge, sources: &sources, sink: &sink) }
    #expect(sink.diagnostics.last?.help == ["did you mean 'folk'?"])
  }

  @Test func valuesOfTheRequestStandInTheSpec() throws {
    let piece = try made {
      $0.style = "pop"
      $0.tempo = "93.5"
      $0.meter = "3/4"
      $0.humanize = []
      $0.seed = .text("a: \"b\"")
    }
    #expect(piece.settings.tempo.prefer == Rational(187, 2) && piece.settings.meter == Meter(3, 4))
    let plain = piece.settings.humanize
    #expect(plain.timing == 0 && plain.velocity == 0 && plain.swing == 500 && plain.length == 0)
    let human = try made { $0.style = "pop"; $0.humanize = [("timing", "9ms"), ("velocity", "11%")] }
    #expect(human.settings.humanize.timing == 9000 && human.settings.humanize.velocity == 11)
    // What is no spec's value is said at its place in the spec, and can't be more than a value.
    for tempo in ["fast", "96\nstyle: rock", "{range: 90..100}"] {
      var request = LoopRequest()
      request.tempo = tempo
      var sources = SourceMap()
      var sink = DiagnosticSink()
      #expect(throws: ErrorsEmitted.self) { try loopSpec(request, knowledge: knowledge, sources: &sources, sink: &sink) }
      #expect(!sink.diagnostics.isEmpty && sink.diagnostics.allSatisfy { $0.path == "tempo" }, "\(sink.diagnostics)")
    }
  }

  /// The twelve tonics of both tonalities, with the fewest accidentals.
  @Test func keysAreSpeltWithFewAccidentals() throws {
    func keys(_ tonality: LoopRequest.Tonality) throws -> [String] {
      try (0..<12).map { tonic in
        var request = LoopRequest()
        request.style = "pop"
        request.tonic = tonic
        request.tonality = tonality
        let line = try #require(try spec(request).split(separator: "\n").first { $0.hasPrefix("key: ") })
        return String(line.dropFirst(5).split(separator: " ")[0])
      }
    }
    #expect(try keys(.major) == ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"])
    #expect(try keys(.minor) == ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"])
  }

  @Test func theLoopIsItsSpecAndTheSameTwice() throws {
    var request = LoopRequest()
    request.bars = 2
    request.seed = .number(5)
    func files() -> (names: [String], midi: String?) {
      let world = MemoryWorld()
      var sources = SourceMap()
      var sink = DiagnosticSink()
      var options = BuildOptions()
      options.outputFolder = "out"
      options.emit = [.midi, .score]
      let result = loop(request, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
      #expect(result.summary?.bars == 2 && sink.diagnostics.isEmpty)
      return (world.names, world.text("out/loop-2.score.txt"))
    }
    let first = files()
    #expect(first.names == ["out/loop-2.mid", "out/loop-2.report.json", "out/loop-2.score.txt", "out/loop-2.song.lock"])
    let score = compiled(try spec(request), name: "loop-2").compilation?.score.dump()
    #expect(first.midi == score && score == files().midi)
  }
}
