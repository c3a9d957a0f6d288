// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// A stroke in a bar, as it is played.
struct PlayedStroke: Equatable {
  /// From the bar line.
  var onset: ScoreTime
  var duration: ScoreTime
  var voice: String
  var stroke: PatternSet.Stroke
  var emphasis: Int

  init(onset: ScoreTime, duration: ScoreTime, voice: String, stroke: PatternSet.Stroke, emphasis: Int) {
    self.onset = onset
    self.duration = duration
    self.voice = voice
    self.stroke = stroke
    self.emphasis = emphasis
  }

  /// A stroke as it is written; nil where it isn't one of a kit.
  init?(_ hit: PatternSet.Hit) {
    guard case .kit(let voice) = hit.tone else { return nil }
    self.init(onset: hit.onset, duration: hit.duration, voice: voice, stroke: hit.stroke, emphasis: hit.stroke.emphasis)
  }
}

/// Who plays a groove: it stays through all bars, and each bar is played a little otherwise.
///
/// Real drumming goes in cycles of one, two or four bars that stay through the piece; of a bar, one voice or another is
/// played anew. So a player's habits (which stroke comes how often) and cycles are drawn once for the piece, and what
/// differs from them by the bar's place in the material: a section that comes again is played alike.
struct Drummer {
  /// 0 plays what is written, 1 as freely as the drummers of `DrummerHabits`.
  let looseness: Double
  let meter: Meter
  /// The names of the kit's voices.
  let kit: [String]
  /// The stream of what stays through the piece.
  let habits: Seed
  /// The stream of what changes from bar to bar.
  let bars: Seed
  /// The playings of the material before this one: in each some bars are played anew.
  let ordinal: Int
  let temper: DrummerTemper

  init(looseness: Double, meter: Meter, kit: [String], habits: Seed, bars: Seed, ordinal: Int) {
    self.looseness = looseness
    self.meter = meter
    self.kit = kit
    self.habits = habits
    self.bars = bars
    self.ordinal = ordinal
    let lots = habits.child("temper")
    temper = DrummerTemper { lots.unit(at: $0) }
  }

  /// Whether it is a drum set, whose voices have their known tasks.
  var isSet: Bool { ["kick", "snare", "hat"].allSatisfy(kit.contains) }

  /// A bar of a groove.
  ///
  /// - Parameters:
  ///   - bar: counted from the section's start.
  ///   - momentum: thousandths.
  func play(_ hits: [PatternSet.Hit], bar: Int, momentum: Int) -> [PlayedStroke] {
    let written = hits.compactMap(PlayedStroke.init)
    guard looseness > 0 else { return written }
    var taken = BarPlaying(self, bar: bar, momentum: momentum, written: written)
    return isSet ? taken.playSet() : taken.playOthers()
  }

  /// A number in 0..<1 for a question about a voice and a sixteenth of the bar.
  func lot(_ question: Question, _ voice: String, _ step: Int, in seed: Seed) -> Double {
    let number = kit.firstIndex(of: voice) ?? kit.count
    return seed.unit(at: (question.rawValue * 64 + number) * 1024 + step)
  }

  /// What is drawn.
  enum Question: Int { case left, extra, moved, open, opened, crash, zeal, freedom, loudness, loudness2, loudness3 }

  /// How much a player does of something, against the mean: few do much of it.
  func zeal(_ voice: String) -> Double {
    let draw = lot(.zeal, voice, 0, in: habits)
    return 3 * draw * draw
  }

  /// The share of bars in which a player does what is done in `mean` of them on the average: half of all players do it
  /// hardly ever, one in ten three times as often as the mean.
  func share(of mean: Double, _ question: Question, _ voice: String, _ step: Int) -> Double {
    let draw = lot(question, voice, step, in: habits)
    return min(0.95, looseness * temper.liveliness * 4 * mean * draw * draw * draw)
  }

  /// The stream of a place in the cycle, the same in the whole piece.
  func stream(ofCycle bar: Int) -> Seed { habits.child("cycle", bar % temper.cycle) }

  /// Whether a voice is played anew in a bar: most often in the second and the last of a phrase of four.
  func isFree(_ voice: String, bar: Int, _ stream: Seed) -> Bool {
    let mean = [0.3, 0.5, 0.35, 0.6][bar % 4]
    return lot(.freedom, voice, 0, in: stream) < mean * temper.freedom
  }

  /// Whether a section, or what follows a fill, is opened with a crash: where the music is loud always.
  func crashes(bar: Int, momentum: Int) -> Bool {
    momentum >= 800 || lot(.crash, "", 0, in: stream(ofBar: bar)) < 1 - looseness * (1 - temper.openingCrash)
  }

  /// Whether the ride keeps time in a section.
  func rides(_ view: SectionView) -> Bool {
    looseness >= 0.5 && isSet && temper.rides && view.steadyMomenta[0] >= 600
  }

  /// The stream of a bar: in each return a quarter of the bars is played anew.
  func stream(ofBar bar: Int) -> Seed {
    var seed = bars.child("bar", bar)
    for number in 0..<ordinal where bars.child("return", number).unit(at: bar) < 0.25 {
      seed = seed.child("again", number)
    }
    return seed
  }
}

/// One bar being played.
private struct BarPlaying {
  let drummer: Drummer
  let bar: Int
  let momentum: Int
  let written: [PlayedStroke]
  let stream: Seed
  let cycle: Seed
  private var played: [PlayedStroke] = []

  init(_ drummer: Drummer, bar: Int, momentum: Int, written: [PlayedStroke]) {
    self.drummer = drummer
    self.bar = bar
    self.momentum = momentum
    self.written = written
    stream = drummer.stream(ofBar: bar)
    cycle = drummer.stream(ofCycle: bar)
  }

  /// Busier where the music is: 0.6 of the habit at rest, 1.4 at the top.
  private var activity: Double { 0.6 + 0.8 * Double(momentum) / 1000 }

  private func step(_ onset: ScoreTime) -> Int { (onset / sixteenth).floor }

  /// Whether a player does here what he does in a share of the bars.
  private func does(_ question: Drummer.Question, _ voice: String, _ step: Int, share: Double) -> Bool {
    drummer.lot(question, voice, step, in: drummer.isFree(voice, bar: bar, stream) ? stream : cycle) < share
  }

  // MARK: Any kit

  /// Soft strokes come and go, all are a little louder or softer.
  mutating func playOthers() -> [PlayedStroke] {
    for stroke in written where !isLeft(stroke, DrummerHabits.leftOthers.stroke, soft: DrummerHabits.leftOthers.soft) {
      add(stroke, wished: stroke.emphasis, spread: 4)
    }
    return played
  }

  private func isLeft(_ stroke: PlayedStroke, _ mean: Double, soft: Double) -> Bool {
    let isSoft = stroke.stroke == .soft || stroke.stroke == .ghost
    if isSoft, stroke.voice == "snare", drummer.temper.leavesGhosts, drummer.looseness >= 0.5 { return true }
    let mean = isSoft ? soft : mean
    let place = step(stroke.onset)
    return does(.left, stroke.voice, place, share: drummer.share(of: mean, .left, stroke.voice, place))
  }

  // MARK: Drum sets

  mutating func playSet() -> [PlayedStroke] {
    for stroke in written { playWritten(stroke) }
    if written.contains(where: { $0.voice == "kick" }) { addKicks() }
    if written.contains(where: { $0.voice == "snare" && $0.stroke != .ghost }), !drummer.temper.leavesGhosts { addGhosts() }
    addTimes()
    addCrash()
    return played.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
  }

  private mutating func playWritten(_ stroke: PlayedStroke) {
    let (_, fineness) = DrummerHabits.place(stroke.onset, drummer.meter)
    let isOpen = stroke.voice == "open" || stroke.stroke == .open
    switch stroke.voice {
    case "kick":
      let left = stroke.onset == .zero ? DrummerHabits.leftKicks.first : DrummerHabits.leftKicks.other
      if !isLeft(stroke, left, soft: DrummerHabits.leftSnares.soft) {
        let wished = (fineness == .beat ? -4 : -14) + (stroke.stroke == .accent ? 6 : 0) + drummer.temper.kick
        add(moved(stroke, fineness), wished: stroke.emphasis < 0 ? stroke.emphasis : wished, spread: 6)
      }
    case "snare", "rim":
      let left = fineness == .beat ? DrummerHabits.leftSnares.backbeat : DrummerHabits.leftSnares.other
      if !isLeft(stroke, left, soft: DrummerHabits.leftSnares.soft) {
        let wished = stroke.emphasis < 0 ? stroke.emphasis - 8 + drummer.temper.ghost
          : fineness == .beat ? max(stroke.emphasis, 12) + 7 : stroke.emphasis
        add(stroke, wished: wished, spread: stroke.emphasis < 0 ? 8 : 4)
      }
    case "hat" where !isOpen, "ride", "pedal":
      let left = switch fineness {
      case .beat: DrummerHabits.leftTimes.beat
      case .eighth: DrummerHabits.leftTimes.eighth
      case .sixteenth: DrummerHabits.leftTimes.other
      }
      let lifts = drummer.temper.liftsAtBackbeats && drummer.looseness >= 0.5
      let isLifted = lifts && written.contains { $0.onset == stroke.onset && ["snare", "rim"].contains($0.voice) && $0.emphasis >= 0 }
      if !isLifted, !isLeft(stroke, left, soft: DrummerHabits.leftSnares.soft) { addTime(stroke, fineness) }
    case "hat", "open": playOpen(stroke, fineness)
    case "crash": playCrash(stroke)
    default:
      if !isLeft(stroke, DrummerHabits.leftOthers.stroke, soft: DrummerHabits.leftOthers.soft) {
        add(stroke, wished: stroke.emphasis, spread: 5)
      }
    }
  }

  /// A kick of the groove that the player strikes a sixteenth earlier or later, always or now and then; the first beat stays, and so does
  /// a kick on every beat.
  private func moved(_ stroke: PlayedStroke, _ fineness: DrummerHabits.Fineness) -> PlayedStroke {
    let place = step(stroke.onset)
    let draw = drummer.lot(.moved, "kick", place, in: drummer.habits)
    let isAlways = draw < drummer.looseness * (fineness == .beat ? 0.15 : 0.4)
    let isHere = does(.moved, "kick", place, share: drummer.share(of: fineness == .beat ? 0.06 : 0.15, .moved, "kick", place + 256))
    guard place > 0, !kicksOnEveryBeat, isAlways != isHere else { return stroke }
    let shift = drummer.lot(.moved, "kick", place + 512, in: drummer.habits) < 0.65 ? 1 : -1
    var result = stroke
    result.onset += sixteenth * Rational(shift)
    let isTaken = written.contains { $0.onset == result.onset && ($0.voice == "kick" || $0.voice == "snare") }
    return isTaken || result.onset >= drummer.meter.length ? stroke : result
  }

  private var kicksOnEveryBeat: Bool {
    let taken = steps("kick")
    return drummer.meter.beats.allSatisfy { taken.contains(step($0.start)) }
  }

  /// An open hi-hat is closed as often as not, unless the groove is made of it.
  private mutating func playOpen(_ stroke: PlayedStroke, _ fineness: DrummerHabits.Fineness) {
    let count = written.filter { $0.voice == "open" || $0.stroke == .open }.count
    let place = step(stroke.onset)
    let habit = drummer.lot(.open, "open", place, in: drummer.habits)
    let kept = count > 2 ? 0.92 : (1 - habit) * (1 - habit)
    if does(.open, "open", place, share: 1 - drummer.looseness * (1 - kept)) {
      add(stroke, wished: min(stroke.emphasis, -2), spread: 6)
    } else {
      var closed = stroke
      closed.voice = "hat"
      closed.stroke = .normal
      addTime(closed, fineness)
    }
  }

  /// A crash inside a section is every other one; where it isn't played, time goes on.
  private mutating func playCrash(_ stroke: PlayedStroke) {
    let place = step(stroke.onset)
    if bar == 0 || does(.crash, "crash", place, share: 1 - drummer.looseness * (1 - drummer.temper.innerCrash)) {
      var softer = stroke
      softer.stroke = drummer.looseness < 0.5 ? stroke.stroke : .normal
      add(softer, wished: 6, spread: 6)
    } else if let time {
      var other = stroke
      other.voice = time
      other.stroke = .normal
      other.duration = sixteenth
      addTime(other, .beat)
    }
  }

  /// A crash where a phrase begins.
  private mutating func addCrash() {
    guard bar > 0, bar % 4 == 0, momentum >= 400, drummer.kit.contains("crash") else { return }
    let share = drummer.looseness * drummer.temper.phraseCrash
    guard !played.contains(where: { $0.voice == "crash" }), does(.crash, "crash", 0, share: share) else { return }
    played.removeAll { $0.onset == .zero && $0.voice != "kick" && $0.voice != "snare" }
    add(.init(onset: .zero, duration: 1, voice: "crash", stroke: .normal, emphasis: 4), wished: 6, spread: 6)
  }

  /// The voice that keeps time in the groove.
  private var time: String? {
    let counts = ["hat", "ride"].map { name in (name: name, count: written.filter { $0.voice == name }.count) }
    return counts.filter { $0.count > 2 }.max { $0.count < $1.count }?.name
  }

  private mutating func addTime(_ stroke: PlayedStroke, _ fineness: DrummerHabits.Fineness) {
    // What is written as soft stays below the beats.
    let isSoft = stroke.emphasis < 0 && fineness == .beat
    add(stroke, wished: timeEmphasis(isSoft ? .eighth : fineness) + (stroke.stroke == .accent ? 3 : 0), spread: 8)
  }

  private func timeEmphasis(_ fineness: DrummerHabits.Fineness) -> Int {
    let (flat, strong): (Double, Double) = switch fineness {
    case .beat: (-6, 16)
    case .eighth: (-9, -16)
    case .sixteenth: (-14, -36)
    }
    return Int((flat + (strong - flat) * drummer.temper.accent).rounded())
  }

  // MARK: Strokes beside the groove

  /// Empty sixteenths of a voice, with the chance that a player strikes there.
  private func extra(_ voice: String, _ means: [Double], zeal: Double, isFree: (Int) -> Bool) -> [(step: Int, place: Int)] {
    let count = (drummer.meter.length / sixteenth).floor
    return (0..<count).compactMap { step in
      guard isFree(step) else { return nil }
      let (index, _) = DrummerHabits.place(sixteenth * Rational(step), drummer.meter)
      let share = drummer.share(of: means[index] * zeal * activity, .extra, voice, step)
      return does(.extra, voice, step, share: share) ? (step, index) : nil
    }
  }

  private func steps(_ voices: String...) -> Set<Int> {
    Set(written.filter { voices.contains($0.voice) }.map { step($0.onset) })
  }

  private mutating func addKicks() {
    let taken = steps("kick")
    // A kick on every beat leaves less room.
    let zeal = drummer.zeal("kick") * (kicksOnEveryBeat ? 0.5 : 1)
    for (step, _) in extra("kick", DrummerHabits.kicks, zeal: zeal, isFree: { !taken.contains($0) }) {
      add(.init(onset: sixteenth * Rational(step), duration: sixteenth, voice: "kick", stroke: .soft, emphasis: -14), wished: -24 + drummer.temper.kick, spread: 10)
    }
  }

  private mutating func addGhosts() {
    let taken = steps("snare", "rim", "clap")
    for (step, _) in extra("snare", DrummerHabits.ghosts, zeal: 1.5 * drummer.zeal("snare"), isFree: { !taken.contains($0) }) {
      add(.init(onset: sixteenth * Rational(step), duration: sixteenth, voice: "snare", stroke: .ghost, emphasis: -34), wished: -42 + drummer.temper.ghost, spread: 10)
    }
  }

  private mutating func addTimes() {
    guard let time else { return }
    let taken = steps("hat", "ride", "open", "crash")
    for (step, place) in extra(time, DrummerHabits.times, zeal: drummer.zeal(time), isFree: { !taken.contains($0) }) {
      let isFine = place % 2 == 1
      add(
        .init(onset: sixteenth * Rational(step), duration: sixteenth, voice: time, stroke: .soft, emphasis: -14),
        wished: timeEmphasis(isFine ? .sixteenth : .eighth), spread: 8)
    }
    guard time == "hat", drummer.kit.contains("open") else { return }
    for index in played.indices where played[index].voice == "hat" {
      let step = step(played[index].onset)
      let (place, _) = DrummerHabits.place(played[index].onset, drummer.meter)
      let mean = DrummerHabits.opens[place] * drummer.zeal("open") * activity
      if does(.opened, "open", step, share: drummer.share(of: mean, .opened, "open", step)) {
        played[index].voice = "open"
        played[index].emphasis += 12
      }
    }
  }

  // MARK: Loudness

  /// Adds a stroke with what the player makes of its loudness.
  ///
  /// - Parameters:
  ///   - wished: the emphasis of the mean drummer.
  ///   - spread: the standard deviation from bar to bar, steps of velocity; that from player to player is half of it.
  private mutating func add(_ stroke: PlayedStroke, wished: Int, spread: Double) {
    let place = step(stroke.onset)
    let spread = spread * drummer.temper.unevenness
    let own = normal(stroke.voice, place, in: drummer.habits) * spread / 2
    let here = normal(stroke.voice, place, in: stream) * spread
    let target = Double(wished) + own + here
    var result = stroke
    result.emphasis = Int((Double(stroke.emphasis) + drummer.looseness * (target - Double(stroke.emphasis))).rounded())
    played.append(result)
  }

  /// A number with mean 0 and standard deviation 1 for a voice and a place, within 3.
  private func normal(_ voice: String, _ step: Int, in seed: Seed) -> Double {
    let questions: [Drummer.Question] = [.loudness, .loudness2, .loudness3]
    // The sum of three uniform draws has the standard deviation 1/2.
    return (questions.reduce(-1.5) { $0 + drummer.lot($1, voice, step, in: seed) }) * 2
  }
}
