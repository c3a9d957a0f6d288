// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Reads the measures of a part one by one.
struct PartReader {
  /// A note with where it stands in the score.
  struct Heard {
    var note: NoteLine.Note
    let voice: String
    let staff: Int
    /// Syllables of further verses, by their number from 1.
    var verses: [Int: Syllable] = [:]
    /// The instrument that an unpitched note names; its place on the staff is its pitch.
    var instrument: String?
    var isUnpitched = false
    var isAccented = false
    /// Names of its articulations: `staccato`.
    var articulations: [String] = []
  }

  /// What a measure says beside its notes.
  struct Signs {
    var repeats = RepeatSigns()
    var label: String?
    var hasDoubleLine = false
    /// Quarter notes a minute.
    var tempo: Rational?
    var line = 0
  }

  /// What couldn't be kept and in which line; only where the part is read leniently.
  private(set) var remarks: [(what: String, line: Int)] = []
  private let isLenient: Bool
  /// Whether dynamics, articulations and tempos inside measures are read.
  private let isForPlaying: Bool
  /// Dynamic marks and tempos in quarter notes a minute, where they stand.
  private(set) var dynamics: [(at: ScoreTime, mark: Dynamic)] = []
  private(set) var tempos: [(at: ScoreTime, tempo: Rational)] = []
  private var divisions = 1
  private(set) var key: Key?
  private(set) var meter: Meter?
  private var transposition = (steps: 0, semitones: 0)
  private(set) var notes: [Heard] = []
  private var bars: [NoteLine.Bar] = []
  private(set) var chords: [MusicXMLTune.Symbol] = []
  private(set) var signs = Signs()
  /// The numbers of the ending that is open.
  private var ending: Set<Int> = []
  /// Where the measure begins, and where the next note does.
  private var start = ScoreTime.zero
  private(set) var time = ScoreTime.zero
  /// The onset of the last note that isn't part of a chord.
  private var last = ScoreTime.zero

  init(isLenient: Bool = false, isForPlaying: Bool = false) {
    self.isLenient = isLenient
    self.isForPlaying = isForPlaying
  }

  var tune: MusicXMLTune {
    MusicXMLTune(line: NoteLine(notes: grouped(notes.map(\.note)), bars: bars), key: key, meter: meter, chords: chords)
  }

  /// - Parameter start: where the measure begins in the score; nil is where the one before ended.
  mutating func read(_ measure: XMLDocument.Node, at start: ScoreTime? = nil) throws(MusicXMLError) {
    self.start = start ?? time
    time = self.start
    last = time
    signs = Signs(line: measure.line)
    signs.repeats.endings = ending
    var end = time
    for element in measure.children {
      switch element.name {
      case "attributes": try readAttributes(element)
      case "note": try readNote(element)
      case "backup":
        time -= try length(element)
        if isLenient { time = max(time, self.start) }
        guard time >= .zero else { throw .badNote(line: element.line) }
      case "forward": time += try length(element)
      case "harmony": try readHarmony(element)
      case "direction": if isLenient { readDirection(element) }
      case "sound": if isLenient { readSound(element) }
      case "barline":
        if isLenient {
          readBarline(element)
        } else if element.child("repeat") != nil {
          throw .repeats(line: element.line)
        }
      default: break
      }
      guard time <= Limits.lineQuarters else { throw .badNote(line: element.line) }
      end = max(end, time)
    }
    time = end
    if end > self.start { bars.append(.init(start: self.start, length: end - self.start, isClosed: true)) }
  }

  /// Throws what is wrong, or notes it and goes on.
  private mutating func refuse(_ error: MusicXMLError, _ what: String, _ line: Int) throws(MusicXMLError) {
    guard isLenient else { throw error }
    remarks.append((what, line))
  }

  private mutating func length(_ element: XMLDocument.Node) throws(MusicXMLError) -> ScoreTime {
    guard let duration = element.number("duration"), (0...10_000_000).contains(duration) else {
      try refuse(.badNote(line: element.line), "a note without a duration", element.line)
      return .zero
    }
    let length = Rational(duration, divisions)
    // Values down to the 256th, and tuplets of 3, 5, 7 and 9.
    guard (length * 20_160).isInteger else {
      try refuse(.badNote(line: element.line), "the length of a note, rounded", element.line)
      return Rational((length * 48).rounded, 48)
    }
    return length
  }

  private mutating func readAttributes(_ element: XMLDocument.Node) throws(MusicXMLError) {
    if let number = element.number("divisions") {
      if (1...1_000_000).contains(number) {
        divisions = number
      } else {
        try refuse(.badNote(line: element.line), "a number of divisions", element.line)
      }
    }
    if let said = element.child("transpose") {
      let octaves = min(max(said.number("octave-change") ?? 0, -9), 9)
      let semitones = min(max(said.number("chromatic") ?? 0, -120), 120)
      let steps = min(max(said.number("diatonic") ?? usualSteps(semitones), -70), 70)
      transposition = (steps + 7 * octaves, semitones + 12 * octaves)
    }
    if key == nil || isLenient, let said = element.child("key"), let fifths = said.number("fifths"), abs(fifths) <= 7 {
      let mode = said.value("mode").flatMap { Mode(rawValue: $0) } ?? .major
      var tonic = PitchName(fifths: fifths - mode.fifths)
      if isLenient { tonic = tonic.transposed(steps: transposition.steps, semitones: transposition.semitones) }
      let read = Key(tonic: tonic, mode: mode)
      if abs(read.fifths) <= 7 { key = read }
    }
    if let said = element.child("time"), let beats = said.value("beats"), let type = said.value("beat-type") {
      guard let read = Meter(text: "\(beats)/\(type)") ?? added(beats, type) else {
        return try refuse(.meterChange(line: element.line), "the time signature \(beats)/\(type)", element.line)
      }
      if let meter, meter != read, !isLenient { throw .meterChange(line: element.line) }
      meter = read
    }
  }

  /// `3+2` over `8`.
  private func added(_ beats: String, _ type: String) -> Meter? {
    guard isLenient else { return nil }
    let groups = beats.split(separator: "+").compactMap { Int($0) }.filter { (1...32).contains($0) }
    return groups.count > 1 && groups.count <= 32 ? Meter(text: "\(groups.reduce(0, +))/\(type) (\(beats))") : nil
  }

  private mutating func readNote(_ element: XMLDocument.Node) throws(MusicXMLError) {
    if element.child("grace") != nil || element.child("cue") != nil {
      if isLenient { remarks.append((element.child("grace") != nil ? "a grace note" : "a cue note", element.line)) }
      return
    }
    let duration = try length(element)
    let isChord = element.child("chord") != nil
    let onset = isChord ? last : time
    if !isChord {
      last = time
      time += duration
    }
    guard element.child("rest") == nil, duration > .zero else { return }
    let isUnpitched = isLenient && element.child("unpitched") != nil
    guard let pitch = isUnpitched ? placeOnStaff(element) : pitch(element) else {
      return try refuse(.badNote(line: element.line), "a note without a pitch that can be played", element.line)
    }
    guard notes.count < Limits.lineNotes else { throw .tooManyNotes }
    let ties = element.children.filter { $0.name == "tie" }
    if ties.contains(where: { $0["type"] == "stop" }),
      let open = notes.suffix(mostBetweenTies).lastIndex(where: { $0.note.onset + $0.note.duration == onset && $0.note.pitches == [.pitch(pitch)] })
    {
      notes[open].note.duration += duration
      return
    }
    if isLenient, !isUnpitched { remarkOrnaments(element) }
    let accents = element.child("notations")?.children.first { $0.name == "articulations" }?.children ?? []
    var heard = Heard(
      note: .init(onset: onset, duration: duration, pitches: [.pitch(pitch)], syllable: syllable(element, verse: 0)),
      voice: element.value("voice") ?? "1", staff: element.number("staff") ?? 1)
    heard.isUnpitched = isUnpitched
    heard.instrument = element.child("instrument")?["id"]
    heard.isAccented = accents.contains { $0.name == "accent" || $0.name == "strong-accent" }
    if isForPlaying { heard.articulations = accents.map(\.name) }
    if isLenient {
      for verse in 1..<9 { heard.verses[verse] = syllable(element, verse: verse) }
    }
    notes.append(heard)
  }

  private mutating func remarkOrnaments(_ element: XMLDocument.Node) {
    guard let notations = element.child("notations") else { return }
    for child in notations.children {
      switch child.name {
      case "slur": if child["type"] == "start" { remarks.append(("a slur", child.line)) }
      case "ornaments": remarks.append(("an ornament", child.line))
      case "articulations":
        if !isForPlaying || child.children.contains(where: { !playedArticulations.contains($0.name) }) {
          remarks.append(("an articulation", child.line))
        }
      case "fermata": remarks.append(("a fermata", child.line))
      case "glissando", "slide": remarks.append(("a glissando", child.line))
      case "arpeggiate": remarks.append(("an arpeggio sign", child.line))
      default: break
      }
    }
  }

  private func pitch(_ element: XMLDocument.Node) -> Pitch? {
    guard let said = element.child("pitch"), let step = said.value("step").flatMap(step),
      let octave = said.number("octave"), (-1...9).contains(octave)
    else { return nil }
    // A quarter tone is no alteration that can be played.
    guard let alter = said.child("alter") == nil ? 0 : said.number("alter"), abs(alter) <= 2 else { return nil }
    let written = Pitch(PitchName(step: step, alter: alter), octave: octave)
    let pitch = transposition == (0, 0) ? written
      : written.transposed(steps: transposition.steps, semitones: transposition.semitones)
    return (0...127).contains(pitch.key) ? pitch : nil
  }

  private func placeOnStaff(_ element: XMLDocument.Node) -> Pitch? {
    guard let said = element.child("unpitched") else { return nil }
    let step = said.value("display-step").flatMap(step) ?? 6
    return Pitch(PitchName(step: step, alter: 0), octave: min(max(said.number("display-octave") ?? 4, 0), 8))
  }

  private func syllable(_ element: XMLDocument.Node, verse: Int) -> Syllable? {
    let lyrics = element.children.filter { $0.name == "lyric" }
    guard let lyric = lyrics.first(where: { $0["number"] ?? "1" == "\(verse + 1)" }), let text = lyric.value("text") else {
      return nil
    }
    let place = lyric.value("syllabic") ?? "single"
    return Syllable(
      text, isContinued: place == "middle" || place == "end", continues: place == "begin" || place == "middle")
  }

  // MARK: Signs

  private mutating func readBarline(_ element: XMLDocument.Node) {
    if let ending = element.child("ending") {
      if ending["type"] == "start" {
        let numbers = (ending["number"] ?? "1").split { $0 == "," || $0 == " " }.compactMap { Int($0) }
        self.ending = Set(numbers.filter { (1...9).contains($0) })
        signs.repeats.endings = self.ending
      } else {
        self.ending = []
      }
    }
    if let sign = element.child("repeat") {
      if sign["direction"] == "forward" {
        signs.repeats.opens = true
      } else {
        signs.repeats.closes = true
        signs.repeats.times = sign["times"].flatMap { Int($0) }.map { min(max($0, 2), 9) }
      }
    }
    let style = element.value("bar-style") ?? ""
    if element["location"] != "left", style == "light-light" || style == "light-heavy" { signs.hasDoubleLine = true }
  }

  private mutating func readDirection(_ element: XMLDocument.Node) {
    for type in element.children where type.name == "direction-type" {
      for sign in type.children {
        switch sign.name {
        case "rehearsal": if !sign.element.text.isEmpty { signs.label = sign.element.text }
        case "metronome": readMetronome(sign)
        case "dynamics" where isForPlaying: readDynamics(sign)
        case "words", "dynamics", "wedge", "pedal", "octave-shift", "segno", "coda":
          let word = sign.name == "words" ? "the words '\(sign.element.text)'" : "a sign '\(sign.name)'"
          if sign.name != "pedal" || sign["type"] == "start" { remarks.append((word, sign.line)) }
        default: break
        }
      }
    }
    if let sound = element.child("sound") { readSound(sound) }
  }

  private mutating func readMetronome(_ element: XMLDocument.Node) {
    guard let count = element.value("per-minute").flatMap(decimal), let unit = element.value("beat-unit"),
      let beat = beatUnits.first(where: { $0.name == unit })?.length
    else { return }
    let isDotted = element.child("beat-unit-dot") != nil
    signs.tempo = count * beat * (isDotted ? Rational(3, 2) : 1)
    if let tempo = signs.tempo, tempo > .zero { tempos.append((time, tempo)) }
  }

  private mutating func readDynamics(_ element: XMLDocument.Node) {
    for mark in element.children {
      if let known = Dynamic(rawValue: mark.name) {
        dynamics.append((time, known))
      } else {
        remarks.append(("a sign '\(mark.name)'", mark.line))
      }
    }
  }

  private mutating func readSound(_ element: XMLDocument.Node) {
    // What is shown on the page is rounder than what the program plays.
    if let tempo = element["tempo"].flatMap(decimal), tempo > .zero {
      signs.tempo = signs.tempo ?? tempo
      tempos.removeAll { $0.at == time }
      tempos.append((time, tempo))
    }
    for jump in ["dacapo", "dalsegno", "tocoda", "fine"] where element[jump] != nil {
      remarks.append(("the jump '\(jump)', which isn't followed", element.line))
    }
  }

  // MARK: Chords

  /// A written chord as it sounds.
  private func sounding(_ chord: Chord) -> Chord {
    transposition == (0, 0) ? chord : chord.transposed(steps: transposition.steps, semitones: transposition.semitones)
  }

  private mutating func readHarmony(_ element: XMLDocument.Node) throws(MusicXMLError) {
    let offset = element.number("offset").map { Rational($0, divisions) } ?? .zero
    guard (offset * 20_160).isInteger, time + offset >= .zero else {
      return try refuse(.badNote(line: element.line), "a chord symbol outside the piece or between its values", element.line)
    }
    let kind = element.value("kind") ?? "major"
    guard kind != "none" else {
      chords.append(.init(onset: time + offset, chord: nil))
      return
    }
    if isLenient, element.child("degree") != nil { remarks.append(("an added or altered degree of a chord", element.line)) }
    guard let quality = readKinds.first(where: { $0.kind == kind }).flatMap({ ChordQuality.named($0.suffix) }),
      let root = element.child("root").flatMap({ name($0, "root") })
    else { return try refuse(.unknownChord(kind, line: element.line), "a chord of the kind '\(kind)'", element.line) }
    let bass = element.child("bass").flatMap { name($0, "bass") }
    let sounding = sounding(Chord(root: root, quality: quality, bass: bass))
    guard abs(sounding.root.alter) <= 2 else {
      return try refuse(.unknownChord(kind, line: element.line), "a chord of more accidentals than two", element.line)
    }
    chords.append(.init(onset: time + offset, chord: sounding))
  }

  private func name(_ element: XMLDocument.Node, _ prefix: String) -> PitchName? {
    guard let index = element.value("\(prefix)-step").flatMap(step) else { return nil }
    guard let alter = element.child("\(prefix)-alter") == nil ? 0 : element.number("\(prefix)-alter"), abs(alter) <= 2 else {
      return nil
    }
    return PitchName(step: index, alter: alter)
  }
}

/// The steps of an interval where a score names its semitones alone.
private func usualSteps(_ semitones: Int) -> Int {
  let steps = [0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6][abs(semitones) % 12] + abs(semitones) / 12 * 7
  return semitones < 0 ? -steps : steps
}

/// What players of given scores are told.
private let playedArticulations = ["staccato", "tenuto", "accent", "strong-accent"]

/// Notes of other voices that may be written between a note and what it is tied to.
private let mostBetweenTies = 1_000

/// Notes that begin and end together are one chord.
func grouped(_ notes: [NoteLine.Note]) -> [NoteLine.Note] {
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

/// A decimal number with up to six decimals, as scores write tempos.
private func decimal(_ text: String) -> Rational? {
  let parts = text.trimmed.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, let whole = Int(parts[0]), (0...9999).contains(whole) else { return nil }
  guard parts.count == 2, !parts[1].isEmpty else { return Rational(whole) }
  let digits = String(parts[1].prefix(6))
  guard let fraction = Int(digits), fraction >= 0 else { return nil }
  let scale = (0..<digits.utf8.count).reduce(1) { value, _ in value * 10 }
  return Rational(whole * scale + fraction, scale)
}

/// In quarter notes.
private let beatUnits: [(name: String, length: Rational)] = [
  ("quarter", 1), ("half", 2), ("eighth", Rational(1, 2)), ("whole", 4), ("16th", Rational(1, 4)), ("breve", 8),
]
