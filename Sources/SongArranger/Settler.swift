// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR

/// Makes decisions in one way: the spec's word stands, else the lock's, else the fallback's; each is recorded.
struct Settler {
  let seed: Seed
  /// Entries of an earlier lock by key.
  let lock: [String: String]
  private(set) var decisions: [Settings.Decision] = []
  var sink: DiagnosticSink

  init(seed: Seed, lock: [String: String], sink: DiagnosticSink) {
    self.seed = seed
    self.lock = lock
    self.sink = sink
  }

  /// A value that the spec may say and that otherwise follows from something already decided.
  ///
  /// - Parameter isValid: whether a lock's value can stand; one that can't is reported and decided again.
  mutating func decide<Value: SettingText>(
    _ key: String, spec: Value?, otherwise value: @autoclosure () -> Value, reason: Settings.Reason,
    isValid: (Value) -> Bool = { _ in true }
  ) -> Value {
    if let settled: Value = settled(key, spec: spec, isValid) { return settled }
    return record(key, value(), reason)
  }

  /// A value that the spec may say and that is otherwise drawn by weight; a single choice isn't drawn but follows from
  /// `reason`.
  ///
  /// - Parameter isValid: whether a lock's value can stand; one that can't is reported and decided again.
  /// - Precondition: there is a choice with a positive weight.
  mutating func decide<Value: SettingText>(
    _ key: String, spec: Value?, among choices: [(value: Value, weight: Int)], reason: Settings.Reason,
    isValid: (Value) -> Bool = { _ in true }
  ) -> Value {
    if let settled: Value = settled(key, spec: spec, isValid) { return settled }
    if choices.count == 1 { return record(key, choices[0].value, reason) }
    let source = seed.child(key)
    var stream = source.generator
    let value = choices[stream.pick(weights: choices.map(\.weight))].value
    return record(key, value, .drawn, seedPath: source.path)
  }

  /// Notes a value that no one can choose differently.
  @discardableResult
  mutating func record<Value: SettingText>(
    _ key: String, _ value: Value, _ reason: Settings.Reason, seedPath: String = ""
  ) -> Value {
    decisions.append(.init(key: key, value: value.settingText, reason: reason, seedPath: seedPath))
    return value
  }

  private mutating func settled<Value: SettingText>(_ key: String, spec: Value?, _ isValid: (Value) -> Bool) -> Value? {
    if let spec { return record(key, spec, .spec) }
    guard let text = lock[key] else { return nil }
    guard let value = Value(settingText: text), isValid(value) else {
      sink.report(.lockEntryIgnored(key: key, value: text))
      return nil
    }
    return record(key, value, .lock)
  }
}
