// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Expects that a value comes back from JSON as it went in, and that its JSON is always the same text.
private func roundTrip<Value: Codable & Equatable>(_ value: Value) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let data = try encoder.encode(value)
  let back = try JSONDecoder().decode(Value.self, from: data)
  #expect(back == value)
  #expect(try encoder.encode(back) == data)
}

@Suite struct CodingTests {
  @Test func specsComeBackFromJSON() throws {
    try roundTrip(Spec())
    try roundTrip(fullSpec)
  }

  @Test func theAlternativesOfASpecComeBackFromJSON() throws {
    for seed in [Spec.SeedValue.number(.min), .number(0), .text("")] { try roundTrip(seed) }
    for duration in [Spec.Duration.exact(Microseconds(1)), .range(.zero, Microseconds(9)), .free] { try roundTrip(duration) }
    for level in [Spec.Intensity.level(.constant(Rational(1, 3))), .level(.ramp(0, 1)), .curve([])] { try roundTrip(level) }
    for time in times { try roundTrip(time) }
    for unit in TimeValue.Unit.allCases { try roundTrip(TimeValue.amount(.init(Rational(-3, 7), unit))) }
  }

  @Test func settingsComeBackFromJSON() throws { try roundTrip(settings) }
  @Test func arrangementsComeBackFromJSON() throws { try roundTrip(arrangement) }
  @Test func scoresComeBackFromJSON() throws { try roundTrip(score) }
  @Test func performancesComeBackFromJSON() throws { try roundTrip(performance) }
  @Test func sessionsComeBackFromJSON() throws { try roundTrip(session) }

  @Test func valuesOfMusicComeBackFromJSON() throws {
    for quality in ChordQuality.all { try roundTrip(Chord(root: PitchName(fifths: -4), quality: quality)) }
    for mode in Mode.allCases { try roundTrip(Key(tonic: PitchName(fifths: 2), mode: mode)) }
    for meter in [Meter(4, 4), Meter(12, 8), Meter(groups: [3, 2, 2], denominator: 8)] { try roundTrip(meter) }
    for mark in Dynamic.allCases { try roundTrip(mark) }
  }

  @Test func aChangedValueIsAnotherJSON() throws {
    var changed = session
    changed.length = Frames(199_999)
    #expect(try JSONEncoder().encode(changed) != JSONEncoder().encode(session))
    let back = try JSONDecoder().decode(Session.self, from: try JSONEncoder().encode(changed))
    #expect(back.length.value == 199_999)
  }

  @Test func aBrokenFractionIsAnError() {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Rational.self, from: Data("\"1/0\"".utf8)) }
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Rational.self, from: Data("\"x\"".utf8)) }
  }
}
