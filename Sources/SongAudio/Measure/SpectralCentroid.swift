// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The centre of the amplitudes of a sound's mean spectrum, Hz: how bright it is; 0 for silence.
///
/// - Parameter samples: one channel; what is left at the end of whole windows counts for nothing.
/// - Source: Grey & Gordon (1978), "Perceptual effects of spectral modifications on musical timbres", JASA 63(5).
package func spectralCentroidHz(of samples: [Float], sampleRate: Int) -> Double {
  let length = 4096
  let window = (0..<length).map { 0.5 - 0.5 * portableSin(turns: Double($0) / Double(length) + 0.25) }
  let twiddles = Twiddles(length)
  var power = [Double](repeating: 0, count: length / 2)
  for start in stride(from: 0, through: samples.count - length, by: length / 2) {
    var real = (0..<length).map { Double(samples[start + $0]) * window[$0] }
    var imaginary = [Double](repeating: 0, count: length)
    transform(&real, &imaginary, twiddles)
    for bin in power.indices { power[bin] += real[bin] * real[bin] + imaginary[bin] * imaginary[bin] }
  }
  var sum = 0.0
  var moment = 0.0
  for bin in power.indices.dropFirst() {
    let amplitude = power[bin].squareRoot()
    sum += amplitude
    moment += amplitude * Double(bin)
  }
  return sum > 0 ? moment / sum * Double(sampleRate) / Double(length) : 0
}

/// The turning factors of a transform of some length, a power of two.
private struct Twiddles {
  let cosines: [Double]
  let sines: [Double]

  init(_ length: Int) {
    cosines = (0..<length / 2).map { portableSin(turns: 0.25 + Double($0) / Double(length)) }
    sines = (0..<length / 2).map { -portableSin(turns: Double($0) / Double(length)) }
  }
}

/// The discrete Fourier transform in place.
///
/// - Source: Cooley & Tukey (1965), Mathematics of Computation 19, by decimation in time.
private func transform(_ real: inout [Double], _ imaginary: inout [Double], _ twiddles: Twiddles) {
  let length = real.count
  var place = 0
  for i in 1..<length {
    var bit = length >> 1
    while place & bit != 0 {
      place ^= bit
      bit >>= 1
    }
    place |= bit
    if i < place {
      real.swapAt(i, place)
      imaginary.swapAt(i, place)
    }
  }
  var half = 1
  while half < length {
    let step = length / (2 * half)
    for start in stride(from: 0, to: length, by: 2 * half) {
      for i in 0..<half {
        let (cosine, sine) = (twiddles.cosines[i * step], twiddles.sines[i * step])
        let (low, high) = (start + i, start + i + half)
        let turnedReal = real[high] * cosine - imaginary[high] * sine
        let turnedImaginary = real[high] * sine + imaginary[high] * cosine
        (real[high], imaginary[high]) = (real[low] - turnedReal, imaginary[low] - turnedImaginary)
        real[low] += turnedReal
        imaginary[low] += turnedImaginary
      }
    }
    half *= 2
  }
}
