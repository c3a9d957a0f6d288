// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

/// What lies in folders, and below them, of specs and goldens.
struct GoldenSearch {
  private(set) var specs: [String] = []
  /// Folders of goldens, with or without their specs.
  private(set) var places: [GoldenPlace] = []
  private let world: any World
  private var visited: Set<String> = []
  /// Specs and goldens that were met, known ones too.
  private var met = 0
  /// Folders that can't be read.
  private var unread: [WorldError] = []

  static let endings = [".song.yaml", ".song.yml", ".song"]
  /// A project has fewer folders in each other.
  private static let deepest = 32

  /// - Parameter paths: specs, or folders of them; a spec brings its own goldens alone.
  /// - Throws: where a path is neither, or holds nothing of the kind, or can't be read. Folders in it that can't be are reported.
  init(_ paths: [String], _ world: any World, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) {
    self.world = world
    defer { for folder in unread { sink.report(.folderUnsearched(folder.path, reason: folder.reason)) } }
    for path in paths {
      if GoldenSearch.isSpec(split(path).name), world.exists(path), (try? world.list(path)) == nil {
        add(path)
        continue
      }
      do throws(WorldError) {
        guard try world.names(in: path) != nil else {
          let isThere = world.exists(path)
          throw WorldError(path: path, reason: isThere ? "it is no spec and no folder of specs" : "No such file or directory")
        }
      } catch {
        throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
      }
      let before = met
      visit(path, depth: 0)
      if met == before {
        throw sink.fail(.fileUnreadable(path, reason: "there is no spec in it (\(GoldenSearch.endings.joined(separator: ", ")))"))
      }
    }
  }

  /// Folders of goldens whose spec isn't there any more.
  var orphans: [GoldenPlace] {
    let owners = Set(specs.map { world.place(of: GoldenPlace(spec: $0).folder) })
    return places.filter { !owners.contains(world.place(of: $0.folder)) }
  }

  private static func isSpec(_ name: String) -> Bool { endings.contains { name.hasSuffix($0) && name.count > $0.count } }

  private mutating func add(_ spec: String) {
    met += 1
    guard !specs.contains(where: { world.place(of: $0) == world.place(of: spec) }) else { return }
    specs.append(spec)
    add(GoldenPlace(spec: spec))
  }

  private mutating func add(_ place: GoldenPlace) {
    let names = names(in: place.folder) ?? []
    if !names.isEmpty { met += 1 }
    guard !names.isEmpty, !places.contains(where: { world.place(of: $0.folder) == world.place(of: place.folder) }) else {
      return
    }
    places.append(place)
  }

  /// The names in a folder; nil of what is none, or can't be read.
  private mutating func names(in folder: String) -> [String]? {
    do { return try world.names(in: folder) } catch {
      if !unread.contains(error) { unread.append(error) }
      return nil
    }
  }

  /// Hidden folders aren't looked into, nor is one that links lead to again.
  private mutating func visit(_ folder: String, depth: Int) {
    guard depth < GoldenSearch.deepest, let names = names(in: folder) else { return }
    guard visited.insert(world.place(of: join(folder, "x"))).inserted else {
      met += 1
      return
    }
    let inside = { (name: String) in folder == "." ? name : join(folder, name) }
    for name in names where !name.hasPrefix(".") {
      if utf8Equal(name, GoldenPlace.folderName) {
        for own in self.names(in: inside(name)) ?? [] {
          let place = GoldenPlace(home: folder == "." ? "" : folder, name: own)
          if isOurs(place) { add(place) }
        }
      } else if GoldenSearch.isSpec(name) {
        if (try? world.list(inside(name))) == nil { add(inside(name)) }
      } else {
        visit(inside(name), depth: depth + 1)
      }
    }
  }

  /// Whether a folder holds goldens of songc: other programs have folders of that name too, and MIDI and WAV files in them.
  private mutating func isOurs(_ place: GoldenPlace) -> Bool {
    let names = names(in: place.folder) ?? []
    let files = GoldenFile.allCases.flatMap { file in
      ["", GoldenPlace.pendingEnding].map { (file, name: file.name(place.name) + $0) }
    }
    func begins(_ name: String) -> String? {
      (try? world.read(place.path(name))).map { String(decoding: $0.prefix(1 << 10), as: UTF8.self) }
    }
    for (file, name) in files where names.contains(name) {
      switch file {
      case .lock: return true
      case .score, .fingerprint: if let text = begins(name), GoldenFormat.version(of: text) != nil { return true }
      case .musicXML:
        // Scores lie with other things elsewhere.
        let isAlone = names.allSatisfy { own in files.contains { utf8Equal($0.name, own) } }
        if isAlone, begins(name)?.contains("<software>songc</software>") == true { return true }
      case .midi, .master: continue
      }
    }
    return false
  }

  /// All that waits to be accepted, by place and layer.
  var pending: [PendingGolden] {
    places.flatMap { place in
      GoldenLayer.allCases.flatMap { layer in
        layer.files(place.name).map(place.path).compactMap { path in
          guard world.exists(path + GoldenPlace.pendingEnding) else { return nil }
          return PendingGolden(place: place, layer: layer, path: path, isNew: !world.exists(path))
        }
      }
    }
  }
}
