// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongComposer
package import SongDiagnostics
package import SongIR
internal import SongMusic

/// What `songc suggest` is asked for.
package enum SuggestionKind: String, Sendable, CaseIterable {
  case chords, melody
}

/// What came of `songc suggest`, for people and for programs.
package struct SuggestionReport: Sendable {
  package let text: String
  package let json: JSONValue
}

/// What may stand at a place of a track, likeliest first.
///
/// - Parameters:
///   - place: in the language's notation: `bar 5 beat 3`, `B bar 2`.
///   - count: how many are shown.
///   - part: whose tune; the first with the role of a melody where it is left out.
///   - seed: another draw of tunes.
/// - Returns: nil where something was wrong.
package func suggest(
  _ kind: SuggestionKind, _ path: String, at place: String, count: Int, part: String?, seed: Spec.SeedValue,
  variables: [Spec.VariableValue], knowledge: Knowledge, world: any World, sources: inout SourceMap, sink: inout DiagnosticSink
) -> SuggestionReport? {
  do {
    let track = try readTrack(path, variables: variables, world, &sources, &sink)
    let piece = try compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
    let found = try foundPlace(place, in: piece.arrangement, &sources, &sink)
    let (models, _) = try knowledge.models(for: piece.settings, own: piece.ownModels, sink: &sink)
    switch kind {
    case .chords:
      let suggestions = suggestChords(at: found.stretch.lowerBound, in: piece.score, of: piece.arrangement, model: models.chords)
      return ChordSuggestionText(suggestions, count: count, arrangement: piece.arrangement).report
    case .melody:
      let sections = piece.arrangement.measures.filter {
        $0.start < found.stretch.upperBound && $0.start + $0.length > found.stretch.lowerBound
      }.map(\.section)
      guard sections.first == sections.last else {
        throw sink.fail(.givenOutside(place, reason: "what is given lies in one section, and it lies in several", at: found.span))
      }
      let parts = try lines(part, in: sections[0], of: piece.arrangement, &sink)
      for part in parts {
        let suggestions = suggestMelody(
          of: part, over: found.stretch, in: piece.score, of: piece.arrangement, models: models,
          seed: seed.seed.child("suggest").child(part.id), count: count)
        guard let suggestions else { continue }
        return MelodySuggestionText(
          suggestions, part: part, stretch: found.stretch, score: piece.score, arrangement: piece.arrangement
        ).report
      }
      throw sink.fail(.nothingToSuggest(parts[0].id, at: found.span))
    }
  } catch {
    return nil
  }
}

/// The parts that may be meant, the likeliest first: the one that is named, else all that have a line in the section.
/// Reports one that has no line there.
private func lines(
  _ name: String?, in section: Int, of arrangement: Arrangement, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [Settings.Part] {
  let lines = suggestedParts(in: section, of: arrangement)
  let meant = lines.filter { part in name.map { utf8Equal(part.id, $0) } ?? true }
  guard meant.isEmpty else { return meant }
  throw sink.fail(
    .unknownArgument(
      name ?? "melody",
      what: "a part of this track with the role 'melody', 'counter' or 'harmony', nor one that improvises there",
      candidates: lines.map(\.id)))
}
