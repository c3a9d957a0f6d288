// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

@Suite struct IntensityNotationTests {
  private let level: Notation<IntensityLevel> = { parseIntensityLevel($0, sink: &$1)?.value }
  private let curve: Notation<[IntensityStop]> = { parseIntensityCurve($0, sink: &$1) }

  @Test func levels() {
    accept("40%", as: .level(Rational(2, 5)), level)
    accept("12.5 %", as: .level(Rational(1, 8)), level)
    accept("40% -> 70%", as: .ramp(from: Rational(2, 5), to: Rational(7, 10)), level)
    accept("10%→30%", as: .ramp(from: Rational(1, 10), to: Rational(3, 10)), level)
    accept("low", as: .level(Rational(1, 5)), level)
    accept("medium", as: .level(Rational(1, 2)), level)
    accept("high -> max", as: .ramp(from: Rational(4, 5), to: 1), level)
    accept("0%", as: .level(0), level)
    accept("100%", as: .level(1), level)
    let bare = refuse("1️⃣0.42️⃣", .badIntensity, level)
    #expect(bare?.help == ["write '40%'"])
    #expect(refuse("1️⃣402️⃣", .badIntensity, level)?.help == ["write '40%'"])
    refuse("1️⃣101%2️⃣", .badIntensity, level)
    refuse("1️⃣hihg2️⃣", .badIntensity, level)
    refuse("1️⃣loud2️⃣", .badIntensity, level)
    refuse("1️⃣-5%2️⃣", .badIntensity, level)
    refuse("40% -> 1️⃣702️⃣", .badIntensity, level)
    refuse("40% ->", .badIntensity, level)
    refuse("1️⃣40% 70%2️⃣", .badIntensity, level)
    refuse("", .badIntensity, level)
  }

  @Test func curves() {
    var sink = DiagnosticSink()
    let text = "0s 15%, reveal 45% step, pour 70% ease, logo - 1 bar 85%, logo 100% step, end 20 %"
    let stops = curve(scalar(text), &sink)
    #expect(sink.diagnostics.map(\.message) == [])
    #expect(stops?.map(\.level) == [15, 45, 70, 85, 100, 20].map { Rational($0, 100) })
    #expect(stops?.map(\.shape) == [.line, .step, .ease, .line, .step, .line])
    #expect(
      stops?.map(\.at.value) == [
        .amount(.init(0, .seconds)), .anchor(name: "reveal", offset: nil), .anchor(name: "pour", offset: nil),
        .anchor(name: "logo", offset: .init(-1, .bars)), .anchor(name: "logo", offset: nil),
        .anchor(name: "end", offset: nil),
      ])
    #expect(stops?[1].span.start == 8 && stops?[1].at.span.end == 14)
    #expect(curve(scalar("bar 3 beat 2 high exp"), &sink)?.first?.shape == .exp)
    #expect(curve(scalar("low 50%"), &sink)?.first?.at.value == .anchor(name: "low", offset: nil))
  }

  @Test func refusedCurves() {
    refuse("0s 15%,1️⃣,2️⃣ end 20%", .badIntensity, curve)
    refuse("0s 15% 1️⃣stp2️⃣", .badIntensity, curve)
    refuse("0s 1️⃣152️⃣", .badIntensity, curve)
    refuse("0s 1️⃣0.152️⃣", .badIntensity, curve)
    refuse("0s 15%, 1️⃣reveal2️⃣", .badIntensity, curve)
    refuse("0s 15%, 1️⃣45%2️⃣", .badIntensity, curve)
    refuse("1️⃣122️⃣ 15%", .timeWithoutUnit, curve)
    refuse("0s 1️⃣150%2️⃣", .badIntensity, curve)
    refuse("0s 15%,", .badIntensity, curve)
    refuse("~", .badIntensity, curve)
    refuse("1️⃣0s step2️⃣", .badIntensity, curve)
  }

  @Test func levelOrCurve() {
    var sink = DiagnosticSink()
    func isCurve(_ text: String) -> Bool? {
      switch parseIntensity(scalar(text), sink: &sink) {
      case .curve: true
      case .level: false
      case nil: nil
      }
    }
    #expect(isCurve("50%") == false)
    #expect(isCurve("50 %") == false)
    #expect(isCurve("high") == false)
    #expect(isCurve("40% -> 70%") == false)
    #expect(isCurve("0s 15%") == true)
    #expect(isCurve("intro high step") == true)
    #expect(isCurve("0s 15%, end 20%") == true)
    #expect(sink.diagnostics.isEmpty)
    #expect(isCurve("0.4") == nil)
    #expect(isCurve("loud") == nil)
    #expect(isCurve("") == nil)
  }
}
