// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary

/// Where the kick strikes, on any kit of the band, sorted.
func kicks(_ performance: Performance, _ parts: [Settings.Part], _ library: Library, rate: Int) -> [Frames] {
  let strokes = zip(performance.parts, parts).filter { !$1.channel.isMuted }.flatMap { part, chosen -> [Int64] in
    let kit = library.instrument(chosen.instrument).flatMap { library.drumKit(of: $0) }
    let keys = (kit?.voices ?? []).filter { utf8Equal($0.name, "kick") }.map(\.key)
    return part.notes.filter { keys.contains($0.key) }.map {
      Frames(performance.tempo.seconds(at: $0.onset), sampleRate: rate).value
    }
  }
  return Set(strokes).sorted().map { Frames($0) }
}

/// How a channel gives way to the kick; nil where the mix doesn't ask for it or nothing strikes.
///
/// As with a compressor that the kick keys: down before the stroke is there, and up again within an eighth or so.
func duck(_ channel: MixPlan.Channel?, by kicks: [Frames], rate: Int) -> Session.Duck? {
  guard let channel, channel.duckDB < 0, !kicks.isEmpty else { return nil }
  return Session.Duck(
    strokes: kicks, gainDB: channel.duckDB, fall: Frames(Int64(rate) * 4 / 1000), rise: Frames(Int64(rate) * 180 / 1000))
}
