// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusic
import Testing

/// Points in time where something must happen, from the spec to the MIDI file.
@Suite struct SyncTests {
  private static let band = """
    parts:
      lead: {role: melody, instrument: flute}
      keys: {role: chords, instrument: piano}
      strings: {role: pad, instrument: string-section}
      bass: {role: bass, instrument: electric-bass}
      drums: {role: drums, instrument: pop-kit}

    """

  /// Every hit alone, in all styles.
  private static let single: [String] = ["pop", "folk", "cinematic"].flatMap { style in
    [
      "section chorus", "downbeat", "beat", "accent", "entry strings", "exit lead", "peak", "stop", "chord F", "chord bVII",
      "marker", "stop, length: 2s", "entry drums", "exit bass",
    ].map { hit in
      """
      song: 1
      style: \(style)
      key: C major
      duration: 30s
      tempo: {range: 96..116, drift: 6%}
      time: 4/4
      intensity: 70%
      form: verse chorus
      humanize: {timing: 50ms, velocity: 100%, swing: 60%, length: 50%}
      \(band)sync:
        - {at: 13.37s, name: x, hit: \(hit)}
      """
    }
  }

  @Test(arguments: single) func everyPointLandsInTheMIDI(text: String) throws {
    for seed in 0..<3 {
      let result = compiled(text, seed: seed)
      let piece = try #require(result.compilation, "\(text): \(result.diagnostics.map { "\($0.message) \($0.notes)" })")
      try SyncChecks(piece, "\(text.split(separator: "\n").last!) \(piece.settings.style) \(seed)").checkAll()
    }
  }

  /// Times are written in milliseconds, and beats of an exact tempo fall between them.
  @Test func anExactTempoStaysAndPointsLandWithinTheirTolerance() throws {
    let text = """
      song: 1
      style: pop
      time: 4/4
      tempo: 106.4
      form: A B
      sections: {A: {bars: 8}, B: {bars: 4}}
      sync:
        - {at: 9.023s, name: a, hit: downbeat}
        - {at: 9.023s, name: b, hit: accent}
        - {at: 11.5s, name: c, hit: beat, tolerance: 250ms}
        - {at: 13.534s, name: d, hit: accent}
        - {at: 18.045s, name: e, hit: section B}
      """
    let result = compiled(text)
    let piece = try #require(result.compilation, "\(result.diagnostics.map(\.message))")
    let errors = piece.arrangement.syncs.map { $0.placed.value - $0.asked.value }
    #expect(piece.arrangement.syncs.allSatisfy(\.isMet) && errors == [-444, -444, -221_805, -166, 112], "\(errors)")
    #expect(piece.arrangement.syncs.map(\.at) == [16, 16, 20, 24, 32])
    #expect(piece.score.tempoMarks.count { !$0.isFermata } == 1)
    #expect(Set(piece.performance.tempo.events.map(\.microsecondsPerQuarter)).isSubset(of: [563_909, 563_910]))
  }

  /// A tolerance is for what can't be exact: here seven bars and nine meet the point, eight and eight come near.
  @Test func aPointThatCanBeMetExactlyIs() throws {
    let result = compiled("""
      song: 1
      style: pop
      time: 4/4
      tempo: 120
      duration: 32s
      form: A B
      sections: {A: {bars: auto}, B: {bars: auto}}
      sync: [{at: 14s, name: b, hit: section B, tolerance: 3s}]
      """)
    let piece = try #require(result.compilation, "\(result.diagnostics.map(\.message))")
    #expect(piece.arrangement.syncs.map { $0.placed.value - $0.asked.value } == [0])
  }

  /// What can be met holds all that its hits promise; what can't names a value that works.
  @Test(arguments: 0..<200) func randomPointsAreMetOrSaidToBeUnreachable(number: Int) throws {
    let spec = RandomSyncSpec(number)
    let result = compiled(spec.text())
    if let piece = result.compilation {
      try SyncChecks(piece, "random \(number)\n\(spec.text())").checkAll()
      #expect(result.diagnostics.allSatisfy { [.syncMissed, .syncShadowed, .partNeverPlays, .notesOutOfReach, .foreignChord].contains($0.code) }, "\(number): \(result.diagnostics.map(\.message))")
      return
    }
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(errors.allSatisfy { [.syncUnreachable, .durationUnreachable].contains($0.code) }, "\(number): \(errors.map(\.message))")
    let offers = errors.flatMap(\.help).filter { $0.hasPrefix("nearest: ") }.map { String($0.dropFirst(9)) }
    let applied = offers.compactMap { spec.applying($0) }
    #expect(!applied.isEmpty, "\(number): \(errors.map { "\($0.message) \($0.notes) \($0.help)" })\n\(spec.text())")
    for (offer, other) in zip(offers.filter { spec.applying($0) != nil }, applied) {
      let again = checkedSpec(other.text()).filter { $0.severity == .error }
      #expect(again.isEmpty, "\(number): '\(offer)' doesn't help: \(again.map { "\($0.message) \($0.notes)" })\n\(other.text())")
    }
  }

  @Test func mostRandomPointsCanBeMet() {
    let met = (0..<200).count { number in !checkedSpec(RandomSyncSpec(number).text()).contains { $0.severity == .error } }
    #expect(met > 120 && met < 200, "\(met)")
  }

  /// Where the sections keep their bars, points change only what is near them.
  @Test(arguments: [("accent", 1), ("downbeat", 1), ("beat", 0), ("marker", 0), ("section chorus", 1), ("stop", 1)])
  func pointsChangeOnlyWhatIsNear(hit: String, measures: Int) throws {
    for style in ["pop", "folk", "cinematic"] {
      let head = """
        song: 1
        style: \(style)
        time: 4/4
        tempo: {range: 90..120, drift: 20%}
        duration: 40s
        form: verse chorus
        sections: {verse: {bars: 8}, chorus: {bars: 8}}
        \(SyncTests.band)
        """
      let plain = try #require(compiled(head).compilation)
      let result = compiled(head + "sync:\n  - {at: 19.2s, name: x, hit: \(hit)}\n")
      let synced = try #require(result.compilation, "\(hit): \(result.diagnostics.map(\.message))")
      let point = try #require(synced.arrangement.syncs.first)
      let from = point.at - 4
      // After a stop a player has breath for some bars.
      let to = point.end + (hit == "stop" ? 20 : 4)
      func far(_ piece: Compilation) -> [[Score.Note]] {
        // The last breath goes by how long the end rings.
        let lastBreath = piece.arrangement.measures.last!.start - 12
        return piece.score.parts.map { part in
          part.notes.filter { $0.onset < lastBreath }.filter { measures == 0 || $0.end <= from || $0.onset >= to }.map { note in
            var bare = note
            bare.origin = 0
            return bare
          }
        }
      }
      for (before, after) in zip(far(plain), far(synced)) { #expect(before == after, "\(style) \(hit) \(point.at)") }
      #expect(plain.score.chords == synced.score.chords, "\(style) \(hit)")
    }
  }

  @Test func theThirtySecondFilmLandsOnItsPoints() throws {
    let spec = try #require(SuiteCase.all.first { $0.name == "video-ad-playable" })
    let piece = try #require(compiled(spec.text).compilation)
    try SyncChecks(piece, "film").checkAll()
    let placed = piece.arrangement.syncs.map { "\($0.name) \($0.placed)" }
    #expect(placed.count == 4 && placed[0] == "reveal 0:08.120" && placed[2] == "pour 0:18.920" && placed[3] == "logo 0:24.400", "\(placed)")
    #expect(piece.arrangement.syncs.allSatisfy { $0.isMet })
    #expect(piece.arrangement.voices == [.init(from: Microseconds(9_000_000), to: Microseconds(17_500_000), duckDB: -4, leaveHz: 1000...4000)])
  }

  /// Timecode lands on its frame, to the microsecond, at every rate.
  @Test(arguments: FrameRate.all) func timecodeLandsOnItsFrame(rate: FrameRate) throws {
    let separator = rate.isDropFrame ? ";" : ":"
    let text = """
      song: 1
      style: pop
      duration: 30s
      fps: {rate: \(rate.name), start: "tc 01:00:00\(separator)00"}
      sync:
        - {at: "tc 01:00:12\(separator)07", name: x, hit: marker}
      """
    let result = compiled(text)
    let piece = try #require(result.compilation, "\(rate): \(result.diagnostics.map(\.message))")
    let frames = 12 * rate.numbersPerSecond + 7
    #expect(piece.arrangement.syncs.first?.asked == Microseconds(seconds: Rational(frames) / rate.framesPerSecond), "\(rate)")
  }

  /// Times that start from names are where the names are.
  @Test func anchorsAreCountedFromWhatTheyName() throws {
    let text = """
      song: 1
      style: pop
      tempo: 120
      time: 4/4
      form: verse chorus
      sections: {verse: {bars: 8}, chorus: {bars: 8}}
      sync:
        - {at: chorus, name: a, hit: marker}
        - {at: chorus + 2 beats, name: b, hit: marker}
        - {at: chorus - 1 bar, name: c, hit: marker}
        - {at: b + 1s, name: d, hit: marker}
        - {at: end - 2 bars, name: e, hit: marker}
        - {at: d - 250ms, name: f, hit: marker}
        - {at: bar 3 beat 2.5, name: g, hit: marker}
        - {at: 4 bars, name: h, hit: marker}
        - {at: c + 1/8, name: i, hit: marker}
        - {at: 48000 samples, name: j, hit: marker}
      """
    let result = compiled(text)
    let piece = try #require(result.compilation, "\(result.diagnostics.map(\.message))")
    let places = piece.arrangement.syncs.map { "\($0.name) \($0.asked)" }.sorted()
    #expect(
      places == [
        "a 0:16.000", "b 0:17.000", "c 0:14.000", "d 0:18.000", "e 0:28.000", "f 0:17.750", "g 0:04.750", "h 0:08.000",
        "i 0:14.250", "j 0:01.000",
      ])
  }

  /// A stop ends at the next point, though its length goes on.
  @Test func aStopEndsAtTheNextPoint() throws {
    let text = """
      song: 1
      style: pop
      tempo: 120
      time: 4/4
      form: verse
      sections: {verse: {bars: 16}}
      intensity: 80%
      \(SyncTests.band)sync:
        - {at: 8s, name: quiet, hit: stop, length: 4 bars}
        - {at: 10s, name: back, hit: accent}
      """
    let piece = try #require(compiled(text).compilation)
    let checks = try SyncChecks(piece, "stop")
    checks.checkAll()
    #expect(piece.arrangement.syncs.map { "\($0.at)..\($0.end)" } == ["16..20", "20..20"])
    #expect(checks.notes.contains { $0.onset == 20 * 960 })
  }
}
