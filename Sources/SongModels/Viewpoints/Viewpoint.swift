// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// One way to see an event: a function to a symbol, as data.
///
/// A symbol is an integer in `0..<radix`; -1 means that the viewpoint says nothing here and abstains. All that it may
/// read is the event and what `EventHistory` holds, so that a candidate's symbol costs no search.
/// - Source: Conklin & Witten (1995), "Multiple viewpoint systems for music prediction", JNMR 24(1).
package struct Viewpoint: Sendable {
  package let name: String
  /// One above the largest symbol.
  let radix: Int
  /// Whether the symbol depends on the event alone.
  let isLocal: Bool
  let symbol: @Sendable (_ event: Event, _ history: EventHistory) -> Int

  init(
    _ name: String, radix: Int, isLocal: Bool = false,
    symbol: @escaping @Sendable (_ event: Event, _ history: EventHistory) -> Int
  ) {
    self.name = name
    self.radix = radix
    self.isLocal = isLocal
    self.symbol = symbol
  }

  /// The tuple of several viewpoints; undefined where one of them is.
  ///
  /// - Precondition: the product of the radixes fits 31 bits.
  static func linked(_ parts: [Viewpoint]) -> Viewpoint {
    let radix = parts.reduce(1) { $0 * $1.radix }
    precondition(radix <= Int(Int32.max), "a linked viewpoint has too many symbols")
    if parts.count == 2 {
      // Without a list to walk for each candidate.
      let (first, second, secondRadix) = (parts[0].symbol, parts[1].symbol, parts[1].radix)
      return Viewpoint(
        parts.map(\.name).joined(separator: "*"), radix: radix, isLocal: parts.allSatisfy(\.isLocal)
      ) { event, history in
        let symbol = first(event, history)
        guard symbol >= 0 else { return -1 }
        let other = second(event, history)
        return other < 0 ? -1 : symbol * secondRadix + other
      }
    }
    return Viewpoint(
      parts.map(\.name).joined(separator: "*"), radix: radix, isLocal: parts.allSatisfy(\.isLocal)
    ) { event, history in
      var code = 0
      for part in parts {
        let symbol = part.symbol(event, history)
        if symbol < 0 { return -1 }
        code = code * part.radix + symbol
      }
      return code
    }
  }

  /// The basic and derived viewpoints; linked ones are named by their parts, `interval*degree`.
  static let all: [Viewpoint] = pitchViewpoints + chordViewpoints + partViewpoints + timeViewpoints
    + rhythmViewpoints + recurringViewpoints + voicingViewpoints

  /// The viewpoint of a name; nil where a part is unknown.
  package static func named(_ name: String) -> Viewpoint? {
    var parts: [Viewpoint] = []
    for word in name.split(separator: "*", omittingEmptySubsequences: false) {
      guard let part = all.first(where: { utf8Equal($0.name, String(word)) }) else { return nil }
      parts.append(part)
    }
    guard parts.reduce(1.0, { $0 * Double($1.radix) }) <= Double(Int32.max) else { return nil }
    return parts.count == 1 ? parts[0] : linked(parts)
  }
}

/// What the viewpoints may know of the events before.
package struct EventHistory: Sendable, Equatable {
  /// Events so far.
  private(set) var count = 0
  /// The last event.
  private(set) var previous = Event()
  /// The last event on a bar line; its pitch is -1 while there is none.
  private(set) var onBar = Event()
  /// The first event of the section or phrase.
  private(set) var sectionStart = Event()
  /// The first event of the piece.
  private(set) var first = Event()
  /// The last event on a beat; its pitch is -1 while there is none.
  private(set) var onBeat = Event()
  /// What returns, of the last four events, the oldest first: a bar's pattern or a chord; -1 = no event yet.
  private(set) var marks: (Int, Int, Int, Int) = (-1, -1, -1, -1)
  /// By slot the last symbol; empty while no event had one.
  private var recurring: [Int16] = []

  package init() {}

  package mutating func append(_ event: Event) {
    previous = event
    if event.position == 0 { onBar = event }
    if event.position % max(1, event.beatLength) == 0 { onBeat = event }
    if event.phrase == 1 || count == 0 { sectionStart = event }
    if count == 0 { first = event }
    marks = (marks.1, marks.2, marks.3, EventHistory.mark(event))
    if event.slot >= 0 {
      if recurring.isEmpty { recurring = Array(repeating: -1, count: slotCount) }
      recurring[event.slot] = Int16(clamping: event.symbol)
    }
    count += 1
  }

  /// The last symbol of a slot; -1 = none came.
  func last(in slot: Int) -> Int { recurring.indices.contains(slot) ? Int(recurring[slot]) : -1 }

  package static func == (left: EventHistory, right: EventHistory) -> Bool {
    left.count == right.count && left.previous == right.previous && left.onBar == right.onBar
      && left.sectionStart == right.sectionStart && left.first == right.first && left.onBeat == right.onBeat
      && left.marks == right.marks && left.recurring == right.recurring
  }

  /// A bar's pattern, or a chord's root and type.
  static func mark(_ event: Event) -> Int {
    event.symbol >= 0 ? event.symbol : max(0, event.chordRoot) * ChordType.count + max(0, event.chordType)
  }
}

/// Slots that can recur.
let slotCount = 64
