// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// A part of a MusicXML file as given notes.
package struct MusicXMLTune: Sendable, Hashable {
  package let line: NoteLine
  package let key: Key?
  package let meter: Meter?
  /// Chord symbols, from the beginning; nil is N.C.
  package let chords: [Symbol]

  package struct Symbol: Sendable, Hashable {
    package let onset: ScoreTime
    package let chord: Chord?
  }
}

/// Reads the notes of a partwise score with one part: pitches as they sound, ties as one note, lyrics of the first
/// verse, chord symbols, key and time. Grace notes and added degrees of chords are left out.
///
/// - Throws: where it isn't such a score.
/// - Source: MusicXML 4.0.
package func readMusicXML(_ bytes: [UInt8]) throws(MusicXMLError) -> MusicXMLTune {
  if bytes.starts(with: Array("PK".utf8)) { throw .compressed }
  let root: XMLDocument.Node
  do { root = try XMLDocument(bytes, readsText: true).root } catch { throw .malformed(line: error.line) }
  guard root.name == "score-partwise" else { throw .wrongRoot(root.name) }
  let parts = root.children.filter { part in
    part.name == "part" && part.children.contains { $0.children.contains { $0.name == "note" && $0.child("rest") == nil } }
  }
  guard let part = parts.first else { throw .noNotes }
  guard parts.count == 1 else { throw .severalParts(parts.count) }
  var reader = PartReader()
  for measure in part.children where measure.name == "measure" { try reader.read(measure) }
  return reader.tune
}

private struct PartReader {
  private var divisions = 1
  private var key: Key?
  private var meter: Meter?
  private var transposition = (steps: 0, semitones: 0)
  private var notes: [NoteLine.Note] = []
  private var bars: [NoteLine.Bar] = []
  private var chords: [MusicXMLTune.Symbol] = []
  /// Where the measure begins, and where the next note does.
  private var start = ScoreTime.zero
  private var time = ScoreTime.zero
  /// The onset of the last note that isn't part of a chord.
  private var last = ScoreTime.zero

  var tune: MusicXMLTune {
    MusicXMLTune(line: NoteLine(notes: grouped, bars: bars), key: key, meter: meter, chords: chords)
  }

  /// Notes that begin and end together are one chord.
  private var grouped: [NoteLine.Note] {
    var result: [NoteLine.Note] = []
    for note in notes.enumerated().sorted(by: { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }).map(\.element) {
      let together = result.lastIndex { $0.onset != note.onset }.map { $0 + 1 } ?? 0
      if let twin = result[together...].lastIndex(where: { $0.duration == note.duration }) {
        result[twin].pitches = (result[twin].pitches + note.pitches).sorted { $0.midi < $1.midi }
        result[twin].syllable = result[twin].syllable ?? note.syllable
      } else {
        result.append(note)
      }
    }
    return result
  }

  mutating func read(_ measure: XMLDocument.Node) throws(MusicXMLError) {
    start = time
    var end = start
    for element in measure.children {
      switch element.name {
      case "attributes": try readAttributes(element)
      case "note": try readNote(element)
      case "backup":
        time -= try length(element)
        guard time >= .zero else { throw .badNote(line: element.line) }
      case "forward": time += try length(element)
      case "harmony": try readHarmony(element)
      case "barline":
        if element.child("repeat") != nil { throw .repeats(line: element.line) }
      default: break
      }
      guard time <= Limits.lineQuarters else { throw .badNote(line: element.line) }
      end = max(end, time)
    }
    time = end
    if end > start { bars.append(.init(start: start, length: end - start, isClosed: true)) }
  }

  private func length(_ element: XMLDocument.Node) throws(MusicXMLError) -> ScoreTime {
    guard let duration = element.number("duration"), (0...10_000_000).contains(duration) else {
      throw .badNote(line: element.line)
    }
    let length = Rational(duration, divisions)
    // Values down to the 256th, and tuplets of 3, 5, 7 and 9.
    guard (length * 20_160).isInteger else { throw .badNote(line: element.line) }
    return length
  }

  private mutating func readAttributes(_ element: XMLDocument.Node) throws(MusicXMLError) {
    if let number = element.number("divisions") {
      guard (1...1_000_000).contains(number) else { throw .badNote(line: element.line) }
      divisions = number
    }
    if key == nil, let said = element.child("key"), let fifths = said.number("fifths"), abs(fifths) <= 7 {
      let mode = said.value("mode").flatMap { Mode(rawValue: $0) } ?? .major
      key = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode)
    }
    if let said = element.child("time"), let beats = said.value("beats"), let type = said.value("beat-type") {
      guard let read = Meter(text: "\(beats)/\(type)") else { throw .meterChange(line: element.line) }
      if let meter, meter != read { throw .meterChange(line: element.line) }
      meter = read
    }
    if let said = element.child("transpose") {
      let octaves = said.number("octave-change") ?? 0
      transposition = ((said.number("diatonic") ?? 0) + 7 * octaves, (said.number("chromatic") ?? 0) + 12 * octaves)
    }
  }

  private mutating func readNote(_ element: XMLDocument.Node) throws(MusicXMLError) {
    if element.child("grace") != nil || element.child("cue") != nil { return }
    let duration = try length(element)
    let isChord = element.child("chord") != nil
    let onset = isChord ? last : time
    if !isChord {
      last = time
      time += duration
    }
    guard element.child("rest") == nil, duration > .zero else { return }
    guard let said = element.child("pitch"), let step = said.value("step").flatMap(step),
      let octave = said.number("octave"), (-1...9).contains(octave)
    else { throw .badNote(line: element.line) }
    // A quarter tone is no alteration that can be played.
    guard let alter = said.child("alter") == nil ? 0 : said.number("alter"), abs(alter) <= 2 else {
      throw .badNote(line: element.line)
    }
    let written = Pitch(PitchName(step: step, alter: alter), octave: octave)
    let pitch = transposition == (0, 0) ? written
      : written.transposed(steps: transposition.steps, semitones: transposition.semitones)
    guard (0...127).contains(pitch.key) else { throw .badNote(line: element.line) }
    guard notes.count < Limits.lineNotes else { throw .tooManyNotes }
    let ties = element.children.filter { $0.name == "tie" }
    if ties.contains(where: { $0["type"] == "stop" }),
      let open = notes.suffix(mostBetweenTies).lastIndex(where: { $0.onset + $0.duration == onset && $0.pitches == [.pitch(pitch)] })
    {
      notes[open].duration += duration
      return
    }
    notes.append(.init(onset: onset, duration: duration, pitches: [.pitch(pitch)], syllable: syllable(element)))
  }

  private func syllable(_ element: XMLDocument.Node) -> Syllable? {
    let lyrics = element.children.filter { $0.name == "lyric" }
    guard let lyric = lyrics.first(where: { $0["number"] ?? "1" == "1" }), let text = lyric.value("text") else { return nil }
    let place = lyric.value("syllabic") ?? "single"
    return Syllable(
      text, isContinued: place == "middle" || place == "end", continues: place == "begin" || place == "middle")
  }

  private mutating func readHarmony(_ element: XMLDocument.Node) throws(MusicXMLError) {
    let offset = element.number("offset").map { Rational($0, divisions) } ?? .zero
    guard (offset * 20_160).isInteger, time + offset >= .zero else { throw .badNote(line: element.line) }
    let kind = element.value("kind") ?? "major"
    guard kind != "none" else {
      chords.append(.init(onset: time + offset, chord: nil))
      return
    }
    guard let quality = kinds.first(where: { $0.kind == kind }).flatMap({ ChordQuality.named($0.suffix) }),
      let root = element.child("root").flatMap({ name($0, "root") })
    else { throw .unknownChord(kind, line: element.line) }
    chords.append(
      .init(
        onset: time + offset, chord: Chord(root: root, quality: quality, bass: element.child("bass").flatMap { name($0, "bass") })))
  }

  private func name(_ element: XMLDocument.Node, _ prefix: String) -> PitchName? {
    guard let index = element.value("\(prefix)-step").flatMap(step) else { return nil }
    guard let alter = element.child("\(prefix)-alter") == nil ? 0 : element.number("\(prefix)-alter"), abs(alter) <= 2 else {
      return nil
    }
    return PitchName(step: index, alter: alter)
  }
}

/// Notes of other voices that may be written between a note and what it is tied to.
private let mostBetweenTies = 1_000

/// The step of a letter, 0 = C.
private func step(_ letter: String) -> Int? { ["C", "D", "E", "F", "G", "A", "B"].firstIndex(of: letter) }

extension XMLDocument.Node {
  /// The whole number in a child; nil for one beyond what a score holds, so that sums of them stay in range.
  fileprivate func number(_ name: String) -> Int? {
    value(name).flatMap { Int($0) }.flatMap { (-10_000_000...10_000_000).contains($0) ? $0 : nil }
  }
}

extension LinePitch {
  fileprivate var midi: Int { if case .pitch(let pitch) = self { pitch.key } else { 0 } }
}

/// MusicXML's kinds of chords as the language writes them.
private let kinds: [(kind: String, suffix: String)] = [
  ("major", ""), ("minor", "m"), ("dominant", "7"), ("major-seventh", "maj7"), ("minor-seventh", "m7"),
  ("diminished", "dim"), ("augmented", "aug"), ("suspended-fourth", "sus4"), ("suspended-second", "sus2"), ("power", "5"),
  ("major-sixth", "6"), ("minor-sixth", "m6"), ("half-diminished", "m7b5"), ("diminished-seventh", "dim7"),
  ("major-minor", "mMaj7"), ("augmented-seventh", "aug7"), ("dominant-ninth", "9"), ("major-ninth", "maj9"),
  ("minor-ninth", "m9"), ("dominant-11th", "11"), ("minor-11th", "m11"), ("major-11th", "maj11"), ("dominant-13th", "13"),
  ("minor-13th", "m13"), ("major-13th", "maj13"),
]
