// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Training on tiny corpora, the files it makes, and what pruning keeps.
@Suite struct TrainingTests {
  @Test(arguments: ShippedModel.allCases) func everyModelTrainsAndReadsBack(_ shipped: ShippedModel) throws {
    let trained = try tinyModel(shipped, songs: 20)
    #expect(trained.card.contains("songc train --style \(trained.name)"))
    let model = try ViewpointModel(bytes: trained.bytes)
    #expect(model.name == trained.name)
    #expect(model.bytes == trained.bytes)
    #expect(!model.alphabet().isEmpty)
    let corpora = try shipped.corpora(tinyFiles(shipped, songs: 20).reversed())
    let again = try trainModel(trained.name, shipped.role, corpora)
    #expect(again.bytes == trained.bytes)
    #expect(again.card == trained.card)
  }

  @Test func whatFewerThanThreePiecesHaveIsDropped() throws {
    let many = try ViewpointModel(bytes: tinyModel(.melody, songs: 40).bytes)
    let few = try ViewpointModel(bytes: tinyModel(.melody, songs: 5).bytes)
    #expect(few.nodeCount < many.nodeCount)
  }

  @Test func missingAndMalformedFilesAreNamed() throws {
    #expect(throws: TrainingError.missingFile("pop909/songs.jsonl")) { try ShippedModel.melody.corpora([]) }
    let lines = TinyCorpus.pop(songs: 2) + Array("{\"q\":3}\n".utf8)
    let broken = CorpusFile(folder: "pop909", name: "songs.jsonl", bytes: lines)
    #expect(throws: TrainingError.malformedLine(file: "pop909/songs.jsonl", line: 3)) {
      try ShippedModel.melody.corpora([broken])
    }
    #expect(throws: TrainingError.tooFewPieces(2)) { try tinyModel(.melody, songs: 2) }
  }

  @Test func everyPieceIsHeldOutOnce() throws {
    let trained = try tinyModel(.melody, songs: 60)
    #expect(trained.heldOut.perEvent < 2, "a scale is easy to foresee")
    #expect(trained.heldOut.eventCount == 60 * 48)
  }

  /// What a piece's second file says is added to the piece.
  @Test func filesOfAFolderAreJoined() throws {
    let corpora = try ShippedModel.counter.corpora(tinyFiles(.counter, songs: 4).reversed())
    #expect(corpora.count == 1)
    #expect(corpora[0].songs.count == 4)
    #expect(corpora[0].songs.allSatisfy { $0.bridge != nil && $0.melody != nil })
  }

  /// Pieces of a tune are never both trained on and tested: a model that may look at other settings of a tune finds it
  /// easier.
  @Test func groupsStayTogether() throws {
    let apart = try tinyModel(.choraleBass, songs: 24)
    let together = try trainModel(
      "together", .choraleBass, ShippedModel.choraleBass.corpora([
        CorpusFile(folder: "bach_chorales", name: "chorales.jsonl", bytes: TinyCorpus.chorales(songs: 24, tunes: 4))
      ]))
    #expect(apart.heldOut.eventCount == together.heldOut.eventCount)
    #expect(apart.heldOut.perEvent < together.heldOut.perEvent)
  }

  @Test func rhythmPatternsHoldWhatWasPlayed() throws {
    let model = try ViewpointModel(bytes: tinyModel(.rhythm, songs: 10).bytes)
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
    let files = tinyFiles(.melody, songs: 20)
    func train(_ isCancelled: () -> Bool) throws {
      _ = try trainModel("melody", .melody, ShippedModel.melody.corpora(files, isCancelled: isCancelled), isCancelled: isCancelled)
    }
    try train { questions += 1; return false }
    #expect(questions > 40)
    for last in [1, 10, 25, questions / 2, questions - 1] {
      var asked = 0
      #expect(throws: TrainingError.cancelled) {
        try train { asked += 1; return asked >= last }
      }
      #expect(asked == last)
    }
  }
}

/// A shipped model, trained on tiny corpora.
func tinyModel(_ shipped: ShippedModel, songs: Int) throws -> TrainedModel {
  try trainModel(shipped.rawValue, shipped.role, shipped.corpora(tinyFiles(shipped, songs: songs)))
}

/// The files of a shipped model, tiny.
func tinyFiles(_ shipped: ShippedModel, songs: Int) -> [CorpusFile] {
  shipped.inputs.map { input in
    let bytes =
      switch "\(input.folder)/\(input.file)" {
      case "openscore_lieder/songs.jsonl": TinyCorpus.lieder(songs: songs)
      case "bach_chorales/chorales.jsonl": TinyCorpus.chorales(songs: songs, tunes: songs)
      case "groove_midi/drums.jsonl": TinyCorpus.drums(performances: songs)
      case "pop909/piano.jsonl": TinyCorpus.piano(songs: songs)
      default: TinyCorpus.pop(songs: songs)
      }
    return CorpusFile(folder: input.folder, name: input.file, bytes: bytes)
  }
}
