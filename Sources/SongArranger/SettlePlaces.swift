// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR

extension SettingsMaker {
  /// Most that one side of a band may be louder than the other by the levels of its parts, dB: what a master still evens out.
  private static let mostLeanDB = 1.0

  /// Puts parts between left and right: where the spec says, else at the style's places.
  ///
  /// A style has places for its whole band, and a spec may have one part of a pair alone: then the parts of the louder side
  /// stand nearer to the middle. What the spec says of level, place or mute of a part moves no other.
  ///
  /// - Parameter parts: at the style's places.
  func placed(_ parts: [Settings.Part]) -> [Settings.Part] {
    let said = parts.map { part in spec.parts?.first { utf8Equal($0.name.value, part.id) }?.channel }
    let places = evened(parts.map(\.pan), powers: zip(parts, said).map { part, said in
      gain(decibels: 2 * (part.gainDB - (said?.level?.value.double ?? 0)))
    })
    var result = parts
    for index in parts.indices { result[index].pan = said[index]?.pan?.value.double ?? places[index] }
    return result
  }

  private func evened(_ places: [Double], powers: [Double]) -> [Double] {
    // Constant power: a part's power on the right less that on the left is its own times the sine.
    func lean(_ places: [Double]) -> Double { zip(places, powers).reduce(0) { $0 + $1.1 * portableSin(turns: $1.0 / 4) } }
    let ratio = gain(decibels: 2 * Self.mostLeanDB)
    let most = powers.reduce(0, +) * (ratio - 1) / (ratio + 1)
    let side = lean(places)
    guard abs(side) > most else { return places }
    func moved(by factor: Double) -> [Double] {
      places.map { $0 * side > 0 ? ($0 * factor * 100).rounded(.towardZero) / 100 : $0 }
    }
    var (near, far) = (0.0, 1.0)
    for _ in 0..<10 {
      let middle = (near + far) / 2
      if lean(moved(by: middle)) * side > most * abs(side) { far = middle } else { near = middle }
    }
    return moved(by: near)
  }
}
