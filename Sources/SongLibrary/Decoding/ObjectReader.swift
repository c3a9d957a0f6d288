// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongMusic
internal import SongSyntax

/// Reads one file of the library: the schema reader with the values that its files hold.
///
/// A reading never fails: what is broken or missing is reported and replaced by a neutral value, so that all problems
/// of a file are found at once. An object counts only if its reader `isClean`.
struct ObjectReader {
  /// The object's key: the file's name without `.yaml`.
  let key: String
  let file: SourceFile
  private var reader: TreeReader
  /// Names of other objects, checked when all are known.
  private(set) var references: [Reference] = []
  private(set) var bandParts: [BandPartCheck] = []

  init(key: String, file: SourceFile) {
    self.key = key
    self.file = file
    var sink = DiagnosticSink()
    let tree = parseYAML(file, sink: &sink)
    reader = TreeReader(tree: tree, sink: sink)
  }

  var isClean: Bool { !reader.sink.hasErrors }
  var diagnostics: [Diagnostic] { reader.sink.diagnostics }

  // MARK: Structure

  /// The file's outermost map; nil where it is something else, which was reported.
  mutating func root(_ schema: MapSchema) -> Fields? {
    // What follows from a fault of the YAML is not said.
    guard isClean, let root = reader.root else { return nil }
    return map(root, schema)
  }

  /// The file's outermost map of names.
  mutating func rootNames(of what: String) -> [(name: Located<String>, field: Field)] {
    guard isClean, let root = reader.root else { return [] }
    return reader.names(root, of: what) ?? []
  }

  mutating func map(_ field: Field, _ schema: MapSchema) -> Fields? { reader.map(field, schema) }

  /// A map that must be there.
  mutating func map(_ fields: Fields, _ name: String, _ schema: MapSchema) -> Fields? {
    required(fields, name).flatMap { reader.map($0, schema) }
  }

  /// A map of names that must be there.
  mutating func names(_ fields: Fields, _ name: String, of what: String) -> [(name: Located<String>, field: Field)] {
    required(fields, name).flatMap { reader.names($0, of: what) } ?? []
  }

  mutating func names(_ field: Field, of what: String) -> [(name: Located<String>, field: Field)] {
    reader.names(field, of: what) ?? []
  }

  /// The items of a list that must be there.
  mutating func list(_ fields: Fields, _ name: String, of what: String) -> [Field] {
    required(fields, name).flatMap { reader.list($0, of: what) } ?? []
  }

  mutating func required(_ fields: Fields, _ name: String) -> Field? {
    if let field = fields[name] { return field }
    fail("the key '\(name)' is missing", at: fields.span.sub(0..<1), path: fields.path)
    return nil
  }

  // MARK: Scalars

  mutating func text(_ fields: Fields, _ name: String) -> String {
    required(fields, name).flatMap { reader.text($0) }?.value ?? ""
  }

  mutating func texts(_ fields: Fields, _ name: String) -> [String] {
    list(fields, name, of: "names").compactMap { reader.text($0)?.value }
  }

  /// A value in a notation of the language.
  mutating func notation<Value>(
    _ fields: Fields, _ name: String, _ what: String, otherwise: Value,
    _ parse: (Scalar, inout DiagnosticSink) -> Located<Value>?
  ) -> Value {
    required(fields, name).flatMap { reader.read($0, what, parse) }?.value ?? otherwise
  }

  mutating func read<Value>(
    _ field: Field, _ what: String, _ parse: (Scalar, inout DiagnosticSink) -> Value?
  ) -> Value? {
    reader.read(field, what, parse)
  }

  mutating func integer(_ fields: Fields, _ name: String, in range: ClosedRange<Int>) -> Int {
    required(fields, name).map { integer($0, in: range) } ?? range.lowerBound
  }

  mutating func integer(_ field: Field, in range: ClosedRange<Int>) -> Int {
    reader.read(field, "a number") { parseInteger($0, in: range, sink: &$1) }?.value ?? range.lowerBound
  }

  /// A percentage in thousandths.
  mutating func thousandths(_ fields: Fields, _ name: String, in range: ClosedRange<Int>) -> Int {
    let share = notation(fields, name, "a percentage", otherwise: .zero) { parsePercent($0, in: range, sink: &$1) }
    return (share * 1000).rounded
  }

  mutating func percent(_ fields: Fields, _ name: String, in range: ClosedRange<Int>) -> Int {
    thousandths(fields, name, in: range) / 10
  }

  mutating func decibels(_ fields: Fields, _ name: String, in range: ClosedRange<Int> = -60...30) -> Double {
    notation(fields, name, "a level", otherwise: .zero) { parseDecibels($0, in: range, sink: &$1) }.double
  }

  mutating func decibels(_ field: Field, in range: ClosedRange<Int>) -> Double {
    read(field, "a level") { parseDecibels($0, in: range, sink: &$1) }?.value.double ?? 0
  }

  /// A length of clock time, exact in seconds.
  mutating func seconds(_ fields: Fields, _ name: String) -> Rational {
    guard let field = required(fields, name), let time = reader.read(field, "a time", parseTime) else { return .zero }
    guard let seconds = time.value.seconds, seconds >= .zero else {
      fail("a length in seconds or milliseconds is due here", at: time.span, path: field.path)
      return .zero
    }
    return seconds
  }

  /// A frequency: `120 Hz`.
  mutating func hertz(_ fields: Fields, _ name: String, in range: ClosedRange<Double>) -> Double {
    quantity(fields, name, "a frequency", unit: "Hz", in: range)
  }

  /// A hundredth of a semitone each: `20 ct`.
  mutating func cents(_ fields: Fields, _ name: String, in range: ClosedRange<Double>) -> Double {
    quantity(fields, name, "an interval", unit: "ct", in: range)
  }

  private mutating func quantity(
    _ fields: Fields, _ name: String, _ what: String, unit: String, in range: ClosedRange<Double>
  ) -> Double {
    guard let field = required(fields, name), let text = reader.text(field, what) else { return range.lowerBound }
    let number = text.value.hasSuffix(" \(unit)") ? decimal(text.value.dropLast(unit.utf8.count + 1).trimmed) : nil
    guard let value = number, range.contains(value) else {
      let (low, high) = (shortest(range.lowerBound), shortest(range.upperBound))
      fail("'\(text.value)' isn't \(what) from \(low) \(unit) to \(high) \(unit)", at: text.span, path: field.path)
      return range.lowerBound
    }
    return value
  }

  /// The length of a note, of a whole one, in milliseconds or seconds, and the most of these: `1/8 ms up to 100`.
  mutating func noteLength(_ field: Field) -> (note: Rational, unitsPerSecond: Double, most: Double)? {
    guard let text = reader.text(field, "a length of a note") else { return nil }
    let words = text.value.split(separator: " ")
    let units: [Substring: Double] = ["ms": 1000, "s": 1]
    guard words.count == 5, words[2] == "up", words[3] == "to", let unitsPerSecond = units[words[1]],
      let most = decimal(String(words[4])), most > 0, let note = Rational(text: words[0]), note > .zero, note <= Rational(8)
    else {
      fail("'\(text.value)' isn't a length of a note such as '1/8 ms up to 100'", at: text.span, path: field.path)
      return nil
    }
    return (note, unitsPerSecond, most)
  }

  /// A plain number with decimals.
  mutating func number(_ field: Field, in range: ClosedRange<Double>) -> Double {
    guard let text = reader.text(field, "a number") else { return range.lowerBound }
    guard let value = decimal(text.value), range.contains(value) else {
      let (low, high) = (shortest(range.lowerBound), shortest(range.upperBound))
      fail("'\(text.value)' isn't a number from \(low) to \(high)", at: text.span, path: field.path)
      return range.lowerBound
    }
    return value
  }

  mutating func number(_ fields: Fields, _ name: String, in range: ClosedRange<Double>) -> Double {
    required(fields, name).map { number($0, in: range) } ?? range.lowerBound
  }

  mutating func boolean(_ fields: Fields, _ name: String) -> Bool {
    required(fields, name).flatMap { reader.word($0, "true or false", among: ["true", "false"]) }?.value == "true"
  }

  /// A case of an enumeration by its raw value.
  mutating func word<Word: RawRepresentable<String>>(
    _ fields: Fields, _ name: String, _ what: String, among words: [Word]
  ) -> Word {
    required(fields, name).map { word($0, what, among: words) } ?? words[0]
  }

  mutating func word<Word: RawRepresentable<String>>(_ field: Field, _ what: String, among words: [Word]) -> Word {
    reader.word(field, what, among: words.map(\.rawValue)).flatMap { Word(rawValue: $0.value) } ?? words[0]
  }

  /// A list of cases of an enumeration; empty where the key is left out.
  mutating func words<Word: RawRepresentable<String>>(
    _ fields: Fields, _ name: String, _ what: String, among words: [Word]
  ) -> [Word] {
    guard fields[name] != nil else { return [] }
    return list(fields, name, of: "words").map { word($0, what, among: words) }
  }

  /// A map from values to weights: `{major: 70, minor: 30}`; nil values are reported as not being `what`.
  mutating func weights<Value>(
    _ fields: Fields, _ name: String, of what: String, _ read: (String) -> Value?
  ) -> [Style.Choice<Value>] {
    required(fields, name).map { weights($0, of: what, read) } ?? []
  }

  mutating func weights<Value>(_ field: Field, of what: String, _ read: (String) -> Value?) -> [Style.Choice<Value>] {
    let entries = reader.names(field, of: what) ?? []
    if entries.isEmpty, reader.isMap(field) {
      fail("at least one of \(what) is due here", at: field.span, path: field.path)
    }
    return entries.compactMap { entry in
      let weight = integer(entry.field, in: 1...1000)
      if let value = read(entry.name.value) { return Style.Choice(value: value, weight: weight) }
      fail("'\(entry.name.value)' is none of \(what)", at: entry.name.span, path: entry.field.path)
      return nil
    }
  }

  // MARK: Problems and references

  mutating func fail(_ message: String, at span: Span, path: String = "") {
    reader.sink.report(.libraryInvalid(message, at: span).inside(path))
  }

  /// The name of another object.
  mutating func reference(_ kind: Reference.Kind, _ fields: Fields, _ name: String) -> String {
    guard let field = required(fields, name) else { return "" }
    return reference(kind, field)
  }

  mutating func reference(_ kind: Reference.Kind, _ field: Field) -> String {
    guard let text = reader.text(field, kind.article) else { return "" }
    return reference(kind, text, field.path)
  }

  mutating func reference(_ kind: Reference.Kind, _ name: Located<String>, _ path: String) -> String {
    references.append(Reference(kind: kind, name: name, path: path))
    return name.value
  }

  /// Weights of other objects by their keys.
  mutating func references(
    _ kind: Reference.Kind, _ fields: Fields, _ name: String
  ) -> (choices: [Style.Choice<String>], names: [Located<String>]) {
    let choices = weights(fields, name, of: kind.plural) { $0 }
    let names = fields[name].flatMap { reader.names($0, of: kind.plural) } ?? []
    for entry in names { _ = reference(kind, entry.name, entry.field.path) }
    return (choices, names.map(\.name))
  }

  mutating func check(_ part: BandPartCheck) { bandParts.append(part) }
}

/// A decimal without exponent: `-0.35`.
private func decimal(_ text: String) -> Double? {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
  guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E }) else { return nil }
  return Double(text)
}
