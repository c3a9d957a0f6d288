// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// One voice of a drum performance, sixteenth by sixteenth.
///
/// `given` has a bit for each voice before it that strikes at the same moment. A fill's phrase is -1, a beat's 0.
/// Performances in triplets are read as if they were straight, since swing is played, not written.
func drumPiece(_ song: CorpusSong, folder: String, _ voice: DrumVoice) -> TrainingPiece? {
  guard let hits = song.hits, let last = hits.last else { return nil }
  let grid = BarGrid(song, end: last[0] + 1)
  guard let bar = grid.bars.first, bar.length % sixteenth == 0, bar.length / sixteenth <= slotCount else { return nil }
  let isSwung = isSwung(song)
  var steps: [[Int: Int]] = [[:], [:], [:], [:]]
  for hit in hits {
    guard let voice = DrumVoice(key: hit[1]) else { continue }
    let symbol = DrumStroke.symbol(key: hit[1], velocity: hit[2])
    // Of two strokes of one voice the later symbol counts: the louder, the rarer cymbal.
    let step = gridStep(hit[0], song.q, isSwung: isSwung)
    steps[voice.rawValue][step] = max(symbol, steps[voice.rawValue][step] ?? 0)
  }
  let style = song.style.flatMap { drumStyles.firstIndex(of: String($0.prefix { $0 != "/" })) } ?? -1
  let isFill = song.type.map { utf8Equal($0, "fill") } ?? false
  let count = gridStep(last[0], song.q, isSwung: isSwung) + 1
  var events: [Event] = []
  for step in 0..<count {
    var event = placedEvent(onset: step * sixteenth, grid)
    event.duration = sixteenth
    event.slot = event.position / sixteenth
    event.style = style
    event.phrase = isFill ? -1 : 0
    for other in DrumVoice.allCases where other.rawValue < voice.rawValue && (steps[other.rawValue][step] ?? 0) > 0 {
      event.given |= 1 << other.rawValue
    }
    event.symbol = steps[voice.rawValue][step] ?? DrumStroke.silence
    events.append(event)
  }
  guard events.count >= 8 else { return nil }
  return TrainingPiece(
    id: "\(folder)/\(song.id)", group: song.session.map { session in "\(song.id.prefix { $0 != "_" }) \(session)" },
    sequences: [events])
}

/// The styles that drummers name, in the order of their numbers.
let drumStyles = [
  "rock", "latin", "funk", "jazz", "afrobeat", "afrocuban", "hiphop", "neworleans", "soul", "dance", "pop", "punk",
  "reggae", "highlife", "blues", "gospel", "country",
]

/// Whether strokes between the beats lie nearer to triplets than to sixteenths.
private func isSwung(_ song: CorpusSong) -> Bool {
  var straight = 0
  var triplet = 0
  for hit in song.hits ?? [] {
    let place = ticks(hit[0] * 10, song.q) % 240
    straight += [0, 60, 120, 180, 240].map { abs(place - $0) }.min() ?? 0
    triplet += [0, 80, 160, 240].map { abs(place - $0) }.min() ?? 0
  }
  return triplet < straight
}

/// The sixteenth of a stroke; the last third of a beat is its second half.
private func gridStep(_ onset: Int, _ q: Int, isSwung: Bool) -> Int {
  let time = ticks(max(0, onset), q)
  guard isSwung else { return (time + sixteenth / 2) / sixteenth }
  let third = (time + 4) / 8
  return third / 3 * 4 + [0, 1, 2][third % 3]
}
