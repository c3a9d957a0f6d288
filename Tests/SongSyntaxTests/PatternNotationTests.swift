// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

/// Grids and mini-notation.
@Suite struct PatternNotationTests {
  private let grid: Notation<String> = { scalar, sink in
    parseGrid(scalar, sink: &sink).map { "\($0.value.text)/\($0.value.bars)" }
  }
  private let mini: Notation<MiniPattern> = { parseMini($0, sink: &$1)?.pattern }

  /// The events of some cycles: `start:word`.
  private func events(_ source: String, cycles: Int = 1, seed: Int = 1) throws -> String {
    var sink = DiagnosticSink()
    let pattern = try #require(parseMini(scalar(source), sink: &sink)?.pattern, "\(sink.diagnostics.map(\.message))")
    return (0..<cycles).flatMap { pattern.events(inCycle: $0, seed: Seed(seed)) }.map { "\($0.start):\($0.word)" }
      .joined(separator: " ")
  }

  @Test func grids() {
    accept("x...X...o.g-f.du DU..", as: "x...X...o.g.f.duDU../1", grid)
    accept("x... | x..x |", as: "x...x..x/2", grid)
    refuse("x..1️⃣y2️⃣", .badGrid, grid)
    refuse("x... | 1️⃣x..2️⃣", .badGrid, grid)
    refuse("1️⃣| |2️⃣", .badGrid, grid)
  }

  /// What Strudel plays for the same text, worked out by hand.
  @Test func theSubsetPlaysAsInStrudel() throws {
    #expect(try events("bd sn") == "0:bd 1/2:sn")
    #expect(try events("bd [sn sn] hh ~") == "0:bd 1/4:sn 3/8:sn 1/2:hh")
    #expect(try events("bd [sn sn]*2") == "0:bd 1/2:sn 5/8:sn 3/4:sn 7/8:sn")
    #expect(try events("<a b c>", cycles: 4) == "0:a 1:b 2:c 3:a")
    #expect(try events("<a b>*2", cycles: 2) == "0:a 1/2:b 1:a 3/2:b")
    #expect(try events("x <a [b c]>", cycles: 2) == "0:x 1/2:a 1:x 3/2:b 7/4:c")
    #expect(try events("a, b c") == "0:a 0:b 1/2:c")
    #expect(try events("a!3 b") == "0:a 1/4:a 1/2:a 3/4:b")
    #expect(try events("a! b") == "0:a 1/3:a 2/3:b")
    #expect(try events("a@3 b") == "0:a 3/4:b")
    #expect(try events("[a b]/2", cycles: 2) == "0:a 1:b")
    #expect(try events("a:3 b") == "0:a 1/2:b")
    #expect(try events("bd(3,8)") == "0:bd 3/8:bd 3/4:bd")
    #expect(try events("bd(3,8,2)") == "0:bd 1/4:bd 5/8:bd")
    #expect(try events("<a b>(3,8)", cycles: 2) == "0:a 3/8:a 3/4:a 1:b 11/8:b 7/4:b")
    #expect(try events("x(5,8)") == "0:x 1/4:x 3/8:x 5/8:x 3/4:x")
    #expect(try events("a?0") == "0:a")
    #expect(try events("a?1") == "")
  }

  @Test func euclideanRhythmsAreTheKnownOnes() {
    func text(_ hits: Int, _ steps: Int) -> String {
      MiniPattern.euclid(hits: hits, steps: steps, rotation: 0).map { $0 ? "x" : "." }.joined()
    }
    // Toussaint (2005): tresillo, cinquillo, bembé, bossa nova.
    #expect(text(3, 8) == "x..x..x.")
    #expect(text(5, 8) == "x.xx.xx.")
    #expect(text(7, 12) == "x.xx.x.xx.x.")
    #expect(text(5, 16) == "x..x..x..x..x...")
    #expect(text(4, 4) == "xxxx")
    #expect(text(0, 4) == "....")
  }

  /// A choice in one place draws no other numbers when another place changes.
  @Test func eachChoiceHasAStreamOfItsOwn() throws {
    func tail(_ head: String) throws -> [String] {
      var sink = DiagnosticSink()
      let pattern = try #require(parseMini(scalar("\(head) [x? x? x? x? x? x? x? x?]"), sink: &sink)?.pattern)
      return (0..<8).flatMap { pattern.events(inCycle: $0, seed: Seed(7)) }.filter { $0.word == "x" }.map { "\($0.start)" }
    }
    let first = try tail("a")
    #expect(first == (try tail("b")))
    #expect(first == (try tail("[a? b?]")))
    #expect(first == (try tail("[a|b|c]")))
    #expect((17...47).contains(first.count))
  }

  @Test func aRandomChoiceTakesOneACycle() throws {
    let words = try (0..<64).map { try events("[a | b | c]", seed: $0) }
    #expect(Set(words) == ["0:a", "0:b", "0:c"])
    #expect(try events("[a | b]", cycles: 32, seed: 3) == events("[a | b]", cycles: 32, seed: 3))
  }

  @Test func refused() {
    refuse("bd 1️⃣.2️⃣ sn", .badMini, mini)
    refuse("1️⃣{2️⃣bd sn}%4", .badMini, mini)
    refuse("1️⃣[2️⃣bd sn", .badMini, mini)
    refuse("bd1️⃣]2️⃣", .badMini, mini)
    refuse("bd1️⃣(9,8)2️⃣", .badMini, mini)
    refuse("bd1️⃣(3)2️⃣", .badMini, mini)
    refuse("bd1️⃣*02️⃣", .badMini, mini)
    refuse("bd1️⃣@02️⃣", .badMini, mini)
    refuse("a, b 1️⃣|2️⃣ c", .badMini, mini)
    refuse("1️⃣[[[bd*61]*59]*53]*472️⃣", .badMini, mini)
    refuse("a1️⃣^2️⃣b", .badMini, mini)
  }
}
