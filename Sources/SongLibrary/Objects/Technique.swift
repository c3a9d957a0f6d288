// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR

extension Instrument {
  /// What a player can do on the instrument; each limit is nil, or empty, where there is none.
  ///
  /// - Source: Adler (2002), "The Study of Orchestration" (3rd ed.), the chapters on the single instruments: breath, double
  ///   stops, positions of the hand; Parncutt, Sloboda, Clarke, Raekallio & Desain (1997), "An ergonomic model of keyboard
  ///   fingering for melodic fragments", Music Perception 14(4): spans of the hand.
  package struct Technique: Sendable, Hashable {
    /// The longest stretch without a breath, seconds.
    package var breath: Rational?
    /// Semitones that a hand reaches on the keys.
    package var span: Int?
    /// Hands on the keys.
    package var hands = 2
    /// Open strings as MIDI keys, the lowest first.
    package var strings: [Int] = []
    /// Neighbouring frets, or semitones without frets, that the left hand reaches at once.
    package var frets = 4
    /// Players of a kit, two hands and two feet each.
    package var players = 1
    /// What is done with a tone while it sounds.
    package var tone = Settings.ToneControl()

    package init() {}
  }

  /// What a player can do with the tones of a sound: no vibrato where its recordings have one, or nobody knows whether they
  /// do; no bends and swells where it is a plugin's, since plugins have ranges of their own, or none.
  ///
  /// - Parameter sound: of the instrument; nil for a SoundFont's preset that the library doesn't know.
  package func tone(of sound: Sound?) -> Settings.ToneControl {
    var result = sound?.preset.plugin == nil ? technique.tone : Settings.ToneControl()
    result.slurs = isSustained && (technique.breath != nil || !technique.strings.isEmpty)
    if sound?.vibrates ?? true { result.vibrato = nil }
    return result
  }

  /// How many keys can sound at once.
  package var mostAtOnce: Int {
    if !technique.strings.isEmpty { return isSustained ? min(2, technique.strings.count) : technique.strings.count }
    if technique.span != nil { return 5 * technique.hands }
    return polyphony
  }

  /// Whether what is held takes part: fingers stay on keys and strings, a pedal holds a piano's.
  package var holdsWhatSounds: Bool { isSustained || !technique.strings.isEmpty }

  /// Whether keys can sound at once: by hands on keys, by fingers on strings, else by how many there are.
  package func canPlay(_ keys: [Int]) -> Bool {
    let keys = Set(keys).sorted()
    guard keys.count <= mostAtOnce else { return false }
    if !technique.strings.isEmpty {
      return Fingerboard(strings: technique.strings, frets: technique.frets, isBowed: isSustained).canFinger(keys)
    }
    if let span = technique.span { return canReach(keys, hands: technique.hands, span: span) }
    return true
  }
}

/// Whether hands reach all of some keys, five fingers each.
private func canReach(_ keys: [Int], hands: Int, span: Int) -> Bool {
  guard let low = keys.first else { return true }
  guard hands > 0 else { return false }
  let first = keys.prefix(5).prefix { $0 - low <= span }
  return canReach(Array(keys.dropFirst(first.count)), hands: hands - 1, span: span)
}

/// The strings of a guitar or a fiddle under a left hand.
struct Fingerboard {
  /// MIDI keys, the lowest first.
  let strings: [Int]
  /// Neighbouring frets that the hand reaches.
  let frets: Int
  /// A bow reaches two neighbouring strings.
  let isBowed: Bool

  /// Whether keys, the lowest first, have a string each that the hand can stop: four fingers within the frets that it
  /// reaches, one of them across all strings where it lies lowest; open strings are free.
  func canFinger(_ keys: [Int]) -> Bool {
    // What lies beyond the instrument is another fault.
    let highest = strings[strings.count - 1] + highestPosition + frets - 1
    let keys = keys.map { min(max($0, strings[0]), highest) }
    return (1...highestPosition).contains { position in place(keys[...], from: 0, position, stopped: 0, atPosition: 0, last: nil) }
  }

  private func place(
    _ keys: ArraySlice<Int>, from string: Int, _ position: Int, stopped: Int, atPosition: Int, last: Int?
  ) -> Bool {
    guard let key = keys.first else { return stopped + min(1, atPosition) <= fingers }
    for candidate in string..<max(string, strings.count) {
      if isBowed, let last, candidate != last + 1 { continue }
      let fret = key - strings[candidate]
      guard fret == 0 || (position..<position + frets).contains(fret) else { continue }
      let isAcross = fret == position
      if place(
        keys.dropFirst(), from: candidate + 1, position, stopped: stopped + (fret > 0 && !isAcross ? 1 : 0),
        atPosition: atPosition + (isAcross ? 1 : 0), last: candidate)
      {
        return true
      }
    }
    return false
  }
}

private let fingers = 4
/// The highest fret that the first finger goes to.
private let highestPosition = 17
