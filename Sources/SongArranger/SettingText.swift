// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A value that stands as text in the lock and is read back from it.
protocol SettingText {
  init?(settingText: String)
  var settingText: String { get }
}

extension String: SettingText {
  init?(settingText: String) { self = settingText }
  var settingText: String { self }
}

extension Int: SettingText {
  init?(settingText: String) { self.init(settingText) }
  var settingText: String { String(self) }
}

extension Rational: SettingText {
  init?(settingText: String) { self.init(text: settingText) }
  var settingText: String { description }
}

extension PitchName: SettingText {
  init?(settingText: String) { self.init(text: settingText) }
  var settingText: String { description }
}

extension Mode: SettingText {
  init?(settingText: String) { self.init(rawValue: settingText) }
  var settingText: String { rawValue }
}

extension Key: SettingText {
  init?(settingText: String) { self.init(text: settingText) }
  var settingText: String { description }
}

extension Meter: SettingText {
  init?(settingText: String) { self.init(text: settingText) }
  var settingText: String { description }
}

extension Role: SettingText {
  init?(settingText: String) { self.init(rawValue: settingText) }
  var settingText: String { rawValue }
}

extension OrnamentKind: SettingText {
  init?(settingText: String) { self.init(rawValue: settingText) }
  var settingText: String { rawValue }
}

extension HarmonyWish.Rate: SettingText {
  init?(settingText: String) { self.init(text: settingText) }
  var settingText: String { text }
}

extension HarmonyWish.Colour: SettingText {
  init?(settingText: String) { self.init(text: settingText) }
  var settingText: String { text }
}

extension HarmonyWish.Cadence: SettingText {
  init?(settingText: String) { self.init(rawValue: settingText) }
  var settingText: String { rawValue }
}

extension KeyRange: SettingText {
  /// Reads MIDI keys as the lock writes them: `48..72`.
  init?(settingText: String) {
    let ends = settingText.split(separator: ".").compactMap { Int($0) }
    guard ends.count == 2, ends[0] <= ends[1] else { return nil }
    self.init(low: ends[0], high: ends[1])
  }
  var settingText: String { description }
}

extension Microseconds: SettingText {
  init?(settingText: String) { self.init(exactText: settingText) }
  var settingText: String { exactText }
}

/// A list of names, blank between them.
struct NameList: SettingText {
  let names: [String]

  init(_ names: [String]) { self.names = names }
  init?(settingText: String) { names = settingText.split(separator: " ").map { String($0) } }
  var settingText: String { names.joined(separator: " ") }
}
