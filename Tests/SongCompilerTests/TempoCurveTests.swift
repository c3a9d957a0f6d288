// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import Testing

/// Sections follow a curve of tempi, and the piece still ends where it has to.
@Suite struct TempoCurveTests {
  private func spec(_ tempo: String, duration: String = "free", rest: String = "") -> String {
    """
    song: 1
    style: pop
    time: 4/4
    duration: \(duration)
    end: cut
    tempo: \(tempo)
    form: A B C D
    sections: {A: {bars: 8}, B: {bars: 8}, C: {bars: 8}, D: {bars: 8}}
    \(rest)
    """
  }

  /// Beats a minute in the middle of each section.
  private func tempi(_ text: String) throws -> [Double] {
    let result = compiled(text)
    let piece = try #require(result.compilation, "\(result.diagnostics.map(\.message))").arrangement
    #expect(!result.diagnostics.contains { $0.code == .tempoCurveFlattened })
    return piece.sections.map { section in
      let middle = piece.measures[section.first + section.count / 2].start
      return 60_000_000 / Double(piece.tempo.microsecondsPerQuarter(at: Ticks(middle)))
    }
  }

  @Test func eachSectionTakesTheTempoAtItsMiddle() throws {
    let tempi = try tempi(spec("{range: 90..120, curve: \"0s 96, end 112\"}"))
    // The middles lie near an eighth, three eighths and so on of the way.
    for (tempo, wanted) in zip(tempi, [98.1, 102.2, 106.2, 110.1]) { #expect(abs(tempo - wanted) < 0.5, "\(tempi)") }
  }

  @Test func stepsStayUntilTheyAreReached() throws {
    let tempi = try tempi(spec("{range: 90..120, curve: \"0s 96, C 112 step\"}"))
    for (tempo, wanted) in zip(tempi, [96.0, 96, 112, 112]) { #expect(abs(tempo - wanted) < 0.01, "\(tempi)") }
  }

  @Test func aSectionWithATempoOfItsOwnKeepsIt() throws {
    let text = spec("{range: 90..120, curve: \"0s 96, end 112\"}").replacing("B: {bars: 8}", with: "B: {bars: 8, tempo: 90}")
    #expect(abs(try tempi(text)[1] - 90) < 0.01)
  }

  /// The curve bends with the rest, so that the duration is exact.
  @Test(arguments: [70.0, 72, 74, 76]) func theDurationIsExact(seconds: Double) throws {
    let text = spec("{range: 90..130, curve: \"0s 98, end 114\"}", duration: "\(seconds)s")
    let piece = try #require(compiled(text).compilation).arrangement
    #expect(piece.tempo.microseconds(at: Ticks(piece.end)).seconds == seconds)
    let tempi = try tempi(text)
    #expect(tempi == tempi.sorted() && tempi[3] - tempi[0] > 8, "\(tempi)")
    #expect(tempi.allSatisfy { (89.9...130.1).contains($0) })
  }

  @Test func syncPointsAreMetOnTheCurve() throws {
    let text = spec(
      "{range: 90..130, drift: 10%, curve: \"0s 100, reveal 112, end 104\"}", duration: "74s",
      rest: "sync: [{at: 36.5s, name: reveal, hit: downbeat}]")
    let result = compiled(text)
    let piece = try #require(result.compilation, "\(result.diagnostics.map(\.message))").arrangement
    #expect(abs(piece.syncs[0].placed.value - 36_500_000) <= 1000)
  }

  @Test func aCurveThatDoesNotFitIsFlattenedAndSaid() throws {
    let text = spec("{range: 90..121, curve: \"0s 92, end 121\"}", duration: "65s")
    let result = compiled(text)
    #expect(result.compilation != nil)
    #expect(result.diagnostics.contains { $0.code == .tempoCurveFlattened })
  }

  @Test func aFlatCurveChangesNothing() throws {
    let flat = try #require(compiled(spec("{range: 90..120, prefer: 100}")).compilation)
    let curve = try #require(compiled(spec("{range: 90..120, prefer: 100, curve: \"0s 100, end 100\"}")).compilation)
    #expect(flat.score.dump() == curve.score.dump())
  }

  /// Every section has a tempo of its own, and hundreds of bars are open: most layouts last as long as some other.
  @Test(arguments: ["ring", "loop"]) func aLongPieceIsLaidOutOverACurve(end: String) throws {
    let piece = try #require(compiled("""
      song: 1
      seed: 4
      style: rock
      duration: 20min
      end: \(end)
      tempo: {range: 96..112, curve: "0s 98, 10min 110, end 97"}
      form: intro verse chorus verse chorus bridge chorus outro
      """).compilation).arrangement
    #expect(piece.tempo.microseconds(at: Ticks(piece.end)).seconds == 1200)
    let tempi = piece.sections.map { 60_000_000 / Double(piece.tempo.microsecondsPerQuarter(at: Ticks(piece.measures[$0.first].start))) }
    #expect(tempi.allSatisfy { (95.9...112.1).contains($0) } && tempi[3] > tempi[0] + 5 && tempi[3] > tempi[6] + 3, "\(tempi)")
  }
}
