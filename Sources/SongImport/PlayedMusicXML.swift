// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic
internal import SongMusicXML

/// A score in MusicXML as it is played, repeats written out.
///
/// Velocities are those of the dynamic marks, mf where there is none; accents are left to the player.
func playedMusicXML(_ bytes: [UInt8]) throws(ImportError) -> PlayedScore {
  let file: MusicXMLScore
  do { file = try readMusicXMLScore(bytes, isForPlaying: true) } catch { throw ImportError(.musicXML(error), line: error.line) }
  var score = PlayedScore(format: .musicxml)
  score.title = file.title
  score.credits = file.credits
  for remark in file.remarks { score.log.lose(remark.what, at: .line(remark.line)) }
  let order = playOrder(file.measures.map(\.signs), limit: mostImportedBars + 1)
  guard order.count <= mostImportedBars else { throw ImportError(.tooLong(bars: order.count, limit: mostImportedBars)) }
  score.parts = file.parts.map {
    .init(name: $0.name, program: $0.program ?? namedProgram($0.name), isPercussion: $0.isPercussion, notes: [])
  }
  var time = ScoreTime.zero
  for (index, pass) in order {
    let measure = file.measures[index]
    let end = measure.start + measure.length
    score.bars.append(
      .init(
        start: time, length: measure.length, meter: measure.meter ?? Meter(4, 4),
        key: measure.key ?? Key(tonic: PitchName(fifths: 0), mode: .major), label: measure.label))
    for part in file.parts.indices {
      play(file.parts[part], measure, pass: pass, at: time, as: &score.parts[part])
    }
    // What is in force where a repeat goes back to is in force again.
    let begun = file.tempos.last { $0.at <= measure.start }
    let inside = file.tempos.filter { $0.at > measure.start && $0.at < end }
    for change in (begun.map { [$0] } ?? []) + inside {
      let microseconds = (Rational(60_000_000) / change.tempo).rounded
      guard (1...longestQuarter).contains(microseconds) else { continue }
      let at = time + max(change.at, measure.start) - measure.start
      if score.tempos.last?.value != microseconds { score.tempos.append(.init(at: at, value: microseconds)) }
    }
    for symbol in file.chords where symbol.onset >= measure.start && symbol.onset < end {
      score.chords.append(.init(at: time + symbol.onset - measure.start, value: symbol.chord))
    }
    time += measure.length
  }
  score.parts.removeAll { $0.notes.isEmpty }
  guard !score.parts.isEmpty else { throw ImportError(.noMusic) }
  if score.tempos.first?.at != .zero {
    if score.tempos.isEmpty { score.log.decide("the score names no tempo and is played at 120 BPM") }
    score.tempos.insert(.init(at: .zero, value: score.tempos.first?.value ?? standardTempo), at: 0)
  }
  takeChanges(of: &score)
  return score
}

/// Adds what a part plays in a measure.
private func play(
  _ part: MusicXMLScore.Part, _ measure: MusicXMLScore.Measure, pass: Int, at time: ScoreTime, as played: inout PlayedScore.Part
) {
  let end = measure.start + measure.length
  let shift = time - measure.start
  var voices: [String] = []
  var notes: [PlayedScore.Note] = []
  for heard in part.notes where heard.note.onset >= measure.start && heard.note.onset < end {
    guard case .pitch(let pitch)? = heard.note.pitches.first else { continue }
    if !voices.contains(heard.voice) { voices.append(heard.voice) }
    let mark = part.dynamics.last { $0.at <= heard.note.onset }?.mark ?? .mf
    var note = PlayedScore.Note(
      onset: heard.note.onset + shift, duration: heard.note.duration,
      key: heard.drumKey ?? pitch.key, velocity: mark.velocity, writtenOnset: heard.note.onset + shift,
      writtenDuration: heard.note.duration)
    note.pitch = part.isPercussion ? nil : pitch
    note.staff = heard.staff
    note.voice = Int(heard.voice).flatMap { (1...64).contains($0) ? $0 : nil } ?? 1
    note.articulations = heard.articulations.compactMap { playedAs[$0] }
    note.syllable = pass > 1 ? heard.verses[pass - 1] ?? heard.note.syllable : heard.note.syllable
    notes.append(note)
  }
  played.notes += notes.enumerated().sorted {
    ($0.element.onset, $0.element.key, $0.offset) < ($1.element.onset, $1.element.key, $1.offset)
  }.map(\.element)
  for change in part.dynamics where change.at >= measure.start && change.at < end {
    played.dynamics.append(.init(at: change.at + shift, value: change.mark))
  }
}

/// Meters, keys and markers by the bars where they change.
private func takeChanges(of score: inout PlayedScore) {
  for bar in score.bars {
    if score.meters.last?.value != bar.meter { score.meters.append(.init(at: bar.start, value: bar.meter)) }
    if score.keys.last?.value != bar.key { score.keys.append(.init(at: bar.start, value: bar.key)) }
    if let label = bar.label { score.markers.append(.init(at: bar.start, value: label)) }
  }
}

/// The General MIDI program of a part that names its instrument alone; a piano where it doesn't.
private func namedProgram(_ name: String) -> Int {
  let words = name.lowercased().split { !$0.isLetter }
  for (beginnings, program) in namedPrograms {
    if words.contains(where: { word in beginnings.contains { word.hasPrefix($0) } }) { return program }
  }
  return 0
}

/// Beginnings of names in English, German and Italian with their programs, the longer ones of two that are alike first.
private let namedPrograms: [(beginnings: [String], program: Int)] = [
  (["piano", "klavier"], 0), (["harpsichord", "cembalo"], 6), (["organ", "orgel"], 19), (["guitar", "gitarre", "chitarra"], 24),
  (["bassoon", "fagott"], 70), (["contrabass", "double", "kontrabass"], 43), (["violoncell", "cell"], 42), (["viola", "bratsche"], 41),
  (["violin", "geige", "fiddle"], 40), (["harp", "arpa", "harfe"], 46), (["timpani", "pauke"], 47), (["trumpet", "trompete", "tromba"], 56),
  (["trombon", "posaune"], 57), (["tuba"], 58), (["horn", "corn"], 60), (["oboe"], 68), (["english"], 69), (["clarinet", "klarinette"], 71),
  (["piccolo"], 72), (["flute", "flöte", "flaut"], 73), (["recorder"], 74),
  (["voice", "soprano", "alto", "tenor", "bass", "cantus", "altus", "choir", "chorus", "sopran", "alt"], 52),
]

/// Articulations of MusicXML by the names of the score's.
private let playedAs = ["staccato": "staccato", "tenuto": "tenuto", "accent": "accent", "strong-accent": "marcato"]
/// Microseconds a quarter note: where a file says nothing, and what MIDI can hold.
private let standardTempo = 500_000
private let longestQuarter = 16_777_215
