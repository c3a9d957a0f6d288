// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

@Suite struct ValueNotationTests {
  @Test func tempos() {
    let tempo: Notation<TempoNotation> = { parseTempo($0, sink: &$1)?.value }
    accept("96", as: TempoNotation(low: 96, high: 96, beat: nil), tempo)
    accept("92.5", as: TempoNotation(low: Rational(185, 2), high: Rational(185, 2), beat: nil), tempo)
    accept("108..126", as: TempoNotation(low: 108, high: 126, beat: nil), tempo)
    accept("1/4. = 60", as: TempoNotation(low: 60, high: 60, beat: Rational(3, 2)), tempo)
    accept("1/4=96", as: TempoNotation(low: 96, high: 96, beat: 1), tempo)
    accept("3/8 = 60..70", as: TempoNotation(low: 60, high: 70, beat: Rational(3, 2)), tempo)
    refuse("1️⃣42️⃣", .badTempo, tempo)
    refuse("1️⃣10002️⃣", .badTempo, tempo)
    refuse("961️⃣ BPM2️⃣", .badTempo, tempo)
    refuse("1️⃣126..1082️⃣", .badTempo, tempo)
    refuse("1️⃣Allegro2️⃣", .badTempo, tempo)
    refuse("1️⃣fast2️⃣", .badTempo, tempo)
    refuse("1️⃣1/32️⃣ = 60", .badTempo, tempo)
    refuse("96 1️⃣x2️⃣", .badTempo, tempo)
    refuse("108..", .badTempo, tempo)
    refuse("1/4 =", .badTempo, tempo)
    refuse("~", .badTempo, tempo)
    let bpm: Notation<Rational> = { parseBPM($0, sink: &$1)?.value }
    accept("60", as: 60, bpm)
    refuse("601️⃣..702️⃣", .badTempo, bpm)
    let note: Notation<ScoreTime> = { parseNoteValue($0, sink: &$1)?.value }
    accept("1/4.", as: Rational(3, 2), note)
    refuse("1️⃣1/4 x2️⃣", .badTempo, note)
    refuse("quarter", .badTempo, note)
  }

  @Test func bands() {
    let band: Notation<ClosedRange<Rational>> = { parseBand($0, sink: &$1)?.value }
    accept("1kHz..4kHz", as: 1000...4000, band)
    accept("200 Hz .. 3.5 kHz", as: 200...3500, band)
    accept("20Hz..20kHz", as: 20...20_000, band)
    accept("440Hz..0.55kHz", as: 440...550, band)
    refuse("1️⃣4kHz..1kHz2️⃣", .badNumber, band)
    refuse("1️⃣12️⃣..4kHz", .badNumber, band)
    refuse("1kHz..41️⃣khz2️⃣", .badNumber, band)
    refuse("1️⃣1kHz2️⃣", .badNumber, band)
    refuse("1kHz..", .badNumber, band)
    refuse("1kHz..1️⃣high2️⃣", .badNumber, band)
    refuse("1️⃣19Hz2️⃣..4kHz", .valueOutOfRange, band)
    refuse("1kHz..1️⃣20001Hz2️⃣", .valueOutOfRange, band)
    refuse("1️⃣1kHz..1.2kHz2️⃣", .valueOutOfRange, band)
    refuse("", .badNumber, band)
  }

  @Test func keys() {
    let key: Notation<String> = { parseKey($0, sink: &$1)?.value.description }
    accept("D major", as: "D major", key)
    accept("E minor", as: "E minor", key)
    accept("d Dorian", as: "D dorian", key)
    accept("Bb", as: "Bb major", key)
    accept("F# mixolydian", as: "F# mixolydian", key)
    accept("Am", as: "A minor", key)
    accept("B♭ aeolian", as: "Bb minor", key)
    refuse("1️⃣H2️⃣ minor", .badKey, key)
    refuse("D 1️⃣dorain2️⃣", .badKey, key)
    refuse("D 1️⃣foo2️⃣", .badKey, key)
    refuse("D 1️⃣minor blues2️⃣", .badKey, key)
    refuse("1️⃣G# major2️⃣", .badKey, key)
    refuse("1️⃣Fbm2️⃣", .badKey, key)
    refuse("1️⃣ß2️⃣", .badKey, key)
    refuse("", .badKey, key)
  }

  @Test func meters() {
    let meter: Notation<MeterNotation> = { parseMeter($0, sink: &$1)?.value }
    accept("4/4", as: MeterNotation(meter: Meter(4, 4), isFlexible: false), meter)
    accept("6 / 8", as: MeterNotation(meter: Meter(6, 8), isFlexible: false), meter)
    accept("7/8 (2+2+3)", as: MeterNotation(meter: Meter(groups: [2, 2, 3], denominator: 8), isFlexible: false), meter)
    accept("4/4 flexible", as: MeterNotation(meter: Meter(4, 4), isFlexible: true), meter)
    accept(
      "7/8 ( 2 + 5 ) flexible", as: MeterNotation(meter: Meter(groups: [2, 5], denominator: 8), isFlexible: true),
      meter)
    refuse("1️⃣42️⃣", .badMeter, meter)
    refuse("1️⃣02️⃣/4", .badMeter, meter)
    refuse("1️⃣332️⃣/4", .badMeter, meter)
    refuse("1️⃣999999999999999999992️⃣/4", .badMeter, meter)
    refuse("4/1️⃣32️⃣", .badMeter, meter)
    refuse("4/4 1️⃣flexibel2️⃣", .badMeter, meter)
    refuse("7/8 1️⃣(2+2+2)2️⃣", .badMeter, meter)
    refuse("7/8 1️⃣(2+2+32️⃣", .badMeter, meter)
    refuse("7/8 1️⃣(2+x)2️⃣", .badMeter, meter)
    refuse("1️⃣common2️⃣", .badMeter, meter)
    refuse("1️⃣4/2️⃣", .badMeter, meter)
    refuse("~", .badMeter, meter)
  }

  @Test func pitchRanges() {
    let range: Notation<KeyRange> = { parseKeyRange($0, sink: &$1)?.value }
    accept("a4..d6", as: KeyRange(low: 69, high: 86), range)
    accept("C-1..G9", as: KeyRange(low: 0, high: 127), range)
    accept("eb3 .. f#5", as: KeyRange(low: 51, high: 78), range)
    refuse("1️⃣d6..a42️⃣", .badPitchRange, range)
    refuse("1️⃣a42️⃣", .badPitchRange, range)
    refuse("1️⃣h42️⃣..d6", .badPitchRange, range)
    refuse("a4..1️⃣x62️⃣", .badPitchRange, range)
    refuse("a4..1️⃣a92️⃣", .badPitchRange, range)
    refuse("1️⃣a4..2️⃣", .badPitchRange, range)
    refuse("1️⃣a2️⃣..d6", .badPitchRange, range)
    refuse("1️⃣a+42️⃣..d6", .badPitchRange, range)
    refuse("", .badPitchRange, range)
  }

  @Test func numbers() {
    let integer: Notation<Int> = { parseInteger($0, in: -10...5000, sink: &$1)?.value }
    accept("4711", as: 4711, integer)
    accept("-7", as: -7, integer)
    refuse("1️⃣50012️⃣", .valueOutOfRange, integer)
    refuse("1️⃣999999999999999999999999992️⃣", .valueOutOfRange, integer)
    refuse("1️⃣4.52️⃣", .badNumber, integer)
    refuse("1️⃣1e32️⃣", .badNumber, integer)
    refuse("1️⃣four2️⃣", .badNumber, integer)
    refuse("", .badNumber, integer)
    let wide: Notation<Int> = { parseInteger($0, in: Int.min...Int.max, sink: &$1)?.value }
    accept("\(Int.max)", as: Int.max, wide)
    accept("\(Int.min)", as: Int.min, wide)
    let bars: Notation<ClosedRange<Int>> = { parseIntegerRange($0, in: 1...1000, sink: &$1)?.value }
    accept("8", as: 8...8, bars)
    accept("8..12", as: 8...12, bars)
    refuse("1️⃣12..82️⃣", .badNumber, bars)
    refuse("1️⃣02️⃣..8", .valueOutOfRange, bars)
    refuse("8..", .badNumber, bars)
  }

  @Test func quantities() {
    let percent: Notation<Rational> = { parsePercent($0, sink: &$1)?.value }
    accept("4%", as: Rational(1, 25), percent)
    accept("66.7 %", as: Rational(667, 1000), percent)
    refuse("1️⃣42️⃣", .badNumber, percent)
    refuse("1️⃣101%2️⃣", .valueOutOfRange, percent)
    refuse("4 1️⃣percent2️⃣", .badNumber, percent)
    let decibels: Notation<Rational> = { parseDecibels($0, sink: &$1)?.value }
    accept("-4 dB", as: -4, decibels)
    accept("−4.5dB", as: Rational(-9, 2), decibels)
    accept("+3 dB", as: 3, decibels)
    refuse("1️⃣-42️⃣", .badNumber, decibels)
    refuse("-4 1️⃣db2️⃣", .badNumber, decibels)
    refuse("-4 1️⃣dBFS2️⃣", .badNumber, decibels)
    refuse("1️⃣-200 dB2️⃣", .valueOutOfRange, decibels)
    refuse("1️⃣-12345678901234567890 dB2️⃣", .valueOutOfRange, decibels)
    refuse("1️⃣loud2️⃣", .badNumber, decibels)
    let loudness: Notation<Rational> = { parseLoudness($0, sink: &$1)?.value }
    accept("-16 LUFS", as: -16, loudness)
    refuse("-16 1️⃣dB2️⃣", .badNumber, loudness)
    refuse("1️⃣-162️⃣", .badNumber, loudness)
    refuse("1️⃣1 LUFS2️⃣", .valueOutOfRange, loudness)
    let peak: Notation<Rational> = { parseTruePeak($0, sink: &$1)?.value }
    accept("-1 dBTP", as: -1, peak)
    refuse("-1 1️⃣dB2️⃣", .badNumber, peak)
    refuse("1️⃣0.5 dBTP2️⃣", .valueOutOfRange, peak)
    refuse("~", .badNumber, peak)
  }
}
