// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Constraints by themselves and together: no violation, and no dead end.
@Suite struct SampleConstraintTests {
  /// Four bars of quarters over I vi I V; the third bar repeats the first.
  @Test func tenThousandSamplesKeepAllConstraintsAtOnce() throws {
    let model = try ViewpointModel(bytes: tinyModel(.melody, songs: 12).bytes)
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: Array(55...79))
    let chords: [(root: Int, type: ChordType)] = [(0, .major), (9, .minor), (0, .major), (7, .dominant7)]
    let tones = [[0, 4, 7], [9, 0, 4], [0, 4, 7], [7, 11, 2, 5]]
    let positions = (0..<16).map { index in
      let chord = chords[index / 4]
      return SamplingPosition(
        event: Event(
          onset: index * 24, position: index % 4 * 24, phraseBar: index / 4 & 3, chordRoot: chord.root,
          chordType: chord.type.rawValue))
    }
    var rules = SampleRules()
    rules.range = 58...74
    rules.maximumLeap = 7
    rules.cadence = [[59, 62, 67], [60]]
    rules.repeats = [(8..<12, 0, 0)]
    rules.contour = [5: 1, 6: 0, 13: -1]
    for index in stride(from: 0, to: 16, by: 2) { rules.chordTones[index] = tones[index / 4] }
    rules.runs = corpusRuns(songs: 12, length: 9)
    rules.runLength = 9
    let copyGuard = try CopyGuard(.melody, ShippedModel.melody.corpora(tinyFiles(.melody, songs: 12)), maximumRun: 8)
    #expect(copyGuard.count == rules.runs.count)
    let constraints = try rules.constraints([copyGuard]) + [.chordTones(from: .middle)]
    let onsets = positions.map(\.event.onset)
    var copied = 0
    for seed in 0..<10_000 {
      var stream = Seed(seed).generator
      let effort = SamplingEffort(particles: seed % 20 == 0 ? 4 : 1, passes: seed % 50 == 0 ? 1 : 0)
      let drawn = try #require(sampler.sample(positions, under: constraints, effort: effort, using: &stream))
      if !rules.areKept(drawn.events.map(\.pitch), onsets: onsets) { Issue.record("seed \(seed) violates") }
      guard seed % 20 == 0 else { continue }
      let free = try #require(sampler.sample(positions, under: Array(constraints.prefix(2)), using: &stream))
      let runs = SampleRules.runs(of: free.events.map(\.pitch), onsets, length: 9)
      if !runs.isDisjoint(with: rules.runs) { copied += 1 }
    }
    #expect(copied > 50, "without the guard many of 500 copy: \(copied)")
  }

  /// The runs of `TinyCorpus.pop`, whose notes are quarters.
  private func corpusRuns(songs: Int, length: Int) -> Set<[Int]> {
    let scale = [60, 62, 64, 65, 67, 69, 71, 72]
    var runs: Set<[Int]> = []
    for song in 0..<songs {
      let pitches = (0..<48).map { scale[(song + $0 / 4 * 3 + $0 % 4 * (1 + song % 3)) % 8] }
      runs.formUnion(SampleRules.runs(of: pitches, (0..<48).map { $0 * 24 }, length: length))
    }
    return runs
  }

  /// Random small sets of constraints against all sequences: what can be satisfied is, what can't is refused.
  @Test func everySatisfiableSetIsSampledAndNoOther() throws {
    let alphabet = [60, 61, 62, 64, 65]
    let model = FixedDistribution(name: "hand", field: .pitch, weights: [(60, 1), (61, 2), (62, 3), (64, 1), (65, 2)])
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: alphabet)
    var refused = 0
    for seed in 0..<600 {
      var stream = Seed(seed).generator
      let length = 4 + stream.below(3)
      let positions = (0..<length).map {
        SamplingPosition(event: Event(onset: $0 * 24, barLength: 48, position: $0 * 24 % 48))
      }
      let onsets = positions.map(\.event.onset)
      let (rules, guards) = randomRules(alphabet, length, &stream)
      var asked = positions
      for (position, values) in rules.allowed { asked[position].allowed = values }
      var isPossible = false
      forEachSequence(of: alphabet, length) { pitches in
        isPossible = isPossible || rules.areKept(pitches, onsets: onsets)
        return !isPossible
      }
      if !isPossible { refused += 1 }
      for effort in [SamplingEffort(), SamplingEffort(particles: 5), SamplingEffort(particles: 3, passes: 2)] {
        let drawn = sampler.sample(asked, under: try rules.constraints(guards), effort: effort, using: &stream)
        #expect((drawn != nil) == isPossible, "seed \(seed)")
        if let drawn { #expect(rules.areKept(drawn.events.map(\.pitch), onsets: onsets), "seed \(seed)") }
      }
    }
    #expect((60...540).contains(refused), "both kinds come: \(refused)")
  }

  private func randomRules(
    _ alphabet: [Int], _ length: Int, _ stream: inout RandomStream
  ) -> (SampleRules, [CopyGuard]) {
    var rules = SampleRules()
    func subset(_ stream: inout RandomStream) -> [Int] { alphabet.filter { _ in stream.chance(percent: 60) } }
    if stream.chance(percent: 30) { rules.range = 60...62 + stream.below(3) }
    if stream.chance(percent: 60) { rules.maximumLeap = 1 + stream.below(3) }
    rules.forbidsRepetition = stream.chance(percent: 40)
    for position in 0..<length where stream.chance(percent: 25) { rules.allowed[position] = subset(&stream) }
    if stream.chance(percent: 40) { rules.cadence = [subset(&stream), subset(&stream)] }
    for position in 1..<length where stream.chance(percent: 20) { rules.contour[position] = stream.below(3) - 1 }
    for _ in 0..<stream.below(3) {
      let source = stream.below(length - 1)
      let first = source + 1 + stream.below(length - source - 1)
      let count = 1 + stream.below(length - first)
      rules.repeats.append((first..<first + count, source, [0, 0, 1, -2][stream.below(4)]))
    }
    var guards: [CopyGuard] = []
    if stream.chance(percent: 60) {
      rules.runLength = 2 + stream.below(2)
      var melodies: [(pitches: [Int], onsets: [Int])] = []
      for _ in 0...stream.below(6) {
        let pitches = (0..<30).map { _ in stream.element(of: alphabet) }
        let onsets = pitches.indices.map { $0 * 24 }
        melodies.append((pitches, onsets))
        rules.runs.formUnion(SampleRules.runs(of: pitches, onsets, length: rules.runLength))
      }
      guards.append(CopyGuard(melodies: melodies, maximumRun: rules.runLength - 1))
    }
    return (rules, guards)
  }

  /// Goes on while the body says so.
  private func forEachSequence(of alphabet: [Int], _ length: Int, _ body: ([Int]) -> Bool) {
    var digits = [Int](repeating: 0, count: length)
    while body(digits.map { alphabet[$0] }) {
      var place = length - 1
      while place >= 0, digits[place] == alphabet.count - 1 {
        digits[place] = 0
        place -= 1
      }
      guard place >= 0 else { return }
      digits[place] += 1
    }
  }

  @Test func chordTonesStandWhereTheMeterOrTheirLengthAsks() throws {
    let model = FixedDistribution(name: "hand", field: .pitch, weights: [])
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: Array(60...71))
    // On the bar line, half a beat later, long on the last half beat, and where no chord sounds.
    var events = [(0, 12), (12, 12), (84, 48)].map {
      Event(onset: $0, duration: $1, position: $0, chordRoot: 2, chordType: 1)
    }
    events.append(Event(onset: 96))
    let positions = events.map { SamplingPosition(event: $0) }
    var seen = Array(repeating: Set<Int>(), count: 4)
    let asked = [Constraint.chordTones(from: .beat, orLasting: 48)]
    for seed in 0..<400 {
      var stream = Seed(seed).generator
      let drawn = try #require(sampler.sample(positions, under: asked, using: &stream))
      for (index, event) in drawn.events.enumerated() { seen[index].insert(event.pitch % 12) }
    }
    #expect(seen[0] == [2, 5, 9] && seen[2] == [2, 5, 9])
    #expect(seen[1].count == 12 && seen[3].count == 12)
  }

  /// What speaks of neighbours also holds against the event before the first position.
  @Test func theFirstPositionHasANeighbour() throws {
    let model = FixedDistribution(name: "hand", field: .pitch, weights: [])
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: Array(60...64))
    let history = [Event(pitch: 61)]
    let position = [SamplingPosition(event: Event(onset: 24))]
    var stream = Seed(1).generator
    let rises = try Constraint.viewpoint("interval*degree", isOneOf: [25 * 12 + 2, 26 * 12 + 3], at: 0)
    for _ in 0..<40 {
      let drawn = sampler.sample(position, under: [rises, .maximumLeap(1)], after: history, using: &stream)
      #expect(try #require(drawn).events[0].pitch == 62)
    }
    #expect(sampler.sample(position, under: [rises], using: &stream) == nil, "the first event of all has no interval")
    let melodies: [(pitches: [Int], onsets: [Int])] = [([50, 51, 53, 53], [0, 24, 48, 72])]
    let copyGuard = CopyGuard(melodies: melodies, maximumRun: 1)
    let before = [Event(onset: -24, pitch: 60), Event(onset: 0, pitch: 61)]
    var seen: Set<Int> = []
    for _ in 0..<100 {
      let drawn = sampler.sample(position, under: [.copiedRun(within: copyGuard)], after: before, using: &stream)
      seen.insert(try #require(drawn).events[0].pitch)
    }
    #expect(seen == [60, 61, 62, 64], "63 would go on as the piece does")
  }

  @Test func viewpointsThatReadFurtherAreRefused() {
    #expect(throws: ConstraintError.unknownViewpoint("shape")) {
      try Constraint.viewpoint("shape", isOneOf: [0], at: 0)
    }
    for name in ["fromSection", "fromBar*degree", "threadBeat", "returns"] {
      #expect(throws: ConstraintError.farReachingViewpoint(name)) {
        try Constraint.viewpoint(name, isOneOf: [0], at: 0)
      }
    }
  }
}
