// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// A groove's bar as drums play it at a measure's momentum: half time where it is low, an open hat where it is high.
func drumming(_ hits: [PatternSet.Hit], _ meter: Meter, momentum: Int) -> [PatternSet.Hit] {
  if IntensityMapping.isHalfTime(momentum: momentum) { return halfTime(hits, meter) }
  guard IntensityMapping.opensHat(momentum: momentum) else { return hits }
  // Grooves that open the hat or ride by themselves stay as they are.
  guard !hits.contains(where: { $0.tone == .kit("open") || $0.tone == .kit("ride") || $0.stroke == .open }) else { return hits }
  guard let last = hits.lastIndex(where: { $0.tone == .kit("hat") && $0.onset > .zero }) else { return hits }
  var result = hits
  result[last] = .init(onset: hits[last].onset, duration: hits[last].duration, tone: .kit("hat"), stroke: .open)
  return result
}

/// The first half of a bar at half the speed, in meters that have a half.
private func halfTime(_ hits: [PatternSet.Hit], _ meter: Meter) -> [PatternSet.Hit] {
  guard meter.groups.count % 2 == 0, Set(meter.groups).count == 1 else { return hits }
  return hits.filter { $0.onset < meter.length / 2 }.map {
    .init(onset: $0.onset * 2, duration: $0.duration * 2, tone: $0.tone, stroke: $0.stroke)
  }
}

extension Drummer {
  /// What the player takes for the groove of a measure.
  ///
  /// - Parameter momentum: thousandths.
  func groove(_ hits: [PatternSet.Hit], _ view: SectionView, _ measure: Int, momentum: Int) -> [PatternSet.Hit] {
    let written = drumming(atHome(hits, in: view.pattern, measure), meter, momentum: momentum)
    guard looseness > 0, isSet, meter.length == 4, meter.groups.count == 4, let pattern = view.pattern else { return written }
    let level = IntensityMapping.grooveLevel(
      momentum: momentum + view.treatment.density, isThin: view.activity[measure] == .thin)
    let first = atHome(pattern.groove(at: level).hits(inBar: 0, of: meter), in: pattern, 0)
    return own(written, first: drumming(first, meter, momentum: momentum))
  }

  /// A bar of a groove with the kick and snare of the one that the player keeps to, if he is such a player.
  func atHome(_ hits: [PatternSet.Hit], in pattern: PatternSet?, _ bar: Int) -> [PatternSet.Hit] {
    guard looseness >= 0.5, isSet, let pattern, let level = temper.home else { return hits }
    let kept = [PatternSet.Tone.kit("kick"), .kit("snare")]
    let home = pattern.groove(at: level).hits(inBar: bar, of: meter).filter { kept.contains($0.tone) }
    guard kept.allSatisfy({ tone in hits.contains { $0.tone == tone } && home.contains { $0.tone == tone } }) else { return hits }
    return sorted(hits.filter { !kept.contains($0.tone) } + home)
  }

  /// A bar of a groove as the player has it: kick, snare and what keeps time are bars that drummers play, near to those of
  /// the groove's first bar; the rest is as written. A kick on every beat stays.
  private func own(_ hits: [PatternSet.Hit], first: [PatternSet.Hit]) -> [PatternSet.Hit] {
    var result = hits
    for (voice, bars) in [("kick", DrummerBars.kicks), ("snare", .snares), ("hat", .hats), ("ride", .rides)] {
      let keepsTime = voice == "hat" || voice == "ride"
      let struck = first.filter { $0.tone == .kit(voice) || keepsTime && isBetween($0) }
      guard hits.contains(where: { $0.tone == .kit(voice) }), isBar(struck, of: voice) else { continue }
      let strong = keepsTime ? [] : struck.filter { $0.stroke.emphasis >= 0 }
      let steps = bars.near(
        bits(struck), strong: bits(strong), looseness: looseness, lot: lot(.groove, voice, 0, in: groove(struck)))
      let free = keepsTime ? steps & ~bits(hits.filter(isBetween)) : steps
      result.removeAll { $0.tone == .kit(voice) }
      result += (0..<16).filter { free & 1 << UInt32($0) != 0 }.map { step in
        let onset = sixteenth * Rational(step)
        let stroke = struck.first { $0.onset == onset && $0.tone == .kit(voice) }?.stroke ?? .normal
        return .init(onset: onset, duration: sixteenth, tone: .kit(voice), stroke: stroke)
      }
    }
    return sorted(result)
  }

  /// Whether a stroke stands among those that keep time, on another cymbal.
  private func isBetween(_ hit: PatternSet.Hit) -> Bool { hit.tone == .kit("open") || hit.tone == .kit("crash") }

  /// Whether strokes of a voice are such as the bars have: on sixteenths, a snare with backbeats, a closed hi-hat or ride.
  private func isBar(_ struck: [PatternSet.Hit], of voice: String) -> Bool {
    guard struck.allSatisfy({ ($0.onset / sixteenth).isInteger }) else { return false }
    switch voice {
    case "kick": return !meter.beats.allSatisfy { beat in struck.contains { $0.onset == beat.start } }
    case "snare": return struck.contains { $0.stroke.emphasis >= 0 }
    default: return struck.count > 2 && struck.count { $0.tone == .kit("open") || $0.stroke == .open } <= 2
    }
  }

  /// The stream of a groove's own bars: what is written alike is played alike in the whole piece, but for sections that have
  /// a groove of their own.
  private func groove(_ struck: [PatternSet.Hit]) -> Seed {
    let seed = looseness >= 0.5 && bars.child("groove").unit(at: 0) < 0.5 ? bars : habits
    return seed.child("groove", Int(bits(struck)))
  }

  private func bits(_ struck: [PatternSet.Hit]) -> UInt32 {
    struck.reduce(0) { $0 | 1 << UInt32(($1.onset / sixteenth).floor) }
  }

  private func sorted(_ hits: [PatternSet.Hit]) -> [PatternSet.Hit] {
    hits.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
  }
}
