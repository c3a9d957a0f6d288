// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Draws a spec. Each topic draws from a stream of its own, so that a new word of one changes no other.
struct SpecGrammar {
  let seed: Seed
  var entries: [SpecEntry] = []
  var targets = RandomSpec.Targets()

  var style: String?
  var hasMoods = false
  /// Nil where the spec leaves it out.
  var meter: Meter?
  var key: Key?
  /// Frames a second that count all numbers; nil without, and where the rate leaves numbers out.
  var frames: Int?
  /// The hour of the timecode at which the piece begins.
  var startHour = 0
  /// The distinct sections, in the order of the form; empty where the form is left to the style.
  var sections: [SectionPlan] = []
  /// What the form plays, as indices of `sections`.
  var played: [Int] = []
  /// Whether the spec has `form`; else the sections are played in the order in which they stand.
  var formIsSaid = true
  /// Whether only a ring fills what whole bars at the tempi leave.
  var endsWithRing = false
  /// Whether a section lets a part improvise.
  var hasSolos = false
  /// Where beats lie; nil where the spec leaves tempo or meter open.
  var grid: BeatGrid?
  /// Milliseconds that the piece lasts at least.
  var least = 0
  var parts: [PartPlan] = []
  var syncs: [SyncPlan] = []

  init(_ seed: Seed) { self.seed = seed }

  var text: String { SpecLayout.text(entries, seed.child("layout")) }

  mutating func write() {
    writeStyle()
    writeTime()
    drawParts()
    writeSections()
    writeSyncs()
    writeIntensity()
    writeVoice()
    writeParts()
    writeTreatment()
    writeExports()
    writeHead()
    order()
    writeVariables()
    entries.insert(SpecEntry("song", "1"), at: 0)
  }

  mutating func add(_ key: String, _ text: String) { entries.append(SpecEntry(key, text)) }
  mutating func add(_ key: String, _ value: SpecNode) { entries.append(SpecEntry(key, value)) }

  // MARK: Style, mood, meter, key

  private mutating func writeStyle() {
    var stream = seed.child("style").generator
    let styles = styleWords
    switch stream.weighted([(0, 8), (1, 74), (2, 18)]) {
    case 0: break
    case 1:
      style = stream.element(of: styles)
      add("style", style!)
    default:
      let two = stream.shuffled(styles).prefix(2)
      style = two[0]
      let share = stream.number(in: 10...90)
      let first = stream.chance(percent: 40) ? "\(two[0]) \(share)%" : two[0]
      let second = stream.chance(percent: 50) ? "\(two[1]) \(stream.chance(percent: 50) ? 100 - share : 30)%" : two[1]
      add("style", .list([.text(first == two[0] ? first : "\(two[0]) \(share)%"), .text(first == two[0] ? second : two[1])]))
    }
    switch stream.weighted([(0, 45), (1, 40), (2, 15)]) {
    case 0: break
    case 1:
      hasMoods = true
      add("mood", stream.element(of: moodWords))
    default:
      hasMoods = true
      add("mood", .list(stream.shuffled(moodWords).prefix(2).map { .text($0) }))
    }
    if stream.chance(percent: 82) {
      let text = stream.weighted([
        ("4/4", 46), ("3/4", 14), ("6/8", 12), ("2/4", 6), ("5/4", 4), ("7/8 (2+2+3)", 4), ("12/8", 4), ("2/2", 3), ("9/8", 3),
        ("3/8", 2), ("6/4", 1), ("5/8 (3+2)", 1),
      ])
      meter = Meter(text: text)
      let bends = text == "4/4" && stream.chance(percent: 14)
      add("time", bends ? "\(text) flexible" : text)
    }
    if stream.chance(percent: 72) { add("key", drawKey(&stream, isPiece: true)) }
  }

  /// A key, as somebody writes it.
  mutating func drawKey(_ stream: inout RandomStream, isPiece: Bool) -> String {
    let mode = stream.weighted([
      (Mode.major, 40), (.minor, 28), (.dorian, 12), (.mixolydian, 8), (.lydian, 6), (.phrygian, 5), (.locrian, 1),
    ])
    // Five signs at most: any spelling that follows from it stays readable.
    let fifths = stream.number(in: -5...5)
    let drawn = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode)
    if isPiece { key = drawn }
    switch mode {
    case .major: return stream.chance(percent: 30) ? "\(drawn.tonic)" : "\(drawn)"
    case .minor: return stream.chance(percent: 25) ? "\(drawn.tonic)m" : "\(drawn)"
    default: return "\(drawn)"
    }
  }

  // MARK: What stands at the head

  private mutating func writeHead() {
    var stream = seed.child("head").generator
    if stream.chance(percent: 60) {
      add("title", stream.word(of: "Harbour Meadow Örtchen 夜 Kettle Tide Vuelo Ærø Attic") + stream.element(of: ["", " no. 3", ", 30 s", ": a \"study\"", " / II", " {draft}"]))
    }
    if stream.chance(percent: 70) {
      switch stream.below(3) {
      case 0: add("seed", .number(stream.below(100_000)))
      case 1: add("seed", stream.word(of: "sea fog río sky") + "-\(stream.below(50))")
      default: add("seed", .number(-stream.below(1000)))
      }
    }
    if stream.chance(percent: 15) { add("license", stream.element(of: ["CC BY 4.0", "© 2026 nobody", "all rights reserved"])) }
    switch stream.weighted([(0, 80), (1, 8), (2, 12)]) {
    case 0: break
    case 1: add("credits", "trad.")
    default:
      add("credits", .map([SpecEntry("composer", "Ann Example"), SpecEntry("lyricist", "Bjørn Example")]))
    }
    if stream.chance(percent: 10) {
      var inner: [SpecEntry] = []
      for output in ["lock", "score", "musicxml", "midi", "audio"] where stream.chance(percent: 40) {
        inner.append(SpecEntry(output, stream.word(of: "exact measured ignore")))
      }
      add("golden", .map(inner))
    }
    if stream.chance(percent: 8) {
      var inner: [SpecEntry] = []
      if stream.chance(percent: 60) { inner.append(SpecEntry("licence", "permissive")) }
      if stream.chance(percent: 60) { inner.append(SpecEntry("soundfonts", .list([.text("FluidR3_GM")]))) }
      add("sounds", .map(inner))
    }
  }

  /// Keys stand in any order.
  private mutating func order() {
    var stream = seed.child("order").generator
    if stream.chance(percent: 50) { entries = stream.shuffled(entries) }
  }

  /// Values of single keys become variables.
  private mutating func writeVariables() {
    var stream = seed.child("variables").generator
    guard stream.chance(percent: 15) else { return }
    var variables: [SpecEntry] = []
    for index in entries.indices where stream.chance(percent: 35) && variables.count < 4 {
      guard case .text(let value) = entries[index].value, !value.contains("$") else { continue }
      let name = stream.word(of: "wert base my_own x") + "\(variables.count)"
      let words = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if words.count == 2, !words[0].isEmpty, !words[1].isEmpty, stream.chance(percent: 40) {
        variables.append(SpecEntry(name, words[0]))
        entries[index].value = .text("${\(name)} \(words[1])")
      } else {
        variables.append(SpecEntry(name, value))
        entries[index].value = .text("${\(name)}")
      }
    }
    if !variables.isEmpty { add("vars", .map(variables)) }
  }
}

/// All moods.
package let moodWords = [
  "action", "aggressive", "angry", "atmospheric", "dark", "easy_listening", "emotive", "meditative", "melancholic", "sci_fi",
  "sparse", "tech", "tropical", "uplifting",
]

/// All styles.
package let styleWords = styleTempi.map(\.style)

/// Styles and the quarters a minute that they are played at.
let styleTempi: [(style: String, tempi: ClosedRange<Int>)] = [
  ("ambient", 50...80), ("chillout", 70...96), ("cinematic", 68...132), ("corporate", 100...120), ("drum_and_bass", 165...178),
  ("folk", 88...126), ("piano", 60...100), ("pop", 84...128), ("rock", 100...150), ("synth_pop", 105...125),
]
