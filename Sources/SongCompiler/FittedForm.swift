// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A track's form for another duration: sections of it in their order, repeated where the track becomes longer.
///
/// Chosen is the form whose usual length at the preferred tempo is nearest, where every material that is lost, a lost
/// beginning or end and every new neighbourhood count as some of the distance.
///
/// - Parameter bars: of each section; nil takes the wished for ones.
/// - Returns: the best few, the best first; at least one.
func fittedForms(_ settings: Settings, bars: [Int]? = nil, to duration: Spec.Duration?) -> [[String]] {
  guard let wanted = duration?.middle?.seconds else { return [settings.form.map(\.name)] }
  var entries = zip(settings.form, bars ?? settings.form.map(\.preferredBars)).map {
    Stretch(entry: $0, seconds: seconds($0, $1, settings))
  }
  // What lies between introduction and outro comes again until there is enough to choose from.
  let known = Set(zip(entries, entries.dropFirst()).map { Neighbours(first: $0.entry.material, second: $1.entry.material) })
  let low = entries[0].entry.function == "intro" && entries.count > 1 ? 1 : 0
  let high = entries.last!.entry.function == "outro" && entries.count > low + 1 ? entries.count - 1 : entries.count
  let middle = Array(entries[low..<high])
  let once = max(0.001, middle.reduce(0) { $0 + $1.seconds })
  let missing = wanted - entries.reduce(0) { $0 + $1.seconds }
  if missing > 0, entries.count < longestForm {
    let times = min(Int((missing / once).rounded(.up)), longestForm / middle.count)
    entries.insert(contentsOf: Array(repeating: middle, count: times).flatMap { $0 }, at: high)
  }
  let ranked = candidates(entries.count).map { (form: $0, cost: cost($0, entries, known, wanted)) }
    .enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }.map(\.element.form)
  var result: [[String]] = []
  for form in ranked where result.count < mostForms {
    let names = form.map { entries[$0].entry.name }
    if !result.contains(names) { result.append(names) }
  }
  return result
}

/// Forms that are worth trying.
private let mostForms = 4

/// Two materials, one after the other.
private struct Neighbours: Hashable {
  let first: String
  let second: String
}

/// Sections that are tried one by one: 2^12 forms.
private let mostSingle = 12
private let longestForm = 400

/// Forms to try: all choices of sections, of longer forms those that leave out one stretch.
private func candidates(_ count: Int) -> [[Int]] {
  let all = Array(0..<count)
  if count <= mostSingle {
    return (1..<(1 << count)).map { mask in all.filter { mask >> (count - 1 - $0) & 1 == 1 } }
  }
  var result = [all]
  for start in all.indices {
    for end in start + 1...count where end - start < count { result.append(Array(all[..<start] + all[end...])) }
  }
  return result
}

private func cost(_ form: [Int], _ stretches: [Stretch], _ known: Set<Neighbours>, _ wanted: Double) -> Double {
  let length = form.reduce(0) { $0 + stretches[$1].seconds }
  let entries = stretches.map(\.entry)
  var cost = 10 * (length / wanted - 1).magnitude
  // An introduction is sooner missed than the opening of a tune; an outro is the end that was meant.
  if let first = form.first, entries[first].material != entries[0].material {
    cost += entries[0].function == "intro" ? 0.3 : 0.5
  }
  if let last = form.last, let end = entries.last, entries[last].material != end.material {
    cost += end.function == "outro" ? 0.5 : 0.4
  }
  let materials = Set(form.map { entries[$0].material })
  cost += 0.5 * Double(Set(entries.map(\.material)).subtracting(materials).count)
  for (index, next) in zip(form, form.dropFirst()) {
    // A neighbourhood that the track has elsewhere is no new one.
    if !known.contains(Neighbours(first: entries[index].material, second: entries[next].material)) { cost += 0.2 }
  }
  return cost
}

/// A section and how long it usually lasts.
private struct Stretch {
  let entry: Settings.FormEntry
  let seconds: Double
}

private func seconds(_ entry: Settings.FormEntry, _ bars: Int, _ settings: Settings) -> Double {
  let tempo = entry.tempo ?? settings.tempo
  let bar = entry.meter.length / tempo.beatUnit * Rational(60) / tempo.prefer
  return Double(bars) * bar.double
}
