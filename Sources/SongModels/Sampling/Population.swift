// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Sequences that are drawn side by side, each with a weight: what the full model thinks of it against what the
/// messages promised.
///
/// With the proposal "probability times message" a particle's weight grows by the sum of that product over all values,
/// divided by the message of its last value: a twisted particle filter. Where few particles have all the weight they
/// are resampled systematically. Particles with a common beginning share its line, so the model is asked once for them.
/// - Source: Whiteley & Lee (2014), "Twisted particle filters", Annals of Statistics 42(1); Kitagawa (1996),
///   "Monte Carlo filter and smoother", JCGS 5(1) (systematic resampling).
struct Population {
  private var lines: [SampledLine?]
  private var particles: [Particle]

  private struct Particle {
    var line: Int
    var weight = 1.0
  }

  init(_ line: SampledLine, count: Int) {
    lines = [line]
    particles = Array(repeating: Particle(line: 0), count: count)
  }

  /// Draws one position more.
  mutating func advance(_ drawer: inout LineDrawer, _ stream: inout RandomStream) {
    resampleIfPoor(&stream)
    var children: [SampledLine?] = []
    for index in lines.indices {
      let members = particles.indices.filter { particles[$0].line == index }
      guard !members.isEmpty, var line = lines[index].take() else { continue }
      let values = drawer.next(&line)
      var drawn: [DrawnSlot] = []
      let first = children.count
      for member in members {
        let next = drawer.draw(values, on: line, &stream)
        let child = drawn.firstIndex { $0.slot == next.slot } ?? drawn.count
        if child == drawn.count { drawn.append(next) }
        particles[member].weight *= values.gain
        particles[member].line = -1 - first - child
      }
      for slot in drawn.dropLast() {
        var child = line
        drawer.extend(&child, by: slot, values)
        children.append(child)
      }
      drawer.extend(&line, by: drawn[drawn.count - 1], values)
      children.append(line)
    }
    lines = children
    for index in particles.indices { particles[index].line = -1 - particles[index].line }
    normalise()
  }

  /// The particles' lines with their shares of the weight.
  var shares: [(line: SampledLine, share: Double)] {
    let sum = particles.reduce(0) { $0 + $1.weight }
    return particles.compactMap { particle in lines[particle.line].map { ($0, particle.weight / sum) } }
  }

  /// Distinct lines, as they are left when particles are resampled by their weights.
  mutating func survivors(_ stream: inout RandomStream) -> [SampledLine] {
    if particles.count > 1 { resample(&stream) }
    return lines.indices.filter { index in particles.contains { $0.line == index } }.compactMap { lines[$0] }
  }

  private mutating func normalise() {
    let largest = particles.reduce(0) { max($0, $1.weight) }
    for index in particles.indices { particles[index].weight = max(particles[index].weight / largest, 1e-200) }
  }

  private mutating func resampleIfPoor(_ stream: inout RandomStream) {
    let sum = particles.reduce(0) { $0 + $1.weight }
    let squares = particles.reduce(0) { $0 + $1.weight * $1.weight }
    if sum * sum < squares * Double(particles.count) / 2 { resample(&stream) }
  }

  /// Takes particles at even distances along the sum of their weights.
  private mutating func resample(_ stream: inout RandomStream) {
    let step = particles.reduce(0) { $0 + $1.weight } / Double(particles.count)
    var place = stream.unit() * step
    var index = 0
    var passed = particles[0].weight
    particles = particles.indices.map { _ in
      while place >= passed, index + 1 < particles.count {
        index += 1
        passed += particles[index].weight
      }
      place += step
      return Particle(line: particles[index].line)
    }
  }
}
