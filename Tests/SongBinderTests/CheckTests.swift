// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongBinder
import SongDiagnostics
import SongIR
import SongSyntax
import Testing

@Suite struct CheckTests {
  @Test func aSoundSpecIsChecked() {
    let (spec, diagnostics) = checked(
      """
      song: 1
      style: folk
      mood: [dark, uplifting]
      duration: 60s
      form: A B A'
      intensity: "0s 20%, 40s 90%, end 30%"
      sections:
        A: {bars: 4, chords: "Dm | C"}
      parts:
        tune: {role: melody, instrument: flute, enter: B, leave: end - 2 bars}
      """)
    #expect(diagnostics.isEmpty && spec?.spec.style?.key == "folk")
  }

  @Test func anErrorGivesNoCheckedSpecAndAWarningDoes() {
    #expect(checked("song: 1\nstyle: folkk").spec == nil)
    #expect(checked("song: 1\ntempo: fast").spec == nil)
    #expect(checked("song: 1\ntime: 4/4 flexible").spec != nil)
    #expect(checked("song: 1\nloop: x", isLenient: true).spec != nil)
  }

  /// A fault, its code, and the words under its span.
  private static let faults: [(text: String, code: DiagnosticCode, words: String)] = [
    ("style: fokl", .unknownValue, "fokl"), ("mood: [dark, drak]", .unknownValue, "drak"), ("style: rock", .notBuiltYet, "rock"),
    ("mood: sci_fi", .notBuiltYet, "sci_fi"), ("parts: {a: {instrument: flut}}", .unknownValue, "flut"),
    ("form: A\nsections: {A: {}, B: {}}", .sectionNotInForm, "B"),
    ("sections: {A: {bars: 2, chords: \"C | G | Am | F\"}}", .tooManyChordBars, "Am | F"),
    ("intensity: \"10s 20%, 5s 90%\"", .intensityOrder, "5s"), ("intensity: \"10s 20%, 10s 90%\"", .intensityOrder, "10s"),
    ("duration: 30s\nintensity: \"0s 20%, 31s 90%\"", .intensityOutside, "31s"),
    ("duration: 30s\nintensity: \"0s 20%, end 90%, 29s 10%\"", .intensityOrder, "29s"),
    ("intensity: \"0s 20%, end 90%, 29s 10%\"", .intensityOrder, "29s"),
    ("intensity: \"0s 20%, end 90%, end 10%\"", .intensityOrder, "end"),
    ("duration: free\nintensity: \"20s 20%, end 90%, 10s 10%\"", .intensityOrder, "10s"),
    ("duration: 60s\nintensity: \"0s 20%, 60s 90%, end 10%\"", .intensityOrder, "end"),
    ("duration: 50s..60s\nintensity: \"0s 20%, 70s 90%, end 10%\"", .intensityOrder, "end"),
    ("duration: 50s..60s\nintensity: \"0s 20%, 70s 90%\"", .intensityOutside, "70s"),
    ("form: A\nintensity: \"0s 20%, B - 1 bar 90%\"", .unknownSection, "B - 1 bar"),
    ("form: A\nparts: {a: {enter: AA}}", .unknownSection, "AA"),
    ("parts: {a: {leave: tc 01:00:08:03}}", .timecodeWithoutRate, "tc 01:00:08:03"),
    ("fps: 25\nparts: {a: {leave: tc 01:00:08:25}}", .badTimecode, "tc 01:00:08:25"),
    ("fps: 25\nvoice: [{from: 1s, to: tc 00:00:08;03}]", .badTimecode, "tc 00:00:08;03"),
    ("fps: 29.97df\nsync: [{at: tc 00:01:00;01}]", .badTimecode, "tc 00:01:00;01"),
    ("fps: {rate: 25, start: 10s}", .wrongKind, "10s"),
    ("form: A\nsync: [{at: B + 1s}]", .unknownSection, "B + 1s"),
    ("form: A\nsync: [{at: 1s, hit: section B}]", .unknownSection, "section B"),
    ("parts: {a: {}}\nsync: [{at: 1s, hit: exit b}]", .unknownPart, "exit b"),
    ("sync: [{at: 1s, name: x}, {at: 2s, name: x}]", .duplicateName, "x"),
    ("form: A B\nsync: [{at: 1s, name: B}]", .duplicateName, "B"),
    ("key: C\nsections: {A: {chords: \"C | F#5 | G\"}}", .foreignChord, "F#5"),
    ("key: C\nsections: {A: {key: F#, chords: \"C# | C5\"}}", .foreignChord, "C5"),
  ]

  @Test func everyFaultIsFoundInItsPlace() throws {
    for (text, code, words) in CheckTests.faults {
      let whole = "song: 1\n" + text
      let diagnostics = checked(whole).diagnostics
      #expect(diagnostics.map(\.code) == [code], "\(text): \(diagnostics.map(\.message))")
      let file = SourceFile(id: FileID(0), name: "", bytes: Array(whole.utf8))
      let span = try #require(diagnostics.first?.span, "\(text)")
      #expect(file.text(span) == words, "\(text)")
      #expect(diagnostics.first?.path.isEmpty == false, "\(text)")
    }
  }

  @Test func stopsThatCantBeComparedHideNoOrder() {
    func codes(_ stops: String) -> [DiagnosticCode] {
      checked("song: 1\nintensity: \"\(stops)\"", isLenient: true).diagnostics.map(\.code)
    }
    #expect(codes("20s 20%, bar 4 90%, 10s 10%") == [.intensityOrder])
    #expect(codes("bar 4 20%, bar 3 beat 2 90%") == [.intensityOrder])
    #expect(codes("bar 3 20%, 10s 50%, bar 3 beat 2 90%").isEmpty)
    #expect(codes("4 bars 20%, 3 bars 90%") == [.intensityOrder])
    #expect(codes("0s 20%, bar 9 50%, end 90%").isEmpty)
  }

  @Test func aBorrowedChordIsNoFault() {
    #expect(checked("song: 1\nkey: C\nsections: {A: {chords: \"C | Fm | Bb | E7\"}}").diagnostics.isEmpty)
    #expect(checked("song: 1\nsections: {A: {chords: \"C | F#5\"}}").diagnostics.isEmpty)
  }

  @Test func whatIsPlannedIsAWarningInACheck() {
    for text in ["style: rock", "mood: angry", "loop: x"] {
      let (spec, diagnostics) = checked("song: 1\n\(text)", isLenient: true)
      #expect(diagnostics.map(\.code) == [.notBuiltYet] && diagnostics.map(\.severity) == [.warning], "\(text)")
      #expect(spec != nil, "\(text)")
    }
  }

  @Test func aNameWithAHyphenIsReadAndHasAFix() throws {
    for (text, fixed) in [("mood: sci-fi", "sci_fi"), ("mood: [dark, 'easy-listening']", "easy_listening"), ("style: drum-and-bass", "drum_and_bass")] {
      let diagnostics = checked("song: 1\n\(text)", isLenient: true).diagnostics
      #expect(diagnostics.map(\.code) == [.notBuiltYet, .hyphenatedName] && diagnostics[1].severity == .warning, "\(text)")
      let fix = try #require(diagnostics[1].fixIts.first)
      #expect(fix.isSafe && fix.edits.map(\.replacement) == [fixed], "\(text)")
    }
    // One diagnostic is enough for a name that nobody knows.
    #expect(checked("song: 1\nmood: sci-fo").diagnostics.map(\.code) == [.unknownValue])
  }

  @Test func aFlatOnALoweredDegreeIsALint() throws {
    func found(_ key: String, _ chords: String) -> [Diagnostic] {
      checked("song: 1\nkey: \(key)\nsections: {A: {chords: \"\(chords)\"}}").diagnostics
    }
    for (key, chords, fixed) in [
      ("E minor", "i | bVI7 | V", "VI7"), ("D dorian", "i | bVII", "VII"), ("A phrygian", "i | bII", "II"),
      ("E minor", "i | V/bIII", "V/III"), ("G mixolydian", "I | bvii", "vii"),
    ] {
      let diagnostics = found(key, chords)
      #expect(diagnostics.map(\.code) == [.loweredTwice] && diagnostics[0].severity == .warning, "\(key) \(chords)")
      #expect(diagnostics.first?.fixIts.first?.edits.map(\.replacement) == [fixed], "\(key) \(chords)")
    }
    #expect(found("E minor", "i | bVI").first?.notes.first?.contains("'bVI' is Cb, 'VI' is C") == true)
    for (key, chords) in [("E major", "I | bVI | bVII"), ("E minor", "i | VI | #vii | bII | bV"), ("D dorian", "i | bVI")] {
      #expect(!found(key, chords).contains { $0.code == .loweredTwice }, "\(key) \(chords)")
    }
    #expect(checked("song: 1\nsections: {A: {chords: \"i | bVI\"}}").diagnostics.isEmpty)
  }

  @Test func aMisspeltNameHasAFixAndAFarOneTheList() throws {
    let near = try #require(checked("song: 1\nparts: {a: {instrument: voilin}}").diagnostics.first)
    #expect(near.fixIts.first?.edits.first?.replacement == "violin" && near.path == "parts.a.instrument")
    let far = try #require(checked("song: 1\nparts: {a: {instrument: kazoo}}").diagnostics.first)
    #expect(far.fixIts.isEmpty && far.notes == ["known: flute, violin"])
    let section = try #require(checked("song: 1\nform: verse chorus\nparts: {a: {enter: chrous}}").diagnostics.first)
    #expect(section.fixIts.first?.edits.first?.replacement == "chorus")
  }
}

@Suite struct LockTests {
  private func locked(_ text: String) -> (choices: [String: String], diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink()
    let file = SourceFile(id: FileID(0), name: "test.song.lock", bytes: Array(text.utf8))
    let choices = bindLock(parseYAML(file, sink: &sink), sink: &sink)
    return (choices, sink.diagnostics)
  }

  @Test func theChoicesAreReadByKey() {
    let (choices, diagnostics) = locked(
      """
      lock: 1
      songc: 0.1.0
      stdlib: abc
      models: {melody: def}
      choices:
        style: {value: folk, reason: drawn, from: 0/style}
        mood: {value: "", reason: standard}
        duration: {value: 90000000us, reason: standard}
        parts.tune.range: {value: 60..84, reason: derived}
      """)
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    #expect(choices == ["style": "folk", "mood": "", "duration": "90000000us", "parts.tune.range": "60..84"])
  }

  @Test func whatIsNoLockIsReported() {
    #expect(locked("[1]").diagnostics.map(\.code) == [.wrongKind])
    #expect(locked("song: 1").diagnostics.map(\.code) == [.unknownKey])
    let (choices, diagnostics) = locked("lock: 1\nchoices: {style: folk, key: {value: C major}, time: {wert: 4/4}}")
    #expect(diagnostics.map(\.code) == [.wrongKind, .unknownKey] && choices == ["key": "C major"])
  }
}
