// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMIDI
internal import SongMusic

/// A Standard MIDI File: bars by its meters, sections by its markers, notes on the nearest grid.
func importMIDI(_ bytes: [UInt8]) throws(ImportError) -> ImportedScore {
  let file: SMFFile
  do { file = try readSMF(bytes) } catch { throw ImportError(.midi(error)) }
  guard case .ticksPerQuarter(let division) = file.division else { throw ImportError(.timecode) }
  var reader = MIDIReader(file, division: division)
  try reader.read()
  return reader.score
}

private struct MIDIReader {
  let file: SMFFile
  let division: Int
  var score = ImportedScore()
  private var quantiser = Quantiser()

  init(_ file: SMFFile, division: Int) {
    self.file = file
    self.division = division
  }

  private func time(_ tick: Int) -> ScoreTime { Rational(tick, division) }

  mutating func read() throws(ImportError) {
    readParts()
    guard !score.parts.isEmpty else { throw ImportError(.noMusic) }
    try readBars()
    readKeys()
    readTempos()
    readMarkers()
    chooseLead()
    remarkRest()
    let pitched = score.parts.filter { !$0.notes.isEmpty }
    if pitched.count > 1 || pitched.contains(where: { $0.notes.contains { $0.pitches.count > 2 } }) {
      score.chords = chords(of: pitched.flatMap(\.notes), bars: score.bars)
      if !score.chords.isEmpty { score.log.decide("chord symbols are found by the notes of each half bar or bar") }
    }
    score.style = score.parts.contains { $0.isDrums } ? "pop" : pitched.count > 2 ? "cinematic" : "folk"
  }

  // MARK: Notes

  private mutating func readParts() {
    let isSingle = file.tracks.count { $0.contains { $0.message.isNote } } == 1
    for track in file.tracks.indices {
      let notes = file.notes(inTrack: track).filter { $0.duration > 0 }
      let name = text(track, .trackName)
      let lyrics = syllables(of: file.tracks[track])
      let channels = (0..<16).filter { channel in notes.contains { $0.channel == channel } }
      for channel in channels {
        let own = notes.filter { $0.channel == channel }
        let program = programs(channel).first
        let base = name.isEmpty || channels.count > 1 && isSingle ? "channel \(channel + 1)" : name
        if channel == percussionChannel {
          addDrums(base, own)
        } else {
          addPart(base, own, program, channel == channels.first ? lyrics : [:])
        }
      }
    }
    if quantiser.moved > 0 {
      let mean = shortest(quantiser.mean.double, 3)
      let largest = shortest(quantiser.largest.double, 3)
      score.log.decide(
        "\(quantiser.moved) of \(quantiser.count) onsets are moved onto the grid, "
          + "by \(mean) of a quarter note in the mean, \(largest) at most")
    }
    if quantiser.changedLengths > 0 { score.log.decide("\(quantiser.changedLengths) lengths of notes are rounded to the grid") }
  }

  private mutating func addPart(_ name: String, _ notes: [SMFFile.Note], _ program: Int?, _ lyrics: [Int: Syllable]) {
    let placed = quantiser.placed(notes.map { (time($0.onset), time($0.onset + $0.duration)) })
    var result: [NoteLine.Note] = []
    for (note, place) in zip(notes, placed) {
      let syllable = lyrics[note.onset]
      if let last = result.indices.last, result[last].onset == place.onset, result[last].duration == place.end - place.onset {
        if !result[last].pitches.contains(.key(note.key)) { result[last].pitches.append(.key(note.key)) }
        result[last].syllable = result[last].syllable ?? syllable
      } else {
        result.append(.init(onset: place.onset, duration: place.end - place.onset, pitches: [.key(note.key)], syllable: syllable))
      }
    }
    for (index, voice) in voices(of: result.sorted { $0.onset < $1.onset }).enumerated() {
      score.parts.append(.init(name: index == 0 ? name : "\(name) low", program: program, notes: voice))
    }
  }

  private mutating func addDrums(_ name: String, _ notes: [SMFFile.Note]) {
    let placed = quantiser.placed(notes.map { (time($0.onset), time($0.onset + $0.duration)) })
    let mean = notes.reduce(0) { $0 + $1.velocity } / max(1, notes.count)
    let strokes = zip(notes, placed).map { note, place in
      let isLoud = note.velocity >= mean + accentSteps
      let isSoft = note.velocity <= mean - ghostSteps
      return ImportedScore.Stroke(onset: place.onset, key: note.key, stroke: isLoud ? .accent : isSoft ? .ghost : .hit)
    }
    score.parts.append(.init(name: name, strokes: strokes, velocities: notes.map(\.velocity)))
  }

  private func programs(_ channel: Int) -> [Int] {
    file.tracks.joined().compactMap { event in
      if case .program(channel, let program) = event.message { program } else { nil }
    }
  }

  private func text(_ track: Int, _ type: MetaType) -> String {
    for event in file.tracks[track] {
      if case .meta(type, let bytes) = event.message { return plain(bytes) }
    }
    return ""
  }

  // MARK: Time

  /// Meta events of all tracks in order of time.
  private func metas(_ type: MetaType) -> [(time: ScoreTime, bytes: [UInt8])] {
    var result: [(time: ScoreTime, bytes: [UInt8])] = []
    for event in file.tracks.joined() {
      if case .meta(type, let bytes) = event.message { result.append((time(event.tick), bytes)) }
    }
    return result.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  private mutating func readBars() throws(ImportError) {
    var onsets = score.parts.flatMap { part in part.notes.map(\.onset) + part.strokes.map(\.onset) }
    // Notes without a length are none of the score, but `songc produce` plays them.
    for note in file.tracks.indices.flatMap({ file.notes(inTrack: $0) }) where note.duration == 0 { onsets.append(time(note.onset)) }
    let ends = score.parts.flatMap { part in part.notes.map(\.end) }
    // What a last note lasts into a new bar is a player's habit.
    let last = max(onsets.max() ?? .zero, (ends.max() ?? .zero) - Rational(1, 4))
    var meters: [(time: ScoreTime, meter: Meter)] = []
    for meta in metas(.timeSignature) where meta.bytes.count >= 2 && (1...32).contains(meta.bytes[0]) && meta.bytes[1] <= 5 {
      let meter = Meter(Int(meta.bytes[0]), 1 << Int(meta.bytes[1]))
      if meters.last?.time == meta.time { meters.removeLast() }
      if meters.last?.meter != meter { meters.append((meta.time, meter)) }
    }
    if meters.isEmpty { score.log.decide("the file names no meter and is barred as 4/4") }
    if meters.first.map({ $0.time > .zero }) ?? true { meters.insert((.zero, meters.first?.meter ?? Meter(4, 4)), at: 0) }
    var time = ScoreTime.zero
    var current = 0
    while time <= last {
      while current + 1 < meters.count, meters[current + 1].time <= time { current += 1 }
      let meter = meters[current].meter
      var length = meter.length
      if current + 1 < meters.count { length = min(length, meters[current + 1].time - time) }
      score.bars.append(
        .init(
          start: time, length: length, meter: meter, key: Key(tonic: PitchName(fifths: 0), mode: .major),
          place: .bar(score.bars.count + 1)))
      time += length
      guard score.bars.count <= mostImportedBars else {
        throw ImportError(.tooLong(bars: (last / meter.length).ceiling, limit: mostImportedBars))
      }
    }
    quantiseIrregularBars()
  }

  /// A change of meter a few ticks off the grid would make bars that nobody can write.
  private mutating func quantiseIrregularBars() {
    for index in score.bars.indices where !(score.bars[index].length * 48).isInteger {
      let length = max(Rational(1, 48), Rational((score.bars[index].length * 48).rounded, 48))
      score.bars[index].length = length
    }
    var time = ScoreTime.zero
    for index in score.bars.indices {
      score.bars[index].start = time
      time += score.bars[index].length
    }
  }

  private mutating func readKeys() {
    var keys: [(time: ScoreTime, key: Key)] = []
    for meta in metas(.keySignature) where meta.bytes.count >= 2 {
      let mode: Mode = meta.bytes[1] == 1 ? .minor : .major
      let fifths = Int(Int8(bitPattern: meta.bytes[0]))
      if abs(fifths) <= 7 { keys.append((meta.time, Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode))) }
    }
    if keys.isEmpty {
      let key = keyOfNotes(score.parts.flatMap(\.notes))
      keys = [(.zero, key)]
      score.log.decide("the file names no key; \(key) fits its notes best")
    }
    for index in score.bars.indices {
      let middle = score.bars[index].start + score.bars[index].length / 2
      score.bars[index].key = (keys.last { $0.time <= middle } ?? keys[0]).key
    }
  }

  private mutating func readTempos() {
    var events: [(time: ScoreTime, microseconds: Int)] = [(.zero, 500_000)]
    for meta in metas(.tempo) where meta.bytes.count == 3 {
      let value = meta.bytes.reduce(0) { $0 << 8 | Int($1) }
      guard value > 0 else { continue }
      if events[events.count - 1].time == meta.time { events.removeLast() }
      events.append((meta.time, value))
    }
    var tempos: [Rational] = []
    var current = 0
    var total = 0
    for bar in score.bars {
      // The mean over the bar, in whole microseconds a quarter.
      var sum = Rational(0)
      var time = bar.start
      let end = bar.start + bar.length
      while time < end {
        while current + 1 < events.count, events[current + 1].time <= time { current += 1 }
        let stop = current + 1 < events.count ? min(end, events[current + 1].time) : end
        sum += Rational(((stop - time) * Rational(events[current].microseconds)).rounded)
        time = stop
      }
      tempos.append(Rational((sum / bar.length).rounded))
      total += sum.rounded
    }
    let length = score.bars.reduce(ScoreTime.zero) { $0 + $1.length }
    var changes = 0
    for (last, next) in zip(tempos, tempos.dropFirst()) where differ(last, next) { changes += 1 }
    let isSteady = changes <= mostTempoChanges
    if !isSteady {
      score.log.lose("\(changes) changes of tempo; the piece has its mean tempo all through")
    }
    let mean = Rational((Rational(total) / length).rounded)
    var before: Rational?
    for index in score.bars.indices {
      var value = isSteady ? tempos[index] : mean
      if let last = before, !differ(last, value) { value = last }
      before = value
      score.bars[index].tempo = tempo(value, score.bars[index].meter)
    }
  }

  /// Whether two tempos differ by more than what nobody hears and rounding makes.
  private func differ(_ first: Rational, _ second: Rational) -> Bool {
    let distance = first > second ? first - second : second - first
    return distance * 200 > first
  }

  /// The roundest tempo that is the same to a microsecond or two.
  private func tempo(_ microseconds: Rational, _ meter: Meter) -> ImportedTempo? {
    guard microseconds > .zero else { return nil }
    let exact = Rational(60_000_000) / (microseconds * meter.beatUnit)
    for scale in [1, 10, 100, 1000] {
      let rounded = Rational((exact * Rational(scale)).rounded, scale)
      guard rounded > .zero else { continue }
      let back = Rational(60_000_000) / (rounded * meter.beatUnit)
      let distance = back > microseconds ? back - microseconds : microseconds - back
      if distance < 2 || scale == 1000 { return ImportedTempo(bpm: rounded) }
    }
    return nil
  }

  private mutating func readMarkers() {
    for meta in metas(.marker) {
      let label = plain(meta.bytes)
      guard !label.isEmpty else { continue }
      guard let index = score.bars.lastIndex(where: { $0.start <= meta.time + Rational(1, 2) }), meta.time < score.end else { continue }
      if let known = score.bars[index].label, known != label {
        score.log.lose("a further marker '\(label)' in one bar", at: .bar(index + 1))
        continue
      }
      score.bars[index].label = label
      score.bars[index].isStart = true
    }
    if !score.bars.contains(where: { $0.label != nil }), score.bars.count > 12 {
      score.log.decide("the file has no markers; a section begins every \(phraseBars) bars")
      for index in stride(from: 0, to: score.bars.count, by: phraseBars) { score.bars[index].isStart = true }
    }
  }

  // MARK: Rest

  private mutating func chooseLead() {
    let words = ["melod", "lead", "vocal", "voice", "tune", "theme", "solo", "sing"]
    func rank(_ part: ImportedScore.Part) -> Int {
      guard !part.notes.isEmpty else { return -1000 }
      let keys = part.notes.map(\.highestKey)
      let single = 100 * part.notes.count { $0.pitches.count == 1 } / part.notes.count
      return keys.reduce(0, +) / keys.count + (single > 90 ? 40 : 0) + (part.notes.contains { $0.syllable != nil } ? 200 : 0)
        + (words.contains { part.name.lowercased().contains($0) } ? 100 : 0) + (part.notes.count < 8 ? -100 : 0)
        - ((part.program ?? 0) / 8 == 4 ? 200 : 0)
    }
    let best = score.parts.indices.reduce(nil as Int?) { best, next in
      best.map { rank(score.parts[next]) > rank(score.parts[$0]) ? next : $0 } ?? next
    }
    if let best, !score.parts[best].notes.isEmpty {
      score.parts[best].isLead = true
      if score.parts.count > 1 { score.log.decide("'\(score.parts[best].name)' is taken for the tune") }
    }
    let title = text(0, .trackName)
    if file.tracks.count > 1, !file.tracks[0].contains(where: { $0.message.isNote }), !title.isEmpty { score.title = title }
  }

  private mutating func remarkRest() {
    for event in file.tracks.joined() {
      let what: String
      switch event.message {
      case .control(_, let number, _):
        guard ![0, 6, 32, 38, 98, 99, 100, 101, 120, 121, 123].contains(number) else { continue }
        what = number == 64 ? "the pedal" : "controller \(number)"
      case .pitchBend: what = "a pitch bend"
      case .keyPressure, .channelPressure: what = "a pressure"
      default: continue
      }
      let at = time(event.tick)
      let index = bar(at)
      score.log.lose(what, at: .bar(index + 1))
    }
    for channel in 0..<16 where Set(programs(channel)).count > 1 {
      score.log.lose("changes of program on channel \(channel + 1); its first one is taken")
    }
    if score.parts.contains(where: { !$0.notes.isEmpty }) { score.log.lose("the velocities of pitched notes") }
  }

  private func bar(_ time: ScoreTime) -> Int {
    var low = 0
    var high = score.bars.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if score.bars[middle].start <= time { low = middle } else { high = middle }
    }
    return low
  }
}

extension SMFMessage {
  fileprivate var isNote: Bool { if case .noteOn = self { true } else { false } }
}

/// What is sung on a track, by tick; a hyphen at the end says that the word goes on.
func syllables(of track: [SMFEvent]) -> [Int: Syllable] {
  var result: [Int: Syllable] = [:]
  var isContinued = false
  for event in track {
    guard case .meta(.lyric, let bytes) = event.message else { continue }
    let text = plain(bytes)
    guard !text.isEmpty else { continue }
    let continues = text.hasSuffix("-")
    result[event.tick] = Syllable(continues ? String(text.dropLast()) : text, isContinued: isContinued, continues: continues)
    isContinued = continues
  }
  return result
}

/// Text of a meta event on one line; Latin-1 where it isn't UTF-8.
package func plain(_ bytes: [UInt8]) -> String {
  var text = String.UnicodeScalarView()
  let scalars = String(validating: bytes, as: UTF8.self)?.unicodeScalars ?? String.UnicodeScalarView(bytes.map { UnicodeScalar($0) })
  for scalar in scalars.prefix(200) { text.append(isPrintable(scalar) ? scalar : " ") }
  return String(text).trimmed
}

let percussionChannel = 9
/// Velocity above and below the mean that is an accent or a ghost note: half of the way to the extremes.
private let accentSteps = 16
private let ghostSteps = 28
/// More changes than these are a player's, not a composer's.
private let mostTempoChanges = 16
private let phraseBars = 8
