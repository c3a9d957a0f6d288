// SPDX-License-Identifier: Apache-2.0
import SongModels
import Testing

/// Models must not be the corpus in disguise.
@Suite struct RecoveryTests {
  /// Songs that are each of their own: no run of more than eight events comes back.
  @Test func noTuneOfItsOwnCanBeChainedBack() throws {
    let file = CorpusFile(folder: "pop909", name: "songs.jsonl", bytes: TinyCorpus.wandering(songs: 24, notes: 120))
    for run in try recoveredRuns(.melody, ShippedModel.melody.corpora([file])) { #expect(run.length <= 8, "\(run.viewpoint)") }
  }

  /// Songs that are all alike are common property, but even so no walk is forced for more than eight events.
  @Test(arguments: ShippedModel.allCases) func forcedChainsAreCut(_ shipped: ShippedModel) throws {
    let trained = try tinyModel(shipped, songs: 30)
    #expect((0...(shipped.role.isStepwise ? 16 : 8)).contains(trained.longestChain))
  }
}
