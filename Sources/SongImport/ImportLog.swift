// SPDX-License-Identifier: Apache-2.0

/// Where something stands in the file that is imported.
package enum ImportPlace: Sendable, Hashable {
  /// From 1.
  case line(Int)
  /// The bar as it is written, from 1.
  case bar(Int)
}

/// Something that the spec doesn't hold as the file does.
package struct ImportRemark: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// It isn't in the spec.
    case lost
    /// It is there in another way, or wasn't in the file.
    case decided
  }

  package let kind: Kind
  package let what: String
  package fileprivate(set) var count: Int
  /// In order of the file, each once; not all of very many.
  package fileprivate(set) var places: [ImportPlace]

  /// `lines 7, 8, 12 and more`; nil where there is no place.
  package var location: String? {
    var parts: [String] = []
    let lines = places.compactMap { if case .line(let line) = $0 { line } else { nil } }
    let bars = places.compactMap { if case .bar(let bar) = $0 { bar } else { nil } }
    for (name, numbers) in [("line", lines), ("bar", bars)] where !numbers.isEmpty {
      let shown = numbers.prefix(shownPlaces).map { "\($0)" }.joined(separator: ", ")
      parts.append((numbers.count == 1 ? "\(name) " : "\(name)s ") + shown + (numbers.count > shownPlaces ? " and more" : ""))
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// `a slur: 4 times (lines 7, 8)`.
  package var text: String {
    var text = what
    if count > 1 { text += ": \(count) times" }
    if let place = location { text += " (\(place))" }
    return text
  }
}

/// Collects what an import loses and decides, like things together.
package struct ImportLog: Sendable, Hashable {
  package private(set) var remarks: [ImportRemark] = []
  private var indices: [String: Int] = [:]

  package init() {}

  package mutating func lose(_ what: String, at place: ImportPlace? = nil, count: Int = 1) {
    add(.lost, what, place, count)
  }

  package mutating func decide(_ what: String, at place: ImportPlace? = nil) { add(.decided, what, place, 1) }

  private mutating func add(_ kind: ImportRemark.Kind, _ what: String, _ place: ImportPlace?, _ count: Int) {
    let key = (kind == .lost ? "-" : "+") + what
    let index: Int
    if let known = indices[key] {
      index = known
      remarks[index].count += count
    } else {
      // A file full of different faults is named as one behind so many.
      guard remarks.count < mostRemarks else { return }
      index = remarks.count
      indices[key] = index
      remarks.append(ImportRemark(kind: kind, what: what, count: count, places: []))
    }
    if let place, remarks[index].places.count <= shownPlaces, !remarks[index].places.contains(place) {
      remarks[index].places.append(place)
    }
  }
}

/// Places that a remark names.
private let shownPlaces = 8
/// Different remarks on one file.
private let mostRemarks = 60
