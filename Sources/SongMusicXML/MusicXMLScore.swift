// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// All parts of a MusicXML file, as it is written: repeats stand as signs.
package struct MusicXMLScore: Sendable {
  package struct Measure: Sendable {
    package let start: ScoreTime
    package let length: ScoreTime
    package let meter: Meter?
    package let key: Key?
    /// Quarter notes a minute, where it changes.
    package let tempo: Rational?
    /// Its rehearsal mark.
    package let label: String?
    package let signs: RepeatSigns
    /// Whether a double line stands behind it.
    package let hasDoubleLine: Bool
    package let line: Int
  }

  package struct Note: Sendable {
    package let note: NoteLine.Note
    package let voice: String
    package let staff: Int
    package let verses: [Int: Syllable]
    /// The General MIDI key of an unpitched note, where the score says it.
    package let drumKey: Int?
    package let isAccented: Bool
    /// Names of its articulations; only where the score is read for playing.
    package let articulations: [String]
  }

  package struct Part: Sendable {
    package let name: String
    /// General MIDI 0...127.
    package let program: Int?
    package let isPercussion: Bool
    package let notes: [Note]
    /// Only where the score is read for playing.
    package let dynamics: [(at: ScoreTime, mark: Dynamic)]
  }

  package struct Remark: Sendable {
    package let what: String
    package let line: Int
  }

  package let title: String?
  package let credits: [(role: String, name: String)]
  package let measures: [Measure]
  package let parts: [Part]
  package let chords: [MusicXMLTune.Symbol]
  package let remarks: [Remark]
  /// Quarter notes a minute, also inside measures; only where the score is read for playing.
  package let tempos: [(at: ScoreTime, tempo: Rational)]
}

/// Reads a partwise score with any number of parts; what can't be kept stands in its remarks.
///
/// - Parameter isForPlaying: whether dynamics, articulations and tempos inside measures are read too.
/// - Throws: where it isn't such a score, or has no notes.
/// - Source: MusicXML 4.0.
package func readMusicXMLScore(_ bytes: [UInt8], isForPlaying: Bool = false) throws(MusicXMLError) -> MusicXMLScore {
  let root = try musicXMLRoot(bytes)
  let parts = root.children.filter { $0.name == "part" }.map { $0.children.filter { $0.name == "measure" } }
  var readers = parts.map { _ in PartReader(isLenient: true, isForPlaying: isForPlaying) }
  var measures: [MusicXMLScore.Measure] = []
  var start = ScoreTime.zero
  for index in 0..<(parts.map(\.count).max() ?? 0) {
    var end = start
    var label: String?
    var tempo: Rational?
    for part in parts.indices where index < parts[part].count {
      try readers[part].read(parts[part][index], at: start)
      end = max(end, readers[part].time)
      label = label ?? readers[part].signs.label
      tempo = tempo ?? readers[part].signs.tempo
    }
    let signs = readers.first?.signs ?? PartReader.Signs()
    // A measure that nobody fills is as long as its meter says.
    if end == start { end += readers.first?.meter?.length ?? 4 }
    measures.append(
      .init(
        start: start, length: end - start, meter: readers.first?.meter, key: readers.first?.key, tempo: tempo, label: label,
        signs: signs.repeats, hasDoubleLine: signs.hasDoubleLine, line: signs.line))
    start = end
  }
  let list = root.child("part-list")?.children.filter { $0.name == "score-part" } ?? []
  let heads = root.children.filter { $0.name == "part" }.map { part in list.first { $0["id"] == part["id"] } }
  let read = zip(heads, readers).map { part($0, $1) }
  guard read.contains(where: { !$0.notes.isEmpty }) else { throw .noNotes }
  let first = readers.firstIndex { !$0.chords.isEmpty }
  return MusicXMLScore(
    title: [root.child("work")?.value("work-title"), root.value("movement-title")].compactMap { $0 }.first { !$0.isEmpty },
    credits: credits(root),
    measures: measures, parts: read, chords: first.map { readers[$0].chords } ?? [],
    remarks: readers.flatMap(\.remarks).map { .init(what: $0.what, line: $0.line) },
    tempos: isForPlaying ? readers.flatMap(\.tempos).sorted { $0.at < $1.at } : [])
}

/// The root of a partwise score.
func musicXMLRoot(_ bytes: [UInt8]) throws(MusicXMLError) -> XMLDocument.Node {
  if bytes.starts(with: Array("PK".utf8)) { throw .compressed }
  let root: XMLDocument.Node
  do { root = try XMLDocument(utf8(bytes), readsText: true).root } catch { throw .malformed(line: error.line) }
  guard root.name == "score-partwise" else { throw .wrongRoot(root.name) }
  return root
}

/// A text in UTF-16 with its mark, as some programs write it, in UTF-8.
private func utf8(_ bytes: [UInt8]) -> [UInt8] {
  guard isUTF16(bytes) else { return bytes }
  let (high, low) = bytes[0] == 0xFE ? (0, 1) : (1, 0)
  let units = stride(from: 2, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + low]) }
  // What it says of its encoding would be wrong now; nobody reads it.
  return Array(String(decoding: units, as: UTF16.self).utf8)
}

/// Whether a text is in UTF-16 and says so.
package func isUTF16(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) }

private func credits(_ root: XMLDocument.Node) -> [(role: String, name: String)] {
  let creators = root.child("identification")?.children.filter { $0.name == "creator" } ?? []
  return creators.compactMap { $0.element.text.isEmpty ? nil : ($0["type"] ?? "composer", $0.element.text) }
}

private func part(_ head: XMLDocument.Node?, _ reader: PartReader) -> MusicXMLScore.Part {
  let instruments = head?.children.filter { $0.name == "midi-instrument" } ?? []
  let notes = reader.notes.map { heard in
    let own = instruments.first { $0["id"] == heard.instrument } ?? instruments.first
    let key = heard.isUnpitched ? own?.number("midi-unpitched").flatMap { (1...128).contains($0) ? $0 - 1 : nil } ?? displayKey(heard.note) : nil
    return MusicXMLScore.Note(
      note: heard.note, voice: heard.voice, staff: heard.staff, verses: heard.verses, drumKey: key,
      isAccented: heard.isAccented, articulations: heard.articulations)
  }
  let program = instruments.first?.number("midi-program").flatMap { (1...128).contains($0) ? $0 - 1 : nil }
  let isPercussion = !notes.isEmpty && notes.allSatisfy { $0.drumKey != nil }
    || instruments.first?.number("midi-channel") == 10
  return .init(
    name: head?.value("part-name") ?? "", program: program, isPercussion: isPercussion, notes: notes,
    // Of several staves one is written behind the other.
    dynamics: reader.dynamics.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element))
}

/// The key that a place on a drum staff usually means.
///
/// - Source: Weinberg, "Guidelines for Drumset Notation" (Percussive Notes, 1994).
private func displayKey(_ note: NoteLine.Note) -> Int? {
  guard case .pitch(let pitch)? = note.pitches.first else { return nil }
  let places = ["F4": 36, "C5": 38, "G5": 42, "D4": 44, "F5": 51, "A5": 49, "E5": 50, "D5": 47, "A4": 43, "B5": 54]
  return places["\(pitch)"]
}
