// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The turning factors of a transform of some length, a power of two.
struct Twiddles {
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
func transform(_ real: inout [Double], _ imaginary: inout [Double], _ twiddles: Twiddles) {
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
