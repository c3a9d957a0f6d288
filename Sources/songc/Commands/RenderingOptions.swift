// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler

/// Options of commands that render what specs with goldens give now.
struct RenderingOptions: ParsableArguments {
  @Option(name: .customShort("j"), help: "Threads that compose and render audio.") var jobs: Int?
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @OptionGroup var cache: CacheOptions

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("-j needs a number from 1 on") }
  }

  /// What they say, with the cache open.
  func request(_ world: FileWorld) -> GoldenRequest {
    var request = GoldenRequest()
    request.workers = jobs ?? processors
    request.soundFontFolders = soundfontPath
    request.pluginFolders = lv2Path
    request.cache = cache.open(world)
    return request
  }
}
