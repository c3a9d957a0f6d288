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
