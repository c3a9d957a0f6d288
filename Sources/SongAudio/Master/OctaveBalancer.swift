// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Brings octaves of a mix that lie outside of what real ones are into it, as a mastering engineer does: an equaliser of the
/// mid, one of the side, and a side made of the mid where there is hardly any.
///
/// What lies inside stays as it is. Levels move by 4 dB at most, sides by 3 up and 8 down.
struct OctaveBalancer {
  /// Most that an octave's level is moved by, dB.
  static let mostTone = 4.0
  /// Most that the side is raised and lowered by, dB.
  static let mostWidening = 3.0
  static let mostNarrowing = 8.0
  /// Most of an octave's mid that is put into its side, dB.
  static let mostBlur = -3.0

  /// Change of each octave's level, dB.
  private(set) var toneDB = [Double](repeating: 0, count: OctaveBalance.count)
  /// Change of each octave's side on top of it, dB.
  private(set) var widthDB = [Double](repeating: 0, count: OctaveBalance.count)
  /// What the side gets of each octave's mid, as power.
  private(set) var blur = [Double](repeating: 0, count: OctaveBalance.count)

  init(_ balance: OctaveBalance, powers: OctavePowers) {
    for octave in 0..<OctaveBalance.count where powers.mid[octave] > 0 {
      let ratio = decibels(power: powers.side[octave] / powers.mid[octave])
      let wanted = balance.sidesDB[octave]
      widthDB[octave] =
        min(max(min(max(ratio, wanted.lowerBound), wanted.upperBound) - ratio, -Self.mostNarrowing), Self.mostWidening)
      let lacking = power(decibels: wanted.lowerBound) - power(decibels: ratio + widthDB[octave])
      blur[octave] = min(max(0, lacking), power(decibels: Self.mostBlur))
    }
    // Levels are shares of the whole, which each change changes.
    for _ in 0..<40 {
      let levels = (0..<OctaveBalance.count).map { octave in
        let side = powers.side[octave] * power(decibels: widthDB[octave]) + powers.mid[octave] * blur[octave]
        return (powers.mid[octave] + side) * power(decibels: toneDB[octave])
      }
      let ends = powers.below * power(decibels: toneDB[0]) + powers.above * power(decibels: toneDB[OctaveBalance.count - 1])
      let whole = levels.reduce(ends, +)
      guard whole > 0 else { return }
      for octave in 0..<OctaveBalance.count where levels[octave] > 0 {
        let level = decibels(power: levels[octave] / whole)
        let wanted = balance.levelsDB[octave]
        let step = (min(max(level, wanted.lowerBound), wanted.upperBound) - level) / 2
        toneDB[octave] = min(max(toneDB[octave] + step, -Self.mostTone), Self.mostTone)
      }
    }
  }

  private func power(decibels: Double) -> Double { gain(decibels: decibels) * gain(decibels: decibels) }
}

/// The filters of a balancer, and behind them the balance of left and right.
private struct OctaveProcessor {
  /// Most that left and right are moved against each other, dB.
  private static let mostLean = 1.5

  private var equaliser: OctaveEqualiser
  private var widener: Widener
  private var gains = (left: 1.0, right: 1.0)
  /// Mid and side of the frames at hand.
  private var pairs = [SIMD2<Double>](repeating: .zero, count: chunkFrames)

  init(_ balancer: OctaveBalancer, sampleRate: Int) {
    equaliser = OctaveEqualiser(
      gainsDB: (balancer.toneDB, zip(balancer.toneDB, balancer.widthDB).map { $0 + $1 }), sampleRate: sampleRate)
    widener = Widener(powers: balancer.blur, sampleRate: sampleRate)
  }

  /// Brings left and right to one level.
  ///
  /// - Parameter lean: level of the left against the right, dB.
  mutating func level(lean: Double) {
    let change = min(max(-lean, -Self.mostLean), Self.mostLean)
    gains = (gain(decibels: change / 2), gain(decibels: -change / 2))
  }

  /// Changes interleaved frames, a chunk at most.
  mutating func process(_ samples: inout [Float], frames: Int) {
    for frame in 0..<frames {
      let (left, right) = (Double(samples[2 * frame]), Double(samples[2 * frame + 1]))
      pairs[frame] = SIMD2((left + right) / 2, (left - right) / 2)
    }
    equaliser.process(&pairs, frames: frames)
    for frame in 0..<frames {
      let (middle, outer) = (pairs[frame].x, pairs[frame].y + widener.pass(pairs[frame].x))
      samples[2 * frame] = Float((middle + outer) * gains.left)
      samples[2 * frame + 1] = Float((middle - outer) * gains.right)
    }
  }
}

extension Premaster {
  /// With the octaves that the session asks for, and left and right alike; loudness and peak are measured again.
  ///
  /// - Parameter powers: of the premaster as it stands.
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func balanced(
    _ balance: OctaveBalance, powers: OctavePowers, _ session: Session, on pool: WorkerPool
  ) throws(AudioError) -> Premaster {
    let balancer = OctaveBalancer(balance, powers: powers)
    let fresh = OctaveProcessor(balancer, sampleRate: session.sampleRate)
    // What the filters do to left and right is known when they have run: over a quarter of a long piece's chunks, and
    // over the whole of a loop, whose filters have heard its end when its beginning comes.
    var trial = fresh
    let sides = try sides(behind: &trial, everyChunk: session.isLoop || length < Self.longPiece)
    var processor = session.isLoop ? trial : fresh
    if sides.left > 0, sides.right > 0 { processor.level(lean: decibels(power: sides.left / sides.right)) }
    // What the filters still say behind the end doesn't break off; a loop has no end.
    let fade = min(session.master.fade.value, Int64(session.sampleRate) * 5 / 1000)
    let length = length
    return try rewritten(sampleRate: session.sampleRate, on: pool) { samples, frames, start in
      processor.process(&samples, frames: frames)
      fadeOut(&samples, frames: frames, start: start, length: length, fade: fade)
    }
  }

  /// Frames of a piece a quarter of whose chunks tell how it leans.
  private static let longPiece = 256 * Int64(chunkFrames)
  /// Steps from chunk to chunk, in turn: without a period that music could have.
  private static let steps: [Int64] = [3, 5, 4, 7, 1, 6, 2]

  /// The energy of both sides behind a processor.
  private func sides(
    behind processor: inout OctaveProcessor, everyChunk: Bool
  ) throws(AudioError) -> (left: Double, right: Double) {
    var samples = [Float](repeating: 0, count: chunkFrames * 2)
    var energy = SIMD2<Double>.zero
    var start: Int64 = 0
    var turn = 0
    while start < length {
      defer {
        start += Int64(chunkFrames) * (everyChunk ? 1 : Self.steps[turn % Self.steps.count])
        turn += 1
      }
      let frames = Int(min(Int64(chunkFrames), length - start))
      try file.read(into: &samples, frames: frames, at: start)
      processor.process(&samples, frames: frames)
      for frame in 0..<frames {
        let pair = SIMD2(Double(samples[2 * frame]), Double(samples[2 * frame + 1]))
        energy += pair * pair
      }
    }
    return (energy.x, energy.y)
  }
}
