// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

@Suite struct TimeNotationTests {
  private let time: Notation<Located<TimeValue>> = { parseTime($0, sink: &$1) }
  private let value: Notation<TimeValue> = { parseTime($0, sink: &$1)?.value }

  @Test func clocks() {
    accept("0:08.120", as: .clock(seconds: Rational(203, 25)), value)
    accept("1:23.450", as: .clock(seconds: Rational(8345, 100)), value)
    accept("1:02:03.5", as: .clock(seconds: Rational(37235, 10)), value)
    accept("90:00", as: .clock(seconds: 5400), value)
    accept("24:00:00", as: .clock(seconds: 86_400), value)
    accept("0:00.000001", as: .clock(seconds: Rational(1, 1_000_000)), value)
    refuse("1:1️⃣52️⃣", .badTime, time)
    refuse("17:1️⃣602️⃣", .badTime, time)
    refuse("1:1️⃣22️⃣:03", .badTime, time)
    refuse("1️⃣1:2️⃣", .badTime, time)
    refuse("1️⃣1:02.2️⃣", .badTime, time)
    refuse("1️⃣1:02.12345672️⃣", .badTime, time)
    refuse("1️⃣25:00:002️⃣", .badTime, time)
    refuse("1️⃣123456:002️⃣", .badTime, time)
    refuse("1️⃣01:00:08:032️⃣", .badTime, time)
    refuse("1️⃣01:00:08;032️⃣", .badTime, time)
    refuse("0:08 1️⃣x2️⃣", .badTime, time)
  }

  @Test func amounts() {
    accept("12.5s", as: .amount(.init(Rational(25, 2), .seconds)), value)
    accept("12.5 s", as: .amount(.init(Rational(25, 2), .seconds)), value)
    accept("350ms", as: .amount(.init(350, .milliseconds)), value)
    accept("2 min", as: .amount(.init(2, .minutes)), value)
    accept("1h", as: .amount(.init(1, .hours)), value)
    accept("4 bars", as: .amount(.init(4, .bars)), value)
    accept("1 bar", as: .amount(.init(1, .bars)), value)
    accept("3.5 beats", as: .amount(.init(Rational(7, 2), .beats)), value)
    accept("48000 samples", as: .amount(.init(48_000, .samples)), value)
    accept("1/8", as: .amount(.init(Rational(1, 8), .wholeNotes)), value)
    accept("3/16", as: .amount(.init(Rational(3, 16), .wholeNotes)), value)
    accept("1/4.", as: .amount(.init(Rational(3, 8), .wholeNotes)), value)
    accept("1/2..", as: .amount(.init(Rational(7, 8), .wholeNotes)), value)
    accept("  4 bars\n", as: .amount(.init(4, .bars)), value)
    refuse("12 1️⃣seconds2️⃣", .badTime, time)
    refuse("12 1️⃣sec2️⃣", .badTime, time)
    refuse("4 1️⃣bras2️⃣", .badTime, time)
    refuse("4 1️⃣Bars2️⃣", .badTime, time)
    refuse("4 1️⃣foo2️⃣", .badTime, time)
    refuse("4 bars 1️⃣long2️⃣", .badTime, time)
    refuse("1️⃣12,5s2️⃣", .badTime, time)
    refuse("1️⃣1/32️⃣", .badTime, time)
    refuse("1️⃣0/42️⃣", .badTime, time)
    refuse("1️⃣1/2562️⃣", .badTime, time)
    refuse("1️⃣1/2️⃣", .badTime, time)
    refuse("1️⃣-2s2️⃣", .badTime, time)
    refuse("1️⃣0.0000001 s2️⃣", .badTime, time)
    refuse("1️⃣0.5 samples2️⃣", .badTime, time)
    refuse("1️⃣90000s2️⃣", .badTime, time)
    refuse("1️⃣1000000 bars2️⃣", .badTime, time)
    refuse("1️⃣99999999999999999999999999 beats2️⃣", .badTime, time)
    refuse("1.21️⃣.3s2️⃣", .badTime, time)
  }

  @Test func numbersNeedAUnit() {
    let diagnostic = refuse("1️⃣12.52️⃣", .timeWithoutUnit, time)
    #expect(diagnostic?.fixIts.map { applying($0, to: "12.5") } == ["12.5s", "12.5 bars"])
    #expect(diagnostic?.fixIts.contains(where: \.isSafe) == false)
    refuse("1️⃣17.32️⃣", .timeWithoutUnit, time)
    refuse("logo - 1️⃣22️⃣", .timeWithoutUnit, time)
  }

  @Test func positions() {
    accept("bar 17", as: .position(bar: 17, beat: 1), value)
    accept("bar 17 beat 3.5", as: .position(bar: 17, beat: Rational(7, 2)), value)
    refuse("bar 1️⃣02️⃣", .badTime, time)
    refuse("bar 1️⃣x2️⃣", .badTime, time)
    refuse("bar 3 beat 1️⃣0.52️⃣", .badTime, time)
    refuse("bar 31️⃣.52️⃣", .badTime, time)
    refuse("1️⃣bars2️⃣ 17", .badTime, time)
    refuse("1️⃣beat2️⃣ 3", .badTime, time)
    refuse("bar 17 1️⃣beet 32️⃣", .badTime, time)
    refuse("bar", .badTime, time)
    refuse("bar 3 beat", .badTime, time)
  }

  @Test func anchors() {
    accept("logo", as: .anchor(name: "logo", offset: nil), value)
    accept("A'", as: .anchor(name: "A'", offset: nil), value)
    accept("A′′ + 1/8", as: .anchor(name: "A''", offset: .init(Rational(1, 8), .wholeNotes)), value)
    accept("logo - 1 bar", as: .anchor(name: "logo", offset: .init(-1, .bars)), value)
    accept("B+2 beats", as: .anchor(name: "B", offset: .init(2, .beats)), value)
    accept("end − 2s", as: .anchor(name: "end", offset: .init(-2, .seconds)), value)
    accept("string-section -350ms", as: .anchor(name: "string-section", offset: .init(-350, .milliseconds)), value)
    accept("Pré", as: .anchor(name: "Pré", offset: nil), value)
    refuse("1️⃣loud and clear2️⃣", .badTime, time)
    refuse("logo - 1️⃣x2️⃣", .badTime, time)
    refuse("logo -", .badTime, time)
    refuse("logo - 1 bar 1️⃣- 1 beat2️⃣", .badTime, time)
    refuse("logo + 11️⃣:002️⃣", .badTime, time)
    let misspelt = refuse("1️⃣bra 172️⃣", .badTime, time)
    #expect(misspelt?.help == ["did you mean 'bar'?"])
  }

  @Test func timecodes() {
    accept("tc 01:00:08:03", as: .timecode(hours: 1, minutes: 0, seconds: 8, frames: 3, dropFrame: false), value)
    accept("tc 01:00:08;03", as: .timecode(hours: 1, minutes: 0, seconds: 8, frames: 3, dropFrame: true), value)
    refuse("tc 1️⃣1:00:08:032️⃣", .badTime, time)
    refuse("tc 1️⃣01:00:08:0332️⃣", .badTime, time)
    refuse("tc 1️⃣01:60:08:032️⃣", .badTime, time)
    refuse("tc 1️⃣01:00;08:032️⃣", .badTime, time)
    refuse("tc", .badTime, time)
    refuse("tc 01:00:08:03 1️⃣- 1s2️⃣", .badTime, time)
  }

  @Test func nothing() {
    for text in ["", " ", "~", "null"] { refuse(text, .badTime, time) }
    for text in ["?", "'", "%", ":", "/", ".5s", "…", "\u{301}", "′"] { refuse(text, .badTime, time) }
  }

  @Test func spansInsideQuotes() {
    let marked = MarkedText("at: \"\\u006cogo - \\t 1️⃣22️⃣\"\n")
    let (tree, _, _) = parsed(marked.bytes)
    var sink = DiagnosticSink()
    for node in tree.nodes {
      if let scalar = node.scalar, scalar.text.hasPrefix("logo") { _ = parseTime(scalar, sink: &sink) }
    }
    #expect(sink.diagnostics.map(\.code) == [.timeWithoutUnit])
    #expect(sink.diagnostics.first?.span.map { Int($0.start)..<Int($0.end) } == marked.range())
  }

  @Test func ranges() {
    let range: Notation<TimeRange> = { parseTimeRange($0, sink: &$1)?.value }
    var sink = DiagnosticSink()
    guard case .between(let low, let high)? = range(scalar("9s .. 17.5s"), &sink) else {
      Issue.record("no range")
      return
    }
    #expect(low.value == .amount(.init(9, .seconds)) && low.span.end == 2)
    #expect(high.value == .amount(.init(Rational(35, 2), .seconds)) && high.span.start == 6)
    #expect(range(scalar("logo..end - 1 bar"), &sink) != nil)
    accept("bars 5..8", as: .bars(section: nil, 5...8), range)
    accept(
      "lift bars 1..2", as: .bars(section: Located("lift", at: Span(file: FileID(0), start: 0, end: 4)), 1...2), range)
    #expect(sink.diagnostics.isEmpty)
    refuse("1️⃣92️⃣..17.5s", .timeWithoutUnit, range)
    refuse("1️⃣9s2️⃣", .badTime, range)
    refuse("1️⃣9s..2️⃣", .badTime, range)
    refuse("1️⃣9s..8s2️⃣", .badTime, range)
    refuse("1️⃣lift bars 2..12️⃣", .badTime, range)
    refuse("1️⃣lift bars 0..12️⃣", .badTime, range)
    refuse("1️⃣bars2️⃣", .badTime, range)
    refuse("", .badTime, range)
  }

  @Test func durations() {
    let duration: Notation<DurationNotation> = { parseDuration($0, sink: &$1)?.value }
    accept("0:30.000", as: .exact(.clock(seconds: 30)), duration)
    accept("32 bars", as: .exact(.amount(.init(32, .bars))), duration)
    accept("85s..95s", as: .range(.amount(.init(85, .seconds)), .amount(.init(95, .seconds))), duration)
    accept("free", as: .free, duration)
    refuse("1️⃣902️⃣", .timeWithoutUnit, duration)
    refuse("1️⃣0s2️⃣", .badTime, duration)
    refuse("1️⃣0:002️⃣", .badTime, duration)
    refuse("1️⃣bar 172️⃣", .badTime, duration)
    refuse("1️⃣fre2️⃣", .badTime, duration)
    refuse("1️⃣end - 2s2️⃣", .badTime, duration)
    refuse("10s..1️⃣logo2️⃣", .badTime, duration)
    refuse("~", .badTime, duration)
  }

  @Test func places() {
    let place: Notation<PlaceNotation> = { parsePlace($0, sink: &$1)?.value }
    let lift = Located("lift", at: Span(file: FileID(0), start: 0, end: 4))
    accept("lift", as: PlaceNotation(section: lift), place)
    accept("lift bar 1", as: PlaceNotation(section: lift, bar: 1), place)
    accept("bar 3 beat 2", as: PlaceNotation(section: nil, bar: 3, beat: 2), place)
    accept("lift bars 1..2", as: PlaceNotation(section: lift, bar: 1, lastBar: 2), place)
    accept(
      "before logo 1 bar",
      as: PlaceNotation(
        section: Located("logo", at: Span(file: FileID(0), start: 7, end: 11)), before: .init(1, .bars)), place)
    refuse("1️⃣lift bra 12️⃣", .badTime, place)
    refuse("lift bar 1️⃣x2️⃣", .badTime, place)
    refuse("1️⃣before2️⃣", .badTime, place)
    refuse("1️⃣lift bar 1 x2️⃣", .badTime, place)
    refuse("1️⃣17 bars2️⃣", .badTime, place)
  }
}
