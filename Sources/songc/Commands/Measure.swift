// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import SongCompiler
import SongDiagnostics

struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measure level, attack, brightness and tuning of the sounds of the library.",
    discussion: "What stands in stdlib/instruments as 'trim', 'attack' and 'brightness' comes from here.")

  @Argument(help: ArgumentHelp("INSTRUMENT or INSTRUMENT/SOUND; all if left out.", valueName: "sound")) var sounds: [String] = []
  @Option(help: "Folders that are searched first for SoundFonts.") var soundfontPath: [String] = []
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let knowledge = try run.knowledge(shared)
    var sink = run.newSink
    let text = try? measureSounds(
      sounds, soundFontFolders: soundfontPath, knowledge: knowledge, world: run.world, sink: &sink)
    run.finish(sink)
    if let text { run.console.say(text) }
    try run.exit()
  }
}
