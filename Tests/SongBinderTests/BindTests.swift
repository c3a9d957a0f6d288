// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongBinder
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Every key of the main path comes out with its value and its place.
@Suite struct BindTests {
  /// Expects one located value between the markers 1 and 2, and no diagnostics.
  private func expect<Value: Equatable>(
    _ text: String, _ path: (Spec) -> Located<Value>?, is value: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let bound = Bound("song: 1\n" + text)
    #expect(bound.diagnostics.isEmpty, "\(bound.diagnostics.map(\.message))", sourceLocation: sourceLocation)
    #expect(path(bound.spec) == Located(value, at: bound.span()), sourceLocation: sourceLocation)
  }

  @Test func textsAndNames() {
    expect("title: 1️⃣\"Étude: 1\"2️⃣", \.title, is: "Étude: 1")
    expect("title: 1️⃣1:232️⃣", \.title, is: "1:23")
    expect("style: 1️⃣folk2️⃣", \.style?.name, is: "folk")
    expect("style: 1️⃣drum_and_bass2️⃣", \.style?.name, is: "drum_and_bass")
    expect("mood: 1️⃣dark2️⃣", \.moods.first, is: "dark")
    expect("mood: [dark, 1️⃣sci_fi2️⃣]", { $0.moods.last }, is: "sci_fi")
    #expect(Bound("song: 1\nstyle: drum-and-bass\nmood: sci-fi").spec.style?.key == "drum_and_bass")
    #expect(Bound("song: 1\nmood: [dark, sci-fi]").spec.moods.map(\.value) == ["dark", "sci_fi"])
  }

  @Test func seeds() {
    expect("seed: 1️⃣422️⃣", \.seed, is: .number(42))
    expect("seed: 1️⃣-72️⃣", \.seed, is: .number(-7))
    expect("seed: 1️⃣harbour2️⃣", \.seed, is: .text("harbour"))
    expect("seed: 1️⃣1234567890123456789012345678902️⃣", \.seed, is: .text("123456789012345678901234567890"))
  }

  @Test func durations() {
    expect("duration: 1️⃣90s2️⃣", \.duration, is: .exact(Microseconds(90_000_000)))
    expect("duration: 1️⃣0:30.0002️⃣", \.duration, is: .exact(Microseconds(30_000_000)))
    expect("duration: 1️⃣60s..75s2️⃣", \.duration, is: .range(Microseconds(60_000_000), Microseconds(75_000_000)))
    expect("duration: 1️⃣free2️⃣", \.duration, is: .free)
    expect("end: 1️⃣ring2️⃣", \.ending, is: .ring)
  }

  @Test func tempos() {
    expect("tempo: 1️⃣962️⃣", \.tempo, is: .init(low: 96, high: 96))
    expect("tempo: 1️⃣108..126.52️⃣", \.tempo, is: .init(low: 108, high: Rational(253, 2)))
    expect("tempo: 1️⃣1/4. = 602️⃣", \.tempo, is: .init(low: 60, high: 60, beatUnit: Rational(3, 2)))
    expect("tempo: 1️⃣{range: 90..110, prefer: 96}2️⃣", \.tempo, is: .init(low: 90, high: 110, prefer: 96))
    expect("tempo: 1️⃣{beat: 1/4., bpm: 60}2️⃣", \.tempo, is: .init(low: 60, high: 60, beatUnit: Rational(3, 2)))
    expect("tempo: 1️⃣{range: 1/8 = 90..100, prefer: 95}2️⃣", \.tempo, is: .init(low: 90, high: 100, prefer: 95, beatUnit: Rational(1, 2)))
  }

  @Test func metersAndKeys() {
    expect("time: 1️⃣7/8 (2+2+3)2️⃣", \.meter, is: Meter(groups: [2, 2, 3], denominator: 8))
    expect("time: 1️⃣3/42️⃣", \.meter, is: Meter(3, 4))
    expect("key: 1️⃣F# dorian2️⃣", \.key, is: Key(tonic: PitchName(step: 3, alter: 1), mode: .dorian))
    expect("key: 1️⃣Bb2️⃣", \.key, is: Key(tonic: PitchName(step: 6, alter: -1), mode: .major))
  }

  @Test func forms() {
    expect("form: intro 1️⃣A2️⃣ A", { $0.form?[1] }, is: "A")
    expect("form: [intro, 1️⃣A'2️⃣]", { $0.form?[1] }, is: "A'")
    #expect(Bound("song: 1\nform: intro [A A B A'] outro").spec.form?.map(\.value) == ["intro", "A", "A", "B", "A'", "outro"])
  }

  @Test func sections() {
    func section(_ text: String) -> String { "sections:\n  A: {\(text)}" }
    expect("sections:\n  1️⃣A2️⃣: {}", { $0.sections.first?.name }, is: "A")
    expect(section("bars: 1️⃣82️⃣"), { $0.sections.first?.bars }, is: .exact(8))
    expect(section("bars: 1️⃣4..82️⃣"), { $0.sections.first?.bars }, is: .range(4, 8))
    expect(section("bars: 1️⃣auto2️⃣"), { $0.sections.first?.bars }, is: .auto)
    expect(section("intensity: 1️⃣40% -> 70%2️⃣"), { $0.sections.first?.intensity }, is: .ramp(Rational(2, 5), Rational(7, 10)))
    expect(section("intensity: 1️⃣high2️⃣"), { $0.sections.first?.intensity }, is: .constant(Rational(4, 5)))
    expect(section("key: 1️⃣D minor2️⃣"), { $0.sections.first?.key }, is: Key(tonic: PitchName(step: 1, alter: 0), mode: .minor))
    expect(section("time: 1️⃣6/82️⃣"), { $0.sections.first?.meter }, is: Meter(6, 8))
    expect(section("tempo: 1️⃣1002️⃣"), { $0.sections.first?.tempo }, is: .init(low: 100, high: 100))
    #expect(Bound("song: 1\nsections:\n  B: {}\n  A: {}").spec.sections.map(\.name.value) == ["B", "A"])
  }

  @Test func chords() throws {
    let bound = Bound("song: 1\nsections: {A: {chords: \"Dm7 1️⃣G72️⃣ | ii . | %\"}}")
    #expect(bound.codes == [.mixedChordNotation])
    let plain = Bound("song: 1\nsections: {A: {chords: \"Dm7 1️⃣G72️⃣ | N.C. . | %\"}}")
    #expect(plain.diagnostics.isEmpty)
    let bars = try #require(plain.spec.sections.first?.chords).bars
    #expect(bars.map(\.tokens.count) == [2, 2, 2])
    #expect(bars[0].tokens[1] == Located(.chord(Chord(root: PitchName(step: 4, alter: 0), quality: .named("7")!)), at: plain.span()))
    #expect(bars[1].tokens.map(\.value) == [.noChord, .hold] && bars[2].tokens.map(\.value) == [.noChord, .hold])
  }

  @Test func intensities() throws {
    expect("intensity: 1️⃣60%2️⃣", \.intensity, is: .level(.constant(Rational(3, 5))))
    expect("intensity: {all: 1️⃣60%2️⃣, power: 90%}", \.intensity, is: .level(.constant(Rational(3, 5))))
    expect("intensity: {momentum: 1️⃣60%2️⃣}", \.split.momentum, is: .level(.constant(Rational(3, 5))))
    expect("intensity: {depth: 1️⃣60%2️⃣}", \.split.depth, is: .level(.constant(Rational(3, 5))))
    expect("intensity: {power: 1️⃣60%2️⃣}", \.split.power, is: .level(.constant(Rational(3, 5))))
    let bound = Bound("song: 1\nintensity: \"0s 20%, 1️⃣40s2️⃣ 90% ease, end 30%\"")
    guard case .curve(let stops)? = bound.spec.intensity?.value else {
      Issue.record("no curve")
      return
    }
    #expect(stops.map(\.level) == [Rational(1, 5), Rational(9, 10), Rational(3, 10)])
    #expect(stops.map(\.shape) == [.line, .ease, .line])
    #expect(stops[1].at.span == bound.span() && stops[1].at.value.seconds == 40)
  }

  @Test func parts() {
    func part(_ text: String) -> String { "parts:\n  tune: {\(text)}" }
    expect("parts:\n  1️⃣tune2️⃣: {}", { $0.parts?.first?.name }, is: "tune")
    expect(part("role: 1️⃣melody2️⃣"), { $0.parts?.first?.role }, is: .melody)
    expect(part("instrument: 1️⃣upright-bass2️⃣"), { $0.parts?.first?.instrument }, is: "upright-bass")
    expect(part("range: 1️⃣a3..d62️⃣"), { $0.parts?.first?.range }, is: KeyRange(low: 57, high: 86))
    expect(part("enter: 1️⃣bar 92️⃣"), { $0.parts?.first?.enter }, is: .position(bar: 9, beat: 1))
    expect(part("leave: 1️⃣end - 2 bars2️⃣"), { $0.parts?.first?.leave }, is: .anchor(name: "end", offset: .init(-2, .bars)))
    for role in Role.allCases { #expect(Bound("song: 1\nparts: {a: {role: \(role.rawValue)}}").spec.parts?.first?.role?.value == role) }
    #expect(Bound("song: 1").spec.parts == nil)
  }

  @Test func humanization() {
    expect("humanize: {timing: 1️⃣8ms2️⃣}", { $0.humanize?.timing }, is: 8)
    expect("humanize: {velocity: 1️⃣10%2️⃣}", { $0.humanize?.velocity }, is: Rational(1, 10))
    expect("humanize: {swing: 1️⃣54%2️⃣}", { $0.humanize?.swing }, is: Rational(27, 50))
    expect("humanize: {length: 1️⃣02️⃣}", { $0.humanize?.length }, is: 0)
    expect("humanize: 1️⃣02️⃣", { $0.humanize?.swing }, is: Rational(1, 2))
    expect("humanize: 1️⃣02️⃣", { $0.humanize?.timing }, is: 0)
    #expect(Bound("song: 1\nhumanize: 3").codes == [.valueOutOfRange])
    #expect(Bound("song: 1\nhumanize: {timing: 51ms}").codes == [.valueOutOfRange])
  }

  @Test func mastersExportsAndSounds() {
    expect("master: {loudness: 1️⃣-14 LUFS2️⃣}", \.master.loudness, is: -14)
    expect("master: {peak: 1️⃣-1.5 dBTP2️⃣}", \.master.peak, is: Rational(-3, 2))
    expect("export:\n  - wav: {path: 1️⃣out/a.wav2️⃣}", { $0.exports?.first?.path }, is: "out/a.wav")
    expect("export:\n  - wav: {rate: 1️⃣441002️⃣}", { $0.exports?.first?.rate }, is: 44_100)
    expect("export:\n  - wav: {bits: 1️⃣162️⃣}", { $0.exports?.first?.bits }, is: 16)
    expect("export:\n  - wav: {loudness: 1️⃣-16 LUFS2️⃣}", { $0.exports?.first?.loudness }, is: -16)
    expect("export:\n  - wav: {peak: 1️⃣-2 dBTP2️⃣}", { $0.exports?.first?.peak }, is: -2)
    expect("export:\n  - midi: 1️⃣{}2️⃣", { $0.exports?.first?.kind }, is: .midi)
    #expect(Bound("song: 1\nexport: [{musicxml: {}}, {wav: {}}]").spec.exports?.map(\.kind.value) == [.musicxml, .wav])
    expect("sounds: {licence: 1️⃣any2️⃣}", \.sounds.licence, is: .any)
    expect("sounds: {soundfonts: [a, 1️⃣b c2️⃣]}", { $0.sounds.soundFonts.last }, is: "b c")
  }

  @Test func theVersionIsRequired() {
    #expect(Bound("title: x").codes == [.missingVersion])
    let bound = Bound("song: 1️⃣22️⃣")
    #expect(bound.codes == [.unsupportedVersion] && bound.diagnostics[0].span == bound.span())
    #expect(Bound("song: 1").diagnostics.isEmpty)
  }
}
