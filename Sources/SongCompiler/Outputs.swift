// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A kind of output that `--emit` can name.
package enum OutputKind: String, Sendable, Hashable, CaseIterable {
  case wav, midi, musicxml, markers
  /// A WAV file of every part and return, in a folder `stems`.
  case stems
  case tree, spec, settings, arrangement, score, performance, session

  /// Whether it is a dump of an IR.
  package var isDump: Bool {
    switch self {
    case .wav, .midi, .musicxml, .markers, .stems: false
    default: true
    }
  }

}

extension Settings.Export {
  /// The file for a spec's name, relative to the output folder.
  func file(_ name: String) -> String {
    guard path.isEmpty else { return path }
    switch (kind, format) {
    case (.wav, _): return "\(name).wav"
    case (.midi, _): return "\(name).mid"
    case (.musicxml, _): return "\(name).musicxml"
    case (.markers, .edl): return "\(name).edl"
    case (.markers, .csv): return "\(name).markers.csv"
    case (.markers, .srt): return "\(name).srt"
    case (.markers, .midi): return "\(name).markers.mid"
    }
  }
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
    try world.write(bytes, to: try reserve(path))
  }

  /// Gives all files their names; none where one of them can't have its name.
  consuming func commit() throws(WorldError) {
    for file in files { try world.checkTarget(file.final) }
    while let file = files.first {
      try world.rename(file.temporary, to: file.final)
      files.removeFirst()
    }
  }

  deinit { for file in files { world.remove(file.temporary) } }
}
