// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongLibrary
internal import SongMusic
internal import SongSyntax

/// What `songc loop` was asked for; what is left out is decided as in any spec.
package struct LoopRequest: Sendable {
  /// One of `lengths`.
  package var bars = 4
  /// A style, or a blend as a spec says it: `folk 70%, pop 30%`.
  package var style: String?
  /// Pitch class 0...11; C where only the tonality is said.
  package var tonic: Int?
  /// Major where only the tonic is said.
  package var tonality: Tonality?
  /// In the notations of a spec.
  package var tempo: String?
  package var meter: String?
  package var intensity = "70%"
  /// Parts of the style's band, or roles; none means the whole band.
  package var parts: [String] = []
  package var seed = Spec.SeedValue.number(0)
  /// The keys of `humanize` with their values; empty plays the score exactly, nil as the style does.
  package var humanize: [(key: String, value: String)]?
  /// The name of the outputs; made of what was asked where it is left out.
  package var name: String?

  package init() {}

  package static let lengths = [1, 2, 4, 8]

  package enum Tonality: String, Sendable, CaseIterable {
    case major = "natural_major"
    case minor = "natural_minor"
  }

  /// The key as a spec writes it, with the fewest accidentals; nil where it is left to the style.
  var key: Key? {
    guard tonic != nil || tonality != nil else { return nil }
    let mode: Mode = tonality == .minor ? .minor : .major
    // Of the two spellings with six accidentals F sharp major and E flat minor are the usual ones.
    let signatures = mode == .major ? -5...6 : -6...5
    let tonics = signatures.map { PitchName(fifths: $0 - mode.fifths) }
    return tonics.first { $0.pitchClass == (tonic ?? 0) }.map { Key(tonic: $0, mode: mode) }
  }

  /// The name of the outputs.
  var outputName: String {
    let words = [style.map(fileName) ?? "loop"] + (key.map { ["\($0.tonic)", $0.mode.rawValue] } ?? []) + ["\(bars)"]
    return name ?? words.map { $0.lowercased() }.joined(separator: "-")
  }
}

/// The names and shares of a blend, which a spec writes in brackets; nil where a style is named.
func blend(_ style: String) -> [String]? {
  guard style.contains(",") || style.hasPrefix("[") else { return nil }
  let isBracketed = style.hasPrefix("[") && style.hasSuffix("]")
  let items = (isBracketed ? style.dropFirst().dropLast() : style[...]).split(separator: ",", omittingEmptySubsequences: false)
  return items.map { item in item.split(separator: " ").joined(separator: " ") }
}

/// A style or a blend as a spec writes it.
func styleValue(_ style: String) -> String {
  blend(style).map { "[\($0.map(yamlScalar).joined(separator: ", "))]" } ?? yamlScalar(style)
}

/// A style as a file's name has it: `folk-70-pop-30`.
private func fileName(_ style: String) -> String {
  style.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_") }.joined(separator: "-")
}

/// The spec of a loop: a section that leads back to its own beginning.
///
/// Without parts it is a band's; they are named so that they play from the first bar on, whatever the intensity.
/// - Throws: where the style or a part is unknown, or another value is no spec's.
package func loopSpec(
  _ request: LoopRequest, knowledge: Knowledge, sources: inout SourceMap, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String {
  if let style = request.style, blend(style) == nil, knowledge.library.style(style) == nil {
    throw sink.fail(.unknownArgument(style, what: "a style", candidates: knowledge.library.styles.map(\.key)))
  }
  // What the style decides comes from the loop without parts: drawing it doesn't depend on them.
  let open = sources.add(name: loopPath, bytes: Array(text(of: request, style: request.style, parts: []).utf8))
  let settings = try layOut(
    open, name: request.outputName, knowledge: knowledge, options: CompileOptions(), isLenient: false, sink: &sink
  ).arrangement.settings
  let parts = try parts(request, in: settings, &sink)
  return text(of: request, style: settings.style, parts: parts)
}

/// Makes a loop and writes its outputs, as a build of its spec does.
///
/// - Parameter options: the output folder, nil for the current one; the kinds of outputs.
package func loop(
  _ request: LoopRequest, options: BuildOptions, knowledge: Knowledge, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void = { _ in }
) -> BuildResult {
  guard let spec = try? loopSpec(request, knowledge: knowledge, sources: &sources, sink: &sink) else { return BuildResult() }
  let name = request.outputName
  let track = Track(
    path: name + SpecSyntax.yaml.ending, name: name, folder: "", source: sources.add(name: loopPath, bytes: Array(spec.utf8)),
    lock: nil, lockedModels: [], bases: [], cues: nil, given: [], models: nil, variables: [])
  return build(track, options: options, knowledge: knowledge, world: world, sink: &sink, progress: progress)
}

/// Where diagnostics place what is wrong with a value: in the spec that this prints.
private let loopPath = "songc loop --print-spec"

/// The parts that are asked for, in the order of the band.
private func parts(
  _ request: LoopRequest, in settings: Settings, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [Settings.Part] {
  guard !request.parts.isEmpty else { return settings.parts }
  var chosen: Set<String> = []
  for name in request.parts {
    let named = settings.parts.filter { utf8Equal($0.id, name) }
    let playing = named.isEmpty ? settings.parts.filter { utf8Equal($0.role.rawValue, name) } : named
    chosen.formUnion(playing.map(\.id))
    guard playing.isEmpty else { continue }
    let candidates = distinct(settings.parts.map(\.id) + settings.parts.map(\.role.rawValue))
    sink.report(.unknownArgument(name, what: "a part or a role of the style '\(settings.style)'", candidates: candidates))
  }
  if let failure = sink.failure { throw failure }
  return settings.parts.filter { chosen.contains($0.id) }
}

private func text(of request: LoopRequest, style: String?, parts: [Settings.Part]) -> String {
  let seed = switch request.seed {
  case .number(let number): "\(number)"
  case .text(let text): yamlQuoted(text)
  }
  var section = ["bars: \(request.bars)"]
  if !parts.isEmpty { section.append("parts: [\(parts.map { yamlScalar($0.id) }.joined(separator: ", "))]") }
  var lines = ["song: 1", "title: \(yamlQuoted(request.outputName))", "seed: \(seed)"]
  if let style { lines.append("style: \(styleValue(style))") }
  if let key = request.key { lines.append("key: \(yamlScalar("\(key)"))") }
  if let tempo = request.tempo { lines.append("tempo: \(yamlScalar(tempo))") }
  if let meter = request.meter { lines.append("time: \(yamlScalar(meter))") }
  lines += [
    "duration: free", "end: loop", "intensity: \(yamlScalar(request.intensity))", "form: A",
    "sections: {A: {\(section.joined(separator: ", "))}}",
  ]
  // A bar that leads back on a dominant would never come home.
  if request.bars == 1 { lines.append("harmony: {cadence: authentic}") }
  if !parts.isEmpty { lines.append("parts:") }
  for part in parts {
    // A fill in every other bar is no fill.
    let isShort = part.role == .drums && request.bars < shortestFilled
    lines.append("  \(yamlScalar(part.id)): {\(isShort ? "fill: []" : "")}")
  }
  if let humanize = request.humanize {
    let values = humanize.map { "\(yamlScalar($0.key)): \(yamlScalar($0.value))" }.joined(separator: ", ")
    lines.append("humanize: \(humanize.isEmpty ? "0" : "{\(values)}")")
  }
  return lines.map { $0 + "\n" }.joined()
}

/// Bars of the shortest loop whose drums fill into its beginning.
private let shortestFilled = 4
