// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongImport
internal import SongModels
internal import SongMusic

/// A piece of the user's as training reads the pieces of corpora.
func corpusSong(of music: TrainingMusic, id: String) -> CorpusSong {
  let q = ticksPerQuarter(music)
  func ticks(_ time: ScoreTime) -> Int { (time * Rational(q)).rounded }
  func notes(_ line: [TrainingMusic.Note]) -> [[Int]]? {
    line.isEmpty ? nil : line.map { [ticks($0.onset), max(1, ticks($0.onset + $0.duration) - ticks($0.onset)), $0.key] }
  }
  /// What holds until the next one.
  func spans(_ starts: [(onset: ScoreTime, text: String?)]) -> [CorpusSong.SpannedText] {
    let ends = starts.dropFirst().map(\.onset) + [music.end]
    return zip(starts, ends).compactMap { start, end in
      guard let text = start.text, end > start.onset else { return nil }
      return .init(onset: ticks(start.onset), duration: ticks(end) - ticks(start.onset), text: text)
    }
  }
  var song = CorpusSong(id: id, q: q)
  var meter: Meter?
  var key: Key?
  var keys: [CorpusSong.TimedText] = []
  for bar in music.bars {
    if bar.meter != meter {
      song.meter.append(.init(onset: ticks(bar.start), text: "\(bar.meter.numerator)/\(bar.meter.denominator)"))
      meter = bar.meter
    }
    if bar.key != key {
      keys.append(.init(onset: ticks(bar.start), text: "\(bar.key.tonic):\(bar.key.mode.isMinor ? "min" : "maj")"))
      key = bar.key
    }
  }
  song.key = keys
  song.mode = music.bars.first.map { $0.key.mode.isMinor ? "min" : "maj" }
  song.bars = music.bars.map { ticks($0.start) }
  song.end = ticks(music.end)
  let chords = spans(music.chords.map { ($0.onset, $0.chord.map(corpusSymbol)) })
  if !chords.isEmpty { song.chords = chords }
  let sections = spans(music.sections.map { ($0.start, $0.label ?? "") })
  if !sections.isEmpty { song.sections = sections }
  song.melody = notes(music.melody)
  song.bridge = notes(music.second)
  song.bassPart = notes(music.bass)
  song.piano = notes(music.accompaniment)
  if !music.hits.isEmpty { song.hits = music.hits.map { [ticks($0.onset), $0.key, $0.velocity] } }
  if music.voices.count == 4 {
    song.soprano = notes(music.voices[0])
    song.alto = notes(music.voices[1])
    song.tenor = notes(music.voices[2])
    song.bass = notes(music.voices[3])
  }
  return song
}

/// The coarsest unit in which every time of a piece is exact; rare tuplets are rounded to the finest.
private func ticksPerQuarter(_ music: TrainingMusic) -> Int {
  var denominators = Set(music.bars.map(\.start.denominator) + music.chords.map(\.onset.denominator))
  for line in [music.melody, music.second, music.bass, music.accompaniment] {
    for note in line { denominators.formUnion([note.onset.denominator, (note.onset + note.duration).denominator]) }
  }
  for hit in music.hits { denominators.insert(hit.onset.denominator) }
  let units = [24, 48, 120, 240, 336, 1680]
  return units.first { unit in denominators.allSatisfy { unit.isMultiple(of: $0) } } ?? 1680
}

/// A chord as the corpora write it: `F#:min7`; one that the models don't tell apart as the nearest that they do.
private func corpusSymbol(_ chord: Chord) -> String {
  let word =
    switch ChordType.nearest(suffix: chord.quality.suffix) {
    case .major: "maj"
    case .minor: "min"
    case .dominant7: "7"
    case .major7: "maj7"
    case .minor7: "min7"
    case .sus4: "sus4"
    case .sus2: "sus2"
    case .diminished: "dim"
    case .halfDiminished: "hdim7"
    case .diminished7: "dim7"
    case .augmented: "aug"
    case .sixth: "6"
    case .minor6: "min6"
    case .power: "5"
    }
  return "\(chord.root):\(word)"
}
