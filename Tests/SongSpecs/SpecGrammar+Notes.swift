// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Bars of note values that fill a meter.
struct RhythmDraw {
  struct Event {
    let sixteenths: Int
    let isRest: Bool
    /// Whether a tie leads to the next note.
    var isTied = false
    /// Whether it is three notes in the time of two.
    var isTriplet = false
  }

  var bars: [[Event]] = []

  init(bars count: Int, meter: Meter, triplets: Bool, _ stream: inout RandomStream) {
    let length = (meter.length * 4).rounded
    let values = [(4, 40), (2, 30), (8, 14), (6, 8), (1, 6), (12, 4), (16, 4), (3, 3)]
    for _ in 0..<count {
      var bar: [Event] = []
      var left = length
      while left > 0 {
        let value = stream.weighted(values.filter { $0.0 <= left })
        let isRest = stream.chance(percent: 9)
        bar.append(Event(sixteenths: value, isRest: isRest, isTriplet: triplets && value == 4 && !isRest && stream.chance(percent: 8)))
        left -= value
      }
      bars.append(bar)
    }
    // One note at least, and ties between plain notes only.
    if !bars.joined().contains(where: { !$0.isRest }) { bars[0][0] = Event(sixteenths: bars[0][0].sixteenths, isRest: false) }
    for bar in bars.indices {
      for index in bars[bar].indices.dropLast() where stream.chance(percent: 5) {
        let (event, next) = (bars[bar][index], bars[bar][index + 1])
        if !event.isRest, !next.isRest, !event.isTriplet, !next.isTriplet { bars[bar][index].isTied = true }
      }
    }
  }

  /// Notes that begin in each bar.
  var counts: [Int] {
    bars.map { bar in
      var isHeld = false
      return bar.reduce(0) { sum, event in
        defer { isHeld = event.isTied }
        return event.isRest || isHeld ? sum : sum + (event.isTriplet ? 3 : 1)
      }
    }
  }

  /// As `rhythm` has it, with bar lines.
  var text: String {
    bars.map { bar in
      bar.map { event in
        let value = valueText(event.sixteenths)
        return (event.isRest ? "r\(value)" : event.isTriplet ? "(3 8 8 8)" : value) + (event.isTied ? " ~" : "")
      }.joined(separator: " ")
    }.joined(separator: " | ")
  }
}

/// `4.` of six sixteenths.
private func valueText(_ sixteenths: Int) -> String {
  switch sixteenths {
  case 16: "1"
  case 12: "2."
  case 8: "2"
  case 6: "4."
  case 4: "4"
  case 3: "8."
  case 2: "8"
  default: "16"
  }
}

/// A line that goes by steps through a key.
struct LineDraw {
  private let key: Key
  /// The tonic nearest to the middle of what the part has, as a MIDI key.
  private let tonic: Int
  private var degree = 0

  init(_ key: Key, middle: Int) {
    self.key = key
    let above = ((middle - key.tonic.pitchClass) % 12 + 12) % 12
    tonic = middle - above
  }

  /// The next pitch: its name and its octave, 4 from middle C.
  mutating func next(_ stream: inout RandomStream) -> (name: PitchName, octave: Int) {
    degree += stream.weighted([(-2, 10), (-1, 30), (0, 12), (1, 30), (2, 12), (4, 3), (-4, 3)])
    degree = min(max(degree, -3), 6)
    let step = (degree % 7 + 7) % 7
    let octaves = (degree - step) / 7
    let name = key.degree(step + 1)
    let midi = tonic + 12 * octaves + key.mode.semitones[step]
    return (name, (midi - name.alter) / 12 - 1)
  }
}

extension SpecGrammar {
  // MARK: Chords

  /// Chords of so many bars; numerals, or symbols where the key is known.
  func chords(bars count: Int, meter: Meter, in key: Key?, _ stream: inout RandomStream) -> String {
    let beats = meter.groups.count
    let isNamed = key != nil && stream.chance(percent: 45)
    func chord() -> String {
      let degree = stream.weighted([(1, 30), (4, 20), (5, 20), (6, 14), (2, 10), (3, 6)])
      let mode = key?.mode ?? .major
      // A triad of the scale, by its third and its fifth.
      let tones = [0, 2, 4].map { offset in
        let index = degree - 1 + offset
        return mode.semitones[index % 7] + 12 * (index / 7)
      }
      let (third, fifth) = (tones[1] - tones[0], tones[2] - tones[0])
      let seventh = stream.chance(percent: 14) && fifth == 7 ? "7" : ""
      if isNamed, let key {
        let quality = fifth == 6 ? "dim" : fifth == 8 ? "aug" : third == 3 ? "m" : ""
        return "\(key.degree(degree))\(quality)\(quality.utf8.count > 1 ? "" : seventh)"
      }
      let roman = ["I", "II", "III", "IV", "V", "VI", "VII"][degree - 1]
      if fifth == 6 { return "\(roman.lowercased())°" }
      if fifth == 8 { return "\(roman)aug" }
      return (third == 3 ? roman.lowercased() : roman) + seventh
    }
    var bars: [String] = []
    while bars.count < count {
      switch stream.weighted([(0, 62), (1, beats % 2 == 0 ? 16 : 0), (2, 8), (3, bars.isEmpty ? 0 : 10), (4, bars.isEmpty ? 0 : 2)]) {
      case 0: bars.append(chord())
      case 1: bars.append("\(chord()) \(chord())")
      case 2:
        // A token for each beat, with dots that hold.
        bars.append(([chord()] + (1..<max(1, beats)).map { _ in stream.chance(percent: 75) ? "." : chord() }).joined(separator: " "))
      case 3: bars.append("%")
      default: bars.append("N.C.")
      }
    }
    let text = bars.joined(separator: " | ")
    return stream.chance(percent: 6) ? "| \(text) |" : text
  }

  // MARK: Given notes

  /// Viewpoints or full notes for so many bars.
  ///
  /// - Parameter isTune: whether anything but full notes is played.
  func material(
    bars count: Int, meter: Meter, in key: Key?, isTune: Bool, middle: Int, isOpen: Bool, _ stream: inout RandomStream
  ) -> (fields: [SpecEntry], counts: [Int]?) {
    let kind = stream.weighted([
      (0, isTune ? 18 : 0), (1, isTune ? 26 : 0), (2, isTune ? 10 : 0), (3, isTune ? 8 : 0), (4, isTune && isOpen ? 10 : 0), (5, 30), (6, 18),
    ])
    if kind == 5 || kind == 6 {
      let rhythm = RhythmDraw(bars: count, meter: meter, triplets: false, &stream)
      let notes = kind == 5 ? lily(rhythm, in: key, middle, &stream) : abc(rhythm, in: key, middle, &stream)
      return ([SpecEntry(kind == 5 ? "lily" : "abc", notes)], rhythm.counts)
    }
    if kind == 4 {
      let moves = stream.number(in: 2...5)
      switch stream.below(3) {
      case 0: return ([SpecEntry("degrees", (0..<moves).map { _ in degree(&stream) }.joined(separator: " "))], nil)
      case 1: return ([SpecEntry("tones", (0..<moves).map { _ in tone(&stream) }.joined(separator: " "))], nil)
      default: return ([SpecEntry("contour", contour(moves, &stream))], nil)
      }
    }
    let rhythm = RhythmDraw(bars: count, meter: meter, triplets: true, &stream)
    var fields = [SpecEntry("rhythm", rhythm.text)]
    let counts = rhythm.counts
    func byBars(_ word: (inout RandomStream) -> String) -> String {
      counts.map { number in (0..<number).map { _ in word(&stream) }.joined(separator: " ") }.joined(separator: " | ")
    }
    // A bar without notes has no place between bar lines.
    if kind == 1 || kind == 2, counts.contains(0) { return (fields, counts) }
    switch kind {
    case 1: fields.append(SpecEntry("degrees", byBars(degree)))
    case 2: fields.append(SpecEntry("tones", byBars(tone)))
    case 3:
      let moves = counts.reduce(0, +) - 1
      if moves > 0 { fields.append(SpecEntry("contour", contour(moves, &stream))) }
    default: break
    }
    return (fields, counts)
  }

  private func degree(_ stream: inout RandomStream) -> String {
    stream.weighted([("", 94), ("#", 3), ("b", 3)]) + String(stream.number(in: 1...7)) + stream.weighted([("", 80), ("'", 12), (",", 8)])
  }

  private func tone(_ stream: inout RandomStream) -> String {
    stream.weighted([("1", 30), ("3", 26), ("5", 26), ("7", 10), ("9", 5), ("13", 3)]) + stream.weighted([("", 84), ("'", 12), (",", 4)])
  }

  private func contour(_ moves: Int, _ stream: inout RandomStream) -> String {
    (0..<moves).map { _ in stream.word(of: "up down up- down- up+ down+ hold") }.joined(separator: " ")
  }

  private func lily(_ rhythm: RhythmDraw, in key: Key?, _ middle: Int, _ stream: inout RandomStream) -> String {
    var line = LineDraw(key ?? Key(text: "C major")!, middle: middle)
    let isDutch = stream.chance(percent: 60)
    var held: String?
    var last = ""
    return rhythm.bars.map { bar in
      bar.map { event -> String in
        let value = valueText(event.sixteenths)
        // A value holds until the next one.
        let shown = value == last && stream.chance(percent: 70) ? "" : value
        last = value
        guard !event.isRest else { return "r\(shown)" }
        var pitch = held ?? ""
        if held == nil {
          let (name, octave) = line.next(&stream)
          let accidental = isDutch ? (name.alter < 0 ? "es" : "is") : name.alter < 0 ? "b" : "#"
          pitch = name.letter.lowercased() + String(repeating: accidental, count: abs(name.alter))
            + String(repeating: octave > 3 ? "'" : ",", count: abs(octave - 3))
        }
        held = event.isTied ? pitch : nil
        return pitch + shown + (event.isTied ? " ~" : "")
      }.joined(separator: " ")
    }.joined(separator: " | ")
  }

  private func abc(_ rhythm: RhythmDraw, in key: Key?, _ middle: Int, _ stream: inout RandomStream) -> String {
    var line = LineDraw(key ?? Key(text: "C major")!, middle: middle)
    let lengths = [16: "8", 12: "6", 8: "4", 6: "3", 4: "2", 3: "3/2", 2: "", 1: "/"]
    var held: String?
    let bars = rhythm.bars.map { bar in
      bar.map { event -> String in
        let length = lengths[event.sixteenths] ?? ""
        guard !event.isRest else { return "z\(length)" }
        var pitch = held ?? ""
        if held == nil {
          let (name, octave) = line.next(&stream)
          pitch = octave >= 5
            ? name.letter.lowercased() + String(repeating: "'", count: octave - 5)
            : name.letter + String(repeating: ",", count: max(0, 4 - octave))
        }
        held = event.isTied ? pitch : nil
        return pitch + length + (event.isTied ? "-" : "")
      }.joined(separator: " ")
    }
    return "L:1/8\n" + bars.joined(separator: " | ") + " |"
  }

  /// What is given to a part, in bars that the spec says.
  func given(for part: PartPlan, _ stream: inout RandomStream) -> SpecNode? {
    guard let role = part.role, role != "drums", role != "solo", let compass = part.instrument?.compass else { return nil }
    let isTune = ["melody", "harmony", "counter"].contains(role)
    guard stream.chance(percent: isTune ? 26 : 8) else { return nil }
    let able = fixedSections.filter { !$0.hasTune && !$0.isOthers && ($0.meter ?? meter) != nil }
    guard !able.isEmpty else { return nil }
    var items: [SpecNode] = []
    for section in stream.shuffled(able).prefix(stream.weighted([(1, 70), (2, 30)])) {
      guard let own = section.meter ?? meter else { continue }
      let count = min(section.count, stream.number(in: 1...4))
      let first = stream.number(in: 1...(section.count - count + 1))
      let place = first == 1 && stream.chance(percent: 50) ? section.name : "\(section.name) bar \(first)"
      let (fields, _) = material(
        bars: count, meter: own, in: section.key ?? key, isTune: isTune, middle: middle(of: compass), isOpen: first == 1, &stream)
      items.append(.map([SpecEntry("where", place)] + fields))
    }
    return .list(items)
  }

  /// Where lines lie in a compass.
  func middle(of compass: ClosedRange<Int>) -> Int { min(max((compass.lowerBound + compass.upperBound) / 2, 38), 79) }

  // MARK: Patterns

  func pattern(for part: PartPlan, _ stream: inout RandomStream) -> SpecNode? {
    // Of several meters one pattern fills only some.
    guard let meter, let role = part.role, !sections.contains(where: { $0.meter != nil }), stream.chance(percent: 34) else { return nil }
    let named = patternWords.filter { $0.role == role && $0.meter == "\(meter)" && ($0.kit == nil || $0.kit == part.kit) }
    if !named.isEmpty, part.instrument != nil, stream.chance(percent: 40) { return .text(stream.element(of: stream.element(of: named).names)) }
    let cells = (meter.length * 4).rounded
    switch role {
    case "drums":
      guard let kit = part.kit, let voices = kitVoices.first(where: { $0.kit == kit })?.voices else { return nil }
      if stream.chance(percent: 25) {
        return .map([SpecEntry("mini", mini(voices, &stream))])
      }
      let chosen = stream.shuffled(voices).prefix(stream.number(in: 1...4))
      return .map(chosen.map { voice in
        stream.chance(percent: 10)
          ? SpecEntry(voice, .map([SpecEntry("mini", stream.element(of: ["x(3,8)", "x ~ x [x x]", "~ x?0.4", "x*4", "<x ~> x!2"]))]))
          : SpecEntry(voice, grid(cells, "xXogf.", &stream))
      })
    case "chords", "pad": return .map([SpecEntry("strum", grid(cells, "xXduDU", &stream))])
    case "arpeggio":
      if stream.chance(percent: 60) {
        let steps = (0..<stream.number(in: 3...8)).map { _ in stream.element(of: ["1", "3", "5", "1'", "3'", "5'", "<1 5>", "[3 5]", "~"]) }
        return .map([SpecEntry("tones", .map([SpecEntry("mini", "1 " + steps.joined(separator: " "))]))])
      }
      return line(meter, &stream)
    case "bass": return line(meter, &stream)
    default: return nil
    }
  }

  /// A rhythm that repeats, with its tones or degrees.
  private func line(_ meter: Meter, _ stream: inout RandomStream) -> SpecNode {
    var rhythm = RhythmDraw(bars: stream.number(in: 1...2), meter: meter, triplets: false, &stream)
    for index in rhythm.bars.indices where !rhythm.bars[index].contains(where: { !$0.isRest }) {
      rhythm.bars[index] = [RhythmDraw.Event(sixteenths: 0, isRest: false)]
    }
    // Bars of one note have the length of no single value in every meter, so those with rests alone are left out.
    rhythm.bars.removeAll { $0.contains { $0.sixteenths == 0 } }
    let isTones = stream.chance(percent: 65)
    let pitches = rhythm.counts.map { count in
      (0..<count).map { _ in isTones ? stream.word(of: "1 5 3 1 5, 1'") : stream.word(of: "1 5 3 1 2") }.joined(separator: " ")
    }.joined(separator: " | ")
    return .map([SpecEntry("rhythm", rhythm.text), SpecEntry(isTones ? "tones" : "degrees", pitches)])
  }

  private func grid(_ sixteenths: Int, _ strokes: String, _ stream: inout RandomStream) -> SpecNode {
    let isCoarse = sixteenths % 2 == 0 && stream.chance(percent: 40)
    let cells = isCoarse ? sixteenths / 2 : sixteenths
    let letters = Array(strokes)
    let bars = (0..<stream.weighted([(1, 70), (2, 25), (4, 5)])).map { _ in
      String((0..<cells).map { $0 == 0 || stream.chance(percent: 32) ? stream.element(of: letters) : stream.element(of: [".", "-"]) })
    }
    return .text(bars.joined(separator: " | "))
  }

  private func mini(_ voices: [String], _ stream: inout RandomStream) -> String {
    let words = stream.shuffled(voices)
    func word() -> String { stream.element(of: words) }
    let steps = (0..<stream.number(in: 2...5)).map { _ in
      switch stream.below(8) {
      case 0: "\(word())(3,8)"
      case 1: "[\(word()) \(word())]"
      case 2: "<\(word()) \(word())>"
      case 3: "\(word())?0.3"
      case 4: "~"
      case 5: "\(word())*2"
      case 6: "\(word())!2"
      default: word()
      }
    }
    return words[0] + " " + steps.joined(separator: " ")
  }
}
