// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR

/// Takes a band out of the mix for a while: two bells whose depth moves, with nothing changed where it is 0.
///
/// Each bell is the signal less a share of what a band-pass of two poles lets through. They stand an eighth of the band,
/// in octaves, inside its ends and meet in its middle at 0.65 of their power, which keeps a dip of 6 dB even to 0.7 dB over
/// bands of a half to five octaves; its mean over the band, each octave alike, is what is asked for.
/// - Source: Regalia & Mitra (1987), "Tunable digital frequency response equalization filters", IEEE Trans. ASSP 35(1).
package struct BandDip {
  private let spans: [Range<Int64>]
  private let fade: Double
  /// What is taken of each band-pass where the dip is full.
  private let share: Double
  private let bells: [Bell]
  private var memories = [BellMemory](repeating: BellMemory(), count: 4)
  /// The span that is next or goes on.
  private var index = 0

  /// - Parameter period: the length of a loop, in which spans reach over the ends; nil for none.
  package init(_ dip: Session.Master.BandDip, sampleRate: Int, period: Int64?) {
    let own = dip.spans.map { $0.lowerBound.value..<$0.upperBound.value }
    spans = (period.map { [-$0, 0, $0] } ?? [0]).flatMap { shift in
      own.map { $0.lowerBound + shift..<$0.upperBound + shift }
    }
    fade = Double(max(1, dip.fade.value))
    let octaves = portableLog2(dip.highHz / dip.lowHz)
    /// A place in the band, as the bilinear transform sees it.
    func warped(_ place: Double) -> Double {
      let hertz = min(dip.lowHz * portableExp2(octaves * place), 0.49 * Double(sampleRate))
      let turns = hertz / Double(2 * sampleRate)
      return portableSin(turns: turns) / portableSin(turns: turns + 0.25)
    }
    let bells = [0.125, 0.875].map { Bell(centre: warped($0), meeting: warped(0.5)) }
    self.bells = bells
    // A bell leaves 1 - c p of the power, p being that of its band-pass and c the power that its middle loses.
    let steps = 64
    let powers = (0..<steps).map { step in bells.map { $0.power(at: warped((Double(step) + 0.5) / Double(steps))) } }
    let wanted = gain(decibels: dip.depthDB) * gain(decibels: dip.depthDB) * Double(steps)
    var (least, most) = (0.0, 1.0)
    for _ in 0..<50 {
      let lost = (least + most) / 2
      let left = powers.reduce(0) { sum, power in sum + power.reduce(1) { $0 * (1 - lost * $1) } }
      if left > wanted { least = lost } else { most = lost }
    }
    share = 1 - (1 - least).squareRoot()
  }

  /// Changes interleaved frames, which come in order, from `position` on.
  package mutating func process(_ samples: inout [Float], frames: Int, at position: Int64) {
    var samples = samples.mutableSpan
    for i in 0..<frames {
      let amount = share * depth(at: position + Int64(i))
      for side in 0..<2 {
        var sample = Double(samples[2 * i + side])
        sample -= amount * bells[0].pass(sample, &memories[side])
        sample -= amount * bells[1].pass(sample, &memories[2 + side])
        if amount > 0 { samples[2 * i + side] = Float(sample) }
      }
    }
  }

  /// 0...1 along 3x^2 - 2x^3, which has no corner at either end.
  @inline(__always)
  private mutating func depth(at frame: Int64) -> Double {
    while index < spans.count, Double(frame - spans[index].upperBound) >= fade { index += 1 }
    var highest = 0.0
    var next = index
    while next < spans.count, Double(spans[next].lowerBound - frame) < fade {
      let distance = max(0, spans[next].lowerBound - frame, frame - spans[next].upperBound)
      highest = max(highest, 1 - Double(distance) / fade)
      next += 1
    }
    return highest * highest * (3 - 2 * highest)
  }
}

/// A band-pass of two poles, 0 dB in its middle.
private struct Bell {
  private let centre: Double
  private let quality: Double
  private let forward: Double
  private let back: (Double, Double)

  /// - Parameters:
  ///   - centre: its middle, a warped frequency.
  ///   - meeting: where its power is 0.65.
  init(centre: Double, meeting: Double) {
    self.centre = centre
    quality = (1 / 0.65 - 1).squareRoot() / (meeting / centre - centre / meeting).magnitude
    let norm = 1 / (1 + centre / quality + centre * centre)
    forward = centre / quality * norm
    back = (2 * (centre * centre - 1) * norm, (1 - centre / quality + centre * centre) * norm)
  }

  /// The power that it lets through at a warped frequency.
  func power(at frequency: Double) -> Double {
    let x = quality * (frequency / centre - centre / frequency)
    return 1 / (1 + x * x)
  }

  @inline(__always)
  func pass(_ sample: Double, _ memory: inout BellMemory) -> Double {
    let result = forward * sample + memory.first
    memory.first = memory.second - back.0 * result
    memory.second = -forward * sample - back.1 * result
    return result
  }
}

private struct BellMemory {
  var first = 0.0
  var second = 0.0
}

extension Premaster {
  /// With the session's dips; loudness and peak are measured again.
  ///
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func dipped(_ session: Session, on pool: WorkerPool) throws(AudioError) -> Premaster {
    var dips = session.master.dips.map {
      BandDip($0, sampleRate: session.sampleRate, period: session.isLoop ? length : nil)
    }
    if session.isLoop {
      // The filters have heard the end when the beginning comes.
      let frames = Int(min(Int64(chunkFrames), length))
      var ending = [Float](repeating: 0, count: frames * 2)
      for index in dips.indices {
        try file.read(into: &ending, frames: frames, at: length - Int64(frames))
        dips[index].process(&ending, frames: frames, at: -Int64(frames))
      }
    }
    return try rewritten(sampleRate: session.sampleRate, on: pool) { samples, frames, position in
      for index in dips.indices { dips[index].process(&samples, frames: frames, at: position) }
    }
  }
}
