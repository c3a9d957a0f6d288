// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongMusic
internal import SongSyntax

private let modelSchema = MapSchema(
  "a model",
  [
    KeySchema("name", "its name for people", .text),
    KeySchema("of", "what it predicts", .word(WrittenModel.Subject.allCases.map(\.rawValue))),
    KeySchema("tags", "styles that it suits", .list(.text)),
    KeySchema("sections", "the names of sections that a model of forms knows", .list(.text)),
    KeySchema("by", "the viewpoint that chooses the row of weights", .word(WrittenModel.contexts.map(\.viewpoint))),
    KeySchema("weights", "values with weights; with 'by' a map of them for each row", .names(.text)),
    KeySchema("grammar", "a weighted grammar", .map(grammarSchema)),
    KeySchema("cells", "rhythms that bars are made of, for each meter", .names(.map(cellSchema))),
  ])

private let cellSchema = MapSchema(
  "the cells of a meter",
  [
    KeySchema("first", "cells that begin a bar", .names(.text)),
    KeySchema("then", "cells that follow inside of it", .names(.text)),
    KeySchema("closing", "cells that begin the bar in which a phrase ends", .names(.text)),
  ])

private let rulesSchema = ValueSchema.names(.names(.text))

private let grammarSchema = MapSchema(
  "a grammar",
  [
    KeySchema("start", "the rule that a sequence is derived from", .text),
    KeySchema("rules", "ways to write each rule out, with weights", rulesSchema),
    KeySchema("major", "rules of major keys; chords only", rulesSchema),
    KeySchema("minor", "rules of minor keys; chords only", rulesSchema),
  ])

/// Bars that the cells of a row make at most.
private let mostBars = 2000

/// The row for all that have none of their own.
private let otherRow = "otherwise"

extension ObjectReader {
  mutating func writtenModel() -> WrittenModel? {
    guard let fields = root(modelSchema) else { return nil }
    let name = text(fields, "name")
    let subject = word(fields, "of", "what a model predicts", among: WrittenModel.Subject.allCases)
    // All else is read by the subject.
    guard isClean else { return nil }
    let sections = subject == .form ? texts(fields, "sections") : []
    if subject != .form, let field = fields["sections"] {
      fail("only models of forms have sections", at: field.span, path: field.path)
    }
    guard isClean else { return nil }
    let values = ValueReader(subject: subject, sections: sections)
    var body: WrittenModel.Body?
    for key in subject == .rhythm ? ["by", "weights", "grammar"] : ["cells"] {
      guard let field = fields[key] else { continue }
      fail("a model of \(subject.rawValue) has no '\(key)'", at: field.span, path: field.path)
    }
    guard isClean else { return nil }
    if subject == .rhythm {
      body = .cells(meterCells(fields))
    } else if let field = fields["grammar"] {
      for key in ["by", "weights"] {
        guard let other = fields[key] else { continue }
        fail("a model has weights or a grammar, not both", at: other.span, path: other.path)
      }
      body = map(field, grammarSchema).flatMap { grammar($0, values) }
    } else {
      body = .weights(weights(fields, values))
    }
    let tags = fields["tags"] == nil ? [] : texts(fields, "tags")
    guard isClean, let body else { return nil }
    return WrittenModel(key: key, name: name, tags: tags, subject: subject, sections: sections, body: body)
  }

  private mutating func weights(_ fields: Fields, _ values: ValueReader) -> WrittenModel.Weights {
    guard let by = fields["by"], let context = context(by) else {
      let weights = weights(fields, "weights", of: values.plural, values.value)
      return WrittenModel.Weights(viewpoint: nil, rows: [WrittenModel.Row(symbol: nil, weights: weights)])
    }
    var rows: [WrittenModel.Row] = []
    var rest: WrittenModel.Row?
    for entry in names(fields, "weights", of: "rows") {
      let weights = weights(entry.field, of: values.plural, values.value)
      if utf8Equal(entry.name.value, otherRow) {
        rest = WrittenModel.Row(symbol: nil, weights: weights)
      } else if let symbol = context.symbol(of: entry.name.value) {
        rows.append(WrittenModel.Row(symbol: symbol, weights: weights))
      } else {
        let known = context.rows.isEmpty ? "a time in quarter notes" : context.rows.joined(separator: ", ")
        fail(
          "'\(entry.name.value)' is no row of \(context.viewpoint): \(known), \(otherRow)", at: entry.name.span,
          path: entry.field.path)
      }
    }
    // The row for all others comes last, wherever it is written.
    return WrittenModel.Weights(viewpoint: context.viewpoint, rows: rows + (rest.map { [$0] } ?? []))
  }

  private mutating func meterCells(_ fields: Fields) -> [WrittenModel.MeterCells] {
    names(fields, "cells", of: "meters").compactMap { entry in
      let meter = entry.name.value
      guard let bar = WrittenModel.meters.first(where: { utf8Equal($0.name, meter) })?.sixteenths else {
        let known = WrittenModel.meters.map(\.name).joined(separator: ", ")
        fail("'\(meter)' is none of the meters that tunes' rhythms are known in: \(known)", at: entry.name.span, path: entry.field.path)
        return nil
      }
      guard let rows = map(entry.field, cellSchema) else { return nil }
      func cells(_ key: String, beginsBar: Bool) -> [Style.Choice<WrittenModel.Cell>] {
        weights(rows, key, of: "cells") { WrittenModel.Cell($0, longest: bar, beginsBar: beginsBar) }
      }
      let first = cells("first", beginsBar: true)
      let then = rows["then"] == nil ? [] : cells("then", beginsBar: false)
      let closing = rows["closing"] == nil ? [] : cells("closing", beginsBar: true)
      let result = WrittenModel.MeterCells(meter: meter, first: first, then: then, closing: closing)
      for (row, cells) in [("first", first), ("closing", closing)] where isClean && !cells.isEmpty {
        let count = result.countBars(of: cells)
        if !(1...mostBars).contains(count), let field = rows[row] {
          let problem = count == 0 ? "no bar of \(meter) can be filled by these cells" : "these cells make more than \(mostBars) bars"
          fail(problem, at: field.span, path: field.path)
        }
      }
      return result
    }
  }

  private mutating func context(_ field: Field) -> WrittenModel.Context? {
    let word = word(field, "a viewpoint", among: WrittenModel.contexts.map { ContextName(rawValue: $0.viewpoint) })
    return WrittenModel.contexts.first { utf8Equal($0.viewpoint, word.rawValue) }
  }
}

/// A context by its name.
private struct ContextName: RawRepresentable {
  let rawValue: String
}

extension WrittenModel.Context {
  /// The symbol behind a row's name; times are in quarter notes, `3/2`.
  fileprivate func symbol(of row: String) -> Int? {
    guard rows.isEmpty else { return rows.firstIndex { utf8Equal($0, row) } }
    guard let quarters = Rational(text: row), (.zero..<Rational(longestPosition)).contains(quarters) else { return nil }
    let ticks = quarters * Rational(WrittenModel.ticksPerQuarter)
    return ticks.isInteger ? ticks.floor : nil
  }
}

/// Quarter notes; the models tell no later places of a bar apart.
private let longestPosition = 8

/// Reads the values of a model.
struct ValueReader {
  let subject: WrittenModel.Subject
  let sections: [String]

  var plural: String {
    switch subject {
    case .chords: "numerals of chords"
    case .form: "the model's sections"
    case .pitch: "pitches"
    case .rhythm: "cells"
    }
  }

  /// `I`, `ii7`, `V7/V`; a section's name; `c4`.
  func value(_ text: String) -> WrittenModel.Value? {
    switch subject {
    case .form: return sections.firstIndex { utf8Equal($0, text) }.map { .section($0) }
    case .rhythm: return nil
    case .pitch: return Pitch(text: text).flatMap { (0...127).contains($0.key) ? .pitch($0.key) : nil }
    case .chords:
      // What is wrong with a chord isn't said: a word of a grammar may be meant as a rule.
      var sink = DiagnosticSink()
      let nowhere = Span(file: FileID(0), start: 0, end: 0)
      let scalar = Scalar(text: text, span: nowhere, style: .plain)
      guard case .roman(let numeral) = parseChordSymbol(scalar, sink: &sink)?.value, numeral.bassDegree == nil else {
        return nil
      }
      return .chord(numeral)
    }
  }
}
