// SPDX-License-Identifier: Apache-2.0
/// The fundamental of a steady tone, in Hz, or nil when the samples have no clear period.
///
/// The period is the first deep valley of the cumulative mean normalised difference, found within the period's own
/// octave and then read again at a multiple of it, so that short periods are known to a small part of a sample.
/// Good to about one cent between 30 Hz and 4 kHz.
/// - Parameters:
///   - samples: one channel; at least 100 ms, better 300.
///   - sampleRate: frames a second.
/// - Source: de Cheveigné & Kawahara (2002), "YIN, a fundamental frequency estimator", JASA 111(4).
package func fundamentalHz(of samples: [Float], sampleRate: Int) -> Double? {
  let longest = min(samples.count / 3, sampleRate / 25)
  let window = samples.count - longest * 2
  guard longest > 8, window > longest / 2 else { return nil }
  let shortest = max(2, sampleRate / 5000)
  var valleys = [Double](repeating: 1, count: longest * 2 + 1)
  var running = 0.0
  for lag in 1...longest {
    let difference = squaredDifference(samples, lag: lag, window: window)
    running += difference
    valleys[lag] = running > 0 ? difference * Double(lag) / running : 1
  }
  guard let coarse = firstValley(valleys, in: shortest..<longest) else { return nil }
  var period = refined(samples, near: Double(coarse), window: window)
  var multiple = 1
  while period * Double(multiple * 2) < Double(longest * 2 - 2), multiple < 32 {
    multiple *= 2
    period = refined(samples, near: period * Double(multiple), window: window) / Double(multiple)
  }
  return Double(sampleRate) / period
}

/// The lag of the first valley below the threshold, or of the deepest below a looser one.
private func firstValley(_ valleys: [Double], in range: Range<Int>) -> Int? {
  var lag = range.lowerBound
  while lag < range.upperBound {
    if valleys[lag] < 0.12 {
      while lag + 1 < range.upperBound, valleys[lag + 1] < valleys[lag] { lag += 1 }
      return lag
    }
    lag += 1
  }
  guard let deepest = range.min(by: { valleys[$0] < valleys[$1] }), valleys[deepest] < 0.4 else { return nil }
  return deepest
}

/// The lag of the least difference within two samples of a guess, by a parabola through three points.
private func refined(_ samples: [Float], near guess: Double, window: Int) -> Double {
  let middle = Int(guess.rounded())
  let lags = max(1, middle - 3)...(middle + 3)
  let values = lags.map { squaredDifference(samples, lag: $0, window: window) }
  guard let best = values.indices.dropFirst().dropLast().min(by: { values[$0] < values[$1] }) else { return guess }
  let (before, at, after) = (values[best - 1], values[best], values[best + 1])
  let curvature = before - 2 * at + after
  let shift = curvature > 0 ? min(1, max(-1, (before - after) / (2 * curvature))) : 0
  return Double(lags.lowerBound + best) + shift
}

private func squaredDifference(_ samples: [Float], lag: Int, window: Int) -> Double {
  let samples = samples.span
  let end = min(window, samples.count - lag)
  var sum = 0.0
  for i in 0..<max(0, end) {
    let difference = Double(samples[i] - samples[i + lag])
    sum += difference * difference
  }
  return sum / Double(max(1, end))
}
