// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

extension SpecBinder {
  /// A section's tune.
  mutating func bindMelody(_ field: Field?) -> Spec.Given? {
    guard let field, let fields = reader.map(field, melodySchema) else { return nil }
    return bindViewpoints(fields, field)
  }

  /// A list of fixed viewpoints.
  ///
  /// - Parameter needsPlace: a part's items say where; a section's begin with it.
  mutating func bindGivens(_ field: Field?, needsPlace: Bool) -> [Spec.Given] {
    guard let field, let items = reader.list(field, of: "given notes") else { return [] }
    return items.compactMap { item in
      guard let fields = reader.map(item, givenSchema) else { return nil }
      let place = bindPlace(fields["where"])
      if fields["where"] != nil, place == nil { return nil }
      if needsPlace, fields["where"] == nil {
        reader.sink.report(.givenWithoutPlace(at: item.span).inside(item.path))
        return nil
      }
      guard var given = bindViewpoints(fields, item) else { return nil }
      given.place = place
      return given
    }
  }

  func place(_ notation: Located<PlaceNotation>) -> Spec.Place {
    let value = notation.value
    return Spec.Place(
      section: value.section, bar: value.bar, beat: value.beat, lastBar: value.lastBar, before: value.before,
      span: notation.span)
  }

  mutating func bindPlace(_ field: Field?) -> Spec.Place? {
    reader.read(field, "a place", parsePlace).map(place)
  }

  // MARK: Viewpoints

  private mutating func bindViewpoints(_ fields: Fields, _ field: Field) -> Spec.Given? {
    let present = viewpointKeys.filter { fields[$0] != nil }
    guard let first = present.first else {
      // What stands there may have been refused before.
      if !reader.hasKeys(besides: "where", in: field) {
        reader.sink.report(.givenWithoutViewpoint(keys: viewpointKeys, at: field.span).inside(field.path))
      }
      return nil
    }
    for other in present.dropFirst() where !goTogether(first, other) {
      guard let wrong = fields[other] else { continue }
      reader.sink.report(.viewpointsExclude(other, first, at: wrong.span).inside(wrong.path))
      return nil
    }
    var given = Spec.Given(span: field.span, path: field.path)
    for key in present { bind(key, fields, &given) }
    let count = [
      given.line != nil, given.pitches != nil, given.contour != nil, given.file != nil,
    ].count { $0 }
    guard count == present.count else { return nil }
    return merged(given)
  }

  /// Full notes stand alone; a rhythm has pitches or a shape beside it.
  private func goTogether(_ first: String, _ other: String) -> Bool {
    let pitches: Set = ["degrees", "tones", "contour"]
    return first == "rhythm" && pitches.contains(other) && !(other == "contour" && first != "rhythm")
  }

  private mutating func bind(_ key: String, _ fields: Fields, _ given: inout Spec.Given) {
    switch key {
    case "rhythm": given.line = reader.read(fields[key], "a rhythm", parseRhythm).map(line)
    case "lily": given.line = reader.read(fields[key], "notes", parseLily).map(line)
    case "degrees": given.pitches = reader.read(fields[key], "degrees", parseDegrees).map(pitches)
    case "tones": given.pitches = reader.read(fields[key], "tones", parseTones).map(pitches)
    case "contour": given.contour = reader.read(fields[key], "a contour", parseContour)
    case "abc":
      guard let tune = reader.read(fields[key], "a tune", parseABC) else { return }
      given.line = line(tune.tune)
      given.chords = tune.chords.map { Spec.TuneChord(onset: $0.onset, token: $0.token) }
      // Where the spec leaves them out, the tune's own key, meter and tempo hold.
      tuneHeaders.append(TuneHeader(key: tune.key, meter: tune.meter, tempo: tune.tempo))
    default:
      let kind = Spec.NoteFile.Kind(rawValue: key)!
      given.file = reader.inputPath(fields[key]).map { Spec.NoteFile(kind: kind, path: $0) }
    }
  }

  func line(_ notation: LineNotation) -> Spec.Line {
    Spec.Line(line: notation.line, places: notation.places, bars: notation.bars, span: notation.span)
  }

  private func pitches(_ notation: PitchesNotation) -> Spec.Pitches {
    Spec.Pitches(pitches: notation.pitches, barLines: notation.barLines, span: notation.span)
  }

  mutating func bindLyrics(_ field: Field?) -> Spec.Lyrics? {
    reader.read(field, "lyrics", parseLyrics).map { notation in
      Spec.Lyrics(
        tokens: notation.tokens.map { token in
          token.map {
            switch $0 {
            case .syllable(let syllable): .syllable(syllable)
            case .hold: .hold
            case .skip: .skip
            }
          }
        }, barLines: notation.barLines, span: notation.span)
    }
  }

  // MARK: Rhythm with pitches

  /// A rhythm with pitches beside it is a line of full notes.
  mutating func merged(_ given: Spec.Given) -> Spec.Given? {
    guard let rhythm = given.line, let pitches = given.pitches else { return given }
    let notes = rhythm.line.notes
    for (index, wanted) in pitches.barLines.enumerated() where index < rhythm.line.bars.count {
      let found = notes.count { $0.onset < rhythm.line.bars[index].end }
      guard found != wanted else { continue }
      reader.sink.report(
        .pitchesMismatch(pitches: wanted, notes: found, bar: index + 1, at: pitches.span, rhythm: rhythm.span)
          .inside(given.path))
      return nil
    }
    guard pitches.pitches.count == notes.count else {
      reader.sink.report(
        .pitchesMismatch(pitches: pitches.pitches.count, notes: notes.count, bar: nil, at: pitches.span, rhythm: rhythm.span)
          .inside(given.path))
      return nil
    }
    var result: [NoteLine.Note] = []
    for (note, pitch) in zip(notes, pitches.pitches) {
      if let pitch = pitch.value {
        result.append(.init(onset: note.onset, duration: note.duration, pitches: [pitch]))
      } else {
        result[result.count - 1].duration = note.end - result[result.count - 1].onset
      }
    }
    let places = pitches.pitches.filter { $0.value != nil }.map(\.span)
    var full = given
    full.line = Spec.Line(
      line: NoteLine(notes: result, bars: rhythm.line.bars), places: places, bars: rhythm.bars, span: rhythm.span)
    full.pitches = nil
    return full
  }
}

/// What a tune in ABC says of the piece.
struct TuneHeader {
  let key: Located<Key>?
  let meter: Located<Meter>?
  let tempo: Located<TempoNotation>?
}

/// In the order in which messages name them.
private let viewpointKeys = ["rhythm", "degrees", "tones", "contour", "lily", "abc", "midi", "musicxml"]
