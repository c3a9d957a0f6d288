// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A track's equaliser: its bands one after the other on left and right, some of them in motion.
///
/// It rests once it has heard nothing for longer than its filters ring.
struct TrackEqualiser {
  /// Frames for which a filter in motion stands still: it steps by far less than is heard.
  private static let step = 64
  /// Silent blocks before a rest.
  private static let blocksBeforeRest = 12

  private struct Band {
    let description: Session.EqualiserBand
    /// On the rendered time line.
    let moves: [Session.EqualiserBand.Move]
    var filter: BiquadPair
    /// The corner that the filter has.
    var hertz: Double
    /// The last move that is past.
    var index = 0
  }

  private let sampleRate: Int
  private var bands: [Band]
  private var pairs = [SIMD2<Double>](repeating: .zero, count: Plugin.block)
  private var position: Int64 = 0
  private var silentBlocks = 0

  /// - Parameter moves: puts the bands' moves on the rendered time line.
  init(
    _ bands: [Session.EqualiserBand], sampleRate: Int,
    moves: ([Session.EqualiserBand.Move]) -> [Session.EqualiserBand.Move] = { $0 }
  ) {
    self.sampleRate = sampleRate
    self.bands = bands.map { band in
      let moves = moves(band.moves)
      let hertz = moves.first?.hertz ?? band.hertz
      let filter = Biquad(band, hertz: hertz, sampleRate: sampleRate)
      return Band(description: band, moves: moves, filter: BiquadPair(filter, filter), hertz: hertz)
    }
  }

  /// Changes the next block of `Plugin.block` frames.
  mutating func process(_ block: inout Stereo) {
    guard !bands.isEmpty else { return }
    defer { position += Int64(block.count) }
    silentBlocks = max(peak(of: block.left, count: block.count), peak(of: block.right, count: block.count)) == 0 ? silentBlocks + 1 : 0
    if silentBlocks > Self.blocksBeforeRest {
      for index in bands.indices { bands[index].filter.clear() }
      return
    }
    for frame in 0..<block.count { pairs[frame] = SIMD2(Double(block.left[frame]), Double(block.right[frame])) }
    for index in bands.indices {
      if bands[index].moves.isEmpty { pass(index, 0..<block.count) } else { sweep(index, block.count) }
    }
    for frame in 0..<block.count {
      block.left[frame] = Float(pairs[frame].x)
      block.right[frame] = Float(pairs[frame].y)
    }
  }

  private mutating func pass(_ index: Int, _ frames: Range<Int>) {
    var filter = bands[index].filter
    for frame in frames { pairs[frame] = filter.pass(pairs[frame]) }
    bands[index].filter = filter
  }

  private mutating func sweep(_ index: Int, _ frames: Int) {
    for start in stride(from: 0, to: frames, by: Self.step) {
      let frame = position + Int64(start)
      let moves = bands[index].moves
      while bands[index].index + 1 < moves.count, moves[bands[index].index + 1].at.value <= frame { bands[index].index += 1 }
      let hertz = corner(of: bands[index].description, moves, at: frame, after: bands[index].index)
      if hertz != bands[index].hertz {
        bands[index].hertz = hertz
        bands[index].filter.become(Biquad(bands[index].description, hertz: hertz, sampleRate: sampleRate))
      }
      pass(index, start..<min(start + Self.step, frames))
    }
  }
}

/// Where a band's corner is at a frame; between two moves it goes by as many octaves in each second.
///
/// - Parameter index: of the last move at or before the frame; 0 where there is none.
private func corner(
  of band: Session.EqualiserBand, _ moves: [Session.EqualiserBand.Move], at frame: Int64, after index: Int
) -> Double {
  guard index < moves.count else { return band.hertz }
  let from = moves[index]
  guard index + 1 < moves.count, frame > from.at.value, from.hertz != moves[index + 1].hertz else { return from.hertz }
  let to = moves[index + 1]
  let share = Double(frame - from.at.value) / Double(to.at.value - from.at.value)
  return from.hertz * portableExp2(share * portableLog2(to.hertz / from.hertz))
}

extension Biquad {
  fileprivate init(_ band: Session.EqualiserBand, hertz: Double, sampleRate: Int) {
    let shape: Shape =
      switch band.shape {
      case .highPass: .highPass
      case .lowPass: .lowPass
      case .bell: .bell
      case .highShelf: .highShelf
      }
    self.init(shape, hertz: hertz, gainDB: band.gainDB, quality: band.quality, sampleRate: sampleRate)
  }
}
