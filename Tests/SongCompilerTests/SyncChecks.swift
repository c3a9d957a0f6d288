// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusic
import Testing

/// A piece's sync points as its MIDI file has them.
struct SyncChecks {
  struct Sounding {
    let part: String
    let onset: Int
    let end: Int
    let key: Int
    let velocity: Int
  }

  let piece: Compilation
  let name: String
  let tempo: TempoMap
  let markers: [(tick: Int, text: String)]
  let notes: [Sounding]
  let length: Int

  init(_ piece: Compilation, _ name: String) throws {
    self.piece = piece
    self.name = name
    let file = try readSMF(writeSMF(piece.performance))
    #expect(file.division == .ticksPerQuarter(960))
    tempo = TempoMap(
      file.tracks[0].compactMap { event -> TempoMap.Event? in
        guard case .meta(.tempo, let content) = event.message else { return nil }
        return .init(at: Ticks(event.tick), microsecondsPerQuarter: content.reduce(0) { $0 << 8 | Int($1) })
      })
    markers = file.tracks[0].compactMap { event -> (tick: Int, text: String)? in
      guard case .meta(.marker, let content) = event.message else { return nil }
      return (event.tick, String(decoding: content, as: UTF8.self))
    }
    notes = piece.performance.parts.enumerated().flatMap { index, part in
      file.notes(inTrack: index + 1).map {
        Sounding(part: part.id, onset: $0.onset, end: $0.onset + $0.duration, key: $0.key, velocity: $0.velocity)
      }
    }
    length = piece.performance.length.value
  }

  private var syncs: [Arrangement.SyncPoint] { piece.arrangement.syncs }
  private func tick(_ time: ScoreTime) -> Int { Ticks(time).value }

  func checkAll() {
    #expect(tempo.seconds(at: Ticks(length)) == Rational(piece.settings.duration.value, 1_000_000), "\(name)")
    for sync in syncs {
      checkPlace(sync)
      guard sync.want != .note else { continue }
      checkHit(sync)
    }
    checkNotes()
  }

  // MARK: Place

  private func checkPlace(_ sync: Arrangement.SyncPoint) {
    let at = tick(sync.at)
    #expect(markers.contains { $0.tick == at && $0.text == sync.name }, "\(name): '\(sync.name)' has no marker")
    guard sync.want == .must else { return }
    let error = tempo.seconds(at: Ticks(at)) - Rational(sync.asked.value, 1_000_000)
    #expect(sync.isMet, "\(name): '\(sync.name)'")
    #expect((error < .zero ? -error : error) <= Rational(1, 1000), "\(name): '\(sync.name)' is \(error.double) s off")
    guard case .section(let section) = sync.hit else { return }
    #expect(error == .zero, "\(name): '\(sync.name)' is \(error.double) s off")
    #expect(markers.contains { $0.tick == at && $0.text == section }, "\(name): \(section)")
    #expect(piece.score.measures.contains { $0.start == sync.at }, "\(name): \(section)")
  }

  // MARK: What happens

  private func checkHit(_ sync: Arrangement.SyncPoint) {
    switch sync.hit {
    case .accent: checkAccent(sync)
    case .stop: checkStop(sync)
    case .entry(let part): checkEntry(sync, part)
    case .exit(let part): checkExit(sync, part)
    case .peak: checkPeak(sync)
    case .chord(let token): checkChord(sync, token)
    case .downbeat, .section: #expect(piece.score.measures.contains { $0.start == sync.at }, "\(name): '\(sync.name)'")
    case .beat, .marker: break
    }
  }

  /// The notes that begin at a place.
  private func struck(_ at: Int, in part: String? = nil) -> [Sounding] {
    notes.filter { $0.onset == at && (part == nil || $0.part == part) }
  }

  private func mean(_ notes: [Sounding]) -> Double {
    notes.isEmpty ? 0 : Double(notes.reduce(0) { $0 + $1.velocity }) / Double(notes.count)
  }

  /// Whether another point is near: then neighbours say nothing.
  private func isCrowded(_ sync: Arrangement.SyncPoint, _ beats: ScoreTime) -> Bool {
    syncs.contains { $0.name != sync.name && $0.hit != .marker && $0.at >= sync.at - beats && $0.at <= sync.at + beats }
      || sync.at + beats >= piece.score.end || syncs.contains { $0.hit == .stop && $0.at <= sync.at && sync.at - beats <= $0.end }
  }

  private func checkAccent(_ sync: Arrangement.SyncPoint) {
    let at = tick(sync.at)
    let here = struck(at)
    #expect(!here.isEmpty, "\(name): nothing strikes at '\(sync.name)'")
    let beat = piece.score.measures.last { $0.start <= sync.at }!.meter.beatUnit
    guard !isCrowded(sync, beat * 2) else { return }
    // What is played up to 60 ms off a neighbouring beat belongs to it.
    let slack = 60_000 * 960 / tempo.microsecondsPerQuarter(at: Ticks(at))
    for other in [sync.at - beat, sync.at + beat] where other >= .zero {
      let there = notes.filter { abs($0.onset - tick(other)) <= slack }
      #expect(here.count >= there.count, "\(name): '\(sync.name)' \(sync.at) has \(here.count) notes, \(other) has \(there.count)")
      // What is nearly as loud as can be is hardly exceeded.
      #expect(mean(here) > min(mean(there), 120), "\(name): '\(sync.name)' \(sync.at) has velocity \(mean(here)), \(other) has \(mean(there))")
    }
  }

  private func checkStop(_ sync: Arrangement.SyncPoint) {
    #expect(sync.end > sync.at, "\(name)")
    for note in notes where note.onset < tick(sync.end) && note.end > tick(sync.at) {
      Issue.record("\(name): \(note) sounds in the stop \(tick(sync.at))..\(tick(sync.end))")
    }
  }

  private func checkEntry(_ sync: Arrangement.SyncPoint, _ part: String) {
    let at = tick(sync.at)
    #expect(!struck(at, in: part).isEmpty, "\(name): \(part) doesn't enter at \(sync.at)")
    let before = piece.score.measures.last { $0.start < sync.at }?.start ?? .zero
    for note in notes where note.part == part && note.onset < at && note.end > tick(before) {
      Issue.record("\(name): \(note) sounds before the entry at \(at)")
    }
  }

  private func checkExit(_ sync: Arrangement.SyncPoint, _ part: String) {
    let at = tick(sync.at)
    let next = syncs.first { $0.at > sync.at && $0.hit == .entry(part) }.map { tick($0.at) } ?? length
    for note in notes where note.part == part && note.onset < next && note.end > at {
      Issue.record("\(name): \(note) sounds after the exit at \(at)")
    }
    let written = piece.score.parts.first { $0.id == part }!
    if !written.isPercussion { #expect(written.notes.contains { $0.end == sync.at }, "\(name): \(part)'s last note ends before \(sync.at)") }
  }

  private func checkPeak(_ sync: Arrangement.SyncPoint) {
    let measures = piece.arrangement.measures
    let peak = measures.lastIndex { $0.start <= sync.at }!
    let peaks = Set(syncs.filter { $0.hit == .peak }.map { sync in measures.lastIndex { $0.start <= sync.at }! })
    for index in measures.indices where !peaks.contains(index) {
      #expect(measures[index].intensity < measures[peak].intensity, "\(name): bar \(index + 1)")
    }
    func measure(of note: Sounding) -> Int { measures.lastIndex { tick($0.start) <= note.onset }! }
    #expect(!struck(tick(sync.at)).isEmpty, "\(name)")
    // A stop in the peak's own measure leaves little of it.
    guard !syncs.contains(where: { $0.hit == .stop && $0.at < measures[peak].start + measures[peak].length && $0.end > measures[peak].start })
    else { return }
    // How many notes a bar has is up to the patterns and the tune; how loud they are meant is not.
    for part in piece.score.parts {
      for index in measures.indices where !peaks.contains(index) {
        #expect(part.levels[index] < part.levels[peak], "\(name): \(part.id) in bar \(index + 1)")
      }
    }
    let loudness = mean(notes.filter { measure(of: $0) == peak })
    let others = mean(notes.filter { !peaks.contains(measure(of: $0)) })
    #expect(loudness > others, "\(name): the peak has \(loudness), the rest \(others)")
  }

  private func checkChord(_ sync: Arrangement.SyncPoint, _ token: ChordToken) {
    guard case .chord(let asked) = token else { return }
    #expect(piece.score.chords.last { $0.onset <= sync.at }?.chord == asked, "\(name): no \(asked) at \(sync.at)")
    for (part, chosen) in zip(piece.score.parts, piece.settings.parts) {
      guard [.chords, .pad, .arpeggio, .bass].contains(chosen.role) else { continue }
      let here = part.notes.filter { $0.onset <= sync.at && $0.end > sync.at }
      let isPresent = piece.arrangement.parts.first { $0.settings.id == part.id }?.presence?.contains { $0.from <= sync.at && sync.at < $0.to } ?? true
      if isPresent { #expect(here.contains { $0.onset == sync.at }, "\(name): \(part.id) doesn't strike \(asked) at \(sync.at)") }
      for note in here {
        guard case .pitch(let pitch) = note.sound else { continue }
        #expect(asked.pitchClasses.contains(pitch.key % 12), "\(name): \(part.id) plays \(pitch) at \(sync.at) over \(asked)")
      }
    }
  }

  // MARK: What holds everywhere

  private func checkNotes() {
    for (part, chosen) in zip(piece.score.parts, piece.settings.parts) {
      for note in part.notes {
        #expect(note.duration > .zero && note.onset >= .zero && note.end <= piece.score.end, "\(name): \(part.id) \(note)")
        if case .pitch(let pitch) = note.sound { #expect(chosen.range.contains(pitch.key) || chosen.role == .arpeggio || chosen.role == .bass, "\(name): \(part.id) \(pitch)") }
      }
      for (note, next) in zip(part.notes, part.notes.dropFirst()) { #expect(note.onset <= next.onset, "\(name): \(part.id)") }
      var seen: Set<[Int]> = []
      for note in part.notes {
        let sound: Int = switch note.sound {
        case .pitch(let pitch): pitch.key
        case .kit(let voice): voice
        }
        #expect(seen.insert([tick(note.onset), sound]).inserted, "\(name): \(part.id) plays one sound twice at \(note.onset)")
      }
    }
    for part in piece.performance.parts {
      var ends = [Int](repeating: 0, count: 128)
      for note in part.notes {
        #expect(note.onset.value >= ends[note.key] && note.end <= piece.performance.length && note.duration.value >= 1, "\(name): \(part.id)")
        ends[note.key] = note.end.value
      }
    }
  }
}
