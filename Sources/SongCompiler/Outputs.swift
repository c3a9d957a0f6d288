// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongCache
internal import SongIR

/// A kind of output that `--emit` can name.
package enum OutputKind: String, Sendable, Hashable, CaseIterable {
  case wav, aiff, flac, ogg, opus, mp3
  case midi, musicxml, abc, markers
  /// An audio file of every part and return, in a folder `stems`.
  case stems
  case tree, spec, settings, arrangement, score, performance, session

  init(_ kind: Spec.ExportKind) {
    switch kind {
    case .wav: self = .wav
    case .aiff: self = .aiff
    case .flac: self = .flac
    case .ogg: self = .ogg
    case .opus: self = .opus
    case .mp3: self = .mp3
    case .midi: self = .midi
    case .musicxml: self = .musicxml
    case .abc: self = .abc
    case .markers: self = .markers
    case .stems: self = .stems
    }
  }

  /// Whether it is a dump of an IR.
  package var isDump: Bool {
    switch self {
    case .tree, .spec, .settings, .arrangement, .score, .performance, .session: true
    default: false
    }
  }

  /// The file name of a dump for a spec's name.
  func dumpName(_ name: String) -> String { "\(name).\(rawValue).txt" }
}

/// The files of one build: written under temporary names, renamed together when all are complete.
///
/// What is still temporary when the value is given up is removed, so that an error or an interruption leaves nothing.
struct PendingOutputs: ~Copyable {
  private let world: any World
  private var files: [(temporary: String, final: String)] = []

  init(world: any World) { self.world = world }

  /// A temporary path beside the final one.
  mutating func reserve(_ path: String) throws(WorldError) -> String {
    let (folder, name) = split(path)
    try world.makeFolder(folder)
    let temporary = join(folder, ".\(name).\(split(world.scratch).name).part")
    files.append((temporary, path))
    return temporary
  }

  /// Takes over a file that stands under a temporary name already, on the disk of its final one.
  mutating func adopt(_ temporary: String, as path: String) throws(WorldError) {
    try world.makeFolder(split(path).folder)
    files.append((temporary, path))
  }

  mutating func write(_ bytes: [UInt8], to path: String) throws(WorldError) {
    let temporary = try reserve(path)
    do { try world.write(bytes, to: temporary) } catch { throw WorldError(path: path, reason: error.reason) }
  }

  /// A file of any length that stands elsewhere, and stays there.
  mutating func copy(_ source: String, to path: String) throws(WorldError) {
    let temporary = try reserve(path)
    do { try world.copy(source, to: temporary) } catch { throw WorldError(path: final(of: error.path), reason: error.reason) }
  }

  /// The name that a file is to have; the path itself of all others.
  func final(of path: String) -> String { files.first { utf8Equal($0.temporary, path) }?.final ?? path }

  /// The address of each file's bytes under its final name, of those that can be read.
  func contents(_ hash: (String) -> ContentHash?) -> [(path: String, content: ContentHash)] {
    files.compactMap { file in hash(file.temporary).map { (file.final, $0) } }
  }

  /// Gives all files their names; none where one of them can't have its name. What has the same bytes already stays as it
  /// is, with its times, so that nobody takes it for new.
  consuming func commit() throws(WorldError) {
    for file in files { try world.checkTarget(file.final) }
    while let file = files.first {
      if world.isSame(file.temporary, as: file.final) {
        world.remove(file.temporary)
      } else {
        try world.rename(file.temporary, to: file.final)
      }
      files.removeFirst()
    }
  }

  deinit { for file in files { world.remove(file.temporary) } }
}
