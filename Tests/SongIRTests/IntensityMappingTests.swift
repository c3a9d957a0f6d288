// SPDX-License-Identifier: Apache-2.0
import SongIR
import Testing

/// The links between intensity and music: their direction and their ends.
@Suite struct IntensityMappingTests {
  @Test func whatIntensityRaisesNeverFalls() {
    for level in 0..<1000 {
      #expect(IntensityMapping.velocity(power: level) <= IntensityMapping.velocity(power: level + 1))
      #expect(IntensityMapping.levelDB(power: level) < IntensityMapping.levelDB(power: level + 1))
      #expect(IntensityMapping.trebleDB(power: level) < IntensityMapping.trebleDB(power: level + 1))
      #expect(IntensityMapping.registerSemitones(power: level) < IntensityMapping.registerSemitones(power: level + 1))
      #expect(IntensityMapping.tuneOnsets(momentum: level) < IntensityMapping.tuneOnsets(momentum: level + 1))
      #expect(IntensityMapping.temperaturePercent(power: level) <= IntensityMapping.temperaturePercent(power: level + 1))
      #expect(IntensityMapping.soundingPercent(power: level) >= IntensityMapping.soundingPercent(power: level + 1))
      #expect(IntensityMapping.harmonicPace(momentum: level) < IntensityMapping.harmonicPace(momentum: level + 1))
    }
  }

  @Test func theEndsAreThoseOfTheDocumentation() {
    #expect(IntensityMapping.velocity(power: 0) == 44 && IntensityMapping.velocity(power: 1000) == 104)
    #expect(IntensityMapping.levelDB(power: 1000) - IntensityMapping.levelDB(power: 0) == 12)
    #expect(IntensityMapping.levelDB(power: 700) - IntensityMapping.levelDB(power: 200) >= 4)
    #expect(IntensityMapping.trebleDB(power: 500) == 0 && IntensityMapping.registerSemitones(power: 1000) == 3.5)
    #expect(IntensityMapping.temperaturePercent(power: 0) == 71 && IntensityMapping.temperaturePercent(power: 1000) == 141)
    #expect([0, 500, 1000].map { (IntensityMapping.harmonicPace(momentum: $0) * 100).rounded() } == [35, 100, 283])
  }

  @Test func aBandIsSpreadOverTheCurve() {
    for count in 1...9 {
      for (lowest, highest) in [(0, 1000), (300, 750), (50, 400), (600, 800)] {
        let thresholds = IntensityMapping.thresholds(count: count, lowest: lowest, highest: highest)
        #expect(thresholds.count == count && thresholds[0] == 0 && thresholds == thresholds.sorted())
        // The highest level has more of the band than the lowest.
        let most = thresholds.count { $0 <= highest }
        let least = thresholds.count { $0 <= lowest }
        #expect(count < 5 || most >= least + 2, "\(count) \(lowest)...\(highest)")
      }
    }
  }
}
