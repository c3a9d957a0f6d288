// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension TimeResolver {
  /// A time that lies behind the end of the piece, in words; nil where it doesn't.
  func outside(_ time: TimeValue) -> String? {
    if let seconds = time.seconds {
      let time = Microseconds(seconds: seconds)
      return time > end.time ? "\(time)" : nil
    }
    switch time {
    case .position(let bar, _): return bar > layout.measures.count ? "bar \(bar)" : nil
    case .amount(let amount):
      guard amount.unit == .bars, amount.number > Rational(layout.measures.count) else { return nil }
      return "\(shortest(amount.number.double)) bars"
    case .anchor("end", let offset?): return offset.number > .zero ? "'end' and later" : nil
    case .clock, .anchor, .timecode: return nil
    }
  }
}
