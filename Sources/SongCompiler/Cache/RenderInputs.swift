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
    // Libraries that load later would change what the process runs.
    guard (try? loadLibraries()) != nil else { return nil }
    let code = ContentHasher("code")
    for path in world.code {
      guard let content = hash(path) else { return nil }
      world.willUse(path, content: content)
      code.add(content)
    }
    var hashes: [String: ContentHash] = [:]
    for path in resources.soundFonts.values.sorted(by: utf8Precedes) {
      guard let content = hash(path) else { return nil }
      world.willUse(path, content: content)
      hashes[path] = content
    }
    let bundles = Array(resources.pluginBundles.values) + Array(resources.plugins.values)
    for folder in distinct(bundles).sorted(by: utf8Precedes) {
      let hasher = ContentHasher("bundle")
      guard addFiles(of: folder, to: hasher, world: world, hash: hash) else { return nil }
      hashes[folder] = hasher.finish()
    }
    engine = code.finish()
    self.resources = hashes
  }
}

/// Adds the names and bytes of all files in a folder and below; false where something can't be read.
private func addFiles(
  of folder: String, to hasher: borrowing ContentHasher, world: any World, hash: (String) -> ContentHash?
) -> Bool {
  guard let names = try? world.list(folder) else { return false }
  for name in names {
    let path = join(folder, name)
    hasher.add(name)
    if let content = hash(path) {
      world.willUse(path, content: content)
      hasher.add(content)
    } else if !addFiles(of: path, to: hasher, world: world, hash: hash) {
      return false
    }
  }
  return true
}
