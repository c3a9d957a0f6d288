// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiff
internal import SongIR

/// What differs between two sides in the layers that both have.
func compare(_ old: DiffSide, _ new: DiffSide, levels: Set<DiffLevel>) -> Difference {
  var result = compareResults(old, new, levels: levels)
  guard levels.contains(.settings), let left = old.spec, let right = new.spec else { return result }
  let keys = keyChanges(left.value, right.value)
  result.keys = meaningful(keys, left)
  result.files = fileChanges(left.track, right.track).map(\.name)
  // The Spec may not show a change of meaning; where something came of it, all keys count.
  if result.keys?.isEmpty ?? false, !result.isEmpty { result.keys = keys }
  return result
}

/// What differs in what came of two sides: all but the keys of their specs and the files that these read.
func compareResults(_ old: DiffSide, _ new: DiffSide, levels: Set<DiffLevel>) -> Difference {
  var result = Difference(old: old.name, new: new.name)
  if levels.contains(.settings) {
    if let left = old.choices, let right = new.choices { result.settings = settings(left, right) }
    if let left = old.versions, let right = new.versions { result.versions = versions(left, right) }
    if let left = old.sync, let right = new.sync { result.sync = syncs(left, right) }
  }
  if levels.contains(.score), let left = old.written, let right = new.written { result.score = compare(left, right) }
  if levels.contains(.notes), let left = old.played, let right = new.played {
    result.playing = playing(compare(left, right), beside: result.score)
  }
  if levels.contains(.audio), let left = old.spec, let right = new.spec {
    let parts = (result.score ?? result.playing)?.parts ?? []
    result.mix = mixes(
      left.compilation.session, right.compilation.session, told: parts.flatMap { [$0.old, $0.new].compactMap { $0 } })
  }
  return result
}

/// Beside a score, of the playing only parts count whose notes are the same there.
private func playing(_ difference: PieceDifference, beside score: PieceDifference?) -> PieceDifference {
  guard let score else { return difference }
  var result = difference
  result.bars = []
  result.meters = []
  result.keys = []
  result.signs = []
  result.sections = []
  result.tempos = []
  result.chords = []
  // A MIDI file has no part without notes, so the score's are found by name, the first of a name for the first.
  var written = score.parts
  result.parts = difference.parts.map { part in
    let own = written.firstIndex { candidate in
      if let name = part.new, let other = candidate.new { utf8Equal(name, other) } else { false }
    }
    let isChanged = own.map { !written.remove(at: $0).isSame } ?? false
    var same = part
    // What plays it stands in the score too.
    same.oldInstrument = same.newInstrument
    guard isChanged || !score.bars.isEmpty else { return same }
    same.groups = []
    same.notes = []
    return same
  }.filter { $0.old != nil && $0.new != nil }
  return result
}

/// Without those that write the same in another way: the Spec with such a change alone says what it said.
private func meaningful(_ changes: [KeyChange], _ old: SpecSide) -> [KeyChange] {
  // Both are bound alone, without the files and values of variables that a compilation has.
  guard !changes.isEmpty, let before = boundSpec(old.value)?.dump() else { return changes }
  // Variables stand for what uses them, so their change is told and not that of what they stand for.
  return changes.filter { change in
    guard let spec = boundSpec(old.value.applying(change)) else { return true }
    return !utf8Equal(spec.dump(), before)
  }
}

private func settings(_ old: [LockChoice], _ new: [LockChoice]) -> [Difference.Setting] {
  let left = Dictionary(old.map { ($0.key, $0) }) { first, _ in first }
  let right = Dictionary(new.map { ($0.key, $0) }) { first, _ in first }
  return Set(left.keys).union(right.keys).sorted(by: utf8Precedes).compactMap { key in
    let (before, after) = (left[key], right[key])
    if before?.value == after?.value { return nil }
    // A title that is only the file's name is no choice.
    if key == "title", before?.reason == "derived", after?.reason == "derived" { return nil }
    return Difference.Setting(
      key: key, old: before?.value, new: after?.value, oldReason: before?.reason ?? "", newReason: after?.reason ?? "")
  }
}

private func versions(_ old: BuildVersions, _ new: BuildVersions) -> [Difference.Setting] {
  var result: [Difference.Setting] = []
  func add(_ key: String, _ old: String?, _ new: String?) {
    if old != new { result.append(.init(key: key, old: old, new: new, oldReason: "", newReason: "")) }
  }
  add("songc", old.songc, new.songc)
  add("stdlib", old.stdlib, new.stdlib)
  for name in Set(old.models.keys).union(new.models.keys).sorted(by: utf8Precedes) {
    // A model that only one of them used says nothing of versions: the settings name it.
    if let left = old.models[name], let right = new.models[name] { add("model \(name)", left, right) }
  }
  return result
}

private func syncs(_ old: [SyncPlace], _ new: [SyncPlace]) -> [Difference.Sync] {
  var left = old
  func take(_ name: String, where holds: (SyncPlace) -> Bool) -> SyncPlace? {
    left.firstIndex { utf8Equal($0.name, name) && holds($0) }.map { left.remove(at: $0) }
  }
  // Points without a name share one: those of one time are pairs, then what is left in its order.
  let standing = new.map { place in take(place.name) { $0.asked == place.asked } }
  var result: [Difference.Sync] = []
  for (place, same) in zip(new, standing) {
    let before = same ?? take(place.name) { _ in true }
    if before != place { result.append(.init(name: place.name, old: before, new: place)) }
  }
  return result + left.map { Difference.Sync(name: $0.name, old: $0, new: nil) }
}

// MARK: Mix

/// - Parameter told: names of parts whose coming and going is told already.
private func mixes(_ old: Session, _ new: Session, told: [String]) -> [Difference.Mix] {
  var result: [Difference.Mix] = []
  func add(_ name: String, _ changes: [String]) {
    if !changes.isEmpty { result.append(.init(name: name, changes: changes)) }
  }
  func isTold(_ track: Session.Track) -> Bool { told.contains { utf8Equal($0, track.id) } }
  for track in new.tracks {
    if let before = old.tracks.first(where: { utf8Equal($0.id, track.id) }) {
      add(track.id, differences(before, track))
    } else if !isTold(track) {
      add(track.id, ["new"])
    }
  }
  for track in old.tracks where !isTold(track) && !new.tracks.contains(where: { utf8Equal($0.id, track.id) }) {
    add(track.id, ["removed"])
  }
  for bus in new.returns {
    guard let before = old.returns.first(where: { utf8Equal($0.id, bus.id) }) else {
      add("return \(bus.id)", ["new"])
      continue
    }
    add("return \(bus.id)", effects(before.inserts, bus.inserts) + level("level", before.gainDB, bus.gainDB))
  }
  for bus in old.returns where !new.returns.contains(where: { utf8Equal($0.id, bus.id) }) {
    add("return \(bus.id)", ["removed"])
  }
  var master = effects(old.master.inserts + [old.master.limiter], new.master.inserts + [new.master.limiter])
  master +=
    level("loudness", old.master.loudness, new.master.loudness, "LUFS")
    + level("peak", old.master.truePeak, new.master.truePeak, "dBTP")
  if old.master.balance != new.master.balance { master.append("spectral balance") }
  if old.master.automation != new.master.automation || old.master.dips != new.master.dips {
    master.append("ducking for voice-over")
  }
  if old.master.fade != new.master.fade { master.append("fade") }
  if old.sampleRate != new.sampleRate { master.append("\(old.sampleRate) -> \(new.sampleRate) Hz") }
  add("master", master)
  return result
}

private func differences(_ old: Session.Track, _ new: Session.Track) -> [String] {
  var changes: [String] = []
  if old.sound != new.sound { changes.append(soundChange(words(of: old.sound), words(of: new.sound))) }
  changes += effects(old.inserts, new.inserts) + level("level", old.gainDB, new.gainDB)
  if old.pan != new.pan { changes.append("pan \(shortest(old.pan, 2)) -> \(shortest(new.pan, 2))") }
  for send in new.sends {
    let before = old.sends.first { utf8Equal($0.to, send.to) }
    changes += before.map { level("send to \(send.to)", $0.gainDB, send.gainDB) } ?? ["send to \(send.to)"]
  }
  for send in old.sends where !new.sends.contains(where: { utf8Equal($0.to, send.to) }) {
    changes.append("no send to \(send.to)")
  }
  if old.equaliser != new.equaliser { changes.append("equaliser") }
  if old.automation != new.automation { changes.append("automation") }
  if old.duck != new.duck { changes.append("ducking") }
  return changes
}

private func effects(_ old: [Session.Effect], _ new: [Session.Effect]) -> [String] {
  if old == new { return [] }
  let names = { (effects: [Session.Effect]) in
    effects.map { String($0.uri.split(whereSeparator: { "/#:".contains($0) }).last ?? "") }
  }
  let (left, right) = (names(old), names(new))
  if left != right { return ["effects \(left.joined(separator: " ")) -> \(right.joined(separator: " "))"] }
  return ["controls of " + zip(old, new).filter { $0 != $1 }.map { names([$0.1])[0] }.joined(separator: ", ")]
}

private func level(_ what: String, _ old: Double, _ new: Double, _ unit: String = "dB") -> [String] {
  let (left, right) = (fixed(old, 2), fixed(new, 2))
  return left == right ? [] : ["\(what) \(left) -> \(right) \(unit)"]
}

private func soundChange(_ old: String, _ new: String) -> String {
  utf8Equal(old, new) ? "settings of \(new)" : "sound \(old) -> \(new)"
}
