// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Predictions over viewpoints.
@Suite struct ViewpointTests {
  @Test func linkedViewpointsAreNamedByTheirParts() {
    #expect(Viewpoint.named("interval*degree*metric")?.name == "interval*degree*metric")
    #expect(Viewpoint.named("interval*nothing") == nil)
    #expect(Viewpoint.named("") == nil)
    #expect(Viewpoint.named("pitch*chordTone*position*duration*phrase*mode") == nil, "too many symbols")
  }

  @Test(arguments: [false, true]) func probabilitiesSumToOneAndRepeat(_ usesShortTerm: Bool) throws {
    var model = try ViewpointModel(bytes: tinyModel(.melody, songs: 12).bytes)
    model.usesShortTerm = usesShortTerm
    var cursor = model.start()
    var twin = model.start()
    var result: [Double] = []
    var again: [Double] = []
    for step in 0..<40 {
      // 61 and 63 never came in training.
      let candidates = (58...74).map {
        Event(onset: step * 24, position: step * 24 % 96, pitch: $0, chordRoot: 0, chordType: step % 3 == 2 ? -1 : 0)
      }
      cursor.predict(candidates, into: &result)
      twin.predict(candidates, into: &again)
      #expect(result == again)
      #expect(abs(result.reduce(0, +) - 1) < 1e-12)
      #expect(result.allSatisfy { $0 > 0 })
      cursor.append(candidates[step * 5 % 17])
      twin.append(candidates[step * 5 % 17])
    }
  }

  @Test func theShortTermPartLearnsARepeatedTune() throws {
    var model = try ViewpointModel(bytes: tinyModel(.melody, songs: 12).bytes)
    let tune = [61, 66, 63, 68]
    let history = (0..<16).map { Event(onset: $0 * 24, position: $0 * 24 % 96, pitch: tune[$0 % 4]) }
    let next = (58...74).map { Event(onset: 384, pitch: $0) }
    let before = model.probabilities(of: next, after: history)[3]
    model.usesShortTerm = true
    #expect(model.probabilities(of: next, after: history)[3] > max(0.25, 2 * before))
  }

  @Test func fixedDistributionsKeepTheirWeights() {
    let model = FixedDistribution(name: "hand", field: .pitch, weights: [(67, 1), (60, 3)])
    let candidates = [60, 64, 67].map { Event(pitch: $0) }
    #expect(model.probabilities(of: candidates, after: []) == [0.75, 1e-100, 0.25])
    #expect(model.probabilities(of: [Event(pitch: 1), Event(pitch: 2)], after: []) == [0.5, 0.5])
  }

  @Test func chordValuesAreFreeOfTheKey() {
    var event = Event(tonic: 9)
    UnknownField.chord.set(UnknownField.chordValue(degree: 7, type: .dominant7), in: &event)
    #expect(event.chordRoot == 4)
    #expect(UnknownField.chord.value(of: event) == UnknownField.chordValue(degree: 7, type: .dominant7))
  }
}
