// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// A layer of a piece, of which goldens hold what was accepted.
package enum GoldenLayer: String, Sendable, Hashable, CaseIterable {
  /// Every choice.
  case lock
  /// What is written.
  case score
  /// What is played.
  case notes
  /// What is heard.
  case audio

  /// The names of its files for a spec's name.
  func files(_ name: String) -> [String] { GoldenFile.allCases.filter { $0.layer == self }.map { $0.name(name) } }
}

/// A file of a layer.
enum GoldenFile: CaseIterable {
  case lock, score, musicXML, midi, fingerprint
  /// The samples, which a spec asks for with `golden: {audio: exact}`.
  case master

  var layer: GoldenLayer {
    switch self {
    case .lock: .lock
    case .score, .musicXML: .score
    case .midi: .notes
    case .fingerprint, .master: .audio
    }
  }

  /// The key of a spec's `golden` that it hangs on.
  var output: Spec.GoldenOutput {
    switch self {
    case .lock: .lock
    case .score: .score
    case .musicXML: .musicxml
    case .midi: .midi
    case .fingerprint, .master: .audio
    }
  }

  /// Whether `songc diff` reads it.
  var isCompared: Bool {
    switch self {
    case .lock, .musicXML, .midi: true
    case .score, .fingerprint, .master: false
    }
  }

  /// Its name for a spec's name.
  func name(_ spec: String) -> String {
    switch self {
    case .lock: "\(spec).song.lock"
    case .score: "\(spec).score.txt"
    case .musicXML: "\(spec).musicxml"
    case .midi: "\(spec).mid"
    case .fingerprint: "\(spec).audio.txt"
    case .master: "\(spec).wav"
    }
  }
}

/// The format of goldens that songc defines itself: score texts and fingerprints. The others have versions of their own.
enum GoldenFormat {
  static let version = 1
  private static let mark = "# songc golden "

  /// The first line of a file.
  static func header(_ what: String) -> String { "\(mark)\(version): \(what)\n" }

  /// The version that a file's first line says; nil where it isn't such a file.
  static func version(of text: some StringProtocol) -> Int? {
    guard text.hasPrefix(mark) else { return nil }
    return Int(text.dropFirst(mark.count).prefix { $0.isASCII && $0.isNumber })
  }
}

/// Where the goldens of a spec stand: `golden/NAME/` beside it.
package struct GoldenPlace: Sendable, Hashable {
  static let folderName = "golden"
  /// Behind the name of a golden: what a test got, until it is accepted.
  static let pendingEnding = ".new"

  /// The folder of the spec.
  let home: String
  package let name: String

  init(home: String, name: String) {
    self.home = home
    self.name = name
  }

  init(spec: String) { self.init(home: split(spec).folder, name: outputName(of: spec)) }

  package var folder: String { join(join(home, GoldenPlace.folderName), name) }

  func path(_ file: String) -> String { join(folder, file) }

  /// Where the samples are kept that a spec asks for.
  var masterPath: String { path(GoldenFile.master.name(name)) }

  /// The spec whose goldens these are; nil where it is gone.
  func spec(_ world: any World) -> String? {
    GoldenSearch.endings.map { join(home, name + $0) }.first { world.exists($0) && (try? world.list($0)) == nil }
  }
}

/// What a test got and nobody has accepted yet.
package struct PendingGolden: Sendable, Hashable {
  package let place: GoldenPlace
  package let layer: GoldenLayer
  /// The golden, which may not be there yet.
  package let path: String
  /// Whether there is no golden that it would replace.
  package let isNew: Bool

  /// Where it stands until then.
  package var newPath: String { path + GoldenPlace.pendingEnding }
}
