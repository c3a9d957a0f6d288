// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongDiagnostics
internal import SongIR

/// An output of a build, before it is made.
struct PlannedOutput {
  enum Content {
    case dump(OutputKind)
    /// MIDI, MusicXML or ABC.
    case score(ScoreFile, Settings.Export)
    case markers(Settings.Export)
    case master(AudioEncoding)
    /// Of a part or return, by its name.
    case stem(String)
    case report
    /// With its text.
    case lock(String)
  }

  let path: String
  let content: Content
}

/// Names all outputs of a piece, in the order in which they are told.
///
/// - Parameter taken: the places of files that no output may have.
/// - Throws: where two files would have one place, or a codec doesn't have the sample rate.
func planOutputs(
  of compilation: Compilation, to target: OutputPlace, emit: [OutputKind]?, taken: Set<String>, _ world: any World,
  _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [PlannedOutput] {
  let settings = compilation.settings
  // No output may take the place of the spec, its lock, the files that every build writes, or another output.
  var taken = taken
  for path in target.inputs + [target.reportPath] + target.locks.map(\.path) { taken.insert(world.place(of: path)) }
  var outputs: [PlannedOutput] = []
  func add(_ file: String, _ content: PlannedOutput.Content) throws(ErrorsEmitted) {
    let path = normal(join(target.folder, file))
    guard taken.insert(world.place(of: path)).inserted else { throw sink.fail(.outputCollision(path)) }
    outputs.append(PlannedOutput(path: path, content: content))
  }
  for kind in emit ?? [] where kind.isDump { try add(kind.dumpName(target.name), .dump(kind)) }
  var fields = ["title": settings.title, "name": target.name]
  let exports = exports(of: settings, emit: emit)
  for export in exports {
    switch export.kind {
    case .midi, .musicxml, .abc:
      for excerpt in compilation.excerpts(for: export) {
        if let section = excerpt.section { fields["section"] = section }
        try add(export.path(fields), .score(excerpt, export))
      }
    case .markers: try add(export.path(fields), .markers(export))
    case .wav, .aiff, .flac, .ogg, .opus, .mp3:
      try add(export.path(fields), .master(try audioEncoding(of: export, sampleRate: compilation.session.sampleRate, &sink)))
    case .stems: continue
    }
  }
  if let export = exports.first(where: { $0.kind == .stems }) {
    for stem in compilation.session.stemNames {
      fields["part"] = stem
      try add(export.path(fields), .stem(stem))
    }
  }
  outputs.append(PlannedOutput(path: target.reportPath, content: .report))
  outputs += target.locks.map { PlannedOutput(path: $0.path, content: .lock($0.text)) }
  return outputs
}

/// The files that a build of a spec writes, in its order; nothing is rendered and nothing written.
package func listOutputs(
  _ path: String, options: BuildOptions, knowledge: Knowledge, world: any World, sources: inout SourceMap,
  sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [String] {
  let track = try readTrack(path, variables: options.variables, world, &sources, &sink)
  let (compilation, target) = try compileTrack(track, options, knowledge, world, &sink)
  return try planOutputs(of: compilation, to: target, emit: options.emit, taken: options.taken, world, &sink).map(\.path)
}

/// A path without `.` and empty steps.
private func normal(_ path: String) -> String {
  let steps = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  return path.hasPrefix("/") ? "/" + steps : steps
}

/// The exports of the spec, or those of `--emit` with the spec's options where it names the kind.
private func exports(of settings: Settings, emit: [OutputKind]?) -> [Settings.Export] {
  guard let emit else { return settings.exports }
  var result: [Settings.Export] = []
  for kind in Spec.ExportKind.allCases where emit.contains(where: { $0.rawValue == kind.rawValue }) {
    let said = settings.exports.filter { $0.kind == kind }
    var unsaid = Settings.Export(kind: kind, format: .standard(settings.frameRate), startFrame: settings.startFrame)
    if kind == .abc { unsaid.parts = settings.parts.tunes }
    result += said.isEmpty ? [unsaid] : said
  }
  return result
}
