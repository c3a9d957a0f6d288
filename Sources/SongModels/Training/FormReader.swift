// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What a section of a song is.
package enum SectionLabel: Int, Sendable, Hashable, CaseIterable {
  case intro, verse, prechorus, chorus, bridge, solo, interlude, outro

  /// The label that a corpus's own word stands for; nil for what is none.
  init?(word: String) {
    let word = word.lowercased()
    let starts: [(String, SectionLabel)] = [
      ("pre-chorus", .prechorus), ("prechorus", .prechorus), ("pre chorus", .prechorus), ("prec", .prechorus),
      ("pre-verse", .interlude), ("intro", .intro), ("in", .intro), ("inst", .interlude), ("verse", .verse), ("vr", .verse), ("strophe", .verse),
      ("chorus", .chorus), ("ch", .chorus), ("refrain", .chorus), ("rf", .chorus), ("bridge", .bridge), ("br", .bridge),
      ("middle", .bridge), ("solo", .solo), ("so", .solo), ("instrumental", .interlude), ("interlude", .interlude),
      ("trans", .interlude), ("break", .interlude), ("link", .interlude), ("li", .interlude), ("outro", .outro),
      ("ou", .outro), ("coda", .outro), ("co", .outro), ("fade", .outro), ("ending", .outro),
    ]
    // The longest word that fits: `instrumental` before `in`.
    let fits = starts.filter { word.hasPrefix($0.0) }
    guard let best = fits.max(by: { $0.0.utf8.count < $1.0.utf8.count }) else { return nil }
    self = best.1
  }
}

/// The sections of a song: their labels, or their lengths in bars.
///
/// `barsLeft` counts the sections behind; a length's `slot` is its label.
func formPiece(_ song: CorpusSong, folder: String, lengths: Bool) -> TrainingPiece? {
  guard let sections = song.sections, let last = sections.last else { return nil }
  let grid = BarGrid(song, end: last.onset + last.duration)
  guard !grid.bars.isEmpty else { return nil }
  var events: [Event] = []
  for section in sections {
    guard let label = SectionLabel(word: section.label ?? section.text) else { continue }
    let onset = ticks(section.onset, song.q)
    let end = ticks(section.onset + section.duration, song.q)
    var event = Event(onset: onset, duration: end - onset)
    event.given = min(7, events.count)
    event.symbol = label.rawValue
    if lengths {
      let bars = grid.index(at: end - 1) - grid.index(at: onset) + 1
      event.slot = label.rawValue
      event.symbol = min(63, max(1, bars))
    }
    events.append(event)
  }
  guard events.count >= 4 else { return nil }
  for index in events.indices {
    events[index].barsLeft = events.count - 1 - index
    events[index].phrase = index == 0 ? 1 : index == events.count - 1 ? -1 : 0
  }
  return TrainingPiece(id: "\(folder)/\(song.id)", sequences: [events])
}
