internal import SongBase
package import SongDiagnostics

extension Library {
  /// The folders of `stdlib/` that hold objects; all other folders are left alone.
  package static let folders = ["drumkits", "effects", "instruments", "mixes", "moods", "patterns", "styles"]

  /// Reads the files of the library and checks that the objects name each other rightly; nil where there were errors.
  ///
  /// - Parameter files: the path `FOLDER/KEY.yaml`, with anything in front of it, and the bytes of each.
  package static func decode(
    files: [(path: String, bytes: [UInt8])], sources: inout SourceMap, sink: inout DiagnosticSink
  ) -> Library? {
    var decoder = LibraryDecoder()
    for file in files {
      let parts = file.path.split(separator: "/")
      guard let name = parts.last, name.hasSuffix(".yaml"), let folder = parts.dropLast().last,
        folders.contains(String(folder))
      else { continue }
      let source = sources.add(name: file.path, bytes: file.bytes)
      decoder.decode(ObjectReader(key: String(name.dropLast(5)), file: source), folder: String(folder), sink: &sink)
    }
    let hadErrors = decoder.hasErrors
    let library = decoder.library
    // A reference to an object that couldn't be read would be reported a second time.
    if !hadErrors { library.check(decoder.references, decoder.bandParts, sink: &sink) }
    return hadErrors || sink.hasErrors ? nil : library
  }
}

/// Collects the objects of all files.
private struct LibraryDecoder {
  private var styles: [Style] = []
  private var moods: [Mood] = []
  private var instruments: [Instrument] = []
  private var drumKits: [DrumKit] = []
  private var patterns: [PatternSet] = []
  private var effects: [EffectPreset] = []
  private var mixes: [MixPlan] = []
  private(set) var references: [Reference] = []
  private(set) var bandParts: [BandPartCheck] = []
  private(set) var hasErrors = false
  /// Folder and key of what was read.
  private var seen: Set<String> = []

  var library: Library {
    Library(
      styles: styles, moods: moods, instruments: instruments, drumKits: drumKits, patterns: patterns, effects: effects,
      mixes: mixes)
  }

  mutating func decode(_ object: ObjectReader, folder: String, sink: inout DiagnosticSink) {
    var object = object
    if !seen.insert("\(folder)/\(object.key)").inserted {
      object.fail("the library has a second file \(folder)/\(object.key).yaml", at: object.file.span.sub(0..<0))
    }
    switch folder {
    case "drumkits": append(object.drumKit(), to: &drumKits)
    case "effects": append(object.effect(), to: &effects)
    case "instruments": append(object.instrument(), to: &instruments)
    case "mixes": append(object.mixPlan(), to: &mixes)
    case "moods": append(object.mood(), to: &moods)
    case "patterns": append(object.patternSet(), to: &patterns)
    default: append(object.style(), to: &styles)
    }
    sink.report(object.diagnostics)
    references += object.references
    bandParts += object.bandParts
    if !object.isClean { hasErrors = true }
  }

  private func append<Object>(_ object: Object?, to objects: inout [Object]) {
    if let object { objects.append(object) }
  }
}
