// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongLibrary
import Testing

/// Blends of two styles of the standard library.
@Suite struct StyleBlendTests {
  @Test func theHeavierStyleGivesTheForm() throws {
    let library = try standardLibrary()
    let folk = try #require(library.style("folk"))
    for key in ["folk 70%, pop 30%", "pop 30%, folk 70%"] {
      let blend = try #require(library.style(key))
      #expect(blend.key == key)
      #expect(blend.arrangement.forms == folk.arrangement.forms && blend.mix == folk.mix)
      #expect(blend.composition.melodyModel == folk.composition.melodyModel)
      // 106 and 104 beats a minute.
      #expect(blend.arrangement.tempo.prefer == 105)
      let tune = try #require(blend.arrangement.band.first { $0.role == .melody })
      let names = Set(tune.instruments.map(\.value))
      #expect(names.contains("fiddle") && names.contains("synth-lead"))
      // Folk's instruments have seven tenths of the weight.
      let own = tune.instruments.filter { ["fiddle", "flute", "whistle", "accordion", "mandolin"].contains($0.value) }
      let all = tune.instruments.reduce(0) { $0 + $1.weight }
      #expect(abs(own.reduce(0) { $0 + $1.weight } * 100 / all - 70) <= 2)
      // A role that folk hasn't comes from pop; drums stay folk's.
      #expect(blend.arrangement.band.contains { $0.role == .pad })
      #expect(blend.arrangement.band.filter { $0.role == .drums }.map(\.name) == ["bodhran", "brushes"])
    }
  }

  @Test func keysThatAreNoBlend() throws {
    let library = try standardLibrary()
    for key in ["folk 70%, pop 20%", "folk 0%, pop 100%", "folk, pop", "folk 50%, polka 50%", "folk 50%", "", ",", "folk 50% x, pop 50%"] {
      #expect(library.style(key) == nil, "\(key)")
    }
  }
}
