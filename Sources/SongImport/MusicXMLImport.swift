// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic
internal import SongMusicXML

/// A score in MusicXML, repeats written out.
func importMusicXML(_ bytes: [UInt8]) throws(ImportError) -> ImportedScore {
  let file: MusicXMLScore
  do { file = try readMusicXMLScore(bytes) } catch { throw ImportError(.musicXML(error), line: error.line) }
  var score = ImportedScore()
  score.title = file.title
  for credit in file.credits where !score.credits.contains(where: { $0.role == credit.role }) { score.credits.append(credit) }
  for remark in file.remarks { score.log.lose(remark.what, at: .line(remark.line)) }
  let order = playOrder(file.measures.map(\.signs), limit: mostImportedBars + 1)
  guard order.count <= mostImportedBars else { throw ImportError(.tooLong(bars: order.count, limit: mostImportedBars)) }
  if order.count > file.measures.count {
    score.log.decide(
      "repeats are written out as sections: \(file.measures.count) written bars are \(order.count) played ones")
  }
  var parts = file.parts.map { Parts($0) }
  var time = ScoreTime.zero
  var tempo: Rational?
  var last: Int?
  for (index, pass) in order {
    let measure = file.measures[index]
    tempo = measure.tempo ?? tempo
    let isBack = last.map { index <= $0 } ?? true
    let follows = last.map { file.measures[$0].hasDoubleLine || file.measures[$0].signs.closes } ?? true
    let meter = measure.meter ?? Meter(4, 4)
    score.bars.append(
      .init(
        start: time, length: measure.length, meter: meter,
        key: measure.key ?? Key(tonic: PitchName(fifths: 0), mode: .major),
        tempo: tempo.flatMap { ImportedTempo(bpm: $0 / meter.beatUnit) }, label: measure.label,
        isStart: isBack || follows && measure.signs.endings.isEmpty || measure.signs.opens || measure.label != nil,
        place: .bar(index + 1)))
    for part in parts.indices { parts[part].play(measure, pass: pass, at: time) }
    for symbol in file.chords where symbol.onset >= measure.start && symbol.onset < measure.start + measure.length {
      score.chords.append(.init(onset: time + symbol.onset - measure.start, chord: symbol.chord))
    }
    time += measure.length
    last = index
  }
  for part in parts { score.parts += part.parts }
  let pitched = score.parts.filter { !$0.notes.isEmpty }
  if let lead = score.parts.firstIndex(where: { part in part.notes.contains { $0.syllable != nil } })
    ?? (pitched.count == 1 ? score.parts.firstIndex { !$0.notes.isEmpty } : nil)
  {
    score.parts[lead].isLead = true
  } else if let first = score.parts.firstIndex(where: { !$0.notes.isEmpty }) {
    // The first staff of a score has the tune.
    score.parts[first].isLead = true
  }
  score.style = pitched.count > 2 ? "cinematic" : "folk"
  return score
}

/// The voices of a part of the file as they are played.
private struct Parts {
  let part: MusicXMLScore.Part
  private var voices: [(name: String, staff: Int, notes: [NoteLine.Note])] = []
  private var strokes: [ImportedScore.Stroke] = []

  init(_ part: MusicXMLScore.Part) { self.part = part }

  /// Adds what sounds in a measure.
  mutating func play(_ measure: MusicXMLScore.Measure, pass: Int, at time: ScoreTime) {
    for heard in part.notes where heard.note.onset >= measure.start && heard.note.onset < measure.start + measure.length {
      var note = heard.note
      note.onset = time + note.onset - measure.start
      if pass > 1 { note.syllable = heard.verses[pass - 1] ?? note.syllable }
      if part.isPercussion {
        guard let key = heard.drumKey ?? note.pitches.first?.sounding else { continue }
        strokes.append(.init(onset: note.onset, key: key, stroke: heard.isAccented ? .accent : .hit))
        continue
      }
      if let index = voices.firstIndex(where: { $0.name == heard.voice && $0.staff == heard.staff }) {
        voices[index].notes.append(note)
      } else {
        voices.append((heard.voice, heard.staff, [note]))
      }
    }
  }

  var parts: [ImportedScore.Part] {
    let name = part.name.isEmpty ? "part" : part.name
    if part.isPercussion { return [.init(name: name, program: part.program, strokes: strokes)] }
    return voices.enumerated().map { index, voice in
      .init(name: index == 0 ? name : "\(name) \(index + 1)", program: part.program, notes: voice.notes)
    }
  }
}

extension MusicXMLError {
  var line: Int? {
    switch self {
    case .malformed(let line), .badNote(let line), .repeats(let line), .meterChange(let line), .unknownChord(_, let line): line
    case .compressed, .wrongRoot, .noNotes, .severalParts, .tooManyNotes: nil
    }
  }
}

/// Bars that a piece may have.
let mostImportedBars = 4000
