// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Where in the piece something is played for the first time.
package struct MusicalPlace: Sendable, Hashable {
  /// Of the piece, from 1.
  package let bar: Int
  /// From 1; nil where only the bar is known.
  package let beat: Rational?
  /// Nil where the tempo isn't known.
  package let time: Microseconds?

  package init(bar: Int, beat: Rational?, time: Microseconds?) {
    self.bar = bar
    self.beat = beat
    self.time = time
  }

  /// `bar 5 beat 3 = 0:08.120`: the downbeat isn't named, time is rounded to the millisecond.
  package var text: String {
    var out = "bar \(bar)"
    if let beat, beat != 1 { out += " beat \(shortest(beat.double, 3))" }
    if let time { out += " = \(Microseconds((time.value + 500) / 1000 * 1000))" }
    return out
  }

  /// `{"bar": 5, "beat": 3, "seconds": 8.12}`
  var json: JSONValue {
    var object: [String: JSONValue] = ["bar": .integer(bar)]
    if let beat { object["beat"] = .number(beat.double, decimals: 3) }
    if let time { object["seconds"] = .number(time.seconds, decimals: 6) }
    return .object(object)
  }
}
