// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
package import SongIR
package import SongLibrary
internal import SongModels
internal import SongMusic

/// Writes the notes: for each segment its harmony and tune, for each playing of it the accompaniment.
///
/// Sections that are the same segment share chords and tune note for note; what accompanies them follows the intensity
/// and the activity of each playing. Notes are drawn from material, role, style and the part's range, never from the
/// instrument.
package func compose(
  _ arrangement: Arrangement, library: Library, models: ComposerModels, in context: inout Context
) -> Score {
  let composer = ScoreComposer(
    arrangement: arrangement, library: library, models: models, seed: context.seed.child("compose"))
  return composer.compose(workers: context.workers)
}

/// A section with the notes of its parts at their place in the piece.
private struct WrittenSection: Sendable {
  let index: Int
  var chords: [Score.ChordSymbol] = []
  var parts: [[Score.Note]] = []
  /// What the notes' origins count from 0.
  var origins: [Score.Origin] = []
}

struct ScoreComposer: Sendable {
  let arrangement: Arrangement
  let library: Library
  let models: ComposerModels
  let seed: Seed
  private var origins: [Score.Origin] = []
  private var harmonies: [String: Harmony] = [:]
  /// The tunes of materials, and what sections play of them.
  private var tunes: [String: [LineNote]] = [:]
  private var played: [String: [LineNote]] = [:]
  /// The strokes that drum parts play in sections.
  private var strokes: [String: [Score.Note]] = [:]

  init(arrangement: Arrangement, library: Library, models: ComposerModels, seed: Seed) {
    self.arrangement = arrangement
    self.library = library
    self.models = models
    self.seed = seed
  }

  var settings: Settings { arrangement.settings }

  func compose(workers: Int) -> Score {
    var chords: [Score.ChordSymbol] = []
    var parts = settings.parts.map(emptyPart)
    var origins: [Score.Origin] = []
    // What sections of different materials have in common each group composes for itself: it comes out the same.
    let groups = groups
    let written = concurrently(groups.count, workers: workers) { number in
      var composer = self
      return groups[number].map { composer.section($0) }
    }
    for section in written.joined().sorted(by: { $0.index < $1.index }) {
      chords += section.chords
      for number in parts.indices {
        parts[number].notes += section.parts[number].map { note in
          var note = note
          note.origin += origins.count
          return note
        }
      }
      origins += section.origins
    }
    let symbols = chords.merged
    let transitions = TransitionWriter(arrangement: arrangement, chords: symbols)
    let writer = SyncWriter(arrangement: arrangement, chords: symbols)
    for number in parts.indices {
      transitions.write(&parts[number], number)
      writer.write(&parts[number], number)
    }
    writer.crown(&parts)
    if settings.ending == .button { for number in parts.indices { shorten(&parts[number]) } }
    let players = Players(arrangement: arrangement, library: library)
    let ornaments = OrnamentWriter(arrangement: arrangement, chords: symbols, seed: seed.child("ornaments"))
    for number in parts.indices {
      players.fit(&parts[number], number)
      finish(&parts[number])
      ornaments.write(&parts[number], number)
    }
    var score = Score(
      title: settings.title, composer: settings.credits.composer ?? "songc", measures: arrangement.scoreMeasures,
      sections: arrangement.sections.map { .init(name: $0.name, start: arrangement.measures[$0.first].start) },
      syncs: arrangement.syncs.filter { $0.want != .note }.map { .init(name: $0.name, start: $0.at, end: $0.end, hit: $0.hit) },
      tempo: arrangement.tempo, tempoMarks: arrangement.tempoMarks, chords: symbols, parts: parts, origins: origins)
    score.credits = settings.credits
    score.voices = arrangement.voices
    return score
  }

  /// The sections of each material, those of the longest first.
  private var groups: [[Int]] {
    var groups: [[Int]] = []
    for index in arrangement.sections.indices {
      let material = settings.form[index].material
      if let known = groups.firstIndex(where: { settings.form[$0[0]].material == material }) {
        groups[known].append(index)
      } else {
        groups.append([index])
      }
    }
    func measures(_ group: [Int]) -> Int { group.reduce(0) { $0 + arrangement.sections[$1].measures.count } }
    return groups.sorted { measures($0) > measures($1) }
  }

  private mutating func section(_ index: Int) -> WrittenSection {
    let plan = SegmentPlan(arrangement, section: index)
    let plain = self.harmony(plan)
    let harmony = plain.forced(plan.forced, plan)
    let start = arrangement.measures[arrangement.sections[index].first].start
    let next = index + 1
    let end = next < arrangement.sections.count ? arrangement.measures[arrangement.sections[next].first].start : arrangement.end
    var written = WrittenSection(index: index)
    written.chords = harmony.entries.compactMap {
      let onset = start + $0.onset
      guard onset < end else { return nil }
      return Score.ChordSymbol(onset: onset, duration: min($0.duration, end - onset), chord: $0.chord)
    }
    origins = []
    for number in settings.parts.indices {
      let kit = kit(of: settings.parts[number])
      let notes = notes(of: number, in: index, plan: plan, harmony: harmony, plain: plain, kit: kit)
      written.parts.append(placed(notes, at: start, until: end))
    }
    written.origins = origins
    return written
  }

  // MARK: Segments

  /// The key in which the material of a section is written: that of its first playing in the same mode.
  private func home(_ plan: SegmentPlan) -> Key {
    guard plan.given == nil, plan.forced.isEmpty, plan.tunes.isEmpty else { return plan.key }
    let index = settings.form.firstIndex { $0.material == plan.material && $0.key.mode == plan.key.mode && $0.chords == nil }
    return index.map { settings.form[$0].key } ?? plan.key
  }

  /// The chords of the material.
  private mutating func writtenHarmony(_ plan: SegmentPlan) -> Harmony {
    let identity = plan.identity + settings.streams.tag(.harmony, in: plan.section)
    if let known = harmonies[identity] { return known }
    let source = harmonySource(plan)
    let harmony = composeHarmony(
      source.plan.written, model: models.chords, colour: colour(plan), progressions: progressions(plan), seed: source.stream)
    harmonies[identity] = harmony
    return harmony
  }

  /// The stream of a material's chords: its own, or the one that several materials of the piece share, as verse and chorus
  /// of many songs do; an introduction may have that of what it leads to. Which it is depends on the material's name alone,
  /// so that a form may lose and gain sections; shared chords are drawn as in the middle of the intensity curve where a
  /// section lies near it.
  private func harmonySource(_ plan: SegmentPlan) -> (plan: SegmentPlan, stream: Seed) {
    var isShared = false
    let stream = settings.streams.harmony(in: plan.section, pass: seed) { pass in
      var (material, function) = (plan.material, plan.function)
      var leads = pass.child(material).child("leads to").generator
      if function == "intro", let next = settings.form.first(where: { $0.function != "intro" }), leads.chance(percent: leadingIntros) {
        (material, function) = (next.material, next.function)
        isShared = true
      }
      var lot = pass.child(material).child("chords of").generator
      guard function != "bridge", lot.chance(percent: sharedHarmonies) else { return pass.child(material).child("chords") }
      isShared = true
      return pass.child("shared chords")
    }
    return (isShared ? plan.withoutNuance : plan, stream)
  }

  /// How welcome chords of four tones and suspensions are in the piece, against what the model says: a half of all songs
  /// has hardly any, one in ten little else.
  private func colour(_ plan: SegmentPlan) -> Double {
    let stream = settings.streams.harmony(in: plan.section, pass: seed) { $0.child("colour") }
    let lot = stream.unit(at: 0)
    return colours.first { lot < $0.upto }?.weight ?? 1
  }

  /// The style's progressions in the manner of the piece.
  private func progressions(_ plan: SegmentPlan) -> PieceProgressions? {
    models.progressions.map { progressions in
      PieceProgressions(
        progressions: progressions, seed: settings.streams.harmony(in: plan.section, pass: seed) { $0.child("progressions") })
    }
  }

  /// The chords of the material with some of them chosen anew.
  private func variedHarmony(_ plan: SegmentPlan) -> Harmony {
    let source = harmonySource(plan)
    let written = source.plan.written
    let other = settings.streams.harmony(in: plan.section, pass: seed) {
      $0.child(plan.material).child("variation").child(plan.section, plan.ordinal).child("chords")
    }
    return composeHarmony(
      written, model: models.chords, colour: colour(plan), progressions: progressions(plan), seed: source.stream,
      variation: (other, varied(written.count, share: plan.variation.chords, seed: other)))
  }

  /// The chords that a section plays, without those of sync points.
  private mutating func harmony(_ plan: SegmentPlan) -> Harmony {
    let home = home(plan)
    var harmony = writtenHarmony(plan.inKey(home)).taking(plan.sources, plan.meter)
    if plan.given == nil, plan.variation.chords > 0 { harmony = variedHarmony(plan.inKey(home)).taking(plan.sources, plan.meter) }
    if home != plan.key { harmony = harmony.moved(from: home, to: plan.key) }
    if let key = plan.nextKey { harmony = harmony.leading(to: key, plan) }
    return harmony
  }

  /// The tune of a section, over the chords without those of sync points.
  private mutating func tune(_ plan: SegmentPlan, _ harmony: Harmony, for part: Settings.Part, in index: Int) -> [LineNote] {
    let place = "\(index)|\(part.id)"
    if let known = played[place] { return known }
    let tune = sectionTune(plan, harmony, for: part)
    played[place] = tune
    return tune
  }

  /// The tune of its material, moved into its key, varied and led into the next one.
  private mutating func sectionTune(_ plan: SegmentPlan, _ harmony: Harmony, for part: Settings.Part) -> [LineNote] {
    let home = home(plan)
    var tune: [LineNote]
    if home != plan.key, let moved = writtenTune(plan.inKey(home), for: part).moved(from: home, to: plan.key, over: harmony, part.range) {
      tune = moved
    } else {
      tune = writtenTune(plan, for: part)
    }
    let variation = plan.variation
    if variation.melody > 0 {
      let stream = settings.streams.melody(of: part.id, in: plan.section, pass: seed) {
        $0.child(plan.material).child("variation").child(plan.section, plan.ordinal).child(part.id)
      }
      let measures = varied(plan.count, share: variation.melody, fromEnd: settings.melody.variesEndings, seed: stream)
      tune = vary(
        tune, measures: measures, variation, plan, harmony: harmony, range: part.range, models: models, seed: stream)
    }
    if let key = plan.nextKey {
      tune = tune.leading(to: key, from: harmony.leadStart(plan), harmony, part.range)
    }
    return tune
  }

  /// What a section plays of the tune of the material in the key of the plan.
  private mutating func writtenTune(_ plan: SegmentPlan, for part: Settings.Part) -> [LineNote] {
    wholeTune(plan, for: part).taking(plan.sources, plan.meter)
  }

  /// The tune of the material in the key of the plan, in the length in which it is written.
  private mutating func wholeTune(_ plan: SegmentPlan, for part: Settings.Part) -> [LineNote] {
    let streams = settings.streams
    let identity = "\(plan.identity)|\(part.id)|\(part.range)" + streams.tag(.harmony, in: plan.section)
      + streams.tag(.part(part.id), in: plan.section)
    if let known = tunes[identity] { return known }
    let stream = streams.melody(of: part.id, in: plan.section, pass: seed) {
      $0.child(plan.material).child("melody", melodyNumber(part))
    }
    let written = plan.written
    let tune = composeMelody(
      written, harmony: writtenHarmony(plan), range: part.range, models: models, seed: stream,
      given: plan.tunes.filter { $0.part == part.id }, development: Development(of: part, arrangement))
    tunes[identity] = tune
    return tune
  }

  /// What a part with a line plays in a section: what it improvises, a second voice, its side of a question and its answer,
  /// or its tune.
  private mutating func sung(_ number: Int, in index: Int, _ plan: SegmentPlan, _ harmony: Harmony) -> [LineNote] {
    let part = settings.parts[number]
    if arrangement.improvises(number, in: index) {
      let turns = plan.turns(of: part.id, among: settings.form[index].treatment.soloists)
      return solo(plan, harmony, in: index, for: part).inside(turns)
    }
    if arrangement.isSecond(number, in: index, plan) { return secondVoice(plan, harmony, for: part, in: index) }
    guard let dialogue = arrangement.dialogue(in: index, plan), dialogue.contains(number) else {
      return tune(plan, harmony, for: part, in: index)
    }
    let answers = number == dialogue[1]
    let whole = tune(plan, harmony, for: settings.parts[dialogue[0]], in: index)
    let side = whole.filter { PhrasePlan.isAnswer(($0.onset / plan.meter.length).floor) == answers }
    return answers ? side.moved(into: part.range) : side
  }

  /// What leading parts play in a section, as one line.
  private mutating func line(of leaders: [Int], in index: Int, _ plan: SegmentPlan, _ harmony: Harmony) -> [LineNote] {
    var result: [LineNote] = []
    for leader in leaders { result += sung(leader, in: index, plan, harmony) }
    return result.sorted { $0.onset < $1.onset }
  }

  /// A second voice under what its leaders play; without a tune in the band, under one that nobody plays.
  private mutating func secondVoice(_ plan: SegmentPlan, _ harmony: Harmony, for part: Settings.Part, in index: Int) -> [LineNote] {
    let leaders = arrangement.leaders(of: part, in: index, plan)
    let melody = leaders.isEmpty ? tune(plan, harmony, for: part, in: index) : line(of: leaders, in: index, plan, harmony)
    return composeSecond(plan, under: melody, harmony: harmony, range: part.range)
  }

  /// A tune against another: that of the material against the material's, as long as the section plays both as they are
  /// written, else one against what is played. Where the first tune rests for the whole section, it is one by itself.
  private mutating func secondTune(_ plan: SegmentPlan, _ harmony: Harmony, for part: Settings.Part, in index: Int) -> [LineNote] {
    let leaders = arrangement.leaders(of: part, in: index, plan).filter { arrangement.plays($0, in: index) }
    let isWritten = leaders.allSatisfy { arrangement.singsItsTune($0, in: index, plan) }
    let played = line(of: leaders, in: index, plan, harmony)
    guard plan.variation.chords == 0, home(plan) == plan.key, isWritten else {
      return secondTune(plan, against: played, harmony, for: part)
    }
    let first = leaders.first.map { wholeTune(plan, for: settings.parts[$0]) } ?? []
    var line = secondTune(plan.written, against: first, writtenHarmony(plan), for: part).taking(plan.sources, plan.meter)
    if plan.variation.melody > 0 {
      let other = secondTune(plan, against: played, harmony, for: part)
      line = line.replaced(by: other, where: played, differsFrom: first.taking(plan.sources, plan.meter), plan)
    }
    guard let key = plan.nextKey else { return line }
    return line.leading(to: key, from: harmony.leadStart(plan), harmony, part.range)
  }

  private func secondTune(
    _ plan: SegmentPlan, against first: [LineNote], _ harmony: Harmony, for part: Settings.Part
  ) -> [LineNote] {
    let stream = settings.streams.melody(of: part.id, in: plan.section, pass: seed) {
      $0.child(plan.material).child("counter", counterNumber(part))
    }
    return composeCounter(
      plan, against: first, harmony: harmony, range: part.range, models: models, seed: stream,
      given: plan.tunes.filter { $0.part == part.id }, development: Development(of: part, arrangement))
  }

  /// The number of the part among the second tunes.
  private func counterNumber(_ part: Settings.Part) -> Int {
    settings.parts.filter { $0.role == .counter }.firstIndex { $0.id == part.id } ?? 0
  }

  /// Notes of a section in the piece; a short last measure cuts off what doesn't fit.
  private func placed(_ notes: [Score.Note], at start: ScoreTime, until end: ScoreTime) -> [Score.Note] {
    notes.compactMap { note in
      var placed = note
      placed.onset += start
      guard placed.onset < end else { return nil }
      placed.duration = min(placed.duration, end - placed.onset)
      return placed
    }
  }

  /// The number of the part among the melodies: the first tune keeps its notes whatever the part is called.
  private func melodyNumber(_ part: Settings.Part) -> Int {
    settings.parts.filter { $0.role == .melody && !$0.isSoloist }.firstIndex { $0.id == part.id } ?? 0
  }

  /// The notes of a part in a section, from the section's start.
  private mutating func notes(
    of number: Int, in index: Int, plan: SegmentPlan, harmony: Harmony, plain: Harmony, kit: [Score.KitVoice]
  ) -> [Score.Note] {
    let section = arrangement.sections[index]
    let part = settings.parts[number]
    guard arrangement.parts[number].activity[section.measures].contains(where: { $0 != .silent }) else { return [] }
    let pattern = part.pattern(in: plan.meter, section: plan.section)
    let plainView = sectionView(of: number, in: index, plan: plan, harmony: plain, kit: kit)
    let written = plainView.written
    func view(_ harmony: Harmony, _ measures: [Arrangement.Measure]? = nil) -> SectionView {
      var result = plainView
      result.harmony = harmony
      result.measures = measures ?? plan.measures
      return result
    }
    // Chords of sync points and peaks change what is played where they are, and nothing else.
    let windows = plan.windows(harmony)
    func accompaniment(_ play: (SectionView) -> [Score.Note]) -> [Score.Note] {
      let notes = play(view(plain, plan.measures.map(\.unraised)))
      guard !windows.isEmpty || !plan.peaks.isEmpty else { return notes }
      let others = play(view(harmony))
      // A chord that is held into a peak stays; the peak strikes it where it is.
      let peaks = plan.peaks.filter { peak in others.contains { $0.onset == peak.lowerBound } }
      return notes.replaced(in: peaks, by: others).replaced(in: windows, by: others)
    }
    let treatment = settings.form[index].treatment
    let improvises = treatment.soloists.contains(part.id)
    let isSecond = arrangement.isSecond(number, in: index, plan)
    var source = written != nil ? "given pattern" : pattern.map { "pattern \($0)" } ?? "rule beats"
    var notes: [Score.Note]
    switch part.role {
    // Between its turns who improvises a line rests.
    case .melody where improvises, .harmony where improvises, .counter where improvises: notes = []
    case _ where written?.isPitched == true: notes = playTones(view(harmony)) + ring(view(harmony))
    case _ where written != nil && part.role.isLine: notes = playChords(view(harmony))
    case .melody:
      source = isSecond ? "rule second" : "model \(settings.melody.model)"
      notes = line(sung(number, in: index, plan, plain).fitting(harmony, in: windows, part.range), view(harmony))
        .raised(by: isSecond ? levelOffset(.harmony) - levelOffset(part.role) : 0)
    case .harmony:
      source = "rule second"
      let second = secondVoice(plan, plain, for: part, in: index)
      notes = line(second.fitting(harmony, in: windows, part.range), view(harmony))
    case .counter:
      source = "model \(settings.melody.counterModel)"
      let second = secondTune(plan, plain, for: part, in: index)
      notes = line(second.fitting(harmony, in: windows, part.range), view(harmony))
    case .chords, .pad, .arpeggio: notes = accompaniment(playChords)
    case .bass:
      let leader = leadingDrums(of: part, in: index, plan: plan, harmony: plain)
      notes = accompaniment { playBass($0, following: leader) }
    case .drums: notes = drums(view(harmony), number, in: index, plan, kit)
    }
    let given = plan.tunes.filter { $0.part == part.id }
    if isSecond || !part.role.isTune && part.role != .drums, !given.isEmpty {
      notes = withGiven(notes, given, harmony, key: plan.key, range: part.range)
    }
    if improvises {
      source = "model \(settings.melody.model), improvised"
      let solo = line(sung(number, in: index, plan, plain).fitting(harmony, in: windows, part.soloRange), view(harmony))
        .raised(by: levelOffset(.melody) - levelOffset(part.role))
      notes = notes.replaced(in: plan.turns(of: part.id, among: treatment.soloists), by: solo)
    }
    origins.append(Score.Origin(segment: "\(section.segment)/\(part.id)", source: source))
    for index in notes.indices { notes[index].origin = origins.count - 1 }
    return notes
  }

  /// What a part improvises in a section, anew in each playing, with the motifs of the tune that was heard last.
  private mutating func solo(_ plan: SegmentPlan, _ harmony: Harmony, in index: Int, for part: Settings.Part) -> [LineNote] {
    let identity = "solo \(index)|\(part.id)"
    if let known = tunes[identity] { return known }
    let stream = settings.streams.melody(of: part.id, in: plan.section, pass: seed) {
      $0.child(plan.material).child("solo").child(plan.section, index).child(part.id)
    }
    let style = library.style(settings.style)
    let line = composeSolo(
      plan, harmony: harmony, range: part.soloRange, tune: tuneHeard(before: index, in: plan.meter),
      given: plan.tunes.filter { $0.part == part.id },
      isBlue: (part.ornament?.kind ?? style?.composition.ornament) == .blues, models: models, seed: stream)
    tunes[identity] = line
    return line
  }

  /// The tune of the nearest section before that has one, else of the nearest behind; empty where there is none.
  private mutating func tuneHeard(before index: Int, in meter: Meter) -> [LineNote] {
    guard let lead = settings.parts.firstIndex(where: { $0.role == .melody && !$0.isSoloist }) else { return [] }
    let part = settings.parts[lead]
    let others = Array(arrangement.sections.indices[..<index].reversed()) + Array(arrangement.sections.indices[(index + 1)...])
    let heard = others.first { other in
      settings.form[other].treatment.soloists.isEmpty && part.written(in: settings.form[other].name) == nil
        && settings.form[other].meter == meter
        && arrangement.parts[lead].activity[arrangement.sections[other].measures].contains { $0 != .silent }
    }
    guard let heard else { return [] }
    let plan = SegmentPlan(arrangement, section: heard)
    return tune(plan, self.harmony(plan), for: part, in: heard)
  }

  /// How a part plays a section.
  private func sectionView(
    of number: Int, in index: Int, plan: SegmentPlan, harmony: Harmony, kit: [Score.KitVoice]
  ) -> SectionView {
    let section = arrangement.sections[index]
    let part = settings.parts[number]
    let written = part.written(in: plan.section).map {
      WrittenPattern(
        pattern: $0, meter: plan.meter, kit: kit.map(\.name),
        seed: seed.child(plan.material).child("pattern").child(part.id))
    }
    return SectionView(
      section: section, measures: plan.measures, activity: Array(arrangement.parts[number].activity[section.measures]),
      harmony: harmony, part: part, pattern: part.pattern(in: plan.meter, section: plan.section).flatMap { library.pattern($0) },
      treatment: settings.form[index].treatment,
      leadsOut: index + 1 < settings.form.count ? settings.form[index + 1].treatment.into : .plain, written: written,
      instrument: library.instrument(part.instrument))
  }

  /// The notes of a drum part in a section; they hang on no other part.
  private mutating func drums(
    _ view: SectionView, _ number: Int, in index: Int, _ plan: SegmentPlan, _ kit: [Score.KitVoice]
  ) -> [Score.Note] {
    let place = "\(index)|\(view.part.id)"
    if let known = strokes[place] { return known }
    let notes = playedDrums(view, number, plan, kit)
    strokes[place] = notes
    return notes
  }

  private func playedDrums(_ view: SectionView, _ number: Int, _ plan: SegmentPlan, _ kit: [Score.KitVoice]) -> [Score.Note] {
    let played = arrangement.parts[number].activity
    let first = view.section.first
    let before = first > 0 ? played[first - 1] : settings.ending == .loop ? played[played.count - 1] : .silent
    let opens = before == .fill || (before == .silent && IntensityMapping.crashes(momentum: plan.measures[0].momentum))
    return playDrums(view, kit: kit, drummer: drummer(view, number, plan, kit), opensWithCrash: opens)
  }

  /// The drums that a part follows, in a section; nil where it follows none.
  private mutating func leadingDrums(of part: Settings.Part, in index: Int, plan: SegmentPlan, harmony: Harmony) -> LeadingDrums? {
    guard let follow = part.follow,
      let number = settings.parts.firstIndex(where: { $0.id == follow.part && $0.role == .drums })
    else { return nil }
    let kit = kit(of: settings.parts[number])
    return LeadingDrums(
      notes: drums(sectionView(of: number, in: index, plan: plan, harmony: harmony, kit: kit), number, in: index, plan, kit), kit: kit)
  }

  /// Who plays a drum part in a section.
  private func drummer(_ view: SectionView, _ number: Int, _ plan: SegmentPlan, _ kit: [Score.KitVoice]) -> Drummer {
    let part = view.part
    func stream(_ path: (Seed) -> Seed) -> Seed {
      settings.streams.playing(of: part.id, in: plan.section, pass: seed.child("drummer").child(part.id), path: path)
    }
    var drummer = Drummer(
      looseness: Double(settings.looseness) / 100, meter: plan.meter, kit: kit, habits: stream { $0.child("habits") },
      bars: stream { $0.child(plan.material) }, ordinal: plan.ordinal)
    drummer.take = take(of: drummer, view, number)
    return drummer
  }

  /// What a drummer plays of a take; nil where the style's players know none, where none goes with the pattern, and where
  /// the spec names the pattern or the drummers are machines.
  private func take(of drummer: Drummer, _ view: SectionView, _ number: Int) -> TakePlaying? {
    let isStraight = view.meter.length == 4 && view.meter.groups.count == 4
    guard let takes = models.drumTakes, settings.looseness > 0, let pattern = view.pattern, view.written == nil,
      !settings.namesPattern(of: view.part.id, in: view.section.name), drummer.isSet, isStraight,
      let index = arrangement.sections.firstIndex(where: { $0.first == view.section.first })
    else { return nil }
    var stream = drummer.habits.child("take").generator
    guard let take = takes.take(for: pattern, in: settings, stream: &stream) else { return nil }
    return TakePlaying(
      bars: takes.bars(of: take),
      phrases: arrangement.takePhrases(of: number, in: index, count: take.phraseCount))
  }

  /// What a part plays in the ringing measure, whatever its pattern.
  private func ring(_ view: SectionView) -> [Score.Note] {
    guard let last = view.measures.indices.last, view.measures[last].isRing else { return [] }
    let start = view.start(of: last)
    let notes = view.part.role == .bass ? playBass(view) : playChords(view)
    return notes.filter { $0.onset >= start }
  }

  /// A line where the part plays; a note that begins in a silent measure is left out.
  private func line(_ notes: [LineNote], _ view: SectionView) -> [Score.Note] {
    notes.flatMap { note -> [Score.Note] in
      let measure = min((note.onset / view.meter.length).floor, view.measures.count - 1)
      guard view.isActive(measure) else { return [] }
      let chord = view.harmony.chord(at: note.onset)
      let pitch = note.pitch ?? spell(note.key, chord: chord, key: view.key)
      var written = (note.others + [pitch]).map {
        Score.Note(onset: note.onset, duration: note.duration, sound: .pitch($0))
      }
      written[written.count - 1].lyric = note.syllable
      return written
    }
  }
}

/// Shares of pieces by how welcome coloured chords are.
///
/// Set by hand so that pop pieces spread as far as songs do: of these a tenth has none and a tenth more than half.
/// - Source: POP909 and the McGill Billboard collection.
private let colours: [(upto: Double, weight: Double)] = [(0.3, 0.3), (0.55, 1), (0.75, 3), (0.9, 8), (1, 20)]

/// Percent of the introductions that have the chords of what follows.
private let leadingIntros = 55

/// Percent of the materials that have the piece's shared chords.
private let sharedHarmonies = 30
