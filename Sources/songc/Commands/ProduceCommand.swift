// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct ProduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "produce", abstract: "Play, mix and master a score of your own: MIDI or MusicXML.",
    discussion: """
      No note is changed. A written score is played by the rules of the style, a performance is left as it is; \
      --perform and --as-is say it. Outputs are called NAME-produced and stand beside the file, or in the folder of -o.
      """)

  @Argument(help: ArgumentHelp("A MIDI file or an uncompressed MusicXML score; - is standard input.", valueName: "file"))
  var file: String
  @Option(help: "The style that says how it is played and mixed: 'songc list styles'; by its instruments if left out.")
  var style: String?
  @Option(help: ArgumentHelp("Moods, with commas: 'songc list moods'.", valueName: "moods")) var mood: NameList?
  @Flag(help: "Play it by the rules of the style, also where it was played already.") var perform = false
  @Flag(help: "Leave times and velocities as they are.") var asIs = false
  @Flag(help: "Render audio quickly, as in 'build'.") var draft = false
  @Option(help: ArgumentHelp("The loudness of the master, LUFS; -14 if left out.", valueName: "number")) var loudness: Double?
  @Option(help: "A number or any text: what the players' hands are drawn from.") var seed: String?
  @Option(help: ArgumentHelp("Kinds to write, as in 'build': midi, musicxml and wav if left out.", valueName: "list"))
  var emit: CommaList<OutputKind>?
  @Option(name: [.customShort("o"), .customLong("out")], help: "The output folder; the file's own if left out.")
  var folder: String?
  @Option(help: "The name of the outputs.") var name: String?
  @Option(name: .customShort("j"), help: "Threads that render audio.") var jobs: Int?
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @OptionGroup var cache: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if perform, asIs { throw ValidationError("--perform and --as-is exclude each other") }
    if let name, ["", ".", ".."].contains(name) || name.contains("/") { throw ValidationError("--name is the name of a file without folders") }
    if let loudness, !(-70...0).contains(loudness) { throw ValidationError("--loudness is a number of LUFS from -70 to 0") }
    if let jobs, jobs < 1 { throw ValidationError("-j needs a number from 1 on") }
  }

  private var request: ProduceRequest {
    var request = ProduceRequest()
    request.style = style
    request.moods = mood?.names ?? []
    request.playing = perform ? .performed : asIs ? .asTheyAre : nil
    request.loudness = loudness
    request.seed = seed.map(seedValue) ?? request.seed
    request.name = name
    return request
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = emit?.values
    options.workers = jobs ?? processors
    options.isDraft = draft
    options.soundFontFolders = soundfontPath
    options.cache = cache.open(run.world)
    defer { options.cache?.close(run.console) }
    let console = run.console
    let path = file
    let result = produceFile(
      path, request, options: options, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink,
      progress: { console.progress(path, $0) })
    if result.wasCancelled { throw run.interrupted() }
    run.finish(sink, of: file)
    if let summary = result.summary { run.console.say("\(result.outputs.joined(separator: " "))  \(summary.text)\n") }
    try run.exit()
  }
}
