// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// The pattern sets among which one is drawn for a part and a meter.
struct PatternDraw {
  let key: String
  let part: String
  let meter: Meter
  /// Those of the style's band.
  let choices: [(value: String, weight: Int)]
  /// All that the instrument can play.
  let fitting: [PatternSet]
  let styleTags: [String]

  /// What a draw after the first one chooses from: the band's where it has several, else the style's, else all.
  var wide: [(value: String, weight: Int)] {
    if choices.count > 1 { return choices }
    let tagged = fitting.filter { $0.tags.contains(where: styleTags.contains) }
    return (tagged.count > 1 ? tagged : fitting).map { (value: $0.key, weight: 1) }
  }
}

extension SettingsMaker {
  /// Reads what the lock says of parts that are drawn anew, for sections of the form alone.
  mutating func readRerolls(sections: [String]) {
    for key in settler.lock.keys.filter({ $0.hasPrefix(Settings.Reroll.prefix) }).sorted(by: utf8Precedes) {
      let value = settler.lock[key]!
      guard let reroll = Settings.Reroll(key: key, value: value) else {
        settler.sink.report(.lockEntryIgnored(key: key, value: value))
        continue
      }
      if let section = reroll.section, !sections.flatMap(Settings.Reroll.names).contains(section) { continue }
      rerolls.append(reroll)
    }
  }

  /// Records the draws of parts that the band has.
  mutating func recordRerolls(_ parts: [Settings.Part]) {
    rerolls.removeAll { reroll in
      if case .part(let name) = reroll.target { return !parts.contains { $0.id == name } }
      return false
    }
    for reroll in rerolls { settler.record(reroll.key, reroll.number, .lock) }
  }

  /// Decides a part's pattern set for a meter, then those of sections where the part is drawn anew.
  mutating func decide(_ draw: PatternDraw) -> [Settings.Part.Pattern] {
    let own = rerolls.filter { $0.target == .part(draw.part) }
    let main = decide(draw, draw.key, after: nil, number: own.first { $0.section == nil }?.number ?? 0)
    var result = [Settings.Part.Pattern(meter: draw.meter, key: main)]
    for reroll in own {
      guard let section = reroll.section, reroll.number > 0 else { continue }
      let key = decide(draw, "\(draw.key)@\(section)", after: main, number: reroll.number)
      result.append(.init(meter: draw.meter, key: key, section: section))
    }
    return result
  }

  /// The `number`-th draw: never the one before again where there are others.
  ///
  /// - Parameter first: what draw 0 gave; nil draws it.
  private mutating func decide(_ draw: PatternDraw, _ key: String, after first: String?, number: Int) -> String {
    let isFitting = { (name: String) in draw.fitting.contains { $0.key == name } }
    if number == 0 || settler.lock[key].map(isFitting) == true {
      return settler.decide(key, spec: nil as String?, among: draw.choices, reason: .style, isValid: isFitting)
    }
    var seed = settler.seed.child(key)
    var stream = seed.generator
    var value = first ?? draw.choices[draw.choices.count == 1 ? 0 : stream.pick(weights: draw.choices.map(\.weight))].value
    for index in 1...min(number, mostDraws) {
      seed = settler.seed.child(key).child("reroll", index)
      stream = seed.generator
      let others = draw.wide.filter { $0.value != value }
      guard !others.isEmpty else { break }
      value = others[stream.pick(weights: others.map(\.weight))].value
    }
    return settler.record(key, value, .drawn, seedPath: seed.path)
  }
}

/// A lock that counts further has been written by hand.
private let mostDraws = 10_000
