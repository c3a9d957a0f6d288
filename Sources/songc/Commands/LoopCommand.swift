// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

extension LoopRequest.Tonality: ExpressibleByArgument {}

/// `0`, or `timing=8ms,velocity=10%`.
struct HumanizeValues: ExpressibleByArgument {
  let values: [(key: String, value: String)]

  init?(argument: String) {
    guard argument != "0" else {
      values = []
      return
    }
    var values: [(key: String, value: String)] = []
    for item in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let words = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      guard words.count == 2, words.allSatisfy({ !$0.isEmpty }) else { return nil }
      values.append((words[0], words[1]))
    }
    self.values = values
  }
}

struct LoopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop", abstract: "Make a loop of a few bars: MIDI, and audio that goes round without a seam.",
    discussion: """
      What is left out is chosen by style and seed. The same seed gives the same chords, so parts that are made one by \
      one play together. --print-spec prints the loop as a song spec to go on from, and writes nothing.
      """)

  @Option(help: "How long it is: 1, 2, 4 or 8 bars.") var bars = 4
  @Option(help: "The style: 'songc list styles'; or a blend: 'folk 70%, pop 30%'.") var style: String?
  @Option(help: "The tonic from 0, which is C, to 11, which is B.") var tonic: Int?
  @Option(help: "natural_major or natural_minor.") var tonality: LoopRequest.Tonality?
  @Option(help: "Beats a minute, as a spec says them.") var tempo: String?
  @Option(help: "The time signature: 4/4.") var time: String?
  @Option(help: "How much goes on, from 0% to 100%.") var intensity = "70%"
  @Option(help: ArgumentHelp("Parts of the style's band, or roles: lead,bass. All if left out.", valueName: "parts"))
  var parts: NameList?
  @Option(help: "A number or any text.") var seed: String?
  @Option(help: ArgumentHelp(
    "0 plays the score exactly; timing=8ms,velocity=10%,swing=54%,length=8% says how far from it.", valueName: "values"))
  var humanize: HumanizeValues?
  @Option(help: ArgumentHelp("Kinds to write, as in 'build'.", valueName: "list")) var emit: CommaList<OutputKind>?
  @Option(name: [.customShort("o"), .customLong("out")], help: "The output folder; the current one if left out.")
  var folder: String?
  @Option(help: "The name of the outputs.") var name: String?
  @Option(name: .customShort("j"), help: "Threads that compose and render audio.") var jobs: Int?
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @Flag(help: "Print the spec of the loop and write nothing.") var printSpec = false
  @OptionGroup var cache: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if !LoopRequest.lengths.contains(bars) { throw ValidationError("a loop has 1, 2, 4 or 8 bars, not \(bars)") }
    if let tonic, !(0...11).contains(tonic) { throw ValidationError("--tonic is 0 (C) to 11 (B)") }
    if let name, ["", ".", ".."].contains(name) || name.contains("/") { throw ValidationError("--name is the name of a file without folders") }
    if let jobs, jobs < 1 { throw ValidationError("-j needs a number from 1 on") }
  }

  private var request: LoopRequest {
    var request = LoopRequest()
    request.bars = bars
    request.style = style
    request.tonic = tonic
    request.tonality = tonality
    request.tempo = tempo
    request.meter = time
    request.intensity = intensity
    request.parts = parts?.names ?? []
    request.seed = seed.map(seedValue) ?? request.seed
    request.humanize = humanize?.values
    request.name = name
    return request
  }

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    if printSpec {
      if let text = try? loopSpec(request, knowledge: knowledge, sources: &run.sources, sink: &sink) { run.console.say(text) }
      run.finish(sink, of: "loop")
      return try run.exit()
    }
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = emit?.values ?? [.midi, .wav]
    options.workers = jobs ?? processors
    options.soundFontFolders = soundfontPath
    options.cache = cache.open(run.world)
    defer { options.cache?.close(run.console) }
    let console = run.console
    let result = loop(
      request, options: options, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink,
      progress: { console.progress("loop", $0) })
    if result.wasCancelled { throw run.interrupted() }
    run.finish(sink, of: "loop")
    if let summary = result.summary { run.console.say("\(result.outputs.joined(separator: " "))  \(summary.text)\n") }
    try run.exit()
  }
}
