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

  private static let endings = [".song.yaml", ".song.yml", ".song"]
  /// A project has fewer folders in each other.
  private static let deepest = 32

  /// - Parameter paths: specs, or folders of them; a spec brings its own goldens alone.
  /// - Throws: where a path is neither, or holds nothing of the kind.
  init(_ paths: [String], _ world: any World, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) {
    self.world = world
    for path in paths {
      if GoldenSearch.isSpec(split(path).name), world.exists(path), (try? world.list(path)) == nil {
        add(path)
        continue
      }
      guard (try? world.list(path)) != nil else {
        let isThere = world.exists(path)
        throw sink.fail(
          .fileUnreadable(path, reason: isThere ? "it is no spec and no folder of specs" : "No such file or directory"))
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
    let names = (try? world.list(place.folder)) ?? []
    if !names.isEmpty { met += 1 }
    guard !names.isEmpty, !places.contains(where: { world.place(of: $0.folder) == world.place(of: place.folder) }) else {
      return
    }
    places.append(place)
  }

  /// Hidden folders aren't looked into, nor is one that links lead to again.
  private mutating func visit(_ folder: String, depth: Int) {
    guard depth < GoldenSearch.deepest, let names = try? world.list(folder) else { return }
    guard visited.insert(world.place(of: join(folder, "x"))).inserted else {
      met += 1
      return
    }
    let inside = { (name: String) in folder == "." ? name : join(folder, name) }
    for name in names where !name.hasPrefix(".") {
      if utf8Equal(name, GoldenPlace.folderName) {
        for own in (try? world.list(inside(name))) ?? [] {
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

  /// Whether a folder holds goldens of songc: other programs have folders of that name too.
  private func isOurs(_ place: GoldenPlace) -> Bool {
    let marked = [GoldenFile.score, .fingerprint].map { $0.name(place.name) }
    return marked.flatMap { [$0, $0 + GoldenPlace.pendingEnding] }.contains { file in
      guard let bytes = try? world.read(place.path(file)) else { return false }
      return GoldenFormat.version(of: String(decoding: bytes.prefix(64), as: UTF8.self)) != nil
    }
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
