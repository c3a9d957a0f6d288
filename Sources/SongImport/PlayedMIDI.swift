// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMIDI
internal import SongMusic

/// A Standard MIDI File as it is played; each channel and program of a track is a part.
///
/// Bars and sections are those of an import of the same file.
func playedMIDI(_ bytes: [UInt8]) throws(ImportError) -> PlayedScore {
  let barred = try importMIDI(bytes)
  let file: SMFFile
  do { file = try readSMF(bytes) } catch { throw ImportError(.midi(error)) }
  guard case .ticksPerQuarter(let division) = file.division else { throw ImportError(.timecode) }
  var reader = PlayedMIDIReader(file, division: division)
  reader.readParts()
  guard !reader.score.parts.isEmpty else { throw ImportError(.noMusic) }
  reader.readTime(barred)
  return reader.score
}

private struct PlayedMIDIReader {
  let file: SMFFile
  let division: Int
  var score = PlayedScore(format: .midi)
  /// Events up to the last note's end with the port of their track, in order of time.
  private let events: [(port: Int, event: SMFEvent)]

  init(_ file: SMFFile, division: Int) {
    self.file = file
    self.division = division
    let end = file.tracks.indices.flatMap { file.notes(inTrack: $0) }.map { $0.onset + $0.duration }.max() ?? 0
    let all = file.tracks.flatMap { track in
      let port = portOf(track)
      return track.filter { $0.tick <= end }.map { (port: port, event: $0) }
    }
    events = all.enumerated().sorted { ($0.element.event.tick, $0.offset) < ($1.element.event.tick, $1.offset) }.map(\.element)
  }

  private func time(_ tick: Int) -> ScoreTime { Rational(tick, division) }

  // MARK: Parts

  mutating func readParts() {
    var expressions: [Int: Expression] = [:]
    let isSingle = file.tracks.indices.count { !file.notes(inTrack: $0).isEmpty } == 1
    for track in file.tracks.indices {
      let port = portOf(file.tracks[track])
      let notes = file.notes(inTrack: track)
      let lyrics = syllables(of: file.tracks[track])
      let channels = (0..<16).filter { channel in notes.contains { $0.channel == channel } }
      // The one track of a file of format 0 names the piece.
      let name = isSingle && channels.count > 1 ? "" : trackName(track)
      for channel in channels {
        let programs = programs(port, channel)
        let own = notes.filter { $0.channel == channel }
        let numbers = own.map { note in programs.last { $0.tick <= note.onset }?.program ?? programs.first?.program ?? 0 }
        let address = port * 16 + channel
        let expression = expressions[address] ?? expression(port, channel)
        expressions[address] = expression
        for program in distinct(numbers) {
          let playing = zip(own, numbers).filter { $0.1 == program }.map(\.0)
          var part = PlayedScore.Part(
            name: name, program: program, isPercussion: channel == percussionChannel,
            notes: placed(playing, channel == channels.first ? lyrics : [:]))
          part.controllers = expression.controllers
          part.bends = expression.bends
          score.parts.append(part)
        }
      }
    }
    remarkPressures()
  }

  /// Notes with their places on the grid that they would be written on.
  private func placed(_ notes: [SMFFile.Note], _ lyrics: [Int: Syllable]) -> [PlayedScore.Note] {
    var quantiser = Quantiser()
    // What a note that ends where it begins lasts, nobody can hear; it has a tick.
    let times = notes.map { (onset: time($0.onset), end: time($0.onset + max(1, $0.duration))) }
    var sung = Set<Int>()
    return zip(zip(notes, times), quantiser.placed(times)).map { played, place in
      let (note, time) = played
      let syllable = sung.insert(note.onset).inserted ? lyrics[note.onset] : nil
      return PlayedScore.Note(
        onset: time.onset, duration: time.end - time.onset, key: note.key, velocity: note.velocity,
        writtenOnset: place.onset, writtenDuration: place.end - place.onset, syllable: syllable)
    }
  }

  private func programs(_ port: Int, _ channel: Int) -> [(tick: Int, program: Int)] {
    events.compactMap { from, event in
      if case .program(channel, let program) = event.message, from == port { (event.tick, program) } else { nil }
    }
  }

  private func trackName(_ track: Int) -> String {
    for event in file.tracks[track] {
      if case .meta(.trackName, let bytes) = event.message { return plain(bytes) }
    }
    return ""
  }

  // MARK: Expression

  private struct Expression {
    var controllers: [PlayedScore.Change<PlayedScore.Controller>] = []
    var bends: [PlayedScore.Change<Int>] = []
  }

  /// What a channel plays beside its notes. Data entries are kept where they belong to a registered parameter, as the
  /// range of bends is; those of a maker's own are no synthesiser's here.
  private mutating func expression(_ port: Int, _ channel: Int) -> Expression {
    var result = Expression()
    var isRegistered = false
    for (from, event) in events where from == port {
      switch event.message {
      case .control(channel, let number, let value):
        if number == 98 || number == 99 { isRegistered = false }
        if number == 100 || number == 101 { isRegistered = true }
        if playedControllers.contains(number) || [6, 38, 96, 97].contains(number) && isRegistered {
          result.controllers.append(.init(at: time(event.tick), value: .init(number: number, value: value)))
        } else {
          remark(number, value, channel)
        }
      case .pitchBend(channel, let value): result.bends.append(.init(at: time(event.tick), value: value))
      default: break
      }
    }
    return result
  }

  private mutating func remark(_ number: Int, _ value: Int, _ channel: Int) {
    switch number {
    case 0, 32:
      if value > 0 { score.log.lose("a choice of a bank of sounds on channel \(channel + 1)") }
    case 91, 93: score.log.lose("the reverb and chorus of channel \(channel + 1); the mix has its own")
    // Data entries without a parameter, parameters of makers, resets at the file's ends.
    case 6, 38, 96, 97, 98, 99, 120...127: break
    default: score.log.lose("controller \(number) on channel \(channel + 1)")
    }
  }

  private mutating func remarkPressures() {
    for (_, event) in events {
      switch event.message {
      case .keyPressure(let channel, _, _), .channelPressure(let channel, _):
        score.log.lose("a pressure on channel \(channel + 1)")
      default: break
      }
    }
  }

  // MARK: Time

  mutating func readTime(_ barred: ImportedScore) {
    score.title = barred.title
    score.bars = barred.bars.map {
      .init(start: $0.start, length: $0.length, meter: $0.meter, key: $0.key, label: $0.label)
    }
    score.tempos = [.init(at: .zero, value: standardTempo)]
    for (_, event) in events {
      guard case .meta(let type, let bytes) = event.message else { continue }
      let at = time(event.tick)
      switch type {
      case .tempo where bytes.count == 3:
        let value = bytes.reduce(0) { $0 << 8 | Int($1) }
        if value > 0 { set(value, at: at, in: &score.tempos) }
      case .timeSignature where bytes.count >= 2 && (1...32).contains(bytes[0]) && bytes[1] <= 5:
        set(Meter(Int(bytes[0]), 1 << Int(bytes[1])), at: at, in: &score.meters)
      case .keySignature where bytes.count >= 2:
        let mode: Mode = bytes[1] == 1 ? .minor : .major
        let fifths = Int(Int8(bitPattern: bytes[0]))
        if abs(fifths) <= 7 { set(Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode), at: at, in: &score.keys) }
      case .marker:
        let text = plain(bytes)
        if !text.isEmpty { score.markers.append(.init(at: at, value: text)) }
      case .copyright where score.copyright.isEmpty: score.copyright = plain(bytes)
      default: break
      }
    }
    // What the import decided where the file says nothing.
    if score.meters.isEmpty { score.log.decide("the file names no meter and is barred as 4/4") }
    if score.keys.isEmpty, let key = score.bars.first?.key { score.log.decide("the file names no key; \(key) fits its notes best") }
    if score.meters.first?.at != .zero, let first = score.bars.first { score.meters.insert(.init(at: .zero, value: first.meter), at: 0) }
    if score.keys.first?.at != .zero, let first = score.bars.first { score.keys.insert(.init(at: .zero, value: first.key), at: 0) }
  }

  private func set<Value: Sendable>(_ value: Value, at: ScoreTime, in changes: inout [PlayedScore.Change<Value>]) {
    if changes.last?.at == at { changes.removeLast() }
    changes.append(.init(at: at, value: value))
  }
}

/// The port that a track plays on.
private func portOf(_ track: [SMFEvent]) -> Int {
  for event in track {
    if case .meta(.port, let bytes) = event.message, let port = bytes.first { return Int(port) }
  }
  return 0
}

/// In the order of their first places.
private func distinct(_ numbers: [Int]) -> [Int] {
  numbers.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}

/// Controllers that synthesisers obey: modulation, volume, pan, expression, the three pedals, and the choice of a registered
/// parameter.
private let playedControllers: Set<Int> = [1, 7, 10, 11, 64, 66, 67, 100, 101]
/// Microseconds a quarter note where a file says nothing.
private let standardTempo = 500_000
