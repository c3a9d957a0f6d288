// SPDX-License-Identifier: Apache-2.0
package import SongBase

// The file of progressions: lines of a word and numbers. Lines that begin with a number sign say what the others hold.

extension Progressions {
  /// Reads a file of progressions.
  ///
  /// - Complexity: linear; the file of the standard library takes less than a millisecond.
  package init(_ file: FileBytes) throws(ModelError) {
    var reader = LineReader(file)
    var chords: [Chord] = []
    var units: [[Int]] = []
    var bars: [[Int]] = []
    var manners: [Manner] = []
    var links: [Int] = []
    var followers: [[(unit: Int, songs: Int)]] = []
    while let word = try reader.next() {
      switch word {
      case "chord": chords.append(try reader.chord())
      case "link":
        links += try reader.numbers(chords.count)
        guard links.count <= chords.count * chords.count else { throw reader.invalid }
      case "manner": manners.append(try reader.manner(chords: chords.count))
      case "colour":
        let manner = try reader.number(below: manners.count)
        manners[manner].colours[try reader.number(below: chords.count)] = try reader.colour()
      case "unit":
        units.append(try reader.chords(4, of: chords.count))
        for index in manners.indices { manners[index].unitWeights.append(0) }
        while !reader.isAtLineEnd {
          let manner = try reader.number(below: manners.count)
          manners[manner].unitWeights[units.count - 1] = try reader.number()
        }
        followers.append([])
      case "bar":
        bars.append(try reader.chords(2, of: chords.count))
        for index in manners.indices { manners[index].barWeights.append(0) }
        while !reader.isAtLineEnd {
          let manner = try reader.number(below: manners.count)
          manners[manner].barWeights[bars.count - 1] = try reader.number()
        }
      case "pair":
        let first = try reader.number(below: units.count)
        followers[first].append((try reader.number(below: units.count), try reader.number()))
      default: throw .notAModel
      }
      try reader.endLine()
    }
    guard links.count == chords.count * chords.count, manners.contains(where: \.isMinor),
      manners.contains(where: { !$0.isMinor })
    else { throw reader.invalid }
    self.init(
      chords: chords, units: units, bars: bars, manners: manners, links: links, followers: followers,
      checksum: contentHash(of: file.buffer[...]))
  }
}

extension LineReader {
  fileprivate mutating func chords(_ count: Int, of all: Int) throws(ModelError) -> [Int] {
    var result: [Int] = []
    for _ in 0..<count { result.append(try number(below: all)) }
    return result
  }

  /// A pitch class and, where it isn't major, the suffix of a chord symbol.
  fileprivate mutating func chord() throws(ModelError) -> Progressions.Chord {
    let root = try number(below: 12)
    let type = isAtLineEnd ? .major : try type(word())
    return Progressions.Chord(root: root, type: type)
  }

  private func type(_ suffix: String) throws(ModelError) -> ChordType {
    guard let type = ChordType.allCases.first(where: { utf8Equal($0.suffix, suffix) }) else { throw invalid }
    return type
  }

  /// What it says of a manner, without the weights that follow on other lines.
  fileprivate mutating func manner(chords: Int) throws(ModelError) -> Progressions.Manner {
    let isMinor = try number(below: 2) == 1
    let songs = try number()
    let changes = try number()
    let repeats = (inside: try number(below: 101), across: try number(below: 101))
    let relations = try numbers(Progressions.Relation.allCases.count)
    let loose = try number(below: 101)
    let levels = try numbers(11)
    guard songs > 0, changes > 0, relations.contains(where: { $0 > 0 }) else { throw invalid }
    return Progressions.Manner(
      isMinor: isMinor, songs: songs, changes: changes, repeats: repeats, relations: relations, loose: loose, levels: levels,
      colours: Array(repeating: nil, count: chords))
  }

  fileprivate mutating func colour() throws(ModelError) -> Progressions.Colour {
    let share = try number()
    var types: [(type: ChordType, weight: Int)] = []
    while !isAtLineEnd { types.append((try type(word()), try number())) }
    guard types.contains(where: { $0.weight > 0 }) else { throw invalid }
    return Progressions.Colour(share: share, types: types)
  }
}
