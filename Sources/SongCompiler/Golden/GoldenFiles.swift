// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongCache
internal import SongDiagnostics
internal import SongIR
internal import SongMIDI
internal import SongMusicXML

/// What `songc test` was asked for.
package struct GoldenRequest: Sendable {
  /// Specs and folders; none is the whole of `folder`.
  package var paths: [String] = []
  package var folder = "."
  package var layers = Set(GoldenLayer.allCases)
  /// Whether nothing may be written: continuous integration.
  package var isCI = false
  /// Whether what lies within tolerance counts as changed.
  package var isExact = false
  package var workers = 2
  package var soundFontFolders: [String] = []
  package var pluginFolders: [String] = []
  /// Where earlier renders are looked for; nil renders everything.
  package var cache: Cache?

  package init() {}

  /// Where to look.
  var places: [String] { paths.isEmpty ? [folder] : paths }
}

/// What a golden holds, or would hold.
enum GoldenContent: Sendable, Equatable {
  case bytes([UInt8])
  /// Sound of any length: the path of its file, and the address of its bytes.
  case sound(path: String, ContentHash)

  /// Nil of sound, which isn't read as a whole.
  var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }

  static func == (left: GoldenContent, right: GoldenContent) -> Bool {
    switch (left, right) {
    case (.bytes(let left), .bytes(let right)): left == right
    case (.sound(_, let left), .sound(_, let right)): left == right
    case (.bytes, .sound), (.sound, .bytes): false
    }
  }
}

/// What a spec gives now, as its goldens would hold it.
struct GoldenFiles {
  struct File {
    let layer: GoldenLayer
    let name: String
    let content: GoldenContent
    /// Whether the spec allows no tolerance.
    let isExact: Bool
  }

  var files: [File] = []
  var fingerprint: AudioFingerprint?
  /// Whether the spec exports sound.
  let hasAudio: Bool
  /// The folder of the master; nil where none is kept.
  private var masterFolder: String?
  private let demands: [Spec.GoldenOutput: Spec.GoldenDemand]

  /// Compiles a spec and renders it where it exports audio; a master that the spec asks for is left until `removeMaster`.
  ///
  /// - Throws: `ErrorsEmitted`, or `Cancelled` where the user asked to stop.
  init(
    _ spec: String, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World, _ sources: inout SourceMap,
    _ sink: inout DiagnosticSink, progress: @Sendable (Double) -> Void
  ) throws {
    let track = try readTrack(spec, world, &sources, &sink)
    var options = track.options
    options.workers = request.workers
    let piece = try compile(track.source, name: track.name, knowledge: knowledge, options: options, sink: &sink)
    if let failure = sink.failure { throw failure }
    hasAudio = piece.settings.exports.contains { $0.kind.isAudio }
    let demands = Dictionary(piece.spec.golden.map { ($0.output, $0.demand.value) }) { $1 }
    self.demands = demands
    // What isn't asked for isn't made.
    func add(_ file: GoldenFile, _ bytes: @autoclosure () -> [UInt8]) {
      let demand = demands[file.output] ?? .measured
      guard request.layers.contains(file.layer), demand != .ignore else { return }
      files.append(
        File(layer: file.layer, name: file.name(track.name), content: .bytes(bytes()), isExact: demand == .exact))
    }
    add(.lock, Array(Lock.text(of: piece, library: knowledge.checksum, earlier: track.lock ?? []).utf8))
    add(.score, Array(goldenScoreText(piece.score).utf8))
    add(.musicXML, Array(writeMusicXML(piece.score).utf8))
    add(.midi, writeSMF(piece.performance))
    guard hasAudio, request.layers.contains(.audio), demands[.audio] != .ignore else { return }
    let sound = try GoldenFiles.sound(
      of: spec, keepsSamples: demands[.audio] == .exact, request, knowledge, world, &sources, &sink, progress)
    fingerprint = sound.fingerprint
    add(.fingerprint, Array(sound.fingerprint.text.utf8))
    guard let master = sound.master else { return }
    masterFolder = master.folder
    files.append(File(layer: .audio, name: GoldenFile.master.name(track.name), content: master.content, isExact: true))
  }

  /// Removes the master that was left.
  func removeMaster(_ world: any World) {
    guard let masterFolder else { return }
    for case .sound(let path, _) in files.map(\.content) { removeFile(path, below: masterFolder, world) }
  }

  /// Whether a golden that stands there is still asked for.
  func wants(_ file: GoldenFile) -> Bool {
    let demand = demands[file.output] ?? .measured
    switch file {
    case .master: return hasAudio && demand == .exact
    case .fingerprint: return hasAudio && demand != .ignore
    case .lock, .score, .musicXML, .midi: return demand != .ignore
    }
  }

  /// Whether nothing of what the spec gives is kept.
  var keepsNothing: Bool { !GoldenFile.allCases.contains(where: wants) }

  /// The fingerprint of the master as a WAV file, and the file itself.
  private static func sound(
    of spec: String, keepsSamples: Bool, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World, _ sources: inout SourceMap,
    _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void
  ) throws -> (fingerprint: AudioFingerprint, master: (folder: String, content: GoldenContent)?) {
    let folder = world.scratch + ".test"
    let path = try renderMaster(of: spec, in: folder, request, knowledge, world, &sources, &sink, progress)
    var isKept = false
    defer { if !isKept { removeFile(path, below: folder, world) } }
    let fingerprint: AudioFingerprint
    do throws(AudioError) {
      fingerprint = try audioFingerprint(of: path, isCancelled: { world.isCancelled })
    } catch .cancelled {
      throw Cancelled()
    } catch {
      throw sink.fail(.audio(error))
    }
    guard keepsSamples else { return (fingerprint, nil) }
    guard let content = ContentHash(ofFileAt: path) else { throw sink.fail(.fileUnreadable(path, reason: "it is gone")) }
    isKept = true
    return (fingerprint, (folder, .sound(path: path, content)))
  }

  /// Renders a spec's master as a WAV file; nothing else that a build makes is left in the folder.
  ///
  /// - Returns: the path of the file.
  /// - Throws: `ErrorsEmitted`, or `Cancelled` where the user asked to stop; nothing is left then.
  static func renderMaster(
    of spec: String, in folder: String, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World,
    _ sources: inout SourceMap, _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void
  ) throws -> String {
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = [.wav]
    options.workers = request.workers
    options.soundFontFolders = request.soundFontFolders
    options.pluginFolders = request.pluginFolders
    options.cache = request.cache
    options.keepsRecord = false
    // What there is to say of the spec has been said when it was compiled, but for what the render fails of.
    var own = DiagnosticSink()
    let result = build(
      spec, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &own, progress: progress)
    var kept: String?
    defer { for path in result.outputs + [folder] where path != kept { removeFile(path, below: folder, world) } }
    if own.hasErrors { sink.report(own.diagnostics.filter { $0.severity == .error }) }
    if let failure = sink.failure { throw failure }
    // A build without an error and without a file was broken off.
    guard let path = result.sounds.first?.path else { throw Cancelled() }
    kept = path
    return path
  }
}

/// Removes a file and the folders above it that it leaves empty.
private func removeFile(_ path: String, below top: String, _ world: any World) {
  var place = path
  while place.hasPrefix(top) {
    world.remove(place)
    place = split(place).folder
  }
}

extension Spec.ExportKind {
  /// Whether files of the kind are sound.
  var isAudio: Bool {
    switch self {
    case .wav, .aiff, .flac, .ogg, .opus, .mp3, .stems: true
    case .midi, .musicxml, .abc, .markers: false
    }
  }
}
