// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongCache

/// What a render depends on besides its session: the code that runs, fonts and plugins.
struct RenderInputs {
  let engine: ContentHash
  /// Of each font's file and each bundle's files, by path.
  let resources: [String: ContentHash]

  /// Nil where one of the files can't be read.
  ///
  /// - Parameters:
  ///   - world: is told of every file.
  ///   - hash: of a file's bytes.
  init?(_ resources: AudioResources, world: any World, hash: (String) -> ContentHash?) {
    // Libraries that load later would change what the process runs. The render says what is wrong with them.
    guard (try? loadLibraries()) != nil else { return nil }
    let code = ContentHasher("code")
    for path in world.code {
      let content = hash(path)
      world.willUse(path, content: content)
      guard let content else { return nil }
      code.add(content)
    }
    var hashes: [String: ContentHash] = [:]
    for path in resources.soundFonts.values.sorted(by: utf8Precedes) {
      let content = hash(path)
      world.willUse(path, content: content)
      guard let content else { return nil }
      hashes[path] = content
    }
    let bundles = Array(resources.pluginBundles.values) + Array(resources.plugins.values)
    for folder in distinct(bundles).sorted(by: utf8Precedes) {
      let hasher = ContentHasher("bundle")
      guard addFiles(of: folder, to: hasher, depth: 0, world: world, hash: hash) else { return nil }
      hashes[folder] = hasher.finish()
    }
    engine = code.finish()
    self.resources = hashes
  }
}

/// Bundles have no folders so deep; links may lead round.
private let deepestFolder = 4

/// Adds the names and bytes of all files in a folder and below; false where something can't be read.
private func addFiles(
  of folder: String, to hasher: borrowing ContentHasher, depth: Int, world: any World, hash: (String) -> ContentHash?
) -> Bool {
  guard depth < deepestFolder, let names = try? world.list(folder) else {
    world.willUse(folder, content: nil)
    return false
  }
  for name in names {
    let path = join(folder, name)
    hasher.add(name)
    if let content = hash(path) {
      world.willUse(path, content: content)
      hasher.add(content)
    } else if !addFiles(of: path, to: hasher, depth: depth + 1, world: world, hash: hash) {
      return false
    }
  }
  return true
}
