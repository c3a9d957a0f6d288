// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// What of the library is needed: a spec that names its style needs a third of it.
package enum LibraryRequest: Sendable, Hashable {
  case everything
  /// The named styles and moods with all that they name, and all effects.
  ///
  /// - Parameters:
  ///   - styles: by key; none means all.
  ///   - hasOwnBand: whether the spec names its parts; then every instrument and pattern may be asked for.
  case spec(styles: [String], moods: [String], hasOwnBand: Bool)
}

extension Library {
  /// The folders of `stdlib/` that hold objects; all other folders are left alone.
  package static let folders = [
    "drumkits", "effects", "instruments", "mixes", modelFolder, "moods", "patterns", "styles",
  ]
  /// The folder that holds trained models beside those that people wrote.
  package static let modelFolder = "models"

  /// The keys of a folder's objects without reading them, sorted.
  package static func keys(of folder: String, in files: [(path: String, bytes: [UInt8])]) -> [String] {
    files.compactMap { LibraryFile($0.path, $0.bytes) }.filter { $0.folder == folder }.map(\.key)
      .sorted(by: utf8Precedes)
  }

  /// Reads the files of the library and checks that the objects name each other rightly; nil where there were errors.
  ///
  /// - Parameters:
  ///   - files: the path `FOLDER/KEY.yaml`, with anything in front of it, and the bytes of each.
  ///   - request: what is read of them.
  package static func decode(
    files: [(path: String, bytes: [UInt8])], for request: LibraryRequest = .everything, sources: inout SourceMap,
    sink: inout DiagnosticSink
  ) -> Library? {
    var decoder = LibraryDecoder(files: files.compactMap { LibraryFile($0.path, $0.bytes) })
    switch request {
    case .everything:
      for folder in folders { decoder.decode(folder, sources: &sources) }
    case .spec(let styles, let moods, let hasOwnBand):
      styles.isEmpty ? decoder.decode("styles", sources: &sources) : decoder.decode("styles", styles, sources: &sources)
      decoder.decode("moods", moods, sources: &sources)
      decoder.decode(modelFolder, decoder.modelNames, sources: &sources)
      for folder in hasOwnBand ? ["effects", "instruments", "patterns"] : ["effects"] {
        decoder.decode(folder, sources: &sources)
      }
      decoder.decodeWhatIsNamed(sources: &sources)
    }
    // A reference to an object that couldn't be read isn't reported a second time.
    if !decoder.sink.hasErrors { decoder.library.check(decoder.references, decoder.bandParts, sink: &decoder.sink) }
    sink.report(decoder.sink.diagnostics)
    return decoder.sink.hasErrors ? nil : decoder.library
  }
}

/// A file that holds an object.
private struct LibraryFile {
  let path: String
  let folder: String
  let key: String
  let bytes: [UInt8]
  var isRead = false

  /// Nil for files that hold none.
  init?(_ path: String, _ bytes: [UInt8]) {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    guard let name = parts.last.flatMap({ String($0) }), name.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8),
      let folder = parts.dropLast().last.flatMap({ String($0) }), Library.folders.contains(folder)
    else { return nil }
    self.path = path
    self.folder = folder
    key = String(decoding: name.utf8.dropLast(ending.utf8.count), as: UTF8.self)
    self.bytes = bytes
  }
}

private let ending = ".yaml"

/// Reads files and collects their objects.
private struct LibraryDecoder {
  private var files: [LibraryFile]
  private var styles: [Style] = []
  private var moods: [Mood] = []
  private var instruments: [Instrument] = []
  private var drumKits: [DrumKit] = []
  private var patterns: [PatternSet] = []
  private var effects: [EffectPreset] = []
  private var mixes: [MixPlan] = []
  private var models: [WrittenModel] = []
  private(set) var references: [Reference] = []
  private(set) var bandParts: [BandPartCheck] = []
  var sink = DiagnosticSink()

  init(files: [LibraryFile]) { self.files = files }

  var library: Library {
    Library(
      styles: styles, moods: moods, instruments: instruments, drumKits: drumKits, patterns: patterns, effects: effects,
      mixes: mixes, models: models)
  }

  /// What the styles name as models, trained ones with them.
  var modelNames: [String] { styles.flatMap { [$0.composition.harmonyModel, $0.composition.rhythmModel] } }

  /// Reads the named files of a folder, or all.
  mutating func decode(_ folder: String, _ keys: [String]? = nil, sources: inout SourceMap) {
    for index in files.indices where files[index].folder == folder && !files[index].isRead {
      if keys?.contains(where: { utf8Equal($0, files[index].key) }) ?? true { decode(index, sources: &sources) }
    }
  }

  /// Reads the files that those read so far name, and those that these name.
  mutating func decodeWhatIsNamed(sources: inout SourceMap) {
    var next = 0
    while next < references.count {
      let reference = references[next]
      decode(reference.kind.folder, [reference.name.value], sources: &sources)
      next += 1
    }
  }

  private mutating func decode(_ index: Int, sources: inout SourceMap) {
    files[index].isRead = true
    let file = files[index]
    var object = ObjectReader(key: file.key, file: sources.add(name: file.path, bytes: file.bytes))
    if files[..<index].contains(where: { $0.folder == file.folder && utf8Equal($0.key, file.key) }) {
      object.fail("the library has a second file \(file.folder)/\(file.key).yaml", at: object.file.span.sub(0..<0))
    }
    switch file.folder {
    case "drumkits": append(object.drumKit(), to: &drumKits)
    case "effects": append(object.effect(), to: &effects)
    case "instruments": append(object.instrument(), to: &instruments)
    case "mixes": append(object.mixPlan(), to: &mixes)
    case Library.modelFolder: append(object.writtenModel(), to: &models)
    case "moods": append(object.mood(), to: &moods)
    case "patterns": append(object.patternSet(), to: &patterns)
    default: append(object.style(), to: &styles)
    }
    sink.report(object.diagnostics)
    references += object.references
    bandParts += object.bandParts
  }

  private func append<Object>(_ object: Object?, to objects: inout [Object]) {
    if let object { objects.append(object) }
  }
}
