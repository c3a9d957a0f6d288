// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongIR
internal import SongMIDI

/// What came of `songc reroll`.
package struct RerollResult: Sendable {
  /// A draw that was written.
  package struct Candidate: Sendable, Hashable {
    /// The files, the lock last.
    package let outputs: [String]
    package let number: Int
    /// Bars in which something differs from the track as it was, and all bars.
    package let changedBars: Int
    package let bars: Int
    /// The parts besides the drawn one whose notes differ, because they follow it.
    package let followers: [String]
  }

  /// The lock's key: `reroll.lead@chorus`.
  package let key: String
  package let candidates: [Candidate]
  /// How many were asked for.
  package let wanted: Int
}

/// Draws a part, or the harmony, anew: in the whole piece or in one section.
///
/// Everything that is decided otherwise stands as it is, with or without a lock. Draws that give the same notes as
/// another are left out.
/// - Parameters:
///   - what: `lead`, `lead@chorus`, `chords@A`; `parts.chords` is the part of that name.
///   - count: candidates side by side in the folder; nil writes the next draw into the lock beside the spec.
/// - Returns: nil where something was wrong, or the user asked to stop.
package func reroll(
  _ path: String, _ what: String, count: Int?, folder: String?, knowledge: Knowledge, world: any World,
  sources: inout SourceMap, sink: inout DiagnosticSink
) -> RerollResult? {
  guard let track = try? readTrack(path, world, &sources, &sink),
    let current = try? compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink),
    let asked = target(what, in: current, &sink), isOpen(asked, what, in: current, &sink)
  else { return nil }
  let number = current.settings.streams.rerolls.first { $0.key == asked.key }?.number ?? 0
  // Chords are what all parts with pitches follow.
  let drawn: String? = if case .part(let name) = asked.target { name } else { nil }
  var found: [(number: Int, piece: Compilation, earlier: [LockChoice])] = []
  let wanted = count ?? 1
  for next in 1...(wanted + mostVain) where found.count < wanted {
    if world.isCancelled { return nil }
    let draw = Settings.Reroll(target: asked.target, section: asked.section, number: number + next)
    let lock = lock(of: current, with: draw, earlier: track.lock ?? [])
    var options = track.options
    options.lock = choices(lock)
    // What there is to say of the spec has been said of the track as it was.
    var ignored = DiagnosticSink()
    guard let piece = try? compile(track.source, name: track.name, knowledge: knowledge, options: options, sink: &ignored)
    else { continue }
    let isNew = ([current] + found.map(\.piece)).allSatisfy { changedBars($0.score, piece.score) > 0 }
    if isNew { found.append((number + next, piece, lock)) }
  }
  guard !found.isEmpty else {
    sink.report(.nothingToReroll(what, reason: "every draw gives the notes that it has", help: []))
    return nil
  }
  var files: [(path: String, bytes: [UInt8])] = []
  var candidates: [RerollResult.Candidate] = []
  for (index, draw) in found.enumerated() {
    let text = Lock.text(of: draw.piece, library: knowledge.checksum, earlier: draw.earlier)
    var own = [(path: track.lockPath, bytes: Array(text.utf8))]
    if count != nil {
      let name = join(folder ?? track.folder, "\(track.name).\(index + 1)")
      own = [("\(name).mid", writeSMF(draw.piece.performance)), ("\(name).song.lock", Array(text.utf8))]
    }
    files += own
    candidates.append(
      .init(
        outputs: own.map(\.path), number: draw.number, changedBars: changedBars(current.score, draw.piece.score),
        bars: current.score.measures.count,
        followers: drawn.map { changedParts(current.score, draw.piece.score, but: $0) } ?? []))
  }
  guard replace(files, world, &sink) else { return nil }
  return RerollResult(key: asked.key, candidates: candidates, wanted: wanted)
}

/// Draws that may give nothing new before it is given up.
private let mostVain = 24

/// What the words mean in a track; reports what it doesn't have.
private func target(_ what: String, in piece: Compilation, _ sink: inout DiagnosticSink) -> Settings.Reroll? {
  let parts = piece.settings.parts.map(\.id)
  var name = Substring(what)
  var section: String?
  if !parts.contains(what), let at = what.lastIndex(of: "@") {
    name = what[..<at]
    section = String(what[what.index(after: at)...])
  }
  let target: Settings.Reroll.Target
  if name == Settings.Reroll.harmonyName {
    target = .harmony
  } else {
    let prefix = Settings.Reroll.partPrefix
    let part = name.hasPrefix(prefix) && !parts.contains(String(name)) ? String(name.dropFirst(prefix.count)) : String(name)
    guard parts.contains(part) else {
      let names = parts.map { $0 == Settings.Reroll.harmonyName ? prefix + $0 : $0 }
      sink.report(
        .unknownArgument(
          String(name), what: "a part of this track, nor 'chords'", candidates: names + [Settings.Reroll.harmonyName]))
      return nil
    }
    target = .part(part)
  }
  if let section {
    var names: [String] = []
    for name in piece.settings.form.flatMap({ Settings.Reroll.names(of: $0.name) }) where !names.contains(name) {
      names.append(name)
    }
    guard names.contains(section) else {
      sink.report(.unknownArgument(section, what: "a section of this track", candidates: names))
      return nil
    }
  }
  return Settings.Reroll(target: target, section: section, number: 0)
}

/// Whether anything is drawn there; reports why not.
private func isOpen(
  _ asked: Settings.Reroll, _ what: String, in piece: Compilation, _ sink: inout DiagnosticSink
) -> Bool {
  let settings = piece.settings
  let sections = settings.form.filter { entry in
    asked.section.map { Settings.Reroll.names(of: entry.name).contains($0) } ?? true
  }
  switch asked.target {
  case .harmony:
    if sections.contains(where: { $0.chords == nil }) { return true }
    sink.report(.nothingToReroll(what, reason: "the spec gives the chords", help: ["change 'chords' in the spec"]))
  case .part(let name):
    guard let part = settings.parts.first(where: { $0.id == name }) else { return false }
    switch part.role {
    case _ where sections.contains { $0.treatment.soloists.contains(name) }: return true
    case .melody, .counter: return true
    case .harmony:
      let lead = part.follow?.part ?? settings.parts.first { $0.role == .melody && !$0.isSoloist }?.id
      sink.report(
        .nothingToReroll(
          what, reason: lead.map { "it is a second voice under '\($0)'" } ?? "it is a second voice",
          help: lead.map { ["draw that tune anew, and it goes with it: songc reroll SPEC \($0)"] } ?? []))
    default:
      if sections.contains(where: { part.pattern(in: $0.meter, section: $0.name) != nil }) { return true }
      sink.report(.nothingToReroll(what, reason: "the part plays without a pattern in this meter", help: []))
    }
  }
  return false
}

/// The lock of a track as it is, with one part drawn anew: what the draw decides is left open.
private func lock(of piece: Compilation, with draw: Settings.Reroll, earlier: [LockChoice]) -> [LockChoice] {
  var result: [LockChoice] = []
  for decision in piece.settings.decisions where decision.key != draw.key {
    if case .part(let name) = draw.target, decision.key.hasPrefix("parts.\(name).pattern") {
      let isOfSection = decision.key.contains("@")
      if draw.section.map({ decision.key.hasSuffix("@\($0)") }) ?? !isOfSection { continue }
    }
    let known = earlier.first { $0.key == decision.key && $0.value == decision.value }
    result.append(
      decision.reason == .lock && known != nil
        ? known!
        : LockChoice(
          key: decision.key, value: decision.value, reason: decision.reason.rawValue, seedPath: decision.seedPath))
  }
  return result + [LockChoice(key: draw.key, value: "\(draw.number)", reason: Settings.Reason.drawn.rawValue)]
}

/// Bars in which two scores of the same bars differ: notes of any part, or chords.
func changedBars(_ first: Score, _ second: Score) -> Int {
  guard first.measures.count == second.measures.count else { return max(first.measures.count, second.measures.count) }
  return zip(barContents(first), barContents(second)).count { $0 != $1 }
}

/// The other parts whose notes two scores of the same parts have in another way.
private func changedParts(_ first: Score, _ second: Score, but drawn: String) -> [String] {
  zip(first.parts, second.parts).compactMap { before, after in
    func notes(_ part: Score.Part) -> [String] {
      part.notes.map { "\($0.onset) \($0.duration) \($0.sound) \($0.emphasis)" }.sorted(by: utf8Precedes)
    }
    return before.id != drawn && notes(before) != notes(after) ? before.id : nil
  }
}

/// What each bar holds: the notes of all parts that begin there, and its chords.
private func barContents(_ score: Score) -> [[String]] {
  var result = score.measures.map { _ in [String]() }
  func bar(_ time: ScoreTime) -> Int? { score.measures.lastIndex { $0.start <= time } }
  for part in score.parts {
    for note in part.notes {
      guard let index = bar(note.onset) else { continue }
      result[index].append("\(part.id) \(note.onset) \(note.duration) \(note.sound) \(note.emphasis)")
    }
  }
  for chord in score.chords {
    guard let index = bar(chord.onset) else { continue }
    result[index].append("\(chord.onset) \(chord.duration) \(chord.chord.map { "\($0)" } ?? "N.C.")")
  }
  return result
}
