// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary

/// How a low-pass opens with the intensity: at each measure's start it is where the measure's force puts it, in between it
/// is on its way.
func lowPassMoves(
  _ lowPass: MixPlan.LowPass, _ performance: Performance, rate: Int
) -> [Session.EqualiserBand.Move] {
  performance.powers.map { mark in
    .init(
      at: Frames(performance.tempo.seconds(at: mark.at), sampleRate: rate),
      hertz: lowPass.leastHz * portableExp2(Double(mark.power) / 1000 * portableLog2(lowPass.mostHz / lowPass.leastHz)))
  }
}
