// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of what goes round: strokes on a grid of sixteenths, sections.
let recurringViewpoints: [Viewpoint] = [
  // A stroke, a section's label: alphabets of up to 64 symbols.
  Viewpoint("symbol", radix: symbolRadix, isLocal: true) { event, _ in event.symbol < symbolRadix ? event.symbol : -1 },
  // What the slot had when it last came: the same place of the bar before. Known.
  Viewpoint("again", radix: symbolRadix + 1, isKnown: true) { event, history in
    event.slot >= 0 ? history.last(in: event.slot) + 1 : -1
  },
  // What the place a beat before had. Known.
  Viewpoint("beatAgo", radix: symbolRadix + 1, isKnown: true) { event, history in
    guard event.slot >= 0 else { return -1 }
    let beat = event.beatLength / sixteenth
    let slots = event.barLength / sixteenth
    return history.last(in: event.slot >= beat ? event.slot - beat : min(slotCount - 1, event.slot - beat + slots)) + 1
  },
  // The slot itself. Known.
  Viewpoint("slot", radix: slotCount, isLocal: true, isKnown: true) { event, _ in event.slot },
  // The style that is played. Known.
  Viewpoint("style", radix: 32, isLocal: true, isKnown: true) { event, _ in event.style },
]

/// One above the largest symbol that viewpoints other than those of bar patterns and voicings tell apart.
private let symbolRadix = 64
/// Ticks.
let sixteenth = Event.ticksPerQuarter / 4
