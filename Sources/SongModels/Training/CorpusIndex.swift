// SPDX-License-Identifier: Apache-2.0
/// Where strings of symbols come in pieces: a suffix array that is sorted up to a depth.
///
/// - Source: Manber & Myers (1993), "Suffix arrays: a new method for on-line string searches", SIAM J. Comput. 22(5).
struct CorpusIndex {
  /// The occurrences of a string.
  struct Place {
    fileprivate var range: Range<Int>
    fileprivate var length: Int
  }

  /// All sequences, each with a separator behind it.
  private let symbols: [Int32]
  private let owners: [Int32]
  /// Starts of the suffixes, in the order of what they begin with.
  private let suffixes: [Int32]
  /// Per suffix the next one in order that is of another piece.
  private let nextOwner: [Int32]

  /// - Parameters:
  ///   - pieces: pieces of sequences of symbols; nothing runs over the end of a sequence.
  ///   - depth: the longest string that is looked for.
  init(_ pieces: [[[Int]]], depth: Int) {
    var symbols: [Int32] = []
    var owners: [Int32] = []
    for (number, piece) in pieces.enumerated() {
      for sequence in piece {
        for symbol in sequence { symbols.append(Int32(symbol)) }
        symbols.append(separator)
        owners += Array(repeating: Int32(number), count: sequence.count + 1)
      }
    }
    var suffixes = (0..<Int32(symbols.count)).filter { symbols[Int($0)] != separator }
    symbols.withUnsafeBufferPointer { symbols in
      suffixes.sort { left, right in
        var first = Int(left)
        var second = Int(right)
        for _ in 0..<depth {
          let one = symbols[first]
          if one != symbols[second] { return one < symbols[second] }
          if one == separator { break }
          first += 1
          second += 1
        }
        return left < right
      }
    }
    var nextOwner = [Int32](repeating: Int32(suffixes.count), count: suffixes.count)
    for index in suffixes.indices.dropLast().reversed() {
      let isSame = owners[Int(suffixes[index])] == owners[Int(suffixes[index + 1])]
      nextOwner[index] = isSame ? nextOwner[index + 1] : Int32(index + 1)
    }
    self.symbols = symbols
    self.owners = owners
    self.suffixes = suffixes
    self.nextOwner = nextOwner
  }

  /// The empty string.
  var start: Place { Place(range: suffixes.indices, length: 0) }

  /// The occurrences that go on with a symbol; nil where none does.
  ///
  /// - Complexity: logarithmic in the occurrences.
  func place(behind place: Place, _ symbol: Int32) -> Place? {
    func bound(_ isBefore: (Int32) -> Bool) -> Int {
      var low = place.range.lowerBound
      var high = place.range.upperBound
      while low < high {
        let middle = (low + high) / 2
        if isBefore(symbols[Int(suffixes[middle]) + place.length]) { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let low = bound { $0 < symbol }
    let high = bound { $0 <= symbol }
    return low < high ? Place(range: low..<high, length: place.length + 1) : nil
  }

  /// Whether three pieces at least have the string.
  func isCommon(_ place: Place) -> Bool {
    var found: (Int32, Int32) = (-1, -1)
    var index = place.range.lowerBound
    while index < place.range.upperBound {
      let owner = owners[Int(suffixes[index])]
      if found.0 < 0 {
        found.0 = owner
      } else if owner != found.0, found.1 < 0 {
        found.1 = owner
      } else if owner != found.0, owner != found.1 {
        return true
      }
      index = Int(nextOwner[index])
    }
    return false
  }
}

private let separator: Int32 = -1
