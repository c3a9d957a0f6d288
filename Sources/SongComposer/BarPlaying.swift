// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// One bar of a drummer being played.
struct BarPlaying {
  let drummer: Drummer
  let bar: Int
  let momentum: Int
  let written: [PlayedStroke]
  private let stream: Seed
  private let cycle: Seed
  /// The stream of what is never twice the same.
  private let pass: Seed
  private var played: [PlayedStroke] = []

  init(_ drummer: Drummer, bar: Int, momentum: Int, written: [PlayedStroke]) {
    self.drummer = drummer
    self.bar = bar
    self.momentum = momentum
    self.written = written
    stream = drummer.stream(ofBar: bar)
    cycle = drummer.stream(ofCycle: bar)
    pass = stream.child("pass", drummer.ordinal)
  }

  /// Busier where the music is: 0.8 of the habit at rest, 1.2 at the top.
  private var activity: Double { 0.8 + 0.4 * Double(momentum) / 1000 }

  private func step(_ onset: ScoreTime) -> Int { (onset / sixteenth).floor }

  /// Whether a player does here what he does in a share of the bars.
  private func does(_ question: Drummer.Question, _ voice: String, _ step: Int, share: Double) -> Bool {
    drummer.lot(question, voice, step, in: drummer.isFree(voice, stream) ? stream : cycle) < share
  }

  // MARK: Any kit

  /// Soft strokes come and go, all are a little louder or softer.
  mutating func playOthers() -> [PlayedStroke] {
    for stroke in written where !isOtherLeft(stroke) { add(stroke, spread: 4) }
    return played
  }

  private func isOtherLeft(_ stroke: PlayedStroke) -> Bool {
    let mean = stroke.emphasis < 0 ? DrummerHabits.leftOthers.soft : DrummerHabits.leftOthers.stroke
    let draw = drummer.lot(.left, stroke.voice, step(stroke.onset), in: drummer.habits)
    // Half of all players hardly ever leave it out, one in ten three times as often as the mean.
    return does(.left, stroke.voice, step(stroke.onset), share: drummer.looseness * 4 * mean * draw * draw * draw)
  }

  // MARK: Drum sets

  mutating func playSet() -> [PlayedStroke] {
    for stroke in written { playWritten(stroke) }
    if written.contains(where: { $0.voice == "kick" }) { addKicks() }
    if written.contains(where: { $0.voice == "snare" }) { addSnares() }
    addTimes()
    openTimes()
    addCrash()
    return played.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
  }

  private mutating func playWritten(_ stroke: PlayedStroke) {
    switch stroke.voice {
    case "kick":
      if !isLeft(stroke, DrummerHabits.leftKicks) { add(stroke, DrummerHabits.kick, isOwn: true) }
    case "snare", "rim":
      if !isLeft(stroke, DrummerHabits.leftSnares) { add(stroke, DrummerHabits.snare, isOwn: true) }
    case "open": playOpen(stroke)
    case "hat" where stroke.stroke == .open: playOpen(stroke)
    case "hat", "ride", "pedal":
      if !isLeft(stroke, DrummerHabits.leftTimes) { addTime(stroke, isOwn: true) }
    case "crash": playCrash(stroke)
    default:
      if !isOtherLeft(stroke) { add(stroke, spread: 5) }
    }
  }

  private func isLeft(_ stroke: PlayedStroke, _ shares: [[Int]]) -> Bool {
    let place = step(stroke.onset)
    // A section begins with its first kick, and a kick on every beat stays.
    if stroke.voice == "kick", place == 0 && bar == 0 || kicksOnEveryBeat { return false }
    return does(.left, stroke.voice, place, share: share(shares, .left, stroke.voice, place))
  }

  /// How often the player does something at a place.
  private func share(_ shares: [[Int]], _ question: Drummer.Question, _ voice: String, _ place: Int) -> Double {
    let (index, _) = DrummerHabits.place(sixteenth * Rational(place), drummer.meter)
    let temper = drummer.temper
    let spread = question == .opened ? 0.4 : ["kick", "snare"].contains(voice) ? 0.5 : 0.25
    return drummer.share(
      of: shares[index], level: question == .opened ? temper.opens : temper.liveliness, spread: spread, question, voice, place)
  }

  private var kicksOnEveryBeat: Bool {
    let taken = steps("kick")
    return drummer.meter.beats.allSatisfy { taken.contains(step($0.start)) }
  }

  /// An open hi-hat is closed as often as not, unless the groove is made of it.
  private mutating func playOpen(_ stroke: PlayedStroke) {
    let count = written.filter { $0.voice == "open" || $0.stroke == .open }.count
    let place = step(stroke.onset)
    let habit = drummer.lot(.open, "open", place, in: drummer.habits)
    let kept = count > 2 ? 0.92 : (1 - habit) * (1 - habit)
    if does(.open, "open", place, share: 1 - drummer.looseness * (1 - kept)) {
      add(stroke, DrummerHabits.open, isOwn: true)
    } else {
      var closed = stroke
      closed.voice = "hat"
      closed.stroke = .normal
      addTime(closed, isOwn: true)
    }
  }

  /// A crash inside a section is every other one; where it isn't played, time goes on.
  private mutating func playCrash(_ stroke: PlayedStroke) {
    let place = step(stroke.onset)
    if bar == 0 || does(.crash, "crash", place, share: 1 - drummer.looseness * (1 - drummer.temper.innerCrash)) {
      var softer = stroke
      softer.stroke = drummer.looseness < 0.5 ? stroke.stroke : .normal
      softer.emphasis = drummer.crashEmphasis
      add(softer, spread: 6)
    } else if let time {
      var other = stroke
      other.voice = time
      other.stroke = .normal
      other.duration = sixteenth
      addTime(other, isOwn: true)
    }
  }

  /// A crash where a phrase begins, seldom elsewhere.
  private mutating func addCrash() {
    guard bar > 0, momentum >= 400, drummer.kit.contains("crash") else { return }
    let share = drummer.looseness * drummer.temper.phraseCrash * (bar % 4 == 0 ? 1 : 0.3)
    guard !played.contains(where: { $0.voice == "crash" }), drummer.lot(.crash, "crash", bar % 4, in: stream) < share else { return }
    // Inside a phrase it stands on other strokes of the kick too.
    let kicks = played.filter { $0.voice == "kick" }.map(\.onset)
    let isInside = bar % 4 != 0 && drummer.lot(.crash, "crash", 4, in: stream) < 0.5
    let onset = isInside && !kicks.isEmpty ? kicks[Int(drummer.lot(.crash, "crash", 5, in: stream) * Double(kicks.count))] : .zero
    played.removeAll { $0.onset == onset && $0.voice != "kick" && $0.voice != "snare" }
    add(.init(onset: onset, duration: 1, voice: "crash", stroke: .normal, emphasis: drummer.crashEmphasis), spread: 8)
  }

  /// The voice that keeps time in the groove.
  private var time: String? {
    let counts = ["hat", "ride"].map { name in (name: name, count: written.filter { $0.voice == name }.count) }
    return counts.filter { $0.count > 2 }.max { $0.count < $1.count }?.name
  }

  private mutating func addTime(_ stroke: PlayedStroke, isOwn: Bool) {
    add(stroke, stroke.voice == "ride" ? DrummerHabits.ride : DrummerHabits.hat, isOwn: isOwn)
  }

  // MARK: Strokes beside the groove

  /// Empty sixteenths of a voice where a player strikes.
  ///
  /// - Parameter often: factor on what is measured: grooves of styles are plainer than those of drummers who play alone.
  private func extra(_ voice: String, _ shares: [[Int]], often: Double = 1, taken: Set<Int>) -> [PlayedStroke] {
    let count = (drummer.meter.length / sixteenth).floor
    return (0..<count).compactMap { place in
      guard !taken.contains(place), does(.extra, voice, place, share: often * activity * share(shares, .extra, voice, place)) else { return nil }
      return .init(onset: sixteenth * Rational(place), duration: sixteenth, voice: voice, stroke: .soft, emphasis: -14)
    }
  }

  private func steps(_ voices: String...) -> Set<Int> {
    Set(written.filter { voices.contains($0.voice) }.map { step($0.onset) })
  }

  private mutating func addKicks() {
    let taken = kicksOnEveryBeat ? steps("kick", "snare") : steps("kick")
    for stroke in extra("kick", DrummerHabits.kicks, often: 1.2, taken: taken) { add(stroke, DrummerHabits.kick, isOwn: false) }
  }

  private mutating func addSnares() {
    for stroke in extra("snare", DrummerHabits.snares, often: 1.5, taken: steps("snare", "rim", "clap")) {
      add(stroke, DrummerHabits.snare, isOwn: false)
    }
  }

  private mutating func addTimes() {
    guard let time else { return }
    for stroke in extra(time, DrummerHabits.times, taken: steps("hat", "ride", "open", "crash")) { addTime(stroke, isOwn: false) }
  }

  /// Some strokes of the closed hi-hat are open.
  private mutating func openTimes() {
    guard time == "hat", drummer.kit.contains("open") else { return }
    for index in played.indices where played[index].voice == "hat" {
      let place = step(played[index].onset)
      guard does(.opened, "open", place, share: 1.7 * activity * share(DrummerHabits.opens, .opened, "open", place)) else { continue }
      var stroke = played[index]
      stroke.voice = "open"
      played[index] = sounding(stroke, DrummerHabits.open, isOwn: false)
    }
  }

  // MARK: Loudness

  /// Adds a stroke with what the player makes of its loudness.
  private mutating func add(_ stroke: PlayedStroke, _ loudness: DrummerHabits.Loudness, isOwn: Bool) {
    played.append(sounding(stroke, loudness, isOwn: isOwn))
  }

  private func sounding(_ stroke: PlayedStroke, _ loudness: DrummerHabits.Loudness, isOwn: Bool) -> PlayedStroke {
    let place = step(stroke.onset)
    let (index, _) = DrummerHabits.place(stroke.onset, drummer.meter)
    let temper = drummer.temper
    func normal(_ step: Int, in seed: Seed) -> Double { drummer.normal([.loudness, .loudness2, .loudness3], stroke.voice, step, in: seed) }
    // A player's strokes at a place are alike, half of what is left stays in the cycle.
    let accent = stroke.voice == "snare" ? max(1, temper.accent) : temper.accent
    let mean = isOwn ? accent * Double(loudness.own[index]) : Double(loudness.beside[index])
    let player = loudness.player * normal(1022, in: drummer.habits)
    let own = 0.75 * loudness.place * normal(place + (isOwn ? 0 : 256), in: drummer.habits)
    let here = loudness.bar * temper.unevenness * (0.65 * normal(place, in: cycle) + 0.75 * normal(place, in: pass))
    // What is written as soft stays so.
    let soft = isOwn && stroke.emphasis < 0 ? Double(stroke.emphasis) / 2 : 0
    var result = stroke
    let wished = min(80, max(-48, mean + player + own + here + soft + Double(loudness.raised) - headroom))
    result.emphasis = Int((Double(stroke.emphasis) + drummer.looseness * (wished - Double(stroke.emphasis))).rounded())
    return result
  }

  /// Adds a stroke about as loud as it is written.
  ///
  /// - Parameter spread: the standard deviation from bar to bar, steps of velocity; that from player to player is half of it.
  private mutating func add(_ stroke: PlayedStroke, spread: Double) {
    let place = step(stroke.onset)
    func normal(in seed: Seed) -> Double { drummer.normal([.loudness, .loudness2, .loudness3], stroke.voice, place, in: seed) }
    let moved = spread * drummer.temper.unevenness * (normal(in: drummer.habits) / 2 + normal(in: pass))
    var result = stroke
    result.emphasis += Int((drummer.looseness * moved).rounded())
    played.append(result)
  }
}

/// Steps of velocity by which all strokes are softer, so that the loudest stand out.
private let headroom = 8.0
