// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// How well voices under given sopranos keep the rules, against what Bach wrote.
package struct ChoraleCheck: Sendable {
  package struct Row: Sendable {
    package let label: String
    /// Chords that were written; a chorale that no voices fit is left out.
    package let chords: Int
    /// Chorales without voices that keep all rules.
    package let failures: Int
    /// Violations of each rule per 100 chords.
    package let violations: [(rule: VoiceLeadingRule, rate: Double)]
    /// Of the three voices together, under the same models.
    package let bitsPerChord: Double
  }

  package let rows: [Row]
  package let pieces: Int
}

/// Trains the voices on three fifths of the chorales, finds the factors of their weights on a fourth one and writes under
/// the sopranos of the last.
///
/// Rows: the originals; samples under the rules; samples by the models alone; samples by pitches of order 3.
package func checkChorales(
  _ corpus: Corpus, seed: Seed, isCancelled: () -> Bool = { false }
) throws(TrainingError) -> ChoraleCheck {
  var beats: [String: (events: [Event], chords: [[Int]], group: String?)] = [:]
  for song in corpus.songs { beats["\(corpus.folder)/\(song.id)"] = choraleBeats(song) }
  var models: [ChoraleVoice: ViewpointModel] = [:]
  var simple: [ChoraleVoice: ViewpointModel] = [:]
  var tested: [String] = []
  for (voice, role) in [(ChoraleVoice.bass, TrainingRole.choraleBass), (.alto, .choraleAlto), (.tenor, .choraleTenor)] {
    let pieces = try trainingPieces(role, [corpus], minimumPieces: 1, isCancelled: isCancelled).pieces
    let folds = try dealt(pieces, into: 5)
    tested = folds[0].map(\.id)
    func trained(_ recipe: ModelRecipe, hasFactors: Bool) throws(TrainingError) -> ViewpointModel {
      var model = try train(recipe, on: Array(folds.dropFirst(2).joined()), isCancelled: isCancelled).model
      if hasFactors { model.longFactors = try factors(of: model, on: folds[1], isCancelled: isCancelled) }
      var sum = EvaluationSum()
      var none: WeightCorrections?
      try evaluate(model, on: folds[1], into: &sum, corrections: &none, isCancelled: isCancelled)
      model.information = sum.evaluation.pieces
      return model
    }
    models[voice] = try trained(role.recipe, hasFactors: true)
    var recipe = role.recipe
    recipe.viewpoints = ["pitch"]
    recipe.bridges = ["pitch"]
    recipe.settings = PPMSettings(escape: .c, orderBound: 3, selectsState: false)
    simple[voice] = try trained(recipe, hasFactors: false)
  }
  guard let bass = models[.bass], let alto = models[.alto], let tenor = models[.tenor], let simpleBass = simple[.bass],
    let simpleAlto = simple[.alto], let simpleTenor = simple[.tenor]
  else { preconditionFailure("each voice was trained") }
  let full = ChoraleHarmoniser(bass: bass, alto: alto, tenor: tenor)
  var free = full
  free.keepsRules = false
  var plain = ChoraleHarmoniser(bass: simpleBass, alto: simpleAlto, tenor: simpleTenor)
  plain.keepsRules = false
  let pieces = tested.compactMap { beats[$0] }
  func row(_ label: String, _ voices: (_ index: Int) -> [[Int]]?) throws(TrainingError) -> ChoraleCheck.Row {
    var tally = Tally(models: models)
    for (index, piece) in pieces.enumerated() {
      try tally.add(piece.events, voices(index), isCancelled: isCancelled)
    }
    return tally.row(label)
  }
  func written(_ harmoniser: ChoraleHarmoniser) -> (Int) -> [[Int]]? {
    { harmoniser.voices(under: pieces[$0].events, seed: seed.child("chorale", $0)) }
  }
  let rows = [
    try row("Bach") { pieces[$0].chords }, try row("models under the rules", written(full)),
    try row("models alone", written(free)), try row("order 3 of `pitch`", written(plain)),
  ]
  return ChoraleCheck(rows: rows, pieces: pieces.count)
}

private struct Tally {
  let models: [ChoraleVoice: ViewpointModel]
  private var chords = 0
  private var failures = 0
  private var counts = [Int](repeating: 0, count: VoiceLeadingRule.allCases.count)
  private var bits = 0.0

  init(models: [ChoraleVoice: ViewpointModel]) { self.models = models }

  mutating func add(_ events: [Event], _ voices: [[Int]]?, isCancelled: () -> Bool) throws(TrainingError) {
    guard let voices else {
      failures += 1
      return
    }
    chords += voices.count
    for index in voices.indices {
      for (number, rule) in VoiceLeadingRule.allCases.enumerated() {
        counts[number] += rule.violations(voices[index], after: index > 0 ? voices[index - 1] : nil, on: events[index])
      }
    }
    for voice in ChoraleVoice.allCases {
      guard let model = models[voice] else { continue }
      let line = zip(events, voices).map { event, chord in
        var event = event
        voice.place(&event, under: chord)
        event.pitch = chord[voice.index]
        return event
      }
      var sum = EvaluationSum()
      var none: WeightCorrections?
      let piece = TrainingPiece(id: "", sequences: [line])
      try evaluate(model, on: [piece], into: &sum, corrections: &none, isCancelled: isCancelled)
      bits += sum.evaluation.perEvent * Double(sum.evaluation.eventCount)
    }
  }

  func row(_ label: String) -> ChoraleCheck.Row {
    ChoraleCheck.Row(
      label: label, chords: chords, failures: failures,
      violations: zip(VoiceLeadingRule.allCases, counts).map { ($0, 100 * Double($1) / Double(max(1, chords))) },
      bitsPerChord: bits / Double(max(1, chords)))
  }
}
