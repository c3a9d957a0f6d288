// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import Testing

/// A last bar that fills what whole bars don't.
@Suite struct EndingTests {
  private func piece(_ seconds: String, _ end: String, tempo: String = "100") throws -> Compilation {
    let text = "song: 1\nseed: 4\nstyle: rock\ntime: 4/4\nduration: \(seconds)\ntempo: \(tempo)\nform: A\nend: \(end)\n"
    let (compilation, diagnostics) = compiled(text)
    return try #require(compilation, "\(diagnostics.map(\.message))")
  }

  /// Clock times of bar lines and of the end, microseconds.
  private func lines(_ piece: Compilation) -> [Int] {
    let arrangement = piece.arrangement
    return (arrangement.measures.map { $0.start } + [arrangement.measures.last!.start + arrangement.measures.last!.length])
      .map { arrangement.tempo.microseconds(at: Ticks($0)).value }
  }

  @Test(arguments: ["cut", "fade 2s"]) func theLastBarOfAnExactTempoIsLengthened(end: String) throws {
    let piece = try piece("31.234s", end)
    let lines = lines(piece)
    #expect(lines.last == 31_234_000)
    #expect(zip(lines.dropLast(), lines.dropLast().dropFirst()).allSatisfy { abs($1 - $0 - 2_400_000) <= 1 })
    let last = try #require(piece.arrangement.measures.last)
    #expect(last.isRing)
    // Nothing begins in it but its chord.
    let starts = piece.score.parts.flatMap(\.notes).map(\.onset).filter { $0 >= last.start }
    #expect(!starts.isEmpty && starts.allSatisfy { $0 == last.start })
  }

  @Test func wholeBarsAreNot() throws {
    let piece = try piece("28.8s", "cut")
    #expect(piece.arrangement.measures.count == 12)
    #expect(piece.arrangement.measures.allSatisfy { !$0.isRing })
  }

  /// Five bars of 96 last 12.5 s, six of 104 last 13.8.
  @Test func shortPiecesThatNoWholeBarsFillAreLengthenedToo() throws {
    let piece = try piece("13s", "fade 1s", tempo: "96..104")
    #expect(lines(piece).last == 13_000_000)
    #expect(piece.arrangement.measures.last?.isRing == true)
    #expect(try self.piece("12.3s", "fade 1s", tempo: "96..104").arrangement.measures.last?.isRing == false)
  }
}
