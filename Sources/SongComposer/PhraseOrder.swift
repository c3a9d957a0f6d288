// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongModels

extension Arrangement {
  /// Which phrases of a take a drum part plays in a section: one for every four of its measures.
  ///
  /// A piece goes through the take: each material has its own phrases, in the order in which materials come first, and
  /// plays them again when it returns. Nothing that was played in the last twelve measures is played again as it was: then
  /// the take goes on.
  ///
  /// - Parameter count: the phrases of the take.
  func takePhrases(of part: Int, in index: Int, count: Int) -> [Int] {
    let length = DrumTakes.phraseLength
    var starts: [String: Int] = [:]
    var played: [Int] = []
    var own: [Int] = []
    for (number, section) in sections[...index].enumerated() {
      let material = settings.form[number].material
      let start = starts[material] ?? phrasesOfMaterial * starts.count
      starts[material] = start
      guard parts[part].activity[section.measures].contains(where: { $0 != .silent }) else { continue }
      own = []
      for phrase in 0..<(section.measures.count + length - 1) / length {
        var next = (start + phrase) % count
        let recent = played.suffix(memory)
        if let last = played.last, recent.contains(next) {
          let onward = (1...count).map { (last + $0) % count }
          next = onward.first { !recent.contains($0) } ?? onward[0]
        }
        own.append(next)
        played.append(next)
      }
    }
    return own
  }
}

/// Most materials have eight measures.
private let phrasesOfMaterial = 2
/// Phrases after which one may come again as it was.
private let memory = 3
