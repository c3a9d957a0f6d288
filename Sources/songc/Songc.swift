// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongCompiler

@main
struct Songc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "songc",
    abstract: "A compiler for soundtracks: a song spec becomes MIDI, MusicXML and mastered audio.",
    version: Version.songc,
    subcommands: [
      Build.self, Watch.self, OutputsCommand.self, Check.self, Fmt.self, PlanCommand.self, LockCommand.self, Pin.self, Reroll.self, Retime.self, ProduceCommand.self, LoopCommand.self, Suggest.self, Verify.self, DiffCommand.self, ReportCommand.self,
        TestCommand.self, Review.self, Pending.self, Accept.self, Reject.self, Import.self,
      List.self, CacheCommand.self, Explain.self, SchemaCommand.self, Complete.self, HoverCommand.self,
      Train.self, Models.self, Evaluate.self, Measure.self, VersionCommand.self, ServePlugin.self,
    ])

  /// As ArgumentParser's own, but wrong usage exits with 2.
  static func main() {
    prepareProcess()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      if code == .success {
        put(text + "\n", STDOUT_FILENO)
        Glibc.exit(0)
      }
      put(text + "\n", STDERR_FILENO)
      Glibc.exit(code == .validationFailure ? 2 : 70)
    }
  }
}
