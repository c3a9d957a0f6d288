// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Bars of one voice in 4/4 that drummers play most of the time, by how many do.
package struct DrummerBars: Sendable {
  /// A bar's sixteenths as bits, the first is the lowest; and tenths of takes whose groove it is.
  package let bars: [(steps: UInt32, weight: Double)]

  /// Pairs of a bar and its number, apart by spaces.
  private init(_ table: String) {
    let words = table.split { $0 == " " || $0 == "\n" }
    bars = stride(from: 0, to: words.count, by: 2).map { (DrummerBars.steps(words[$0]), Double(Int(words[$0 + 1])!)) }
  }

  private static func steps(_ bar: Substring) -> UInt32 {
    bar.enumerated().reduce(0) { $1.element == "x" ? $0 | 1 << UInt32($1.offset) : $0 }
  }

  /// One of the bars, or what is written: the nearer to that the likelier.
  ///
  /// - Parameters:
  ///   - steps: what is written.
  ///   - strong: the sixteenths among them that count double.
  ///   - looseness: how far the player goes from it; above 0.
  ///   - lot: a number in 0..<1.
  package func near(_ steps: UInt32, strong: UInt32, looseness: Double, lot: Double) -> UInt32 {
    let factors = (0...40).map { portableExp2(-farness * Double($0) / (looseness * looseness)) }
    func weight(_ bar: UInt32) -> Double {
      factors[min(40, (bar ^ steps).nonzeroBitCount + (strong & ~bar).nonzeroBitCount)]
    }
    let weights = bars.map { $0.weight * weight($0.steps) }
    var rest = lot * weights.reduce(writtenWeight, +)
    for (bar, weight) in zip(bars, weights) {
      if rest < weight { return bar.steps }
      rest -= weight
    }
    return steps
  }
}

/// Halvings of a bar's weight for each stroke by which it differs, at full looseness, many more below it: set so that most of a groove
/// stays (`barsVaryAndTheGrooveStays`).
private let farness = 0.3
/// What is written counts as this many tenths of takes.
private let writtenWeight = 10.0

/// - Source: the most frequent bars of stretches of sixteen bars of 187 takes of Groove MIDI (Gillick et al. 2019,
///   "Learning to groove with inverse sequence transformations", ICML; CC BY 4.0), straight styles in 4/4, velocities left
///   out, by `Benchmarks/music/habits.py`. Only bars that three takes or more have are here.
extension DrummerBars {
  /// Of the kick, but those with one on every beat, which are another style.
  package static let kicks = DrummerBars(
    """
    x.......x....... 93   x......xx....... 65   x.x.......x..... 60   x.........x....x 55   x.......x.x...x. 53
    x............... 45   x.....x......... 43   x..x.....xx..x.x 40   x.......x.x..... 38   x.....x...x..... 35
    x..x...x.xx..... 32   x..x..x..xx..x.x 30   x......x.xx..x.x 30   x.....x...x...x. 29   x..x......x..x.. 22
    x.........x...x. 22   x.xx..x.x....... 20   x.x...x...x..... 20   x.x.....x.x..... 20   x.x.......xx.... 20
    x..x.x.x...x.... 20   x..x..x..xx..... 20   x..x....x..x.x.. 20   x.......x...x... 20   x...x..xx....... 18
    ..x.....x.x...x. 18   x.......x..x.... 17   x.x............. 15   x.x...x.x....... 15   x.....x.x....... 15
    x......x.xx..... 15   x.x...x...x...x. 13   x..x..x...x..... 12   x.....x.......x. 12   x......x..x..... 12
    x.........x..... 12   ..x...x...x...x. 12   ..x.....x.....x. 12   x..x............ 11   x..x...xx..x..x. 11
    xx.x......x..x.. 10   x.x...x.x.x...x. 10   x...x...x.x...x. 10   x....x.......... 10   x..........x..x. 10
    x.............x. 10   x..x....x.x..... 9    x..x....x..x.... 8    x......xx......x 8    ..x.....x.x..... 8
    x....x.x........ 7    x..x...xx....... 6    x.x....x..x..... 5    x.x....x..x....x 5    x..x..x......... 5
    x..x..x..xx..xx. 5    x..x...x..x..... 5    x..x.....x...... 5    x.....x.x.x...x. 5    x.....x.x.....x. 5
    x......xx.x..... 5    ....x........... 5    xx.............. 3    x.x..x.x..x..... 3    x.x..x.x..xx.... 2
    x.x.....x....... 2    x..x.x.x........ 2    x..x...xx..x.... 2    x..x...xx..x...x 2    x..x......x..... 2
    x..x......xx.... 2    x..x.......x.... 2    x....x..x....x.. 2    x.....x..x...... 2    x.....x...x..x.. 2
    x......x........ 2    ..x.....x...x... 2    ......x......... 2    ...............x 2
    """)

  /// Of the snare.
  package static let snares = DrummerBars(
    """
    ....x.......x... 772  ........x....... 100  ....x..x.x..x..x 79   ....x..x....x... 65   .x..xx.x.x..xx.x 38
    ............xx.. 35   ............x... 28   x...x...x...x... 23   .x..x..x.x..x..x 23   ....x........... 20
    ....x..x.x..x... 20   ....x......xx... 20   ..x...x...x...x. 17   ....x.......x..x 16   x.x.x.x.x.x.x.x. 13
    ....x..xx...x... 13   .xx.x..x.x..x..x 12   ....x..x.x....x. 12   xx..x.......x... 10   .xx.xx.x.xx.xx.x 10
    .x..x..x.x.xx..x 10   .x..x.......x.x. 10   .x..x.......x..x 10   ....x..xxx..x... 10   ....x.....x.x... 10
    .xx.x..x.xx.x..x 8    ....x.......xx.x 6    xx..x..x.xx.x..x 5    .x..x..xx...x..x 5    .x..x..x.x.x.x.x 5
    .x..x..x....xx.x 5    ....x..x....x..x 5    ....x....x..x... 5    ....x.....x..... 5    ....x......x.... 5
    ....x.......xx.. 5    x...x.......x... 3    .x..xx.x.x..x..x 3    ....x.x..x..x.x. 3    ....x..xx...x..x 3
    xxxxxxxxxxxxxxxx 2    xx..x.......x..x 2    .x..xx......x... 2    .x..x..x.x..xx.x 2    ..x.x.......x... 2
    ..x..x..x...x..x 2    ....x..xxx....x. 2    ....x....x..xxxx 2    ....x.......xxxx 2    ........x.....x. 2
    """)

  /// Of the closed hi-hat where it keeps time.
  package static let hats = DrummerBars(
    """
    x.x.x.x.x.x.x.x. 326  xxxxxxxxxxxxxxxx 205  xxxx.xxxxxxx.xxx 52   x.x.x.x.x...x.x. 50   x.x.x.x.x.x..... 22
    ....x.x.x.x.x.x. 21   x.x...x.x.x...x. 20   ..x...x.......x. 20   ....xxxxxxxxxxxx 20   xx..xx..xx..xx.. 17
    x.x.x.xxx.x.x.xx 15   x.x.x.x.x.x.x... 15   ..x...x...x...x. 15   x...x...x....... 14   x.x.x.x.x.....x. 12
    x...x.x.x...x.x. 12   xxxxxxxxxxxxxx.. 10   xxxxxxxxxxxxxxx. 10   x...x...x...x... 10   xxxxxxxxxxxx.... 8
    x.x.x.x.x....... 8    x.x.x.x.x.xxx.x. 8    ..xx..xx..xx..xx 8    xxxxxxxxxxx.xx.. 7    x.x.x...x.x.x.x. 6
    ..x...x.x.x...x. 6    xxxxxxxxxxxxx... 5    xxxx.xxxxxxx.x.. 5    ..x.x.x.x.x.x.x. 5    x.x.x.x.x.xxx.xx 3
    x.x...x.x.x.x.x. 3    ..x...x...x..... 3    ....x...x...x... 3    xxxxxxxxxxxx.xxx 2    xxxxx.xxxxxxx.xx 2
    x.x.x.xxx.x.x.x. 2    x.x.x.x.x...x... 2    x...x.x.x.x...x. 2    ..x.x.x.x....... 2    ..x.x.x.x.x..... 2
    """)

  /// Of the ride where it keeps time.
  package static let rides = DrummerBars(
    """
    x.x.x.x.x.x.x.x. 138  x.x.x.x.x.xxx.x. 22   x...x...x...x... 16   xxxxxxxxxxxxxxxx 10   x.x.x.x.x...x.x. 10
    x...x...x....... 10   ........x.x.x.x. 10   ....x.x.x.x.x.x. 8    ..x...x...x...x. 6    ..x.x.x.x.x.x.x. 3
    x..x.x.....x.x.. 2    ....x...x...x... 2
    """)
}
