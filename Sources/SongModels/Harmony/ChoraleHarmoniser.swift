// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Writes bass, alto and tenor under a soprano and its chords, one voice after the other, each by its own model.
package struct ChoraleHarmoniser: Sendable {
  private let models: [ChoraleVoice: ViewpointModel]
  /// Whether the rules of `VoiceLeadingRule` are kept; else only ranges are.
  package var keepsRules = true
  package var effort = SamplingEffort(candidates: 2)

  package init(bass: ViewpointModel, alto: ViewpointModel, tenor: ViewpointModel) {
    models = [.bass: bass, .alto: alto, .tenor: tenor]
  }

  /// The four keys of each event, soprano first; nil where no voices keep all rules in several tries.
  ///
  /// - Parameter soprano: beat by beat with key and chord, the soprano as its pitch.
  package func voices(under soprano: [Event], seed: Seed) -> [[Int]]? {
    for attempt in 0..<tries {
      var chords = soprano.map { [$0.pitch, -1, -1, -1] }
      let isDone = ChoraleVoice.allCases.allSatisfy { voice in
        guard let line = line(voice, soprano, chords, seed.child("try", attempt).child("voice", voice.index)) else { return false }
        for (index, event) in line.enumerated() { chords[index][voice.index] = event.pitch }
        return true
      }
      if isDone { return chords }
    }
    return nil
  }

  private func line(_ voice: ChoraleVoice, _ soprano: [Event], _ chords: [[Int]], _ seed: Seed) -> [Event]? {
    guard let model = models[voice] else { return nil }
    let alphabet = Array(voice.range)
    var positions: [SamplingPosition] = []
    for (event, chord) in zip(soprano, chords) {
      var event = event
      voice.place(&event, under: chord)
      var position = SamplingPosition(event: event)
      if keepsRules { position.allowed = alphabet.filter { fits($0, voice, chord, event) } }
      positions.append(position)
    }
    var constraints: [Constraint] = []
    if keepsRules {
      constraints.append(.maximumLeap(12))
      for index in chords.indices.dropFirst() {
        let others = zip(chords[index - 1], chords[index]).enumerated().filter { $0.element.0 >= 0 }
        let known = others.map { (isAbove: $0.offset < voice.index, before: $0.element.0, now: $0.element.1) }
        constraints.append(
          .neighbours(at: index) { previous, value in
            !known.contains {
              $0.isAbove
                ? arePerfect($0.before, previous, $0.now, value) : arePerfect(previous, $0.before, value, $0.now)
            }
          })
      }
    }
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: alphabet)
    var stream = seed.generator
    return sampler.sample(positions, under: constraints, effort: effort, using: &stream)?.events
  }

  /// Whether a key keeps the rules of a single chord, among the voices that are known.
  private func fits(_ key: Int, _ voice: ChoraleVoice, _ chord: [Int], _ event: Event) -> Bool {
    for (index, other) in chord.enumerated() where other >= 0 {
      guard index < voice.index ? key <= other : key >= other else { return false }
      if abs(index - voice.index) == 1, min(index, voice.index) < 2, abs(key - other) > 12 { return false }
      if isLeadingTone(key, event), isLeadingTone(other, event) { return false }
    }
    // The alto leaves the tenor a place, the bass both.
    switch voice {
    case .bass: return chord[0] - key >= 7
    case .alto: return key - chord[ChoraleVoice.bass.index] >= 3
    case .tenor: return true
    }
  }
}

private let tries = 8

extension ChoraleVoice {
  /// What the voice's model knows of the others: the voices next to it, and which tones of the chord they have.
  func place(_ event: inout Event, under chord: [Int]) {
    let (soprano, alto, bass) = (chord[0], chord[1], chord[3])
    switch self {
    case .bass:
      event.upper = soprano
      event.given = members(of: event, [soprano])
    case .alto:
      (event.upper, event.lower) = (soprano, bass)
      event.given = members(of: event, [soprano, bass])
    case .tenor:
      (event.upper, event.lower) = (alto, bass)
      event.given = members(of: event, [soprano, alto, bass])
    }
  }
}
