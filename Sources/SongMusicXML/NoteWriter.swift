// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// What the notes of a part have in common.
struct PartContext {
  let index: Int
  let part: Score.Part
  let divisions: Int

  /// A length in divisions.
  func divisions(_ length: ScoreTime) -> Int { (length * Rational(divisions)).rounded }

  var hasStaves: Bool { part.clef == .grand }
}

/// Where a piece stands.
struct PieceContext {
  let voice: VoiceLayout
  /// Its index in the voice.
  let index: Int
  /// `up` or `down` where voices share a staff.
  let stem: String?
  let hasFermata: Bool

  var piece: Piece { voice.pieces[index] }
}

extension XMLText {
  /// Adds a note, a chord, a rest or a gap.
  mutating func piece(_ context: PieceContext, _ part: PartContext) {
    let piece = context.piece
    switch piece.content {
    case .gap:
      element("forward") { xml in
        xml.leaf("duration", part.divisions(piece.length))
        xml.leaf("voice", context.voice.voice)
        if part.hasStaves { xml.leaf("staff", context.voice.staff) }
      }
    case .rest, .measureRest:
      note(nil, isChord: false, context, part)
    case .notes(let group):
      smallNotes(context, part)
      for (index, note) in group.notes.enumerated() {
        self.note((note, index), isChord: index > 0, context, part)
      }
    }
  }

  private mutating func note(
    _ note: (written: WrittenNote, index: Int)?, isChord: Bool, _ context: PieceContext, _ part: PartContext
  ) {
    let piece = context.piece
    element("note") { xml in
      if isChord { xml.empty("chord") }
      if let note {
        xml.pitch(note.written, part)
      } else if case .measureRest = piece.content {
        xml.empty("rest", [("measure", "yes")])
      } else {
        xml.empty("rest")
      }
      xml.leaf("duration", part.divisions(piece.length))
      if piece.isContinued { xml.empty("tie", [("type", "stop")]) }
      if piece.continues { xml.empty("tie", [("type", "start")]) }
      if let note, case .kit(let voice) = note.written.note.sound {
        xml.empty("instrument", [("id", instrumentID(part.index, voice))])
      }
      xml.leaf("voice", context.voice.voice)
      if let value = piece.value {
        xml.leaf("type", value.type)
        for _ in 0..<value.dots { xml.empty("dot") }
      }
      if let note, let pitch = note.written.pitch, piece.accidentals[note.index] {
        xml.leaf("accidental", accidentalName(pitch.name.alter))
      }
      if let tuplet = piece.tuplet {
        xml.element("time-modification") { xml in
          xml.leaf("actual-notes", tuplet.actual)
          xml.leaf("normal-notes", tuplet.normal)
          if let unit = NoteValue(tuplet.unit) { xml.leaf("normal-type", unit.type) }
        }
      }
      if note != nil, let stem = context.stem, piece.value.map({ $0.exponent < 2 }) ?? true { xml.leaf("stem", stem) }
      if let note, case .kit(let voice) = note.written.note.sound, part.part.kit[voice].notehead != "normal" {
        xml.leaf("notehead", part.part.kit[voice].notehead)
      }
      if part.hasStaves { xml.leaf("staff", context.voice.staff) }
      if !isChord {
        for (index, beam) in piece.beams.enumerated() {
          xml.leaf("beam", beam.rawValue, [("number", String(index + 1))])
        }
      }
      xml.notations(note?.written, isChord: isChord, context)
      xml.lyric(context, isChord: isChord)
    }
  }

  /// Adds the small notes that stand before a piece: with a slash where they are played before the beat.
  private mutating func smallNotes(_ context: PieceContext, _ part: PartContext) {
    let pitches = context.piece.smallNotes
    let isLeaning = context.piece.notes.contains { $0.note.ornament?.isLeaning ?? false }
    var drum: Int?
    if let note = context.piece.notes.first(where: { !$0.smallNotes.isEmpty }), case .kit(let voice) = note.note.sound {
      drum = voice
    }
    for (index, pitch) in pitches.enumerated() {
      element("note") { xml in
        xml.empty(
          "grace", isLeaning ? [("steal-time-following", "50"), ("slash", "no")] : [("slash", pitches.count == 1 ? "yes" : "no")])
        if let drum {
          xml.unpitched(part.part.kit[drum])
          xml.empty("instrument", [("id", instrumentID(part.index, drum))])
        } else {
          xml.written(pitch)
        }
        xml.leaf("voice", context.voice.voice)
        xml.leaf("type", pitches.count == 1 ? "eighth" : "16th")
        if context.piece.smallAccidentals.indices.contains(index), context.piece.smallAccidentals[index] {
          xml.leaf("accidental", accidentalName(pitch.name.alter))
        }
        xml.leaf("stem", "up")
        if let drum, part.part.kit[drum].notehead != "normal" { xml.leaf("notehead", part.part.kit[drum].notehead) }
        if part.hasStaves { xml.leaf("staff", context.voice.staff) }
        guard pitches.count > 1 else { return }
        let beam = index == 0 ? "begin" : index == pitches.count - 1 ? "end" : "continue"
        for number in ["1", "2"] { xml.leaf("beam", beam, [("number", number)]) }
      }
    }
  }

  private mutating func written(_ pitch: Pitch) {
    element("pitch") { xml in
      xml.leaf("step", pitch.name.letter)
      if pitch.name.alter != 0 { xml.leaf("alter", pitch.name.alter) }
      xml.leaf("octave", min(max(pitch.octave, 0), 9))
    }
  }

  /// Adds the syllable that the piece's notes begin with.
  private mutating func lyric(_ context: PieceContext, isChord: Bool) {
    guard !isChord, !context.piece.isContinued,
      let lyric = context.piece.notes.lazy.compactMap(\.note.lyric).first
    else { return }
    element("lyric", [("number", "1")]) { xml in
      xml.leaf("syllabic", lyric.syllabic)
      xml.leaf("text", lyric.text)
    }
  }

  private mutating func pitch(_ note: WrittenNote, _ part: PartContext) {
    switch note.note.sound {
    case .pitch(let sounding):
      written(note.pitch ?? sounding)
    case .kit(let voice):
      unpitched(part.part.kit[voice])
    }
  }

  private mutating func unpitched(_ voice: Score.KitVoice) {
    element("unpitched") { xml in
      xml.leaf("display-step", voice.display.name.letter)
      xml.leaf("display-octave", min(max(voice.display.octave, 0), 9))
    }
  }

  private mutating func notations(_ note: WrittenNote?, isChord: Bool, _ context: PieceContext) {
    let piece = context.piece
    let (starts, stops) = isChord ? (false, false) : context.tupletEnds
    let articulations = isChord || piece.isContinued ? [] : piece.articulations
    let hasFermata = !isChord && context.hasFermata
    let sign = piece.isContinued ? nil : note?.note.ornament?.element
    guard piece.isContinued || piece.continues || starts || stops || !articulations.isEmpty || hasFermata || sign != nil else {
      return
    }
    element("notations") { xml in
      if piece.isContinued { xml.empty("tied", [("type", "stop")]) }
      if piece.continues { xml.empty("tied", [("type", "start")]) }
      if starts {
        xml.empty("tuplet", [("type", "start"), ("number", "1"), ("bracket", context.isTupletBeamed ? "no" : "yes")])
      }
      if stops { xml.empty("tuplet", [("type", "stop"), ("number", "1")]) }
      if let sign, let note {
        xml.element("ornaments") { xml in
          xml.empty(sign)
          for accidental in note.altered {
            xml.leaf(
              "accidental-mark", accidentalName(accidental.alter), [("placement", accidental.isAbove ? "above" : "below")])
          }
        }
      }
      if !articulations.isEmpty {
        xml.element("articulations") { xml in
          for articulation in articulations { xml.empty(articulation.element) }
        }
      }
      if hasFermata { xml.leaf("fermata", "normal", [("type", "upright")]) }
    }
  }
}

extension Syllable {
  /// MusicXML's word for where it stands in its word.
  fileprivate var syllabic: String {
    switch (isContinued, continues) {
    case (false, false): "single"
    case (false, true): "begin"
    case (true, true): "middle"
    case (true, false): "end"
    }
  }
}

extension PieceContext {
  /// Whether the piece is the first and the last of its tuplet.
  fileprivate var tupletEnds: (starts: Bool, stops: Bool) {
    guard let tuplet = piece.tuplet else { return (false, false) }
    return (piece.start == tuplet.start, piece.end == tuplet.end)
  }

  /// Whether one beam holds the whole tuplet together, so that it needs no bracket.
  fileprivate var isTupletBeamed: Bool {
    let members = voice.pieces[index...].prefix { $0.tuplet == piece.tuplet }
    return members.dropFirst().dropLast().allSatisfy { $0.beams.first == .continue }
      && members.first?.beams.first == .begin && members.last?.beams.first == .end
  }
}

extension Piece {
  /// The articulations of its notes, each once, in the order of the score's names.
  fileprivate var articulations: [Score.Articulation] {
    Score.Articulation.allCases.filter { articulation in notes.contains { $0.note.articulations.contains(articulation) }
    }
  }
}

extension Score.Ornament {
  /// MusicXML's element of the sign; nil where small notes stand for it. A delayed turn begins on the note as a roll does,
  /// and then goes over the note above and the one below.
  fileprivate var element: String? {
    switch self {
    case .graces, .appoggiatura, .flam, .drag: nil
    case .trill: "trill-mark"
    case .mordent: "mordent"
    case .shortTrill: "inverted-mordent"
    case .turn: "turn"
    case .roll: "delayed-turn"
    }
  }

  /// Whether it takes its time from the note.
  fileprivate var isLeaning: Bool { if case .appoggiatura = self { true } else { false } }
}

extension Score.Articulation {
  /// MusicXML's element.
  fileprivate var element: String {
    switch self {
    case .staccato: "staccato"
    case .tenuto: "tenuto"
    case .accent: "accent"
    case .marcato: "strong-accent"
    }
  }
}
