// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongBase
import SongCache

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Look after the folder of earlier results.", subcommands: [Stats.self, Collect.self])

  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: "Say what it holds.")

    @OptionGroup var options: CacheOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
      let run = try Run(shared)
      let cache = try options.opened(run)
      let size = cache.size
      run.console.say("\(cache.folder)  \(size.entries) entries  \(mebibytes(size.byteCount)) of \(mebibytes(cache.limit)) MiB\n")
    }
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gc", abstract: "Remove what wasn't used for longest, down to a size.")

    @Option(help: ArgumentHelp("Bytes that may stay, with K, M or G; 0 removes everything. The cache's limit if left out.", valueName: "size"))
    var maxSize: ByteCount?
    @OptionGroup var options: CacheOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
      let run = try Run(shared)
      let cache = try options.opened(run)
      let removed = cache.clear(downTo: maxSize?.value)
      run.console.say("\(removed.entries) entries removed  \(mebibytes(removed.byteCount)) MiB\n")
    }
  }
}

/// `500M`, `2G`.
struct ByteCount: ExpressibleByArgument {
  let value: Int64

  init?(argument: String) {
    let units: [(Character, Int64)] = [("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)]
    let unit = units.first { argument.uppercased().last == $0.0 }
    guard let number = Int64(unit == nil ? argument : String(argument.dropLast())), number >= 0 else { return nil }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: unit?.1 ?? 1)
    if overflows { return nil }
    value = bytes
  }
}

extension CacheOptions {
  fileprivate func opened(_ run: Run) throws -> Cache {
    guard let cache = open(run.world) else { throw ValidationError("there is no cache: $SONGC_CACHE is empty, or no home folder is known") }
    return cache
  }
}

private func mebibytes(_ count: Int64) -> String { fixed(Double(count) / 1_048_576, 1) }
