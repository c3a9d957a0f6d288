// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMIDI
internal import SongMusic
internal import SongMusicXML

/// A file of given notes, as it was read.
package struct GivenFile: Sendable {
  package enum Content: Sendable {
    case loaded([UInt8])
    case unreadable(String)
    /// It is a link to a file that isn't in the folder of the spec.
    case linkedOutside
  }

  /// As the spec writes it.
  let path: String
  let content: Content

  package init(path: String, content: Content) {
    self.path = path
    self.content = content
  }
}

/// Puts the notes of files into the items that name them. Key and meter of the first file hold where the spec leaves
/// them out.
func importNotes(_ spec: inout Spec, files: [GivenFile], sink: inout DiagnosticSink) {
  var importer = NoteImporter(files: files)
  for section in spec.sections.indices {
    if spec.sections[section].melody != nil { importer.read(&spec.sections[section].melody!) }
    for item in spec.sections[section].given.indices { importer.read(&spec.sections[section].given[item]) }
  }
  for part in (spec.parts ?? []).indices {
    for item in spec.parts![part].given.indices { importer.read(&spec.parts![part].given[item]) }
  }
  spec.key = spec.key ?? importer.key
  spec.meter = spec.meter ?? importer.meter
  sink.report(importer.problems)
}

private struct NoteImporter {
  let files: [GivenFile]
  private(set) var problems: [Diagnostic] = []
  private(set) var key: Located<Key>?
  private(set) var meter: Located<Meter>?

  init(files: [GivenFile]) { self.files = files }

  mutating func read(_ item: inout Spec.Given) {
    guard let file = item.file, item.line == nil else { return }
    let span = file.path.span
    func fail(_ cause: String, _ remedy: String) -> Diagnostic {
      .givenFileUnreadable(file.path.value, cause: cause, remedy: remedy, at: span).inside("\(item.path).\(file.kind.rawValue)")
    }
    let bytes: [UInt8]
    switch files.first(where: { utf8Equal($0.path, file.path.value) })?.content {
    case .loaded(let read): bytes = read
    case .unreadable(let reason):
      return problems.append(fail(reason, "check the path; it is relative to the spec"))
    case .linkedOutside:
      return problems.append(fail("it is a link out of the spec's folder", "copy the file into the folder of the spec"))
    case nil:
      return problems.append(fail("it wasn't read", "name a file in the spec that is built"))
    }
    guard bytes.count <= Limits.importBytes else {
      let cause = "it has \(bytes.count) bytes, and \(Limits.importBytes) are the most"
      return problems.append(fail(cause, "export the tune alone"))
    }
    switch file.kind {
    case .midi:
      do {
        let tune = try MIDITune(readSMF(bytes))
        take(tune.line, tune.key, tune.meter, span, &item)
      } catch let error as MIDITuneError {
        problems.append(fail(error.words, error.remedy))
      } catch {
        problems.append(fail("it is no Standard MIDI File", "export it again as a MIDI file of format 0 or 1"))
      }
    case .musicxml:
      do {
        let tune = try readMusicXML(bytes)
        item.chords = tune.chords.map {
          Spec.TuneChord(onset: $0.onset, token: Located($0.chord.map { .chord($0) } ?? .noChord, at: span))
        }
        take(tune.line, tune.key, tune.meter, span, &item)
      } catch {
        problems.append(fail(error.words, error.remedy))
      }
    }
  }

  private mutating func take(_ line: NoteLine, _ key: Key?, _ meter: Meter?, _ span: Span, _ item: inout Spec.Given) {
    item.line = Spec.Line(
      line: line, places: line.notes.map { _ in span }, bars: line.bars.map { _ in span }, span: span)
    self.key = self.key ?? key.map { Located($0, at: span) }
    self.meter = self.meter ?? meter.map { Located($0, at: span) }
  }
}

/// The notes of a MIDI file with one track that has any.
private struct MIDITune {
  let line: NoteLine
  private(set) var key: Key?
  private(set) var meter: Meter?

  init(_ file: SMFFile) throws(MIDITuneError) {
    guard case .ticksPerQuarter(let division) = file.division else { throw .timecode }
    let tracks = file.tracks.indices.filter { !file.notes(inTrack: $0).isEmpty }
    guard let track = tracks.first else { throw .noNotes }
    guard tracks.count == 1 else { throw .severalTracks(tracks.count) }
    var notes: [NoteLine.Note] = []
    let written = file.notes(inTrack: track)
    guard written.count <= Limits.lineNotes else { throw .tooManyNotes(written.count) }
    guard let end = written.map({ $0.onset + $0.duration }).max(), Rational(end, division) <= Limits.lineQuarters else {
      throw .tooLong
    }
    let syllables = Dictionary(MIDITune.syllables(file.tracks[track]).map { ($0.tick, $0.syllable) }) { first, _ in first }
    for note in written where note.duration > 0 {
      let onset = MIDITune.time(note.onset, division)
      let duration = max(MIDITune.time(note.onset + note.duration, division) - onset, Rational(1, Ticks.perQuarter))
      if let last = notes.indices.last, notes[last].onset == onset, notes[last].duration == duration {
        notes[last].pitches.append(.key(note.key))
      } else {
        notes.append(
          .init(onset: onset, duration: duration, pitches: [.key(note.key)], syllable: syllables[note.onset]))
      }
    }
    line = NoteLine(notes: notes, bars: [])
    for event in file.tracks.flatMap({ $0 }) {
      guard case .meta(let type, let bytes) = event.message else { continue }
      if type == .timeSignature, meter == nil, bytes.count >= 2, (1...32).contains(bytes[0]), bytes[1] <= 5 {
        meter = Meter(Int(bytes[0]), 1 << Int(bytes[1]))
      }
      if type == .keySignature, key == nil, bytes.count >= 2 {
        let mode: Mode = bytes[1] == 1 ? .minor : .major
        let fifths = Int(Int8(bitPattern: bytes[0]))
        if abs(fifths) <= 7 { key = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode) }
      }
    }
  }

  /// A place on the grid of the ticks that are written.
  private static func time(_ tick: Int, _ division: Int) -> ScoreTime {
    Rational((Rational(tick, division) * Rational(Ticks.perQuarter)).rounded, Ticks.perQuarter)
  }

  /// What is sung, by tick; a hyphen at the end says that the word goes on.
  private static func syllables(_ track: [SMFEvent]) -> [(tick: Int, syllable: Syllable)] {
    var result: [(tick: Int, syllable: Syllable)] = []
    var isContinued = false
    for event in track {
      guard case .meta(.lyric, let bytes) = event.message else { continue }
      let text = String(decoding: bytes, as: UTF8.self).filter { $0 != " " && $0 != "\n" && $0 != "\r" }
      guard !text.isEmpty else { continue }
      let continues = text.hasSuffix("-")
      result.append(
        (event.tick, Syllable(continues ? String(text.dropLast()) : text, isContinued: isContinued, continues: continues)))
      isContinued = continues
    }
    return result
  }
}

private enum MIDITuneError: Error {
  case timecode
  case noNotes
  case severalTracks(Int)
  case tooManyNotes(Int)
  case tooLong

  var words: String {
    switch self {
    case .timecode: "its time is counted in frames, not in notes"
    case .noNotes: "it has no notes"
    case .severalTracks(let count): "\(count) of its tracks have notes"
    case .tooLong: "it has more than \(Limits.lineQuarters) quarter notes"
    case .tooManyNotes(let count): "it has \(count) notes, and \(Limits.lineNotes) are the most"
    }
  }

  var remedy: String {
    switch self {
    case .timecode: "export it with ticks a quarter note"
    case .noNotes: "check that it is the right file"
    case .severalTracks, .tooLong, .tooManyNotes: "export the one track that is the tune"
    }
  }
}

extension MusicXMLError {
  fileprivate var words: String {
    switch self {
    case .malformed(let line): "its line \(line) isn't well-formed XML"
    case .compressed: "it is compressed"
    case .wrongRoot(let name): "it is '\(name)', not 'score-partwise'"
    case .noNotes: "it has no notes"
    case .severalParts(let count): "\(count) of its parts have notes"
    case .badNote(let line): "the note in its line \(line) has no pitch or duration that can be read"
    case .tooManyNotes: "it has more than \(Limits.lineNotes) notes"
    case .repeats(let line): "it has a repeat in line \(line)"
    case .meterChange(let line): "its time signature in line \(line) isn't the first one"
    case .unknownChord(let kind, let line): "its line \(line) has a chord of the kind '\(kind)'"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .compressed: "export it as uncompressed .musicxml"
    case .severalParts, .tooManyNotes: "export the one part that is the tune"
    case .repeats: "write the repeats out, or use the section twice in 'form'"
    case .meterChange: "give each meter a section and a file of its own"
    default: "export it again from the notation program"
    }
  }
}
