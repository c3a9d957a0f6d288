// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

private let patternSchema = MapSchema(
  "a pattern set",
  [
    KeySchema("role", "the role that plays it", .word(accompaniment.map(\.rawValue))),
    KeySchema("tags", "styles, moods and instruments that it suits", .list(.text)),
    KeySchema("meter", "the time signature that it is for", .text),
    KeySchema("grooves", "from thin to full, by rising intensity", .list(.map(grooveSchema))),
    KeySchema("fills", "played before a new section; drums only", .list(.map(grooveSchema))),
  ])

private let grooveSchema = MapSchema(
  "a groove",
  [
    KeySchema("from", "the intensity from which it is played", .text),
    KeySchema("bars", "bars that its cells are spread over; 1 where it is left out", .text),
    KeySchema("grid", "drums: a line of cells for each voice of the kit", .names(.text)),
    KeySchema("cells", "pitched parts: cells with blanks between them", .text),
  ])

/// The roles whose notes patterns make.
private let accompaniment: [Role] = [.chords, .pad, .arpeggio, .bass, .drums]

extension ObjectReader {
  mutating func patternSet() -> PatternSet? {
    guard let fields = root(patternSchema) else { return nil }
    let role = word(fields, "role", "a role with patterns", among: accompaniment)
    // Cells are read by the role.
    guard isClean else { return nil }
    let meter = notation(fields, "meter", "a time signature", otherwise: Meter(4, 4)) { scalar, sink in
      parseMeter(scalar, sink: &sink)?.map(\.meter)
    }
    let grooves = grooves(fields, "grooves", role, meter)
    var fills: [PatternSet.Groove] = []
    if let field = fields["fills"] {
      if role == .drums {
        fills = self.grooves(fields, "fills", role, meter)
      } else {
        fail("only drums have fills", at: field.span, path: field.path)
      }
    }
    let tags = texts(fields, "tags")
    guard isClean else { return nil }
    return PatternSet(key: key, role: role, meter: meter, tags: tags, grooves: grooves, fills: fills)
  }

  private mutating func grooves(
    _ fields: Fields, _ name: String, _ role: Role, _ meter: Meter
  ) -> [PatternSet.Groove] {
    let items = list(fields, name, of: "grooves")
    let grooves = items.compactMap { groove($0, role, meter) }
    guard isClean else { return grooves }
    for (index, groove) in grooves.enumerated() where groove.from <= (index == 0 ? -1 : grooves[index - 1].from) {
      fail("the intensities of \(name) don't rise", at: items[index].span, path: items[index].path)
    }
    if let first = grooves.first, first.from != 0 {
      fail("the first of the \(name) is due from 0%", at: items[0].span, path: items[0].path)
    }
    if items.isEmpty, let field = fields[name] { fail("there are no \(name)", at: field.span, path: field.path) }
    return grooves
  }

  private mutating func groove(_ field: Field, _ role: Role, _ meter: Meter) -> PatternSet.Groove? {
    guard let fields = map(field, grooveSchema) else { return nil }
    let from = thousandths(fields, "from", in: 0...100)
    let bars = fields["bars"].map { integer($0, in: 1...8) } ?? 1
    let length = meter.length * Rational(bars)
    let (due, other) = role == .drums ? ("grid", "cells") : ("cells", "grid")
    if let wrong = fields[other] { fail("\(role.rawValue) are written as '\(due)'", at: wrong.span, path: wrong.path) }
    var hits: [PatternSet.Hit] = []
    if role == .drums {
      for lane in names(fields, "grid", of: "voices") {
        hits += cells(lane.field) {
          CellNotation.lane($0, voice: lane.name.value, bars: bars, length: length, sink: &$1)
        }
      }
      hits = hits.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
    } else if let field = required(fields, "cells") {
      hits = cells(field) { CellNotation.line($0, role: role, bars: bars, length: length, sink: &$1) }
    }
    return PatternSet.Groove(from: from, bars: bars, hits: hits)
  }

  private mutating func cells(
    _ field: Field, _ parse: (Scalar, inout DiagnosticSink) -> [PatternSet.Hit]
  ) -> [PatternSet.Hit] {
    read(field, "cells", parse) ?? []
  }
}
