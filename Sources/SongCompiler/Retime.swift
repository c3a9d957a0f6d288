// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
package import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

/// What came of `songc retime`.
package struct RetimeResult: Sendable {
  package let path: String
  package let summary: Summary
  /// Bars of the edit that stand in the track it is made from, note for note in all pitched parts, and all bars.
  package let keptBars: Int
  package let bars: Int
}

/// Writes a spec that is a track's edit for another duration: `from`, `keep`, `duration` and, where the track's form
/// can't fill it well, a `form`.
///
/// - Parameters:
///   - duration: in the language's notation: `20s`.
///   - output: the new spec; nil is `NAME-20s.song.yaml` beside the old one.
/// - Returns: nil where something was wrong; a file that exists is never replaced.
package func retime(
  _ path: String, to duration: String, output: String?, knowledge: Knowledge, world: any World,
  sources: inout SourceMap, sink: inout DiagnosticSink
) -> RetimeResult? {
  guard let track = try? readTrack(path, world, &sources, &sink),
    let old = try? compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
  else { return nil }
  let text = Scalar(text: duration, span: sources.add(name: "--duration", bytes: Array(duration.utf8)).span, style: .plain)
  guard let wanted = parseDuration(text, sink: &sink)?.value else { return nil }
  let target = output ?? join(track.folder, "\(track.name)-\(fileWord(duration)).song.yaml")
  guard !world.exists(target) else {
    sink.report(.fileUnwritable(target, reason: "there is such a file already"))
    return nil
  }
  let from = relative(path, to: target, world)
  var last = DiagnosticSink()
  let forms = otherForms(of: old, for: wanted)
  // The track's own form, then ones that fit with the bars that its sections have, then those with bars left open.
  var ways: [(form: [String]?, bars: [String: Int])] = [(nil, [:])]
  ways += forms.map { ($0, firstBars(of: old)) }
  ways += forms.map { ($0, [:]) }
  for (form, bars) in ways {
    let spec = edit(from: from, duration: duration, form: form, bars: bars)
    var own = DiagnosticSink()
    guard let bytes = written(spec, as: target, &own) else {
      last = own
      continue
    }
    let source = sources.add(name: target, bytes: bytes)
    var options = CompileOptions()
    guard let bases = try? readBases(of: source, at: target, world, &sources, &own) else {
      last = own
      continue
    }
    options.bases = bases
    let new = try? compile(source, name: outputName(of: target), knowledge: knowledge, options: options, sink: &own)
    last = own
    guard let new, form != nil || isNatural(new, against: old) else { continue }
    sink.report(own.diagnostics)
    guard replace([(target, source.bytes)], world, &sink) else { return nil }
    return RetimeResult(
      path: target, summary: summary(new, nil), keptBars: keptBars(of: old.score, in: new.score),
      bars: new.score.measures.count)
  }
  sink.report(last.diagnostics)
  return nil
}

/// A spec of this module's own in the syntax that a file's name asks for.
private func written(_ yaml: String, as path: String, _ sink: inout DiagnosticSink) -> [UInt8]? {
  let bytes = Array(yaml.utf8)
  guard SpecSyntax(of: SourceFile(id: FileID(0), name: path, bytes: bytes)) == .song else { return bytes }
  let source = SourceFile(id: FileID(0), name: "edit" + SpecSyntax.yaml.ending, bytes: bytes)
  return try? formatted(source, as: .song, sink: &sink)
}

/// Forms that fit a duration, the best first; none where the track's own length is asked for.
private func otherForms(of piece: Compilation, for duration: DurationNotation) -> [[String]] {
  let wanted: Spec.Duration
  switch duration {
  case .exact(let time): wanted = .exact(Microseconds(seconds: time.seconds ?? .zero))
  case .range(let low, let high):
    wanted = .range(Microseconds(seconds: low.seconds ?? .zero), Microseconds(seconds: high.seconds ?? .zero))
  case .free: return []
  }
  return fittedForms(piece.settings, bars: piece.arrangement.sections.map(\.count), to: wanted)
}

/// The bars of each section at its first playing.
private func firstBars(of piece: Compilation) -> [String: Int] {
  Dictionary(piece.arrangement.sections.map { ($0.name, $0.count) }) { first, _ in first }
}

/// Whether no section has shrunk to less than two thirds of its bars or grown to more than one and a half times them.
private func isNatural(_ piece: Compilation, against old: Compilation) -> Bool {
  let sections = zip(piece.arrangement.sections, old.arrangement.sections)
  return sections.allSatisfy { $0.count * 3 >= $1.count * 2 && $0.count * 2 <= $1.count * 3 }
}

private func edit(from path: String, duration: String, form: [String]?, bars: [String: Int]) -> String {
  var kept = Spec.Aspect.allCases
  if form != nil { kept.removeAll { $0 == .form } }
  var lines = [
    "song: 1", "from: \(yamlScalar(path))", "keep: [\(kept.map(\.rawValue).joined(separator: ", "))]",
    "duration: \(yamlScalar(duration))",
  ]
  if let form {
    lines.append("form: \(yamlScalar(form.joined(separator: " ")))")
    var names: [String] = []
    for name in form where bars[name] != nil && !names.contains(name) { names.append(name) }
    if !names.isEmpty { lines.append("sections:") }
    lines += names.map { "  \(yamlScalar($0)): {bars: \(bars[$0]!)}" }
  }
  return lines.map { $0 + "\n" }.joined()
}

/// A text as a part of a file's name.
private func fileWord(_ text: String) -> String {
  String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
}

/// The path of a file as seen from the folder of another.
private func relative(_ path: String, to other: String, _ world: any World) -> String {
  let (from, name) = split(path)
  if from == split(other).folder { return name }
  let target = world.place(of: path).split(separator: "/")
  let folder = world.place(of: other).split(separator: "/").dropLast()
  let common = zip(target, folder).prefix { $0 == $1 }.count
  return (Array(repeating: "..", count: folder.count - common) + target[common...].map { String($0) }).joined(separator: "/")
}

/// Bars of a score that stand in another one: the same pitches, onsets and lengths within the bar in all pitched parts.
func keptBars(of old: Score, in new: Score) -> Int {
  let known = Set(pitchedBars(old))
  return pitchedBars(new).count(where: known.contains)
}

/// What each bar's pitched parts hold, counted from the bar line.
private func pitchedBars(_ score: Score) -> [[String]] {
  var result = score.measures.map { _ in [String]() }
  for part in score.parts where !part.isPercussion {
    for note in part.notes {
      guard let index = score.measures.lastIndex(where: { $0.start <= note.onset }), case .pitch(let pitch) = note.sound
      else { continue }
      result[index].append("\(part.id) \(note.onset - score.measures[index].start) \(note.duration) \(pitch.key)")
    }
  }
  return result.map { $0.sorted() }
}
