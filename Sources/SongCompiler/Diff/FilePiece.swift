// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiff
internal import SongImport
internal import SongMIDI
internal import SongMusic
internal import SongMusicXML

extension Piece {
  /// A Standard MIDI File as it is compared: each channel of a track is a part, markers are sections.
  init(midi bytes: [UInt8]) throws(ImportError) {
    let file: SMFFile
    do { file = try readSMF(bytes) } catch { throw ImportError(.midi(error)) }
    guard case .ticksPerQuarter(let division) = file.division else { throw ImportError(.timecode) }
    // Files of different divisions meet on one grid, so that sums of their times stay in range.
    let time = { (tick: Int) in Rational((tick * partsOfQuarter + division / 2) / division, partsOfQuarter) }
    let last = file.tracks.compactMap { $0.last?.tick }.max() ?? 0
    guard last / division <= mostQuarters else {
      throw ImportError(.tooLong(bars: last / division / 4, limit: Limits.measures))
    }
    var parts: [Part] = []
    var end = 0
    let events = file.tracks.joined().enumerated().sorted {
      ($0.element.tick, $0.offset) < ($1.element.tick, $1.offset)
    }
    .map(\.element)
    for (index, track) in file.tracks.enumerated() {
      let notes = file.notes(inTrack: index)
      end = max(end, track.last?.tick ?? 0, notes.map { $0.onset + $0.duration }.max() ?? 0)
      let channels = (0..<16).filter { channel in notes.contains { $0.channel == channel } }
      var lyrics: [Int: String] = [:]
      for event in track {
        if case .meta(.lyric, let text) = event.message { lyrics[event.tick] = plain(text) }
      }
      let name =
        track.lazy.compactMap { event in
          if case .meta(.trackName, let text) = event.message { plain(text) } else { nil }
        }.first ?? ""
      for channel in channels {
        // Tracks on other ports have channels of the same numbers, so the track's own choices come first.
        let own = programs(of: channel, in: track)
        let isPercussion = channel == 9
        let instrument = (own.isEmpty ? programs(of: channel, in: events) : own).map { "program \($0 + 1)" }.joined(separator: ", ")
        parts.append(
          Part(
            name: channels.count > 1 ? (name + " channel \(channel + 1)").trimmed : name, instrument: instrument,
            isPercussion: isPercussion,
            notes: notes.filter { $0.channel == channel }.map { note in
              Note(
                onset: time(note.onset), duration: time(max(1, note.duration)), key: note.key, velocity: note.velocity,
                syllable: channel == channels.first ? lyrics[note.onset] : nil)
            }, drums: isPercussion ? generalMIDIDrums : [:]))
      }
    }
    guard !parts.isEmpty else { throw ImportError(.noMusic) }
    var meters: [(at: ScoreTime, value: Meter)] = []
    var keys: [(at: ScoreTime, value: Key)] = []
    var tempos = [Tempo(at: .zero, microsecondsPerQuarter: 500_000)]
    var sections: [Section] = []
    for event in events {
      guard case .meta(let type, let data) = event.message else { continue }
      let at = time(event.tick)
      switch type {
      case .tempo where data.count == 3:
        let value = data.reduce(0) { $0 << 8 | Int($1) }
        if tempos.last?.at == at { tempos.removeLast() }
        if value > 0, tempos.last?.microsecondsPerQuarter != value {
          tempos.append(Tempo(at: at, microsecondsPerQuarter: value))
        }
        if tempos.isEmpty { tempos = [Tempo(at: .zero, microsecondsPerQuarter: 500_000)] }
      case .timeSignature where data.count >= 2 && (1...32).contains(data[0]) && data[1] <= 5:
        meters.append((at, Meter(Int(data[0]), 1 << Int(data[1]))))
      case .keySignature where data.count >= 2:
        let mode: Mode = data[1] == 1 ? .minor : .major
        let fifths = Int(Int8(bitPattern: data[0]))
        if abs(fifths) <= 7 { keys.append((at, Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode))) }
      case .marker: sections.append(Section(name: plain(data), start: at))
      default: break
      }
    }
    let bars = try barred(to: time(end), meters: meters, keys: keys)
    let onsets = parts.flatMap { $0.notes.map(\.onset) }
    let exact = onsets.count { ($0 * 8).isInteger || ($0 * 12).isInteger }
    self.init(
      bars: bars, sections: sections, tempos: tempos, parts: parts, isPlayed: exact * 10 < onsets.count * 9)
  }

  /// A MusicXML file as it is written: repeats are signs, ties one note.
  init(musicXML bytes: [UInt8]) throws(ImportError) {
    let file: MusicXMLScore
    do {
      file = try readMusicXMLScore(bytes, isForPlaying: true)
    } catch {
      throw ImportError(.musicXML(error))
    }
    guard file.measures.count <= Limits.measures else {
      throw ImportError(.tooLong(bars: file.measures.count, limit: Limits.measures))
    }
    let parts = file.parts.map { part in
      Part(
        name: part.name, instrument: part.program.map { "program \($0 + 1)" } ?? "", isPercussion: part.isPercussion,
        notes: part.notes.compactMap { heard in
          guard case .pitch(let pitch)? = heard.note.pitches.first else { return nil }
          let mark = part.dynamics.last { $0.at <= heard.note.onset }?.mark
          return Note(
            onset: heard.note.onset, duration: heard.note.duration, key: heard.drumKey ?? pitch.key,
            velocity: mark?.velocity,
            pitch: part.isPercussion ? nil : pitch, marks: heard.articulations.sorted(by: utf8Precedes),
            syllable: heard.note.syllable?.text)
        }, drums: part.isPercussion ? generalMIDIDrums : [:])
    }
    var tempos: [Tempo] = []
    for change in file.tempos {
      let value = (Rational(60_000_000) / change.tempo).rounded
      if tempos.last?.at == change.at { tempos.removeLast() }
      if (1...16_777_215).contains(value) { tempos.append(Tempo(at: change.at, microsecondsPerQuarter: value)) }
    }
    if tempos.first?.at != .zero { tempos.insert(Tempo(at: .zero, microsecondsPerQuarter: 500_000), at: 0) }
    self.init(
      bars: file.measures.map { measure in
        Bar(
          start: measure.start, length: measure.length, meter: measure.meter ?? Meter(4, 4), key: measure.key,
          signs: measure.signs.words)
      },
      sections: file.measures.compactMap { measure in measure.label.map { Section(name: $0, start: measure.start) } },
      tempos: tempos, chords: file.chords.map { ChordChange(at: $0.onset, chord: $0.chord) }.sorted { $0.at < $1.at },
      parts: parts)
  }
}

extension RepeatSigns {
  /// Empty where there are none.
  fileprivate var words: String {
    var words: [String] = []
    if opens { words.append("|:") }
    if !endings.isEmpty { words.append("ending " + endings.sorted().map { "\($0)" }.joined(separator: ", ")) }
    if closes { words.append(":|" + (times.map { " \($0) times" } ?? "")) }
    return words.joined(separator: " ")
  }
}

/// Of a quarter note: 2^10 * 3^3 * 5 * 7, which all usual divisions of MIDI files divide.
private let partsOfQuarter = 967_680
/// Quarter notes of as many bars as a piece may have, in 8/4.
private let mostQuarters = 8 * Limits.measures

/// Bars up to a time by the meters of a file; one that comes inside a bar ends it.
private func barred(
  to end: ScoreTime, meters: [(at: ScoreTime, value: Meter)], keys: [(at: ScoreTime, value: Key)]
) throws(ImportError) -> [Piece.Bar] {
  var bars: [Piece.Bar] = []
  var time = ScoreTime.zero
  var meter = Meter(4, 4)
  var key: Key?
  var (nextMeter, nextKey) = (0, 0)
  while time < end || bars.isEmpty {
    while nextMeter < meters.count, meters[nextMeter].at <= time {
      meter = meters[nextMeter].value
      nextMeter += 1
    }
    while nextKey < keys.count, keys[nextKey].at <= time {
      key = keys[nextKey].value
      nextKey += 1
    }
    var length = meter.length
    if nextMeter < meters.count { length = min(length, meters[nextMeter].at - time) }
    guard bars.count < Limits.measures else {
      throw ImportError(.tooLong(bars: bars.count + 1, limit: Limits.measures))
    }
    bars.append(.init(start: time, length: length, meter: meter, key: key))
    time += length
  }
  return bars
}

/// The programs that events choose on a channel, in the order of their first choice.
private func programs(of channel: Int, in events: [SMFEvent]) -> [Int] {
  var result: [Int] = []
  for event in events {
    if case .program(channel, let program) = event.message, !result.contains(program) { result.append(program) }
  }
  return result
}

/// Names of the drums of General MIDI.
///
/// - Source: General MIDI System Level 1 (RP-003), percussion key map.
private let generalMIDIDrums: [Int: String] = [
  35: "low kick", 36: "kick", 37: "rim", 38: "snare", 39: "clap", 40: "electric snare", 41: "low floor tom",
  42: "closed hat",
  43: "high floor tom", 44: "pedal hat", 45: "low tom", 46: "open hat", 47: "low mid tom", 48: "high mid tom",
  49: "crash",
  50: "high tom", 51: "ride", 52: "china", 53: "ride bell", 54: "tambourine", 55: "splash", 56: "cowbell",
  57: "second crash",
  59: "second ride", 60: "high bongo", 61: "low bongo", 62: "muted conga", 63: "open conga", 64: "low conga",
  69: "cabasa",
  70: "maracas", 75: "claves", 76: "high wood block", 77: "low wood block", 81: "triangle", 82: "shaker",
]
