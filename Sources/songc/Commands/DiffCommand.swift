// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongBase
import SongCompiler
import SongDiagnostics

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what differs between two pieces, in the terms of music, and what made it differ.",
    discussion: """
      Each side is a spec, a folder of specs or builds, a lock, a MIDI file, a score in MusicXML, a file of sound, or what one of \
      these was at a git revision: REV:path, or REV alone for the other side's path.
      """)

  @Argument(help: ArgumentHelp("The first side.", valueName: "old")) var old: String
  @Argument(help: ArgumentHelp("The second side.", valueName: "new")) var new: String
  @Option(help: ArgumentHelp("Only these levels, with commas: settings, score, notes, audio.", valueName: "list"))
  var level: CommaList<DiffLevel>?
  @Option(help: "The standard library of the first side; the files of it that differ are looked at as causes too.")
  var oldStdlib: String?
  @Flag(help: "JSON instead of text.") var json = false
  @Flag(help: "Exit with 3 where anything differs.") var exitCode = false
  @Flag(help: "Render two specs and compare their sound too.") var audio = false
  @Option(help: ArgumentHelp("Write a page to look at and to listen to; specs are rendered for it.", valueName: "file"))
  var html: String?
  @Flag(name: .customLong("no-audio"), help: "Leave sound out of the page.") var skipsAudio = false
  @Flag(name: .customLong("no-causes"), help: "Don't try out which keys made two specs differ.") var skipsCauses = false
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Option(help: "Folders that are searched first for LV2 plugins that a spec names.") var lv2Path: [String] = []
  @OptionGroup var variables: VariableOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if skipsAudio, html == nil { throw ValidationError("--no-audio is about the page of --html") }
    if skipsAudio, audio { throw ValidationError("--audio and --no-audio exclude each other") }
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var request = DiffRequest()
    if let level { request.levels = Set(level.values) }
    request.findsCauses = !skipsCauses
    request.rendersAudio = audio || html != nil && !skipsAudio
    request.makesPage = html != nil
    request.pageHasSound = !skipsAudio
    request.variables = variables.values
    request.workers = processors
    request.soundFontFolders = soundfontPath
    request.pluginFolders = lv2Path
    request.cache = cache.open(run.world)
    defer { request.cache?.close(run.console) }
    if let oldStdlib {
      var options = shared
      options.stdlib = oldStdlib
      request.oldKnowledge = try run.knowledge(options)
    }
    var sink = run.newSink
    let result = diff(
      old, new, request, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
    if let html, let result, !run.world.isCancelled {
      result.writePage(to: html, knowledge: knowledge, world: run.world, sink: &sink)
    }
    if run.world.isCancelled { throw run.interrupted() }
    run.finish(sink, of: "\(old) \(new)")
    if let result {
      run.console.say(json ? result.json.text : result.text)
      if exitCode, !result.isEmpty { run.note(code: 3) }
    }
    try run.exit()
  }
}
