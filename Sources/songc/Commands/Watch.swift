// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Build specs, and again whenever one of the files that they are made of changes.",
    discussion: """
      Each spec is built as 'build' does it, then whenever the spec, or a file that its build read or looked for, has \
      other content than it had. A build that is out of date is given up for a new one. Ctrl-C ends it, with exit \
      code 130.
      """)

  @OptionGroup var arguments: BuildArguments
  @Option(
    help: ArgumentHelp(
      "Look at the files every so many seconds, for file systems that don't tell of changes.", valueName: "seconds"))
  var poll: Double?

  func validate() throws {
    if arguments.specs.contains("-") { throw ValidationError("standard input doesn't change; name a file") }
    if let poll, !(0.1...3600).contains(poll) {
      throw ValidationError("--poll needs a number of seconds, from 0.1 to 3600")
    }
    if arguments.shared.errorFormat.isDocument {
      throw ValidationError(
        "--error-format \(arguments.shared.errorFormat.rawValue) is a document of a run that ends; use json or short")
    }
  }

  func run() throws {
    var run = try Run(arguments.shared)
    try run.requireFiles(arguments.specs, instead: "build it once, with 'songc build'")
    for spec in arguments.specs where !run.world.exists(spec) {
      var sink = run.newSink
      _ = try? readSource(spec, run.world, &run.sources, &sink)
      run.finish(sink, of: spec)
    }
    try run.exit()
    var session = WatchSession(arguments, on: try source(&run), isPolling: poll != nil)
    throw try session.run()
  }

  /// Where events come from; ends the run where none can come.
  private func source(_ run: inout Run) throws -> any ChangeSource {
    // Without a pipe nothing wakes up whoever waits.
    guard let alarm = FileWorld.openAlarm() else { throw run.end(with: WatchError.current.diagnostic) }
    if let poll { return PolledFiles(interval: poll, alarm: alarm) }
    do throws(WatchError) {
      return try FolderEvents(alarm: alarm)
    } catch {
      throw run.end(with: error.diagnostic)
    }
  }
}

extension Run {
  /// Sees to it that all that is read can be read again: refuses from now on what isn't a regular file, and reports it of specs.
  ///
  /// - Parameter remedy: what else can be done with such a spec.
  mutating func requireFiles(_ specs: [String], instead remedy: String) throws {
    FileWorld.requireFiles()
    for spec in specs where spec != "-" && world.state(of: spec)?.isFile == false {
      var sink = newSink
      let isFolder = (try? world.list(spec)) != nil
      sink.report(isFolder ? .fileUnreadable(spec, reason: "Is a directory") : .fileReadOnce(spec, remedy: remedy))
      finish(sink, of: spec)
    }
    try exit()
  }

  /// Ends with what can't be helped.
  mutating func end(with diagnostic: Diagnostic) -> ExitCode {
    var sink = newSink
    sink.report(diagnostic)
    finish(sink)
    return end()
  }
}
