// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCache

/// Options of commands that look for earlier results.
struct CacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of earlier results, in place of $SONGC_CACHE or the user's own cache.", valueName: "folder"))
  var cache: String?
  @Flag(name: .customLong("no-cache"), help: "Make everything again and keep nothing.") var isOff = false

  func validate() throws {
    if let size = FileWorld().cacheSize, ByteCount(argument: size) == nil {
      throw ValidationError("SONGC_CACHE_SIZE is '\(size)'; a size is a number of bytes, with K, M or G behind it")
    }
    if isOff, cache != nil { throw ValidationError("--cache and --no-cache exclude each other") }
  }

  /// Nil where nothing is to be kept.
  func open(_ world: FileWorld) -> Cache? {
    guard !isOff, let folder = cache ?? world.cacheFolder else { return nil }
    return Cache(folder: folder, limit: world.cacheSize.flatMap { ByteCount(argument: $0) }?.value ?? Cache.standardLimit)
  }
}

extension Cache {
  /// Ends a run: makes room where something was stored, and says what couldn't be.
  func close(_ console: Console) {
    if counts.stored > 0 { clear() }
    if let problem, !console.isQuiet { console.note("note: not all results could be kept in '\(folder)': \(problem)\n") }
  }
}
