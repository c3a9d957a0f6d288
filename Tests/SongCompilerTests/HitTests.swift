// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongLibrary
import SongMusic
import SongTestSupport
import Testing

/// Points that must land are heard when they are asked for, in the audio.
@Suite(.serialized) struct HitTests {
  private static let resources = AudioResources(
    soundFonts: ["FluidR3_GM": "/usr/share/sounds/sf2/FluidR3_GM.sf2"], pluginBundles: ["calf.lv2": "/usr/lib/lv2/calf.lv2"])

  /// The kettle film as it is, and with other hits at its points.
  @Test(arguments: [
    "pour, hit: accent", "pour, hit: beat", "pour, hit: peak", "pour, hit: chord Em", "pour, hit: entry strings",
    "reveal, hit: downbeat",
  ])
  func everyHitIsHeardInTime(point: String) throws {
    let kettle = String(decoding: try contents(of: "specs/kettle.song.yaml"), as: UTF8.self)
    let old = point.hasPrefix("pour") ? "pour, hit: accent" : "reveal, hit: section lift"
    let text = kettle.replacing(old, with: point)
    for seed in [4711, 1, 2] {
      let (compilation, diagnostics) = compiled(text, name: "kettle", seed: seed)
      let piece = try #require(compilation, "\(diagnostics.map(\.message))")
      var heard = 0
      for sync in piece.arrangement.syncs where sync.want == .must {
        for track in piece.session.tracks {
          guard let error = try errorMS(of: sync, in: track, piece) else { continue }
          #expect(abs(error) <= latestMS, "seed \(seed) \(sync.name) \(track.id): \(error) ms")
          heard += 1
        }
      }
      #expect(heard >= 6, "seed \(seed): \(heard) strikes")
    }
  }

  /// How much later than asked a part's strike is heard, less the attack of its sound; nil where it strikes nothing there.
  private func errorMS(
    of sync: Arrangement.SyncPoint, in track: Session.Track, _ piece: Compilation
  ) throws -> Double? {
    let rate = piece.session.sampleRate
    let place = Frames(piece.performance.tempo.seconds(at: Ticks(sync.at)), sampleRate: rate)
    let strikes = track.events.contains { event in
      if case .noteOn = event.kind { return event.at == place }
      return false
    }
    guard strikes else { return nil }
    let chosen = try #require(piece.settings.parts.first { $0.id == track.id })
    let sounds = try #require(knowledge.library.instrument(chosen.instrument)).sounds
    let sound = try #require(sounds.first { $0.key == chosen.sound })
    let onset = try #require(try onset(of: track, from: place, sampleRate: rate, resources: Self.resources))
    let heardMS = Double(onset.value) * 1000 / Double(rate)
    return heardMS - sound.attackMS - sync.asked.seconds * 1000
  }
}

/// Milliseconds: events stand on the synth's grid of 64 frames, at most 0.67 off, and the softest strokes of a kit rise 0.9
/// later than the attack that is stored of it.
private let latestMS = 1.6
