// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// What single hits do to the notes, and what they leave alone.
@Suite struct SyncPolishTests {
  private static let styles = ["pop", "folk", "cinematic"]
  private static let band = """
    parts:
      lead: {role: melody, instrument: flute}
      second: {role: harmony, instrument: clarinet}
      keys: {role: chords, instrument: piano}
      strings: {role: pad, instrument: string-section}
      bass: {role: bass, instrument: electric-bass}
      drums: {role: drums, instrument: pop-kit}

    """

  private func head(_ style: String, _ rest: String = "") -> String {
    """
    song: 1
    style: \(style)
    key: C major
    time: 4/4
    tempo: 120
    duration: 48s
    form: verse chorus verse
    sections: {verse: {bars: 8}, chorus: {bars: 8}}
    \(rest)

    """
  }

  private func composed(_ text: String, seed: Int = 0) throws -> Compilation {
    let result = compiled(text, seed: seed)
    return try #require(result.compilation, "\(text): \(result.diagnostics.map { "\($0.message) \($0.notes)" })")
  }

  // MARK: Peaks

  @Test(arguments: styles, 0..<8) func thePeakHasTheHighestSumOfVelocities(style: String, seed: Int) throws {
    let at = [2, 9, 13, 17, 20, 5, 11, 14][seed]
    for intensity in ["", "intensity: \"0s 20%, 30s 95%, end 40%\"", "intensity: 100%", "intensity: 30%"] {
      let piece = try composed(head(style, intensity) + "sync:\n  - {at: bar \(at) beat \(1 + seed % 3), hit: peak}\n", seed: seed)
      let measures = piece.arrangement.measures
      var sums = [Int](repeating: 0, count: measures.count)
      for played in piece.performance.parts {
        // What is played up to a sixteenth early belongs to the measure it is written in.
        for note in played.notes {
          sums[measures.last(notAfter: Ticks(note.onset.value + 200)) { Ticks($0.start) }] += note.velocity
        }
      }
      let peak = try #require(measures.firstIndex { $0.isPeak })
      #expect(peak == at - 1)
      for index in sums.indices where index != peak {
        #expect(sums[index] < sums[peak], "\(style) \(seed) \(intensity): bar \(index + 1) has \(sums[index]), the peak in bar \(at) \(sums[peak])")
      }
    }
  }

  // MARK: Entries and exits

  @Test(arguments: styles, ["lead", "strings", "drums", "second"]) func whoEntersPlaysOn(style: String, part: String) throws {
    for intensity in ["intensity: 5%", "intensity: \"0s 5%, 24s 30%, end 5%\""] {
      let piece = try composed(head(style, intensity) + SyncPolishTests.band + "sync:\n  - {at: bar 9 beat 2, hit: entry \(part)}\n")
      let notes = try #require(piece.score.parts.first { $0.id == part }).notes
      let section = piece.arrangement.sections[1]
      let activity = try #require(piece.arrangement.parts.first { $0.settings.id == part }).activity
      #expect(activity[section.measures].allSatisfy { $0 != .silent }, "\(style) \(part) \(activity)")
      for measure in piece.arrangement.measures[section.measures] {
        #expect(
          notes.contains { $0.onset < measure.start + measure.length && $0.end > measure.start },
          "\(style) \(part) \(intensity): nothing in bar \(measure.number)")
      }
    }
  }

  @Test(arguments: styles, ["lead", "keys", "strings", "bass"]) func anExitStretchesNothingFar(style: String, part: String) throws {
    for (seed, place) in ["bar 9", "bar 12 beat 3", "bar 14 beat 1.5", "bar 10 beat 2"].enumerated() {
      let plain = try composed(head(style, "intensity: 70%") + SyncPolishTests.band, seed: seed)
      let piece = try composed(head(style, "intensity: 70%") + SyncPolishTests.band + "sync:\n  - {at: \(place), hit: exit \(part)}\n", seed: seed)
      let sync = piece.arrangement.syncs[0]
      let before = try #require(plain.score.parts.first { $0.id == part }).notes.filter { $0.onset < sync.at }
      let notes = try #require(piece.score.parts.first { $0.id == part }).notes.filter { $0.onset < sync.at }
      #expect(notes.map(\.end).max() == sync.at, "\(style) \(part) \(place)")
      for note in notes where note.end == sync.at {
        guard let old = before.first(where: { $0.onset == note.onset && $0.sound == note.sound }), old.end < sync.at else { continue }
        let measure = plain.score.measures.last { $0.start < sync.at }!
        #expect(note.onset >= measure.start || old.end + measure.meter.beatUnit >= sync.at, "\(style) \(part) \(place): \(old) is stretched")
      }
    }
  }

  // MARK: Chords

  @Test(arguments: styles, 0..<4) func aChordHasOneBassNote(style: String, seed: Int) throws {
    for place in ["bar 5", "bar 9 beat 3", "bar 14 beat 2"] {
      let piece = try composed(head(style) + SyncPolishTests.band + "sync:\n  - {at: \(place), hit: chord Ab/C}\n", seed: seed)
      let at = piece.arrangement.syncs[0].at
      let bass = try #require(piece.score.parts.first { $0.id == "bass" }).notes.filter { $0.onset <= at && $0.end > at }
      #expect(bass.count == 1, "\(style) \(seed) \(place): \(bass)")
      guard case .pitch(let pitch)? = bass.first?.sound else { continue }
      #expect(pitch.key % 12 == 0, "\(style) \(seed) \(place): \(pitch)")
    }
  }

  // MARK: What stays

  /// Notes more than two bars away are the same where the tempo map stays.
  @Test(arguments: ["accent", "chord Ab", "chord N.C.", "peak", "exit keys", "exit lead", "entry strings", "entry lead"], styles)
  func farBarsStay(hit: String, style: String) throws {
    for (seed, place) in ["bar 12 beat 3", "bar 9", "bar 14 beat 2.5", "bar 5 beat 4"].enumerated() {
      for intensity in ["", "intensity: 95%", "intensity: 50%"] {
        // A violin, since a wind's breaths are planned from rest to rest.
        let text = head(style, intensity) + SyncPolishTests.band.replacing("flute", with: "violin")
        let plain = try composed(text, seed: seed)
        let synced = try composed(text + "sync:\n  - {at: \(place), hit: \(hit)}\n", seed: seed)
        #expect(plain.arrangement.tempo == synced.arrangement.tempo)
        let measures = plain.arrangement.measures
        let bar = plain.arrangement.measure(at: synced.arrangement.syncs[0].at)
        let from = measures[max(0, bar - 2)].start
        let to = measures[min(measures.count - 1, bar + 2)]
        for (before, after) in zip(plain.score.parts, synced.score.parts) {
          // A part that leaves there plays only before it; one that enters plays on from there, whatever it did before.
          let isMoved = hit.hasSuffix(" \(after.id)")
          if isMoved, hit.hasPrefix("entry") {
            #expect(after.notes.contains { $0.onset >= to.start + to.length })
            continue
          }
          func far(_ notes: [Score.Note]) -> [Score.Note] {
            notes.filter { note in
              let isEarly = note.end <= from
              let isLate = note.onset >= to.start + to.length && !isMoved
              return isEarly || isLate
            }.map { note in
              var bare = note
              bare.origin = 0
              return bare
            }
          }
          #expect(far(before.notes) == far(after.notes), "\(style) \(seed) \(hit) \(place) \(intensity): \(after.id)")
          for index in measures.indices where abs(index - bar) > 2 { #expect(before.levels[index] == after.levels[index]) }
        }
      }
    }
  }

  // MARK: Names

  @Test func aPointWithoutANameShadowsNoSection() throws {
    let text = """
      song: 1
      style: pop
      tempo: 120
      duration: 32s
      form: verse peak
      sections: {verse: {bars: 8}, peak: {bars: 8}}
      sync:
        - {at: 6s, hit: peak}
        - {at: peak + 1s, name: after, hit: marker}

      """
    let piece = try composed(text)
    let section = try #require(piece.arrangement.sections.first { $0.name == "peak" })
    #expect(piece.arrangement.syncs.first { $0.name == "after" }?.asked == section.time + Microseconds(1_000_000))
  }
}
