// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension SpecGrammar {
  /// What each section holds.
  mutating func writeSections() {
    var items: [SpecEntry] = []
    for index in sections.indices where sections[index].isDescribed {
      var stream = seed.child("section", index).generator
      fill(index, &stream)
      let section = sections[index]
      var fields = section.entries
      switch section.bars {
      case .exact: fields.insert(SpecEntry("bars", .number(section.count)), at: 0)
      case .range:
        let low = max(1, section.count - stream.below(3))
        fields.insert(SpecEntry("bars", "\(low)..\(section.count + stream.number(in: 0...4))"), at: 0)
      case .auto: fields.insert(SpecEntry("bars", "auto"), at: 0)
      case .unsaid: if fields.isEmpty { fields.append(SpecEntry("bars", "auto")) }
      }
      items.append(SpecEntry(section.name, .map(fields)))
    }
    if !items.isEmpty { add("sections", .map(items)) }
  }

  private mutating func fill(_ index: Int, _ stream: inout RandomStream) {
    let isFixed = sections[index].bars == .exact
    if sections[index].base != nil {
      if stream.chance(percent: 70) { sections[index].entries.append(SpecEntry("vary", variation(of: nil, &stream))) }
    } else {
      // A tune isn't cut: what varies its section is as long.
      let count = sections[index].count
      let others = sections[..<index].filter { $0.base == nil && $0.meter == nil && !$0.isOthers && (!$0.hasTune || $0.count <= count) }
      if isFixed, !others.isEmpty, stream.chance(percent: 7) {
        sections[index].isOthers = true
        sections[index].entries.append(SpecEntry("vary", variation(of: stream.element(of: others).name, &stream)))
      } else {
        writeOwn(index, isFixed, &stream)
      }
    }
    if stream.chance(percent: 30) { sections[index].entries.append(SpecEntry("intensity", level(&stream))) }
    if !parts.isEmpty, stream.chance(percent: 18) { sections[index].entries.append(SpecEntry("parts", doings(&stream))) }
  }

  /// Material of its own.
  private mutating func writeOwn(_ index: Int, _ isFixed: Bool, _ stream: inout RandomStream) {
    let count = sections[index].count
    func say(_ key: String, _ value: SpecNode) { sections[index].entries.append(SpecEntry(key, value)) }
    if stream.chance(percent: 10) {
      let text = drawKey(&stream, isPiece: false)
      sections[index].key = Key(text: text)
      say("key", .text(text))
    }
    // Where the plan knows all times, a section's own meter or tempo would move them.
    let isOpen = grid == nil && targets.duration == nil
    if isOpen, stream.chance(percent: 12) {
      let text = stream.word(of: "3/4 4/4 6/8 5/4 2/4 9/8")
      sections[index].meter = Meter(text: text)
      say("time", .text(text))
    }
    let own = sections[index].meter ?? meter
    if isOpen, let own, stream.chance(percent: 12) {
      let beats = max(30, (Rational(stream.number(in: 80...130)) / own.beatUnit).rounded)
      say("tempo", stream.chance(percent: 50) ? .number(beats) : .map([SpecEntry("range", "\(beats)..\(beats + 12)"), SpecEntry("prefer", .number(beats + 4))]))
    }
    if let own, stream.chance(percent: 34) {
      sections[index].hasChords = true
      let bars = isFixed ? stream.number(in: 1...count) : 1
      say("chords", .text(chords(bars: bars, meter: own, in: sections[index].key ?? key, &stream)))
    }
    if stream.chance(percent: 10) { say("harmony", harmony(meters: own.map { [$0] } ?? [], &stream)) }
    if isFixed, stream.chance(percent: 14) {
      let forms = count % 4 == 0 && count >= 8 ? "period sentence AABA AABB ABAB call-and-answer through-composed" : "through-composed"
      let form = stream.word(of: forms)
      if form != "AABA" || count >= 16 { say("phrases", .text(form)) }
    }
    if isFixed, let own, stream.chance(percent: 18) { writeTune(index, own, &stream) }
  }

  /// `melody`, perhaps with its words, or `given`.
  private mutating func writeTune(_ index: Int, _ own: Meter, _ stream: inout RandomStream) {
    sections[index].hasTune = true
    let count = sections[index].count
    let tune = parts.first { $0.role == "melody" }?.instrument?.compass
    let length = stream.chance(percent: 50) ? count : stream.number(in: 1...count)
    let (fields, counts) = material(
      bars: length, meter: own, in: sections[index].key ?? key, isTune: true, middle: middle(of: tune ?? 60...79), isOpen: true, &stream)
    guard stream.chance(percent: 65) else {
      let place = stream.chance(percent: 40) ? [SpecEntry("where", "bar 1")] : []
      return sections[index].entries.append(SpecEntry("given", .list([.map(place + fields)])))
    }
    sections[index].entries.append(SpecEntry("melody", .map(fields)))
    let isWhole = ["lily", "abc", "degrees", "tones"].contains(fields.last?.key ?? "")
    guard isWhole, let counts, !counts.contains(0), stream.chance(percent: 45) else { return }
    var isInside = false
    let words = counts.enumerated().map { bar, number in
      (0..<number).map { note -> String in
        let isLast = bar == counts.count - 1 && note == number - 1
        let isFirst = bar == 0 && note == 0
        if !isFirst, stream.chance(percent: 8) { return "_" }
        if stream.chance(percent: 4), !isInside { return "*" }
        isInside = !isLast && stream.chance(percent: 25)
        return stream.word(of: "sai lor down by ri ver la øy où 夜 moon") + (isInside ? "-" : "")
      }.joined(separator: " ")
    }
    sections[index].entries.append(SpecEntry("lyrics", words.joined(separator: " | ")))
  }

  private func variation(of name: String?, _ stream: inout RandomStream) -> SpecNode {
    if name == nil, stream.chance(percent: 40) { return .text("\(stream.number(in: 0...100))%") }
    var fields = name.map { [SpecEntry("of", $0)] } ?? []
    var keeps = ["chords", "melody", "melody.onbeat", "melody.rhythm", "arrangement"]
    func share(_ key: String) {
      guard stream.chance(percent: 35) else { return }
      fields.append(SpecEntry(key, "\(stream.number(in: 5...90))%"))
      keeps.removeAll { $0 == key }
    }
    share("melody")
    share("chords")
    share("ornament")
    if stream.chance(percent: 25) {
      fields.append(SpecEntry("arrangement", stream.word(of: "same new")))
      keeps.removeAll { $0 == "arrangement" }
    }
    if stream.chance(percent: 25) { fields.append(SpecEntry("drums", stream.word(of: "fill-at-end no-fill"))) }
    if stream.chance(percent: 30) { fields.append(SpecEntry("keep", .list(stream.shuffled(keeps).prefix(stream.number(in: 1...2)).map { .text($0) }))) }
    if fields.isEmpty { fields.append(SpecEntry("melody", "20%")) }
    return .map(fields)
  }

  /// What parts do here.
  private mutating func doings(_ stream: inout RandomStream) -> SpecNode {
    let chosen = stream.shuffled(Array(parts.indices)).prefix(stream.number(in: 1...2))
    if parts.count > 2, stream.chance(percent: 25) {
      for index in parts.indices { parts[index].isBound = true }
      return .list(chosen.map { .text(parts[$0].name) })
    }
    return .map(
      chosen.map { index in
        parts[index].isBound = true
        let isDrums = parts[index].kit != nil || parts[index].role == "drums"
        let word = stream.weighted([("rest", parts.count > 1 && index > 0 ? 30 : 0), ("thin", 25), ("full", 30), ("solo", isDrums ? 0 : 12)])
        if word == "solo" { hasSolos = true }
        if word != "solo", stream.chance(percent: 25), let pattern = pattern(for: parts[index], &stream) {
          return SpecEntry(parts[index].name, .map([SpecEntry("play", word), SpecEntry("pattern", pattern)]))
        }
        return SpecEntry(parts[index].name, word)
      })
  }

  /// A level or a ramp of a section.
  private func level(_ stream: inout RandomStream) -> SpecNode {
    switch stream.below(3) {
    case 0: .text(stream.word(of: "low medium high max"))
    case 1: .text("\(stream.number(in: 10...100))%")
    default: .text("\(stream.number(in: 10...100))% -> \(stream.number(in: 10...100))%")
    }
  }

  /// `harmony` of a piece or a section of these meters.
  func harmony(meters: [Meter], _ stream: inout RandomStream) -> SpecNode {
    var fields: [SpecEntry] = []
    if stream.chance(percent: 60) {
      let halves = !meters.isEmpty && meters.allSatisfy { $0.groups.count % 2 == 0 && Set($0.groups).count == 1 }
      fields.append(SpecEntry("rate", stream.weighted([
        ("1 bar", 40), ("2 bars", 20), ("4 bars", 5), ("about 1 bar", 15), ("about 2 bars", 8), ("1/2 bar", halves ? 20 : 0),
      ])))
    }
    if stream.chance(percent: 50) { fields.append(SpecEntry("colour", stream.element(of: ["auto", "plain", "sevenths", "rich", "30%", "0%", "100%"]))) }
    if stream.chance(percent: 40) { fields.append(SpecEntry("cadence", stream.word(of: "auto authentic half plagal open"))) }
    if stream.chance(percent: 25) {
      // Neither tonic, subdominant nor dominant: cadences keep their chords.
      fields.append(SpecEntry("avoid", .list(stream.shuffled(["bVII", "ii7", "iii", "bII", "vi7", "iii7"]).prefix(stream.below(3)).map { .text($0) })))
    }
    return .map(fields)
  }
}
