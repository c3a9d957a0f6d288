// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import Testing

/// Each rule alone, by direction and size.
@Suite struct RuleTests {
  @Test func withEveryAmountAtZeroTheScoreIsPlayedExactly() {
    let written = [
      note(0, 1, emphasis: -14), note(Rational(3, 2), Rational(1, 3), key: 64, [.staccato]), note(2, 2, key: 67, [.tenuto]),
      note(4, 4, key: 72),
    ]
    let piece = performed(score([part(written, levels: [70, 90])], measures: 2), settings())
    let notes = piece.parts[0].notes
    #expect(notes.map(\.onset.value) == [0, 1440, 1920, 3840])
    #expect(notes.map(\.duration.value) == [960, 320, 1920, 3840])
    #expect(notes.map(\.velocity) == [56, 70, 70, 90])
    #expect(notes.map(\.key) == [60, 64, 67, 72])
    #expect(piece.length.value == 7680)
  }

  @Test func writtenAccentsSoundWithoutHumanization() {
    let written = [note(0, 1, key: 60), note(1, 1, key: 61, [.accent]), note(2, 1, key: 62, [.marcato])]
    let notes = performed(score([part(written, levels: [80])], measures: 1), settings()).parts[0].notes
    #expect(notes.map(\.velocity) == [80, 88, 94])
  }

  @Test func strongBeatsAreLouder() {
    let onsets = (0..<200 * 16).map { Rational($0, 4) }
    let notes = performed(score([drums(onsets, every: Rational(1, 4))], measures: 200), settings(velocity: 1)).parts[0].notes
    func mean(_ position: Int) -> Double {
      stride(from: position, to: notes.count, by: 16).map { Double(notes[$0].velocity) }.mean
    }
    // Downbeat, other beat, middle of the bar, half beat, finer: half of 4, 0.5, 2, -2 and -4 steps for drums.
    for (position, steps) in [(0, 2.0), (4, 0.25), (8, 1.0), (2, -1.0), (1, -2.0)] {
      #expect((mean(position) - 80 - steps).magnitude < 0.2, "position \(position): \(mean(position))")
    }
  }

  @Test func swingDelaysTheSecondEighth() {
    let notes = performed(score([part(run(32, of: Rational(1, 2)))], measures: 4), settings(swing: 600)).parts[0].notes
    for (index, note) in notes.enumerated() {
      // A tenth of a beat is 96 ticks.
      #expect(note.onset.value == index * 480 + (index % 2 == 1 ? 96 : 0), "note \(index)")
      #expect((note.end.value - (index + 1) * 480 - (index % 2 == 0 ? 96 : 0)).magnitude <= 1, "note \(index)")
    }
  }

  @Test func swingFollowsTheTempo() {
    for tempo in [300_000, 500_000, 999_999] {
      let piece = score([part(run(16, of: Rational(1, 2)))], measures: 2, microseconds: tempo)
      let notes = performed(piece, settings(swing: 667)).parts[0].notes
      for index in stride(from: 1, to: 16, by: 2) {
        #expect((notes[index].onset.value - index * 480 - 160).magnitude <= 1, "tempo \(tempo) note \(index)")
      }
    }
  }

  @Test func swingLeavesOtherNotesAlone() {
    let sixteenths = performed(score([part(run(32, of: Rational(1, 4)))], measures: 2), settings(swing: 660)).parts[0].notes
    for (index, note) in sixteenths.enumerated() where index % 4 != 2 { #expect(note.onset.value == index * 240) }
    let quarters = performed(score([part(run(8, of: 1))], measures: 2), settings(swing: 660)).parts[0].notes
    #expect(quarters.map(\.onset.value) == (0..<8).map { $0 * 960 })
    let compound = score([part(run(12, of: Rational(1, 2)))], measures: 2, meter: Meter(6, 8))
    #expect(performed(compound, settings(swing: 660)).parts[0].notes.map(\.onset.value) == (0..<12).map { $0 * 480 })
  }

  @Test func articulationSetsTheShareThatSounds() {
    let written = [note(0, 1, key: 60), note(1, 1, key: 61, [.staccato]), note(2, 1, key: 62, [.tenuto]), note(4, 4, key: 63)]
    let piece = performed(score([part(written)], measures: 3), settings(length: 1, articulation: 80))
    let shares = piece.parts[0].notes.map { Double($0.duration.value) }
    for (share, expected) in zip(shares, [768.0, 480, 960, 3072]) {
      #expect(share <= expected && share >= expected * 0.989, "\(shares)")
    }
  }

  @Test func lengthsVaryByTheAskedShareAtMost() {
    let notes = performed(score([part(run(400, of: 1))], measures: 101), settings(length: 20)).parts[0].notes
    let shares = notes.map { Double($0.duration.value) / 960 }
    #expect(shares.allSatisfy { $0 <= 1 && $0 >= 0.8 - 0.001 })
    #expect(shares.min()! < 0.82 && shares.max()! > 0.98)
  }

  @Test func whatRingsIsLetGoBeforeTheEnd() {
    let written = [note(0, 4, key: 60), note(4, 4, key: 64)]
    let piece = performed(score([part(written)], measures: 2), settings(length: 1))
    let end = piece.parts[0].notes[1].end.value
    // 1.2 s of the last 2 s are wanted for the tail, three tenths of the measure are the most that it gets.
    #expect(end <= 3840 + Int(3840 * 0.7) && end > 3840 + Int(3840 * 0.68))
  }

  @Test func velocitiesDeviateByTheAskedShareAtMost() {
    let onsets = (0..<1000).map { Rational(4 * $0) }
    let notes = performed(score([drums(onsets, every: 1)], measures: 1000), settings(velocity: 10)).parts[0].notes
    let velocities = notes.map { Double($0.velocity) }
    // 82 is the level with the downbeat's accent.
    #expect(velocities.allSatisfy { ($0 - 82).magnitude <= 8.2 + 0.5 })
    #expect((velocities.mean - 82).magnitude < 0.5)
    #expect(velocities.deviation > 1.5 && velocities.deviation < 4.5, "\(velocities.deviation)")
  }

  @Test func theFrameOfTheScoreIsKept() {
    var piece = score([part(run(8, of: 1))], measures: 2)
    piece.sections.append(.init(name: "B", start: 4))
    piece.measures[1] = .init(
      number: 2, start: 4, length: 4, meter: Meter(2, 2), key: Key(tonic: PitchName(fifths: 1), mode: .major))
    let result = performed(piece, settings(timing: 20_000))
    #expect(result.meters.map(\.at.value) == [0, 3840] && result.meters[1].meter == Meter(2, 2))
    #expect(result.keys.map(\.at.value) == [0, 3840])
    #expect(result.markers.map(\.text) == ["A", "B"] && result.markers[1].at.value == 3840)
    #expect(result.tempo == piece.tempo && result.parts[0].program == 73)
  }
}
