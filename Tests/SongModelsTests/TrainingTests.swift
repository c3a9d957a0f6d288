// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Training on tiny corpora, the files it makes, and what pruning keeps.
@Suite struct TrainingTests {
  @Test(arguments: TrainingStyle.allCases) func everyStyleTrainsAndReadsBack(_ style: TrainingStyle) throws {
    let trained = try trainModel(style, files: tinyFiles(style, songs: 20))
    #expect(trained.card.contains("songc train --style \(trained.name)"))
    let model = try ViewpointModel(bytes: trained.bytes)
    #expect(model.name == trained.name)
    #expect(model.bytes == trained.bytes)
    #expect(!model.alphabet().isEmpty)
    let again = try trainModel(style, files: tinyFiles(style, songs: 20).reversed())
    #expect(again.bytes == trained.bytes)
    #expect(again.card == trained.card)
  }

  @Test func whatFewerThanThreePiecesHaveIsDropped() throws {
    let many = try ViewpointModel(bytes: trainModel(.melody, files: tinyFiles(.melody, songs: 40)).bytes)
    let few = try ViewpointModel(bytes: trainModel(.melody, files: tinyFiles(.melody, songs: 5)).bytes)
    #expect(few.nodeCount < many.nodeCount)
  }

  @Test func missingAndMalformedFilesAreNamed() throws {
    #expect(throws: TrainingError.missingFolder("pop909")) { try trainModel(.melody, files: []) }
    let broken = CorpusFile(folder: "pop909", bytes: TinyCorpus.pop(songs: 2) + Array("{\"id\":3}\n".utf8))
    #expect(throws: TrainingError.malformedLine(folder: "pop909", line: 3)) { try trainModel(.melody, files: [broken]) }
    let short = CorpusFile(folder: "pop909", bytes: TinyCorpus.pop(songs: 2))
    #expect(throws: TrainingError.self) { try trainModel(.melody, files: [short]) }
  }

  @Test func everyTenthPieceIsHeldOut() throws {
    let trained = try trainModel(.melody, files: tinyFiles(.melody, songs: 60))
    #expect(trained.heldOut.perEvent < 2, "a scale is easy to foresee")
    #expect(trained.heldOut.eventCount == 6 * 48)
  }

  @Test func rhythmPatternsHoldWhatWasPlayed() throws {
    let model = try ViewpointModel(bytes: trainModel(.rhythm, files: tinyFiles(.rhythm, songs: 10)).bytes)
    #expect(model.patterns.map(\.steps).contains("x---x---x---x---"))
    let waltz = model.alphabet(meter: "3/4").map { model.patterns[$0] }
    #expect(waltz.map(\.steps) == ["x-------x---"])
    #expect(waltz[0].onsets.map(\.step) == [0, 8])
    #expect(waltz[0].onsets.map(\.length) == [8, 4])
    #expect(!waltz[0].startsTied)
    #expect(waltz[0].endsHeld)
    #expect(BarPattern(meter: "4/4", steps: "x-.-............") == nil)
    #expect(BarPattern(meter: "5/4", steps: "x") == nil)
  }

  @Test func chordTypesHaveSuffixesAndNearestTypes() {
    for type in ChordType.allCases { #expect(ChordType.nearest(suffix: type.suffix) == type) }
    #expect(ChordType.nearest(suffix: "m9") == .minor7)
    #expect(ChordType.nearest(suffix: "maj13") == .major7)
    #expect(ChordType.nearest(suffix: "13sus4") == .sus4)
  }

  /// Reading, counting, cutting and measuring all look at the wish to stop.
  @Test func trainingStopsWhenItIsAsked() throws {
    var questions = 0
    _ = try trainModel(.melody, files: tinyFiles(.melody, songs: 20), isCancelled: { questions += 1; return false })
    #expect(questions > 40)
    for last in [1, 10, 25, questions / 2, questions - 1] {
      var asked = 0
      #expect(throws: TrainingError.cancelled) {
        try trainModel(.melody, files: tinyFiles(.melody, songs: 20), isCancelled: { asked += 1; return asked >= last })
      }
      #expect(asked == last)
    }
  }
}

/// The files of a style, tiny.
func tinyFiles(_ style: TrainingStyle, songs: Int) -> [CorpusFile] {
  style.inputs.map { input in
    switch input.folder {
    case "openscore_lieder": CorpusFile(folder: input.folder, bytes: TinyCorpus.lieder(songs: songs))
    case "bach_chorales": CorpusFile(folder: input.folder, bytes: TinyCorpus.chorales(songs: songs))
    default: CorpusFile(folder: input.folder, bytes: TinyCorpus.pop(songs: songs))
    }
  }
}
