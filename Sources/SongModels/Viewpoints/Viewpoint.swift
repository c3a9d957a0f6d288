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
  /// Whether the symbol depends on no field that is predicted.
  let isKnown: Bool
  let symbol: Symbol
  /// Of a link in which one part alone isn't known.
  private var split: Split?

  typealias Symbol = @Sendable (_ event: Event, _ history: EventHistory) -> Int

  init(
    _ name: String, radix: Int, isLocal: Bool = false, isKnown: Bool = false,
    symbol: @escaping Symbol
  ) {
    self.name = name
    self.radix = radix
    self.isLocal = isLocal
    self.isKnown = isKnown
    self.symbol = symbol
  }

  /// The tuple of several viewpoints; undefined where one of them is.
  ///
  /// - Precondition: the product of the radixes fits 31 bits.
  static func linked(_ parts: [Viewpoint]) -> Viewpoint {
    let radix = parts.reduce(1) { $0 * $1.radix }
    precondition(radix <= Int(Int32.max), "a linked viewpoint has too many symbols")
    var symbol = parts[0].symbol
    for part in parts.dropFirst() {
      let (first, second, secondRadix) = (symbol, part.symbol, part.radix)
      symbol = { event, history in
        let code = first(event, history)
        guard code >= 0 else { return -1 }
        let other = second(event, history)
        return other < 0 ? -1 : code * secondRadix + other
      }
    }
    var linked = Viewpoint(
      parts.map(\.name).joined(separator: "*"), radix: radix, isLocal: parts.allSatisfy(\.isLocal),
      isKnown: parts.allSatisfy(\.isKnown), symbol: symbol)
    linked.split = Split(parts)
    return linked
  }

  /// What is left to ask of each candidate where candidates differ in the predicted field alone; nil where the viewpoint
  /// says nothing of any of them.
  ///
  /// - Parameter event: any of the candidates.
  func open(_ event: Event, _ history: EventHistory) -> OpenPart? {
    guard let split else { return OpenPart(base: 0, part: Part(symbol: symbol, factor: 1)) }
    var base = 0
    for part in split.known {
      let symbol = part.symbol(event, history)
      guard symbol >= 0 else { return nil }
      base += symbol * part.factor
    }
    return OpenPart(base: base, part: split.open)
  }

  /// A viewpoint in a link, with its factor in the link's symbol.
  struct Part: Sendable {
    let symbol: Symbol
    let factor: Int
  }

  /// The part that candidates differ in, and what the others make of the symbol.
  struct OpenPart {
    let base: Int
    let part: Part

    /// Of a candidate; -1 where the part says nothing of it.
    func symbol(_ candidate: Event, _ history: EventHistory) -> Int {
      let symbol = part.symbol(candidate, history)
      return symbol < 0 ? -1 : base + part.factor * symbol
    }
  }

  /// The part that isn't known and the others.
  private struct Split {
    let open: Part
    var known: [Part] = []

    /// Nil where none or several of the parts aren't known.
    init?(_ parts: [Viewpoint]) {
      var open: [Part] = []
      var factor = 1
      for part in parts.reversed() {
        let place = Part(symbol: part.symbol, factor: factor)
        if part.isKnown { known.append(place) } else { open.append(place) }
        factor *= part.radix
      }
      guard open.count == 1 else { return nil }
      self.open = open[0]
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
